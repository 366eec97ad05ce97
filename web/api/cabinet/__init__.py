"""`/cabinet`: the customers' own API, for the Flutter app and the browser cabinet.

- Auth: `Authorization: Bearer <access token>`; 401 always means the token.
- Errors: `{"detail": "<one sentence>", "code": "<machine-readable>"}`, for every status from 400 on; see `errors.py`.
- Times: RFC 3339 in UTC with `Z`, to the second. Money: `*_kopeks` integers, `*_rubles` numbers beside them.
- Limits: 5 requests a minute to each sign-in endpoint, 10 to payments, 60 to the rest; 429 with `Retry-After`.
"""

from typing import Final

from web.api.cabinet import account, auth, balance, info, promocode, realtime, referral, subscription, tickets
from web.api.cabinet.errors import ANYWHERE, FORMAT
from web.common.surface import Surface

PREFIX = "/cabinet"
TAGS: Final = (
    {"name": "auth", "description": "Registration and sign-in: e-mail, Telegram widget, Mini App."},
    {"name": "account", "description": "The person's own sign-ins and language."},
    {"name": "balance", "description": "Balance, its history, and ways to top it up."},
    {"name": "subscription", "description": "The subscription: trial, tariffs, purchase, renewal."},
    {"name": "referral", "description": "Invited people and what they have brought."},
    {"name": "promocode", "description": "Promocodes."},
    {"name": "tickets", "description": "Requests to support."},
    {"name": "info", "description": "The service and its looks; needs no token."},
)

PARTS: Final = (auth, account, balance, subscription, referral, promocode, tickets, info, realtime)

SURFACE = Surface(PREFIX, tuple(part.router for part in PARTS), ANYWHERE, FORMAT.response)
