"""Direct keys: keys that a program or the operator makes without any subscription.

A program's key (`label`) has a port of its own, so that its traffic and its life are nobody else's; an operator's
(`email`) comes in at the server's port like customers' keys. Both last until they are taken back.
"""

import re
import uuid
from collections.abc import Sequence

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from core import db, errors, i18n
from core.catalogue.servers import Server
from core.events import KeyChanged
from core.panels.registry import EMBEDDED
from core.shop import Actor, Shop
from core.subscriptions.keys import state
from core.subscriptions.models import Key
from core.users.api_keys import OWNER, ApiKey

LIVE_SECONDS = 5.0  # how long a new key may take to serve
SILENT = "the engine does not answer; see vitrina doctor"
LABEL_LENGTH, EMAIL_LENGTH, ALIAS_LENGTH = 255, 255, 64
EMAIL = re.compile(r"[^@\s\0]+@[^@\s\0]+\.[^@\s\0]+")


async def home() -> Server:
    """The server of direct keys: the first embedded Xray. Raises ServerUnavailable where there is none."""
    server = await Server.filter(panel=EMBEDDED).order_by("id").first()
    if server is None:
        raise errors.ServerUnavailable()
    return server


async def make(shop: Shop, label: str, *, maker: ApiKey) -> Key:
    """A key with a port of its own, which serves when this returns.

    Raises InvalidValue, TooManyKeys, NoFreePort when other programs hold what is left, EngineUnavailable when the
    engine does not take it in time; then there is no key.
    """
    if not 1 <= len(label.strip()) <= LABEL_LENGTH or "\0" in label:
        raise errors.InvalidValue(field="name")
    server = await home()
    refused: set[int] = set()
    while True:
        key = await _with_port(shop, server, refused, label=label.strip(), maker_id=maker.id, by=_actor(maker))
        trouble = await _serves(key)
        if trouble is None:
            return await Key.get(id=key.id)
        await _undo(shop, key)
        if "taken" not in trouble:
            raise errors.EngineUnavailable(text=trouble)
        refused.add(key.port or 0)


async def add_user(shop: Shop, email: str, *, by: Actor) -> Key:
    """An operator's key at the server's own port. Raises InvalidValue, EmailInUse."""
    email = email.strip()
    if len(email) > EMAIL_LENGTH or not EMAIL.fullmatch(email):
        raise errors.InvalidValue(field="email")
    server, now = await home(), shop.due_now()
    try:
        async with db.transaction():
            key = await Key.create(server_id=server.id, email=email, next_try_at=now, created_at=now)
            await _changed(shop, key, "made", by)
    except IntegrityError:
        raise errors.EmailInUse() from None
    return key


def held_by(maker: ApiKey | None) -> Q:
    """Which keys a program may see: those it has made, the owner's all that have a port of their own."""
    return made_by(maker) & Q(removed_at=None, port__isnull=False)


def made_by(maker: ApiKey | None) -> Q:
    """The same with those that were deleted since: their traffic is history."""
    return Q(maker_id__isnull=False) if maker is None or maker.may(OWNER) else Q(maker_id=maker.id)


async def every(maker: ApiKey | None = None) -> Sequence[Key]:
    """Keys with ports of their own, oldest first, with `account`."""
    return await Key.filter(held_by(maker)).select_related("account").order_by("id")


async def find(called: str, maker: ApiKey | None = None) -> Key:
    """One of `every` by its id or its VLESS UUID. Raises KeyNotFound."""
    try:
        name = uuid.UUID(called)
    except ValueError:
        raise errors.KeyNotFound() from None
    named = Key.filter(held_by(maker)).filter(Q(uuid=name) | Q(secret=name))
    key = await named.select_related("account").first()
    if key is None:
        raise errors.KeyNotFound()
    return key


@db.repeated
async def remove(shop: Shop, key: Key, *, by: Actor) -> None:
    """Take a key back: refused at once, its port and its operator's name free. Raises EngineUnavailable.

    A customer's key is given up for good; what its owner pays for later brings the subscription's own back.
    """
    gone = (
        {"revoked_at": shop.now()} if key.subscription_id else {"removed_at": shop.now(), "port": None, "email": None}
    )
    async with db.transaction():
        if not await Key.filter(id=key.id, removed_at=None, revoked_at=None).update(**gone, last_error=None):
            raise errors.KeyNotFound()
        await state.touch(shop, id=key.id)
        await _changed(shop, key, "removed", by)
    trouble = await _serves(key)
    if trouble is not None:
        raise errors.EngineUnavailable(text=trouble)


@db.repeated
async def rotate(shop: Shop, key: Key, *, by: Actor) -> Key:
    """New credentials for one key; sessions made with the old ones end."""
    async with db.transaction():
        await Key.filter(id=key.id).update(secret=uuid.uuid4(), rotation=key.rotation + 1, last_error=None)
        await state.touch(shop, id=key.id)
        await _changed(shop, key, "rotated", by)
    await _serves(key)
    return await Key.get(id=key.id)


