"""The operator API, below `/api`: for panels that watch and run the shop.

- Auth: `Authorization: Bearer <access token of a shop administrator>`, or `X-API-Key` with the scope `operator` or
  `owner`. `PANEL_AUTH=none` lets everybody in who reaches a loopback listener. `/api/ping` is open.
- Answers: `{"ok": true, ...}`; errors `{"ok": false, "error": "<code or text>", "code": <status>}`, see `errors.py`.
- Times: RFC 3339 in UTC with `Z`, to the second; days are the shop's, `YYYY-MM-DD`. Traffic: integer bytes.
- Users are named by an e-mail, which for customers' keys is but a label.
- Everything that changes something is an event with whoever did it.
"""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from web.api.operator import backups, checks, collector, events, live, settings, system, usage, users, xray
from web.common.operator_errors import ANYWHERE, FORMAT, NOT_IMPLEMENTED, ApiError
from web.common.routing import Pages
from web.common.surface import Surface

PREFIX: Final = "/api"
TAGS: Final = (
    {"name": "operator: overview", "description": "Usage by the day."},
    {"name": "operator: users", "description": "Keys, as the panel names them."},
    {"name": "operator: live", "description": "What goes through them now."},
    {"name": "operator: events", "description": "What has happened in the shop, and who did it."},
    {"name": "operator: system", "description": "Services, the machine, ports."},
    {"name": "operator: settings", "description": "Settings of the panel, the engine, the collector."},
    {"name": "operator: backups", "description": "Backups of the whole shop."},
    {"name": "operator: checks", "description": "The shop's self-checks."},
)

PARTS: Final = (system, usage, users, live, events, settings, xray, collector, backups, checks)

reserved = Pages(prefix="/v2", include_in_schema=False)


@reserved.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def anything(request: Request, path: str) -> Response:
    """501, whatever is asked."""
    return FORMAT.response(request, ApiError(NOT_IMPLEMENTED))


SURFACE = Surface(PREFIX, (system.unsigned, *(part.router for part in PARTS), reserved), ANYWHERE, FORMAT.response)
