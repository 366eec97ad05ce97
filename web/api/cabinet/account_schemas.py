"""Public shapes of the person's own account."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from core.users.sessions import ActiveSession
from web.common.schemas import Moment, example

BEGUN, SEEN = "2024-01-15T10:30:00Z", "2024-01-20T14:00:00Z"


class Session(BaseModel):
    """One place where the person is signed in."""

    id: int
    begun_at: Moment
    last_seen_at: Moment | None = Field(description="When its tokens were replaced last; null where they never were.")
    is_current: bool = Field(description="Whether it is the one that asks.")

    model_config = example(id=12, begun_at=BEGUN, last_seen_at=SEEN, is_current=True)

    @classmethod
    def of(cls, place: ActiveSession) -> Self:
        return cls(id=place.id, begun_at=place.begun_at, last_seen_at=place.seen_at, is_current=place.is_current)


class Sessions(BaseModel):
    """All of them."""

    sessions: list[Session]

    model_config = example(
        sessions=[
            {"id": 12, "begun_at": SEEN, "last_seen_at": None, "is_current": True},
            {"id": 7, "begun_at": BEGUN, "last_seen_at": SEEN, "is_current": False},
        ]
    )


class EndedSession(BaseModel):
    """Where the person is signed in no more."""

    success: bool = True
    session_id: int

    model_config = example(success=True, session_id=7)


class Language(BaseModel):
    """The language to speak."""

    language: Literal["ru", "en"]

    model_config = example(language="en")
