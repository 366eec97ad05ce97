"""Purchase: from a tariff in the window to a subscription that is paid for; the trial before it."""

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core import db, errors, ledger
from core.catalogue import pricing, tariffs
from core.catalogue.pricing import Price
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff
from core.ledger import AlreadyPosted, Kind
from core.payments import checkout
from core.payments.checkout import Checkout
from core.payments.models import PURCHASE, Invoice
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import capacity, queries, renewal, starting, terms
from core.subscriptions.models import Subscription
from core.subscriptions.terms import SaleTerms
from core.users.models import User

DOUBLE_CLICK = timedelta(seconds=10)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a purchase made. `repeated` when it had been made before and nothing was charged now."""

    subscription: Subscription
    price_kopeks: int
    balance_kopeks: int
    entry_id: int
    repeated: bool = False


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
    shown_terms: str | None = None,
    promised: SaleTerms | None = None,
    kind: Kind = "purchase",
    renews: int | None = None,
) -> Purchase:
    """Buy a tariff from the balance: the first time it starts a subscription, later it renews the person's own.

    The ledger is debited and the subscription exists when this returns; the key works as soon as its panel agrees.
    Asking twice with the same quote charges once; without a quote, the same purchase within `DOUBLE_CLICK` is a double
    click and charges once. `server` is where the person wants to be served, for this and later periods. `renews` is the
    id of the person's subscription to renew, by default the newest.

    The price is today's less the person's discount, which is spent with it; it must be `shown_kopeks` where that is
    given, and the terms those with the fingerprint `shown_terms`. A price that was promised is `price_kopeks`,
    `discount` the use of a code that was promised with it, and `promised` the terms.
    Raises Blocked, TariffUnavailable, NothingToDeliver, ServerUnavailable, PriceChanged, TermsChanged,
    SubscriptionPaused, OtherTermsRunning, InsufficientBalance; then nothing has changed.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    if not tariff.enabled and price_kopeks is None:
        raise errors.TariffUnavailable()
    offer, servers = await terms.offered(tariff, promised)
    servers = tariffs.only(server, servers)
    if price_kopeks is None:
        today = await pricing.price_for(user.id, tariff)
        price, discount = today.kopeks, today.discount.use_id if today.discount else None
    else:
        price = price_kopeks
    click = None if quote else f"buy:{user.id}:click:{kind}:{tariff.id}:{server.id if server else 0}:"
    key = f"{click}{secrets.token_hex(8)}" if click else f"buy:{user.id}:{quote}"
    try:
        async with db.transaction():
            # Whatever this person buys at the same moment waits until we are done.
            balance = await ledger.lock_balance(user.id)
            await _refuse_repeated(shop, user, click, key)
            if shown_kopeks not in (None, price):
                raise errors.PriceChanged()
            if shown_terms is not None and shown_terms != offer.fingerprint():
                raise errors.TermsChanged()
            # Before anybody hears of missing money.
            subscription = await queries.current(user, renews)
            await terms.refuse(shop, subscription, offer)
            servers = await capacity.with_room(servers, subscription, chosen=server, hold=True)
            if balance < price:
                raise errors.InsufficientBalance(required_kopeks=price, available_kopeks=balance)
            if discount is not None:
                await pricing.spend(shop, discount)
            if subscription is None:
                subscription = await starting.paid(shop, user, offer, servers, server)
            else:
                await renewal.apply(shop, subscription, offer, servers, price_kopeks=price, chosen=server)
            posting = await ledger.post(
                shop, user.id, -price, kind=kind, key=key, by=by, subscription_id=subscription.id, note=offer.name
            )
    except AlreadyPosted as before:
        return await _made_before(user, str(before))
    return Purchase(subscription, price, posting.balance_kopeks, posting.entry_id)


async def renew(
    shop: Shop, user: User, *, period_days: int, traffic_gb: int | None, quote: str | None = None, by: Actor
) -> Purchase:
    """Renew the person's subscription by one of `renewal_options`, from the balance.

    Raises SubscriptionNotFound, RenewalUnavailable, and what `buy` raises.
    """
    # One that is on sale, and would not be sold to them now, is refused by `buy`, with the reason.
    for tariff in [*await renewal_options(shop, await queries.own(user)), *await tariffs.on_sale()]:
        if (tariff.period_days, tariff.traffic_gb) == (period_days, traffic_gb):
            return await buy(shop, user, tariff, quote=quote, by=by, kind="renewal")
    raise errors.RenewalUnavailable()


async def renewal_options(shop: Shop, subscription: Subscription) -> list[Tariff]:
    """Tariffs that would be sold to it now, one for each period and traffic: its own, or the first in the window."""
    options: dict[tuple[int, int | None], Tariff] = {}
    for tariff, offer in await terms.on_sale():
        pair, own = (offer.days, offer.traffic_gb), offer.tariff_id == subscription.tariff_id
        if (own or pair not in options) and await terms.refusal(shop, subscription, offer) is None:
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
    if not trial_offered(shop, user, await queries.current(user)):
        raise errors.TrialUsed()
    servers = await tariffs.servers_for(None, server)
    if not await starting.channel_lets_in(shop, user):
        raise errors.ChannelRequired(channel=settings.channel_username)
    async with db.transaction():
        claimed = await db.fetch_one(
            "UPDATE users SET trial_used_at = $2 WHERE id = $1 AND trial_used_at IS NULL RETURNING id", user.id, now
        )
        if claimed is None or await queries.current(user) is not None:
            raise errors.TrialUsed()
        return await starting.free(shop, user, servers, days=settings.trial_days, devices=devices, server=server)


