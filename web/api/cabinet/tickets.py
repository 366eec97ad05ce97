"""Requests to support."""

from typing import Any

from core import errors, tickets
from core.shop import Actor
from web.api.cabinet import tickets_schemas as schemas
from web.api.cabinet.errors import SIGNED_IN, answers
from web.common.auth import CurrentUser, limited
from web.common.deps import TheShop
from web.common.paging import RowId
from web.common.routing import Pages

router = Pages(prefix="/tickets", tags=["tickets"], dependencies=[limited("other")])
OWN: Any = {"responses": SIGNED_IN | answers(errors.TicketNotFound)}


@router.get("", summary="The person's requests", responses=SIGNED_IN)
async def listed(user: CurrentUser) -> schemas.Tickets:
    """The latest hundred, newest first."""
    return schemas.Tickets(tickets=[schemas.Ticket.of(summary) for summary in await tickets.summaries(user)])


@router.post("", summary="Ask something", status_code=201, responses=SIGNED_IN | answers(errors.TooManyTickets))
async def create(shop: TheShop, user: CurrentUser, body: schemas.NewTicket) -> schemas.CreatedTicket:
    """Three may be open at a time."""
    return schemas.CreatedTicket.read(await tickets.open_ticket(shop, user, body.message, subject=body.subject))


@router.get("/{ticket_id}/messages", summary="A request's messages", **OWN)
async def messages(shop: TheShop, user: CurrentUser, ticket_id: RowId) -> schemas.Messages:
    """The latest 500, oldest first, as they are before this reading; support's count as read from now on."""
    ticket = await tickets.find(ticket_id, user=user)
    read = await tickets.read(shop, ticket)
    return schemas.Messages(messages=[schemas.Message.of(ticket, message) for message in read])


@router.post(
    "/{ticket_id}/messages",
    summary="Write",
    status_code=201,
    responses=SIGNED_IN | answers(errors.TicketNotFound, errors.TicketClosed),
)
async def write(shop: TheShop, user: CurrentUser, ticket_id: RowId, body: schemas.NewMessage) -> schemas.SentMessage:
    """One more message."""
    ticket = await tickets.find(ticket_id, user=user)
    return schemas.SentMessage.read(await tickets.write(shop, ticket, body.message, by=Actor("user", user.id)))


@router.patch("/{ticket_id}/close", summary="Close", **OWN)
async def close(shop: TheShop, user: CurrentUser, ticket_id: RowId) -> schemas.ClosedTicket:
    """Closing a closed one changes nothing."""
    ticket = await tickets.close(shop, await tickets.find(ticket_id, user=user), by=Actor("user", user.id))
    return schemas.ClosedTicket(ticket_id=ticket.id, status=ticket.status)
