"""Values that every API takes or shows: moments, texts, e-mails, passwords, names."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from core.users import login


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _in_storable_characters(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character")
    text.encode()  # UnicodeEncodeError is a ValueError: half of a surrogate pair
    return text


def at_most(length: int) -> BeforeValidator:
    """A text no longer than this as it comes: the description's `maxLength` knows of no spaces that are cut off."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and len(value) > length:
            raise ValueError("too long")
        return value

    return BeforeValidator(check)


Moment = Annotated[  # 2024-01-15T10:30:00Z
    datetime,
    PlainSerializer(_seconds, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


STORABLE = AfterValidator(_in_storable_characters)  # stands after what changes the text, which is done in this order


# What is said of texts to whoever reads the description: no NUL, and something besides spaces.
WITHOUT_NUL, VISIBLE = r"^[^\x00]*$", r"^[^\x00]*[^\s\x00][^\x00]*$"


Text = Annotated[str, StringConstraints(pattern=WITHOUT_NUL), STORABLE]  # use it for every text that comes in


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=login.EMAIL_MAX, pattern=login.EMAIL_PATTERN),
    at_most(login.EMAIL_MAX),
    STORABLE,
]


Password = Annotated[Text, Field(min_length=login.PASSWORD_MIN, max_length=login.PASSWORD_MAX)]


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=128, pattern=VISIBLE),
    at_most(128),
    STORABLE,
]


def example(**values: Any) -> ConfigDict:
    """The configuration of a shape with one example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..."


class WidgetLogin(BaseModel):
    """What the Login Widget gives, unchanged; fields that Telegram adds one day are signed too."""

    id: Annotated[int, Field(ge=1, lt=2**52)]
    first_name: Annotated[Text, Field(max_length=256)] | None = None
    last_name: Annotated[Text, Field(max_length=256)] | None = None
    username: Annotated[Text, Field(max_length=64)] | None = None
    photo_url: Annotated[Text, Field(max_length=1024)] | None = None
    auth_date: Annotated[int, Field(ge=0, lt=2**52)]
    hash: Annotated[Text, Field(max_length=128)]

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "id": 123456789,
                    "first_name": "John",
                    "last_name": "Doe",
                    "username": "johndoe",
                    "photo_url": "https://...",
                    "auth_date": 1234567890,
                    "hash": "abc123...",
                }
            ]
        },
    )
