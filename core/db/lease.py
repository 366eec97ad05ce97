"""Due rows are leased: a worker puts their time off and works on them meanwhile. One that dies is no loss: they become
due again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.db.connection import fetch, is_postgres


async def lease(
    table: str,
    now: datetime,
    duration: timedelta,
    limit: int,
    *params: Any,
    due: str = "next_try_at",
    where: str = "TRUE",
    order: str = "",
    also_set: str = "",
    returning: str = "id",
) -> Sequence[Any]:
    """Take at most `limit` rows whose time in the column `due` has come, so that nobody else gets them for `duration`.

    What is due longest comes first, unless `order` says otherwise. `where` has `params` from $4 on; it and `also_set`
    (such as "attempts = attempts + 1") are SQL of constants alone. Returns the columns of `returning`, in no order.
    """
    assignments = ", ".join(filter(None, [f"{due} = $1", also_set]))
    skip_locked = "FOR UPDATE SKIP LOCKED" if is_postgres() else ""
    return await fetch(
        f"UPDATE {table} SET {assignments} WHERE id IN (SELECT id FROM {table} WHERE {due} <= $2 AND {where}"  # noqa: S608
        f" ORDER BY {order or due} LIMIT $3 {skip_locked}) RETURNING {returning}",
        now + duration,
        now,
        limit,
        *params,
    )


async def release(table: str, now: datetime, duration: timedelta, *, due: str = "next_try_at") -> None:
    """Make due what somebody had leased who is gone; what would have been due soon comes a little earlier."""
    await fetch(f"UPDATE {table} SET {due} = $1 WHERE {due} > $1 AND {due} <= $2", now, now + duration)  # noqa: S608
