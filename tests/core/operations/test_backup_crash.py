"""`kill -9` in the middle: no half archive under a real name, and a database that is the old one or the new one."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from core import db, errors
from core.config import Settings
from core.operations import backups
from core.operations.backups import archive, place, replacing, restoring
from core.shop import Shop
from tests.conftest import make_settings
from tests.core.db.test_migrations import ROOT, Opened, _assert_whole
from tests.core.operations.test_restore import closed, in_shop, later, names, sold

pytestmark = pytest.mark.own_database

OLD, NEW = ["Alice", "Renamed"], ["Alice"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, tmp_path / "data")


async def killed(what: str, settings: Settings, file: Path | str, step: int) -> AsyncIterator[dict[str, Any]]:
    """Cases one by one; the next begins when this one has been looked at."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.core.backup_crash", what, settings.database_url, str(settings.data_dir.parent), str(file)),
        str(step),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        while line := await child.stdout.readline():
            case = json.loads(line)
            yield case
            if not case["killed"]:
                assert case["status"] == 0
                return
            child.stdin.write(b"on\n")
    finally:
        child.stdin.close()
        await child.wait()


@pytest.mark.timeout(300)
async def test_a_backup_that_is_killed_leaves_no_half_one(settings: Settings) -> None:
    await in_shop(settings, sold)
    known = {one.name for one in place.listing(settings)}
    cases = 0
    async for _ in killed("backup", settings, "-", 1 if db.sqlite_path(settings.database_url) else 3):
        cases += 1
        for one in place.listing(settings):
            if one.name not in known:
                archive.unpack(place.find(settings, one.name), None, settings.data_dir, only=())
                known.add(one.name)
    assert cases > 5
    await until_alone(settings)
    await in_shop(settings, backups.create)  # clears up after the dead
    left = {path.name for path in (settings.data_dir / "backups").iterdir()}
    assert left == {".lock", *(one.name for one in place.listing(settings))}


@pytest.mark.timeout(300)
async def test_a_restore_that_is_killed_leaves_the_old_or_the_new(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    path = place.find(settings, made.name)
    await in_shop(settings, later)
    sqlite = db.sqlite_path(settings.database_url) is not None
    seen: list[str] = []
    async for _ in killed("restore", settings, path, 2 if sqlite else 5):
        await until_alone(settings)
        if replacing.is_unfinished(settings):  # PostgreSQL, in between: nothing starts, and the next restore mends it
            before = replacing.interrupted(settings)
            assert before is not None
            await restoring.restore(closed(settings), settings.data_dir / "backups" / before)
            seen.append("unfinished")
            assert await in_shop(settings, names) == OLD
        now = await in_shop(settings, names)
        assert now in (OLD, NEW)
        seen.append("old" if now == OLD else "new")
        async with Opened(settings.database_url):
            await _assert_whole()
        if now == NEW:
            await in_shop(settings, back_to_old)
    assert {"old", "new"} <= set(seen)
    assert sqlite == ("unfinished" not in seen)
    await restoring.restore(closed(settings), path)
    assert not list(settings.data_dir.parent.glob(".shop.db.restore-*"))


async def back_to_old(shop: Shop) -> None:
    await later(shop)


async def until_alone(settings: Settings) -> None:
    """pg_dump and pg_restore outlive whoever is killed; the next restore refuses until they have ended."""
    if db.sqlite_path(settings.database_url) is not None:
        return
    connection = await asyncpg.connect(settings.database_url)
    try:
        for _ in range(600):
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if not await connection.fetchval(others):
                return
            await asyncio.sleep(0.05)
        pytest.fail("somebody stays connected")
    finally:
        await connection.close()


async def test_what_pg_restore_still_does_keeps_the_next_one_off(postgres_url: str, tmp_path: Path) -> None:
    settings = make_settings(postgres_url, tmp_path / "data")
    made = await in_shop(settings, sold)
    other = await asyncpg.connect(postgres_url)
    try:
        with pytest.raises(errors.ShopRuns):
            await restoring.restore(closed(settings), place.find(settings, made.name))
    finally:
        await other.close()
