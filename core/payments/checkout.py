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
from core.payments import alerts, leases, methods, polling, reversals, saved_methods
from core.payments.models import CONSENT, TOP_UP, Invoice, Payment, SavedMethod
from core.shop import Shop
from core.users.models import User

INVOICE_LIFE = timedelta(hours=24)
TIME_TO_PAY = timedelta(minutes=10)  # an invoice with less time left is not offered again
LOOK_SECONDS, LOOKS = 0.2, 100  # while another request opens the same payment at the provider
STARS = "TELEGRAM_STARS"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checkout:
    """An invoice and how it is asked for."""

    invoice: Invoice
    payment: Payment
    bill: Bill


@dataclass(frozen=True, slots=True)
class Offer:
    """One method to top up a balance with, and what the shop and the provider allow."""

    id: str
    currency: str
    min_kopeks: int
    max_kopeks: int | None  # None = as much as one likes

    def takes(self, kopeks: int) -> bool:
        """Whether so much can be paid at once."""
        return self.min_kopeks <= kopeks and (self.max_kopeks is None or kopeks <= self.max_kopeks)


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

    `purpose` and `params` say what the invoice is for. An open invoice for the same, to be paid by the same method, is
    used again. Raises Blocked, PaymentsFrozen, PaymentMethodUnknown, ReturnUrlNotAllowed, and AmountOutOfRange for more
    than the provider takes at once.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    if return_url is not None and not return_allowed(shop, return_url):
        raise errors.ReturnUrlNotAllowed()
    provider, button = shop.method(method)
    await reversals.refuse_frozen(user.id, provider.name)
    amount = provider.amount_for(methods.price(shop, button.id, amount_kopeks))
    if not methods.takes(shop, provider, button, amount_kopeks):
        low, high = methods.limits(shop, provider, button)
        raise errors.AmountOutOfRange(min_kopeks=low, max_kopeks=high or money.MAX_KOPEKS)
    draft = Invoice(user_id=user.id, purpose=purpose, params=params, amount_kopeks=amount_kopeks, created_at=shop.now())
    async with db.transaction():
        # One at a time for one person: two taps at the same moment are one invoice.
        await User.filter(id=user.id).select_for_update(no_key=True).first()
        reusable = await _open_already(shop, draft, button.id, amount, return_url)
        invoice, payment = reusable or await _new_payment(shop, draft, provider, button, amount, return_url)
    # Texts are HTML; an invoice shows plain text.
    bill = Bill(
        invoice.uuid,
        button.id,
        amount,
        button.currency,
        unescape(title),
        unescape(description),
        return_url=shop.link(f"/pay/return/{payment.uuid}"),
        email=user.email,
        save_method=bool(params.get(CONSENT)),
    )
    return Checkout(invoice, payment, bill)


async def _open_already(
    shop: Shop, draft: Invoice, method: str, amount: int, return_url: str | None
) -> tuple[Invoice, Payment] | None:
    """What waits for the same money from the same person for the same thing, if there is time to pay it."""
    now = shop.now()
    payments = Payment.filter(
        user_id=draft.user_id,
        status="pending",
        method=method,
        amount=amount,
        return_url=return_url,
        invoice__purpose=draft.purpose,
        invoice__amount_kopeks=draft.amount_kopeks,
        invoice__fulfilled_at=None,
        created_at__gt=now - INVOICE_LIFE + TIME_TO_PAY,
    )
    for payment in await payments.order_by("-id").select_related("invoice"):
        is_in_time = payment.expires_at is None or payment.expires_at > now + TIME_TO_PAY
        if is_in_time and payment.invoice is not None and payment.invoice.params == draft.params:
            return payment.invoice, payment
    return None


async def _new_payment(
    shop: Shop, draft: Invoice, provider: PaymentProvider, button: Method, amount: int, return_url: str | None
) -> tuple[Invoice, Payment]:
    await draft.save()
    pause = polling.first_check(shop, provider.name)
    payment = await Payment.create(
        invoice_id=draft.id,
        user_id=draft.user_id,
        provider=provider.name,
        method=button.id,
        amount=amount,
        currency=button.currency,
        return_url=return_url,
        created_at=draft.created_at,
        next_check_at=shop.due_now() + pause if pause else None,
    )
    return draft, payment


