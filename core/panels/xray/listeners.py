"""Who listens on our ports, as the kernel tells it: us, strangers, or nobody.

A connection does not tell: the kernel takes it for a process that is stopped, and a stranger beside us (SO_REUSEPORT)
gets only a part of them.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LISTEN = "0A"  # a socket's state in /proc/net/tcp
TABLES = tuple(map(Path, ("/proc/net/tcp", "/proc/net/tcp6")))


@dataclass(frozen=True, slots=True)
class Listening:
    """Of the ports asked about: where our processes listen, and where others do."""

    ours: frozenset[int]
    strangers: frozenset[int]


def look(ports: Collection[int], pids: Iterable[int]) -> Listening | None:
    """Who listens there; None where the kernel does not tell. Takes some milliseconds: run it in a thread."""
    if not TABLES[0].exists():
        return None
    try:
        sockets = [(port, inode) for port, inode in _listeners() if port in ports]
        own = {inode for pid in pids for inode in _sockets(pid)}
    except OSError:
        return None
    ours = frozenset(port for port, inode in sockets if inode in own)
    return Listening(ours, frozenset(port for port, inode in sockets if inode not in own))


def _listeners() -> Iterator[tuple[int, str]]:
    for table in TABLES:
        if not table.exists():  # without IPv6
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == LISTEN:
                yield int(words[1].rpartition(":")[2], 16), words[9]


def _sockets(pid: int) -> Iterator[str]:
    folder = f"/proc/{pid}/fd"
    for name in os.listdir(folder):
        try:
            target = os.readlink(f"{folder}/{name}")
        except FileNotFoundError:  # closed meanwhile
            continue
        if target.startswith("socket:["):
            yield target[8:-1]
