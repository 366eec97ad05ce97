"""Keys: which servers serve a subscription, and every change that panels have to follow."""

import asyncio
import re
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core import db, errors
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.db import hydrate
from core.events import LinkReissued, UserBlocked, UserUnblocked
from core.shop import Actor, Shop
from core.subscriptions.models import Key, PanelAccount, Subscription
from core.users.models import User

SOON_SECONDS, LOOK_SECONDS = 1.5, 0.02  # how long `places_soon` waits; between looks at what a panel does
T = TypeVar("T")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")
_JOINED = "LEFT JOIN servers v ON v.id = k.server_id LEFT JOIN panel_accounts a ON a.key_id = k.id"
_PLACES = hydrate.Joined(k=Key, v=Server, a=PanelAccount)
_HELD = hydrate.Joined(k=Key, a=PanelAccount, s=Subscription)
_OWN = hydrate.Joined(s=Subscription, t=Tariff, k=Key, v=Server, a=PanelAccount)
_SERVING = "k.number = 0 AND k.removed_at IS NULL AND k.revoked_at IS NULL"


def new_token() -> str:
    """A name for `/s/<token>` that nobody can guess."""
    return secrets.token_urlsafe(16)


async def give(shop: Shop, subscription: Subscription, servers: Sequence[Server]) -> None:
    """Serve a new subscription from these servers. Call it inside the transaction."""
    now = shop.due_now()
    for server in servers:
        await db.fetch(
            "INSERT INTO keys (uuid, subscription_id, server_id, secret, rotation, want_version, have_version,"
            " next_try_at, attempts, created_at) VALUES ($1, $2, $3, $4, 0, 1, 0, $5, 0, $5)",
            uuid.uuid4(),
            subscription.id,
            server.id,
            uuid.uuid4(),
            now,
        )
    changed(shop)


async def cover(shop: Shop, subscription: Subscription, servers: Sequence[Server]) -> None:
    """Serve a subscription from exactly these servers, taking keys elsewhere back. Call it inside the transaction.

    Keys that their owner gave up stay given up, except the subscription's own: whoever pays again wants its link.
    """
    hosts = {server.id: server for server in servers}
    keys = await Key.filter(subscription_id=subscription.id).order_by("id")
    own = {key.server_id for key in keys if key.number == 0}
    await give(shop, subscription, [server for server_id, server in hosts.items() if server_id not in own])
    now = shop.now()
    for key in keys:
        if key.server_id in hosts and (key.removed_at is not None or (key.number == 0 and key.revoked_at is not None)):
            revoked_at = None if key.number == 0 else key.revoked_at
            await Key.filter(id=key.id).update(removed_at=None, revoked_at=revoked_at)
        elif key.server_id not in hosts and key.removed_at is None:
            await Key.filter(id=key.id).update(removed_at=now)
    await touch(shop, subscription_id=subscription.id)


async def touch(shop: Shop, **columns: Any) -> int:
    """The wanted state of the keys with these values has changed: let their panels follow. Returns how many there are.

    Call it inside the transaction that changes them.
    """
    values = {name: value for name, value in columns.items() if value is not None}
    conditions = [f"{name} = ${number}" for number, name in enumerate(values, 2)]
    conditions += [f"{name} IS NULL" for name in columns.keys() - values.keys()]
    # In the order of their ids, as everywhere: two operations never hold each other's keys.
    in_order = "FOR NO KEY UPDATE" if db.is_postgres() else ""
    rows = await db.fetch(
        "UPDATE keys SET want_version = want_version + 1, next_try_at = $1, attempts = 0"  # noqa: S608 - constants
        f" WHERE id IN (SELECT id FROM keys WHERE {' AND '.join(conditions)} ORDER BY id {in_order}) RETURNING id",
        shop.due_now(),
        *values.values(),
    )
    if rows:
        changed(shop)
    return len(rows)


def changed(shop: Shop) -> None:
    """Wake provisioning once the surrounding transaction is committed."""
    db.after_commit(shop.wake_keys)


@db.repeated
async def reissue(shop: Shop, subscription: Subscription, *, by: Actor) -> Subscription:
    """New link and new credentials; whoever holds the old ones is cut off. Raises SubscriptionNotFound."""
    async with db.transaction():
        locked = await Subscription.filter(id=subscription.id).select_for_update(no_key=True).first()
        if locked is None:
            raise errors.SubscriptionNotFound()
        locked.token = new_token()
        await locked.save(update_fields=["token"])
        for key in await Key.filter(subscription_id=locked.id).order_by("id"):
            await Key.filter(id=key.id).update(secret=uuid.uuid4(), rotation=key.rotation + 1)
        await Key.filter(subscription_id=locked.id, number=0).update(revoked_at=None)
        await touch(shop, subscription_id=locked.id)
        await shop.record(LinkReissued(locked.user_id, subscription_id=locked.id, by=str(by)))
    return locked


async def subscription_of(token: str) -> Subscription | None:
    """The subscription behind a customer's link, with its user."""
    if not TOKEN.fullmatch(token):
        return None
    return await Subscription.get_or_none(token=token).select_related("user")


@dataclass(frozen=True, slots=True)
class Share:
    """One share link, and whether its server is known not to work now."""

    link: str
    server: Server

    @property
    def works(self) -> bool:
        return self.server.trouble is None


