"""What a Marzban 0.8.4 holds: its database, and the core it tells about it. The two can differ: that is the point.

`core` is what customers meet. It learns of changes through pushes that are lost while it is deaf (right after its
restart), and of everything when it starts.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

INBOUNDS = {
    "vless": [
        {"tag": "VLESS REALITY", "network": "tcp", "tls": "reality", "port": 443},
        {"tag": "VLESS WS", "network": "ws", "tls": "tls", "port": 8443},
    ],
    "trojan": [{"tag": "TROJAN TCP", "network": "tcp", "tls": "tls", "port": 2087}],
}
OPEN = ("active", "on_hold")
USERNAME = re.compile(r"^(?=\w{3,32}\b)[a-zA-Z0-9-_@.]+(?:_[a-zA-Z0-9-_@.]+)*$")
FAR = 253402300799  # the last second a datetime can hold


class Invalid(Exception):
    """422, with the words for each field."""


class Crash(Exception):
    """An exception nobody has foreseen: 500 in plain text."""


@dataclass
class Row:
    """One user in the database."""

    username: str
    admin: str
    created_at: datetime
    proxies: dict[str, dict[str, str]]
    excluded: dict[str, list[str]]
    status: str = "active"
    expire: int | None = None
    data_limit: int | None = None
    strategy: str = "no_reset"
    note: str | None = None
    used: int = 0
    logged: int = 0  # what resets have put aside
    next_plan: dict[str, Any] | None = None
    on_hold_expire_duration: int | None = None
    online_at: datetime | None = None
    subscription: str = field(default_factory=lambda: uuid4().hex)

    @property
    def inbounds(self) -> dict[str, list[str]]:
        return {
            kind: [one["tag"] for one in INBOUNDS.get(kind, []) if one["tag"] not in self.excluded.get(kind, [])]
            for kind in self.proxies
        }


def settings(kind: str, given: Mapping[str, Any] | None) -> dict[str, str]:
    """Credentials of one protocol: what is not given is made up."""
    given = given or {}
    if kind in ("vless", "vmess"):
        made = {"id": str(given.get("id") or uuid4())}
    else:
        made = {"password": str(given.get("password") or uuid4().hex)}
    if kind in ("vless", "trojan"):
        made["flow"] = str(given.get("flow") or "")
    if kind == "shadowsocks":
        made["method"] = str(given.get("method") or "chacha20-ietf-poly1305")
    return made


class Database:
    """Users by name, the core's own list, and the jobs between them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.rows: dict[str, Row] = {}
        self.core: dict[str, tuple[set[str], set[str]]] = {}  # name -> credentials, inbound tags
        self.deaf = False
        self.east_seconds = 0  # how far east of UTC the machine's time zone is
        self.fresh = True  # nothing has been rendered since the start
        self.short_ids = ["6ba85179e30d4fc2"]
        self.public_key = "SbVKOEMjK0sIlbwg4akyBg5mL5KZwwB-ed4eEE7YnRc"
        self.addresses = ["vpn.example"]
        self.no_hosts = False
        self.review_died = False
        self.admitted: list[str] = []  # every name that was ever pushed into the core

    # ---- the core

    def can_connect(self, credential: str) -> bool:
        """Whether the core lets somebody in who shows this uuid or password."""
        return self.holder(credential) is not None

    def holder(self, credential: str) -> str | None:
        """Whom the core books that customer's traffic to: whoever was added last."""
        found = [name for name, (known, tags) in self.core.items() if credential in known and tags]
        return found[-1] if found else None

    def meter(self, credential: str, size: int) -> None:
        """Traffic of a customer, read by the usage job at once."""
        name = self.holder(credential)
        assert name is not None, "nobody gets in with this credential"
        row = self.rows[name]
        row.used += size
        row.online_at = self.now()

    def restart_core(self, *, deaf: bool = False) -> None:
        """Start the core anew from the database; `deaf`: it does not hear pushes for a while."""
        self.core.clear()
        self.deaf = False
        for row in self.rows.values():
            if row.status in OPEN:
                self.push(row)
        self.deaf = deaf

    def push(self, row: Row, *, out: bool = False) -> None:
        """Tell the core about a user, from a thread whose errors nobody sees."""
        if self.deaf:
            return
        self.core.pop(row.username, None)
        if out:
            return
        credentials = {value for one in row.proxies.values() for key, value in one.items() if key in ("id", "password")}
        self.core[row.username] = (credentials, {tag for tags in row.inbounds.values() for tag in tags})
        self.admitted.append(row.username)

    # ---- jobs

    def moment(self) -> float:
        """`utcnow().timestamp()`: wrong by the time zone's offset."""
        return self.now().timestamp() - self.east_seconds

    def review(self) -> None:
        """The job that limits and expires; a number that is no date kills it, and with it every later run."""
        for row in self.rows.values():
            if row.status != "active":
                continue
            limited = bool(row.data_limit) and row.used >= (row.data_limit or 0)
            expired = row.expire is not None and row.expire <= self.moment()
            if row.expire is not None and row.expire > FAR:
                self.review_died = True
                return
            if limited or expired:
                row.status = "limited" if limited else "expired"
                self.push(row, out=True)

    # ---- what the routes do

    def create(self, body: dict[str, Any], admin: str) -> Row:
        kinds = check_body(body, creating=True)
        given = body.get("inbounds")
        excluded = {}
        for kind in kinds:
            chosen = _all_tags(kind) if given is not None and not given.get(kind) else (given or {}).get(kind, [])
            excluded[kind] = [tag for tag in _all_tags(kind) if tag not in chosen]
        row = Row(
            username=body["username"],
            admin=admin,
            created_at=self.now(),
            proxies={kind: settings(kind, body["proxies"][kind]) for kind in kinds},
            excluded=excluded,
            status=body.get("status") or "active",
            expire=body.get("expire") or None,
            data_limit=int(body.get("data_limit") or 0) or None,
            strategy=body.get("data_limit_reset_strategy") or "no_reset",
            note=body.get("note") or None,
            next_plan=body.get("next_plan"),
            on_hold_expire_duration=body.get("on_hold_expire_duration"),
        )
        self.rows[row.username] = row
        if not row.proxies or (row.expire or 0) > FAR:
            raise Crash
        self.push(row)
        return row

    def modify(self, row: Row, body: dict[str, Any]) -> None:
        kinds = check_body(body, creating=False)
        if kinds:
            row.proxies = {kind: settings(kind, body["proxies"][kind]) for kind in kinds}
        for kind, tags in (body.get("inbounds") or {}).items():
            row.excluded[kind] = [tag for tag in _all_tags(kind) if tag not in tags]
        if body.get("status") is not None:
            row.status = body["status"]
        if body.get("data_limit") is not None:
            row.data_limit = int(body["data_limit"]) or None
            if row.status not in ("expired", "disabled"):
                if not row.data_limit or row.used < row.data_limit:
                    row.status = row.status if row.status == "on_hold" else "active"
                else:
                    row.status = "limited"
        if body.get("expire") is not None:
            row.expire = body["expire"] or None
            if row.status in ("active", "expired"):
                row.status = "active" if not row.expire or row.expire > self.moment() else "expired"
        if body.get("note") is not None:
            row.note = body["note"] or None
        if body.get("data_limit_reset_strategy") is not None:
            row.strategy = body["data_limit_reset_strategy"]
        row.next_plan = body.get("next_plan")
        self.push(row, out=row.status not in OPEN)

    def reset(self, row: Row) -> None:
        row.logged += row.used
        row.used = 0
        row.next_plan = None
        if row.status not in "expired":  # what `not in (expired or disabled)` comes to
            row.status = "active"
        if row.status in OPEN:
            self.push(row)

    def reset_all(self) -> None:
        """The sudo administrator's button: even what was put aside is forgotten."""
        for row in self.rows.values():
            row.used = row.logged = 0
            if row.status not in ("disabled", "expired"):
                row.status = "active"
        self.restart_core()

    def revoke(self, row: Row) -> None:
        row.subscription = uuid4().hex
        row.proxies = {
            kind: settings(kind, {key: value for key, value in old.items() if key not in ("id", "password")})
            for kind, old in row.proxies.items()
        }
        if row.status in OPEN:
            self.push(row)

    def delete(self, row: Row) -> None:
        del self.rows[row.username]
        self.push(row, out=True)

    # ---- what is shown

    def show(self, row: Row) -> dict[str, Any]:
        if not row.proxies:
            raise Crash
        stamp = random.randbytes(4).hex()
        return {
            "username": row.username,
            "status": row.status,
            "proxies": row.proxies,
            "inbounds": row.inbounds,
            "excluded_inbounds": row.excluded,
            "expire": row.expire,
            "data_limit": row.data_limit,
            "data_limit_reset_strategy": row.strategy,
            "note": row.note,
            "used_traffic": row.used,
            "lifetime_used_traffic": row.logged + row.used,
            "created_at": _naive(row.created_at),
            "online_at": _naive(row.online_at) if row.online_at else None,
            "next_plan": row.next_plan,
            "on_hold_expire_duration": row.on_hold_expire_duration,
            "auto_delete_in_days": None,
            "links": self.links(row),
            "subscription_url": f"/sub/{row.subscription}.{stamp}",
            "admin": {"username": row.admin, "is_sudo": False},
        }

    def links(self, row: Row) -> list[str]:
        """The remark counts days, and some parts are drawn by lot; the first one after a start has no short id."""
        lines = []
        days = "∞" if row.expire is None else int((row.expire - self.now().timestamp()) // 86400)
        for kind, tags in row.inbounds.items():
            for tag in () if self.no_hosts else tags:
                (inbound,) = (one for one in INBOUNDS[kind] if one["tag"] == tag)
                one = row.proxies[kind]
                query = f"security={inbound['tls']}&type={inbound['network']}&headerType=&path=&host=&sni=site.example"
                if inbound["tls"] == "reality":
                    short_id = "" if self.fresh else random.choice(self.short_ids)
                    query += f"&fp=chrome&pbk={self.public_key}&sid={short_id}&flow={one.get('flow', '')}"
                    self.fresh = False
                who = one.get("id") or one["password"]
                address = random.choice(self.addresses)
                lines.append(f"{kind}://{who}@{address}:{inbound['port']}?{query}#Marz%20({row.username})%20{days}d")
        return lines


def check_body(body: dict[str, Any], *, creating: bool) -> list[str]:
    """The protocols of a body. Raises Invalid."""
    name = body.get("username", "")
    if creating and (not isinstance(name, str) or not USERNAME.match(name)):
        raise Invalid({"username": "Username only can be 3 to 32 characters"})
    if body.get("status") not in ((None, "active", "on_hold") if creating else (None, "active", "disabled", "on_hold")):
        raise Invalid({"status": "Input should be 'active' or 'on_hold'"})
    if len(body.get("note") or "") > 500:
        raise Invalid({"note": "User's note can be a maximum of 500 character"})
    for number in ("expire", "data_limit"):
        if isinstance(body.get(number), str):
            raise Invalid({number: "Input should be a valid integer"})
    for kind, tags in (body.get("inbounds") or {}).items():
        if not tags:
            raise Invalid({"inbounds": f"Value error, {kind} inbounds cannot be empty"})
        for tag in tags:
            if tag not in _all_tags(kind):
                raise Invalid({"inbounds": f"Value error, Inbound {tag} doesn't exist"})
    return list(body.get("proxies") or {})


def _all_tags(kind: str) -> list[str]:
    return [str(one["tag"]) for one in INBOUNDS.get(kind, [])]


def _naive(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()
