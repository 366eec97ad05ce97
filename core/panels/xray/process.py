"""One running core: spawned, ready, asked, cut, stopped."""

import asyncio
import contextlib
import json
import logging
import os
import re
import socket
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from core.panels import Unavailable
from core.panels.xray.api import CoreApi
from core.panels.xray.config import XrayConfig, skeleton
from core.panels.xray.troubles import CONFIGURATION_EXIT, NO_PROGRAM, NOT_STARTED, REFUSED, CoreFailed
from core.phrases import Phrase

logger = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("child.py")
READY_SECONDS = 15.0
CONTROL_SECONDS = 10.0
STOP_SECONDS = 1.0
PRUNE_AT = 20_000  # remembered peers above which the ended ones are looked for
# Written by app/dispatcher and common/log of Xray 26.x; the destination is matched past, never captured.
ACCESS = re.compile(r"from (?:tcp:|udp:)?\[?([0-9a-fA-F.:]+?)\]?:(\d+) accepted \S+ \[[^\]]*\] email: (\S+)")
# Warnings may name where a customer was going. A name is looked for where one may begin: a long one costs no more time.
ADDRESS = re.compile(
    r"(?:tcp|udp):\S+|(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-fA-F:]+\]"
    r"|(?<![\w-])(?<![\w-]\.)(?:[\w-]+\.)+[a-z]{2,}(?=:\d|\b)"
)

Row = tuple[int, str, int, int, int]  # local port, peer ip, peer port, bytes received, bytes sent
Peer = tuple[str, int]


