"""`/openapi.json` and `/docs`: the description of the public APIs, for people and for generators. Needs no internet."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from web.common.routing import Pages

DOCUMENT: Final = "/openapi.json"
DESCRIPTION: Final = """\
Five APIs of one shop.

- **Cabinet**, below `/cabinet`: for apps and pages where customers serve themselves. Sign in below `/cabinet/auth`,
  then send `Authorization: Bearer <access token>`; a 401 always means the token. Errors are
  `{"detail": "<one sentence>", "code": "<code>"}`, the sentence in the person's language. Amounts are integer kopeks,
  with roubles beside them.
- **Site**, at `/auth`, `/tariffs`, `/nodes`, `/me`, `/profile`, `/vpn`, `/payments`, `/billing`, `/configs` and
  `/referral`: for a web site with its own front end, for the same customers. Sign in below `/auth`, then send
  `Authorization: Bearer <access token>`; a refresh token serves once. Errors are `{"message": "<text>"}`. Amounts are
  integer kopeks.
- **Keys**, at `/api/`, `/api/keys`, `/api/traffic` and in the `keys: system` group of `/api/system`: for programs that
  make keys and read their traffic. Send `X-API-Key`, a key of `vitrina apikey create` with the scope `keys` or `owner`.
  Errors are `{"detail": "<text>"}`. Times are in UTC without an offset, or Unix seconds where a field says so.
- **Operator**, below `/api` as well: for panels that watch and run the shop. Send an administrator's
  `Authorization: Bearer <access token>`, or `X-API-Key` with the scope `operator` or `owner`. Answers say `"ok": true`;
  errors are `{"ok": false, "error": "<code or text>", "code": <status>}`.
- **Console**, below `/api/admin/v1`: what the operator's console in the browser shows and changes beside that.
  Signed and answered as the operator API; sentences are in the language of `Accept-Language`, amounts integer kopeks.

Times are RFC 3339 in UTC, unless told otherwise. Limits of the cabinet and the site are, unless the operator has set
others, 5 requests a minute to each sign-in endpoint, 10 to payments, 60 to the rest; a program has 60 a minute to the
key API, and whoever the operator API or the console refuses has 60 tries. 429 comes with `Retry-After`.
"""
ASSETS: Final = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
# Swagger UI sets styles on its elements and asks this shop alone.
POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'"
)
PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
"""
START: Final = f"""\
SwaggerUIBundle({{url: "{DOCUMENT}", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null}});
"""

# Two schemas of one name are told apart by their modules. Clients have been generated from these names, so they stay
# where the modules go elsewhere.
PUBLISHED_NAMES: Final = {
    "web__api__cabinet__payment_schemas__TopUp": "web__cabinet__payment_shapes__TopUp",
    "web__api__cabinet__referral_schemas__Stats": "web__cabinet__referral_shapes__Stats",
    "web__api__cabinet__schemas__Message": "web__cabinet__shapes__Message",
    "web__api__cabinet__tickets_schemas__Message": "web__cabinet__tickets_shapes__Message",
    "web__api__operator__check_schemas__Summary": "web__operator__check_shapes__Summary",
    "web__api__operator__usage_schemas__Summary": "web__operator__usage_shapes__Summary",
    "web__api__operator__user_schemas__User": "web__operator__user_shapes__User",
    "web__api__site__payment_schemas__TopUp": "web__site__payment_shapes__TopUp",
    "web__api__site__referral__Stats": "web__site__referral__Stats",
    "web__api__site__schemas__User": "web__site__shapes__User",
}

router = Pages()


class DescribedApp(FastAPI):
    """An application whose description names its schemas as they were published."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        if self.openapi_schema is None:
            text = json.dumps(super().openapi(), ensure_ascii=False)
            for name, published in PUBLISHED_NAMES.items():
                text = text.replace(name, published)
            document = json.loads(text)
            document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
            self.openapi_schema = document
        return self.openapi_schema


@router.get(DOCUMENT)
@router.head(DOCUMENT)
async def document(request: Request) -> Response:
    """The description; it is large, and made once: whoever asks often must not keep everybody else waiting."""
    state = request.app.state
    if not hasattr(state, "document"):
        state.document = JSONResponse(request.app.openapi()).body
    return Response(state.document, media_type="application/json")


@router.get("/docs")
async def page() -> Response:
    """Swagger UI."""
    return HTMLResponse(PAGE, headers={"content-security-policy": POLICY})


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """A part of the page."""
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    if name not in ASSETS:
        raise HTTPException(404)
    return Response(_read(name), media_type=ASSETS[name], headers={"cache-control": "max-age=86400"})


@cache
def _read(name: str) -> bytes:
    return (files("fastapi_swagger") / "resources" / name).read_bytes()
