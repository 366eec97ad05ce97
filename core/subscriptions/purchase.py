"""Purchase: from a tariff in the window to a subscription that is paid for; the trial before it."""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from core import db, discounts, errors, ledger, rows, tariffs
from core.discounts import Price
from core.ledger import AlreadyPosted, Kind
from core.payments import checkout
from core.payments.checkout import Checkout
from core.payments.models import PURCHASE, Invoice
from core.servers import Server
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import capacity, channel, renewal, starting
from core.subscriptions.models import Subscription
from core.tariffs import Tariff
from core.users.models import User

DOUBLE_CLICK = timedelta(seconds=10)
_OWN = rows.Joined(s=Subscription, t=Tariff)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a purchase made. `repeated` when it had been made before and nothing was charged now."""

    subscription: Subscription
    price_kopeks: int
    balance_kopeks: int
    entry_id: int
    repeated: bool = False


async def current(user: User, chosen: int | None = None) -> Subscription | None:
    """The subscription that the bot and the cabinet speak of: the person's newest one, or the one of that id."""
    if chosen is not None:
        return await Subscription.get_or_none(id=chosen, user_id=user.id)
    newest = "SELECT * FROM subscriptions WHERE user_id = $1 ORDER BY id DESC LIMIT 1"
    return await rows.read_one(Subscription, newest, user.id)


async def own(user: User) -> Subscription:
    """The same with its `tariff`, by one statement. Raises SubscriptionNotFound."""
    found = await db.read(
        f"SELECT {_OWN.columns} FROM subscriptions s LEFT JOIN tariffs t ON t.id = s.tariff_id"  # noqa: S608 - constants
        " WHERE s.user_id = $1 ORDER BY s.id DESC LIMIT 1",
        user.id,
    )
    if not found:
        raise errors.SubscriptionNotFound()
    subscription, tariff = _OWN.read(found[0])
    return rows.relate(subscription, tariff=tariff)  # type: ignore[no-any-return]


@db.repeated
async def buy(
    shop: Shop,
    user: User,
    tariff: Tariff,
    *,
    quote: str | None = None,
    server: Server | None = None,
    by: Actor,
    price_kopeks: int | None = None,
    discount: int | None = None,
    shown_kopeks: int | None = None,
    kind: Kind = "purchase",
    renews: int | None = None,
) -> Purchase:
    """Buy a tariff from the balance: the first time it starts a subscription, later it renews the person's own.

    The ledger is debited and the subscription exists when this returns; the key works as soon as its panel agrees.
    Asking twice with the same quote charges once; without a quote, the same purchase within `DOUBLE_CLICK` is a double
    click and charges once. `server` is where the person wants to be served, for this and later periods. `renews` is the
    id of the person's subscription to renew, by default the newest.

    The price is today's less the person's discount, which is spent with it; it must be `shown_kopeks` where that is
    given. A price that was promised is `price_kopeks`, and `discount` the use of a code that was promised with it.
    Raises Blocked, TariffUnavailable, NothingToDeliver, ServerUnavailable, PriceChanged, InsufficientBalance; then
    nothing has changed.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    if not tariff.enabled and price_kopeks is None:
        raise errors.TariffUnavailable()
    servers = await tariffs.servers_for(tariff, server)
    # Before anybody hears of missing money.
    await capacity.with_room(servers, await current(user, renews), chosen=server)
    if price_kopeks is None:
        today = await discounts.price_for(user.id, tariff)
        price, discount = today.kopeks, today.discount.use_id if today.discount else None
    else:
        price = price_kopeks
    click = None if quote else f"buy:{user.id}:click:{kind}:{tariff.id}:{server.id if server else 0}:"
    key = f"{click}{secrets.token_hex(8)}" if click else f"buy:{user.id}:{quote}"
    try:
        async with db.transaction():
            if click:
                await _refuse_double_click(shop, user, click)
            posting = await ledger.post(shop, user.id, -price, kind=kind, key=key, by=by, note=tariff.name)
            if shown_kopeks not in (None, price):
                raise errors.PriceChanged()
            if discount is not None:
                await discounts.spend(shop, discount)
            # The debit holds the user's row: whatever this person buys at the same moment waits until we are done.
            subscription = await _deliver(shop, user, tariff, servers, server, price, renews)
            await _tie(posting.entry_id, subscription)
    except AlreadyPosted as before:
        return await _made_before(user, str(before))
    except errors.InsufficientBalance:
        if shown_kopeks not in (None, price):
            raise errors.PriceChanged() from None
        raise
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


@db.repeated
async def start_trial(
    shop: Shop, user: User, *, server: Server | None = None, devices: int | None = None
) -> Subscription:
    """Give the free trial, once a person and never after a purchase; `devices` are capped at the trial's.

    Raises TrialDisabled, TrialUsed, Blocked, NothingToDeliver, ServerUnavailable, ChannelRequired, and EmailUnverified
    for an address that nobody has confirmed, where the shop insists on that.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    settings, now = shop.settings, shop.now()
    if not settings.trial_days:
        raise errors.TrialDisabled()
    if settings.verifies_email and user.telegram_id is None and user.email_verified_at is None:
        raise errors.EmailUnverified()
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
        return await starting.free(shop, user, servers, days=settings.trial_days, devices=devices, server=server)


