"""Checkout: from the wish to pay to an invoice that can be paid."""

import asyncio
import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from core import db, errors, money
from core.payment_providers import Bill, Method, PaymentProvider, ProviderError, ProviderRefused
from core.payments import leases, outages, polling, reversals, saved_methods
from core.payments.models import TOP_UP, Invoice, Payment
from core.shop import Shop
from core.users.models import User

INVOICE_LIFE = timedelta(hours=24)
TIME_TO_PAY = timedelta(minutes=10)  # an invoice with less time left is not offered again
LOOK_SECONDS, LOOKS = 0.2, 100  # while another request opens the same payment at the vendor
STARS = "TELEGRAM_STARS"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkout:
    """An invoice and how it is asked for."""

    invoice: Invoice
    payment: Payment
    bill: Bill


@db.repeated
async def open_invoice(
    shop: Shop,
    user: User,
    amount_kopeks: int,
    *,
    title: str,
    description: str,
    method: str = STARS,
    return_url: str | None = None,
    purpose: str = TOP_UP,
    **params: Any,
) -> Checkout:
    """Prepare a payment through a provider. The rows are committed before the provider hears of it.

    `purpose` and `params` say what the invoice is for. An open invoice for the same, to be paid the same way, is used
    again. Raises Blocked, PaymentsFrozen, PaymentMethodUnknown, ReturnUrlNotAllowed, and AmountOutOfRange for more than
    the provider takes at once.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    if return_url is not None and not return_allowed(shop, return_url):
        raise errors.ReturnUrlNotAllowed()
    vendor, way = shop.payment_method(method)
    await reversals.refuse_frozen(user.id, vendor.name)
    amount = vendor.amount_for(amount_kopeks)
    most = way.max_amount or vendor.amount_for(money.MAX_KOPEKS)
    if not way.min_amount <= amount <= most:
        raise errors.AmountOutOfRange(min_kopeks=vendor.kopeks_for(way.min_amount), max_kopeks=vendor.kopeks_for(most))
    asked = Invoice(user_id=user.id, purpose=purpose, params=params, amount_kopeks=amount_kopeks, created_at=shop.now())
    async with db.transaction():
        # One at a time for one person: two taps at the same moment are one invoice.
        await User.filter(id=user.id).select_for_update(no_key=True).first()
        known = await _open_already(shop, asked, way.id, amount, return_url)
        invoice, payment = known or await _new_payment(shop, asked, vendor, way, amount, return_url)
    # Texts are HTML; an invoice shows plain text.
    bill = Bill(
        invoice.uuid,
        way.id,
        amount,
        way.currency,
        unescape(title),
        unescape(description),
        return_url=shop.link(f"/pay/return/{payment.uuid}"),
        email=user.email,
        save_method=bool(params.get(saved_methods.CONSENT)),
    )
    return Checkout(invoice, payment, bill)


async def _open_already(
    shop: Shop, asked: Invoice, method: str, amount: int, return_url: str | None
) -> tuple[Invoice, Payment] | None:
    """What waits for the same money from the same person for the same thing, if there is time to pay it."""
    now = shop.now()
    waiting = Payment.filter(
        user_id=asked.user_id,
        status="pending",
        method=method,
        amount=amount,
        return_url=return_url,
        invoice__purpose=asked.purpose,
        invoice__amount_kopeks=asked.amount_kopeks,
        invoice__fulfilled_at=None,
        created_at__gt=now - INVOICE_LIFE + TIME_TO_PAY,
    )
    for payment in await waiting.order_by("-id").select_related("invoice"):
        is_in_time = payment.expires_at is None or payment.expires_at > now + TIME_TO_PAY
        if is_in_time and payment.invoice is not None and payment.invoice.params == asked.params:
            return payment.invoice, payment
    return None


async def _new_payment(
    shop: Shop, asked: Invoice, vendor: PaymentProvider, way: Method, amount: int, return_url: str | None
) -> tuple[Invoice, Payment]:
    await asked.save()
    pause = polling.first_check(shop, vendor.name)
    payment = await Payment.create(
        invoice_id=asked.id,
        user_id=asked.user_id,
        provider=vendor.name,
        method=way.id,
        amount=amount,
        currency=way.currency,
        return_url=return_url,
        created_at=asked.created_at,
        next_check_at=shop.due_now() + pause if pause else None,
    )
    return asked, payment


async def open_top_up(
    shop: Shop,
    user: User,
    amount_kopeks: int,
    *,
    method: str = STARS,
    return_url: str | None = None,
    save_method: bool = False,
) -> Checkout:
    """Prepare a top-up; with `save_method` the customer agrees that renewals are charged the same way, where it can.

    Raises AmountOutOfRange, PaymentMethodUnknown, ReturnUrlNotAllowed, Blocked.
    """
    vendor, way = shop.payment_method(method)
    low, high = top_up_range(shop, vendor, way)
    if not low <= amount_kopeks <= (high or money.MAX_KOPEKS):
        raise errors.AmountOutOfRange(min_kopeks=low, max_kopeks=high or money.MAX_KOPEKS)
    consent: dict[str, Any] = (
        {saved_methods.CONSENT: True} if save_method and saved_methods.offered(shop, method) else {}
    )
    return await open_invoice(
        shop,
        user,
        amount_kopeks,
        title=shop.t("invoice-top-up-title", user.language, shop=shop.settings.shop_name),
        description=shop.t("invoice-top-up-description", user.language, amount_kopeks=amount_kopeks),
        method=method,
        return_url=return_url,
        **consent,
    )


def return_allowed(shop: Shop, url: str) -> bool:
    """Whether customers may be sent there after paying: to the shop, an allowed origin or an allowed app scheme."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}://"
    return origin in {*shop.settings.return_origins, shop.link("")}


