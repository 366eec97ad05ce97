"""A Bot API stand-in over real HTTP for tests of core: records what the shop says, and refuses when told to."""

import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method; JSON parameters are parsed."""

    method: str
    params: dict[str, Any]

    @property
    def chat_id(self) -> int:
        return int(self.params["chat_id"])

    @property
    def text(self) -> str:
        return str(self.params.get("text") or self.params.get("caption") or "")


class BotApi:
    """Answers every method with success, except for people who are `gone` and for answers that are lined up."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.gone: set[int] = set()
        self.members: set[int] = set()  # of every channel
        self.administrators: set[int] = set()  # likewise
        self.transactions: list[dict[str, Any]] = []
        self._lined_up: dict[str, deque[tuple[int, dict[str, Any]]]] = defaultdict(deque)

    def refuse_next(self, method: str, status: int, description: str, **parameters: Any) -> None:
        """Answer the next call of this method with an error, as Telegram words it."""
        body = {"ok": False, "error_code": status, "description": description}
        self._lined_up[method].append((status, body | ({"parameters": parameters} if parameters else {})))

    def said_to(self, chat_id: int) -> list[str]:
        """Texts and captions that reached a person, in order."""
        return [call.text for call in self.calls if call.method.startswith("send") and call.chat_id == chat_id]

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        form = await request.post()
        params = {name: _parsed(value) for name, value in form.items() if isinstance(value, str)}
        call = Call(method, params)
        if self._lined_up[method]:
            status, body = self._lined_up[method].popleft()
            return web.json_response(body, status=status)
        if params.get("chat_id") in self.gone:
            gone = "Forbidden: bot was blocked by the user"
            return web.json_response({"ok": False, "error_code": 403, "description": gone}, status=403)
        self.calls.append(call)
        return web.json_response({"ok": True, "result": self._result(call)})

    def _result(self, call: Call) -> Any:
        if call.method in ("sendMessage", "sendPhoto", "sendDocument", "copyMessage"):
            return {"message_id": len(self.calls)}
        if call.method == "getStarTransactions":
            start = int(call.params["offset"])
            return {"transactions": self.transactions[start : start + int(call.params["limit"])]}
        if call.method == "getChatMember" and call.params["user_id"] in self.administrators:
            return {"status": "administrator"}
        if call.method == "getChatMember":
            return {"status": "member" if call.params["user_id"] in self.members else "left"}
        if call.method == "createInvoiceLink":
            return f"https://t.me/$invoice{len(self.calls)}"
        if call.method == "getMe":
            return {"id": 7000000001, "is_bot": True, "first_name": "Vitrina", "username": "vitrina_bot"}
        if call.method == "getWebhookInfo":
            return {"url": ""}
        return True


@asynccontextmanager
async def running() -> AsyncIterator[BotApi]:
    """A stand-in that listens on a free port of loopback."""
    api = BotApi()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        api.url = f"http://127.0.0.1:{port}"
        yield api
    finally:
        await runner.cleanup()


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
