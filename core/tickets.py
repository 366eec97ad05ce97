"""Tickets: a customer asks, staff answers."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.db import hydrate
from core.events import TicketClosed, TicketMessageAdded, TicketOpened
from core.shop import Actor, Shop
from core.users.models import User

OPEN, IN_PROGRESS, CLOSED = "open", "in_progress", "closed"
MAX_OPEN = 3
DOUBLE_CLICK = timedelta(seconds=10)
SUBJECT_MIN, SUBJECT_MAX, MESSAGE_MAX = 3, 255, 4000


class Ticket(Model):
    """One matter of one customer."""

    id = fields.BigIntField(primary_key=True)
    uuid = fields.UUIDField(unique=True, default=uuid.uuid4)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="tickets", on_delete=fields.RESTRICT
    )
    user_id: int
    subject = fields.CharField(SUBJECT_MAX)
    status = fields.CharField(16, default=OPEN)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "tickets"
        indexes = (("user_id", "id"), ("status", "updated_at"))


class TicketMessage(Model):
    """One message in a ticket."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "shop.Ticket", related_name="messages", on_delete=fields.RESTRICT
    )
    ticket_id: int
    by_staff = fields.BooleanField()
    author = fields.CharField(32)
    text = fields.TextField()
    read_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_messages"
        indexes = (("ticket_id", "id"),)


class TicketRelay(Model):
    """A Telegram message in an administrator's chat that stands for a ticket: a reply to it answers the ticket."""

    id = fields.BigIntField(primary_key=True)
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField("shop.Ticket", related_name="relays")
    ticket_id: int

    class Meta:
        table = "ticket_relays"
        unique_together = (("chat_id", "message_id"),)


_LISTED = hydrate.Joined(t=Ticket, u=User, m=TicketMessage)


@db.repeated
async def open_ticket(shop: Shop, user: User, text: str, *, subject: str | None = None) -> Ticket:
    """Ask something; the same words again within `DOUBLE_CLICK` are a double click and find the same ticket.

    Raises InvalidValue for an empty or too long text, TooManyTickets.
    """
    text = _checked(text)
    subject = (subject or text.splitlines()[0]).strip()[:SUBJECT_MAX]
    now = shop.now()
    async with db.transaction():
        # The person's row is held, so that parallel requests are counted one after the other.
        await User.filter(id=user.id).select_for_update(no_key=True).first()
        if (duplicate := await _double_click(shop, user, subject, text)) is not None:
            return duplicate
        if await Ticket.filter(user_id=user.id).exclude(status=CLOSED).count() >= MAX_OPEN:
            raise errors.TooManyTickets(limit=MAX_OPEN)
        ticket = await Ticket.create(user_id=user.id, subject=subject, created_at=now, updated_at=now)
        message = await _add(shop, ticket, text, by=Actor("user", user.id))
        await shop.record(TicketOpened(user.id, ticket_id=ticket.id, message_id=message.id))
    return ticket


@db.repeated
async def write(shop: Shop, ticket: Ticket, text: str, *, by: Actor) -> TicketMessage:
    """Add a message; staff's first one takes the ticket into work. Raises InvalidValue, TicketClosed."""
    text = _checked(text)
    async with db.transaction():
        await _lock_open(ticket)
        if by.kind != "user" and ticket.status == OPEN:
            ticket.status = IN_PROGRESS
        message = await _add(shop, ticket, text, by=by)
        ticket.updated_at = shop.now()
        await ticket.save(update_fields=["status", "updated_at"])
        await shop.record(
            TicketMessageAdded(
                ticket.user_id, ticket_id=ticket.id, message_id=message.id, by_staff=message.by_staff, by=str(by)
            )
        )
    return message


@db.repeated
async def close(shop: Shop, ticket: Ticket, *, by: Actor) -> Ticket:
    """End a ticket; closing a closed one changes nothing."""
    async with db.transaction():
        if await Ticket.filter(id=ticket.id).exclude(status=CLOSED).update(status=CLOSED, updated_at=shop.now()):
            by_staff = by.kind != "user"
            await shop.record(TicketClosed(ticket.user_id, ticket_id=ticket.id, by_staff=by_staff, by=str(by)))
    ticket.status = CLOSED
    return ticket


async def find(ticket_id: int, *, user: User | None = None) -> Ticket:
    """A ticket with its `user`, of this user where one is named. Raises TicketNotFound."""
    query = Ticket.filter(id=ticket_id) if user is None else Ticket.filter(id=ticket_id, user_id=user.id)
    ticket = await query.select_related("user").first()
    if ticket is None:
        raise errors.TicketNotFound()
    return ticket


async def of_user(user: User, limit: int = 20) -> list[Ticket]:
    """The person's tickets, the latest first."""
    return await Ticket.filter(user_id=user.id).order_by("-id").limit(limit)


@dataclass(frozen=True, slots=True)
class Summary:
    """A ticket in the list of its person."""

    ticket: Ticket
    last_message: str
    unread: int


