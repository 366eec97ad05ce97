"""Accounting: absolute counters become bytes in the books, none lost and none counted twice.

Counters are never reset. The last reading of each counter is kept beside the sums and moves in the same transaction, so
a reading that is booked again after a crash adds nothing.
"""

import logging
import re
from collections.abc import Mapping

from core import db
from core.panels import Panel, PanelError, Readings
from core.panels.rates import Rates
from core.shop import Shop
from core.subscriptions.keys import health
from core.traffic import rollups
from core.traffic.models import TrafficMark

OWN_NAME = re.compile(r"k\d{4,18}")

BOOKING = 0x7472  # "tr": the advisory lock of whoever books
CLOSED = ""  # the name of the mark that says: this source's last reading is in the books

logger = logging.getLogger(__name__)
Deltas = dict[str, tuple[int, int]]


async def collect(shop: Shop, *, remote: bool = False) -> None:
    """Book the counters of the panels this process drives: of those beside it, or of those on other machines."""
    for server_id, panel in list(shop.panels.items()):
        if panel.remote != remote or not shop.breaker(server_id).closed:
            continue
        try:
            await collect_panel(shop, server_id, panel)
            if remote:
                await health.answered(shop, server_id, panel)
        except PanelError as exc:
            if remote:
                await health.failed(shop, server_id, exc)
            logger.warning("traffic of server %s is read later: %s", server_id, exc)


async def collect_panel(shop: Shop, server_id: int, panel: Panel) -> None:
    """Book one panel's counters and let it forget those of processes that have ended. Raises PanelError."""
    sample = await panel.readings()
    speeds = shop.rates.setdefault(server_id, Rates()).measure(sample, shop.now())
    for readings in sample:
        await book(shop, readings)
        if readings.closed:
            await panel.acknowledge(readings.source)
    live = await panel.connections()
    keys = await _keys({**live, **speeds})
    await rollups.note_connections(
        shop,
        server_id,
        {keys[name]: count for name, count in live.items() if name in keys},
        {keys[name]: speed for name, speed in speeds.items() if name in keys},
    )


async def book(shop: Shop, readings: Readings) -> None:
    """Add what has been counted since the last reading of this source; marks of a closed source are dropped."""
    async with db.transaction():
        if db.is_postgres():  # one booking after the other, as all writes are on SQLite: they share rows
            await db.fetch("SELECT pg_advisory_xact_lock($1)", BOOKING)
        marks = await _marks(readings.source)
        deltas = _deltas(readings, marks)
        if deltas:
            keys = await _keys(deltas)
            await rollups.add(shop, {keys[name]: deltas[name] for name in keys if any(deltas[name])})
            if not readings.closed:
                await _move_marks(readings, deltas)
        if readings.closed:
            await _close(readings.source)


async def _marks(source: str) -> dict[str, tuple[int, int]]:
    rows = await db.fetch("SELECT name, up_bytes, down_bytes FROM traffic_marks WHERE source = $1", source)
    return {row["name"]: (row["up_bytes"], row["down_bytes"]) for row in rows}


def _deltas(readings: Readings, marks: Mapping[str, tuple[int, int]]) -> Deltas:
    if CLOSED in marks:
        return {}
    deltas: Deltas = {}
    for name, (up, down) in readings.counters.items():
        up_before, down_before = marks.get(name, (0, 0))
        if up < up_before or down < down_before:
            if readings.may_fall:
                deltas[name] = (0, 0)  # only the mark moves: what was counted in between cannot be told from a rollback
            else:
                logger.error("counter %s of %s went backwards", name, readings.source)
            continue
        if (up, down) != (up_before, down_before):
            deltas[name] = (up - up_before, down - down_before)
    return deltas


async def _move_marks(readings: Readings, deltas: Deltas) -> None:
    for chunk in db.in_portions(deltas):
        rows: list[object] = []
        for name in chunk:
            rows += [readings.source, name, *readings.counters[name]]
        await db.fetch(
            "INSERT INTO traffic_marks (source, name, up_bytes, down_bytes) VALUES "  # noqa: S608 - placeholders only
            + db.placeholders(len(chunk), 4)
            + " ON CONFLICT (source, name)"
            " DO UPDATE SET up_bytes = excluded.up_bytes, down_bytes = excluded.down_bytes",
            *rows,
        )


async def _keys(deltas: Mapping[str, object]) -> dict[str, int]:
    """Key ids by account name; accounts that are no keys of ours are nobody's traffic."""
    keys = {name: int(name[1:]) for name in deltas if OWN_NAME.fullmatch(name)}
    foreign = [name for name in deltas if name not in keys]
    for chunk in db.in_portions(foreign):  # taken over from a panel, under the names they had there
        rows = await db.fetch(f"SELECT id, name FROM keys WHERE name IN {db.placeholders(1, len(chunk))}", *chunk)  # noqa: S608
        keys |= {row["name"]: row["id"] for row in rows}
    return keys


async def _close(source: str) -> None:
    """Replace the source's marks by one that refuses a second booking of the last reading."""
    await TrafficMark.filter(source=source).exclude(name=CLOSED).delete()
    await TrafficMark.bulk_create(
        [TrafficMark(source=source, name=CLOSED, up_bytes=0, down_bytes=0)], ignore_conflicts=True
    )
