"""Sample parameters of a text: one set for each way through its variants, with what is given on that way."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from core import i18n
from core.i18n import Original

PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
NUMBERS: Final = (5, 1, 2)  # each of another form in Russian
WAYS_MAX: Final = 128  # the product's own texts have 23 at most
UNKNOWN: Final = "Unknown external: "  # how the library tells of a parameter that is not given
NUMBERED: Final[Mapping[str, int]] = {
    **{"days": 30, "hours": 24, "devices": 3, "gb": 100, "gigabytes": 100, "percent": 10, "number": 1042, "count": 3},
    **{"stars": 299, "limit": 3, "seconds": 30, "kilobytes": 64, "bound": 100},
}
WORDS: Final[Mapping[str, str]] = {
    **{"name": "Anna", "shop": "Vitrina", "tariff": "Premium", "contact": "@support", "email": "anna@example.com"},
    **{"link": "https://shop.example/s/3f9c", "method": "Visa •• 4242", "servers": "Amsterdam", "channel": "channel"},
    **{"code": "WELCOME", "time": "14:05", "username": "anna", "app": "Happ", "subject": "Connection"},
}
MOMENT: Final = datetime(2026, 11, 21, 11, 5, tzinfo=UTC)


def nodes(node: ast.BaseNode) -> Iterator[ast.BaseNode]:
    """A part of a text as Fluent reads it, and everything in it, in order."""
    yield node
    for value in vars(node).values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.BaseNode):
                yield from nodes(inner)


def choices(*patterns: ast.Pattern) -> dict[str, list[Any]]:
    """Values of the parameters that these patterns choose by, such that each variant is chosen once."""
    keys: dict[str, list[str]] = {}
    for node in (node for pattern in patterns for node in nodes(pattern)):
        if isinstance(node, ast.SelectExpression) and isinstance(node.selector, ast.VariableReference):
            names = keys.setdefault(node.selector.id.name, [])
            names += [
                key.name if isinstance(key := variant.key, ast.Identifier) else key.value for variant in node.variants
            ]
    return {name: _values(names) for name, names in keys.items()}


def ways(original: Original, language: str, chosen: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """The parameters that the product gives on each way through the original, no others; at most `WAYS_MAX` + 1."""
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(i18n.as_message("text", original.text)))
    return list(islice(_ways(bundle, language, chosen, {}), WAYS_MAX + 1))


def _ways(
    bundle: FluentBundle, language: str, chosen: Mapping[str, list[Any]], given: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    missing = unknown(bundle, language, given)
    chooser = next((name for name in missing if name in chosen), None)
    if chooser is not None:
        for value in chosen[chooser]:
            yield from _ways(bundle, language, chosen, {**given, chooser: value})
    else:
        yield given | {name: sample(name) for name in missing}


def unknown(bundle: FluentBundle, language: str, given: Mapping[str, Any]) -> list[str]:
    """Which parameters a bundle's message "text" asks for beside those that are given."""
    pattern = bundle.get_message("text").value
    assert pattern is not None  # noqa: S101 - a message without one is none, see `checks.parsed`
    _, faults = bundle.format_pattern(pattern, i18n.formatted(given, language, "UTC"))
    names = [str(fault).removeprefix(UNKNOWN) for fault in faults if str(fault).startswith(UNKNOWN)]
    return list(dict.fromkeys(names))


def sample(name: str) -> Any:
    """What a parameter may be, by its name."""
    if name.endswith("_kopeks"):
        return 29900
    if name.endswith("_bytes"):
        return 50 * 1024**3
    if name.endswith("_date"):
        return "2026-11-21"
    if name.endswith("_at"):
        return MOMENT
    return NUMBERED.get(name) or WORDS.get(name, f"[{name}]")


def _values(keys: list[str]) -> list[Any]:
    numbers = [int(key) for key in keys if key.isdecimal()]
    words = [key for key in keys if key not in PLURALS and not _is_number(key)]
    if numbers or not words:
        return list(dict.fromkeys([*numbers, *NUMBERS, *words]))
    return list(dict.fromkeys([*words, *(["other"] if "other" in keys else [])]))


def _is_number(key: str) -> bool:
    return key.replace(".", "", 1).lstrip("-").isdecimal()