async def summaries(user: User, limit: int = 100) -> list[Summary]:
    """The person's tickets, the latest first, each with its last message and how many of staff's are unread."""
    rows = await db.fetch(
        "SELECT t.id, t.uuid, t.user_id, t.subject, t.status, t.created_at, t.updated_at,"
        " (SELECT m.text FROM ticket_messages m WHERE m.ticket_id = t.id ORDER BY m.id DESC LIMIT 1) AS last_message,"
        " (SELECT count(*) FROM ticket_messages m WHERE m.ticket_id = t.id AND m.by_staff AND m.read_at IS NULL)"
        " AS unread FROM tickets t WHERE t.user_id = $1 ORDER BY t.id DESC LIMIT $2",
        user.id,
        limit,
    )
    return [Summary(_ticket(row), row["last_message"] or "", row["unread"]) for row in rows]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A ticket in the staff's list, with its `user`, and what was said last."""

    ticket: Ticket
    last_message: str
    last_by_staff: bool


async def page(*, open_only: bool = False, limit: int = 20, offset: int = 0) -> tuple[list[QueueItem], int]:
    """A page of everybody's tickets, and how many there are in all.

    Those that are not closed come the longest waiting first, all of them the latest first.
    """
    condition, order = (
        ("t.status <> 'closed'", "t.updated_at, t.id") if open_only else ("TRUE", "t.updated_at DESC, t.id DESC")
    )
    rows = await db.fetch(
        f"SELECT {_LISTED.columns} FROM tickets t JOIN users u ON u.id = t.user_id LEFT JOIN ticket_messages m"  # noqa: S608 - constants
        " ON m.id = (SELECT max(id) FROM ticket_messages WHERE ticket_id = t.id)"
        f" WHERE {condition} ORDER BY {order} LIMIT $1 OFFSET $2",
        limit,
        offset,
    )
    total = await db.fetch_one(f"SELECT count(*) AS n FROM tickets t WHERE {condition}")  # noqa: S608 - constants
    return [_listed(*_LISTED.read(row)) for row in rows], int(total["n"]) if total else 0


def _listed(ticket: Ticket, user: User, message: TicketMessage | None) -> QueueItem:
    text, by_staff = (message.text, message.by_staff) if message is not None else ("", False)
    return QueueItem(hydrate.relate(ticket, user=user), text, by_staff)


async def read(shop: Shop, ticket: Ticket, limit: int = 500) -> list[TicketMessage]:
    """The last messages, oldest first, as they are before this reading; staff's count as read from now on."""
    thread = await messages(ticket, limit)
    unread = [message.id for message in thread if message.by_staff and message.read_at is None]
    if unread:
        query = TicketMessage.filter(ticket_id=ticket.id, by_staff=True, read_at=None, id__lte=unread[-1])
        await query.update(read_at=shop.now())
    return thread


async def queue(limit: int = 20) -> list[Ticket]:
    """Tickets that are not closed, the longest waiting first."""
    return await Ticket.exclude(status=CLOSED).order_by("updated_at").limit(limit).select_related("user")


async def messages(ticket: Ticket, limit: int = 50) -> list[TicketMessage]:
    """The last messages, oldest first."""
    newest = await TicketMessage.filter(ticket_id=ticket.id).order_by("-id").limit(limit)
    return newest[::-1]


async def remember_relay(ticket_id: int, *, chat_id: int, message_id: int) -> None:
    """A reply to this Telegram message answers this ticket."""
    await TicketRelay.bulk_create(
        [TicketRelay(ticket_id=ticket_id, chat_id=chat_id, message_id=message_id)], ignore_conflicts=True
    )


async def by_relay(*, chat_id: int, message_id: int) -> Ticket | None:
    """The ticket that a Telegram message stands for."""
    relay = await TicketRelay.get_or_none(chat_id=chat_id, message_id=message_id).select_related("ticket")
    return relay.ticket if relay else None


async def _double_click(shop: Shop, user: User, subject: str, text: str) -> Ticket | None:
    """The ticket that was opened with the same words a moment ago. Call it while the person's row is held."""
    since, until = shop.now() - DOUBLE_CLICK, shop.now() + DOUBLE_CLICK  # later: by a clock that ran ahead
    tickets = Ticket.filter(user_id=user.id, subject=subject, created_at__gt=since, created_at__lte=until)
    open_tickets = tickets.exclude(status=CLOSED)
    for ticket in await open_tickets.order_by("-id"):
        message = await TicketMessage.filter(ticket_id=ticket.id).order_by("id").first()
        if message is not None and message.text == text:
            return ticket
    return None


def _ticket(row: Any) -> Ticket:
    return Ticket(
        id=row["id"],
        uuid=row["uuid"],
        user_id=row["user_id"],
        subject=row["subject"],
        status=row["status"],
        created_at=db.as_moment(row["created_at"]),
        updated_at=db.as_moment(row["updated_at"]),
    )


async def _add(shop: Shop, ticket: Ticket, text: str, *, by: Actor) -> TicketMessage:
    return await TicketMessage.create(
        ticket_id=ticket.id, by_staff=by.kind != "user", author=str(by), text=text, created_at=shop.now()
    )


async def _lock_open(ticket: Ticket) -> None:
    row = await Ticket.filter(id=ticket.id).select_for_update(no_key=True).first()
    if row is None:
        raise errors.TicketNotFound()
    if row.status == CLOSED:
        raise errors.TicketClosed()
    ticket.status = row.status


def _checked(text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= MESSAGE_MAX:
        raise errors.InvalidValue(field="message")
    return text
