"""Texts of the shop: Fluent files in `locales/`, the same for bot, e-mails and every web page.

`t("key", "ru", name="Ann", price_kopeks=29900)`. Texts are HTML; every string parameter is escaped. Parameters are
shown by the ending of their name, as everywhere in the shop: `*_kopeks` as money, `*_bytes` as gigabytes, `*_date` (ISO
8601) as a day, datetimes as a day and a time in the shop's time zone. Texts of people may be of any length and hold
anything: they never pass through Fluent. A parameter may be a phrase, or a list of them (`core/phrases.py`).

An owner's own texts (`Overrides`) are said in place of the product's; see `core/texts` for how they are checked.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from html import escape, unescape
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

from core.money import format_rubles
from core.phrases import Phrase, Words, loads

LANGUAGES: Final = ("ru", "en")
LOCALES: Final = Path(__file__).resolve().parent.parent / "locales"
SELECTOR_MAX: Final = 64  # longer strings never select a variant of a text
PLACEHOLDER: Final = re.compile("\ufdd0([0-9]+)\ufdd1")  # noncharacters: no text contains them
RU_MONTHS: Final = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
EN_MONTHS: Final = "January February March April May June July August September October November December"
MONTHS: Final = {"ru": RU_MONTHS.split(" "), "en": EN_MONTHS.split(" ")}
MESSAGE: Final = re.compile(r"^([a-z][a-z0-9-]*) *= *(.*(?:\n(?:[ }].*)?)*)", re.MULTILINE)
VARIABLE: Final = re.compile(r"\{\s*\$([a-z_]+)")

logger = logging.getLogger(__name__)


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


class MissingText(KeyError):
    """No such key in a language: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Original:
    """A text of the product: the file it stands in, its Fluent pattern, the names of its parameters."""

    group: str
    text: str
    placeholders: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Another one once an upgrade has changed the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


