"""EmbeddedXray: the Panel port on an Xray of our own.

Nothing is stored: the shop's database is the memory, `restore` loads it, and a core that starts is filled from what is
held here. Traffic quotas are the shop's: it books `readings` and switches the account off. Expiry is enforced here, at
the moment itself.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from core.panels import SHARED, Account, Conflict, Health, Observed, PanelError, Readings, Rejected, Unavailable
from core.panels.xray import sessions
from core.panels.xray.accounts import Accounts, share_link
from core.panels.xray.config import XrayConfig
from core.panels.xray.expiry import Expiry
from core.panels.xray.filling import converge, inventory, own_port, repair, set_user
from core.panels.xray.inbounds import Inbound, own_inbound, own_tag, port_trouble, shared_inbound
from core.panels.xray.process import Core
from core.panels.xray.supervisor import Supervisor
from core.panels.xray.watch import Watch
from core.phrases import Phrase

logger = logging.getLogger(__name__)

PROBE_SECONDS = 2.0


class EmbeddedXray:
    """One embedded server. Construct it, `restore` the accounts, `start` it; `aclose` it, then read the last counters.

    `on_event(name, details)` is told what happens to the core: started, start_failed, crashed, replaced,
    inbound_failed, inbound_opened, swapped, retired, cut, expired, account_refused; and what customers notice of it
    (see `watch.py`): troubled, recovered. It is called in the event loop and must not block.
    """

    remote = False
    watched = True  # by itself: nothing is to be concluded from calls that succeed

    def __init__(
        self,
        config: XrayConfig,
        on_event: Callable[[str, dict[str, Any]], None] | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._on_event = on_event
        self._supervisor = Supervisor(config, self._plan, self._event, self._accepted)
        self._accounts = Accounts(now, self._supervisor.counters.total)
        self._expiry = Expiry(now, self._expire, self._reopen)
        self._watch = Watch(self._supervisor, self._event)
        self._uncut: set[str] = set()  # accounts whose sessions have lost their right and may still run

    @property
    def config(self) -> XrayConfig:
        """What the current core runs with."""
        return self._supervisor.config

    def _plan(self, config: XrayConfig) -> Sequence[Inbound]:
        own = [self._own(config, account) for account in self._accounts.with_ports()]
        return [shared_inbound(config, self._accounts.users), *own]

    def _own(self, config: XrayConfig, account: Account) -> Inbound:
        return own_inbound(config, account, partial(self._accounts.user, account.name))

    def _accepted(self, name: str) -> None:
        self._accounts.note_connection(name)

    def _event(self, event: str, details: dict[str, Any]) -> None:
        logger.info("xray %s %s", event, details)
        self._watch.hear(event, details)
        if self._on_event is not None:
            try:
                self._on_event(event, details)
            except Exception:
                logger.exception("on_event(%s) failed", event)

    # ---- life

    async def start(self) -> None:
        """Serve. Never raises for a port, a wheel or a directory in trouble: `probe` says what it is, and it is tried
        again in the background until it works."""
        await self._supervisor.start()
        self._supervisor.spawn(self._expiry.run(), "xray-expiry")
        self._supervisor.spawn(self._watch.ask(), "xray-ask")
        self._supervisor.spawn(self._watch.greet(), "xray-greet")

    async def aclose(self) -> None:
        """Stop listening, cut, read the last counters, stop; under 3 s. `readings` and `acknowledge` still work."""
        await self._supervisor.aclose()

    async def swap(self, config: XrayConfig | None = None) -> None:
        """Move to another configuration or core version (`XrayConfig.python`) without losing a connection.

        Also frees the memory of stale counters, so None (the same configuration) makes sense too. Raises Rejected
        when the new core cannot serve; the old one then goes on.
        """
        await self._supervisor.swap(config or self.config)

    async def reconfigure(self, config: XrayConfig) -> None:
        """As `swap`, where something differs that the core has to know; what only links name is taken over at once."""
        now = self.config
        if replace(config, address=now.address, fingerprint=now.fingerprint, public_port=now.public_port) == now:
            self._supervisor.config = config
            return
        if config.port != now.port and (trouble := port_trouble(config.listen, config.port)):
            raise Rejected(trouble.words)  # without starting a core for it
        await self.swap(config)

    async def probe(self) -> Health:
        """Whether keys work now; if not, the detail says why and what to do."""
        core, trouble = self._supervisor.core, self._supervisor.trouble
        if core is None or trouble is not None:
            return Health(False, core.version if core else "", trouble or Phrase("engine-starting"))
        try:
            await core.api.system(timeout=PROBE_SECONDS)
        except PanelError as error:
            return Health(False, core.version, error.words)
        if (watch_trouble := self._watch.trouble) is not None:
            return Health(False, core.version, watch_trouble.words)
        keys, port = str(len(self._accounts.users())), str(self.config.port)
        return Health(True, core.version, Phrase("engine-listening", listen=self.config.listen, port=port, keys=keys))

    # ---- accounts

    def _hold(self, want: Account) -> None:
        if self._accounts.hold(want):
            self._uncut.add(want.name)
        if want.expires_at is not None and self._accounts.allowed(want):
            self._expiry.plan(want.name, want.expires_at)

    async def restore(self, accounts: Sequence[Account]) -> None:
        """Hold all these accounts; before `start` they are in when the port opens (30,000 in 0.2 s).

        One that cannot be held is reported as `account_refused` and left out: it must not lock the others out.
        """
        for account in accounts:
            try:
                self._hold(account)
            except PanelError as error:
                self._event("account_refused", {"name": account.name, "reason": str(error), "words": error.words})
        if not self._listens():
            return
        async with self._supervisor.lock:
            await converge(self._supervisor.serving(SHARED), shared_inbound(self.config, self._accounts.users))
        for name in {*self._uncut, *(account.name for account in self._accounts.with_ports())}:
            with contextlib.suppress(Rejected):  # a taken port is one account's trouble
                await self._enforce(name)

    async def apply(self, want: Account) -> Observed:
        """Converge on `want`; see the port. Unavailable while the core does not serve: what is wanted is remembered
        all the same, so that a key revoked now is not let in when serving begins."""
        async with self._supervisor.lock:
            self._hold(want)
        await self._enforce(want.name)
        return self._accounts.observe(want)

    async def remove(self, name: str, ref: str) -> None:
        """Forget the account and cut its sessions; see the port."""
        account = self._accounts.get(name)
        if account is None:
            return
        if account.ref != ref:
            raise Conflict(Phrase("panel-other-owner", account=name))
        # Held as switched off until the core has let go: a repeated call must find something to do.
        self._hold(replace(account, enabled=False))
        try:
            await self._enforce(name)
        except Unavailable:
            if self._listens():
                raise
            # A core that does not listen lets nobody in, and the next one is filled without the account.
        self._accounts.drop(name)
        self._uncut.discard(name)

    async def get(self, name: str) -> Observed | None:
        """What is held under this name."""
        account = self._accounts.get(name)
        return self._accounts.observe(account) if account is not None else None

    async def scan(self) -> AsyncIterator[Observed]:
        """Everything held."""
        for account in self._accounts:
            yield self._accounts.observe(account)

    async def links(self, want: Account) -> list[str]:
        """One vless link; works without a running core."""
        return [share_link(self.config, want)]

    def _listens(self) -> bool:
        core = self._supervisor.core
        return core is not None and SHARED in core.listening

    async def _enforce(self, name: str) -> None:
        """Bring the core to what is held of the account, and end the sessions it should not have."""
        is_loaded = False
        try:
            async with self._supervisor.lock:
                await self._tell(name)
                is_loaded = True
        finally:
            if name in self._uncut:
                await self._cut(name)
                if is_loaded:
                    self._uncut.discard(name)

    async def _tell(self, name: str) -> None:
        """Let the core let the account in where it should, and nowhere else."""
        account, wanted_uuid, tag = self._accounts.get(name), self._accounts.user(name).get(name), own_tag(name)
        if account is None or account.port is None:
            core = self._supervisor.serving(SHARED) if wanted_uuid is not None else self._supervisor.running()
            shared, own = wanted_uuid, None
        else:
            core = self._supervisor.running()
            shared, own = None, self._own(core.config, account) if wanted_uuid is not None else None
        loaded = [core.loaded[where][name] for where in (SHARED, tag) if name in core.loaded.get(where, {})]
        if any(uuid != wanted_uuid for uuid in loaded):
            self._uncut.add(name)
        if SHARED in core.loaded:
            await set_user(core, SHARED, name, shared)
        if own is not None or tag in core.listening:
            await own_port(core, tag, own)

    async def _expire(self, name: str) -> bool:
        """The account's time has come, unless it was extended meanwhile. False asks to be called again."""
        account = self._accounts.get(name)
        if account is None or not account.enabled or not self._accounts.expired(account):
            return True
        self._uncut.add(name)
        try:
            await self._enforce(name)
        except PanelError as error:
            if self._listens():
                logger.error("account %s could not be expired: %s", name, error)
                return False
            # Nobody gets in now, and the next core is filled without the expired.
        self._event("expired", {"name": name})
        return True

    async def _reopen(self) -> bool:
        """The clock has gone back: let in again whose time is still to come. False asks to be called again."""
        for account in self._accounts:
            if account.expires_at is not None and self._accounts.allowed(account):
                self._expiry.plan(account.name, account.expires_at)
        try:
            await self.repair()
        except PanelError as error:
            if self._listens():
                logger.error("accounts are not let in again: %s", error)
                return False
            # The next core is filled with them.
        return True

    async def inventory(self) -> dict[str, dict[str, str]]:
        """What the core itself lets in, by inbound and name; one that is as it should be has what `users` wants."""
        return await inventory(self._supervisor.running())

    async def repair(self) -> None:
        """Undo whatever was changed in the core behind our back; nobody else is touched. Raises PanelError."""
        async with self._supervisor.lock:
            core = self._supervisor.running()
            await repair(core, self._plan(core.config))

    # ---- sessions and traffic

    async def kick(self, name: str) -> int:
        """Cut the account's live connections and let it come back; how many were known at once."""
        return await self._cut(name)

    async def _cut(self, name: str) -> int:
        passes = await sessions.cut_known(self._supervisor.cores, name)
        count = sum(first.cut for first in passes)
        if passes:
            self._supervisor.spawn(self._cut_again(passes), f"xray-cut-{name}")
        self._event("cut", {"name": name, "connections": count})
        return count

    async def _cut_again(self, passes: Sequence[sessions.FirstPass]) -> None:
        await asyncio.sleep(sessions.SECOND_PASS_SECONDS)
        await sessions.cut_rest(passes)

    async def live(self) -> dict[str, tuple[int, int, int]]:
        """(connections, bytes in, bytes out) of live connections by account; the bytes include the TLS overhead."""
        return await sessions.live(self._supervisor.cores)

    async def connections(self) -> dict[str, int]:
        """Live connections by account."""
        return {name: count for name, (count, _, _) in (await self.live()).items()}

    async def online(self) -> set[str]:
        """Names with a connection now or a few seconds ago. Xray never counts clients at 127.0.0.1."""
        names: set[str] = set()
        for core in self._supervisor.cores:
            with contextlib.suppress(PanelError):
                names |= await core.api.online_users()
        return names

    async def readings(self) -> Sequence[Readings]:
        """Counters of every core that counts or is not acknowledged; a core that does not answer keeps its last."""
        await asyncio.gather(*(self._read(core) for core in self._supervisor.cores))
        return self._supervisor.counters.readings()

    async def _read(self, core: Core) -> None:
        with contextlib.suppress(PanelError):
            self._supervisor.counters.update(core.boot, await core.api.counters())
            await core.prune()

    async def acknowledge(self, source: str) -> None:
        """The final readings of a closed source are booked."""
        self._supervisor.counters.forget(source)
