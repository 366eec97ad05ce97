"""The site's API, at the root: for web sites of the "VPN shop" kind with their own front end.

- Auth: `Authorization: Bearer <access token>`; a refresh token serves once and is replaced by a new one.
- Errors: `{"message": "<text>"}`, for every status from 400 on; texts that front ends translate stay as they are, see
  `errors.py`. A malformed request is 400 `invalid body`.
- Times: RFC 3339 in UTC with `Z`, to the second. Money: integer kopeks. Durations: seconds. Traffic: bytes.
- Ids: `id` of a key is a UUID of the shop; `marzban_client_id` is the name of its account on a panel.
- Limits: as the cabinet's.
"""

from typing import Final

from web.api.site import auth, billing, configs, me, payments, public, referral
from web.api.site.errors import ANYWHERE, FORMAT
from web.common.surface import Surface

ROOTS: Final = (
    "/auth",
    "/tariffs",
    "/nodes",
    "/me",
    "/profile",
    "/vpn",
    "/payments",
    "/billing",
    "/configs",
    "/referral",
)
TAGS: Final = (
    {"name": "site: sign-in", "description": "Registration and sign-in of a web site's customers; tokens."},
    {"name": "site: shop window", "description": "Tariffs and servers; needs no token."},
    {"name": "site: account", "description": "The person and their keys."},
    {"name": "site: configurations", "description": "A key in the form that an app reads."},
    {"name": "site: payments", "description": "Paying by any vendor or from the balance. Send an `Idempotency-Key`."},
    {"name": "site: billing", "description": "How a key's subscription stands; a person's payments."},
    {"name": "site: referral", "description": "Invited people, and what they have brought."},
)

PARTS: Final = (auth, public, me, configs, payments, billing, referral)

SURFACE = Surface("", tuple(part.router for part in PARTS), ANYWHERE, FORMAT.response, ROOTS)
