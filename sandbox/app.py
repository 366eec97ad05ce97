"""The sandbox as one ASGI application: Bot API, control API and chat page."""

import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from sandbox.bot_api import BotApi
from sandbox.control import Control
from sandbox.login_page import LoginPage
from sandbox.state import World

PAGE = Path(__file__).parent / "page"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; object-src 'none'; "
    "frame-ancestors 'none'; frame-src 'self' https: http://127.0.0.1:* http://localhost:*"
)
"""Everything from here, nothing inline; only a Mini App's frame may come from elsewhere. Letters bring their own."""

_SANDBOX_TOKEN = re.compile(r"\d{1,20}:SANDBOX(-[A-Za-z0-9_-]{1,64})?")


class SandboxApp:
    """Sends ``/bot...`` and ``/file/bot...`` straight to the Bot API and the rest through Starlette."""

    def __init__(self, world: World, *, limits: bool = False) -> None:
        self.world = world
        self.api = BotApi(world, limits=limits)
        routes = [
            *Control(self.api).routes(),
            *LoginPage(world).routes(),
            Route("/{name:path}", _page, methods=["GET"]),
        ]
        self._rest = Starlette(routes=routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self.api(scope, receive, send)
        else:
            await self._rest(scope, receive, _with_safety_headers(send))


def create_app(
    token: str = "7000000001:SANDBOX",  # noqa: S107 - a token only the sandbox accepts
    *,
    bot_username: str = "vitrina_demo_bot",
    bot_name: str = "Vitrina",
    limits: bool = False,
    polling_quirks: bool = False,
) -> SandboxApp:
    """Build the application. Raises ValueError for a token that is not ``<id>:SANDBOX`` or ``<id>:SANDBOX-name``.

    ``limits`` turns on Telegram's rate limits, ``polling_quirks`` its treatment of hasty pollers.
    """
    if not _SANDBOX_TOKEN.fullmatch(token):
        raise ValueError("the sandbox serves only tokens like 7000000001:SANDBOX, never a real bot's")
    return SandboxApp(World(token, bot_username, bot_name, polling_quirks=polling_quirks), limits=limits)


async def _page(request: Request) -> Response:
    """A file of the chat page; the index for "/"."""
    name = request.path_params["name"] or "index.html"
    file = PAGE / name
    if "/" in name or name.startswith(".") or not file.is_file():
        return Response("Not Found", 404)
    return FileResponse(file)


def _with_safety_headers(send: Send) -> Send:
    async def send_safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers.setdefault("Cache-Control", "no-cache")
        await send(message)

    return send_safely