def top_up_limits(shop: Shop) -> tuple[int, int]:
    """Smallest and largest top-up in kopeks, by whichever method."""
    ranges = [top_up_range(shop, vendor, way) for vendor in shop.providers.values() for way in vendor.methods]
    least, most = int(shop.settings.top_up_min_rubles * 100), int(shop.settings.top_up_max_rubles * 100)
    return min((low for low, _ in ranges), default=least), max(
        (high or money.MAX_KOPEKS for _, high in ranges), default=most
    )


def top_up_range(shop: Shop, vendor: PaymentProvider, way: Method) -> tuple[int, int | None]:
    """Smallest and largest top-up in kopeks by one method; None = the vendor names no most.

    The shop's own most is for Stars; every other vendor's limits are its own.
    """
    least = max(int(shop.settings.top_up_min_rubles * 100), vendor.kopeks_for(way.min_amount))
    most = None if way.max_amount is None else vendor.kopeks_for(way.max_amount)
    if way.id == STARS:
        shops_own = int(shop.settings.top_up_max_rubles * 100)
        most = shops_own if most is None else min(shops_own, most)
    return least, most


async def pay_link(shop: Shop, checkout: Checkout) -> str:
    """The address at which the customer pays; asking again, at the same moment too, gives the same one.

    Raises PaymentUnavailable.
    """
    payment, key = checkout.payment, f"open:{checkout.payment.id}"
    for _ in range(LOOKS):
        if payment.pay_url is not None:
            return payment.pay_url
        try:
            await leases.take(shop, key, leases.LEASE)
        except leases.NotYet:
            await asyncio.sleep(LOOK_SECONDS)
            await payment.refresh_from_db(fields=["pay_url", "external_id", "expires_at"])
            continue
        try:
            await payment.refresh_from_db(fields=["pay_url", "external_id", "expires_at"])
            return payment.pay_url or await _open_at_vendor(shop, checkout)
        finally:
            await leases.give_back(key, shop.due_now())
    raise errors.PaymentUnavailable()