class Core:
    """A core's process. `boot` is its identity for accounting and part of its API's path, so that a poll can never
    reach another core."""

    def __init__(self, config: XrayConfig, on_accept: Callable[[str], None] | None = None) -> None:
        self.config = config
        self.boot = uuid.uuid4().hex[:16]
        self.version = ""  # of the wheel, known after start
        self.listening: dict[str, int] = {}  # tag -> port, of inbounds open now
        self.ports: set[int] = set()  # local ports of all inbounds it ever had
        self.loaded: dict[str, dict[str, str]] = {}  # tag -> name -> UUID, as this core was last told; "" = unsure
        self._socket = str(config.run_dir / f"api-{self.boot}.sock")
        self._on_accept = on_accept
        self._owners: dict[Peer, str] = {}  # who a connection belongs to, from the access log
        self._tail: deque[str] = deque(maxlen=200)
        self._asking = asyncio.Lock()
        self._question = 0
        self._pump_task: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.api = CoreApi("unix:" + self._socket)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    async def start(self) -> None:
        """Spawn it and wait until its API answers (0.1-0.2 s). Raises CoreFailed and leaves nothing behind."""
        try:
            await self._spawn()
            await self._ready()
        except BaseException as error:
            await self.stop(at_once=True)
            if isinstance(error, (OSError, Unavailable, TimeoutError)):
                missing = isinstance(error, FileNotFoundError) and error.filename == self.config.python
                what = NO_PROGRAM if missing else NOT_STARTED
                raise CoreFailed(Phrase("engine-cannot-start", error=str(error)), what) from error
            raise

    async def _spawn(self) -> None:
        mine, theirs = socket.socketpair()
        self._reader, self._writer = await asyncio.open_connection(sock=mine, limit=1 << 24)
        environment = {**os.environ, "XRAY_CONTROL_FD": str(theirs.fileno())}
        if not self.config.splice:
            # With splice the counters of a connection stand still until it ends (XTLS/Xray-core issue 3226).
            environment["XRAY_BUF_SPLICE"] = "disable"
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                self.config.python,
                "-P",  # not our folder, but the interpreter's own packages
                str(CHILD),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env=environment,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                limit=1 << 20,
            )
        self._pump_task = asyncio.create_task(self._pump(), name=f"xray-log-{self.boot}")
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101  asked for above
        with contextlib.suppress(OSError):  # died at once: _ready says why
            stdin.write(json.dumps(skeleton(self.config, self._socket)).encode() + b"\n")
            await stdin.drain()
            stdin.close()
            await stdin.wait_closed()

    async def _ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while not os.path.exists(self._socket):  # noqa: ASYNC240  a stat of a local path
            if self._process.returncode is not None:
                raise self._failed_with(self._process.returncode)
            if time.monotonic() > end:
                raise CoreFailed(Phrase("engine-not-ready", seconds=int(READY_SECONDS), words=self._last_words()))
            await asyncio.sleep(0.01)
        await self.api.system(timeout=READY_SECONDS, wait=True)
        self.version = str((await self._ask(cmd="version"))["version"])

    def _failed_with(self, code: int) -> CoreFailed:
        words = self._last_words()
        if code == CONFIGURATION_EXIT:
            return CoreFailed(Phrase("engine-configuration-refused", code=str(code), words=words), REFUSED)
        what = NO_PROGRAM if "No module named" in words else NOT_STARTED
        return CoreFailed(Phrase("engine-exited", code=str(code), words=words), what)

    def _last_words(self) -> str:
        return " | ".join(list(self._tail)[-5:]) or "it said nothing"

    async def _pump(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101  asked for in _spawn
        while True:
            try:
                raw = await stdout.readline()
            except ValueError:  # a line above the limit, already skipped
                continue
            if not raw:
                return
            line = raw.decode(errors="replace").rstrip()
            accepted = ACCESS.search(line)
            if accepted is None:
                self._tail.append(ADDRESS.sub("(address)", line))
                continue
            self._owners[accepted[1], int(accepted[2])] = accepted[3]
            if self._on_accept is not None:
                self._on_accept(accepted[3])

    async def _ask(self, **question: Any) -> dict[str, Any]:
        """One control command. Raises Unavailable."""
        writer = self._writer
        if writer is None:
            raise Unavailable(Phrase("engine-stopped"))
        async with self._asking:
            self._question += 1
            try:
                async with asyncio.timeout(CONTROL_SECONDS):
                    writer.write(json.dumps({**question, "id": self._question}).encode() + b"\n")
                    await writer.drain()
                    reply = await self._reply(self._question)
            except (OSError, TimeoutError) as error:
                raise Unavailable(Phrase("engine-control-silent")) from error
        if not reply["ok"]:
            raise Unavailable(Phrase("engine-control-failed", error=str(reply["error"])))
        return reply

    async def _reply(self, number: int) -> dict[str, Any]:
        while True:
            line = await self._reader.readline()
            if not line:
                raise Unavailable(Phrase("engine-left"))
            reply: dict[str, Any] = json.loads(line)
            if reply["id"] == number:  # else the late answer to a question given up or cancelled
                return reply

    async def connections(self) -> list[Row]:
        """Live connections of the inbounds; the kernel's byte counts include the TLS overhead."""
        before = list(self._owners)
        rows: list[Row] = [tuple(row) for row in (await self._ask(cmd="conns", ports=sorted(self.ports)))["conns"]]
        alive = {(row[1], row[2]) for row in rows}
        for peer in before:  # only those known before the question: others may be newer than the answer
            if peer not in alive:
                self._owners.pop(peer, None)
        return rows

    async def prune(self) -> None:
        """Forget owners of ended connections when there are many."""
        if len(self._owners) > PRUNE_AT:
            await self.connections()

    def owner(self, peer: Peer) -> str | None:
        """Account a connection belongs to; None while it is not known (or its log line was dropped)."""
        return self._owners.get(peer)

    async def cut(self, peers: Iterable[Peer]) -> int:
        """Shut these connections down; how many there were."""
        rows = [list(peer) for peer in peers]
        return int((await self._ask(cmd="cut", peers=rows))["cut"]) if rows else 0

    async def cut_all(self) -> int:
        """Shut down every connection of the inbounds."""
        return int((await self._ask(cmd="cut", ports=sorted(self.ports)))["cut"]) if self.ports else 0

    async def wait(self) -> int:
        """Until the process has ended; its exit code."""
        return await self._process.wait()

    def kill(self) -> None:
        """End the process whatever state it is in; `wait` returns soon."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self, *, at_once: bool = False) -> None:
        """End the process (gracefully takes 0.01-0.08 s) and release everything; safe to repeat."""
        process = getattr(self, "_process", None)
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill() if at_once else process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                logger.warning("core %s does not stop: killed", self.boot)
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        await self.api.aclose()
        if self._pump_task is not None:
            _, pending = await asyncio.wait([self._pump_task], timeout=STOP_SECONDS)  # ends by itself with the pipe
            for task in pending:
                task.cancel()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        for path in self.config.run_dir.glob(f"api-{self.boot}.sock*"):
            path.unlink(missing_ok=True)
