"""Watching an engine: whether customers get in now, and whoever needs to know being told when that changes.

Three things are watched, each with a memory of its own: the engine (its core answers, its port is ours and takes a
TLS hello), the Reality target, and ports of single keys. Trouble is told when it was seen twice, some seconds apart
(that a core has ended is certain at once); its end when all has been well for a while. A core that stays silent or
deaf is replaced; nothing else is touched.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from core.panels import Unavailable
from core.panels.xray import listeners
from core.panels.xray.config import Watching, XrayConfig, split_target
from core.panels.xray.hello import greet
from core.panels.xray.process import Core
from core.panels.xray.supervisor import Supervisor
from core.panels.xray.troubles import CRASHED, PORT_DEAF, PORT_SHARED, SILENT, TARGET_DOWN, TARGET_UNFIT, Trouble
from core.phrases import Phrase

ENGINE, TARGET, KEYS = PARTS = ("engine", "target", "keys")
LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
REPEATED: Final = 10  # trouble that comes back within so many times `steady` has to stay away for `steady`

logger = logging.getLogger(__name__)
Tell = Callable[[str, dict[str, Any]], None]


class Condition:
    """Whether one thing is well: changes are told once, however often it is looked at."""

    def __init__(self, part: str, times: Watching, tell: Tell) -> None:
        self.trouble: Trouble | None = None  # what is wrong, from the moment it was told until its end is
        self.seen: Trouble | None = None  # what the last look has shown
        self._part, self._times, self._tell = part, times, tell
        self._known = False
        self._seen_at: float | None = None  # when it was first seen to be wrong
        self._well_at: float | None = None
        self._ended_at: float | None = None

    @property
    def settled(self) -> bool:
        """Whether it is known to be well, and was so at the last look."""
        return self._known and self.trouble is None and self.seen is None

    def bad(self, trouble: Trouble, *, certain: bool = False) -> None:
        """It was seen to be wrong."""
        now = time.monotonic()
        self.seen, self._well_at = trouble, None
        if self.trouble is not None:
            self.trouble = trouble
            return
        if self._seen_at is None:
            self._seen_at = now
            if not certain:
                return
        if certain or now - self._seen_at >= 0.9 * self._times.again:
            self._known, self.trouble = True, trouble
            details = {"what": trouble.what, "text": trouble.text, "words": trouble.words, "port": trouble.port}
            self._tell("troubled", {"part": self._part, **details})

    def good(self) -> None:
        """It was seen to be well."""
        now = time.monotonic()
        self.seen = self._seen_at = None
        if self._known and self.trouble is None:
            return
        if self._well_at is None:
            self._well_at = now
        if now - self._well_at >= self._wait(now):
            if self.trouble is not None:
                self._ended_at = now
            self._known, self.trouble = True, None
            self._tell("recovered", {"part": self._part})

    def _wait(self, now: float) -> float:
        if not self._known:  # a worker that has just begun ends what an earlier one has told
            return 0.0
        again = self._ended_at is not None and now - self._ended_at < REPEATED * self._times.steady
        return self._times.steady if again else self._times.settled


class Watch:
    """Looks at what a supervisor runs. `tell(event, details)` hears "troubled" and "recovered" for each part."""

    def __init__(self, supervisor: Supervisor, tell: Tell) -> None:
        self._supervisor = supervisor
        times = supervisor.config.watching
        self._engine, self._target, self._keys = (Condition(part, times, tell) for part in PARTS)
        self._wake = asyncio.Event()
        self._answered: tuple[str, float] = "", 0.0  # the core that answered last, and when
        self._misses = 0
        self._deaf: Trouble | None = None  # what the last handshake with our own port showed
        self._greeted = ""  # boot of the core that it was with
        self._deaf_at: float | None = None
        self._replaced_deaf = False

    @property
    def trouble(self) -> Trouble | None:
        """What keeps customers out though the core answers, as the last look has shown."""
        core = self._supervisor.core
        deaf = self._deaf if core is not None and core.boot == self._greeted else None
        return deaf or self._target.seen

    def hear(self, event: str, details: dict[str, Any]) -> None:
        """What has happened to the engine, at once."""
        if event == "crashed":
            crash = Trouble(CRASHED, Phrase("engine-ended", code=str(details["exit_code"])))
            self._engine.bad(crash, certain=True)
        if event in ("started", "inbound_opened", "swapped", "crashed"):
            self._wake.set()

    async def ask(self) -> None:
        """Ask the core again and again whether it is there; never returns."""
        while True:
            await self._look(self._ask_once)
            times = self._supervisor.config.watching
            calm = self._engine.settled and self._keys.settled
            await asyncio.sleep(times.every if calm and not self._misses else times.again)

    async def greet(self) -> None:
        """Shake hands with our own port and with the target again and again; never returns."""
        while True:
            self._wake.clear()
            await self._look(self._greet_once)
            times = self._supervisor.config.watching
            calm = self._engine.settled and self._target.settled
            try:
                async with asyncio.timeout(times.handshake_every if calm else times.again):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _look(self, once: Callable[[], Awaitable[None]]) -> None:
        try:
            await once()
            self._judge()
        except Exception:  # whatever it is, an engine that nobody watches would be worse
            logger.exception("the engine could not be looked at")

    async def _ask_once(self) -> None:
        core, times = self._supervisor.core, self._supervisor.config.watching
        if core is None:
            self._misses = 0
            return
        if core.boot != self._answered[0]:
            self._answered, self._misses = (core.boot, time.monotonic()), 0
        try:
            await core.api.system(timeout=times.answer)
        except Unavailable:
            if core is not self._supervisor.core:
                return
            self._misses += 1
            silent = time.monotonic() - self._answered[1]
            if self._misses > 1 and silent >= times.silent:
                trouble = Trouble(SILENT, Phrase("engine-silent", seconds=f"{silent:.0f}"))
                self._engine.bad(trouble, certain=True)
                self._supervisor.replace(core, trouble.text)
        else:
            self._answered, self._misses = (core.boot, time.monotonic()), 0

    async def _greet_once(self) -> None:
        config = self._supervisor.config
        trouble = await _target_trouble(config)
        if trouble is None:
            self._target.good()
        else:
            self._target.bad(trouble)
        core = self._supervisor.core
        if core is None or self._misses or self._supervisor.ailment is not None:
            return
        deaf = await self._port_trouble(core, target_works=trouble is None)
        if core is not self._supervisor.core:
            return
        if core.boot != self._greeted:
            self._deaf_at = None
        self._greeted, self._deaf = core.boot, deaf
        if deaf is None or deaf.what != PORT_DEAF:
            self._deaf_at, self._replaced_deaf = None, self._replaced_deaf and deaf is not None
            return
        self._deaf_at = self._deaf_at or time.monotonic()
        if time.monotonic() - self._deaf_at >= config.watching.silent and not self._replaced_deaf:
            # Once: where a new core is as deaf as the old one, replacing it would only end what still runs.
            self._replaced_deaf, self._deaf_at = True, None
            self._engine.bad(deaf, certain=True)
            self._supervisor.replace(core, deaf.text)

    async def _port_trouble(self, core: Core, *, target_works: bool) -> Trouble | None:
        """What keeps customers out at the shared port, and mended where other ports are shut."""
        supervisor, port = self._supervisor, core.config.port
        async with supervisor.lock:  # nobody opens or closes ports meanwhile
            ports = frozenset(core.listening.values())
            pids = [process.pid for process in supervisor.cores]
            holders = await asyncio.to_thread(listeners.look, ports, pids)
        if holders is not None and (shut := ports - holders.ours):
            if port in shut:
                self._engine.bad(Trouble(PORT_DEAF, Phrase("engine-port-shut", port=str(port)), port), certain=True)
            await supervisor.reopen(core, shut)
            if port in shut and supervisor.ailment is not None:
                return None  # `ailment` says why
        if holders is not None and port in holders.strangers:
            return Trouble(PORT_SHARED, Phrase("engine-port-shared", port=str(port)), port)
        if not target_works:  # what Reality answers to a stranger comes from there: what was seen before stands
            return self._deaf if self._greeted == core.boot else None
        return await _handshake_trouble(core.config)

    def _judge(self) -> None:
        """Put together what is known of the engine and of single keys' ports."""
        supervisor = self._supervisor
        if supervisor.ailment is not None:
            self._engine.bad(supervisor.ailment)
        elif self._misses:
            self._engine.bad(Trouble(SILENT, Phrase("engine-no-answer")))
        elif supervisor.core is not None and supervisor.core.boot == self._greeted:
            if self._deaf is None:
                self._engine.good()
            else:
                self._engine.bad(self._deaf)
        if (shut := supervisor.shut_key_ports) is not None:
            self._keys.bad(shut)
        elif supervisor.core is not None:
            self._keys.good()


