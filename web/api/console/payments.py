"""Payments: find them, look at them, decide about them."""

from typing import Annotated, Any

from fastapi import Query

from core import errors
from core.payments import polling, queries, refunds, review
from core.shop import Shop
from core.users import accounts
from web.api.console import payment_schemas as schemas
from web.api.console.errors import answers, together
from web.common.auth import Language
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN, USER_NOT_FOUND
from web.common.operators import Operator, SignedRoute
from web.common.paging import LARGEST_ID, LimitPaging, RowId
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(prefix="/payments", tags=["console: payments"], route_class=SignedRoute)
ONE: Any = together(SIGNED_IN, answers(errors.PaymentUnknown))
Whose = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="One person's.")]


@router.get("", summary="Payments", responses=together(SIGNED_IN, answers(USER_NOT_FOUND)))
async def payments(
    shop: TheShop,
    _caller: Operator,
    language: Language,
    paging: LimitPaging,
    state: Annotated[schemas.State | None, Query(description="Those in this state.")] = None,
    provider: Annotated[Text | None, Query(max_length=32, description="Those of this vendor.")] = None,
    search: Annotated[
        Text, Query(max_length=queries.SEARCH_LENGTH, description="The shop's number or name, or the vendor's id.")
    ] = "",
    user_id: Whose = None,
) -> schemas.AdminPayments:
    """Newest first."""
    whose = await accounts.find(user_id) if user_id is not None else None
    rows, total = await queries.page(
        user=whose,
        status=state,
        provider=provider or None,
        text=search,
        **paging.rows,
    )
    items = [schemas.AdminPayment.of(shop, language, payment) for payment in rows]
    return schemas.AdminPayments(items=items, providers=sorted(shop.providers), **paging.numbers(total))


@router.get("/{payment_id}", summary="A payment", responses=ONE)
async def payment(
    shop: TheShop, _caller: Operator, language: Language, payment_id: RowId
) -> schemas.AdminPaymentAnswer:
    """As it is now, and what can be done with it."""
    return await shown(shop, language, payment_id)


@router.post("/{payment_id}/check", summary="Ask the vendor now", responses=ONE)
async def check(shop: TheShop, _caller: Operator, language: Language, payment_id: RowId) -> schemas.AdminPaymentAnswer:
    """And book what it says. One that was asked a moment ago is not asked again."""
    await polling.check(shop, await queries.find(payment_id))
    return await shown(shop, language, payment_id)


@router.post(
    "/{payment_id}/refund",
    summary="Give it back",
    responses=together(ONE, answers(errors.InsufficientBalance, errors.CannotRefund, errors.RefundRefused)),
)
async def refund(shop: TheShop, caller: Operator, language: Language, payment_id: RowId) -> schemas.AdminPaymentAnswer:
    """The whole of it, through its vendor; `refunding` while that does not answer: it is asked again by itself."""
    await refunds.refund(shop, await queries.find(payment_id), by=caller.actor)
    return await shown(shop, language, payment_id)


@router.post(
    "/{payment_id}/accept",
    summary="Credit it",
    responses=together(ONE, answers(errors.PaymentDecided, errors.PaymentWorthless)),
)
async def accept(shop: TheShop, caller: Operator, language: Language, payment_id: RowId) -> schemas.AdminPaymentAnswer:
    """A payment in review: what really came is credited, and what it was for is done where enough came."""
    await review.accept(shop, await queries.find(payment_id), by=caller.actor)
    return await shown(shop, language, payment_id)


@router.post("/{payment_id}/dismiss", summary="Close it", responses=together(ONE, answers(errors.PaymentDecided)))
async def dismiss(
    shop: TheShop, caller: Operator, language: Language, payment_id: RowId, body: schemas.AdminDismissal
) -> schemas.AdminPaymentAnswer:
    """A payment in review: nothing is credited."""
    await review.dismiss(shop, await queries.find(payment_id), by=caller.actor, note=body.note)
    return await shown(shop, language, payment_id)


async def shown(shop: Shop, language: str, payment_id: int) -> schemas.AdminPaymentAnswer:
    """A payment as it is now."""
    payment = await queries.find(payment_id)
    worth = await review.worth(shop, payment) if payment.status == review.IN_REVIEW else None
    return schemas.AdminPaymentAnswer(payment=schemas.AdminPayment.of(shop, language, payment, worth=worth))
