"""One operation's statements, overheard at the driver and said again by bare code for other people.

Two purchases are overheard. A parameter that differs between them is what this knows how to make anew: the buyer, the
quote's key, a fresh uuid or token, or a value that an earlier statement of the same purchase returned. Everything else
is said again as it was.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.bench.results import CannotMeasure


@dataclass(slots=True)
class Heard:
    """One call of the driver: which, the statement, its parameters, and the rows that came back."""

    call: str
    sql: str
    params: Sequence[Any]
    rows: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole operation for a known buyer."""

    user_id: int
    key: str
    heard: list[Heard]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter comes from: `constant`, `user`, `key`, `uuid`, `uuid_text`, `token`, `row` of a statement."""

    source: str
    value: Any = None
    column: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A statement to say again; `begins` and `ends` are the transaction's."""

    call: str
    sql: str
    slots: tuple[Slot, ...]
    begins: bool = False
    ends: bool = False


class Driver(Protocol):
    """A bare connection."""

    async def say(self, call: str, sql: str, params: list[Any]) -> Sequence[Any]: ...


def learned(first: Sample, second: Sample) -> list[Step]:
    """The statements with slots for what differs. Raises CannotMeasure where the two purchases do not match."""
    if [heard.sql for heard in first.heard] != [heard.sql for heard in second.heard]:
        raise CannotMeasure("two purchases did not make the same statements")
    steps = []
    for number, (one, other) in enumerate(zip(first.heard, second.heard, strict=True)):
        slots = tuple(
            _slot(number, mine, theirs, first, second) for mine, theirs in zip(one.params, other.params, strict=True)
        )
        word = one.sql.lstrip().upper()
        ends = one.call == "commit" or word.startswith("COMMIT")
        steps.append(Step(one.call, one.sql, slots, word.startswith("BEGIN"), ends))
    if sum(step.begins for step in steps) != 1 or sum(step.ends for step in steps) != 1:
        raise CannotMeasure("a purchase is not one transaction")
    return steps


def _slot(number: int, mine: Any, theirs: Any, first: Sample, second: Sample) -> Slot:
    if mine == theirs:
        return Slot("constant", mine)
    if (mine, theirs) == (first.user_id, second.user_id):
        return Slot("user")
    if (mine, theirs) == (first.key, second.key):
        return Slot("key")
    origins = [
        Slot("row", earlier, column)
        for earlier, (one, other) in enumerate(zip(first.heard[:number], second.heard[:number], strict=True))
        if one.rows and other.rows
        for column, pair in enumerate(zip(tuple(one.rows[0]), tuple(other.rows[0]), strict=True))
        if pair == (mine, theirs)
    ]
    if len(origins) > 1:
        raise CannotMeasure(f"it cannot be told where a parameter of statement {number} comes from")
    if origins:
        return origins[0]
    return _made_anew(mine)


def _made_anew(value: Any) -> Slot:
    if isinstance(value, uuid.UUID):
        return Slot("uuid")
    if isinstance(value, str):
        try:
            uuid.UUID(value)
        except ValueError:
            return Slot("token") if len(value) == 22 and " " not in value else Slot("constant", value)
        return Slot("uuid_text")
    return Slot("constant", value)  # a moment


async def said_again(steps: Sequence[Step], driver: Driver, user_id: int, key: str) -> None:
    """The statements of one purchase by another person."""
    answers: list[Sequence[Any]] = []
    for step in steps:
        params = [_filled(slot, answers, user_id, key) for slot in step.slots]
        answers.append(await driver.say(step.call, step.sql, params))


def _filled(slot: Slot, answers: list[Sequence[Any]], user_id: int, key: str) -> Any:
    match slot.source:
        case "constant":
            return slot.value
        case "row":
            return answers[slot.value][0][slot.column]
        case "user":
            return user_id
        case "key":
            return key
        case "uuid":
            return uuid.uuid4()
        case "uuid_text":
            return str(uuid.uuid4())
    return secrets.token_urlsafe(16)