async def give_days(shop: Shop, user: User, days: int, *, by: Actor) -> Subscription:
    """Give free days: more of the person's subscription, or one of the trial's kind, which then was their trial.

    A first one is never shorter than the trial. Call it inside a transaction that holds the person's row. Raises
    NothingToDeliver.
    """
    if (subscription := await current(user)) is not None:
        return await renewal.extend(shop, subscription, days=days, by=by)
    await db.fetch("UPDATE users SET trial_used_at = $2 WHERE id = $1", user.id, shop.now())
    servers = await tariffs.servers_of(None)
    return await starting.free(shop, user, servers, days=max(days, shop.settings.trial_days))


async def trial_available(shop: Shop, user: User) -> bool:
    """Whether `start_trial` would give one now."""
    return trial_offered(shop, user, await current(user)) and await channel.lets_in(shop, user)


def trial_offered(shop: Shop, user: User, subscription: Subscription | None) -> bool:
    """The same, for someone whose current subscription is known."""
    return bool(shop.settings.trial_days) and user.trial_used_at is None and subscription is None


async def welcome(shop: Shop, user: User) -> Subscription | None:
    """Give the trial to somebody who has just come, without their asking; None where there is none for them now."""
    if not shop.settings.trial_days or user.trial_used_at is not None:
        return None
    try:
        return await start_trial(shop, user)
    except errors.ShopError as exc:
        logger.info("user %s gets no trial on arrival: %s", user.id, exc.code)
        return None


async def invoice(
    shop: Shop,
    user: User,
    tariff: Tariff,
    *,
    method: str = checkout.STARS,
    return_url: str | None = None,
    renews: int | None = None,
) -> Checkout:
    """Prepare a direct purchase at today's price, less the person's discount, which is spent when it is paid.

    `renews` is as in `buy`. Raises TariffUnavailable, NothingToDeliver, what `checkout.open_invoice` raises, and
    AmountOutOfRange where nothing is left to pay.
    """
    promised, price = await promise(user, tariff, renews)
    return await checkout.open_invoice(
        shop,
        user,
        price.kopeks,
        title=shop.t("invoice-tariff-title", user.language, tariff=tariff.name),
        description=shop.t("invoice-tariff-description", user.language, tariff=tariff.name, days=tariff.period_days),
        method=method,
        return_url=return_url,
        purpose=PURCHASE,
        **promised,
    )


async def promise(user: User, tariff: Tariff, renews: int | None = None) -> tuple[dict[str, int], Price]:
    """What an invoice for a tariff says for `fulfil`, and its price now. Raises TariffUnavailable, NothingToDeliver."""
    if not tariff.enabled:
        raise errors.TariffUnavailable()
    await capacity.with_room(await tariffs.servers_of(tariff), await current(user, renews))
    price = await discounts.price_for(user.id, tariff)
    promised = {"tariff_id": tariff.id} | ({} if renews is None else {"subscription_id": renews})
    if price.discount is not None:
        promised["discount"] = price.discount.use_id
    return promised, price


async def fulfil(shop: Shop, invoice: Invoice) -> None:
    """Sell what a settled invoice was for, at the price that was paid; runs inside the settling transaction."""
    user = await User.get(id=invoice.user_id)
    tariff = await tariffs.find(invoice.params["tariff_id"], on_sale_only=False)
    await buy(
        shop,
        user,
        tariff,
        quote=f"invoice-{invoice.id}",
        by=THE_SHOP,
        price_kopeks=invoice.amount_kopeks,
        discount=invoice.params.get("discount"),
        renews=invoice.params.get("subscription_id"),
    )


async def _deliver(
    shop: Shop,
    user: User,
    tariff: Tariff,
    servers: list[Server],
    chosen: Server | None,
    price_kopeks: int,
    renews: int | None,
) -> Subscription:
    """One period more of the person's subscription, or a first one; the money is taken already."""
    subscription = await current(user, renews)
    servers = await capacity.with_room(servers, subscription, chosen=chosen, hold=True)
    if subscription is None:
        return await starting.paid(shop, user, tariff, servers, chosen)
    await renewal.apply(shop, subscription, tariff, servers, price_kopeks=price_kopeks, chosen=chosen)
    return subscription


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


async def _tie(entry_id: int, subscription: Subscription) -> None:
    """Tell the ledger entry which subscription it paid for."""
    await db.fetch("UPDATE ledger_entries SET subscription_id = $2 WHERE id = $1", entry_id, subscription.id)


async def _made_before(user: User, key: str) -> Purchase:
    entry = await ledger.entry(key)
    subscription = await Subscription.get(id=entry.subscription_id)
    return Purchase(subscription, -entry.amount_kopeks, await ledger.balance(user.id), entry.id, repeated=True)