async def open_top_up(
    shop: Shop,
    user: User,
    amount_kopeks: int,
    *,
    method: str = STARS,
    return_url: str | None = None,
    save_method: bool = False,
) -> Checkout:
    """Prepare a top-up; with `save_method` the customer agrees that renewals are charged by the same method, if it can.

    Raises AmountOutOfRange, PaymentMethodUnknown, ReturnUrlNotAllowed, Blocked.
    """
    provider, button = shop.method(method)
    low, high = top_up_range(shop, provider, button)
    if not low <= amount_kopeks <= (high or money.MAX_KOPEKS):
        raise errors.AmountOutOfRange(min_kopeks=low, max_kopeks=high or money.MAX_KOPEKS)
    consent: dict[str, Any] = {CONSENT: True} if save_method and saved_methods.can_be_saved(shop, method) else {}
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
    ranges = [top_up_range(shop, provider, method) for provider, method in shop.methods()]
    least, most = int(shop.settings.top_up_min_rubles * 100), int(shop.settings.top_up_max_rubles * 100)
    return min((low for low, _ in ranges), default=least), max(
        (high or money.MAX_KOPEKS for _, high in ranges), default=most
    )


def top_up_range(shop: Shop, provider: PaymentProvider, method: Method) -> tuple[int, int | None]:
    """Smallest and largest top-up in kopeks by one method; None = the provider names no most.

    The shop's own most is for Stars; every other provider's limits are its own.
    """
    least, most = methods.limits(shop, provider, method)
    least = max(int(shop.settings.top_up_min_rubles * 100), least)
    if method.id == STARS:
        shops_own = int(shop.settings.top_up_max_rubles * 100)
        most = shops_own if most is None else min(shops_own, most)
    return least, most


def methods_offered(shop: Shop) -> list[Offer]:
    """What is offered now, in the owner's order; a method whose limits exclude each other is left out."""
    pairs = shop.methods()
    offers = [Offer(method.id, method.currency, *top_up_range(shop, provider, method)) for provider, method in pairs]
    return [offer for offer in offers if offer.takes(offer.min_kopeks)]


def stars_for(shop: Shop, kopeks: int) -> int:
    """Stars to pay for so many kopeks. Raises PaymentMethodUnknown where they are no way to pay."""
    provider, method = shop.method(STARS)
    return provider.amount_for(methods.price(shop, method.id, kopeks))


def stars_taken(shop: Shop, kopeks: int) -> int | None:
    """The same; None where Stars are not offered, or not for this sum."""
    offered = next(((provider, method) for provider, method in shop.methods() if method.id == STARS), None)
    return stars_for(shop, kopeks) if offered and methods.takes(shop, *offered, kopeks) else None


def method_named(shop: Shop, text: str) -> str:
    """The method of that id or, by the provider's name, its usual one; capitals do not matter.

    Raises PaymentMethodUnknown.
    """
    name = text.lower()
    for provider, method in shop.methods():
        if name in (method.id.lower(), provider.name.lower()):
            return method.id
    raise errors.PaymentMethodUnknown()


def usual_method(shop: Shop, kopeks: int) -> str:
    """The first method that takes this sum at once, else the first there is. Raises PaymentMethodUnknown.

    Stars come last: who leaves the choice to the shop is on a web site, and may have no Telegram.
    """
    pairs = sorted(shop.methods(), key=lambda pair: pair[1].id == STARS)
    if not pairs:
        raise errors.PaymentMethodUnknown()
    fitting = (method.id for provider, method in pairs if methods.takes(shop, provider, method, kopeks))
    return next(fitting, pairs[0][1].id)


def method_name(shop: Shop, language: str, method: str) -> str:
    """What a method is called (HTML)."""
    return methods.name(shop, language, method)


def saved_method_name(shop: Shop, language: str, method: SavedMethod) -> str:
    """What a saved method is called (HTML), such as a card with the end of its number."""
    return f"{method_name(shop, language, method.method)} {method.title}".strip()


async def pay_link(shop: Shop, checkout: Checkout) -> str:
    """The address at which the customer pays; asking again, at the same moment too, gives the same one.

    Raises PaymentUnavailable.
    """
    payment, key = checkout.payment, f"open:{checkout.payment.id}"
    for _ in range(LOOKS):
        if payment.pay_url is not None:
            return payment.pay_url
        try:
            await leases.acquire(shop, key)
        except leases.LeaseHeld:
            await asyncio.sleep(LOOK_SECONDS)
            await payment.refresh_from_db(fields=["pay_url", "external_id", "expires_at"])
            continue
        try:
            await payment.refresh_from_db(fields=["pay_url", "external_id", "expires_at"])
            return payment.pay_url or await _open_at_provider(shop, checkout)
        finally:
            await leases.release(key, shop.due_now())
    raise errors.PaymentUnavailable()


async def _open_at_provider(shop: Shop, checkout: Checkout) -> str:
    payment = checkout.payment
    provider = shop.providers[payment.provider]
    try:
        async with alerts.watched(shop, provider):
            opened = await provider.open(checkout.bill)
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
