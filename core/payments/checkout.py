"""Checkout: from the wish to pay to an invoice that can be paid."""

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from core import db, errors, money
from core.payment_providers import Bill, ProviderError
from core.payments import polling
from core.payments.models import TOP_UP, Invoice, Payment
from core.shop import Shop
from core.users.models import User

INVOICE_LIFE = timedelta(hours=24)
STARS = "TELEGRAM_STARS"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkout:
    """An invoice and how it is asked for."""

    invoice: Invoice
    payment: Payment
    bill: Bill


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

    `purpose` and `params` say what the invoice is for. Raises Blocked, and AmountOutOfRange for more than the provider
    takes at once.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    vendor, way = shop.way_to_pay(method)
    amount = vendor.amount_for(amount_kopeks)
    most = way.max_amount or vendor.amount_for(money.MAX_KOPEKS)
    if not way.min_amount <= amount <= most:
        raise errors.AmountOutOfRange(min_kopeks=vendor.kopeks_for(way.min_amount), max_kopeks=vendor.kopeks_for(most))
    now = shop.now()
    async with db.transaction():
        invoice = await Invoice.create(
            user_id=user.id, purpose=purpose, params=params, amount_kopeks=amount_kopeks, created_at=now
        )
        payment = await Payment.create(
            invoice_id=invoice.id,
            user_id=user.id,
            provider=vendor.name,
            method=way.id,
            amount=amount,
            currency=way.currency,
            return_url=return_url,
            created_at=now,
            next_check_at=now + pause if (pause := polling.first_check(shop, vendor.name)) else None,
        )
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
    )
    return Checkout(invoice, payment, bill)


async def open_top_up(
    shop: Shop, user: User, amount_kopeks: int, *, method: str = STARS, return_url: str | None = None
) -> Checkout:
    """Prepare a top-up. Raises AmountOutOfRange, PaymentMethodUnknown, ReturnUrlNotAllowed, Blocked."""
    low, high = top_up_limits(shop)
    if not low <= amount_kopeks <= high:
        raise errors.AmountOutOfRange(min_kopeks=low, max_kopeks=high)
    if return_url is not None and not return_allowed(shop, return_url):
        raise errors.ReturnUrlNotAllowed()
    return await open_invoice(
        shop,
        user,
        amount_kopeks,
        title=shop.t("invoice-top-up-title", user.language, shop=shop.settings.shop_name),
        description=shop.t("invoice-top-up-description", user.language, amount_kopeks=amount_kopeks),
        method=method,
        return_url=return_url,
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
    """Smallest and largest top-up in kopeks."""
    settings = shop.settings
    return int(settings.top_up_min_rubles * 100), int(settings.top_up_max_rubles * 100)


async def pay_link(shop: Shop, checkout: Checkout) -> str:
    """The address at which the customer pays; asking again gives the same one. Raises PaymentUnavailable."""
    payment = checkout.payment
    if payment.pay_url is None:
        try:
            opened = await shop.providers[payment.provider].open(checkout.bill)
        except ProviderError as exc:
            logger.warning("%s opens no payment: %s", payment.provider, exc)
            raise errors.PaymentUnavailable() from None
        payment.pay_url, payment.external_id = opened.url, opened.external_id or payment.external_id
        payment.expires_at = opened.expires_at
        # Conditional: a webhook may have settled it while we were waiting for the answer.
        await Payment.filter(id=payment.id).update(pay_url=payment.pay_url, expires_at=payment.expires_at)
        if opened.external_id:
            await Payment.filter(id=payment.id, external_id=None).update(external_id=opened.external_id)
    return payment.pay_url


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
    """Where to send a customer who comes back from the provider, and the payment's status. Raises PaymentNotFound."""
    payment = await Payment.get_or_none(uuid=payment_uuid)
    if payment is None:
        raise errors.PaymentNotFound()
    return payment.return_url or "", payment.status


async def expire_stale(shop: Shop) -> None:
    """Pending payments that are too old become `expired`; money that arrives all the same is still settled."""
    stale = Payment.filter(status="pending", next_check_at=None, created_at__lt=shop.now() - INVOICE_LIFE)
    await stale.update(status="expired")
