"""Which stored values fit the environment and this version of the product; the others are left out, one by one."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.config.settings import Settings


def fitting(environment: Settings, values: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    """The environment's settings with all the values that fit, and the names of those that do not."""
    rest = dict(values)
    unfit: list[str] = []
    while True:
        try:
            return environment.with_values(rest), unfit
        except ValidationError as exc:
            faults = exc.errors(include_input=False)
        places = {str(fault["loc"][0]) for fault in faults if fault["loc"]} & rest.keys()
        for name in places or _contradicting(environment, rest, str(faults[0]["type"])):
            rest.pop(name)
            unfit.append(name)


def _contradicting(environment: Settings, values: Mapping[str, Any], contradiction: str) -> set[str]:
    """Whichever value ends the contradiction when it alone is left out; all values where none does."""
    ends = {
        name
        for name in values
        if _contradiction(environment, {other: value for other, value in values.items() if other != name})
        != contradiction
    }
    return ends or set(values)


def _contradiction(environment: Settings, values: Mapping[str, Any]) -> str | None:
    try:
        environment.with_values(values)
    except ValidationError as exc:
        return str(exc.errors(include_input=False)[0]["type"])
    return None
