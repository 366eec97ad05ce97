"""Public shapes of the person's own account."""

from typing import Literal, Self

from pydantic import Field

from core.users.sessions import Place
from web.common.schemas import Moment, Schema


class Session(Schema):
    """One place where the person is signed in."""

    id: int
    begun_at: Moment
    last_seen_at: Moment | None = Field(description="When its tokens were replaced last; null where they never were.")
    is_current: bool = Field(description="Whether it is the one that asks.")

    @classmethod
    def of(cls, place: Place) -> Self:
        return cls(id=place.id, begun_at=place.begun_at, last_seen_at=place.seen_at, is_current=place.is_current)


class Sessions(Schema):
    """All of them."""

    sessions: list[Session]


class EndedSession(Schema):
    """Where the person is signed in no more."""

    success: bool = True
    session_id: int


class Language(Schema):
    """The language to speak."""

    language: Literal["ru", "en"]
