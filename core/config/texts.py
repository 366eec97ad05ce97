"""The owner's own texts as they are stored: rows beside the settings, of the same versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from tortoise import fields
from tortoise.models import Model

NAME_BEGINNING: Final = "text:"  # of texts among changes: text:ru:bot-welcome
COLUMNS: Final = "language, key, text, original, placeholders, actor, saved_at"


class TextOverride(Model):
    """What is said in place of a text of the product. Where there is no row, the product's is said."""

    id = fields.IntField(primary_key=True)
    language = fields.CharField(8)
    key = fields.CharField(64)
    text = fields.TextField(description="A Fluent pattern")
    original = fields.CharField(32, description="Digest of the product's text when this was saved")
    placeholders = fields.TextField(description="Parameters of the product's text then, separated by blanks")
    version = fields.IntField(description="Of the change that set it, see `setting_changes`")
    actor = fields.CharField(32)
    saved_at = fields.DatetimeField()

    class Meta:
        table = "text_overrides"
        unique_together = (("language", "key"),)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the owner. `original` is the digest of the product's, `placeholders` are its parameters."""

    language: str
    key: str
    text: str
    original: str
    placeholders: tuple[str, ...]
    by: str
    at: datetime

    @property
    def name(self) -> str:
        """What it is called among changes."""
        return change_name(self.language, self.key)

    @classmethod
    def of(cls, row: TextOverride) -> Self:
        """From its row."""
        names = tuple(row.placeholders.split())
        return cls(row.language, row.key, row.text, row.original, names, row.actor, row.saved_at)

    def row(self, version: int) -> TextOverride:
        """As it is stored."""
        return TextOverride(
            language=self.language,
            key=self.key,
            text=self.text,
            original=self.original,
            placeholders=" ".join(self.placeholders),
            version=version,
            actor=self.by,
            saved_at=self.at,
        )

    def as_change(self) -> str:
        """As it stands among changes: all that is needed to put it back."""
        return json.dumps(
            {"text": self.text, "original": self.original, "placeholders": self.placeholders}, ensure_ascii=False
        )


def change_name(language: str, key: str) -> str:
    """What a text is called among changes."""
    return f"{NAME_BEGINNING}{language}:{key}"


def is_change_name(name: str) -> bool:
    """Whether a change is one of a text."""
    return name.startswith(NAME_BEGINNING)


def from_change(name: str, value: str | None, *, by: str, at: datetime) -> Text | None:
    """A text as it was among changes; None where the product's was said."""
    if value is None:
        return None
    stored: Mapping[str, Any] = json.loads(value)
    language, _, key = name.removeprefix(NAME_BEGINNING).partition(":")
    return Text(language, key, stored["text"], stored["original"], tuple(stored["placeholders"]), by, at)


def shown(value: str | None) -> str | None:
    """What a change of a text shows: the text alone."""
    return None if value is None else str(json.loads(value)["text"])


async def read() -> dict[str, Text]:
    """All of them, by what they are called among changes."""
    texts = [Text.of(row) for row in await TextOverride.all().order_by("language", "key")]
    return {text.name: text for text in texts}


async def write(version: int, former: Iterable[Text], texts: Iterable[Text]) -> None:
    """Have these in place of the former ones."""
    for text in former:
        await TextOverride.filter(language=text.language, key=text.key).delete()
    await TextOverride.bulk_create([text.row(version) for text in texts])
