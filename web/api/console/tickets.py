"""Tickets: who is waiting, what was said, and what to answer."""

from typing import Annotated, Any, Literal

from fastapi import Query

from core import errors, tickets
from core.tickets import Ticket
from web.api.console import ticket_schemas as schemas
from web.api.console.errors import answers, together
from web.api.console.idempotency import TheOnce
from web.common.deps import TheShop
from web.common.errors import ErrorText
from web.common.operator_errors import SIGNED_IN
from web.common.operators import Operator, SignedRoute
from web.common.paging import LimitPaging, RowId
from web.common.routing import Pages

LATEST = 500
INVALID_MESSAGE = ErrorText(400, "invalid_value: message")
ONE: Any = together(SIGNED_IN, answers(errors.TicketNotFound))
router = Pages(prefix="/tickets", tags=["console: tickets"], route_class=SignedRoute)


@router.get("", summary="Tickets", responses=SIGNED_IN)
async def listing(
    _caller: Operator,
    paging: LimitPaging,
    state: Annotated[Literal["open", "all"], Query(description="open leaves out those that are closed.")] = "open",
) -> schemas.AdminTickets:
    """Open ones: the longest waiting first; all: the latest first."""
    rows, total = await tickets.page(open_only=state == "open", **paging.rows)
    items = [schemas.AdminListedTicket.of(row) for row in rows]
    return schemas.AdminTickets(items=items, **paging.numbers(total))


@router.get("/{ticket_id}", summary="A ticket", responses=ONE)
async def ticket(_caller: Operator, ticket_id: RowId) -> schemas.AdminTicketAnswer:
    """With its last messages, oldest first. Reading changes nothing."""
    return await shown(await tickets.find(ticket_id))


async def shown(ticket: Ticket) -> schemas.AdminTicketAnswer:
    """A ticket as it is now."""
    messages = await tickets.messages(ticket, LATEST)
    return schemas.AdminTicketAnswer(ticket=schemas.AdminConversation.read(ticket, messages=messages))


@router.post(
    "/{ticket_id}/messages", summary="Answer", responses=together(ONE, answers(errors.TicketClosed, INVALID_MESSAGE))
)
async def write(
    shop: TheShop, caller: Operator, once: TheOnce, ticket_id: RowId, body: schemas.AdminReply
) -> schemas.AdminTicketAnswer:
    """The customer hears of it at once; the first answer takes the ticket into work."""

    async def act() -> schemas.AdminTicketAnswer:
        customer_ticket = await tickets.find(ticket_id)
        await tickets.write(shop, customer_ticket, body.text, by=caller.actor)
        return await shown(customer_ticket)

    return await once(body, schemas.AdminTicketAnswer, act)


@router.post("/{ticket_id}/close", summary="Close a ticket", responses=ONE)
async def close(shop: TheShop, caller: Operator, ticket_id: RowId) -> schemas.AdminTicketAnswer:
    """The customer is told. Closing a closed one changes nothing."""
    await tickets.close(shop, await tickets.find(ticket_id), by=caller.actor)
    return await shown(await tickets.find(ticket_id))
