"""Secrets of the database are sealed with a key that lies beside it, never in it.

AES-256-GCM; the name of what is sealed is authenticated with it, so that one secret cannot be put in another's place.
"""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE = "settings.key"  # in DATA_DIR, for its owner's eyes alone
KEY_BYTES, NONCE_BYTES = 32, 12


class Unreadable(Exception):
    """What is sealed cannot be opened: the key file is gone, or another one."""


def seal(data_dir: Path, name: str, text: str) -> str:
    """The text, sealed under its name, as base64. Makes the key where there is none yet. Raises OSError."""
    keys = read_keys(data_dir)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keys[0] if keys else _first_key(data_dir)).encrypt(nonce, text.encode(), name.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(data_dir: Path, name: str, sealed: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        whole, keys = base64.b64decode(sealed, validate=True), read_keys(data_dir)
    except (OSError, ValueError) as exc:
        raise Unreadable(f"{data_dir / FILE} cannot be read") from exc
    for key in keys:
        with contextlib.suppress(InvalidTag, ValueError):
            return AESGCM(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], name.encode()).decode()
    raise Unreadable(f"{name} cannot be opened with {data_dir / FILE}")


def read_keys(data_dir: Path) -> list[bytes]:
    """The keys of the file: the one that seals, and those of databases that were restored over. Raises OSError."""
    try:
        return _keys(data_dir / FILE)
    except FileNotFoundError:
        return []


def take_over(data_dir: Path, file: Path) -> None:
    """Let what the keys of another key file have sealed be opened here too. Raises OSError."""
    keys = read_keys(data_dir)
    merged = list(dict.fromkeys([*keys, *_keys(file)]))
    if merged != keys:
        _written(data_dir, merged).replace(data_dir / FILE)


def _keys(file: Path) -> list[bytes]:
    """The keys in a file, without what is damaged in it. Raises OSError."""
    keys = []
    for line in file.read_bytes().split():
        with contextlib.suppress(ValueError):
            keys.append(base64.b64decode(line, validate=True))
    return [key for key in keys if len(key) == KEY_BYTES]


def _first_key(data_dir: Path) -> bytes:
    """The key of now on. A file that holds none any more is kept beside it: its owner may know how to mend it."""
    path, part = data_dir / FILE, _written(data_dir, [secrets.token_bytes(KEY_BYTES)])
    try:
        with contextlib.suppress(FileExistsError):  # another process was faster: its key counts
            os.link(part, path)
        if not read_keys(data_dir):
            path.replace(path.with_suffix(".damaged"))
            os.link(part, path)
    finally:
        part.unlink()
    return read_keys(data_dir)[0]


def _written(data_dir: Path, keys: Sequence[bytes]) -> Path:
    """A file of its own with the keys, on the disk, for its owner's eyes alone and owned like the directory."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=data_dir)  # 0600
    try:
        with open(descriptor, "w", encoding="ascii") as file:
            file.write("".join(base64.b64encode(key).decode() + "\n" for key in keys))
            file.flush()
            os.fsync(descriptor)
    except OSError:  # the disk is full
        Path(name).unlink()
        raise
    if os.geteuid() == 0:
        owner = data_dir.stat()
        os.chown(name, owner.st_uid, owner.st_gid)
    return Path(name)
