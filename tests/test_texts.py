"""Texts: both languages say the same, everything that is said can be said, and Telegram can show it."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from core import errors, i18n
from core.errors import ShopError
from core.events import Catalogue

ROOT = Path(__file__).parents[1]
FILES = sorted(path.name for path in (i18n.LOCALES / "ru").glob("*.ftl"))
SOURCES = [path for folder in ("bot", "core", "vitrina", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
CYRILLIC = re.compile("[А-Яа-яЁё]")
ALLOWED_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "a", "code", "pre", "blockquote"}
ALLOWED_TAGS |= {"tg-spoiler", "tg-emoji"}
ENTITIES = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
# Months and units; names of the demonstration's tariffs and people.
RUSSIAN_BY_NATURE = {"core/i18n.py", "vitrina/demo.py"}
PLURALS = {"zero", "one", "two", "few", "many"}
NUMBERS = (0, 1, 2, 5, 11, 21, 3660)


class _Reader(Visitor):
    """Variables of a message, and the words it chooses between."""

    def __init__(self) -> None:
        self.variables: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.setdefault(node.id.name, set())

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:
        if isinstance(node.selector, ftl.VariableReference):
            names = {variant.key.name for variant in node.variants if isinstance(variant.key, ftl.Identifier)}
            self.variables.setdefault(node.selector.id.name, set()).update(names)
        self.generic_visit(node)


@cache
def messages(language: str, file: str) -> dict[str, dict[str, set[str]]]:
    """Keys of a file, with the variables of each and what they select."""
    found = {}
    for entry in FluentParser().parse((i18n.LOCALES / language / file).read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ftl.Junk), f"{language}/{file}: {entry.content}"
        if isinstance(entry, ftl.Message):
            reader = _Reader()
            reader.visit(entry)
            assert entry.id.name not in found, f"{language}/{file}: {entry.id.name} is there twice"
            found[entry.id.name] = reader.variables
    return found


ALL = [(file, key) for file in FILES for key in messages("ru", file)]


def test_both_languages_have_the_same_files() -> None:
    assert sorted(path.name for path in (i18n.LOCALES / "en").glob("*.ftl")) == FILES
    assert {path.name for path in i18n.LOCALES.iterdir() if path.is_dir()} == set(i18n.LANGUAGES)


@pytest.mark.parametrize("file", FILES)
def test_both_languages_have_the_same_texts_with_the_same_variables(file: str) -> None:
    russian, english = messages("ru", file), messages("en", file)
    assert list(russian) == list(english)
    assert {key: set(names) for key, names in russian.items()} == {key: set(names) for key, names in english.items()}


def test_no_text_is_in_two_files() -> None:
    keys = [key for _, key in ALL]
    assert sorted(keys) == sorted(set(keys))


def _values(name: str, choices: set[str]) -> list[Any]:
    """What a variable may be in a test; texts are those of somebody who tries to break things."""
    if choices & PLURALS:
        return list(NUMBERS)
    if choices:
        return sorted(choices)
    if name.endswith(("_kopeks", "_bytes")):
        return [129990]
    if name.endswith("_at"):
        return [datetime(2026, 11, 21, 12, tzinfo=UTC)]
    return ["<b>&\"' x"]


def _renderings(language: str, file: str, key: str) -> Iterator[str]:
    variables = messages(language, file)[key]
    names = list(variables)
    for values in product(*(_values(name, variables[name]) for name in names)):
        yield i18n.t(key, language, **dict(zip(names, values, strict=True)))


class _Telegram(HTMLParser):
    """Telegram's HTML: the tags it allows, closed in their order. Whatever is wrong is kept in `faults`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.faults.append(f"Telegram has no <{tag}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            self.faults.append(f"</{tag}> closes nothing")
        elif self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another tag")

    def faults_of(self, text: str) -> list[str]:
        self.feed(text)
        self.close()
        return self.faults + [f"<{tag}> stays open" for tag in self.open]


def _faults(text: str) -> list[str]:
    """What is wrong with a text that Telegram is to show."""
    faults = [] if text.strip() else ["says nothing"]
    if ENTITIES.search(text):
        faults.append("an & that begins no entity")
    if len(text) >= 4096:
        faults.append("too long")
    return faults + _Telegram().faults_of(text)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_is_valid_html_whatever_is_put_into_it(language: str, file: str) -> None:
    keys = messages(language, file)
    assert keys
    faults = [
        f"{key}: {fault}: {text}"
        for key in messages("ru", file)
        for text in _renderings(language, file, key)
        for fault in _faults(text)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" ", "says nothing"),
        ("a & b", "an & that begins no entity"),
        ("x" * 4096, "too long"),
        ("<p>x</p>", "Telegram has no <p>"),
        ("<b>x", "<b> stays open"),
        ("x</b>", "</b> closes nothing"),
        ("<b><i>x</b>", "</b> closes another tag"),
    ],
)
def test_a_text_that_telegram_would_refuse_is_noticed(text: str, fault: str) -> None:
    assert fault in _faults(text)


