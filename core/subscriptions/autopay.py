"""Autopay: a subscription that renews itself, from the balance, and what is missing from a saved method.

Whatever is charged to a saved method is announced before. A period is renewed once: the ledger's key and the end of the
period see to that, however often this runs and whoever renews beside it. Only what the customer has bought before is
renewed: where the tariff gives something else by now, nothing is charged, and the customer is told why.
"""

from datetime import timedelta

from core import db, errors, ledger
from core.catalogue import pricing
from core.catalogue.pricing import Price
from core.catalogue.tariffs import Tariff
from core.events import AutopayFailed, ChargeAhead, MethodSaved
from core.ledger import AlreadyPosted
from core.outbox import RecordedFact
from core.payments import saved_methods
from core.payments.models import Invoice, SavedMethod
from core.shop import THE_SHOP, Shop
from core.subscriptions import capacity, renewal, terms
from core.subscriptions.models import ACTIVE, PAID, SUSPENDED, Subscription
from core.subscriptions.terms import SaleTerms
from core.users.models import User

RETRY = timedelta(hours=6)
AHEAD = timedelta(hours=24)  # how long before a charge it is announced
ANNOUNCED = ("charge", "one_day")  # `Subscription.reminder` when the customer knows


async def run(shop: Shop) -> None:
    """Announce charges, then renew every subscription whose time has come; tell both success and failure."""
    now, before = shop.due_now(), timedelta(hours=shop.settings.autopay_hours_before)
    due = Subscription.filter(autopay=True, expires_at__gt=now, expires_at__lte=now + before + AHEAD)
    due = due.filter(status__in=(ACTIVE, SUSPENDED))
    for subscription in await due.select_related("user", "tariff"):
        if subscription.expires_at - now > before:
            await _announce(shop, subscription)
            continue
        tried = subscription.autopay_tried_at
        if tried is None or now - tried >= RETRY or tried > now:
            await _try(shop, subscription, subscription.user, subscription.tariff)


async def fulfil(shop: Shop, invoice: Invoice) -> None:
    """Renew by money that was charged, at the announced price; runs inside the settling transaction.

    Raises RenewalUnavailable when the period has been renewed meanwhile, and what `terms.refuse` raises.
    """
    promised = invoice.params
    subscription = await Subscription.get(id=promised["subscription_id"])
    offer = await terms.promised(promised)
    if int(subscription.expires_at.timestamp()) != promised["period"]:
        raise errors.RenewalUnavailable()
    try:
        await _renew(shop, subscription, offer, promised["price_kopeks"], promised["discount"])
    except AlreadyPosted:
        raise errors.RenewalUnavailable() from None


async def on_method_saved(shop: Shop, fact: MethodSaved, _fact_id: int) -> None:
    """Whoever lets the shop remember a way to pay wants renewals by it: autopay is on from now."""
    newest = await Subscription.filter(user_id=fact.user_id).order_by("-id").first()
    if newest is not None and newest.kind == PAID and newest.tariff_id is not None and not newest.autopay:
        await renewal.set_autopay(newest, True)


async def _try(shop: Shop, subscription: Subscription, user: User, tariff: Tariff | None) -> None:
    claimed = Subscription.filter(id=subscription.id, autopay_tried_at=subscription.autopay_tried_at)
    if not await claimed.update(autopay_tried_at=shop.due_now()):
        return  # another worker has this one
    price = await pricing.price_for(user.id, tariff) if tariff else Price(0, 0)
    offer = await terms.of(tariff) if tariff else None
    try:
        if offer is None or not await _is_agreed(shop, subscription, tariff, offer) or user.blocked_at is not None:
            raise errors.TariffUnavailable()
        discount = price.discount.use_id if price.discount else None
        await _renew(shop, subscription, offer, price.kopeks, discount)
    except AlreadyPosted:
        return
    except errors.ShopError as exc:
        short = isinstance(exc, errors.InsufficientBalance)
        if not (short and offer and await _charge(shop, subscription, user, offer, price)):
            await _note_failure(shop, subscription, price, exc)


async def _is_agreed(shop: Shop, subscription: Subscription, tariff: Tariff | None, offer: SaleTerms) -> bool:
    """Whether the tariff is on sale, and gives what the customer has bought before.

    Raises SubscriptionPaused, OtherTermsRunning, and TermsChanged for a period of other days.
    """
    await terms.refuse(shop, subscription, offer)
    last = terms.sold(subscription)
    # Where the traffic is used up, other terms may be sold; but then the customer has to choose them.
    if (last is not None and last.days != offer.days) or await terms.would_overwrite(shop, subscription, offer):
        raise errors.TermsChanged()
    return tariff is not None and tariff.enabled


