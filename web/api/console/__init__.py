"""The console's API, below `/api/admin/v1`: what the operator's console in the browser needs beside the operator API.

- Auth, answers, errors and times are the operator API's (`web/operator`), with sentences in the language of
  `Accept-Language`. Money is integer kopeks, `*_kopeks`.
- Lists take `page` (from 1) and `limit` (1-100, 20) and answer `items`, `page`, `limit`, `total`.
- Everything that changes something is an event with whoever did it.
"""

from typing import Final

from web.api.console import (
    broadcasts,
    campaigns,
    overview,
    payments,
    promocodes,
    purchases,
    servers,
    setting_tests,
    settings,
    tariffs,
    texts,
    tickets,
    users,
    vendors,
)
from web.api.console.errors import FORMAT
from web.common.operator_errors import ANYWHERE
from web.common.surface import Surface

PREFIX: Final = "/api/admin/v1"
TAGS: Final = (
    {"name": "console: overview", "description": "Who is asking, and how the shop is doing."},
    {"name": "console: users", "description": "People, and everything about one of them."},
    {"name": "console: payments", "description": "Payments, and what can be done about them."},
    {"name": "console: tickets", "description": "What customers ask."},
    {"name": "console: servers", "description": "Where keys live."},
    {"name": "console: settings", "description": "What the owner decides."},
    {"name": "console: shop", "description": "What is sold, and how people hear of it."},
)

PARTS: Final = (
    *(overview, users, payments, purchases, tickets, servers),
    *(tariffs, promocodes, campaigns, broadcasts, settings, setting_tests, texts, vendors),
)

SURFACE = Surface(PREFIX, tuple(part.router for part in PARTS), ANYWHERE, FORMAT.response)
