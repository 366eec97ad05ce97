"""Public shapes of requests to support."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, Field, StringConstraints

from core import tickets
from web.common.schemas import STORABLE, VISIBLE, Moment, at_most, example

QUESTION: Final = "I cannot connect to server RU-1"
SUBJECT: Final = "Trouble with the connection"
ASKED, ANSWERED = "2024-01-20T14:00:00Z", "2024-01-20T15:30:00Z"
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


class Ticket(BaseModel):
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
        ticket = summary.ticket
        return cls(
            id=ticket.id,
            subject=ticket.subject,
            status=ticket.status,
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
            last_message=summary.last_message,
            unread_messages=summary.unread,
        )


class Tickets(BaseModel):
    """The person's requests."""

    tickets: list[Ticket]

    model_config = example(
        tickets=[
            {
                "id": 1,
                "subject": SUBJECT,
                "status": "open",
                "created_at": ASKED,
                "updated_at": ANSWERED,
                "last_message": "Check the settings...",
                "unread_messages": 2,
            }
        ]
    )


class NewTicket(BaseModel):
    """A question."""

    subject: Subject
    message: Words

    model_config = example(subject=SUBJECT, message=QUESTION)


class CreatedTicket(BaseModel):
    """A request just made."""

    id: int
    subject: str
    status: str
    created_at: Moment

    model_config = example(id=1, subject=SUBJECT, status="open", created_at=ASKED)

    @classmethod
    def of(cls, ticket: tickets.Ticket) -> Self:
        return cls(id=ticket.id, subject=ticket.subject, status=ticket.status, created_at=ticket.created_at)


class Message(BaseModel):
    """One message, the person's own or support's."""

    id: int
    ticket_id: int
    from_admin: bool
    from_user_id: int | None
    message: str
    created_at: Moment
    is_read: bool = Field(description="Whether the person has read it; their own always are.")

    @classmethod
    def of(cls, ticket: tickets.Ticket, message: tickets.TicketMessage) -> Self:
        return cls(
            id=message.id,
            ticket_id=ticket.id,
            from_admin=message.by_staff,
            from_user_id=None if message.by_staff else ticket.user_id,
            message=message.text,
            created_at=message.created_at,
            is_read=message.read_at is not None or not message.by_staff,
        )


class Messages(BaseModel):
    """A request's messages, oldest first."""

    messages: list[Message]

    model_config = example(
        messages=[
            {
                "id": 1,
                "ticket_id": 1,
                "from_admin": False,
                "from_user_id": 1,
                "message": QUESTION,
                "created_at": ASKED,
                "is_read": True,
            },
            {
                "id": 2,
                "ticket_id": 1,
                "from_admin": True,
                "from_user_id": None,
                "message": "Check the app's settings",
                "created_at": ANSWERED,
                "is_read": False,
            },
        ]
    )


class NewMessage(BaseModel):
    """What to say."""

    message: Words

    model_config = example(message="Thank you, it works!")


class SentMessage(BaseModel):
    """A message just written."""

    id: int
    ticket_id: int
    message: str
    created_at: Moment

    model_config = example(id=3, ticket_id=1, message="Thank you, it works!", created_at="2024-01-20T16:00:00Z")

    @classmethod
    def of(cls, message: tickets.TicketMessage) -> Self:
        return cls(id=message.id, ticket_id=message.ticket_id, message=message.text, created_at=message.created_at)


class ClosedTicket(BaseModel):
    """A request that has ended."""

    success: bool = True
    ticket_id: int
    status: str

    model_config = example(success=True, ticket_id=1, status="closed")
