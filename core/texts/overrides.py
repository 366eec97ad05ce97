"""The owner's own texts: a list of all texts, one of them, replacing it and going back to the product's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from core import errors, i18n
from core.config import store
from core.config.texts import Text, change_name
from core.i18n import Original, Override
from core.shop import Actor, Shop
from core.texts import checks

Only = Literal["own", "unfit", "changed"]
PREVIEWS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of one language. `original` is None for a text of the owner whose original an upgrade has taken away."""

    language: str
    key: str
    original: Original | None
    override: Override | None

    @property
    def fits(self) -> bool:
        """Whether the owner's text is said; True where there is none."""
        return self.override is None or (self.language, self.key) not in i18n.overrides().unfit

    @property
    def original_changed(self) -> bool:
        """Whether the original is not the one that the owner's text was written for."""
        return self.override is not None and (self.original is None or self.original.digest != self.override.original)

    @property
    def plain(self) -> bool:
        """Whether no tags are read in it."""
        return checks.is_plain(self.key, self.original.group if self.original else "")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text with sample values; `choices` are those of the values that it chooses by."""

    choices: dict[str, Any]
    text: str


def page(
    language: str, *, search: str = "", group: str | None = None, only: Only | None = None, limit: int, offset: int
) -> tuple[Sequence[Entry], int]:
    """A page of the texts that have all words of `search` in key, original or own text, and how many there are."""
    words = search.casefold().split()
    entries = [
        entry
        for entry in _entries(language)
        if (group is None or (entry.original is not None and entry.original.group == group))
        and _is_wanted(entry, only)
        and _has(entry, words)
    ]
    return entries[offset : offset + limit], len(entries)


def find(language: str, key: str) -> Entry:
    """One text. Raises TextNotFound."""
    original = i18n.originals(language).get(key) if language in i18n.LANGUAGES else None
    if original is not None and original.group not in checks.GROUPS:
        original = None
    override = i18n.overrides().rows.get((language, key))
    if original is None and override is None:
        raise errors.TextNotFound()
    return Entry(language, key, original, override)


async def replace(shop: Shop, language: str, key: str, text: str, *, by: Actor, version: int | None = None) -> int:
    """Say this in place of the product's text. Returns the version that holds now.

    The product's own text puts it back. Raises TextNotFound, TextInvalid, SettingsStale.
    """
    original = find(language, key).original
    if original is None:
        raise errors.TextNotFound()
    text = checks.cleaned(text)
    checks.check(language, key, original, text)
    own = Text(language, key, text, original.digest, original.placeholders, str(by), shop.now())
    new = None if text == original.text else own
    return await store.change(shop, {}, by=str(by), version=version, own_texts={own.name: new})


async def reset(shop: Shop, language: str, key: str, *, by: Actor, version: int | None = None) -> int:
    """Say the product's text again. Returns the version that holds now. Raises TextNotFound, SettingsStale."""
    find(language, key)
    return await store.change(shop, {}, by=str(by), version=version, own_texts={change_name(language, key): None})


def preview(shop: Shop, language: str, key: str, text: str) -> list[Rendering]:
    """A text with sample values, once for each of its first variants. Raises TextNotFound, TextInvalid."""
    original = find(language, key).original
    if original is None:
        raise errors.TextNotFound()
    shown = checks.renderings(language, key, original, checks.cleaned(text), shop.settings.timezone)
    return [Rendering(choices, rendering) for choices, rendering in shown[:PREVIEWS_MAX]]


def _entries(language: str) -> Iterator[Entry]:
    own, originals = i18n.overrides().rows, i18n.originals(language)
    for group in checks.GROUPS:
        for key, original in originals.items():
            if original.group == group:
                yield Entry(language, key, original, own.get((language, key)))
    for (of, key), override in own.items():
        if of == language and key not in originals:
            yield Entry(language, key, None, override)


def _is_wanted(entry: Entry, only: Only | None) -> bool:
    match only:
        case "own":
            return entry.override is not None
        case "unfit":
            return not entry.fits
        case "changed":
            return entry.original_changed
    return True


def _has(entry: Entry, words: Sequence[str]) -> bool:
    texts = [entry.key, entry.original.text if entry.original else "", entry.override.text if entry.override else ""]
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words)