async def _target_trouble(config: XrayConfig) -> Trouble | None:
    host, port = split_target(config.target)
    name = config.server_names[0]
    try:
        answer = await greet(host, port, name, seconds=config.watching.answer)
    except TimeoutError:
        seconds = f"{config.watching.answer:.0f}"
        return Trouble(TARGET_DOWN, Phrase("engine-target-silent", target=config.target, seconds=seconds), port)
    except (OSError, ValueError) as error:
        return Trouble(TARGET_DOWN, Phrase("engine-target-down", target=config.target, error=str(error)), port)
    if answer.tls13 and not answer.retry:
        return None
    if answer.alert is None:
        return Trouble(TARGET_UNFIT, Phrase("engine-target-old", target=config.target, name=name), port)
    alert = Phrase("engine-target-alert", target=config.target, name=name, alert=str(answer.alert))
    return Trouble(TARGET_UNFIT, alert, port)


async def _handshake_trouble(config: XrayConfig) -> Trouble | None:
    host = LOOPBACK.get(config.listen, config.listen)
    try:
        await greet(host, config.port, config.server_names[0], seconds=config.watching.handshake)
    except TimeoutError:
        seconds = f"{config.watching.handshake:.0f}"
        words = Phrase("engine-port-silent", port=str(config.port), seconds=seconds)
    except (OSError, ValueError) as error:
        words = Phrase("engine-port-fails", port=str(config.port), error=str(error))
    else:
        return None
    return Trouble(PORT_DEAF, words, config.port)
