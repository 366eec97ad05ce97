"""The console API's shapes of tickets."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from core.tickets import MESSAGE_MAX, QueueItem, Ticket, TicketMessage
from web.api.console.schemas import AdminAnswer, AdminPage, AdminPerson
from web.common.schemas import Moment, Text, example

Status = Literal["open", "in_progress", "closed"]


class AdminTicket(BaseModel):
    """One matter of one customer. Staff's first answer takes it into work."""

    id: int
    uuid: UUID
    user: AdminPerson
    subject: str
    status: Status
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, ticket: Ticket, **more: object) -> Self:
        names = ("id", "uuid", "subject", "status", "created_at", "updated_at")
        return cls.model_validate(
            {**{name: getattr(ticket, name) for name in names}, "user": AdminPerson.of(ticket.user), **more}
        )


class AdminListedTicket(AdminTicket):
    """A ticket in a list, and what was said last."""

    last_message: str
    last_by_staff: bool

    model_config = example(
        id=5,
        uuid="0f8fad5b-d9cb-469f-a165-70867728950e",
        user={"id": 42, "name": "Alice"},
        subject="It does not work",
        status="open",
        created_at="2026-11-21T12:00:00Z",
        updated_at="2026-11-21T12:00:00Z",
        last_message="It does not work",
        last_by_staff=False,
    )

    @classmethod
    def of_waiting(cls, found: QueueItem) -> Self:
        return cls.of(found.ticket, last_message=found.last_message, last_by_staff=found.last_by_staff)


class AdminTickets(AdminPage):
    """Open ones: the longest waiting first; all: the latest first."""

    items: list[AdminListedTicket]


class AdminTicketMessage(BaseModel):
    """One message. `author` is who wrote it, such as `admin:900` or `user:42`."""

    id: int
    by_staff: bool
    author: str
    text: str
    created_at: Moment
    read_at: Moment | None = Field(description="When the customer has read staff's answer in the cabinet.")


class AdminConversation(AdminTicket):
    """A ticket with its last messages, oldest first."""

    messages: list[AdminTicketMessage]

    @classmethod
    def of_messages(cls, ticket: Ticket, messages: list[TicketMessage]) -> Self:
        return cls.of(
            ticket, messages=[AdminTicketMessage.model_validate(one, from_attributes=True) for one in messages]
        )


class AdminTicketAnswer(AdminAnswer):
    """One ticket."""

    ticket: AdminConversation


class AdminReply(BaseModel):
    """What to answer the customer."""

    text: Annotated[Text, Field(min_length=1, max_length=MESSAGE_MAX)]

    model_config = example(text="Please try again now.")
