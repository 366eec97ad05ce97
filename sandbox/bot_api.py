"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``, as lean as it can be."""

import asyncio
import logging
import re
import time
from inspect import isawaitable
from typing import Any

from starlette.types import Receive, Scope, Send

from sandbox.errors import ApiError, not_found, unauthorized
from sandbox.faults import DROP, Fault, Faults, Limits
from sandbox.methods import METHODS
from sandbox.methods.call import Call, Json
from sandbox.requests import parse_arguments, read_body
from sandbox.state import World
from sandbox.webhook import Webhook
from sandbox.wire import dump, send_answer, send_half

log = logging.getLogger(__name__)

_TOKEN_SHAPE = re.compile(r"\d{1,20}:[\w-]{3,80}")
_BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
_LIMITED = ("send", "copy", "forward")
_NOT_MESSAGES = frozenset({"sendchataction"})


class ConnectionDropped(Exception):
    """A fault wants the connection to break."""


class BotApi:
    """Answers the bot: finds the method, plays the planned faults, keeps the log of calls."""

    def __init__(self, world: World, *, limits: bool = False) -> None:
        self.world = world
        self.faults = Faults()
        self.webhook = Webhook(world, self.execute)
        self.limits = Limits(world.clock) if limits else None
        self._prefix = f"/bot{world.token}/"
        self._file_prefix = f"/file/bot{world.token}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI HTTP request whose path starts with /bot or /file/bot."""
        path: str = scope["path"]
        start = time.perf_counter()
        name, fault = "", None
        args: Json = {}
        try:
            if path.startswith("/file/"):
                await self._send_file(path, send)
                return
            method = self._method(path)
            args, files = parse_arguments(scope, await read_body(receive))
            name = METHODS[method][0] if method in METHODS else method
            fault = self.faults.take(method, args)
            if fault and fault.delay:
                await asyncio.sleep(fault.delay)
            result = await self._perform(method, Call(self.world, self.webhook, args, files), fault)
        except ApiError as error:
            self._log(name, args, start, error=error)
            await _send_error(send, error)
        except ConnectionDropped:
            self._log(name, args, start, error=ApiError(DROP, "connection dropped"))
            await send_half(send)
        else:
            self._log(name, args, start, result=result)
            await send_answer(send, 200, b'{"ok":true,"result":' + dump(result) + b"}")

    async def execute(self, method: str, args: Json) -> None:
        """Run a method that stood in a webhook's answer; refusals are logged, nobody hears them."""
        start = time.perf_counter()
        name = METHODS[method][0] if method in METHODS else method
        try:
            result = await self._perform(method, Call(self.world, self.webhook, args, {}), None)
        except ApiError as error:
            log.warning("%s in a webhook's answer: %s", name, error.description)
            self._log(name, args, start, error=error)
        else:
            self._log(name, args, start, result=result)

    def _method(self, path: str) -> str:
        """The method in lower case. Raises 401 for a foreign token, 404 for no method at all."""
        if path.startswith(self._prefix):
            return path[len(self._prefix) :].lower()
        token, separator, _ = path.removeprefix("/bot").partition("/")
        if not separator:
            raise not_found()
        if not _TOKEN_SHAPE.fullmatch(token):
            raise unauthorized("invalid token specified")
        raise unauthorized()

    async def _perform(self, method: str, call: Call, fault: Fault | None) -> Any:
        is_spoilt = fault is not None and fault.code is not None
        if is_spoilt and fault and not fault.after:
            raise _trouble(fault)
        if method not in METHODS:
            raise not_found("method not found")
        if self.limits and method == "setwebhook":
            self.limits.check_webhook()
        elif self.limits and method.startswith(_LIMITED) and method not in _NOT_MESSAGES:
            self.limits.check(call.text("chat_id"))
        try:
            result = METHODS[method][1](call)
            if isawaitable(result):
                result = await result
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # An argument of a shape no method expects; the real server answers 400 as well.
            log.warning("cannot make sense of %s: %r", method, error, exc_info=True)
            raise ApiError(400, f"Bad Request: can't parse request: {error}") from error
        if is_spoilt and fault:
            raise _trouble(fault)
        return result

    async def _send_file(self, path: str, send: Send) -> None:
        if not path.startswith(self._file_prefix):
            raise unauthorized()
        file = self.world.files.by_path(path[len(self._file_prefix) :])
        if file is None:
            raise not_found()
        await send_answer(send, 200, file.content, file.mime.encode("latin-1", "replace"))

    def _log(self, name: str, args: Json, start: float, *, result: Any = None, error: ApiError | None = None) -> None:
        world = self.world
        entry: Json = {
            "number": next(world.call_numbers),
            "method": name,
            "args": args,
            "ok": error is None,
            "at": world.clock.now(),
            "milliseconds": round((time.perf_counter() - start) * 1000, 2),
        }
        if error is not None:
            entry["error_code"], entry["description"] = error.code, error.description
        elif isinstance(result, dict) and "message_id" in result:
            entry["message_id"] = result["message_id"]
        world.calls.append(entry)
        if name != "getUpdates" or error is not None:
            world.journal.add("call", call=entry)


def _trouble(fault: Fault) -> Exception:
    return ConnectionDropped() if fault.code == DROP else fault.refusal()


async def _send_error(send: Send, error: ApiError) -> None:
    if error.code == 502:
        await send_answer(send, 502, _BAD_GATEWAY, b"text/html")
        return
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = []
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers.append((b"retry-after", str(error.parameters["retry_after"]).encode()))
    await send_answer(send, error.code, dump(body), extra=headers)