def test_russian_is_russian_and_english_is_not() -> None:
    for file in FILES:
        english = (i18n.LOCALES / "en" / file).read_text(encoding="utf-8")
        lines = [line for line in english.splitlines() if CYRILLIC.search(line)]
        assert [line for line in lines if "language" not in line.partition("=")[0]] == []


def _kinds(of: type[ShopError] = ShopError) -> Iterator[type[ShopError]]:
    yield of
    for kind in of.__subclasses__():
        yield from _kinds(kind)


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """(where, class, names of the params) of every error made in the sources."""
    names = {kind.__name__ for kind in _kinds()}
    for path in SOURCES:
        for node in _nodes(path):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if name in names and (owner == "errors" or name not in Catalogue.by_name):
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield where, name, {keyword.arg or "**" for keyword in node.keywords}


def test_every_error_has_its_own_code_and_sentence() -> None:
    codes = [kind.code for kind in _kinds()]
    assert sorted(codes) == sorted(set(codes))
    assert {f"error-{code}" for code in codes} == set(messages("ru", "errors.ftl"))


def test_every_error_is_raised_with_exactly_what_its_sentence_needs() -> None:
    texts = messages("ru", "errors.ftl")
    wrong = [
        (where, name, params)
        for where, name, params in _raised()
        if params != set(texts[f"error-{getattr(errors, name).code}"])
    ]
    assert wrong == []


def _keys_in_code() -> Iterator[tuple[str, str]]:
    """(where, key) of every whole key that stands in the sources as a text."""
    prefixes = tuple({key.partition("-")[0] + "-" for _, key in ALL})
    known = {key for _, key in ALL}
    for path in SOURCES:
        for node in _nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "t" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
                assert node.value.startswith(prefixes)


def test_every_text_that_is_asked_for_exists() -> None:
    known = {key for _, key in ALL}
    assert [(where, key) for where, key in _keys_in_code() if key not in known] == []


def test_every_text_is_asked_for() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    written += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "web" / "templates").rglob("*.html"))
    cabinet = [path for path in (ROOT / "web" / "ui" / "src").rglob("*.ts*") if path.name != "keys.ts"]
    written += "\n".join(path.read_text(encoding="utf-8") for path in cabinet)
    # f"web-{x}", "web-state-" ~ x, `app-state-${x}`
    parts = set(re.findall(r"[\"'`]([a-z]+-[a-z0-9-]*)(?:\$?\{|(?<=-)[\"'])", written))
    unused = [
        key
        for _, key in ALL
        if f'"{key}"' not in written and f"'{key}'" not in written and not key.startswith(tuple(parts))
    ]
    assert unused == []


def test_there_is_no_russian_outside_the_locales() -> None:
    assert SOURCES
    russian = [
        f"{path.relative_to(ROOT)}:{number}: {line}"
        for path in SOURCES
        if str(path.relative_to(ROOT)) not in RUSSIAN_BY_NATURE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CYRILLIC.search(line)
    ]
    assert russian == []


def test_a_text_that_does_not_exist_is_a_fault_and_not_silence() -> None:
    with pytest.raises(i18n.MissingText):
        i18n.t("no-such-text", "ru")
    with pytest.raises(i18n.MissingText):
        i18n.t("notice-renewed", "ru")  # without what it needs


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (0, "0\u00a0КБ", "0\u00a0KB"),
        (1, "1\u00a0КБ", "1\u00a0KB"),
        (512 * 1024, "512\u00a0КБ", "512\u00a0KB"),
        (5 * 1024**2, "5\u00a0МБ", "5\u00a0MB"),
        (int(1.5 * 1024**3), "1,5\u00a0ГБ", "1.5\u00a0GB"),
        (100 * 1024**3, "100\u00a0ГБ", "100\u00a0GB"),
        (2 * 1024**4, "2\u00a0ТБ", "2\u00a0TB"),
        (-5, "0\u00a0КБ", "0\u00a0KB"),
    ],
)
def test_traffic_is_shown_in_units_people_know(count: int, russian: str, english: str) -> None:
    assert i18n.format_bytes(count, "ru") == russian
    assert i18n.format_bytes(count, "en") == english


def test_dates_are_shown_in_the_shops_zone() -> None:
    moment = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
    assert i18n.format_date(moment, "ru") == "21 ноября 2026, 01:05"
    assert i18n.format_date(moment, "en", "UTC") == "20 November 2026, 22:05"
