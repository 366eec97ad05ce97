"""Public schemas of requests to support."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from core import tickets
from web.common.schemas import STORABLE, VISIBLE, Moment, Schema, at_most

Subject = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=tickets.SUBJECT_MIN,
        max_length=tickets.SUBJECT_MAX,
        pattern=rf"^\s*[^\s\x00][^\x00]{{{tickets.SUBJECT_MIN - 2},}}[^\s\x00]\s*$",
    ),
    at_most(tickets.SUBJECT_MAX),
    STORABLE,
]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=tickets.MESSAGE_MAX, pattern=VISIBLE),
    at_most(tickets.MESSAGE_MAX),
    STORABLE,
]


class Ticket(Schema):
    """A request in the list."""

    id: int
    subject: str
    status: str = Field(description="open, in_progress or closed.")
    created_at: Moment
    updated_at: Moment
    last_message: str
    unread_messages: int = Field(description="Support's messages that have not been read.")

    @classmethod
    def of(cls, summary: tickets.Summary) -> Self:
        return cls.read(summary.ticket, last_message=summary.last_message, unread_messages=summary.unread)


class Tickets(Schema):
    """The person's requests."""

    tickets: list[Ticket]


class NewTicket(Schema):
    """A question."""

    subject: Subject
    message: Words


class CreatedTicket(Schema):
    """A request just made."""

    id: int
    subject: str
    status: str
    created_at: Moment


class Message(Schema):
    """One message, the person's own or support's."""

    id: int
    ticket_id: int
    from_admin: bool = Field(validation_alias="by_staff")
    from_user_id: int | None
    message: str = Field(validation_alias="text")
    created_at: Moment
    is_read: bool = Field(description="Whether the person has read it; their own always are.")

    @classmethod
    def of(cls, ticket: tickets.Ticket, message: tickets.TicketMessage) -> Self:
        return cls.read(
            message,
            from_user_id=None if message.by_staff else ticket.user_id,
            is_read=message.read_at is not None or not message.by_staff,
        )


class Messages(Schema):
    """A request's messages, oldest first."""

    messages: list[Message]


class NewMessage(Schema):
    """What to say."""

    message: Words


class SentMessage(Schema):
    """A message just written."""

    id: int
    ticket_id: int
    message: str = Field(validation_alias="text")
    created_at: Moment


class ClosedTicket(Schema):
    """A request that has ended."""

    success: bool = True
    ticket_id: int
    status: str
