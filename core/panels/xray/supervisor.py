"""Keeps one core serving: start, crash restart, ports that are taken, hot swap, loss-free retirement.

Every core is filled from the wanted inbounds, so nothing has to be repaired after a crash: users, ports and settings
come from the same place as at the first start. What cannot work now (a taken port, a missing wheel) is remembered as
`trouble`, told to the operator and tried again by itself.
"""

import asyncio
import fcntl
import logging
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from core.panels import SHARED, PanelError, Rejected, Unavailable
from core.panels.xray.config import XrayConfig
from core.panels.xray.counters import Counters
from core.panels.xray.filling import close_inbound, close_inbounds, open_inbound
from core.panels.xray.inbounds import Inbound, warming_handler
from core.panels.xray.process import Core
from core.panels.xray.troubles import (
    CRASHED,
    KEY_PORTS,
    NOT_STARTED,
    CoreFailed,
    SecondProcess,
    Trouble,
    of_inbound,
    of_start,
)
from core.phrases import Phrase, Words

logger = logging.getLogger(__name__)

FIRST_DELAY, LAST_DELAY = 0.2, 30.0  # seconds between attempts
STEADY_SECONDS = 60.0  # a core that lived this long has not crashed "again"
DRAIN_STEP = 0.5
SETTLE_SECONDS, SETTLE_STEP, SETTLE_ROUNDS = 0.15, 0.05, 16
CLOSE_SECONDS = 2.0
FAILURES_TOLD = 3

Plan = Callable[[XrayConfig], Sequence[Inbound]]
Events = Callable[[str, dict[str, Any]], None]


