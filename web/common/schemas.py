"""Values that every API takes or shows: moments, texts, e-mails, passwords, names."""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from core import money
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


def _to_rubles(amount: float) -> float:
    return money.rubles(amount) if isinstance(amount, int) else amount


Moment = Annotated[  # 2024-01-15T10:30:00Z
    datetime,
    PlainSerializer(_seconds, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
# Whole numbers are kopeks; a fraction is roubles already, as an answer that is given again has it.
InRubles = Annotated[float, BeforeValidator(_to_rubles)]
AsText = Annotated[str, BeforeValidator(str)]
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


@cache
def _attributes(kind: "type[Schema]") -> frozenset[str]:
    """What a schema reads of an object: attributes that are called as its fields, or as the beginnings of aliases."""
    fields = ((name, field.validation_alias) for name, field in kind.model_fields.items())
    return frozenset(str(alias.path[0] if isinstance(alias, AliasPath) else alias or name) for name, alias in fields)


@cache
def _examples(package: str) -> dict[str, Any]:
    examples: dict[str, Any] = yaml.safe_load((files(package) / "examples.yaml").read_text("utf-8"))
    return examples


def _add_example(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """Show in the description what `examples.yaml` beside the schema's module has under its name."""
    examples = _examples(kind.__module__.rpartition(".")[0])
    if kind.__name__ in examples:
        schema["examples"] = [examples[kind.__name__]]


class Schema(BaseModel):
    """What an API takes or shows. Its example stands in the `examples.yaml` of its package."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True, json_schema_extra=_add_example)

    @classmethod
    def read(cls, source: object, **more: Any) -> Self:
        """Made of the attributes of `source` that are called as the fields or their aliases, and of `more`."""
        if not more:
            return cls.model_validate(source)
        for name in _attributes(cls) - more.keys():
            value = getattr(source, name, more)
            if value is not more:
                more[name] = value
        return cls.model_validate(SimpleNamespace(**more))


class OkAnswer(Schema):
    """Every answer of the operators' APIs says that it is one."""

    ok: Literal[True] = True


class WidgetLogin(Schema):
    """What the Login Widget gives, unchanged; fields that Telegram adds one day are signed too."""

    id: Annotated[int, Field(ge=1, lt=2**52)]
    first_name: Annotated[Text, Field(max_length=256)] | None = None
    last_name: Annotated[Text, Field(max_length=256)] | None = None
    username: Annotated[Text, Field(max_length=64)] | None = None
    photo_url: Annotated[Text, Field(max_length=1024)] | None = None
    auth_date: Annotated[int, Field(ge=0, lt=2**52)]
    hash: Annotated[Text, Field(max_length=128)]

    model_config = ConfigDict(extra="allow")
