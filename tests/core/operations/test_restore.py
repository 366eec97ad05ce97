"""Restoring: all of what was backed up or all of what was there, on both engines; never under a running shop."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tortoise.migrations.executor import MigrationTarget

from core import db, errors, installation, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Terms
from core.config import Settings, seal, store
from core.db import migrate
from core.operations import backups
from core.operations.backups import archive, making, place, replacing, restoring
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.users.models import User
from core.worker import Worker, WorkerRunning
from tests import databases
from tests.conftest import Clock, make_settings, new_user
from tests.core.conftest import facts
from tests.core.db.test_migrations import RELEASED, ROOT, Opened, _assert_whole, empty_url  # noqa: F401
from tests.core.operations.test_backups import PASSWORD, repacked
from vitrina import processes

pytestmark = pytest.mark.own_database

Work = Callable[[Shop], Awaitable[Any]]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Backups encrypted on SQLite and plain on PostgreSQL: a password takes time, and asks for no engine."""
    password = PASSWORD if db.sqlite_path(database_url) else None
    return make_settings(database_url, tmp_path / "data", backup_password=password)


async def in_shop(settings: Settings, work: Work, clock: Clock | None = None) -> Any:
    """Do something in an open shop, which is closed again in the end."""
    async with wiring.opened(wiring.build_shop(settings, now=clock or Clock())) as shop:
        return await work(shop)


def closed(settings: Settings) -> Shop:
    return wiring.build_shop(settings, now=Clock())


async def sold(shop: Shop) -> backups.Backup:
    """A shop with one customer, who has bought something, and a backup of it."""
    await installation.identity(shop)
    user = await new_user(shop, 1, balance_kopeks=50000)
    await servers.create(shop, name="Amsterdam", country="NL")
    tariff = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900))
    await purchase.buy(shop, user, tariff, quote="q1", by=Actor("user", user.id))
    return await backups.create(shop)


async def later(shop: Shop) -> None:
    """What happens after the backup, and is gone when it is restored."""
    await new_user(shop, 2, balance_kopeks=700)
    await User.filter(telegram_id=1).update(first_name="Renamed")


async def everything(_shop: Shop) -> dict[str, Any]:
    """Every row of every table, but those that tell of backups themselves."""
    if db.is_postgres():
        names = [
            row["tablename"] for row in await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname='public'")
        ]
    else:
        names = [row["name"] for row in await db.fetch("SELECT name FROM sqlite_master WHERE type='table'")]
    tables = {name: ["*"] for name in names if not name.startswith("sqlite_") and name not in ("facts", "deliveries")}
    found = {}
    for name in tables:
        rows = await db.fetch(f'SELECT * FROM "{name}" ORDER BY 1')
        found[name] = [dict(row) for row in rows]
    return found


async def names(_shop: Shop) -> list[str]:
    return sorted(user.first_name for user in await User.all())


def path_of(settings: Settings, made: backups.Backup) -> Path:
    return place.find(settings, made.name)


