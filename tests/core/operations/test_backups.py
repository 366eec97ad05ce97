"""Backups: made while the shop runs, looked at, removed, thinned out, sent; and archives that are something else."""

import asyncio
import base64
import gzip
import io
import json
import os
import sqlite3
import stat
import tarfile
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from core import config, db, errors, installation, wiring, worker
from core.catalogue.tariffs import Tariff
from core.config import Settings, SettingsError
from core.operations import backups
from core.operations.backups import age, archive, making, place, postgres
from core.shop import Actor, Shop
from core.subscriptions import purchase
from sandbox.client import SandboxClient
from sandbox.server import Sandbox
from tests import logwatch
from tests.conftest import ADMIN, TOKEN, Clock, make_settings, new_user
from tests.core.conftest import facts

PASSWORD = "correct horse battery staple"
pytestmark = pytest.mark.own_database
# `pyrage.passphrase.encrypt(b"a backup", "correct horse")` of pyrage 1.4.0, another implementation of the format.
FOREIGN = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBDQ25RMzFzMCtYKy9QSnJHRVRxWlhBIDE5Cm03bjc5djNnL01FUGwramN1SFJrQjdQdUM0dktV"
    "eHNDZS92ZUxodk5yQXMKLS0tIHlRL0ZTcWdUQjVsakNVTExzQnQzUm80T29ORVpVUUFlZHhEZEZVZ2pNcFEKtGVqxbw7rQFF/ngfnZ1as7LCtCTcoMqC"
    "4N0ebOd7QQpWnmSOuiluTg=="
)


@pytest.fixture(params=[None, PASSWORD], ids=["plain", "encrypted"])
def password(request: pytest.FixtureRequest) -> str | None:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Settings:
    """A shop on SQLite whose backups are encrypted."""
    return make_settings(sqlite_url, tmp_path, backup_password=PASSWORD, backup_every_hours=24, backup_keep=2)


@pytest.fixture
async def safe(small: Settings, clock: Clock) -> AsyncIterator[Shop]:
    """The same, open."""
    async with wiring.opened(wiring.build_shop(small, now=clock)) as opened:
        yield opened


def with_password(shop: Shop, password: str | None) -> None:
    """As if the setting had been given at the start."""
    values = {**shop.settings.model_dump(), "backup_password": password}
    shop.settings = logwatch.learn_settings(Settings(_env_file=None, **values))


def folder_of(shop: Shop) -> Path:
    return Path(shop.settings.data_dir) / "backups"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_backup_tells_what_is_in_it(shop: Shop, tariff: Tariff, password: str | None) -> None:
    with_password(shop, password)
    user = await new_user(shop, balance_kopeks=50000)
    await purchase.buy(shop, user, tariff, quote="q1", by=Actor("user", user.id))
    made = await backups.create(shop, "before-lunch")

    assert made.name == "20261121_120000__before-lunch.vitrina.tar.gz" + (".age" if password else "")
    assert made.encrypted is bool(password)
    assert await backups.listing(shop) == [made]
    assert (mode(folder_of(shop)), mode(folder_of(shop) / made.name)) == (0o700, 0o600)
    found = await backups.preview(shop, made.name)
    assert found.manifest.counts["users"] == 1
    assert found.manifest.balances_kopeks == 50000 - 29900
    assert found.manifest.engine == ("postgres" if db.is_postgres() else "sqlite")
    assert found.manifest.installation == await installation.get(installation.ID)
    assert [(place.name, place.keys) for place in found.manifest.servers] == [("Amsterdam", 1)]
    assert [(one["user_id"], one["telegram_id"]) for one in found.accounts] == [(user.id, 4242)]
    assert (archive.SETTINGS in found.manifest.members) is bool(password)
    assert [fact.data["name"] for fact in await facts("BackupMade")] == [made.name]


