"""The console API's schemas of tickets."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from core.tickets import MESSAGE_MAX, QueueItem
from web.api.console.schemas import AdminPage, AdminPerson
from web.common.schemas import Moment, OkAnswer, Schema, Text

Status = Literal["open", "in_progress", "closed"]


class AdminTicket(Schema):
    """One matter of one customer. Staff's first answer takes it into work."""

    id: int
    uuid: UUID
    user: AdminPerson
    subject: str
    status: Status
    created_at: Moment
    updated_at: Moment


class AdminListedTicket(AdminTicket):
    """A ticket in a list, and what was said last."""

    last_message: str
    last_by_staff: bool

    @classmethod
    def of(cls, waiting: QueueItem) -> Self:
        return cls.read(waiting.ticket, last_message=waiting.last_message, last_by_staff=waiting.last_by_staff)


class AdminTickets(AdminPage):
    """Open ones: the longest waiting first; all: the latest first."""

    items: list[AdminListedTicket]


class AdminTicketMessage(Schema):
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


class AdminTicketAnswer(OkAnswer):
    """One ticket."""

    ticket: AdminConversation


class AdminReply(Schema):
    """What to answer the customer."""

    text: Annotated[Text, Field(min_length=1, max_length=MESSAGE_MAX)]
