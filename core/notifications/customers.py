"""Notifications: telling a person what has happened.

Every function here is a reaction (see `core/wiring.py`). `delivery.tell` chooses between Telegram and a letter and
tells a fact once, so a new notice is one text and one call. A letter's only button opens a page. Administrators are
told by `operators.py`.
"""

import asyncio
from datetime import timedelta
from typing import Any

from core import events, i18n, outbox, tickets
from core.catalogue.tariffs import Tariff
from core.notifications import delivery
from core.payments import checkout
from core.payments.models import Payment, SavedMethod
from core.shop import Shop
from core.subscriptions import terms
from core.subscriptions.keys import state
from core.subscriptions.keys.links import qr_png
from core.subscriptions.models import ACTIVE, SUSPENDED, Subscription
from core.telegram import buttons

SINGLE_KEY_MAX = 600  # a caption holds 1,024 characters, and the words around the key need some
SOON = timedelta(seconds=3)  # access that is ready by then needs no "being prepared" before it

# Rows of one button each.
MY_SUBSCRIPTION = [buttons.row(buttons.SUBSCRIPTION, "button-my-subscription")]
BUY = [buttons.row(buttons.BUY, "button-buy")]
RENEW = [buttons.row(buttons.BUY, "button-renew")]
BALANCE = [buttons.row(buttons.BALANCE, "button-balance")]
TOP_UP = [buttons.row(buttons.BALANCE, "button-top-up")]
SUPPORT = [buttons.row(buttons.TICKETS, "button-support")]


async def on_subscription_started(shop: Shop, fact: events.SubscriptionStarted, fact_id: int) -> None:
    """Say "being prepared" where the panel lets the person wait."""
    subscription = await Subscription.get(id=fact.subscription_id)
    if subscription.ready_at is not None:
        return
    waited = shop.now() - subscription.created_at
    if waited < SOON:
        raise outbox.Later(SOON - waited)
    await delivery.tell(shop, fact, fact_id, "notice-being-prepared", MY_SUBSCRIPTION, kind=fact.kind)


async def on_access_ready(shop: Shop, fact: events.AccessReady, fact_id: int) -> None:
    """The key itself: link, QR, and what to do with them."""
    if not await delivery.is_owed(fact_id, await delivery.user_of(fact)):
        return  # nobody to draw the picture for
    subscription = await Subscription.get(id=fact.subscription_id)
    link = shop.link(f"/s/{subscription.token}")
    shares = await state.links(subscription)
    single = shares[0] if shares and len(shares[0]) <= SINGLE_KEY_MAX else ""
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-access-ready" if single else "notice-access-ready-link",
        [[buttons.copy_button("button-copy-link", link)], buttons.row(buttons.HELP, "button-connect")],
        photo=await asyncio.to_thread(qr_png, link),
        page=("button-connect", link),
        link=link,
        single=single,
        expires_at=subscription.expires_at,
    )