class Override(Protocol):
    """A text of the owner: a Fluent pattern, and what it was saved over: the product's parameters and its digest."""

    @property
    def language(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def placeholders(self) -> tuple[str, ...]: ...
    @property
    def original(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Overrides:
    """The owner's texts, those that still fit the product's. Never changed; `use` takes others in its place."""

    def __init__(self, rows: Iterable[Override] = ()) -> None:
        self.rows = {(row.language, row.key): row for row in rows}
        self._bundles: dict[str, FluentBundle] = {}
        for row in self.rows.values():
            if _fits(row):
                texts = self._bundles.setdefault(row.language, FluentBundle([row.language], use_isolating=False))
                texts.add_resource(FluentResource(as_message(row.key, row.text)))
        self.unfit = frozenset(name for name in self.rows if self.bundle(*name) is None)

    def bundle(self, language: str, key: str) -> FluentBundle | None:
        """The texts of a language, where one of this key is among them."""
        texts = self._bundles.get(language)
        return texts if texts is not None and texts.has_message(key) else None


def overrides() -> Overrides:
    """The owner's texts that this process speaks with."""
    return _overrides


def use(texts: Overrides) -> None:
    """Speak with these texts of the owner from here on."""
    global _overrides
    _overrides = texts
    _without_params.cache_clear()


def as_message(key: str, text: str) -> str:
    """A pattern as a message of a Fluent file; nothing in it can begin another message."""
    return f"{key} =\n{indent(text, '    ')}\n"


def _fits(row: Override) -> bool:
    original = originals(row.language).get(row.key) if row.language in LANGUAGES else None
    return original is not None and original.placeholders == row.placeholders


@cache
def originals(language: str) -> Mapping[str, Original]:
    """The product's texts of one language by key, in the order of the files."""
    texts = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for message in MESSAGE.finditer(file.read_text(encoding="utf-8")):
            first, _, rest = message[2].rstrip().partition("\n")
            text = f"{first}\n{dedent(rest)}".strip("\n")
            texts[message[1]] = Original(file.stem, text, tuple(sorted(set(VARIABLE.findall(text)))))
    return texts


@cache
def bundle(language: str) -> FluentBundle:
    """All texts of the product in one language."""
    texts = FluentBundle([language], use_isolating=False)
    for file in sorted((LOCALES / language).glob("*.ftl")):
        texts.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return texts


def known(key: str) -> bool:
    """Whether there is such a text; every language has the same."""
    return bool(bundle(LANGUAGES[0]).has_message(key))


def pick(code: str | None, default: str = "ru") -> str:
    """The shop's language for a Telegram or browser language code such as `en-GB`."""
    base = (code or "").lower().partition("-")[0]
    if base in LANGUAGES:
        return base
    return "ru" if base in ("uk", "be", "kk", "uz", "ky", "tg") else default if not base else "en"


def t(key: str, language: str, *, zone: str = "Europe/Moscow", **params: Any) -> str:
    """The text of `key`. Raises MissingText."""
    return _format(key, language, zone, params) if params else _without_params(key, language)


def say(words: Words, language: str, *, zone: str = "Europe/Moscow", between: str = "; ") -> str:
    """Words in a language, without HTML; several are separated by `between`. Raises MissingText."""
    if isinstance(words, Phrase):
        return unescape(t(words.key, language, zone=zone, **words.params))
    if isinstance(words, str):
        return words
    return between.join(filter(None, (say(part, language, zone=zone) for part in words)))


def say_stored(text: str, language: str, *, zone: str = "Europe/Moscow") -> str:
    """Words that were stored by `phrases.dumps`, without HTML; as they are where this version lacks them."""
    try:
        return say(loads(text), language, zone=zone)
    except MissingText:
        return text


@cache
def _without_params(key: str, language: str) -> str:
    """A text without parameters is always the same; buttons ask for a dozen of them at a time."""
    return _format(key, language, "UTC", {})


def _format(key: str, language: str, zone: str, params: Mapping[str, Any]) -> str:
    own = _overrides.bundle(language, key)
    if own is not None:
        try:
            return format_with(own, key, language, zone, params)
        except Exception as exc:  # whatever the owner has written, something is said
            logger.warning("the shop's own text is not used, the product's is: %s", exc)
    return format_with(bundle(language), key, language, zone, params)


def format_with(texts: FluentBundle, key: str, language: str, zone: str, params: Mapping[str, Any]) -> str:
    """The text of `key` among these. Raises MissingText, also for parameters that it needs and does not get."""
    pattern = texts.get_message(key).value if texts.has_message(key) else None
    if pattern is None:
        raise MissingText(f"{language}: {key}")
    strings: list[str] = []
    text, faults = texts.format_pattern(pattern, _with_placeholders(formatted(params, language, zone), strings))
    if faults:
        raise MissingText(f"{language}: {key}: {faults[0]}")
    return PLACEHOLDER.sub(lambda place: strings[int(place[1])], str(text)) if strings else str(text)


def _with_placeholders(params: dict[str, Any], strings: list[str]) -> dict[str, Any]:
    """The parameters, long strings replaced by placeholders: Fluent refuses more than 2,500 characters."""
    for name, value in params.items():
        if isinstance(value, str) and (len(value) > SELECTOR_MAX or "\ufdd0" in value):
            params[name] = f"\ufdd0{len(strings)}\ufdd1"
            strings.append(value)
    return params


def formatted(params: Mapping[str, Any], language: str, zone: str) -> dict[str, Any]:
    """Parameters as people read them."""
    return {name: _formatted(name, value, language, zone) for name, value in params.items()}


def _formatted(name: str, value: Any, language: str, zone: str) -> Any:
    if isinstance(value, Html):
        return str(value)
    if isinstance(value, Phrase | list):
        value = say(value, language, zone=zone)
    if isinstance(value, str) and name.endswith("_date"):
        return escape(format_day(value, language), quote=False)
    if isinstance(value, str):
        return escape(value, quote=False)
    if isinstance(value, datetime):
        return format_date(value, language, zone)
    if name.endswith("_kopeks"):
        return format_rubles(value, language)
    if name.endswith("_bytes"):
        return format_bytes(value, language)
    return value


def format_date(moment: datetime, language: str, zone: str = "Europe/Moscow") -> str:
    """`21 ноября 2026, 14:05` in the shop's time zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {MONTHS[language][local.month - 1]} {local.year}, {local:%H:%M}"


def format_day(text: str, language: str) -> str:
    """`21 ноября 2026` of `2026-11-21`; anything else stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def format_bytes(count: int, language: str) -> str:
    """`0`, `512 KB`, `5 MB`, `1.5 GB`; binary units, as apps show them."""
    names = ("КБ", "МБ", "ГБ", "ТБ") if language == "ru" else ("KB", "MB", "GB", "TB")
    if count < 1024:
        return f"{0 if count <= 0 else 1}\u00a0{names[0]}"
    size = count / 1024
    unit = 0
    while size >= 1000 and unit < len(names) - 1:
        size /= 1024
        unit += 1
    text = f"{size:.0f}" if size >= 100 or unit == 0 else f"{size:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'ru' else text}\u00a0{names[unit]}"


_overrides = Overrides()