async def test_two_backups_of_a_second_have_two_names_and_the_newest_comes_first(safe: Shop, clock: Clock) -> None:
    first = await backups.create(safe)
    second = await backups.create(safe)
    clock.advance(seconds=1)
    third = await backups.create(safe)
    assert second.name == "20261121_120000__manual-2.vitrina.tar.gz.age"
    assert {one.name for one in await backups.listing(safe)} == {first.name, second.name, third.name}
    assert (await backups.listing(safe))[0] == third


async def test_a_backup_of_a_shop_that_sells_meanwhile_is_of_one_moment(shop: Shop) -> None:
    """Money and the entry for it are one transaction: never one without the other, whatever is committed meanwhile."""
    await new_user(shop, 1, balance_kopeks=100)
    stop = asyncio.Event()

    async def sell() -> None:
        number = 1
        while not stop.is_set():
            number += 1
            await new_user(shop, number, balance_kopeks=100)

    selling = asyncio.create_task(sell())
    try:
        made = [await backups.create(shop) for _ in range(3)]
    finally:
        stop.set()
        await selling
    for one in made:
        manifest = (await backups.preview(shop, one.name)).manifest
        assert manifest.balances_kopeks == 100 * manifest.counts["ledger_entries"]
        assert manifest.counts["users"] - manifest.counts["ledger_entries"] in (0, 1)  # two transactions a person


async def test_an_encrypted_backup_shows_nothing_and_a_plain_one_has_no_setting(
    shop: Shop, password: str | None
) -> None:
    with_password(shop, password)
    await new_user(shop)
    made = await backups.create(shop)
    content = (folder_of(shop) / made.name).read_bytes()
    inside = b"" if password else gzip.decompress(content)
    assert (b"alice4242" in inside) is (password is None and not db.is_postgres())  # pg_dump compresses by itself
    assert TOKEN.encode() not in inside + content
    assert b"sqlite" not in content.lower()


async def test_the_settings_in_it_make_the_same_settings(
    safe: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = {
        "shop_name": 'Mike\'s \\ "VPN" # $1',
        "trusted_proxies": "10.0.0.0/8,::1",
        "admin_ids": "1,2",
        "trial_days": 0,
    }
    safe.settings = safe.environment = make_settings(
        safe.settings.database_url, tmp_path, backup_password=PASSWORD, cryptobot_token="1:secret-token", **odd
    )
    made = await backups.create(safe)
    env = tmp_path / "restored.env"
    env.write_bytes(archive.read_settings(folder_of(safe) / made.name, PASSWORD))
    assert dotenv_values(env)["SHOP_NAME"] == odd["shop_name"]
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert Settings(_env_file=env).model_dump() == safe.settings.model_dump()


@pytest.mark.parametrize("label", ["", "a/b", "..", "two words", "x" * 41, "-a", "a__b", "точка"])
async def test_a_label_that_cannot_be_part_of_a_name_is_refused(safe: Shop, label: str) -> None:
    with pytest.raises(errors.InvalidValue):
        await backups.create(safe, label)
    assert await backups.listing(safe) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../shop.db",
        "/etc/passwd",
        ".lock",
        "a\0b",
        "20261121_120000__manual.vitrina.tar.gz/../../shop.db",
    ],
)
async def test_a_name_leads_nowhere_else(safe: Shop, name: str) -> None:
    await backups.create(safe)
    for work in (backups.preview(safe, name), backups.delete(safe, name)):
        with pytest.raises(errors.BackupNotFound):
            await work
    assert db.sqlite_path(safe.settings.database_url).is_file()  # type: ignore[union-attr]


async def test_a_symbolic_link_is_no_backup(safe: Shop, tmp_path: Path) -> None:
    made = await backups.create(safe)
    link = folder_of(safe) / made.name.replace("manual", "link")
    link.symlink_to(tmp_path / "shop.db")
    assert await backups.listing(safe) == [made]
    with pytest.raises(errors.BackupNotFound):
        await backups.delete(safe, link.name)


async def test_a_removed_backup_is_gone(safe: Shop) -> None:
    made = await backups.create(safe)
    await backups.delete(safe, made.name)
    assert await backups.listing(safe) == []
    with pytest.raises(errors.BackupNotFound):
        await backups.delete(safe, made.name)


