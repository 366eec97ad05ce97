"""What a Remnawave knows and does, apart from HTTP: users, squads, the scheduler, webhooks, and its logic of writes.

What PATCH answers to an unknown squad was not measured; the same as POST is assumed.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

ZERO = "00000000-0000-0000-0000-000000000000"
DUMMY = f"vless://{ZERO}@0.0.0.0:1?encryption=none&type=tcp&security=none#Subscription%20ended"
STATUSES = ("ACTIVE", "DISABLED", "LIMITED", "EXPIRED")
WEBHOOK_SECRET = "webhook-secret-of-the-stand-in"


@dataclass
class Member:
    """A user of the panel."""

    id: int
    username: str
    expire_at: datetime
    created_at: datetime
    uuid: str = field(default_factory=lambda: str(uuid4()))
    short_uuid: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    status: str = "ACTIVE"
    limit: int = 0
    strategy: str = "NO_RESET"
    description: str | None = None
    devices: int | None = None
    squads: list[str] = field(default_factory=list)
    vless_uuid: str = field(default_factory=lambda: str(uuid4()))
    trojan_password: str = field(default_factory=lambda: secrets.token_hex(12))
    ss_password: str = field(default_factory=lambda: secrets.token_hex(12))
    used: int = 0
    lifetime: int = 0
    online_at: datetime | None = None
    telegram_id: int | None = None
    email: str | None = None


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message


class Invalid(Exception):
    """A field did not pass validation."""

    def __init__(self, path: str, message: str = "Invalid input") -> None:
        self.path, self.message = path, message


class RemnawaveState:
    """One panel's memory. `squads` are its internal squads by UUID; each has one host with a link."""

    def __init__(self, version: str, now: Callable[[], datetime]) -> None:
        self.version = version
        self.now = now
        self.squads: dict[str, str] = {str(uuid4()): "Default-Squad", str(uuid4()): "Premium"}
        self.hostless: set[str] = set()  # squads that no host shows
        self.members: dict[int, Member] = {}
        self.deliveries: list[tuple[dict[str, str], bytes]] = []  # webhooks: headers and body
        self.dummies_in_keys = False
        self.stuck = False  # the stream's cursor does not move
        self._ids = count(1)

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    # ---- what an operator, a customer and the clock do

    def member(self, username: str) -> Member | None:
        return next((member for member in self.members.values() if member.username == username), None)

    def named(self, username: str) -> Member:
        member = self.member(username)
        assert member is not None, f"no user {username}"
        return member

    def add(self, username: str, **fields: Any) -> Member:
        """The operator makes a user in the dashboard."""
        squads = [next(iter(self.squads))]
        end = self.now() + timedelta(days=30)
        member = Member(next(self._ids), username, end, self.now(), squads=squads)
        vars(member).update(fields)
        self.members[member.id] = member
        return member

    def add_squad(self, name: str, *, hosts: bool = True) -> str:
        """A new internal squad."""
        squad = str(uuid4())
        self.squads[squad] = name
        if not hosts:
            self.hostless.add(squad)
        return squad

    def edit(self, username: str, **fields: Any) -> None:
        """The operator changes a user in the dashboard."""
        vars(self.named(username)).update(fields)

    def delete(self, username: str) -> None:
        del self.members[self.named(username).id]

    def can_connect(self, vless_uuid: str) -> bool:
        """Whether nodes let this credential in: its user is active and in a squad that exists."""
        return any(self._serves(member) and member.vless_uuid == vless_uuid for member in self.members.values())

    def _serves(self, member: Member) -> bool:
        return member.status == "ACTIVE" and any(squad in self.squads for squad in member.squads)

    def use(self, username: str, amount: int) -> None:
        """Traffic through the nodes, counted at once; the limit is looked at by `tick`."""
        member = self.named(username)
        assert self._serves(member), f"{username} has no access"
        member.used += amount
        member.lifetime += amount
        member.online_at = self.now()

    def tick(self) -> None:
        """The scheduler's next run: what is over becomes EXPIRED, what is used up LIMITED."""
        for member in self.members.values():
            if member.status in ("ACTIVE", "LIMITED") and member.expire_at <= self.now():
                self._set_status(member, "EXPIRED", "user.expired")
            elif member.status == "ACTIVE" and member.limit and member.used >= member.limit:
                self._set_status(member, "LIMITED", "user.limited")

    def _set_status(self, member: Member, status: str, event: str) -> None:
        member.status = status
        self._tell(event, member)

    def webhook(self, event: str, username: str, at: datetime | None = None) -> tuple[dict[str, str], bytes]:
        """Headers and body of an event as the panel sends it."""
        return self._signed(event, self.named(username), at or self.now())

    def _signed(self, event: str, member: Member, at: datetime) -> tuple[dict[str, str], bytes]:
        data: dict[str, Any] = self._shown(member)
        if event.startswith("user_hwid_devices."):
            data = {"user": data, "hwidUserDevice": {"hwid": "device-1"}}
        told = {"scope": event.split(".")[0], "event": event, "timestamp": iso(at), "data": data, "meta": None}
        body = json.dumps(told).encode()
        return self.signature(body) | {"X-Remnawave-Timestamp": told["timestamp"]}, body

    @staticmethod
    def signature(body: bytes) -> dict[str, str]:
        """The header that proves a webhook."""
        return {"X-Remnawave-Signature": hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()}

    def _tell(self, event: str, member: Member) -> None:
        self.deliveries.append(self._signed(event, member, self.now()))

    # ---- what the API does

    def _by_key(self, key: str) -> Member:
        if self.major >= 3:
            if not key.isdigit():
                raise Invalid("id", "Expected number, received nan")
            return self._found(self.members.get(int(key)), "A025")
        if not _is_uuid(key):
            raise Invalid("uuid", "Invalid uuid")
        return self._found(next((member for member in self.members.values() if member.uuid == key), None), "A025")

    @staticmethod
    def _found(member: Member | None, code: str) -> Member:
        if member is None:
            raise Refusal(404, code, "User not found")
        return member

    def _stream(self, query: Mapping[str, str]) -> dict[str, Any]:
        size = int(query.get("size", "100"))
        if not 1 <= size <= 1000:
            raise Invalid("size")
        after = 0 if self.stuck else int(query.get("cursor", "0"))
        rest = sorted(member_id for member_id in self.members if member_id > after)
        page, more = rest[:size], len(rest) > size
        users = [self._shown(self.members[member_id]) for member_id in page]
        return {"users": users, "nextCursor": page[-1] if more else None, "hasMore": more}

    def _create(self, body: Mapping[str, Any]) -> Member:
        name = body.get("username")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]{3,36}", name):
            raise Invalid("username")
        if "expireAt" not in body:
            raise Invalid("expireAt", "Required")
        if body.get("status", "ACTIVE") not in STATUSES:
            raise Invalid("status")
        if not _is_uuid(body.get("vlessUuid", ZERO)):
            raise Invalid("vlessUuid", "Invalid uuid")
        for key in ("trojanPassword", "ssPassword"):
            if not 8 <= len(body.get(key, "password")) <= 32:
                raise Invalid(key)
        member = Member(
            next(self._ids), name, _moment(body["expireAt"]), self.now(), status=body.get("status", "ACTIVE")
        )
        self._write(member, body)
        if self.member(name) is not None:
            raise Refusal(400, "A019", "User username already exists")
        if any(other.short_uuid == body.get("shortUuid") for other in self.members.values()):
            raise Refusal(400, "A020", "User short UUID already exists")
        chosen = {"short_uuid": "shortUuid", "vless_uuid": "vlessUuid"}
        chosen |= {"trojan_password": "trojanPassword", "ss_password": "ssPassword"}
        vars(member).update({ours: body[theirs] for ours, theirs in chosen.items() if theirs in body})
        self.members[member.id] = member
        self._tell("user.created", member)
        return member

    def _patch(self, body: Mapping[str, Any]) -> Member:
        if self.major >= 3 and "id" in body:
            member = self._found(self.members.get(body["id"]), "A025")
        elif self.major < 3 and "uuid" in body:
            member = self._by_key(body["uuid"])
        elif isinstance(body.get("username"), str):
            member = self._found(self.member(body["username"]), "A063")
        else:
            raise Invalid("username", "Either id or username must be provided")
        status = body.get("status")
        if status not in (None, "ACTIVE", "DISABLED"):
            raise Invalid("status", "You can't change status to LIMITED or EXPIRED.")
        if "expireAt" in body and _moment(body["expireAt"]) <= self.now():
            raise Invalid("expireAt", "Expiration date cannot be in the past")
        changed = replace(member)
        self._write(changed, body)
        raised = changed.limit == 0 or changed.limit > member.limit
        if changed.status == "LIMITED" and "trafficLimitBytes" in body and changed.limit != member.limit and raised:
            changed.status = "ACTIVE"  # even when more has been used than the new limit
        if changed.status == "EXPIRED" and "expireAt" in body:
            changed.status = "ACTIVE"
        if status == "ACTIVE" or (status == "DISABLED" and member.status == "ACTIVE"):
            changed.status = status
        vars(member).update(vars(changed))
        self._tell("user.modified", member)
        return member

    def _write(self, member: Member, body: Mapping[str, Any]) -> None:
        """Take over what both POST and PATCH accept; other fields are ignored."""
        if "expireAt" in body:
            member.expire_at = _moment(body["expireAt"])
        limit = body.get("trafficLimitBytes", member.limit)
        if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 0:
            raise Invalid("trafficLimitBytes")
        if isinstance(limit, float):
            raise Refusal(500, "A018", "Create user error")
        devices = body.get("hwidDeviceLimit", member.devices)
        if devices is not None and (not isinstance(devices, int) or devices < 0):
            raise Invalid("hwidDeviceLimit")
        squads = body.get("activeInternalSquads", member.squads)
        if not isinstance(squads, list) or not all(_is_uuid(squad) for squad in squads):
            raise Invalid("activeInternalSquads")
        if not set(squads) <= set(self.squads):
            raise Refusal(500, "A018", "Create user error")
        member.limit, member.devices, member.squads = limit, devices, list(squads)
        member.strategy = body.get("trafficLimitStrategy", member.strategy)
        member.description = body.get("description", member.description)

    def _act(self, member: Member, action: str, body: Mapping[str, Any]) -> Member:
        match action:
            case "disable":
                if member.status == "DISABLED":
                    raise Refusal(400, "A029", "User already disabled")
                self._set_status(member, "DISABLED", "user.disabled")
            case "enable":
                if member.status == "ACTIVE":
                    raise Refusal(400, "A030", "User already enabled")
                self._set_status(member, "ACTIVE", "user.enabled")
            case "reset-traffic":
                member.used = 0
                if member.status == "LIMITED":
                    member.status = "ACTIVE"
                self._tell("user.traffic_reset", member)
            case "revoke":
                fresh = Member(0, "", member.expire_at, member.created_at)
                if not body.get("revokeOnlyPasswords"):
                    member.short_uuid = body.get("shortUuid", fresh.short_uuid)
                member.vless_uuid = fresh.vless_uuid
                member.trojan_password, member.ss_password = fresh.trojan_password, fresh.ss_password
                self._tell("user.revoked", member)
        return member

    def _links(self, member: Member) -> list[str]:
        return [
            f"vless://{member.vless_uuid}@node.example:{443 + number}?type=tcp&encryption=none&security=reality"
            f"&sni=site.example&fp=chrome&pbk=key&sid=ab&flow=xtls-rprx-vision#{name}"
            for number, (squad, name) in enumerate(self.squads.items())
            if squad in member.squads and squad not in self.hostless
        ]

    def _connection_keys(self, member: Member) -> dict[str, Any]:
        dummies = [DUMMY] if self.dummies_in_keys else []
        return {"enabledKeys": dummies + self._links(member), "hiddenKeys": [], "disabledKeys": []}

    def _shown(self, member: Member) -> dict[str, Any]:
        named = {"uuid": member.uuid} if self.major < 3 else {}
        squads = [{"uuid": uuid, "name": self.squads[uuid]} for uuid in member.squads if uuid in self.squads]
        return {
            **named,
            "id": member.id,
            "shortUuid": member.short_uuid,
            "username": member.username,
            "status": member.status,
            "trafficLimitBytes": member.limit,
            "trafficLimitStrategy": member.strategy,
            "expireAt": iso(member.expire_at),
            "description": member.description,
            "hwidDeviceLimit": member.devices,
            "telegramId": member.telegram_id,
            "email": member.email,
            "trojanPassword": member.trojan_password,
            "vlessUuid": member.vless_uuid,
            "ssPassword": member.ss_password,
            "createdAt": iso(member.created_at),
            "subscriptionUrl": f"https://sub.example/{member.short_uuid}",
            "activeInternalSquads": squads,
            "userTraffic": {
                "usedTrafficBytes": member.used,
                "lifetimeUsedTrafficBytes": member.lifetime,
                "onlineAt": iso(member.online_at) if member.online_at else None,
                "firstConnectedAt": None,
                "lastConnectedNodeUuid": None,
            },
        }


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(text: object) -> datetime:
    if not isinstance(text, str) or "T" not in text:
        raise Invalid("expireAt", "Invalid date format")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("expireAt", "Invalid date format") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _is_uuid(text: object) -> bool:
    try:
        return isinstance(text, str) and str(UUID(text)) == text.lower()
    except ValueError:
        return False
