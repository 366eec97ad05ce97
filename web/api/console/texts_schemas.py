"""The console API's schemas of the shop's texts."""

from typing import Literal, Self

from pydantic import Field

from core.texts import checks
from core.texts.overrides import Entry, Rendering
from web.api.console.schemas import AdminPage
from web.common.schemas import Moment, OkAnswer, Schema

Group = Literal["bot", "bot_payments", "notifications", "letters", "app", "cabinet", "web", "common", "errors"]


class AdminText(Schema):
    """One text of the shop in one language: the product's, and what the owner has it say instead."""

    key: str
    language: str
    group: Group | None = Field(description="Where it is said; null for a text that the product has no more.")
    original: str | None = Field(description="The product's text, a Fluent pattern.")
    override: str | None = Field(description="The owner's text; null where the product's is said.")
    placeholders: list[str] = Field(description="Names of the values that can be put into it.")
    tags: list[str] = Field(description="Tags that can be used in it.")
    longest: int = Field(description="How many characters of it are shown at most.")
    fits: bool = Field(description="Whether the owner's text is said: its values are those of the product's text.")
    original_changed: bool = Field(description="Whether an upgrade has changed the product's text since.")
    saved_by: str | None
    saved_at: Moment | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        original, override = entry.original, entry.override
        return cls.model_validate(
            {
                "key": entry.key,
                "language": entry.language,
                "group": original.group if original else None,
                "original": original.text if original else None,
                "override": override.text if override else None,
                "placeholders": original.placeholders if original else (),
                "tags": () if entry.plain else checks.TAGS,
                "longest": checks.longest(entry.key),
                "fits": entry.fits,
                "original_changed": entry.original_changed,
                "saved_by": override.by if override else None,
                "saved_at": override.at if override else None,
            },
            from_attributes=False,
        )


class AdminTexts(AdminPage):
    """A page of texts; `version` is what a change is made over."""

    version: int
    unfit: int = Field(description="Texts of the owner that no longer fit, in all languages.")
    items: list[AdminText]


class AdminTextAnswer(OkAnswer):
    """One text."""

    version: int
    text: AdminText


class AdminTextChange(Schema):
    """What to say instead: a Fluent pattern."""

    text: str
    version: int | None = Field(None, ge=0, le=2**31 - 1, description="What was read; a newer one is a refusal by 409.")


class AdminTextDraft(Schema):
    """A text that is not saved."""

    text: str


class AdminTextRendering(Schema):
    """A text as it is shown, with sample values."""

    choices: dict[str, str] = Field(description="The values that its variants are chosen by.")
    text: str = Field(description="HTML as Telegram takes it.")

    @classmethod
    def of(cls, rendering: Rendering) -> Self:
        return cls(choices={name: str(value) for name, value in rendering.choices.items()}, text=rendering.text)


class AdminTextPreview(OkAnswer):
    """A text once for each of its first variants."""

    renderings: list[AdminTextRendering]
