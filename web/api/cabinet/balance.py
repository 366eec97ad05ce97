"""The balance: how much, what came and went, and ways to top it up."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import errors, money
from core.payments import checkout, polling, queries
from web.api.cabinet import balance_schemas as schemas
from web.api.cabinet import payment_schemas as payments
from web.api.cabinet.errors import SIGNED_IN, answers
from web.common.auth import CurrentUser, Language, limited
from web.common.deps import TheShop
from web.common.idempotency import TheOnce
from web.common.paging import ThePaging
from web.common.routing import Pages
from web.common.schemas import Text

PAYING = (
    errors.Unauthenticated,
    errors.Blocked,
    errors.PaymentsFrozen,
    errors.AmountOutOfRange,
    errors.PaymentMethodUnknown,
    errors.KeyReused,
    errors.StillUnderWay,
    errors.Unavailable,
    errors.PaymentUnavailable,
)

router = Pages(prefix="/balance", tags=["balance"])
READING: Any = {"responses": SIGNED_IN, "dependencies": [limited("other")]}


@router.get("", summary="How much there is", **READING)
async def balance(user: CurrentUser) -> schemas.Balance:
    """The money on the balance now."""
    return schemas.Balance.read(user)


@router.get("/transactions", summary="What came and went", **READING)
async def transactions(
    shop: TheShop,
    user: CurrentUser,
    language: Language,
    paging: ThePaging,
    type_name: Annotated[
        Text | None, Query(alias="type", max_length=64, description="One of the types; others have no rows.")
    ] = None,
) -> schemas.Transactions:
    """Newest first; debits are negative."""
    kinds = None if type_name is None else schemas.KINDS.get(type_name, ())  # type: ignore[call-overload]
    entries, total = await queries.transactions(user, kinds=kinds, **paging.rows)
    return schemas.Transactions(
        items=[schemas.Transaction.of(shop, language, entry) for entry in entries], **paging.numbers(total)
    )


@router.get("/payment-methods", summary="Ways to top up", **READING)
async def payment_methods(shop: TheShop, user: CurrentUser, language: Language) -> schemas.PaymentMethods:
    """What is configured now, with what each takes at once."""
    offers = checkout.methods_offered(shop)
    return schemas.PaymentMethods(methods=[schemas.PaymentMethod.of(shop, language, offer) for offer in offers])


@router.post(
    "/top-up",
    summary="Top up",
    responses=answers(*PAYING, errors.ReturnUrlNotAllowed),
    dependencies=[limited("payment")],
)
async def top_up(shop: TheShop, user: CurrentUser, once: TheOnce, body: payments.TopUp) -> payments.OpenedPayment:
    """Open a payment; the customer pays it at `confirmation_url`. The balance grows when the money is there."""

    async def open_payment() -> payments.OpenedPayment:
        order = await checkout.open_top_up(
            shop,
            user,
            money.kopeks_of(body.amount_rubles),
            method=body.payment_method,
            return_url=body.return_url,
            save_method=body.save_method,
        )
        return payments.OpenedPayment.read(
            order, confirmation_url=await checkout.pay_link(shop, order), status="pending"
        )

    return await once(body, payments.OpenedPayment, open_payment)


@router.post("/stars-invoice", summary="Top up by Stars", responses=answers(*PAYING), dependencies=[limited("payment")])
async def stars_invoice(
    shop: TheShop, user: CurrentUser, once: TheOnce, body: payments.StarsInvoice
) -> payments.OpenedStarsInvoice:
    """An invoice that Telegram opens by itself. Stars are rounded up, exactly the asked roubles are credited."""

    async def open_invoice() -> payments.OpenedStarsInvoice:
        order = await checkout.open_top_up(shop, user, money.kopeks_of(body.amount_rubles), method=checkout.STARS)
        return payments.OpenedStarsInvoice.read(order, invoice_link=await checkout.pay_link(shop, order))

    return await once(body, payments.OpenedStarsInvoice, open_invoice)


@router.get("/pending-payments", summary="Payments that are waited for", **READING)
async def pending_payments(shop: TheShop, user: CurrentUser) -> payments.PendingPayments:
    """Newest first."""
    payments_open = await queries.pending(user)
    return payments.PendingPayments(
        payments=[
            payments.PendingPayment.read(payment, can_check_manually=queries.can_be_looked_up(shop, payment))
            for payment in payments_open
        ]
    )


@router.post(
    "/check-payment/{payment_id}",
    summary="Look what has become of a payment",
    responses=SIGNED_IN | answers(errors.PaymentNotFound),
    dependencies=[limited("payment")],
)
async def check_payment(
    shop: TheShop, user: CurrentUser, language: Language, payment_id: UUID
) -> payments.CheckedPayment:
    """Ask the provider now, and book what it says. Asking again is harmless."""
    payment = await queries.own(user, payment_id)
    return payments.CheckedPayment.of(shop, language, await polling.check(shop, payment))
