"""Purchase: from a tariff in the window to a subscription that is paid for; the trial before it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from core import db, errors, ledger, tariffs
from core.events import SubscriptionStarted
from core.ledger import AlreadyPosted, Kind
from core.payments import checkout
from core.payments.checkout import Checkout
from core.payments.models import PURCHASE, Invoice
from core.servers import Server
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import channel, keys, renewal
from core.subscriptions.models import ACTIVE, PAID, TRIAL, Subscription
from core.tariffs import GB, Tariff
from core.users.models import User

DOUBLE_CLICK = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a purchase made. `repeated` when it had been made before and nothing was charged now."""

    subscription: Subscription
    price_kopeks: int
    balance_kopeks: int
    entry_id: int
    repeated: bool = False


async def current(user: User) -> Subscription | None:
    """The subscription that the bot and the cabinet speak of: the person's newest one."""
    return await db.load_one(
        Subscription, "SELECT * FROM subscriptions WHERE user_id = $1 ORDER BY id DESC LIMIT 1", user.id
    )


async def own(user: User) -> Subscription:
    """The same with its `tariff`, by one statement. Raises SubscriptionNotFound."""
    newest = Subscription.filter(user_id=user.id).order_by("-id").select_related("tariff")
    subscription = await newest.first()
    if subscription is None:
        raise errors.SubscriptionNotFound()
    return subscription


async def buy(
    shop: Shop,
    user: User,
    tariff: Tariff,
    *,
    quote: str | None = None,
    server: Server | None = None,
    by: Actor,
    price_kopeks: int | None = None,
    kind: Kind = "purchase",
) -> Purchase:
    """Buy a tariff from the balance: the first time it starts a subscription, later it renews the person's own.

    The ledger is debited and the subscription exists when this returns; the key works as soon as its panel agrees.
    Asking twice with the same quote charges once; without a quote, the same purchase within `DOUBLE_CLICK` is a double
    click and charges once. `server` is where the person wants to be served, for this and later periods. Raises Blocked,
    TariffUnavailable, NothingToDeliver, ServerUnavailable, InsufficientBalance; then nothing has changed.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    if not tariff.enabled and price_kopeks is None:
        raise errors.TariffUnavailable()
    servers = await tariffs.servers_for(tariff, server)
    price = tariff.price_kopeks if price_kopeks is None else price_kopeks
    click = None if quote else f"buy:{user.id}:click:{kind}:{tariff.id}:{server.id if server else 0}:"
    key = f"{click}{secrets.token_hex(8)}" if click else f"buy:{user.id}:{quote}"
    try:
        async with db.transaction():
            if click:
                await _refuse_double_click(shop, user, click)
            posting = await ledger.post(shop, user.id, -price, kind=kind, key=key, by=by, note=tariff.name)
            # The debit holds the user's row: whatever this person buys at the same moment waits until we are done.
            subscription = await current(user)
            if subscription is None:
                subscription = await _start_paid(shop, user, tariff, servers, server)
            else:
                await renewal.apply(shop, subscription, tariff, servers, price_kopeks=price, chosen=server)
            await _tie(posting.entry_id, subscription)
    except AlreadyPosted as before:
        return await _made_before(user, str(before))
    return Purchase(subscription, price, posting.balance_kopeks, posting.entry_id)


async def renew(
    shop: Shop, user: User, *, period_days: int, traffic_gb: int | None, quote: str | None = None, by: Actor
) -> Purchase:
    """Renew the person's subscription by one of `renewal_options`, from the balance.

    Raises SubscriptionNotFound, RenewalUnavailable, and what `buy` raises.
    """
    for tariff in await renewal_options(await own(user)):
        if (tariff.period_days, tariff.traffic_gb) == (period_days, traffic_gb):
            return await buy(shop, user, tariff, quote=quote, by=by, kind="renewal")
    raise errors.RenewalUnavailable()


async def renewal_options(subscription: Subscription) -> list[Tariff]:
    """Tariffs on sale, one for each period and traffic: the subscription's own one, or the first in the window."""
    options: dict[tuple[int, int | None], Tariff] = {}
    for tariff in await tariffs.on_sale():
        pair = tariff.period_days, tariff.traffic_gb
        if pair not in options or tariff.id == subscription.tariff_id:
            options[pair] = tariff
    return list(options.values())


