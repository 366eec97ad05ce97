"""`/app`: the customers' cabinet in the browser and in Telegram, as `make ui` has built it from `web/ui`.

Names under `assets` carry their content's hash, so they may be kept for ever; the page itself is asked for each time.
Any other address below `/app` is the page, whose script knows what to show; a built `<name>.html` beside
`index.html` has `/app/<name>` and what is below it.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from core import i18n
from core.config import Settings
from core.shop import Shop
from web.common.deps import TheShop, plain
from web.common.routing import Pages
from web.pages import app_texts
from web.pages.templates import template

FOREVER: Final = "public, max-age=31536000, immutable"
TELEGRAM_WEB: Final = "https://web.telegram.org"
TELEGRAM_API: Final = "https://api.telegram.org"
TYPES: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

router = Pages()


async def _built(request: Request) -> Path:
    built: Path = request.app.state.cabinet
    return built


TheBuilt = Annotated[Path, Depends(_built)]


@router.get("/app/assets/{name}")
@router.head("/app/assets/{name}")
def asset(built: TheBuilt, name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """A built file, packed for browsers that can unpack it."""
    return _file(built, f"assets/{name}", accept_encoding, {"cache-control": FOREVER})


@router.get("/app/sw.js")
def service_worker(shop: TheShop, built: TheBuilt, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """What keeps the cabinet at hand without a connection; it asks the shop under a policy of its own."""
    return _file(
        built, "sw.js", accept_encoding, {"cache-control": "no-cache", "content-security-policy": policy(shop)}
    )


@router.get("/app/texts/{language}")
def own_texts(language: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    """What the owner has the cabinet say in place of the texts that it is built with."""
    if language not in i18n.LANGUAGES:
        raise HTTPException(404)
    body, tag = app_texts.document(i18n.overrides(), language)
    headers = {"cache-control": "no-cache", "etag": tag}
    if if_none_match.removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/app")
async def door(request: Request) -> Response:
    """Everything is below `/app/`, so that one service worker has all of it."""
    return _to_cabinet(request, 308)


async def root(request: Request) -> Response:
    """The bare address leads to the cabinet. Not a route of the router: every address would ask it then."""
    return _to_cabinet(request, 307)


def _to_cabinet(request: Request, status: int) -> Response:
    return RedirectResponse(str(request.url.replace(path="/app/", scheme="", netloc="")), status)


@router.get("/app/{path:path}")
def page(
    shop: TheShop,
    built: TheBuilt,
    path: str = "",
    accept_encoding: Annotated[str, Header()] = "",
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """The cabinet, whatever its screen; where it has not been built, a page that says how to do that."""
    name = f"{path.partition('/')[0]}.html"
    name = name if name in _pages(built) else "index.html"
    if not (built / name).is_file():
        return _not_built(shop, i18n.pick(accept_language[:2], shop.settings.default_language))
    headers = {"cache-control": "no-cache", "content-security-policy": policy(shop)}
    return _file(built, name, accept_encoding, headers)


def policy(shop: Shop) -> str:
    """What the cabinet may do: ask this shop, and stand in a frame of Telegram's."""
    here = urlsplit(shop.link(""))
    socket = f"{'wss' if here.scheme == 'https' else 'ws'}://{here.netloc}"  # older Safari: 'self' has no sockets
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; "
        f"connect-src 'self' {socket}; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {' '.join(framing(shop.settings))}"
    )


def framing(settings: Settings) -> tuple[str, ...]:
    """Who may show the cabinet in a frame: the shop, Telegram's web client, and the sandbox where it plays Telegram."""
    api = urlsplit(settings.telegram_api_url)
    other = f"{api.scheme}://{api.netloc}"
    return ("'self'", TELEGRAM_WEB) if other == TELEGRAM_API else ("'self'", TELEGRAM_WEB, other)


def _file(built: Path, name: str, accept_encoding: str, headers: dict[str, str]) -> Response:
    file = _there(built, name)
    if file is None:
        raise HTTPException(404)
    body, packed = _read(file, file.stat().st_mtime_ns)
    kind = TYPES.get(file.suffix, "application/octet-stream")
    headers = headers | {"vary": "accept-encoding"}
    if packed is not None and "gzip" in accept_encoding:
        return Response(packed, media_type=kind, headers=headers | {"content-encoding": "gzip"})
    return Response(body, media_type=kind, headers=headers)


def _there(built: Path, name: str) -> Path | None:
    """A built file; None for a name that is none, or that no file could have."""
    try:
        file = (built / name).resolve()
        return file if file.is_relative_to(built.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # too long, or with a NUL in it
        return None


def _pages(built: Path) -> set[str]:
    """The pages that have been built: names are compared with them, and asked of no file system."""
    return {file.name for file in built.glob("*.html")}


@lru_cache(maxsize=64)
def _read(file: Path, _changed_at: int) -> tuple[bytes, bytes | None]:
    """A file and its packed form, kept while it does not change."""
    body = file.read_bytes()
    return body, gzip.compress(body, 9, mtime=0) if file.suffix in TYPES else None


def _not_built(shop: Shop, language: str) -> HTMLResponse:
    body = template("message.html").render(
        language=language,
        shop=shop.settings.shop_name,
        title=plain(shop, "web-app-not-built-title", language),
        text=plain(shop, "web-app-not-built", language, command="make install"),
    )
    return HTMLResponse(body, 503, headers={"cache-control": "no-store"})
