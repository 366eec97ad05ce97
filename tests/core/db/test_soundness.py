"""A database that is damaged, gone or out of reach: one sentence that says what to do, and never a new shop unasked."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from core import db, wiring
from core.config import Settings
from core.db import soundness
from core.operations.checks import selfchecks
from tests.conftest import make_settings, new_user
from tests.lab import eventually, free_port
from tests.vitrina.test_processes import ended, environment, started
from vitrina import doctor, processes
from vitrina.processes import CannotStart


async def filled(path: Path) -> Path:
    """A shop of some size, closed in order."""
    await db.connect(f"sqlite://{path}")
    try:
        for number in range(200):
            await db.fetch(
                "INSERT INTO facts (name, user_id, data, at) VALUES ($1, $2, $3, $4)", "X", number, "{}" * 200, "2026"
            )
    finally:
        await db.disconnect()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture
async def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    path = db.sqlite_path(sqlite_url)
    assert path is not None
    live = await filled(Path(shutil.copy(path, tmp_path / "live.db")))
    return make_settings(f"sqlite://{live}", tmp_path / "data", web_port=free_port(), web_host="127.0.0.1")


def file_of(settings: Settings) -> Path:
    path = db.sqlite_path(settings.database_url)
    assert path is not None
    return path


def halved(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_short(path: Path) -> None:
    os.truncate(path, 60)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def no_database(path: Path) -> None:
    path.write_text("hello\n" * 2000)


def noisy(path: Path) -> None:
    """8 KB of noise in the middle."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(8192))


def zeros_in_the_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(bytes(8192))


DAMAGES = (halved, cut_short, cut_in_a_page, zeroed, no_database, noisy, zeros_in_the_middle)


async def refused(settings: Settings, parts: tuple[str, ...] = ("web",)) -> str:
    with pytest.raises(CannotStart) as refusal:
        await asyncio.wait_for(processes.run(settings, parts, asyncio.Event()), 60)
    return str(refusal.value)