async def on_subscription_renewed(shop: Shop, fact: events.SubscriptionRenewed, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    key = "notice-autopay-done" if fact.automatic else "notice-renewed"
    await delivery.tell(
        shop, fact, fact_id, key, MY_SUBSCRIPTION, price_kopeks=fact.price_kopeks, expires_at=subscription.expires_at
    )


async def on_subscription_extended(shop: Shop, fact: events.SubscriptionExtended, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    gift = "days-traffic" if fact.days and fact.traffic_bytes else "days" if fact.days else "traffic"
    paused = subscription.suspended_for if subscription.status == SUSPENDED else None
    await delivery.tell(
        shop,
        fact,
        fact_id,
        f"notice-extended-{gift}",
        MY_SUBSCRIPTION,
        days=fact.days,
        traffic_bytes=fact.traffic_bytes,
        expires_at=subscription.expires_at,
        state=paused or "works",
    )


async def on_subscription_expiring(shop: Shop, fact: events.SubscriptionExpiring, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    if subscription.expires_at <= shop.due_now() or subscription.reminder != fact.reminder:
        return  # over, or renewed meanwhile: the reminder comes too late to be of use
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-expiring",
        RENEW,
        days=subscription.days_left(shop.now()),
        expires_at=subscription.expires_at,
        autopay="on" if subscription.autopay else "off",
    )


async def on_subscription_expired(shop: Shop, fact: events.SubscriptionExpired, fact_id: int) -> None:
    reopened = await delivery.latest(fact, events.SubscriptionReopened)
    if reopened is not None and reopened.id > fact_id:
        return  # a wrong clock had ended it
    await delivery.tell(shop, fact, fact_id, "notice-expired", RENEW)


async def on_subscription_reopened(shop: Shop, fact: events.SubscriptionReopened, fact_id: int) -> None:
    """Whoever was told that it had ended is told that it has not."""
    subscription = await Subscription.get(id=fact.subscription_id)
    ended = await delivery.was_told(fact, events.SubscriptionExpired)
    if subscription.status != ACTIVE or not ended:
        return
    await delivery.tell(shop, fact, fact_id, "notice-reopened", MY_SUBSCRIPTION, expires_at=subscription.expires_at)


async def on_subscription_suspended(shop: Shop, fact: events.SubscriptionSuspended, fact_id: int) -> None:
    rows = RENEW if fact.reason == "traffic" else SUPPORT
    await delivery.tell(shop, fact, fact_id, f"notice-suspended-{fact.reason}", rows)


async def on_subscription_resumed(shop: Shop, fact: events.SubscriptionResumed, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    await delivery.tell(shop, fact, fact_id, "notice-resumed", MY_SUBSCRIPTION, expires_at=subscription.expires_at)


async def on_autopay_failed(shop: Shop, fact: events.AutopayFailed, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    tariff = await Tariff.get_or_none(id=subscription.tariff_id)
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-autopay-failed",
        _way_out(fact.reason),
        reason=fact.reason,
        required_kopeks=fact.required_kopeks,
        tariff=tariff.name if tariff else "",
        expires_at=subscription.expires_at,
        from_date=fact.from_date,
        contact=shop.settings.support_contact or terms.SUPPORT,
    )


def _way_out(reason: str) -> list[list[dict[str, Any]]]:
    """Buttons that help where autopay has not renewed."""
    if reason == "insufficient-balance":
        return [*TOP_UP, *RENEW]
    if reason == "subscription-paused":
        return SUPPORT
    return RENEW


async def on_payment_settled(shop: Shop, fact: events.PaymentSettled, fact_id: int) -> None:
    """A receipt for top-ups; a paid tariff speaks for itself."""
    if fact.purpose == "top_up":
        user = await delivery.user_of(fact)
        await delivery.tell(
            shop,
            fact,
            fact_id,
            "notice-topped-up",
            BUY,
            amount_kopeks=fact.amount_kopeks,
            balance_kopeks=user.balance_kopeks,
        )


async def on_payment_doubted(shop: Shop, fact: events.PaymentDoubted, fact_id: int) -> None:
    """Whoever has paid another sum than the bill's hears that it came, and that somebody looks at it."""
    payment = await Payment.get(id=fact.payment_id)
    if payment.status == "review":
        await _tell_what_came(shop, fact, fact_id, payment, "notice-payment-in-review")


async def on_payment_reviewed(shop: Shop, fact: events.PaymentReviewed, fact_id: int) -> None:
    """What is accepted is told as a payment; what is not is told here."""
    if fact.outcome == "dismissed":
        payment = await Payment.get(id=fact.payment_id)
        await _tell_what_came(shop, fact, fact_id, payment, "notice-payment-dismissed")


async def _tell_what_came(shop: Shop, fact: events.Fact, fact_id: int, payment: Payment, key: str) -> None:
    """Nothing is told of a payment of which nothing came: a test, or one that was given back."""
    if not payment.received:
        return
    await delivery.tell(
        shop,
        fact,
        fact_id,
        key,
        SUPPORT,
        number=str(payment.id),
        currency=payment.received_currency or payment.currency,
        came=str(payment.received),
        came_kopeks=payment.received,
        asked_currency=payment.currency,
        asked=str(payment.amount),
        asked_kopeks=payment.amount,
    )


async def on_payment_left_on_balance(shop: Shop, fact: events.PaymentLeftOnBalance, fact_id: int) -> None:
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-left-on-balance",
        [*BUY, *SUPPORT],
        amount_kopeks=fact.amount_kopeks,
        reason=fact.reason,
        from_date=fact.from_date,
        contact=shop.settings.support_contact or terms.SUPPORT,
    )


async def on_payment_refunded(shop: Shop, fact: events.PaymentRefunded, fact_id: int) -> None:
    await delivery.tell(shop, fact, fact_id, "notice-refunded", [], amount_kopeks=fact.amount_kopeks)


async def on_balance_granted(shop: Shop, fact: events.BalanceGranted, fact_id: int) -> None:
    key = "notice-granted" if fact.amount_kopeks >= 0 else "notice-taken"
    await delivery.tell(shop, fact, fact_id, key, BALANCE, amount_kopeks=abs(fact.amount_kopeks))


async def on_referral_rewarded(shop: Shop, fact: events.ReferralRewarded, fact_id: int) -> None:
    await delivery.tell(shop, fact, fact_id, "notice-referral-reward", BALANCE, amount_kopeks=fact.amount_kopeks)


async def on_link_reissued(shop: Shop, fact: events.LinkReissued, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    link = shop.link(f"/s/{subscription.token}")
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-link-reissued",
        [[buttons.copy_button("button-copy-link", link)]],
        page=("button-connect", link),
        link=link,
    )


async def on_ticket_message_added(shop: Shop, fact: events.TicketMessageAdded, fact_id: int) -> None:
    if not fact.by_staff:
        return
    message = await tickets.TicketMessage.get(id=fact.message_id)
    await delivery.tell(
        shop,
        fact,
        fact_id,
        "notice-ticket-answer",
        [buttons.row(buttons.open_ticket(fact.ticket_id), "button-open-ticket")],
        number=str(fact.ticket_id),
        text=message.text,
    )


async def on_ticket_closed(shop: Shop, fact: events.TicketClosed, fact_id: int) -> None:
    if fact.by_staff:
        await delivery.tell(shop, fact, fact_id, "notice-ticket-closed", SUPPORT, number=str(fact.ticket_id))


async def on_method_saved(shop: Shop, fact: events.MethodSaved, fact_id: int) -> None:
    """What is remembered, and how to take it back."""
    await _tell_of_method(shop, fact, fact_id, "notice-method-saved")


async def on_charge_ahead(shop: Shop, fact: events.ChargeAhead, fact_id: int) -> None:
    """Whoever has renewed or switched autopay off meanwhile is not alarmed."""
    subscription = await Subscription.get(id=fact.subscription_id)
    if not subscription.autopay or subscription.reminder != "charge":
        return
    amount, until = fact.amount_kopeks, subscription.expires_at
    await _tell_of_method(shop, fact, fact_id, "notice-charge-ahead", amount_kopeks=amount, expires_at=until)


async def on_charge_refused(shop: Shop, fact: events.ChargeRefused, fact_id: int) -> None:
    """Why nothing was charged, and what to do."""
    subscription = await Subscription.get(id=fact.subscription_id)
    amount, until = fact.amount_kopeks, subscription.expires_at
    key = f"notice-charge-refused-{fact.refusal}"
    await _tell_of_method(shop, fact, fact_id, key, amount_kopeks=amount, expires_at=until)


async def _tell_of_method(
    shop: Shop,
    fact: events.MethodSaved | events.ChargeAhead | events.ChargeRefused,
    fact_id: int,
    key: str,
    **params: Any,
) -> None:
    method, user = await SavedMethod.get(id=fact.method_id), await delivery.user_of(fact)
    name = i18n.Html(checkout.saved_method_name(shop, user.language, method))
    rows = [buttons.row(buttons.AUTOPAY, "button-autopay"), *TOP_UP]
    await delivery.tell(shop, fact, fact_id, key, rows, method=name, **params)