async def shares(subscription: Subscription) -> list[Share]:
    """Share links of every server of the subscription; empty while access is being prepared.

    In the servers' order, those that do not work now behind the others. None is left out: an app that reads them
    meanwhile would forget the key for good.
    """
    rows = await db.read(
        "SELECT a.links, s.id, s.name, s.country, s.trouble FROM keys k JOIN panel_accounts a ON a.key_id = k.id"
        " JOIN servers s ON s.id = k.server_id"
        " WHERE k.subscription_id = $1 AND k.number = 0 AND k.removed_at IS NULL AND k.revoked_at IS NULL"
        " ORDER BY CASE WHEN s.trouble IS NULL THEN 0 ELSE 1 END, s.position, s.id",
        subscription.id,
    )
    result = []
    for row in rows:
        server = Server(**{name: row[name] for name in ("id", "name", "country", "trouble")})
        result += [Share(link, server) for link in db.from_json(row["links"])]
    return result


async def links(subscription: Subscription) -> list[str]:
    """The links of `shares`."""
    return [share.link for share in await shares(subscription)]


def troubled(share_list: Sequence[Share]) -> str:
    """Titles of the servers among them that do not work now, "" where all do."""
    return ", ".join(dict.fromkeys(share.server.title for share in share_list if not share.works))


async def places(subscription: Subscription) -> list[Key]:
    """Keys that serve the subscription, each with its `server` and what its panel holds, in the servers' order."""
    rows = await db.read(
        f"SELECT {_PLACES.columns} FROM keys k {_JOINED}"  # noqa: S608 - constants
        f" WHERE k.subscription_id = $1 AND {_SERVING} ORDER BY v.position, v.id",
        subscription.id,
    )
    return [_place(*_PLACES.read(row)) for row in rows]


async def own_with_places(user: User) -> tuple[Subscription, list[Key]]:
    """The person's newest subscription with its `tariff`, and its `places`, by one statement.

    Raises SubscriptionNotFound.
    """
    rows = await db.read(
        f"SELECT {_OWN.columns} FROM subscriptions s LEFT JOIN tariffs t ON t.id = s.tariff_id"  # noqa: S608 - constants
        f" LEFT JOIN keys k ON k.subscription_id = s.id AND {_SERVING} {_JOINED}"
        " WHERE s.id = (SELECT max(id) FROM subscriptions WHERE user_id = $1) ORDER BY v.position, v.id",
        user.id,
    )
    if not rows:
        raise errors.SubscriptionNotFound()
    read = [_OWN.read(row) for row in rows]
    subscription, tariff = read[0][:2]
    return hydrate.relate(subscription, tariff=tariff), [_place(*rest) for _, _, *rest in read if rest[0] is not None]


def _place(key: Key, server: Server, account: PanelAccount | None) -> Key:
    return hydrate.relate(key, server=server, account=account)


async def fetched(rest: str, *params: Any) -> list[Key]:
    """Keys that are not removed, each with its `account` and `subscription`, by one statement.

    `rest` is SQL, of constants alone: conditions on keys `k` and subscriptions `s`, and the order.
    """
    rows = await db.read(
        f"SELECT {_HELD.columns} FROM keys k LEFT JOIN panel_accounts a ON a.key_id = k.id"  # noqa: S608 - constants
        f" LEFT JOIN subscriptions s ON s.id = k.subscription_id WHERE k.removed_at IS NULL AND {rest}",
        *params,
    )
    read = (_HELD.read(row) for row in rows)
    return [hydrate.relate(key, account=account, subscription=subscription) for key, account, subscription in read]


async def places_soon(subscription: Subscription) -> list[Key]:
    """The same, once a link works or after a moment, whichever comes first: panels mostly need less."""
    return await wait(lambda: places(subscription), lambda keys: first_link(keys) is not None, SOON_SECONDS, every=0.1)


async def wait(
    look: Callable[[], Awaitable[T]], condition: Callable[[T], bool], seconds: float, *, every: float = LOOK_SECONDS
) -> T:
    """What `look` sees once `condition` says that a panel has followed, or after so many seconds without that."""
    until = time.monotonic() + seconds
    while not condition(value := await look()) and time.monotonic() < until:  # noqa: ASYNC110 - it may be another process
        await asyncio.sleep(every)
    return value


def first_link(keys: Sequence[Key]) -> str | None:
    """The first share link of these keys, of a server that works if there is one; None while access is prepared."""
    ready = [key for key in keys if key.account is not None and key.account.links]
    ready.sort(key=lambda key: key.server.trouble is not None)
    return ready[0].account.links[0] if ready and ready[0].account is not None else None


async def is_ready(subscription: Subscription) -> bool:
    """Whether every panel has followed the last change."""
    behind = "SELECT 1 FROM keys WHERE subscription_id = $1 AND want_version <> have_version LIMIT 1"
    return await db.fetch_one(behind, subscription.id) is None


async def on_user_blocked(shop: Shop, fact: UserBlocked | UserUnblocked, _fact_id: int) -> None:
    """A closed account has no service; an opened one has it again."""
    for subscription in await Subscription.filter(user_id=fact.user_id):
        await touch(shop, subscription_id=subscription.id)