async def set_alias(shop: Shop, key: Key, alias: str, *, by: Actor) -> None:
    """A word beside a key's name, "" for none; nothing is sent to its panel. Raises InvalidValue."""
    if len(alias) > ALIAS_LENGTH or "\0" in alias:
        raise errors.InvalidValue(field="alias")
    async with db.transaction():
        await Key.filter(id=key.id).update(alias=alias.strip())
        await _changed(shop, key, "renamed", by)


async def reset_ports(shop: Shop, *, by: Actor, maker: ApiKey | None = None) -> int:
    """Bring a program's keys to the first ports of the range; returns how many had to move, whose links change.

    A key that has one of these ports keeps it, so that no key waits for another's port. Raises NoFreePort when other
    programs hold what is left, EngineUnavailable when the engine does not follow in time: it does when it is back.
    """
    refused: set[int] = set()
    moved: set[int] = set()
    while True:
        moving = await _move(shop, refused, maker, by)
        moved |= moving
        if not moving or not (taken := await _taken(len(moving), maker)):
            return len(moved)
        refused |= taken


@db.repeated
async def _move(shop: Shop, refused: set[int], maker: ApiKey | None, by: Actor) -> set[int]:
    """Give the keys beyond the first free ports those that are empty; the keys that moved."""
    low, high = shop.settings.key_port_range
    server = await home()
    async with db.transaction():
        await _alone()
        keys = await Key.filter(held_by(maker), server_id=server.id).order_by("id")
        own = {key.port for key in keys}
        others = {
            key.port for key in await Key.filter(server_id=server.id, port__isnull=False).only("id", "port")
        } - own
        ports = [port for port in range(low, high + 1) if port not in others and port not in refused][: len(keys)]
        moving = [key for key in keys if key.port not in ports]
        empty = [port for port in ports if port not in own]
        if len(empty) < len(moving):
            raise errors.NoFreePort()
        for key, port in zip(moving, empty, strict=False):
            await Key.filter(id=key.id).update(port=port, last_error=None)
            await state.touch(shop, id=key.id)
            await _changed(shop, key, "moved", by)
    return {key.id for key in moving}


async def _taken(moving: int, maker: ApiKey | None) -> set[int]:
    """Wait until the panel has taken that many keys; ports that other programs hold. Raises EngineUnavailable."""
    late = await state.wait(
        lambda: Key.filter(held_by(maker), have_version__lt=F("want_version")),
        lambda keys: all(key.next_try_at is None for key in keys),
        LIVE_SECONDS + moving * state.LOOK_SECONDS,
    )
    for key in late:
        reason = _refusal(key)
        if "taken" not in reason:
            raise errors.EngineUnavailable(text=reason or SILENT)
    return {key.port for key in late if key.port is not None}


@db.repeated
async def _with_port(shop: Shop, server: Server, refused: set[int], *, label: str, maker_id: int, by: Actor) -> Key:
    low, high = shop.settings.key_port_range
    async with db.transaction():
        await _alone()
        taken = {key.port for key in await Key.filter(server_id=server.id, port__isnull=False).only("id", "port")}
        if len(taken) > high - low:
            raise errors.TooManyKeys(limit=high - low + 1)
        port = next((port for port in range(low, high + 1) if port not in taken and port not in refused), None)
        if port is None:
            raise errors.NoFreePort()
        now = shop.due_now()
        key = await Key.create(
            server_id=server.id, label=label, maker_id=maker_id, port=port, next_try_at=now, created_at=now
        )
        await _changed(shop, key, "made", by)
    return key


async def _undo(shop: Shop, key: Key) -> None:
    """The key was never told of; its panel forgets it as soon as it can."""
    async with db.transaction():
        await Key.filter(id=key.id).update(removed_at=shop.now(), port=None, last_error=None)
        await state.touch(shop, id=key.id)


async def _alone() -> None:
    """One at a time gives out ports; on SQLite every writer is alone already."""
    if db.is_postgres():
        await db.fetch("SELECT pg_advisory_xact_lock($1)", 0x706F7274)  # "port"


async def _changed(shop: Shop, key: Key, what: str, by: Actor) -> None:
    name = key.label or key.email or key.account_name
    await shop.record(KeyChanged(None, key_id=key.id, what=what, name=name, by=str(by)))
    state.changed(shop)


async def _serves(key: Key) -> str | None:
    """Wait until the key's panel has followed; None, or why it has not."""
    now = await state.wait(
        lambda: Key.get(id=key.id),
        lambda key: key.have_version == key.want_version or key.next_try_at is None,
        LIVE_SECONDS,
    )
    if now.have_version == now.want_version:
        return None
    return SILENT if now.next_try_at is not None else _refusal(now) or "the engine refuses it"


def _refusal(key: Key) -> str:
    """Why the engine refuses a key, in English: programs read it."""
    return i18n.say_stored(key.last_error or "", "en")


def _actor(maker: ApiKey) -> Actor:
    return Actor("program", maker.id)
