"""Rows of hand-written statements as objects.

For statements that every purchase or every screen makes: building the same query anew costs the ORM more than the
database takes to answer it, and so does reading the answer.
"""

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from core import db

M = TypeVar("M", bound=Model)

Convert = Callable[[Any], Any]


async def load(model: type[M], sql: str, *params: Any) -> list[M]:
    """Objects of one statement, which must return every column (`SELECT *`, `RETURNING *`)."""
    return _all(model, await db.fetch(sql, *params))


async def read_one(model: type[M], sql: str, *params: Any) -> M | None:
    """The first row of a `db.read` as an object, or None."""
    found = _all(model, await db.read(sql, *params))
    return found[0] if found else None


def _all(model: type[M], rows: Sequence[Any]) -> list[M]:
    names = _columns(model)
    return [_made(model, [row[name] for name in names]) for row in rows]


class Joined:
    """Several tables side by side: `Joined(k=Key, v=Server)` for a statement that calls them `k` and `v`."""

    def __init__(self, **models: type[Model]) -> None:
        self._models = models

    @cached_property
    def columns(self) -> str:
        """What such a statement selects: every column of each table, under names that differ."""
        names = ((alias, name) for alias, model in self._models.items() for name in _columns(model))
        return ", ".join(f"{alias}.{name} AS {alias}_{name}" for alias, name in names)

    def read(self, row: Any) -> list[Any]:
        """The objects of one row in the order of the tables; None where an outer join has found nothing."""
        values = list(row.values() if isinstance(row, dict) else row)
        objects: list[Any] = []
        start = 0
        for model, length, key in self._portions:
            objects.append(None if values[start + key] is None else _made(model, values[start : start + length]))
            start += length
        return objects

    @cached_property
    def _portions(self) -> list[tuple[type[Model], int, int]]:
        """Each table's model, how many columns it has, and which of them is its primary key."""
        found = ((model, _columns(model)) for model in self._models.values())
        return [(model, len(names), names.index(model._meta.db_pk_column)) for model, names in found]


def overwrite(row: M, newest: M) -> None:
    """Give an object the columns of the same row as it was read later."""
    for column in row._meta.db_fields:
        setattr(row, column, getattr(newest, column))


def relate(made: M, **others: Model | None) -> M:
    """The object with these relations, as if they had been fetched with it."""
    made.__dict__.update((f"_{name}", other) for name, other in others.items())  # where the ORM's properties look
    return made


def _made(model: type[M], values: list[Any]) -> M:
    """An object of a table's whole row, as the ORM's `_init_from_db` leaves it."""
    meta = model._meta
    attributes, converted = _reading(model)
    for place, convert in converted:
        if values[place] is not None:
            values[place] = convert(values[place])
    made = model.__new__(model)
    made.__dict__.update(zip(attributes, values, strict=True))
    given = meta.db_pk_column not in meta.generated_db_fields
    made.__dict__.update(_partial=False, _saved_in_db=True, _custom_generated_pk=given, _await_when_save={})
    return made


@cache
def _columns(model: type[Model]) -> list[str]:
    return list(model._meta.fields_db_projection.values())


@cache
def _reading(model: type[Model]) -> tuple[list[str], list[tuple[int, Convert]]]:
    """Attributes in the order of the columns, and those columns that one of the engines does not give as Python's."""
    attributes = list(model._meta.fields_db_projection)
    known = enumerate(model._meta.fields_map[name] for name in attributes)
    found = ((place, CONVERSIONS.get(type(field), field.to_python_value)) for place, field in known)
    return attributes, [(place, convert) for place, convert in found if convert is not None]


def _as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


# None: both engines give it as it is. Of any other kind of field the ORM's own conversion is taken.
CONVERSIONS: dict[type[fields.Field[Any]], Convert | None] = {
    fields.BigIntField: None,
    fields.IntField: None,
    fields.CharField: None,
    fields.TextField: None,
    fields.BooleanField: bool,
    fields.DatetimeField: db.as_moment,
    fields.JSONField: db.from_json,
    fields.UUIDField: _as_uuid,
}