class Supervisor:
    """The current core, those that drain, and the counters of all."""

    def __init__(self, config: XrayConfig, plan: Plan, on_event: Events, on_accept: Callable[[str], None]) -> None:
        self.config = config
        self.counters = Counters()
        self.core: Core | None = None
        self.failures: dict[str, Trouble] = {}  # tag -> why the current core does not listen there
        self.lock = asyncio.Lock()  # held while users or inbounds of the current core change
        self._plan = plan
        self._event = on_event
        self._on_accept = on_accept
        self._cores: dict[str, Core] = {}  # boot -> every core that runs
        self._reason: Trouble | None = Trouble(NOT_STARTED, Phrase("engine-not-started"))
        self._stopping = False
        self._changing = asyncio.Lock()  # held while the current core is replaced
        self._crashed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._run_dir = _RunDirectory()
        self._healing: Core | None = None  # whose inbounds are being opened again and again

    @property
    def trouble(self) -> Words | None:
        """Why it does not serve everything; None when it does."""
        if self._reason is not None:
            return self._reason.words
        return _together(list(self.failures.values())) or None

    @property
    def ailment(self) -> Trouble | None:
        """Why nobody gets in at the shared port; None when it is open."""
        return self._reason or self.failures.get(SHARED)

    @property
    def shut_key_ports(self) -> Trouble | None:
        """Which keys' own ports cannot be opened."""
        failed = [failure for tag, failure in self.failures.items() if tag != SHARED]
        return Trouble(KEY_PORTS, _together(failed), failed[0].port) if failed else None

    @property
    def cores(self) -> list[Core]:
        """Every core that runs: the current one and those that drain."""
        return list(self._cores.values())

    def serving(self, tag: str) -> Core:
        """The current core, which listens for `tag`. Raises Unavailable with the reason."""
        if self.core is None or tag not in self.core.listening:
            failure = self._reason or self.failures.get(tag)
            raise Unavailable(failure.words if failure else Phrase("engine-starting"))
        return self.core

    def running(self) -> Core:
        """The current core, whatever it listens for. Raises Unavailable with the reason."""
        if self.core is None:
            raise Unavailable(self._reason.words if self._reason else Phrase("engine-starting"))
        return self.core

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run beside; cancelled at `aclose`, not begun after it."""
        if self._stopping:
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("%s failed", task.get_name(), exc_info=task.exception())

    async def start(self) -> None:
        """First attempt to serve; when it fails, `trouble` says why and further attempts follow in the background."""
        attempted = asyncio.Event()
        self.spawn(self._keep(attempted), "xray-keeper")
        await attempted.wait()

    async def _keep(self, attempted: asyncio.Event) -> None:
        delay = FIRST_DELAY
        while True:
            self._crashed.clear()
            began = time.monotonic()
            try:
                async with self._changing:
                    if self.core is None:  # else a swap was faster
                        await self._boot()
            except Exception as error:  # the keeper must outlive whatever goes wrong
                if not isinstance(error, (CoreFailed, PanelError, OSError)):
                    logger.exception("the core could not be started")
                self._reason = of_start(error)
                self._event("start_failed", {"reason": str(error), "retry_seconds": delay})
            finally:
                attempted.set()
            if self.core is not None:
                await self._crashed.wait()
                if time.monotonic() - began > STEADY_SECONDS:
                    delay = FIRST_DELAY
            await asyncio.sleep(delay)
            delay = min(delay * 2, LAST_DELAY)

    async def _boot(self) -> None:
        self._run_dir.own(self.config.run_dir)
        core = await self._launch(self.config)
        async with self.lock:
            self._install(core, await self._fill(core, taken_over=frozenset()))
        self._event("started", {"boot": core.boot, "version": core.version})

    async def _launch(self, config: XrayConfig) -> Core:
        core = Core(config, self._on_accept)
        await core.start()
        if self._stopping:
            await core.stop(at_once=True)
            raise Unavailable(Phrase("engine-stopped-here"))
        self._cores[core.boot] = core
        self.counters.open(core.boot)
        self.spawn(self._guard(core), f"xray-guard-{core.boot}")
        return core

    async def _guard(self, core: Core) -> None:
        """When a core has ended, planned or not, what was read of its counters is final."""
        code = await core.wait()
        self._forget(core)
        crashed = core is self.core
        if crashed:
            self.core, self._reason = None, Trouble(CRASHED, Phrase("engine-crashed", code=str(code)))
            self._event("crashed", {"boot": core.boot, "exit_code": code})
        await core.stop()
        if crashed:
            self._crashed.set()

    def _forget(self, core: Core) -> None:
        self._cores.pop(core.boot, None)
        self.counters.close(core.boot)

    def _install(self, core: Core, failures: dict[str, Trouble]) -> None:
        self.core, self.failures, self._reason = core, failures, None
        if core.boot not in self._cores:  # ended while it was being filled
            self.core, self._reason = None, Trouble(CRASHED, Phrase("engine-crashed-at-once", code=str(core.exit_code)))
            self._crashed.set()
        elif failures:
            self.spawn(self._heal(core), "xray-heal")

    async def _fill(self, core: Core, taken_over: frozenset[int]) -> dict[str, Trouble]:
        """Open all wanted inbounds; why, by tag, for those that refuse: one bad port must not take down the rest."""
        failures = {}
        for inbound in self._plan(core.config):
            try:
                await open_inbound(core, inbound, ours=inbound.port in taken_over)
            except PanelError as error:
                failures[inbound.tag] = of_inbound(error, inbound.port)
                self._event("inbound_failed", {"tag": inbound.tag, "port": inbound.port, "reason": str(error)})
        return failures

    async def _heal(self, core: Core) -> None:
        """Open the inbounds that failed, as soon as they can be."""
        if self._healing is core:
            return
        self._healing, delay = core, FIRST_DELAY
        try:
            while core is self.core and self.failures:
                await asyncio.sleep(delay)
                delay = min(delay * 2, core.config.watching.port)
                await self._open_failed(core)
        finally:
            if self._healing is core:
                self._healing = None

    async def _open_failed(self, core: Core) -> None:
        async with self.lock:
            plan = self._plan(core.config)
            for tag in self.failures.keys() - {inbound.tag for inbound in plan}:
                del self.failures[tag]  # its account is gone
            for inbound in plan:
                if core is not self.core or inbound.tag not in self.failures:
                    continue
                try:
                    if inbound.tag not in core.listening:  # else its account's change was faster
                        await open_inbound(core, inbound)
                except PanelError as error:
                    self.failures[inbound.tag] = of_inbound(error, inbound.port)
                else:
                    del self.failures[inbound.tag]
                    self._event("inbound_opened", {"tag": inbound.tag, "port": inbound.port})

    async def reopen(self, core: Core, ports: frozenset[int]) -> None:
        """Open what should listen on these ports and does not, now or as soon as it can be."""
        async with self.lock:
            if core is not self.core:
                return
            for inbound in self._plan(core.config):
                if inbound.port not in ports or inbound.tag in self.failures:
                    continue
                try:
                    await close_inbound(core, inbound.tag)
                    await open_inbound(core, inbound)
                except PanelError as error:
                    self.failures[inbound.tag] = of_inbound(error, inbound.port)
                    self._event("inbound_failed", {"tag": inbound.tag, "port": inbound.port, "reason": str(error)})
                else:
                    self._event("inbound_opened", {"tag": inbound.tag, "port": inbound.port})
            if self.failures:
                self.spawn(self._heal(core), "xray-heal")

    def replace(self, core: Core, why: str) -> None:
        """End a core that does not serve, at once; the keeper starts another one. Its connections end."""
        if core is self.core:
            self._event("replaced", {"boot": core.boot, "reason": why})
            core.kill()

    async def swap(self, config: XrayConfig) -> None:
        """Replace the current core by one with this configuration (and wheel) without losing a connection.

        The new core listens beside the old one (SO_REUSEPORT) before the old one stops listening; the old one's
        sessions go on until they end or its `drain_seconds` have passed. Takes `warm_up_seconds` and 0.1-0.3 s. Raises
        Rejected, with everything as before, when the new one cannot serve what the old one does.
        """
        if config.run_dir != self.config.run_dir:
            raise ValueError("the run directory cannot change while cores run in it")
        async with self._changing:
            old = self.core
            try:
                new = await self._launch(config)
            except CoreFailed as error:
                raise Rejected(error.words) from error
            if old is not None:
                await self._warm(new)
            async with self.lock:
                taken_over = frozenset(old.listening.values()) if old else frozenset()
                failures = await self._fill(new, taken_over)
                worse = [failures[tag] for tag in (old.listening if old else ()) if tag in failures]
                if not worse:
                    self.config = config
                    self._install(new, failures)
                    if old is not None:
                        await close_inbounds(old)
                        self.spawn(self._drain(old), f"xray-drain-{old.boot}")
            if worse:
                await self._retire(new)
                raise Rejected(Phrase("engine-stays", reasons=_together(worse)))
        self._event("swapped", {"boot": new.boot, "old": old.boot if old else None, "version": new.version})

    async def _warm(self, core: Core) -> None:
        """Let the core study its target while another one serves; customers would wait for that otherwise."""
        path = str(core.config.run_dir / f"api-{core.boot}.sock.warm")  # cleared like any api-*.sock*
        try:
            handler = warming_handler(core.config, path)
            await core.api.add_inbound(handler)
            await asyncio.sleep(core.config.warm_up_seconds)
            await core.api.remove_inbound(handler.tag)
        except PanelError as error:  # then the first connections are slow, no more
            logger.warning("core %s could not be warmed up: %s", core.boot, error)

    async def _drain(self, core: Core) -> None:
        end = time.monotonic() + core.config.drain_seconds
        while time.monotonic() < end:
            await asyncio.sleep(min(DRAIN_STEP, core.config.drain_seconds))
            try:
                if not await core.connections():
                    break
            except Unavailable:
                break
        await self._retire(core)
        self._event("retired", {"boot": core.boot})

    async def _retire(self, core: Core) -> None:
        """Stop listening, end the sessions, read until nothing moves, stop: no byte is lost."""
        try:
            await close_inbounds(core)
            await core.cut_all()
            await asyncio.sleep(SETTLE_SECONDS)
            last = None
            for _ in range(SETTLE_ROUNDS):
                now = await core.api.counters()
                self.counters.update(core.boot, now)
                if now == last:
                    break
                last = now
                await asyncio.sleep(SETTLE_STEP)
        except PanelError as error:
            logger.warning("core %s: its last counters could not be read: %s", core.boot, error)
        await core.stop()
        self._forget(core)

    async def aclose(self) -> None:
        """Retire every core, in under 3 s; the counters stay readable."""
        self._stopping = True
        self.core, self._reason = None, Trouble(NOT_STARTED, Phrase("engine-stopped-here"))
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        cores = self.cores
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await asyncio.gather(*(self._retire(core) for core in cores))
        except TimeoutError:
            logger.warning("cores did not settle in %.0f s: stopped as they are", CLOSE_SECONDS)
            await asyncio.gather(*(core.stop(at_once=True) for core in cores))
            for core in cores:
                self._forget(core)
        self._run_dir.release()


def _together(failures: Sequence[Trouble]) -> list[Phrase | str]:
    """The first of several troubles as one list of words."""
    listed: list[Phrase | str] = []
    for failure in failures[:FAILURES_TOLD]:
        listed += [failure.words] if isinstance(failure.words, Phrase | str) else failure.words
    return listed


class _RunDirectory:
    """The directory that the cores of one server run in: ours alone.

    Held from `own` until `release`, or until the process ends, however that happens.
    """

    def __init__(self) -> None:
        self._lock: int | None = None

    def own(self, directory: Path) -> None:
        """Only one process may run cores here. Raises OSError; clears what an earlier one left."""
        if self._lock is not None:
            return
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)  # whoever opens the API socket commands the core
        descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            reason = f"another process already runs Xray in {directory}: stop it, or set another run directory"
            raise SecondProcess(reason) from error
        self._lock = descriptor
        for stale in directory.glob("api-*.sock*"):
            stale.unlink(missing_ok=True)

    def release(self) -> None:
        """Let others run cores here; safe to repeat."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