async def give_days(shop: Shop, user: User, days: int, *, by: Actor, at_least: int = 0) -> Subscription:
    """Give free days that bring service: more of the person's subscription, or one of the trial's kind.

    The latter then was their trial; it lasts `at_least` so many days. Where the traffic is used up, the days come with
    traffic, so much a day as the subscription was sold with. Raises InvalidValue, NothingToDeliver.
    """
    if not 1 <= days <= 3660:
        raise errors.InvalidValue(field="days")
    async with db.transaction():
        await ledger.lock_balance(user.id)
        subscription = await queries.current(user)
        if subscription is not None:
            await renewal.lock(subscription)
            traffic = _traffic_of(shop, subscription, days) if subscription.traffic_left_bytes == 0 else 0
            return await renewal.extend(shop, subscription, days=days, traffic_bytes=traffic, by=by)
        await db.fetch("UPDATE users SET trial_used_at = $2 WHERE id = $1", user.id, shop.now())
        servers, days = await tariffs.servers_of(None), max(days, at_least)
        return await starting.free(shop, user, servers, days=days, traffic_bytes=_traffic_of(shop, None, days))


def _traffic_of(shop: Shop, subscription: Subscription | None, days: int) -> int:
    """So much traffic as comes with so many days of a subscription, or of the trial, whole gigabytes."""
    sold = terms.sold(subscription) if subscription is not None else None
    period, gigabytes = (sold.days, sold.traffic_gb) if sold else (shop.settings.trial_days, shop.settings.trial_gb)
    return (-(-(gigabytes or 0) * days // period) if period else shop.settings.trial_gb) * GB


async def trial_available(shop: Shop, user: User) -> bool:
    """Whether `start_trial` would give one now."""
    return trial_offered(shop, user, await queries.current(user)) and await starting.channel_lets_in(shop, user)


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
    promised, price = await promise(shop, user, tariff, renews)
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


async def promise(shop: Shop, user: User, tariff: Tariff, renews: int | None = None) -> tuple[dict[str, Any], Price]:
    """What an invoice for a tariff says for `fulfil`, and its price now.

    Raises TariffUnavailable, NothingToDeliver, SubscriptionPaused, OtherTermsRunning.
    """
    if not tariff.enabled:
        raise errors.TariffUnavailable()
    subscription, offer = await queries.current(user, renews), await terms.of(tariff)
    await terms.refuse(shop, subscription, offer)
    await capacity.with_room(await terms.servers(offer), subscription)
    price = await pricing.price_for(user.id, tariff)
    promised = {"tariff_id": tariff.id, terms.PARAM: offer.as_json()}
    if renews is not None:
        promised["subscription_id"] = renews
    if price.discount is not None:
        promised["discount"] = price.discount.use_id
    if subscription is not None and await terms.would_overwrite(shop, subscription, offer):
        promised["ends"] = _end(subscription)  # traffic is used up, and the customer knows that the days end, too
    return promised, price


async def confirm(shop: Shop, invoice: Invoice) -> None:
    """Say yes to a payment for this invoice that is about to be made. Raises SubscriptionPaused, OtherTermsRunning."""
    if invoice.purpose == PURCHASE:
        user = await User.get(id=invoice.user_id)
        subscription = await queries.current(user, invoice.params.get("subscription_id"))
        offer = await terms.promised(invoice.params)
        await terms.refuse(shop, subscription, offer)
        if subscription is None or invoice.params.get("ends") == _end(subscription):
            return
        # Days that nobody spoke of when the invoice was made: they were bought since, or had traffic then.
        if await terms.would_overwrite(shop, subscription, offer):
            raise terms.other_terms(shop, subscription)


async def fulfil(shop: Shop, invoice: Invoice) -> None:
    """Sell what a settled invoice was for: the terms it promised, at the price that was paid.

    Runs inside the settling transaction.
    """
    user = await User.get(id=invoice.user_id)
    tariff = await tariffs.find(invoice.params["tariff_id"], on_sale_only=False)
    await ledger.lock_balance(user.id)  # nobody buys between the question and the sale
    await confirm(shop, invoice)
    await buy(
        shop,
        user,
        tariff,
        quote=f"invoice-{invoice.id}",
        by=THE_SHOP,
        price_kopeks=invoice.amount_kopeks,
        discount=invoice.params.get("discount"),
        promised=await terms.promised(invoice.params),
        renews=invoice.params.get("subscription_id"),
    )


def _end(subscription: Subscription) -> int:
    """The end of a period as an invoice keeps it."""
    return int(subscription.expires_at.timestamp())


async def _refuse_repeated(shop: Shop, user: User, click: str | None, key: str) -> None:
    """Raises AlreadyPosted with the key of the same purchase, or of an equal `click` made a moment ago.

    Holds the person's row.
    """
    row = (
        await db.fetch_one(
            "SELECT key FROM ledger_entries WHERE user_id = $1 AND created_at > $2 AND key LIKE $3 AND created_at <= $4"
            " ORDER BY id DESC LIMIT 1",
            user.id,
            shop.now() - DOUBLE_CLICK,
            f"{click}%",
            shop.now() + DOUBLE_CLICK,  # a clock that ran ahead
        )
        if click
        else await db.fetch_one("SELECT key FROM ledger_entries WHERE key = $1", key)
    )
    if row is not None:
        raise AlreadyPosted(row["key"])


async def _made_before(user: User, key: str) -> Purchase:
    entry = await ledger.entry(key)
    subscription = await Subscription.get(id=entry.subscription_id)
    return Purchase(subscription, -entry.amount_kopeks, await ledger.balance(user.id), entry.id, repeated=True)