async def _open_at_vendor(shop: Shop, checkout: Checkout) -> str:
    payment = checkout.payment
    vendor = shop.providers[payment.provider]
    try:
        async with outages.watched(shop, vendor):
            opened = await vendor.open(checkout.bill)
    except ProviderError as exc:
        if isinstance(exc, ProviderRefused):
            logger.warning("%s opens no payment: %s", payment.provider, exc)
        raise errors.PaymentUnavailable() from None
    payment.pay_url, payment.external_id = opened.url, opened.external_id or payment.external_id
    payment.expires_at = opened.expires_at
    # Conditional: a webhook may have settled it while we were waiting for the answer.
    await Payment.filter(id=payment.id).update(pay_url=payment.pay_url, expires_at=payment.expires_at)
    if opened.external_id:
        await Payment.filter(id=payment.id, external_id=None).update(external_id=opened.external_id)
    return opened.url


async def confirm(shop: Shop, payload: str, *, payer_telegram_id: int, amount: int, currency: str) -> Invoice:
    """Say yes to a payment that is about to be made (Telegram's pre-checkout).

    Raises PaymentNotFound for an unknown or foreign invoice or another sum, PaymentExpired for one that is too old or
    has been paid already, Blocked.
    """
    try:
        invoice = await Invoice.get_or_none(uuid=uuid.UUID(payload)).select_related("user")
    except ValueError:
        invoice = None
    # Whoever has no Telegram may let anybody pay; a link of somebody who has is theirs alone.
    if invoice is None or invoice.user.telegram_id not in (None, payer_telegram_id):
        raise errors.PaymentNotFound()
    # What was asked for then, whatever a Star is worth by now.
    if not await Payment.filter(invoice_id=invoice.id, amount=amount, currency=currency).exists():
        raise errors.PaymentNotFound()
    if invoice.user.blocked_at is not None:
        raise errors.Blocked()
    paid = await Payment.filter(invoice_id=invoice.id, status__in=("completed", "refunded")).exists()
    if paid or shop.now() - invoice.created_at > INVOICE_LIFE:
        raise errors.PaymentExpired()
    return invoice


async def invoice_of(payment: Payment) -> Invoice | None:
    """What a payment was for; None for money that nobody asked for."""
    return await Invoice.get_or_none(id=payment.invoice_id) if payment.invoice_id else None


async def pending(user: User) -> list[Payment]:
    """The person's payments that are waited for, newest first, each with its invoice."""
    waited = Payment.filter(user_id=user.id, status="pending", invoice_id__not_isnull=True)
    return await waited.order_by("-id").limit(50).select_related("invoice")


async def find(user: User, payment_uuid: uuid.UUID) -> Payment:
    """A payment of this person. Raises PaymentNotFound."""
    payment = await Payment.get_or_none(uuid=payment_uuid, user_id=user.id)
    if payment is None:
        raise errors.PaymentNotFound()
    return payment


async def way_back(shop: Shop, payment_uuid: uuid.UUID) -> tuple[str, str]:
    """Where to send a customer who comes back from the provider, and the payment's status. Raises PaymentNotFound.

    Without an address of their app that is the bot, "", or for somebody without Telegram the shop's web site.
    """
    payment = await Payment.get_or_none(uuid=payment_uuid).select_related("user")
    if payment is None:
        raise errors.PaymentNotFound()
    site = next((origin for origin in shop.settings.return_origins if origin.startswith("http")), shop.link("/app"))
    return payment.return_url or ("" if payment.user.telegram_id is not None else site), payment.status


async def expire_stale(shop: Shop) -> None:
    """Pending payments that are too old become `expired`; money that arrives all the same is still settled."""
    stale = Payment.filter(status="pending", next_check_at=None, created_at__lt=shop.due_now() - INVOICE_LIFE)
    await stale.update(status="expired")
