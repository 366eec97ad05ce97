"""A stand-in for Remnawave: its API on a real socket, its scheduler by `tick`, its traps included.

What it does was measured on Remnawave 3.3.2, or read in 2.8.1. The version decides: since 3.0 a user is `id` and DELETE
answers 204; before, a user is `uuid` and DELETE answers 200; before 2.8 there is no stream of users. 1.x answers 404.
"""

import asyncio
import base64
import json
import secrets
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.standins.plain_http import PlainServer, Reply, Request
from tests.standins.remnawave_state import DUMMY, Invalid, Member, Refusal, RemnawaveState, iso


@dataclass
class Trouble:
    """What goes wrong for the next `times` requests to `path` (a part of it) with `method` (or any "WRITE").

    `kind`: "error" answers 500 and does nothing, "broken" does it and answers 500, "lost" does it and closes the
    connection, "html" answers a gate's page, "hang" does nothing for ever, "busy" answers 429, "invalid" 400,
    "A018" is what the panel says when it gave up inside.
    """

    kind: str
    times: int = 1
    path: str = ""
    method: str = ""


class Remnawave(RemnawaveState):
    """One panel. `squads` are the internal squads it has, by uuid; each has one host with a link."""

    def __init__(self, version: str = "3.3.2", now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(version, now)
        self.troubles: list[Trouble] = []
        self.asked: list[tuple[str, str, Any]] = []  # method, path, JSON of every request
        self.nodes: list[dict[str, Any]] = [{"name": "node-1", "isConnected": True, "isDisabled": False}]
        self.hidden: set[str] = set()  # first parts of paths that the token has no scope for
        self.gate: Mapping[str, str] = {}  # headers that a gate before the panel asks for
        self.hwid_on = False
        self.on_write: Callable[[], object] | None = None  # somebody acts just before a write
        self.webhook_url = ""
        self.token = ""
        self._posts: set[asyncio.Task[None]] = set()
        self._server = PlainServer(self._answer)
        self.renew_token()

    @property
    def url(self) -> str:
        return self._server.url

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        await self._server.start(tls)

    async def stop(self) -> None:
        """As if the program were not there; `start` brings it back at the same port with all it knows."""
        for task in list(self._posts):
            task.cancel()
        await self._server.stop()

    async def __aenter__(self) -> "Remnawave":
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    def renew_token(self, days: float = 365) -> str:
        """A new API token; the one before stops working."""
        claims = {"uuid": str(uuid4()), "role": "API", "exp": int((self.now() + timedelta(days=days)).timestamp())}
        parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        text = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
        self.token_ends = self.now() + timedelta(days=days)
        self.token = f"{text}.{secrets.token_urlsafe(32)}"
        return self.token

    def fail(self, kind: str, times: int = 1, *, path: str = "", method: str = "") -> None:
        """Plan trouble; see `Trouble`."""
        self.troubles.append(Trouble(kind, times, path, method))

    def _tell(self, event: str, member: Member) -> None:
        super()._tell(event, member)
        if self.webhook_url:
            task = asyncio.ensure_future(self._post(*self.deliveries[-1]))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)

    async def _post(self, headers: dict[str, str], body: bytes) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            for _ in range(4):
                try:
                    answer = await http.post(self.webhook_url, content=body, headers=headers)
                except httpx.HTTPError:
                    answer = None
                if answer is not None and answer.is_success:
                    return
                await asyncio.sleep(0.2)

    async def _answer(self, request: Request) -> Reply | None:
        if "x-forwarded-for" not in request.headers or request.headers.get("x-forwarded-proto") != "https":
            return None
        if any(request.headers.get(name.lower()) != value for name, value in self.gate.items()):
            return Reply(403, "<html><body>403 Forbidden</body></html>", "text/html")
        trouble = self._trouble(request)
        match trouble.kind if trouble else "":
            case "hang":
                await asyncio.Event().wait()
            case "html":
                return Reply(200, "<html><body>One moment...</body></html>", "text/html")
            case "busy":
                return Reply(429, "<html><body>Slow down</body></html>", "text/html")
            case "invalid":
                error = {"path": ["expireAt"], "message": "Invalid date format", "code": "invalid_string"}
                return Reply(400, {"statusCode": 400, "message": "Validation failed", "errors": [error]})
            case "A018":
                return Reply(500, {"path": request.path, "message": "Create user error", "errorCode": "A018"})
            case "error":
                return Reply(500, {"message": "Internal server error", "statusCode": 500})
        if self.on_write is not None and request.method != "GET":
            self.on_write()
        reply = self._reply(request)
        match trouble.kind if trouble else "":
            case "broken":
                return Reply(500, {"message": "Internal server error", "statusCode": 500})
            case "lost":
                return None
        return reply

    def _trouble(self, request: Request) -> Trouble | None:
        for trouble in self.troubles:
            methods = ("POST", "PATCH", "DELETE") if trouble.method == "WRITE" else (trouble.method or request.method,)
            if trouble.path in request.path and request.method in methods:
                trouble.times -= 1
                if trouble.times <= 0:
                    self.troubles.remove(trouble)
                return trouble
        return None

    def _reply(self, request: Request) -> Reply:
        try:
            body = request.json
        except ValueError:
            return Reply(400, {"message": "Unexpected token", "error": "Bad Request", "statusCode": 400})
        self.asked.append((request.method, request.path, body))
        try:
            if request.path.startswith("/api/sub/"):
                return self._subscription(request)
            if request.headers.get("authorization") != f"Bearer {self.token}" or self.now() >= self.token_ends:
                return Reply(401, {"message": "Unauthorized", "statusCode": 401})
            if any(request.path.startswith(path) for path in self.hidden):
                return Reply(403, {"message": "Forbidden resource", "error": "Forbidden", "statusCode": 403})
            return self._route(request, body)
        except Refusal as no:
            said = {"timestamp": iso(self.now()), "path": request.path, "message": no.message, "errorCode": no.code}
            return Reply(no.status, said)
        except Invalid as no:
            error = {"path": [no.path], "message": no.message, "code": "custom"}
            return Reply(400, {"statusCode": 400, "message": "Validation failed", "errors": [error]})

    def _route(self, request: Request, body: Any) -> Reply:
        version = tuple(int(part) for part in self.version.split("."))
        match request.method, request.path.removeprefix("/api/").strip("/").split("/"):
            case _ if version < (2,):
                pass
            case "GET", ["system", "metadata"]:
                return _ok({"version": self.version, "build": {"number": "1"}, "git": {}})
            case "GET", ["system", "health"]:
                return _ok({"runtimeMetrics": []} if self.major >= 3 else {"pm2Stats": []})
            case "GET", ["nodes"]:
                return _ok(self.nodes)
            case "GET", ["internal-squads"]:
                squads = [{"uuid": uuid, "name": name} for uuid, name in self.squads.items()]
                return _ok({"total": len(squads), "internalSquads": squads})
            case "POST", ["users"]:
                return Reply(201, {"response": self._shown(self._create(body))})
            case "PATCH", ["users"]:
                return _ok(self._shown(self._patch(body)))
            case "GET", ["users"]:
                start, size = int(request.query.get("start", "0")), int(request.query.get("size", "25"))
                everyone = sorted(self.members.values(), key=lambda member: member.id)
                page = [self._shown(member) for member in everyone[start : start + size]]
                return _ok({"users": page, "total": len(everyone)})
            case "GET", ["users", "stream"] if version >= (2, 8):
                return _ok(self._stream(request.query))
            case "GET", ["users", "by-username", name]:
                return _ok(self._shown(self._found(self.member(name), "A063")))
            case "GET", ["users", "by-short-uuid", short]:
                found = next((member for member in self.members.values() if member.short_uuid == short), None)
                return _ok(self._shown(self._found(found, "A063")))
            case "GET", ["users", key]:
                return _ok(self._shown(self._by_key(key)))
            case "DELETE", ["users", key]:
                member = self._by_key(key)
                del self.members[member.id]
                self._tell("user.deleted", member)
                return Reply(204) if self.major >= 3 else _ok({"isDeleted": True})
            case "POST", ["users", key, "actions", action]:
                return _ok(self._shown(self._act(self._by_key(key), action, body)))
            case "GET", ["subscriptions", "connection-keys", key]:
                return _ok(self._connection_keys(self._by_key(key)))
        return Reply(
            404, {"message": f"Cannot {request.method} {request.path}", "error": "Not Found", "statusCode": 404}
        )

    def _subscription(self, request: Request) -> Reply:
        """The public subscription: a dead user's is 200 too, and so is one that is asked without a device's id."""
        short = request.path.removeprefix("/api/sub/").split("/")[0]
        member = next((member for member in self.members.values() if member.short_uuid == short), None)
        if member is None:
            return Reply(404, {"isFound": False})
        dead = member.status != "ACTIVE" or (self.hwid_on and member.devices != 0 and "x-hwid" not in request.headers)
        lines = [DUMMY] if dead else self._links(member)
        return Reply(200, base64.b64encode("\n".join(lines).encode()).decode(), "text/plain")


def _ok(what: Any) -> Reply:
    return Reply(200, {"response": what})
