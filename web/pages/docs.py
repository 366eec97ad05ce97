"""`/openapi.json` and `/docs`: the description of the public APIs, for people and for generators. Needs no internet."""

from functools import cache
from importlib.resources import files
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from web.common.routing import Pages

DOCUMENT: Final = "/openapi.json"
DESCRIPTION: Final = """\
The cabinet's API. Sign in, then send `Authorization: Bearer <access token>`; a 401 always means the token.
Errors are `{"detail": "<one sentence>", "code": "<code>"}`. Times are RFC 3339 in UTC. Amounts are integer kopeks,
with roubles beside them. Limits: 5 requests a minute to each sign-in endpoint, 10 to payments, 60 to the rest;
429 comes with `Retry-After`.
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

router = Pages()


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
