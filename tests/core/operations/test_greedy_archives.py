"""Archives that are made to fill memory or disk: nothing is kept that they say about themselves."""

import gzip
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from core import errors
from core.operations import backups
from core.operations.backups import archive
from core.operations.backups.members import Members
from core.shop import Shop
from tests.core.operations.test_backups import folder_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def _header(name: str, size: int, kind: bytes = b"0") -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.USTAR_FORMAT if size < 8**11 else tarfile.GNU_FORMAT)


def _zeros(path: Path, *beginnings: bytes, megabytes: int, end: bytes = b"") -> None:
    with gzip.open(path, "wb", compresslevel=1) as sink:
        for beginning in beginnings:
            sink.write(beginning)
        for _ in range(megabytes):
            sink.write(bytes(2**20))
        sink.write(end)


GREEDY = {
    "a long name": lambda path: _zeros(path, _header("././@LongLink", 2**28, b"L"), megabytes=256),
    "a long link": lambda path: _zeros(path, _header("././@LongLink", 2**28, b"K"), megabytes=256),
    "an extended header": lambda path: _zeros(path, _header("x", 2**28, b"x"), megabytes=256),
    "headers for all": lambda path: _zeros(path, _header("x", 2**28, b"g"), megabytes=256),
    "headers before headers": lambda path: _zeros(path, *[_header("x", 0, b"x")] * 5000, megabytes=0),
    "a sparse file": lambda path: _zeros(path, _header("manifest.json", 2**28, b"S"), megabytes=256),
    "a manifest": lambda path: _zeros(path, _header("manifest.json", 2**28), megabytes=256),
    "nothing but zeros": lambda path: _zeros(path, megabytes=256),
}


READING = """
import resource, sys
from pathlib import Path
from core import errors
from core.operations.backups import archive

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).glob("*.gz")):
    for read in (archive.read_manifest, lambda *of: archive.read_accounts(*of, 10),
                 lambda *of: archive.unpack(*of, Path(sys.argv[1]), only=archive.MEMBERS)):
        try:
            read(path, None)
        except errors.BackupDamaged:
            pass
        else:
            sys.exit(f"{path.stem} was read")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, path.stem)
"""


def test_an_archive_cannot_take_memory_by_what_it_says(tmp_path: Path) -> None:
    """All of them in one process, whose memory never shrinks: the first line above the bound is the culprit's."""
    for kind, write in GREEDY.items():
        write(tmp_path / f"{kind}.gz")
    reading = subprocess.run(
        [sys.executable, "-c", READING, str(tmp_path)], capture_output=True, text=True, check=False, timeout=240
    )
    assert reading.returncode == 0, reading.stderr
    kilobytes = {kind: int(growth) for growth, kind in (line.split(" ", 1) for line in reading.stdout.splitlines())}
    assert kilobytes.keys() == GREEDY.keys()
    assert {kind: growth for kind, growth in kilobytes.items() if growth >= 40 << 10} == {}


async def test_one_line_of_accounts_and_what_follows_the_end_are_bounded(shop: Shop, tmp_path: Path) -> None:
    made = await backups.create(shop)
    path = folder_of(shop) / made.name
    with tarfile.open(path) as tar:
        manifest = tar.extractfile("manifest.json").read()  # type: ignore[union-attr]
    first = _header("manifest.json", len(manifest)) + manifest + bytes(-len(manifest) % 512)
    _zeros(tmp_path / "line", first, _header("accounts.jsonl", 2**27), megabytes=128)
    with pytest.raises(errors.BackupDamaged):
        archive.read_accounts(tmp_path / "line", None, 10)
    whole = gzip.decompress(path.read_bytes())
    _zeros(tmp_path / "tail", whole, megabytes=200)
    with pytest.raises(errors.BackupDamaged):
        archive.unpack(tmp_path / "tail", None, tmp_path, only=())
    for more in (gzip.compress(b"more"), b"x", bytes(10)):
        (tmp_path / "more").write_bytes(path.read_bytes() + more)
        with pytest.raises(errors.BackupDamaged):
            archive.unpack(tmp_path / "more", None, tmp_path, only=())


async def test_what_packs_too_well_is_not_unpacked(shop: Shop, tmp_path: Path) -> None:
    made = await backups.create(shop)
    path = folder_of(shop) / made.name
    manifest = archive.read_manifest(path, None)
    size = 800 * 2**20
    members = {**manifest.members, manifest.database: archive.Part(size=size, sha256="0" * 64)}
    text = manifest.model_copy(update={"members": members}).model_dump_json().encode()
    first = _header("manifest.json", len(text)) + text + bytes(-len(text) % 512)
    _zeros(tmp_path / "bomb", first, _header(manifest.database, size), megabytes=800)
    (tmp_path / "room").mkdir()
    for only in ((), archive.MEMBERS):
        with pytest.raises(errors.BackupDamaged):
            archive.unpack(tmp_path / "bomb", None, tmp_path / "room", only=only)
    assert list((tmp_path / "room").iterdir()) == []


def test_a_member_of_more_than_eight_gigabytes_is_known_by_its_extended_header() -> None:
    size = 9 * 2**30
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        info = tarfile.TarInfo("database.sqlite")
        info.size = size
        found = Members(io.BytesIO(info.tobuf(form))).next()
        assert found is not None
        assert (found.name, found.size) == ("database.sqlite", size)
