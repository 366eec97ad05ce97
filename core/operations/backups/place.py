"""Where backups lie: the directory, the names, one work at a time, and files that are whole or not there."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from core import db, errors
from core.config import Settings

STAMP = "%Y%m%d_%H%M%S"
ENDING, SEALED = ".vitrina.tar.gz", ".age"
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
NAME = re.compile(rf"(\d{{8}}_\d{{6}})__({LABEL.pattern}){re.escape(ENDING)}({re.escape(SEALED)})?")
PART = ".part-"  # what is not finished yet: a dead process's is removed by the next one


@dataclass(frozen=True, slots=True)
class Backup:
    """One archive in the directory. `encrypted` is what its name says."""

    name: str
    label: str
    made_at: datetime
    size_bytes: int
    encrypted: bool


def database_exists(settings: Settings) -> bool:
    """Whether there is a SQLite file, so that opening it makes none."""
    path = db.sqlite_path(settings.database_url)
    return path is None or path.is_file()


def directory(settings: Settings) -> Path:
    """The directory of the backups, for its owner's eyes alone; made where it is missing."""
    path = settings.data_dir / "backups"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    give_to_owner_of(settings.data_dir, path)
    return path


def give_to_owner_of(like: Path, path: Path) -> None:
    """When root does the shop's work, what it makes belongs to whom the shop's other files belong to."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def listing(settings: Settings) -> list[Backup]:
    """The backups that are there, newest first. Anything else in the directory is left out."""
    folder = settings.data_dir / "backups"
    backups = [backup for path in folder.iterdir() if (backup := described(path))] if folder.is_dir() else []
    return sorted(backups, key=lambda backup: (backup.made_at, backup.name), reverse=True)


def described(path: Path) -> Backup | None:
    """What the name and size of a file say; None for anything that is no backup."""
    name = NAME.fullmatch(path.name)
    if name is None or path.is_symlink() or not path.is_file():
        return None
    try:
        made_at = datetime.strptime(name[1], STAMP).replace(tzinfo=UTC)
        size = path.stat().st_size
    except (ValueError, FileNotFoundError):  # no date; removed right now
        return None
    return Backup(path.name, name[2], made_at, size, encrypted=name[3] is not None)


def find(settings: Settings, name: str) -> Path:
    """The file of a backup. Raises BackupNotFound, also for a name that would lead elsewhere."""
    path = settings.data_dir / "backups" / name
    if NAME.fullmatch(name) is None or described(path) is None:
        raise errors.BackupNotFound()
    return path


def check_target(target: Path) -> None:
    """Whether a file may be made or replaced there. Raises BackupImpossible."""
    if not target.parent.is_dir() or target.is_dir():
        raise errors.BackupImpossible(reason=f"{target} cannot be written")


def free_name(folder: Path, now: datetime, label: str, *, encrypted: bool) -> str:
    """A name that is not taken: a second backup of the same second gets a number."""
    if LABEL.fullmatch(label) is None:
        raise errors.InvalidValue(field="label")
    for number in range(1, 1000):
        suffix = "" if number == 1 else f"-{number}"
        name = f"{now.astimezone(UTC):{STAMP}}__{label[: 40 - len(suffix)]}{suffix}{ENDING}"
        name += SEALED if encrypted else ""
        if not (folder / name).exists():
            return name
    raise errors.BackupUnderWay()


@contextmanager
def alone(settings: Settings) -> Iterator[Path]:
    """The directory, while nobody else makes, restores or removes a backup there.

    Raises BackupUnderWay and BackupImpossible. The lock goes with the process, however that ends; what a dead one has
    left unfinished is removed here.
    """
    try:
        folder = directory(settings)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise errors.BackupImpossible(reason=f"{exc.filename}: {exc.strerror}") from exc
    try:
        give_to_owner_of(settings.data_dir, folder / ".lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise errors.BackupUnderWay() from None
        remove_parts(folder)
        yield folder
    finally:
        os.close(descriptor)


@contextmanager
def workshop(folder: Path, prefix: str = PART) -> Iterator[Path]:
    """A directory of one's own (0700) inside `folder`, gone in the end."""
    room = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def remove_parts(folder: Path, prefix: str = PART) -> None:
    """What earlier processes left unfinished."""
    for leftover in folder.glob(f"{escape(prefix)}*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with suppress(FileNotFoundError):
                leftover.unlink()


def publish(part: Path, target: Path) -> None:
    """Give a finished file its name at once and for good: a power cut leaves all of it or nothing."""
    sync(part)
    part.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file or a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
