"""Purchases: what was paid from balances, and money back to them."""

from core import errors
from core.payments import queries, refunds
from core.users import accounts
from web.api.console import payment_schemas as schemas
from web.api.console.errors import answers, together
from web.api.console.payments import Whose
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN, USER_NOT_FOUND
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging, RowId
from web.common.routing import Pages

router = Pages(prefix="/purchases", tags=["console: payments"], route_class=SignedRoute)


@router.get("", summary="Purchases", responses=together(SIGNED_IN, answers(USER_NOT_FOUND)))
async def listing(_caller: Operator, paging: LimitPaging, user_id: Whose = None) -> schemas.AdminPurchases:
    """One person's or everybody's, newest first."""
    whose = await accounts.find(user_id) if user_id is not None else None
    rows = await queries.purchases(whose, **paging.rows)
    items = [schemas.AdminPurchase.of(bought) for bought in rows]
    return schemas.AdminPurchases(items=items, **paging.numbers(await queries.purchases_number(whose)))


@router.post(
    "/{entry_id}/refund-to-balance",
    summary="Money back to the balance",
    responses=together(SIGNED_IN, answers(errors.CannotRefund)),
)
async def refund(shop: TheShop, caller: Operator, entry_id: RowId) -> schemas.AdminReturned:
    """Of one purchase, once; the subscription stays as it is."""
    balance = await refunds.to_balance(shop, await queries.ledger_entry(entry_id), by=caller.actor)
    purchase = schemas.AdminPurchase.of(await queries.purchase(entry_id))
    return schemas.AdminReturned(purchase=purchase, balance_kopeks=balance)