async def test_one_at_a_time(safe: Shop) -> None:
    made = await backups.create(safe)
    with place.alone(safe.settings):
        for work in (backups.create(safe), backups.delete(safe, made.name)):
            with pytest.raises(errors.BackupUnderWay):
                await work
    assert len(await backups.listing(safe)) == 1


async def test_a_missing_tool_is_named_with_its_package(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PLACES", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path))
    async with wiring.opened(wiring.build_shop(make_settings(postgres_url, tmp_path))) as shop:
        with pytest.raises(errors.BackupToolMissing) as refused:
            await backups.create(shop)
    assert refused.value.params["tool"] == "pg_dump"
    assert str(refused.value.params["package"]).startswith("postgresql-client-")


async def test_a_database_without_a_shop_is_not_backed_up(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").close()
    async with wiring.opened(wiring.build_shop(make_settings(f"sqlite://{tmp_path}/other.db", tmp_path))) as shop:
        with pytest.raises(errors.BackupNothing):
            await backups.create(shop)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


async def test_a_disk_that_refuses_is_an_error_and_leaves_nothing(safe: Shop, tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(errors.BackupImpossible):
        await backups.create_at(safe, target)
    with pytest.raises(errors.BackupImpossible):
        await backups.create_at(safe, tmp_path / "no" / "where")
    assert list(target.iterdir()) == []


async def test_a_backup_goes_to_the_file_that_is_wanted(safe: Shop, tmp_path: Path) -> None:
    target = tmp_path / "mine.bin"
    target.write_text("an older one")
    assert await backups.create_at(safe, target) == target
    assert archive.read_manifest(target, PASSWORD).label == "manual"
    assert mode(target) == 0o600
    assert await backups.listing(safe) == []
    assert not list(tmp_path.glob(".mine*"))


async def test_a_backup_that_nobody_waits_for_any_more_leaves_nothing(shop: Shop) -> None:
    await new_user(shop)
    for pause in (0.0, 0.01, 0.05, 0.1, 0.2):
        task = asyncio.create_task(backups.create(shop))
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.wait([task])
    await asyncio.sleep(0.1)
    for one in await backups.listing(shop):
        archive.unpack(folder_of(shop) / one.name, None, folder_of(shop), only=())
    assert {path.name for path in folder_of(shop).iterdir()} - {one.name for one in await backups.listing(shop)} == {
        ".lock"
    }


# ---- what is not an archive any more


async def test_every_changed_byte_and_every_cut_is_noticed(safe: Shop, password: str | None, tmp_path: Path) -> None:
    """An archive is an archive, whichever engine's database is in it."""
    with_password(safe, password)
    made = await backups.create(safe)
    whole = (folder_of(safe) / made.name).read_bytes()
    assert archive.unpack(folder_of(safe) / made.name, password, tmp_path, only=()).label == "manual"
    step = len(whole) // (
        8 if password else 60
    )  # each look at an encrypted one takes a fifth of a second, as it should
    spots = [*range(0, 300, 60), *range(300, len(whole), step), len(whole) - 1]
    cuts = [0, 10, 250, len(whole) // 2, len(whole) - 17, len(whole) - 1]
    copies = [whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1 :] for spot in spots]
    copies += [whole[:cut] for cut in cuts] + [whole + b"\0", whole + b"more"] * bool(password)
    path = tmp_path / "changed"
    for content in (copy for copy in copies if not _means_the_same(copy, whole)):
        path.write_bytes(content)
        with pytest.raises((errors.BackupDamaged, errors.BackupPasswordWrong)):
            archive.unpack(path, password, tmp_path, only=())


def _means_the_same(content: bytes, whole: bytes) -> bool:
    """A few bits of gzip say nothing about the content: time and system in its header, the padding of a block."""
    try:
        return whole[:2] == b"\x1f\x8b" and gzip.decompress(content) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


async def test_a_wrong_and_a_missing_password_are_told_apart(safe: Shop) -> None:
    made = await backups.create(safe)
    path = folder_of(safe) / made.name
    with pytest.raises(errors.BackupPasswordWrong):
        archive.read_manifest(path, PASSWORD + "!")
    with pytest.raises(errors.BackupPasswordNeeded):
        archive.read_manifest(path, None)
    assert archive.read_manifest(path, PASSWORD).label == "manual"


async def test_a_newer_format_is_refused(safe: Shop, tmp_path: Path) -> None:
    made = await backups.create(safe)
    newer = repacked(folder_of(safe) / made.name, PASSWORD, tmp_path, format=archive.FORMAT + 1, version="9.9")
    with pytest.raises(errors.BackupTooNew) as refused:
        archive.read_manifest(newer, PASSWORD)
    assert refused.value.params == {"version": "9.9"}


def repacked(path: Path, password: str | None, directory: Path, **changes: Any) -> Path:
    """The same archive with another manifest."""
    room = directory / "repacking"
    room.mkdir()
    manifest = archive.unpack(path, password, room, only=archive.MEMBERS)
    files = {name: room / name for name in manifest.members}
    target = directory / f"changed-{path.name}"
    archive.pack(target, manifest.model_copy(update=changes), files, password, threading.Event())
    return target


def _member(name: str, content: bytes = b"evil", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


TRICKS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "a path upwards": lambda parts: [*parts, _member("../../evil")],
    "an absolute path": lambda parts: [*parts, _member("/tmp/evil")],
    "an unknown name": lambda parts: [*parts, _member("evil")],
    "a member twice": lambda parts: [*parts, parts[-1]],
    "a member is missing": lambda parts: parts[:-1],
    "the manifest is not the first": lambda parts: parts[1:],
    "nothing at all": lambda parts: [],
    "a link for a database": lambda parts: [
        *parts[:-1],
        _member(parts[-1][0].name, b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    ],
    "a hard link": lambda parts: [*parts[:-1], _member(parts[-1][0].name, b"", type=tarfile.LNKTYPE, linkname="x")],
    "a device": lambda parts: [*parts[:-1], _member(parts[-1][0].name, b"", type=tarfile.CHRTYPE)],
    "another content": lambda parts: [*parts[:-1], _member(parts[-1][0].name, b"x" * parts[-1][0].size)],
    "another size": lambda parts: [*parts[:-1], _member(parts[-1][0].name)],
    "a manifest that names a path": lambda parts: [_renamed(parts, "../evil"), *parts[1:-1], _member("../evil")],
    "a manifest of something else": lambda parts: [_member("manifest.json", b'{"format": 1}'), *parts[1:]],
    "a manifest that is no object": lambda parts: [_member("manifest.json", b"[" * 100_000), *parts[1:]],
    "a manifest without end": lambda parts: [_member("manifest.json", b" " * (archive.MANIFEST_MAX + 1)), *parts[1:]],
}


def _renamed(parts: list[Any], name: str) -> Any:
    said = json.loads(parts[0][1])
    said["members"][name] = said["members"].pop(parts[-1][0].name)
    return _member("manifest.json", json.dumps(said).encode())


@pytest.mark.parametrize("trick", TRICKS)
async def test_an_archive_of_somebody_with_tricks_is_refused(safe: Shop, tmp_path: Path, trick: str) -> None:
    with_password(safe, None)
    made = await backups.create(safe)
    with tarfile.open(folder_of(safe) / made.name) as tar:
        parts = [(member, tar.extractfile(member).read()) for member in tar.getmembers()]  # type: ignore[union-attr]
    path, room = tmp_path / "tricky", tmp_path / "deep" / "room"
    room.mkdir(parents=True)
    with tarfile.open(path, "w:gz") as tar:
        for info, content in TRICKS[trick](parts):
            tar.addfile(info, io.BytesIO(content))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(errors.BackupDamaged):
        archive.unpack(path, None, room, only=archive.MEMBERS)
    assert {new for new in tmp_path.rglob("*") if new not in before} <= {room / name for name in archive.MEMBERS}
    assert all(not new.is_symlink() for new in room.iterdir())


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    path = Path(f"/tmp/vitrina-fuzz-{os.getpid()}")
    try:
        path.write_bytes(content)
        with pytest.raises(errors.BackupDamaged):
            archive.unpack(path, PASSWORD, path.parent, only=())
    finally:
        path.unlink()


async def test_an_archive_that_does_not_fit_the_disk_is_refused_first(safe: Shop, tmp_path: Path) -> None:
    made = await backups.create(safe)
    path = folder_of(safe) / made.name
    members = archive.read_manifest(path, PASSWORD).members
    huge = {**members, "database.sqlite": archive.Part(size=2**50, sha256="0" * 64)}
    room = tmp_path / "unpacking"
    room.mkdir()
    archive.unpack(path, PASSWORD, room, only=archive.MEMBERS)
    manifest = archive.read_manifest(path, PASSWORD).model_copy(update={"members": huge})
    text = manifest.model_dump_json().encode()
    with tarfile.open(tmp_path / "huge", "w:gz") as tar:
        tar.addfile(_member("manifest.json", text)[0], io.BytesIO(text))
    with pytest.raises(errors.BackupNoRoom) as refused:
        archive.unpack(tmp_path / "huge", None, tmp_path, only=archive.MEMBERS)
    assert int(refused.value.params["megabytes"]) >= 2**30


# ---- age


def test_what_another_program_has_encrypted_is_read() -> None:
    assert io.BufferedReader(age.Reader(io.BytesIO(FOREIGN), "correct horse")).read() == b"a backup"


def test_what_is_encrypted_here_another_program_reads() -> None:
    sealed = io.BytesIO()
    with age.Writer(sealed, PASSWORD) as sink:
        sink.write(b"a backup" * 20_000)
    assert pyrage.passphrase.decrypt(sealed.getvalue(), PASSWORD) == b"a backup" * 20_000


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 200_001])
def test_what_is_encrypted_comes_back(size: int) -> None:
    content, sealed = os.urandom(size), io.BytesIO()
    with age.Writer(sealed, PASSWORD) as sink:
        for start in range(0, size, 40_000):
            sink.write(content[start : start + 40_000])
    assert io.BufferedReader(age.Reader(io.BytesIO(sealed.getvalue()), PASSWORD)).read() == content


def test_chunks_cannot_change_places_or_be_left_out() -> None:
    sealed = io.BytesIO()
    with age.Writer(sealed, PASSWORD) as sink:
        sink.write(bytes(3 * age.CHUNK))
    text, size = sealed.getvalue(), age.CHUNK + age.TAG
    head, chunks = text[: -3 * size], [text[-3 * size : -2 * size], text[-2 * size : -size], text[-size:]]
    for order in ((1, 0, 2), (0, 2), (1, 2), (0, 1), (0, 1, 2, 2)):
        changed = head + b"".join(chunks[number] for number in order)
        with pytest.raises(age.Damaged):
            io.BufferedReader(age.Reader(io.BytesIO(changed), PASSWORD)).read()


def test_a_header_that_would_take_all_memory_is_refused() -> None:
    greedy = FOREIGN.replace(b" 19\n", b" 30\n", 1)
    with pytest.raises(age.Damaged):
        age.Reader(io.BytesIO(greedy), "correct horse")


# ---- by the clock


async def test_the_schedule_makes_one_in_time_and_keeps_the_newest(safe: Shop, clock: Clock) -> None:
    by_hand = await backups.create(safe)
    for _ in range(4):
        for _ in range(3):
            await backups.run_due(safe)
        clock.advance(hours=24)
    found = await backups.listing(safe)
    assert [f"{one.made_at:%d}" for one in found if one.label == "scheduled"] == ["24", "23"]
    assert by_hand in found
    assert len(await facts("BackupMade")) == 5


async def test_no_schedule_makes_none(safe: Shop) -> None:
    safe.settings = safe.environment = make_settings(safe.settings.database_url, Path(safe.settings.data_dir))
    await backups.run_due(safe)
    assert await backups.listing(safe) == []


async def test_a_scheduled_backup_that_fails_is_told_once_a_day_and_tried_every_hour(
    safe: Shop, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / ".lock").mkdir()  # the directory refuses: a full or broken disk is no different
    for _ in range(26):
        await backups.run_due(safe)
        clock.advance(hours=1)
    failed = await facts("BackupFailed")
    assert [fact.data["code"] for fact in failed] == ["backup-impossible"] * 2
    (tmp_path / "backups" / ".lock").rmdir()
    await backups.run_due(safe)
    assert len(await backups.listing(safe)) == 1


def test_the_worker_does_it_by_the_clock(small: Settings) -> None:
    assert backups.run_due in {job.run for job in wiring.schedule(small)}


# ---- to the administrators


@pytest.fixture
async def telling(small: Settings, clock: Clock) -> AsyncIterator[tuple[Shop, SandboxClient]]:
    """A shop that sends its backups, and the sandbox as its Telegram."""
    async with Sandbox() as sandbox, SandboxClient(sandbox.url) as client:
        values = {**small.model_dump(), "telegram_api_url": sandbox.url, "backup_to_admins": True}
        values["bot_token"] = sandbox.token
        settings = logwatch.learn_settings(Settings(_env_file=None, **values))
        async with wiring.opened(wiring.build_shop(settings, now=clock)) as opened:
            await (await client.person(ADMIN, first_name="Admin")).send("/start")
            yield opened, client


async def _documents(client: SandboxClient) -> tuple[list[dict[str, Any]], list[str]]:
    messages = await (await client.person(ADMIN)).messages()
    sent = [message["document"] for message in messages if "document" in message]
    return sent, [message.get("text", "") for message in messages]


async def test_a_scheduled_backup_comes_to_the_administrators(telling: tuple[Shop, SandboxClient]) -> None:
    shop, client = telling
    await backups.run_due(shop)
    await worker.deliver_due(shop)
    (made,) = await backups.listing(shop)
    ((document), *more), _ = await _documents(client)
    assert more == []
    assert (document["file_name"], document["file_size"]) == (made.name, made.size_bytes)


async def test_one_too_large_for_telegram_is_said_to_be(telling: tuple[Shop, SandboxClient]) -> None:
    shop, client = telling
    made = await backups.create(shop, send=True)
    os.truncate(folder_of(shop) / made.name, 50 * 2**20 + 1)
    await worker.deliver_due(shop)
    documents, texts = await _documents(client)
    assert documents == []
    assert any(made.name in text and "51" in text and str(folder_of(shop)) in text for text in texts)


async def test_one_that_telegram_takes_just_so_arrives(telling: tuple[Shop, SandboxClient]) -> None:
    shop, client = telling
    made = await backups.create(shop, send=True)
    os.truncate(folder_of(shop) / made.name, 50 * 2**20)
    await worker.deliver_due(shop)
    documents, _ = await _documents(client)
    assert [document["file_size"] for document in documents] == [50 * 2**20]


async def test_a_failed_one_is_told(telling: tuple[Shop, SandboxClient], tmp_path: Path) -> None:
    shop, client = telling
    (tmp_path / "backups" / ".lock").mkdir(parents=True)
    await backups.run_due(shop)
    await worker.deliver_due(shop)
    _, texts = await _documents(client)
    assert any("vitrina" not in text and "🚨" in text for text in texts)


async def test_without_a_password_nothing_is_sent(shop: Shop) -> None:
    with pytest.raises(errors.BackupNotEncrypted):
        await backups.create(shop, send=True)
    assert await backups.listing(shop) == []


def test_sending_without_a_password_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("BOT_TOKEN", TOKEN), ("ADMIN_IDS", "900"), ("BACKUP_TO_ADMINS", "true")):
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="BACKUP_PASSWORD"):
        config.load()
    monkeypatch.setenv("BACKUP_PASSWORD", "short")
    with pytest.raises(SettingsError, match="BACKUP_PASSWORD"):
        config.load()
    monkeypatch.setenv("BACKUP_PASSWORD", PASSWORD)
    assert making.password(config.load()) == PASSWORD