async def start_trial(
    shop: Shop, user: User, *, server: Server | None = None, devices: int | None = None
) -> Subscription:
    """Give the free trial, once a person and never after a purchase; `devices` are capped at the trial's.

    Raises TrialDisabled, TrialUsed, Blocked, NothingToDeliver, ServerUnavailable, ChannelRequired.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    settings, now = shop.settings, shop.now()
    if not settings.trial_days:
        raise errors.TrialDisabled()
    if not trial_offered(shop, user, await current(user)):
        raise errors.TrialUsed()
    servers = await tariffs.servers_for(None, server)
    if not await channel.lets_in(shop, user):
        raise errors.ChannelRequired(channel=settings.channel_username)
    async with db.transaction():
        claimed = await db.fetch_one(
            "UPDATE users SET trial_used_at = $2 WHERE id = $1 AND trial_used_at IS NULL RETURNING id", user.id, now
        )
        if claimed is None or await current(user) is not None:
            raise errors.TrialUsed()
        subscription = await _insert(
            shop,
            user,
            kind=TRIAL,
            days=settings.trial_days,
            traffic_bytes=settings.trial_gb * GB,
            devices=min(devices or settings.trial_devices, settings.trial_devices),
            server=server,
        )
        await keys.give(shop, subscription, servers)
        await shop.record(SubscriptionStarted(user.id, subscription_id=subscription.id, kind=TRIAL))
    return subscription


async def trial_available(shop: Shop, user: User) -> bool:
    """Whether `start_trial` would give one now."""
    return trial_offered(shop, user, await current(user)) and await channel.lets_in(shop, user)


def trial_offered(shop: Shop, user: User, subscription: Subscription | None) -> bool:
    """The same, for someone whose current subscription is known."""
    return bool(shop.settings.trial_days) and user.trial_used_at is None and subscription is None


async def invoice(shop: Shop, user: User, tariff: Tariff) -> Checkout:
    """Prepare a direct purchase by Stars at today's price. Raises TariffUnavailable, NothingToDeliver, Blocked."""
    if not tariff.enabled:
        raise errors.TariffUnavailable()
    await tariffs.servers_of(tariff)
    return await checkout.open_invoice(
        shop,
        user,
        tariff.price_kopeks,
        title=shop.t("invoice-tariff-title", user.language, tariff=tariff.name),
        description=shop.t("invoice-tariff-description", user.language, tariff=tariff.name, days=tariff.period_days),
        purpose=PURCHASE,
        tariff_id=tariff.id,
    )


async def fulfil(shop: Shop, invoice: Invoice) -> None:
    """Sell what a settled invoice was for, at the price that was paid; runs inside the settling transaction."""
    user = await User.get(id=invoice.user_id)
    tariff = await tariffs.find(invoice.params["tariff_id"], on_sale_only=False)
    await buy(shop, user, tariff, quote=f"invoice-{invoice.id}", by=THE_SHOP, price_kopeks=invoice.amount_kopeks)


async def _refuse_double_click(shop: Shop, user: User, click: str) -> None:
    """Raises AlreadyPosted with the key of an equal purchase made a moment ago. Holds the person's row."""
    await ledger.lock_balance(user.id)
    row = await db.fetch_one(
        "SELECT key FROM ledger_entries WHERE user_id = $1 AND created_at > $2 AND key LIKE $3"
        " ORDER BY id DESC LIMIT 1",
        user.id,
        shop.now() - DOUBLE_CLICK,
        f"{click}%",
    )
    if row is not None:
        raise AlreadyPosted(row["key"])


async def _start_paid(
    shop: Shop, user: User, tariff: Tariff, servers: list[Server], chosen: Server | None
) -> Subscription:
    subscription = await _insert(
        shop,
        user,
        kind=PAID,
        days=tariff.period_days,
        traffic_bytes=tariff.traffic_bytes,
        devices=tariff.devices,
        tariff=tariff,
        server=chosen,
    )
    await keys.give(shop, subscription, servers)
    await shop.record(SubscriptionStarted(user.id, subscription_id=subscription.id, kind=PAID))
    return subscription


async def _insert(
    shop: Shop,
    user: User,
    *,
    kind: str,
    days: int,
    traffic_bytes: int | None,
    devices: int,
    tariff: Tariff | None = None,
    server: Server | None = None,
) -> Subscription:
    now = shop.now()
    return await Subscription.create(
        user_id=user.id,
        tariff_id=tariff.id if tariff else None,
        kind=kind,
        status=ACTIVE,
        token=keys.new_token(),
        started_at=now,
        expires_at=(now + timedelta(days=days)).replace(microsecond=0),
        traffic_limit_bytes=traffic_bytes,
        devices=devices,
        profile=tariff.profile if tariff else "default",
        chosen_server_id=server.id if server else None,
        created_at=now,
    )


async def _tie(entry_id: int, subscription: Subscription) -> None:
    """Tell the ledger entry which subscription it paid for."""
    await db.fetch("UPDATE ledger_entries SET subscription_id = $2 WHERE id = $1", entry_id, subscription.id)


async def _made_before(user: User, key: str) -> Purchase:
    entry = await ledger.entry(key)
    subscription = await Subscription.get(id=entry.subscription_id)
    return Purchase(subscription, -entry.amount_kopeks, await ledger.balance(user.id), entry.id, repeated=True)
