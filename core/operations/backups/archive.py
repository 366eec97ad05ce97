"""The archive: a compressed tar of a manifest, the list of accounts, the settings and the database, maybe encrypted.

    manifest.json       what is inside: version, engine, migrations, counts, size and SHA-256 of every other member
    accounts.jsonl      one line a key: whose it is and what it is called
    settings.env        the settings with their secrets, only in an encrypted archive
    database.sqlite     or database.pgdump (pg_dump's custom format); the last one, so that the others are read quickly

Names of members are compared with this list and never become paths. Everything is streamed, and read in bounded memory
whatever it says about itself: see `members`.
"""

import gzip
import hashlib
import io
import itertools
import json
import shutil
import tarfile
import tempfile
import threading
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, cast

from pydantic import BaseModel, Field

from core import errors
from core.operations.backups import age
from core.operations.backups.members import Members, Unzipped

FORMAT, FORMAT_WITHOUT_KEYS = 2, 1
MANIFEST, ACCOUNTS, SETTINGS, KEYS = "manifest.json", "accounts.jsonl", "settings.env", "settings.key"
DATABASES = {"sqlite": "database.sqlite", "postgres": "database.pgdump"}
MEMBERS = {ACCOUNTS, SETTINGS, KEYS, *DATABASES.values()}
MANIFEST_MAX = SETTINGS_MAX = 2**20
ACCOUNT_MAX = 2**16  # one key with its owner
CHUNK = 2**18
PACKED_AT_MOST = 200  # to one; a database packs to a tenth or so, what packs better is made to fill a disk
SMALL = 64 * 2**20  # so much may come of an archive however small
UNREADABLE = (zlib.error, age.Damaged, ValueError, OverflowError, RecursionError)


class Stopped(Exception):
    """Nobody waits for this any more."""


class Part(BaseModel):
    """A member as it was packed."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Place(BaseModel):
    """A server of the shop: what its links name, and how many keys live there."""

    id: int
    name: str
    country: str
    panel: str
    port: int | None
    keys: int


class Manifest(BaseModel):
    """What an archive says about itself."""

    format: int
    product: Literal["vitrina"]
    version: str
    made_at: datetime
    label: str
    engine: Literal["sqlite", "postgres"]
    engine_version: str
    migrations: list[str]
    installation: str | None
    bot_id: int
    counts: dict[str, int]
    balances_kopeks: int
    tables: list[str]
    servers: list[Place]
    settings: list[str]  # names of those that were set
    addresses: dict[str, str]  # what customers' links were made of; every customer knows these
    members: dict[str, Part]

    @property
    def database(self) -> str:
        return DATABASES[self.engine]


def measured(path: Path, stop: threading.Event) -> Part:
    """Size and checksum of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            _check(stop)
            digest.update(chunk)
            size += len(chunk)
    return Part(size=size, sha256=digest.hexdigest())