async def test_a_restored_shop_is_the_one_that_was_backed_up(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    before = await in_shop(settings, everything)
    await in_shop(settings, later)
    assert await in_shop(settings, names) == ["Alice", "Renamed"]

    done = await restoring.restore(closed(settings), path_of(settings, made))

    assert await in_shop(settings, everything) == before
    assert (done.unbalanced, done.migrations) == ([], [])
    assert done.before is not None
    assert "__pre-restore." in done.before
    async with Opened(settings.database_url):
        await _assert_whole()
        (fact,) = await facts("BackupRestored")
        assert (fact.data["name"], fact.data["before"]) == (made.name, done.before)
        await new_user_again()
    again = await restoring.restore(closed(settings), settings.data_dir / "backups" / done.before)
    assert again.before != done.before
    assert await in_shop(settings, names) == ["Alice", "Renamed"]


async def new_user_again() -> None:
    """Counters of ids go on where they were."""
    first = await User.get(telegram_id=1)
    second = await User.create(language="en", referral_code="zz", created_at=first.created_at, seen_at=first.seen_at)
    assert second.id > first.id
    await second.delete()


async def test_it_goes_to_a_new_machine_without_a_database(
    settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = await in_shop(settings, sold)
    before = await in_shop(settings, everything)
    if db.sqlite_path(settings.database_url):
        url = f"sqlite://{tmp_path / 'other' / 'elsewhere.db'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = settings.database_url + "_moved"
        await databases.create(server, url.rpartition("/")[2])
    there = make_settings(url, tmp_path / "elsewhere", backup_password=making.password(settings))
    plan = await restoring.plan(closed(there), path_of(settings, made))
    assert plan.now is None
    done = await restoring.restore(closed(there), path_of(settings, made))
    assert done.before is None
    assert await in_shop(there, everything) == before
    assert not list((tmp_path / "elsewhere").rglob("*.part-*"))


async def test_the_dry_run_tells_and_changes_nothing(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    await in_shop(settings, later)
    before = await in_shop(settings, everything)
    elsewhere = make_settings(
        settings.database_url, settings.data_dir, xray_host="198.51.100.7", backup_password=making.password(settings)
    )
    plan = await restoring.plan(closed(elsewhere), path_of(settings, made))
    assert plan.now is not None
    assert (plan.manifest.counts["users"], plan.now.counts["users"]) == (1, 2)
    assert plan.addresses == {"XRAY_HOST": ("127.0.0.1", "198.51.100.7")}
    assert (plan.other_bot, plan.other_installation, plan.migrations) == (False, False, [])
    assert await in_shop(settings, everything) == before
    assert len(place.listing(settings)) == 1


async def test_another_installation_and_another_bot_are_said(settings: Settings, tmp_path: Path) -> None:
    made = await in_shop(settings, sold)
    changed = repacked(path_of(settings, made), making.password(settings), tmp_path, installation="somebodys", bot_id=1)
    plan = await restoring.plan(closed(settings), changed)
    assert (plan.other_bot, plan.other_installation) == (True, True)


async def test_nothing_is_restored_while_the_shop_runs(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    path = path_of(settings, made)
    await in_shop(settings, later)

    async def while_open(shop: Shop) -> None:
        await names(shop)  # connected from here on
        code = f"import sys, asyncio, {__name__} as test; asyncio.run(test.try_restore(sys.argv))"
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", code, settings.database_url, str(settings.data_dir), str(path)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await child.communicate()
        assert out.decode().strip() == "shop-runs"

    await in_shop(settings, while_open)  # a web process or a bot
    lock = installation.worker_lock(settings.data_dir)
    assert lock is not None
    with lock, pytest.raises(errors.ShopRuns):
        await restoring.restore(closed(settings), path)
    assert await in_shop(settings, names) == ["Alice", "Renamed"]
    await restoring.restore(closed(settings), path)
    assert await in_shop(settings, names) == ["Alice"]


async def try_restore(arguments: list[str]) -> None:
    """For a process of its own."""
    _, url, data_dir, path = arguments
    try:
        await restoring.restore(closed(make_settings(url, Path(data_dir), backup_password=PASSWORD)), Path(path))
    except errors.ShopError as exc:
        print(exc.code)  # noqa: T201


async def test_no_worker_starts_while_one_is_restored(settings: Settings) -> None:
    async def start(shop: Shop) -> None:
        with pytest.raises(WorkerRunning):
            await Worker(shop).run(asyncio.Event())

    with restoring._standing_still(settings):
        await in_shop(settings, start)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_password_may_be_another_one_than_the_settings_have(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    other = make_settings(settings.database_url, settings.data_dir, backup_password="something else entirely")
    path = path_of(settings, made)
    with pytest.raises(errors.BackupPasswordWrong):
        await restoring.restore(closed(other), path)
    done = await restoring.restore(closed(other), path, password=PASSWORD)
    assert done.unbalanced == []


async def test_what_is_no_archive_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    made = await in_shop(settings, sold)
    await in_shop(settings, later)
    before = await in_shop(settings, everything)
    path = tmp_path / "cut"
    path.write_bytes(path_of(settings, made).read_bytes()[:-20])
    with pytest.raises(errors.BackupDamaged):
        await restoring.restore(closed(settings), path)
    for missing in (tmp_path / "nothing", tmp_path):
        with pytest.raises(errors.BackupNotFound):
            await restoring.restore(closed(settings), missing)
    assert await in_shop(settings, everything) == before
    assert len(place.listing(settings)) == 1


async def test_a_newer_schema_is_refused(settings: Settings, tmp_path: Path) -> None:
    made = await in_shop(settings, sold)
    future = {"migrations": [*RELEASED, "9999_future"], "version": "9.9"}
    newer = repacked(path_of(settings, made), making.password(settings), tmp_path, **future)
    with pytest.raises(errors.BackupTooNew):
        await restoring.restore(closed(settings), newer)


async def test_the_other_engine_is_refused(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    here = make_settings(sqlite_url, tmp_path / "a")
    made = await in_shop(here, sold)
    with pytest.raises(errors.BackupOtherEngine):
        await restoring.restore(closed(make_settings(postgres_url, tmp_path / "b")), path_of(here, made))


@pytest.mark.parametrize("released", RELEASED[:1])  # the way from any other is a part of this one
async def test_an_older_schema_is_restored_and_migrated(
    empty_url: str,
    released: str,
    tmp_path: Path,
) -> None:
    """Also over a newer one, whose tables hold the older ones fast."""
    settings = make_settings(empty_url, tmp_path / "data")
    async with Opened(empty_url) as executor:
        await executor.migrate([MigrationTarget(db.APP, released)])
        await _old_user()
    made = await in_shop(settings, backups.create)
    assert (await in_shop(settings, lambda shop: backups.preview(shop, made.name))).manifest.migrations == [
        name for name in RELEASED if name <= released
    ]
    await migrate.migrate(empty_url)
    await in_shop(settings, later)
    done = await restoring.restore(closed(settings), path_of(settings, made))
    assert done.migrations == [name for name in RELEASED if name > released]
    assert len(await in_shop(settings, names)) == 1
    async with Opened(empty_url):
        await _assert_whole()


async def _old_user() -> None:
    """A person as the first release would have written them: whatever a column needs."""
    if db.is_postgres():
        rows = await db.fetch(
            "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'users'"
            " AND table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        )
    else:
        rows = [
            {"name": row["name"], "type": row["type"].lower()}
            for row in await db.fetch("PRAGMA table_info(users)")
            if row["notnull"] and row["dflt_value"] is None and not row["pk"]
        ]
    values = {row["name"]: _any_value(row["name"], row["type"]) for row in rows}
    await db.fetch(f"INSERT INTO users ({', '.join(values)}) VALUES ({', '.join(values.values())})")


def _any_value(name: str, kind: str) -> str:
    if name == "uuid":
        return "'0b9c8d3c-6a3f-4f0f-9a55-5b9c6ad0e3a1'"
    if "time" in kind:
        return "'2026-11-21 12:00:00+00:00'"
    if "bool" in kind:
        return "false"
    return "0" if "int" in kind else "'en'"


async def test_books_that_did_not_balance_are_restored_and_said(settings: Settings) -> None:
    async def wrong(shop: Shop) -> backups.Backup:
        user = await new_user(shop)
        await User.filter(id=user.id).update(balance_kopeks=5)
        return await backups.create(shop)

    made = await in_shop(settings, wrong)
    done = await restoring.restore(closed(settings), path_of(settings, made))
    assert len(done.unbalanced) == 1


async def test_a_database_that_is_destroyed_is_set_aside(sqlite_url: str, tmp_path: Path) -> None:
    settings = make_settings(sqlite_url, tmp_path / "data")
    made = await in_shop(settings, sold)
    live = db.sqlite_path(sqlite_url)
    assert live is not None
    live.write_bytes(b"not a database" * 1000)
    live.with_name("shop.db-wal").write_bytes(b"neither" * 1000)
    done = await restoring.restore(closed(settings), path_of(settings, made))
    assert done.before is None
    assert await in_shop(settings, names) == ["Alice"]
    assert live.with_name("shop.db.broken").read_bytes().startswith(b"not a database")


async def test_the_old_files_rights_are_the_new_ones(sqlite_url: str, tmp_path: Path) -> None:
    settings = make_settings(sqlite_url, tmp_path / "data")
    made = await in_shop(settings, sold)
    live = db.sqlite_path(sqlite_url)
    assert live is not None
    live.chmod(0o640)
    await restoring.restore(closed(settings), path_of(settings, made))
    assert live.stat().st_mode & 0o777 == 0o640


# ---- failures on the way


async def test_a_database_in_the_archive_that_is_none_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    made = await in_shop(settings, sold)
    await in_shop(settings, later)
    before = await in_shop(settings, everything)
    password = making.password(settings)
    broken = await asyncio.to_thread(_with_other_database, path_of(settings, made), password, tmp_path, b"\0" * 50_000)
    with pytest.raises((errors.BackupDamaged, errors.RestoreUndone)):
        await restoring.restore(closed(settings), broken)
    assert await in_shop(settings, everything) == before
    assert not replacing.is_unfinished(settings)


def _with_other_database(path: Path, password: str | None, directory: Path, content: bytes) -> Path:
    """The same archive, checksums and all, around another database."""
    room = directory / "room"
    room.mkdir()
    manifest = archive.unpack(path, password, room, only=archive.MEMBERS)
    (room / manifest.database).write_bytes(content)
    members = {name: archive.measured(room / name, threading.Event()) for name in manifest.members}
    target = directory / f"other{''.join(path.suffixes)}"
    files = {name: room / name for name in members}
    archive.pack(target, manifest.model_copy(update={"members": members}), files, password, threading.Event())
    return target


async def test_postgres_goes_back_when_it_fails_after_the_tables_are_dropped(postgres_url: str, tmp_path: Path) -> None:
    """An archive that says it has fewer tables than there are: they are dropped first, and then its dump is none."""
    settings = make_settings(postgres_url, tmp_path / "data", backup_password=PASSWORD)
    made = await in_shop(settings, sold)
    await in_shop(settings, later)
    before = await in_shop(settings, everything)
    broken = await asyncio.to_thread(_with_other_database, path_of(settings, made), PASSWORD, tmp_path, b"\0" * 50_000)
    (tmp_path / "again").mkdir()
    fewer = repacked(broken, PASSWORD, tmp_path / "again", tables=["users"])
    with pytest.raises(errors.RestoreUndone):
        await restoring.restore(closed(settings), fewer)
    assert await in_shop(settings, everything) == before
    assert not replacing.is_unfinished(settings)
    async with Opened(postgres_url):
        await _assert_whole()


async def test_a_restore_that_is_cancelled_leaves_the_old_or_the_new(settings: Settings) -> None:
    made = await in_shop(settings, sold)
    path = path_of(settings, made)
    await in_shop(settings, later)
    both = [await in_shop(settings, names), ["Alice"]]
    for pause in (0.05, 0.2, 0.5, 0.8, 1.2):
        task = asyncio.create_task(restoring.restore(closed(settings), path))
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.wait([task])
        assert await in_shop(settings, names) in both
        assert not replacing.is_unfinished(settings)


async def test_nothing_starts_on_a_half_restored_database(postgres_url: str, tmp_path: Path) -> None:
    settings = make_settings(postgres_url, tmp_path / "data")
    made = await in_shop(settings, sold)
    await in_shop(settings, later)
    done = await restoring.restore(closed(settings), path_of(settings, made))
    folder = place.directory(settings)
    (folder / replacing.JOURNAL).write_text(f'{{"before": "{done.before}"}}')
    with pytest.raises(processes.CannotStart, match=f"vitrina restore {done.before}"):
        await processes.run(settings, ("web",))
    with pytest.raises(processes.CannotStart):
        async with processes.shop_for_command(settings):
            pytest.fail("it is opened")
    again = await restoring.restore(closed(settings), folder / str(done.before))
    assert again.before == done.before  # what is there is worth nothing: the way back stays the same
    assert not replacing.is_unfinished(settings)
    assert await in_shop(settings, names) == ["Alice", "Renamed"]


# ---- stored settings


async def test_secrets_that_the_owner_has_stored_come_back_with_their_key(database_url: str, tmp_path: Path) -> None:
    """The password of backups is a stored secret itself: it encrypts them, and a restore on the spot finds it."""
    settings = make_settings(database_url, tmp_path / "data")
    smtp = "smtp://shop:s3cret-pass@mail.example:587"

    async def stored(shop: Shop) -> backups.Backup:
        await store.change(shop, {"backup_password": PASSWORD, "smtp_url": smtp, "trial_days": 9}, by="admin")
        return await sold(shop)

    made = await in_shop(settings, stored)
    path = path_of(settings, made)
    assert made.encrypted
    assert b"SMTP_URL" not in archive.read_settings(path, PASSWORD)  # what is stored must not become the environment's
    await in_shop(settings, later)

    await restoring.restore(closed(settings), path)  # here: the password is found where it is stored
    elsewhere = make_settings(database_url, tmp_path / "elsewhere")
    elsewhere.data_dir.mkdir()
    seal.seal(elsewhere.data_dir, "smtp_url", "another shop has sealed here before")
    own_key = seal.read_keys(elsewhere.data_dir)
    await restoring.restore(closed(elsewhere), path, password=PASSWORD)

    shop = closed(elsewhere)
    await restoring.take_stored_settings(shop)
    assert shop.settings.smtp_url is not None
    assert (shop.settings.smtp_url.get_secret_value(), shop.settings.trial_days, shop.unused_settings) == (smtp, 9, ())
    assert own_key == seal.read_keys(elsewhere.data_dir)[:1]


async def test_a_plain_backup_opens_no_stored_secret(database_url: str, tmp_path: Path) -> None:
    settings = make_settings(database_url, tmp_path / "data")

    async def stored(shop: Shop) -> backups.Backup:
        await store.change(shop, {"yookassa_secret_key": "s3cret-of-yookassa"}, by="admin")
        return await sold(shop)

    made = await in_shop(settings, stored)
    with pytest.raises(errors.BackupWithoutSettings):
        archive.read_settings(path_of(settings, made), None)
    manifest = archive.unpack(path_of(settings, made), None, tmp_path, only=())
    assert archive.KEYS not in manifest.members
    assert manifest.format == archive.FORMAT_WITHOUT_KEYS
