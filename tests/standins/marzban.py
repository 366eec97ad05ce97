"""A Marzban 0.8.4 to play against: its API with its status codes, its words and its traps, on a real socket.

What it holds is in `database`, what was asked of it in `requests`; faults are the switches of `Faults`.
"""

import asyncio
import base64
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from tests.standins.marzban_state import INBOUNDS, Crash, Database, Invalid, Row
from tests.standins.plain_http import PlainServer, Reply, Request

WRITES = ("POST", "PUT", "DELETE")
KEY = "stand-in-" * 5


@dataclass
class Admin:
    """Somebody who may use the panel; `environment` is one named in SUDO_USERNAME."""

    password: str
    sudo: bool = False
    environment: bool = False


@dataclass
class Faults:
    """What is wrong with the panel. `lost` and `broken` are how many next writes take effect unheard."""

    hang: bool = False
    html: bool = False
    busy: bool = False
    refused: bool = False
    invalid: bool = False
    lost: int = 0
    broken: int = 0


@dataclass(frozen=True)
class Asked:
    """One request, as a test looks at it."""

    method: str
    path: str
    body: Any


class Marzban:
    """The panel. `start` it, `stop` it (connections are refused), and `start` it again on the same port."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.database = Database(now)
        self.admins = {"shop": Admin("shop-password"), "boss": Admin("boss-password", sudo=True)}
        self.faults = Faults()
        self.requests: list[Asked] = []
        self.token_minutes = 1440
        self.token_epoch = 0  # raising it ends all tokens
        self.core_started = True
        self.version = "0.8.4"
        self.server = PlainServer(self._serve)

    @property
    def logins(self) -> int:
        return sum(asked.path == "admin/token" for asked in self.requests)

    @property
    def writes(self) -> list[Asked]:
        return [asked for asked in self.requests if asked.method in WRITES and asked.path != "admin/token"]

    async def _serve(self, request: Request) -> Reply | None:
        faults = self.faults
        if faults.hang:
            await asyncio.Event().wait()
        if faults.html:
            return Reply(200, "<html>Welcome to nginx</html>", "text/html")
        if faults.busy:
            return Reply(429, "<html>Too many requests</html>", "text/html")
        writes = request.method in WRITES and request.path != "/api/admin/token"
        reply = self._answer(request)
        if writes and faults.lost:
            faults.lost -= 1
            return None
        if writes and faults.broken:
            faults.broken -= 1
            return CRASHED
        return reply

    def _answer(self, request: Request) -> Reply:
        path = request.path.removeprefix("/api/")
        form = request.headers.get("content-type", "").startswith("application/x-www-form")
        self.requests.append(Asked(request.method, path, None if form else request.json))
        if path.startswith("/sub/"):
            return self._subscription(path)
        if path == "admin/token":
            return self._login(dict(urllib.parse.parse_qsl(request.body.decode())))
        admin = self._admin(request)
        if admin is None:
            return _said(401, "Could not validate credentials")
        try:
            return self._route(request, path, admin)
        except Invalid as error:
            return _said(422, error.args[0])
        except Crash:
            return CRASHED

    # ---- who asks

    def _login(self, form: dict[str, str]) -> Reply:
        admin = self.admins.get(form.get("username", ""))
        if self.faults.refused or admin is None or admin.password != form.get("password"):
            return _said(401, "Incorrect username or password")
        seconds = int(self.now().timestamp())
        claims = {"sub": form["username"], "access": "sudo" if admin.sudo else "admin", "iat": seconds}
        claims |= {"epoch": self.token_epoch}
        if self.token_minutes > 0:
            claims["exp"] = seconds + 60 * self.token_minutes
        return Reply(200, {"access_token": jwt.encode(claims, KEY, "HS256"), "token_type": "bearer"})

    def _admin(self, request: Request) -> str | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, KEY, ["HS256"], options={"verify_exp": False, "verify_iat": False})
        except jwt.PyJWTError:
            return None
        old = claims.get("exp", float("inf")) <= self.now().timestamp() or claims["epoch"] != self.token_epoch
        return None if old or self.faults.refused or claims["sub"] not in self.admins else str(claims["sub"])

    # ---- routes

    def _route(self, request: Request, path: str, admin: str) -> Reply:
        if path == "system":
            return Reply(200, {"version": self.version, "total_user": len(self.database.rows)})
        if path == "core":
            return Reply(200, {"version": "24.12.31", "started": self.core_started, "logs_websocket": "/api/core/logs"})
        if path == "inbounds":
            return Reply(200, {kind: [{"protocol": kind, **one} for one in every] for kind, every in INBOUNDS.items()})
        if path == "nodes":
            if not self.admins[admin].sudo:
                return _said(403, "You're not allowed")
            return Reply(200, [{"id": 1, "name": "paris", "status": "connecting"}])
        if path == "users" and request.method == "GET":
            return self._users(request, admin)
        if path == "user" and request.method == "POST":
            return self._create(request.json, admin)
        kind, _, rest = path.partition("/")
        name, _, action = rest.partition("/")
        if kind != "user" or not name:
            return _said(404, "Not Found")
        row = self.database.rows.get(name)
        if row is None:
            return _said(404, "User not found")
        if row.admin != admin and not self.admins[admin].sudo:
            return _said(403, "You're not allowed")
        return self._user(request, row, action, admin)

    def _create(self, body: dict[str, Any], admin: str) -> Reply:
        if self.faults.invalid:
            return _said(422, {"inbounds": "Value error, Inbound GONE doesn't exist"})
        for kind in body.get("proxies") or {}:
            if not INBOUNDS.get(kind):
                return _said(400, f"Protocol {kind} is disabled on your server")
        if body.get("username") in self.database.rows:
            return _said(409, "User already exists")
        return Reply(200, self.database.show(self.database.create(body, admin)))

    def _user(self, request: Request, row: Row, action: str, admin: str) -> Reply:
        database = self.database
        if request.method != "GET" and self.faults.invalid:
            return _said(422, {"note": "User's note can be a maximum of 500 character"})
        if (request.method, action) == ("DELETE", ""):
            database.delete(row)
            return CRASHED if self.admins[admin].environment else _said(200, "User successfully deleted")
        if (request.method, action) == ("PUT", ""):
            database.modify(row, request.json)
        elif (request.method, action) == ("POST", "reset"):
            database.reset(row)
        elif (request.method, action) == ("POST", "revoke_sub"):
            database.revoke(row)
        elif (request.method, action) != ("GET", ""):
            return _said(405, "Method Not Allowed")
        return Reply(200, database.show(row))

    def _users(self, request: Request, admin: str) -> Reply:
        rows = [row for row in self.database.rows.values() if self.admins[admin].sudo or row.admin == admin]
        sort = request.query.get("sort")
        if sort not in (None, "username"):
            return _said(400, f'"{sort}" is not a valid sort option')
        if sort is not None:
            rows.sort(key=lambda row: row.username)
        total, offset = len(rows), int(request.query.get("offset", 0))
        page = rows[offset : offset + int(request.query["limit"])] if "limit" in request.query else rows[offset:]
        return Reply(200, {"users": [self.database.show(row) for row in page], "total": total})

    def _subscription(self, path: str) -> Reply:
        token = path.removeprefix("/sub/").partition(".")[0]
        for row in self.database.rows.values():
            if row.subscription == token:
                return Reply(200, base64.b64encode("\n".join(self.database.links(row)).encode()).decode(), "text/plain")
        return _said(404, "Not Found")


def _said(status: int, detail: Any) -> Reply:
    return Reply(status, {"detail": detail})


CRASHED = Reply(500, "Internal Server Error", "text/plain; charset=utf-8")
