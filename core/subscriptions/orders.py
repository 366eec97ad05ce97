"""Orders: a tariff as front ends sell it, paid through a vendor or from the balance.

Both ways make an `Invoice` with one `Payment` on it and end in `purchase.fulfil`. What is paid from the balance is
settled in the transaction that asks for it; a second click within `purchase.DOUBLE_CLICK` gets the first one's answer.
"""

from dataclasses import dataclass
from uuid import uuid4

from core import db, errors, ledger
from core.catalogue.tariffs import Tariff
from core.payments import checkout
from core.payments.models import PURCHASE, Invoice, Payment
from core.payments.queries import BALANCE
from core.shop import Shop
from core.subscriptions import purchase
from core.subscriptions.models import Key
from core.users.models import User

CURRENCY = "RUB"


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, and where it is paid; for what has been paid already, where the customer goes on."""

    invoice: Invoice
    payment: Payment
    url: str


async def place(
    shop: Shop,
    user: User,
    tariff: Tariff,
    *,
    method: str | None = None,
    return_url: str | None = None,
    key: Key | None = None,
) -> Order:
    """Ask for a tariff, or for more time of the subscription that `key` belongs to.

    `method` is a way to pay, its vendor's name or `balance`; by default the first one that takes the sum. Raises what
    `purchase.invoice`, `purchase.fulfil` and `checkout.pay_link` raise.
    """
    renews = key.subscription_id if key is not None else None
    if method is not None and method.lower() == BALANCE:
        return await _from_balance(shop, user, tariff, return_url, renews)
    if method is None:
        way = checkout.usual_method(shop, (await purchase.promise(shop, user, tariff, renews))[1].kopeks)
    else:
        way = checkout.method_named(shop, method)
    return await _asked(
        shop, await purchase.invoice(shop, user, tariff, method=way, return_url=return_url, renews=renews)
    )


async def top_up(
    shop: Shop, user: User, amount_kopeks: int, *, method: str | None = None, return_url: str | None = None
) -> Order:
    """Ask for money on the balance. Raises what `checkout.open_top_up` and `checkout.pay_link` raise."""
    way = checkout.method_named(shop, method) if method is not None else checkout.usual_method(shop, amount_kopeks)
    return await _asked(shop, await checkout.open_top_up(shop, user, amount_kopeks, method=way, return_url=return_url))


async def _asked(shop: Shop, opened: checkout.Checkout) -> Order:
    return Order(opened.invoice, opened.payment, await checkout.pay_link(shop, opened))


@db.repeated
async def _from_balance(shop: Shop, user: User, tariff: Tariff, return_url: str | None, renews: int | None) -> Order:
    """Pay at once. Raises InsufficientBalance; then nothing has changed."""
    if return_url is not None and not checkout.return_allowed(shop, return_url):
        raise errors.ReturnUrlNotAllowed()
    async with db.transaction():
        await ledger.lock_balance(user.id)  # one at a time for one person
        invoice, payment = await _just_paid(shop, user, tariff, renews) or await _pay(
            shop, user, tariff, return_url, renews
        )
    return Order(invoice, payment, return_url or shop.link(f"/pay/return/{payment.uuid}"))


async def _just_paid(shop: Shop, user: User, tariff: Tariff, renews: int | None) -> tuple[Invoice, Payment] | None:
    """The same order, paid from the balance a moment ago; its price may have been another, by a discount."""
    recent = Payment.filter(
        user_id=user.id,
        provider=BALANCE,
        invoice__purpose=PURCHASE,
        created_at__gt=shop.now() - purchase.DOUBLE_CLICK,
        created_at__lte=shop.now() + purchase.DOUBLE_CLICK,  # a clock that ran ahead
    )
    for payment in await recent.order_by("-id").select_related("invoice"):
        assert payment.invoice is not None  # noqa: S101 - `_pay` makes them together
        params = payment.invoice.params
        if (params["tariff_id"], params.get("subscription_id")) == (tariff.id, renews):
            return payment.invoice, payment
    return None


async def _pay(
    shop: Shop, user: User, tariff: Tariff, return_url: str | None, renews: int | None
) -> tuple[Invoice, Payment]:
    promised, price = await purchase.promise(shop, user, tariff, renews)
    now, name = shop.now(), uuid4()
    invoice = await Invoice.create(
        user_id=user.id, purpose=PURCHASE, params=promised, amount_kopeks=price.kopeks, created_at=now
    )
    payment = await Payment.create(
        uuid=name,
        invoice_id=invoice.id,
        user_id=user.id,
        provider=BALANCE,
        method=BALANCE.upper(),
        external_id=str(name),
        return_url=return_url,
        status="completed",
        amount=price.kopeks,
        currency=CURRENCY,
        created_at=now,
        settled_at=now,
    )
    await purchase.fulfil(shop, invoice)
    invoice.fulfilled_at = now
    await invoice.save(update_fields=["fulfilled_at"])
    return invoice, payment