async def serves(settings: Settings) -> None:
    """It starts and stops."""
    stop = asyncio.Event()
    running = asyncio.create_task(processes.run(settings, ("web",), stop))

    async def answers() -> bool:
        if running.done():
            await running
        with contextlib.suppress(httpx.TransportError):
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.get(f"http://127.0.0.1:{settings.web_port}/health")).status_code == 200
        return False

    await eventually(answers)
    stop.set()
    await running


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_file_is_one_sentence_at_the_start_and_found_by_doctor(
    settings: Settings, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(file_of(settings))
    sentence = await refused(settings)
    assert str(file_of(settings)) in sentence
    assert "is damaged" in sentence
    assert "vitrina restore" in sentence
    assert "\n" not in sentence
    assert not await doctor.examine(settings)
    assert "FAIL database: " in capsys.readouterr().out


async def test_the_command_prints_the_sentence_and_ends_with_code_2(settings: Settings, tmp_path: Path) -> None:
    zeroed(file_of(settings))
    env = environment(tmp_path, DATABASE_URL=settings.database_url)
    codes = {"web": 2, "migrate": 2, "backup": 1}
    running = [await started("-m", "vitrina", command, env=env) for command in codes]
    for process, (command, expected) in zip(running, codes.items(), strict=True):
        code, out = await ended(process, 60)
        assert (code, out.count("\n"), "Traceback" in out) == (expected, 1, False), (command, out)
        assert ("is damaged" if expected == 2 else "is not a database") in out


async def test_damage_under_a_running_shop_is_found_by_the_self_checks(settings: Settings) -> None:
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        checks = {"database": selfchecks.CHECKS["database"]}
        (sound,) = await selfchecks.run(shop, checks)
        assert sound.ok
        noisy(file_of(settings))
        (damaged,) = await selfchecks.run(shop, checks)
        assert not damaged.ok
        assert "damaged" in damaged.text_in("en")
        assert "vitrina restore" in damaged.advice_in("en")


async def test_the_self_checks_take_no_lock_away_from_the_shop(settings: Settings) -> None:
    """Or a command that ends next believes to be the last one there, and deletes the log with what the shop wrote."""
    count = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM users').fetchone())"

    async def seen_by_a_command() -> str:
        process = await started("-c", count, str(file_of(settings)), env={})
        return (await ended(process, 20))[1].strip()

    async with wiring.opened(wiring.build_shop(settings)) as shop:
        await new_user(shop, 1)
        (check,) = await selfchecks.run(shop, {"database": selfchecks.CHECKS["database"]})
        assert check.ok
        assert await seen_by_a_command() == "1"
        await new_user(shop, 2)
        assert await seen_by_a_command() == "2"


def test_a_file_that_is_too_large_to_be_looked_through_in_time_is_not_called_damaged(settings: Settings) -> None:
    assert soundness.fault_of(file_of(settings), 60) == ""
    soundness_steps = soundness.fault_of(file_of(settings), -1)
    assert soundness_steps in (None, "")


WAYS_TO_GO = ("empty", "no tables", "missing")


@pytest.mark.parametrize(
    ("sign", "last"),
    [("a start", "empty"), ("worker.lock", "no tables"), ("xray-1", "missing"), ("backups", "missing")],
)
async def test_a_shop_whose_database_is_gone_is_not_begun_anew_unasked(
    settings: Settings, sign: str, last: str
) -> None:
    """Refused in every way that it can be gone; begun anew on demand after the last one."""
    data = settings.data_dir
    if sign == "a start":
        await serves(settings)
    elif sign == "backups":
        (data / "backups").mkdir(parents=True)
        (data / "backups" / "20261121_120000__auto.vitrina.tar.gz").write_bytes(b"x")
    else:
        data.mkdir()
        (data / sign).mkdir() if sign.startswith("xray") else (data / sign).touch()
    path = file_of(settings)
    for way in sorted(WAYS_TO_GO, key=lambda way: way == last):
        path.unlink(missing_ok=True)
        if way == "empty":
            path.touch()
        elif way == "no tables":
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA user_version = 1")
        sentence = await refused(settings)
        assert "ALLOW_EMPTY_DATABASE=true" in sentence, way
        assert str(data) in sentence, way
        assert not path.exists() or path.stat().st_size <= 4096, way  # nothing was made
    await serves(settings.model_copy(update={"allow_empty_database": True}))
    await serves(settings)


async def test_a_new_shop_begins_without_being_told(tmp_path: Path) -> None:
    settings = make_settings(
        f"sqlite://{tmp_path / 'new' / 'shop.db'}", tmp_path / "data", web_port=free_port(), web_host="127.0.0.1"
    )
    await serves(settings)
    await serves(settings)


@pytest.mark.own_database
async def test_a_postgres_that_has_lost_its_tables_is_not_filled_anew_unasked(
    postgres_server: str, postgres_url: str, tmp_path: Path
) -> None:
    settings = make_settings(postgres_url, tmp_path / "data", web_port=free_port(), web_host="127.0.0.1")
    await serves(settings)
    await db.connect(postgres_url)
    await db.fetch("DROP SCHEMA public CASCADE")
    await db.fetch("CREATE SCHEMA public")
    await db.disconnect()
    assert "ALLOW_EMPTY_DATABASE=true" in await refused(settings)
    await serves(settings.model_copy(update={"allow_empty_database": True}))
    await _a_user(settings)  # what is torn down looks at the tables


async def _a_user(settings: Settings) -> None:
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        await new_user(shop)


async def test_a_postgres_that_cannot_be_had_is_a_sentence_for_each_reason(
    postgres_server: str, tmp_path: Path
) -> None:
    def at(url: str) -> Settings:
        return make_settings(url, tmp_path, web_port=free_port(), web_host="127.0.0.1")

    missing = await refused(at(f"{postgres_server}nowhere"))
    assert "has no database nowhere" in missing
    assert "createdb nowhere" in missing
    stranger = await refused(at(postgres_server.replace("//shop:", "//stranger:") + "postgres"))
    assert "does not let stranger in" in stranger
    for address in (f"127.0.0.1:{free_port()}", "nowhere.invalid:5432"):
        silent = await refused(at(f"postgres://shop:secret-password@{address}/shop"))
        assert "does not answer" in silent
        assert address in silent
        assert "secret-password" not in silent


async def test_a_file_beside_which_nothing_can_be_written_is_not_called_damaged(settings: Settings) -> None:
    """As on a disk that has become read-only: what is there is whole, and a restore would only lose what came since."""
    file_of(settings).with_name(f"{file_of(settings).name}-wal").mkdir()
    sentence = await refused(settings)
    assert "cannot be used" in sentence
    assert "restore" not in sentence


async def test_a_lock_that_cannot_be_made_beside_the_database_is_a_sentence(settings: Settings) -> None:
    file_of(settings).with_name(f"{file_of(settings).name}.migrate.lock").mkdir()
    assert "cannot be used" in await refused(settings)


async def test_a_data_directory_where_nothing_can_be_written_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sentence = await refused(settings.model_copy(update={"data_dir": tmp_path / "file"}), ("worker",))
    assert "worker.lock cannot be written" in sentence


async def test_a_directory_where_nothing_can_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "shop.db").mkdir()
    settings = make_settings(
        f"sqlite://{tmp_path / 'shop.db'}", tmp_path / "data", web_port=free_port(), web_host="127.0.0.1"
    )
    assert "cannot be used" in await refused(settings)


@pytest.mark.parametrize("slashes", ["", "/"], ids=["three slashes", "four slashes"])
@pytest.mark.parametrize("folder", ["plain", "with space", "100%25"])
async def test_a_shop_reads_its_database_wherever_that_is(
    sqlite_url: str, tmp_path: Path, slashes: str, folder: str
) -> None:
    path = db.sqlite_path(sqlite_url)
    assert path is not None
    place = tmp_path / folder / "shop.db"
    place.parent.mkdir()
    shutil.copy(path, place)
    settings = make_settings(f"sqlite://{slashes}{place}", tmp_path / "data")
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        user = await new_user(shop)
        assert [row["id"] for row in await db.read("SELECT id FROM users WHERE id = $1", user.id)] == [user.id]
