"""People: find them, look at them, give them money, stop and let on their service."""

from typing import Annotated, Any

from fastapi import Query

from core import errors
from core.operations.operator_panel import customers
from core.shop import Shop
from core.subscriptions import lifecycle, queries
from core.subscriptions.keys import state
from core.users import accounts
from web.api.console import user_schemas as schemas
from web.api.console.errors import answers, together
from web.api.console.idempotency import Key
from web.api.console.payment_schemas import AdminPayment
from web.common.auth import Language
from web.common.deps import TheShop
from web.common.operator_errors import SIGNED_IN, USER_NOT_FOUND
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging, RowId
from web.common.routing import Pages
from web.common.schemas import Text

router = Pages(prefix="/users", tags=["console: users"], route_class=SignedRoute)
ONE: Any = together(SIGNED_IN, answers(USER_NOT_FOUND))
SERVED: Any = together(ONE, answers(errors.SubscriptionNotFound))
Search = Annotated[
    Text,
    Query(
        max_length=accounts.SEARCH_LENGTH,
        description="Number, Telegram id, @name, e-mail, referral code, part of a name; empty for everybody.",
    ),
]


@router.get("", summary="People", responses=SIGNED_IN)
async def users(shop: TheShop, _caller: Operator, paging: LimitPaging, search: Search = "") -> schemas.AdminUsers:
    """Newest first, each with their newest subscription."""
    rows, total = await customers.page(search, **paging.rows)
    now = shop.now()
    return schemas.AdminUsers(items=[schemas.AdminUser.of(customer, now) for customer in rows], **paging.numbers(total))


@router.get("/{user_id}", summary="A person", responses=ONE)
async def user(shop: TheShop, _caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """Everything about them."""
    return await shown(shop, language, user_id)


async def shown(shop: Shop, language: str, user_id: int) -> schemas.AdminUserAnswer:
    """A person as they are now."""
    card = await customers.card(shop, user_id)
    payments = [AdminPayment.of(shop, language, payment, card.customer.user) for payment in card.payments]
    return schemas.AdminUserAnswer(user=schemas.AdminUserCard.of_card(shop, language, card, payments))


@router.post(
    "/{user_id}/grant",
    summary="Money to or from a balance",
    responses=together(ONE, answers(errors.InsufficientBalance, errors.KeyReused)),
)
async def grant(
    shop: TheShop,
    caller: Operator,
    language: Language,
    user_id: RowId,
    body: schemas.AdminGrant,
    idempotency_key: Key = None,
) -> schemas.AdminUserAnswer:
    """With a minus it is taken away. The same `Idempotency-Key` gives once, for ever."""
    person, by = await accounts.find(user_id), caller.actor
    await customers.grant(shop, person, body.kopeks, key=idempotency_key, reason=body.reason, by=by)
    return await shown(shop, language, user_id)


@router.post("/{user_id}/block", summary="Close an account", responses=ONE)
async def block(shop: TheShop, caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """No service and no purchases until it is opened again."""
    await accounts.block(shop, await accounts.find(user_id), by=caller.actor)
    return await shown(shop, language, user_id)


@router.post("/{user_id}/unblock", summary="Open an account again", responses=ONE)
async def unblock(shop: TheShop, caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """There is service again, as long as it was paid for."""
    await accounts.unblock(shop, await accounts.find(user_id), by=caller.actor)
    return await shown(shop, language, user_id)


@router.post("/{user_id}/reissue-link", summary="A new link", responses=SERVED)
async def reissue(shop: TheShop, caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """And new credentials: whoever holds the old ones is cut off."""
    await state.reissue(shop, await queries.own(await accounts.find(user_id)), by=caller.actor)
    return await shown(shop, language, user_id)


@router.post("/{user_id}/suspend", summary="Stop the service", responses=SERVED)
async def suspend(shop: TheShop, caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """Of a subscription that runs; one that does not run stays as it is. The period goes on meanwhile."""
    await lifecycle.suspend(shop, await queries.own(await accounts.find(user_id)), by=caller.actor)
    return await shown(shop, language, user_id)


@router.post("/{user_id}/resume", summary="Let the service on again", responses=SERVED)
async def resume(shop: TheShop, caller: Operator, language: Language, user_id: RowId) -> schemas.AdminUserAnswer:
    """Where an operator has stopped it; nothing changes elsewhere."""
    await lifecycle.resume(shop, await queries.own(await accounts.find(user_id)), by=caller.actor)
    return await shown(shop, language, user_id)
