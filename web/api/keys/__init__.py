"""The key API, below `/api`: for programs of the operator's own that make keys and read what went through them.

- Auth: `X-API-Key`, a key of `vitrina apikey create` with the scope `keys` or `owner`. The first sees and changes what
  it has made itself, the second every program's keys.
- Errors: `{"detail": "<text>"}`. A malformed request is 400.
- Times: ISO 8601 in UTC with microseconds and without an offset; Unix seconds where a field says so. Days are the
  shop's. Traffic: integer bytes, rx from the client, tx to it, total = rx + tx; texts are 1024-based.
- Ids: `id` of a key is a UUID of the shop; every address takes its VLESS UUID as well.
- Limits: as the cabinet's, counted by API key.
"""

from typing import Final

from web.api.keys import info, keys, reports, system, traffic
from web.api.keys.errors import ANYWHERE, FORMAT
from web.common.surface import Surface

ROOTS: Final = (
    "/api/",
    "/api/keys",
    "/api/traffic",
    "/api/system/sync-config",
    "/api/system/config-status",
    "/api/system/verify-reality",
    "/api/system/ports",
    "/api/system/traffic",
    "/api/system/xray",
)
TAGS: Final = (
    {"name": "keys", "description": "Keys with ports of their own, for programs; needs an API key."},
    {"name": "keys: traffic", "description": "What goes through them now."},
    {"name": "keys: history", "description": "What went through them, by all time, month and day."},
    {"name": "keys: system", "description": "Ports, and whether the engine holds what it should."},
)

PARTS: Final = (info, keys, traffic, reports, system)

SURFACE = Surface("", (*(part.router for part in PARTS), system.xray), ANYWHERE, FORMAT.response, ROOTS)