async def _note_failure(shop: Shop, subscription: Subscription, price: Price, exc: errors.ShopError) -> None:
    """The customer is told: of missing money at every try, of anything else once a period."""
    fact = AutopayFailed(
        subscription.user_id,
        subscription_id=subscription.id,
        required_kopeks=price.kopeks,
        reason=exc.code,
        from_date=str(exc.params.get("from_date", "")),
        period=int(subscription.expires_at.timestamp()),
    )
    if not isinstance(exc, errors.InsufficientBalance) and await _is_known(fact):
        return
    async with db.transaction():
        await shop.record(fact)


async def _is_known(fact: AutopayFailed) -> bool:
    before = await RecordedFact.filter(user_id=fact.user_id, name=AutopayFailed.__name__).order_by("-id").limit(50)
    names = "subscription_id", "period", "reason"
    return any(all(old.data.get(name) == getattr(fact, name) for name in names) for old in before)


async def _renew(
    shop: Shop, subscription: Subscription, offer: SaleTerms, price_kopeks: int, discount: int | None
) -> None:
    """One period more from the balance. Raises AlreadyPosted when it has been renewed meanwhile."""
    servers = await terms.servers(offer)
    # One key a period: whatever happens, a period is not charged twice.
    key = f"autopay:{subscription.id}:{int(subscription.expires_at.timestamp())}"
    async with db.transaction():
        await ledger.lock_balance(subscription.user_id)
        await terms.refuse(shop, await Subscription.get(id=subscription.id), offer)
        await ledger.post(
            shop,
            subscription.user_id,
            -price_kopeks,
            kind="renewal",
            key=key,
            by=THE_SHOP,
            subscription_id=subscription.id,
            note=offer.name,
        )
        # The debit holds the person's row: nobody buys at this moment, but somebody may just have bought.
        if not await Subscription.filter(id=subscription.id, expires_at=subscription.expires_at).exists():
            raise AlreadyPosted(key)
        if discount is not None:
            await pricing.spend(shop, discount)
        servers = await capacity.with_room(servers, subscription, hold=True)
        await renewal.apply(shop, subscription, offer, servers, price_kopeks=price_kopeks, automatic=True)


async def _charge(shop: Shop, subscription: Subscription, user: User, offer: SaleTerms, price: Price) -> bool:
    """Collect what is missing from the saved method; False where there is none, or it must not be charged.

    A charge that nobody was told of is announced now, and made at the next try.
    """
    method = await saved_methods.of_user(user.id)
    if method is None:
        return False
    missing = price.kopeks - await ledger.balance(user.id)
    if subscription.reminder not in ANNOUNCED:
        await _tell(shop, subscription, method, missing)
        return True
    params = {
        "subscription_id": subscription.id,
        "period": int(subscription.expires_at.timestamp()),
        "tariff_id": offer.tariff_id,
        terms.PARAM: offer.as_json(),
        "price_kopeks": price.kopeks,
        "discount": price.discount.use_id if price.discount else None,
    }
    words = {
        "title": shop.t("invoice-tariff-title", user.language, tariff=offer.name),
        "description": shop.t("invoice-tariff-description", user.language, tariff=offer.name, days=offer.days),
    }
    payment = await saved_methods.begin_charge(shop, user, method, missing, words=words, params=params)
    if payment is None:
        return await saved_methods.is_being_charged(user, params)
    await saved_methods.charge(shop, payment)
    return True


async def _announce(shop: Shop, subscription: Subscription) -> None:
    """Tell of the charge that is coming, once a period; not for one that lasts no longer than that."""
    tariff = subscription.tariff
    ahead = timedelta(hours=shop.settings.autopay_hours_before) + AHEAD
    if subscription.reminder in ANNOUNCED or subscription.expires_at - subscription.started_at <= ahead:
        return
    method = await saved_methods.of_user(subscription.user_id) if tariff is not None and tariff.enabled else None
    if tariff is None or method is None:
        return
    try:
        await _is_agreed(shop, subscription, tariff, await terms.of(tariff))
    except errors.ShopError:
        return  # nothing will be charged; why is told when its time comes
    price = await pricing.price_for(subscription.user_id, tariff)
    missing = price.kopeks - await ledger.balance(subscription.user_id)
    if missing > 0:
        await _tell(shop, subscription, method, missing)


async def _tell(shop: Shop, subscription: Subscription, method: SavedMethod, kopeks: int) -> None:
    async with db.transaction():
        # Conditional: another worker's announcement or a renewal that came in between wins.
        same = Subscription.filter(
            id=subscription.id, reminder=subscription.reminder, expires_at=subscription.expires_at
        )
        if await same.update(reminder="charge"):
            fact = ChargeAhead(
                subscription.user_id, subscription_id=subscription.id, method_id=method.id, amount_kopeks=kopeks
            )
            await shop.record(fact)