def pack(
    target: Path, manifest: Manifest, files: Mapping[str, Path], password: str | None, stop: threading.Event
) -> None:
    """Write an archive of these members, in their order. Not yet on the disk for good: see `place.publish`."""
    text = manifest.model_dump_json(indent=1).encode()
    with target.open("xb") as raw:
        target.chmod(0o600)
        sink = cast(BinaryIO, age.Writer(raw, password)) if password else raw
        with gzip.GzipFile("", "wb", 6, sink, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
            _add(tar, MANIFEST, len(text), io.BytesIO(text), manifest)
            for name, path in files.items():
                with path.open("rb") as source:
                    reader = cast(IO[bytes], _Stoppable(source, stop))
                    _add(tar, name, manifest.members[name].size, reader, manifest)
        sink.close()


def read_manifest(path: Path, password: str | None) -> Manifest:
    """The manifest alone. Raises as `unpack` does; the rest of the archive is not looked at."""
    with _opened(path, password) as members:
        return _manifest(members)


def is_encrypted(path: Path) -> bool:
    """Whether a file begins as an encrypted archive does."""
    try:
        with path.open("rb") as raw:
            return raw.read(len(age.VERSION)) == age.VERSION
    except OSError:
        return False


def read_settings(path: Path, password: str | None) -> bytes:
    """The settings in an encrypted archive. Raises BackupWithoutSettings, and as `unpack` does."""
    with tempfile.TemporaryDirectory(prefix="vitrina-") as room:
        unpack(path, password, Path(room), only=(SETTINGS,))
        file = Path(room) / SETTINGS
        if not file.is_file():
            raise errors.BackupWithoutSettings()
        return file.read_bytes()


def read_accounts(path: Path, password: str | None, limit: int) -> tuple[Manifest, list[dict[str, Any]]]:
    """The manifest and at most `limit` accounts. Raises as `unpack` does."""
    with _opened(path, password) as members:
        manifest = _manifest(members)
        member = members.next()
        if member is None or member.name != ACCOUNTS:
            raise errors.BackupDamaged()
        return manifest, [json.loads(line) for line in itertools.islice(members.lines(ACCOUNT_MAX), limit)]


def unpack(
    path: Path, password: str | None, into: Path, *, only: Collection[str], stop: threading.Event | None = None
) -> Manifest:
    """Read a whole archive, compare every member with its checksum, and write those of `only` into a directory.

    Raises BackupNotFound, BackupPasswordNeeded, BackupPasswordWrong, BackupTooNew, BackupDamaged and BackupNoRoom.
    """
    stop = stop or threading.Event()
    with _opened(path, password) as members:
        manifest = _manifest(members)
        _make_sure_of_room(into, sum(part.size for name, part in manifest.members.items() if name in only))
        if sum(part.size for part in manifest.members.values()) > SMALL + PACKED_AT_MOST * path.stat().st_size:
            raise errors.BackupDamaged()
        names = set()
        for member in iter(members.next, None):
            part = manifest.members.get(member.name)
            if part is None or member.name in names or member.size != part.size:
                raise errors.BackupDamaged()
            names.add(member.name)
            _take(members, part, into / member.name if member.name in only else None, stop)
        for _ in members.finish():  # up to the checksum of the compression and the seal of the last chunk
            _check(stop)
        if names != manifest.members.keys():
            raise errors.BackupDamaged()
    return manifest


def _take(content: Members, part: Part, target: Path | None, stop: threading.Event) -> None:
    digest = hashlib.sha256()
    with target.open("xb") if target else io.BytesIO() as sink:
        if target:
            target.chmod(0o600)
        while chunk := content.read():
            _check(stop)
            digest.update(chunk)
            if target:
                sink.write(chunk)
    if digest.hexdigest() != part.sha256:
        raise errors.BackupDamaged()


@contextmanager
def _opened(path: Path, password: str | None) -> Iterator[Members]:
    """The archive's members. Whatever cannot be read in it becomes BackupDamaged."""
    try:
        raw = path.open("rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise errors.BackupNotFound() from None
    with raw:
        try:
            sealed = raw.peek(len(age.VERSION)).startswith(age.VERSION)
            if sealed and not password:
                raise errors.BackupPasswordNeeded()
            source = io.BufferedReader(age.Reader(raw, str(password)), CHUNK) if sealed else raw
            yield Members(Unzipped(source))
        except age.WrongPassword:
            raise errors.BackupPasswordWrong() from None
        except UNREADABLE:
            raise errors.BackupDamaged() from None


def _manifest(members: Members) -> Manifest:
    member = members.next()
    if member is None or member.name != MANIFEST:
        raise errors.BackupDamaged()
    fields = json.loads(members.whole(MANIFEST_MAX))
    if isinstance(fields, dict) and isinstance(fields.get("format"), int) and fields["format"] > FORMAT:
        raise errors.BackupTooNew(version=str(fields.get("version", "?"))[:32])
    manifest = Manifest.model_validate(fields)
    if manifest.database not in manifest.members or not manifest.members.keys() <= MEMBERS:
        raise errors.BackupDamaged()
    if any(manifest.members[name].size > SETTINGS_MAX for name in (SETTINGS, KEYS) if name in manifest.members):
        raise errors.BackupDamaged()
    return manifest


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes], manifest: Manifest) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(manifest.made_at.timestamp())
    tar.addfile(member, content)


def _make_sure_of_room(into: Path, size: int) -> None:
    if size > shutil.disk_usage(into).free:
        raise errors.BackupNoRoom(megabytes=-(-size // 2**20))


def _check(stop: threading.Event) -> None:
    if stop.is_set():
        raise Stopped()


class _Stoppable:
    """A file that is read only as long as somebody waits for it."""

    def __init__(self, source: IO[bytes], stop: threading.Event) -> None:
        self._source, self._stop = source, stop

    def read(self, size: int = -1) -> bytes:
        _check(self._stop)
        return self._source.read(size)
