"""MarzbanPanel: the Panel port on a Marzban 0.8.

The panel's answers are no proof of access: it notes a change, and tells its core from a thread that may fail unheard.
`Observed.again_after` asks for the second write that makes it sure.
"""

import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.panels import Account, Conflict, Health, Observed, Rejected, Unavailable, share_links
from core.panels.kind import Holding
from core.panels.marzban import health, user
from core.panels.marzban.client import Client
from core.panels.marzban.config import MarzbanConfig
from core.panels.marzban.user import User
from core.panels.outside import OutsidePanel, has_access, needs_rotation, nothing, ours
from core.panels.remote import Answer, check, unreadable
from core.phrases import Phrase

logger = logging.getLogger(__name__)


class MarzbanPanel(OutsidePanel[User]):
    """One Marzban server. Nothing runs until it is called; `aclose` it in the end.

    Of traffic it keeps one number, weighted by its nodes' coefficients, and tells it as bytes sent to the account. The
    number falls when an account was deleted by hand and made again, when a sudo administrator resets the usage of all
    users, and after a restored backup.
    """

    def __init__(self, config: MarzbanConfig, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(f"marzban:{config.identity}", config.owner, now, config.readings_seconds)
        self._config = config
        self._client = Client(config, now)
        self._printed = _PrintedLinks(config.links_seconds)

    # ---- one account

    async def apply(self, want: Account) -> Observed:
        """Converge on `want`; see the port. One that should let nobody in and is not there is not made."""
        check(want)
        self._config.tags(want.profile)
        async with self._lock(want.name):
            account = await self._read(want.name)
            if account is None:
                now = self._now()
                if not has_access(want, now):
                    return nothing(want, now)
                await self._check_uuid(want)
                account = await self._create(want)
            return await self._converge(want, ours(account, want.ref))

    async def remove(self, name: str, ref: str) -> None:
        """Remove the account; see the port."""
        account = await self._read(name)
        if account is None:
            return
        ours(account, ref)
        try:
            answer = await self._call("DELETE", name)
        except Unavailable:
            # For administrators of the panel's environment a deletion that worked is answered with 500.
            if await self._read(name) is not None:
                raise
            return
        if not answer.ok and answer.status != 404:
            unreadable(f"HTTP {answer.status} for a deletion")

    async def links(self, want: Account) -> list[str]:
        """The panel's links for the account, under the shop's names; none for an account that is not there.

        They stay as they were printed for `links_seconds`: where a host has several addresses, names or short ids,
        Marzban draws anew each time. Raises Rejected when the panel has no usable link for an account with access.
        """
        printed = self._printed.get(want.name, self._now())
        if printed is None:
            account = await self._read(want.name)
            if account is None:
                return []
            ours(account, want.ref)
            if any(share_links.lacks_short_id(line) for line in account.links):
                # The first links after a panel's start lack the short id; it is in the next ones if there is any.
                account = await self._read(want.name) or account
            self._printed.put(account, self._now(), sure=True)
            printed = account.links
        usable = share_links.real(printed, want.title)
        if not usable and has_access(want, self._now()):
            raise Rejected(Phrase("panel-marzban-without-link", profile=want.profile))
        return usable

    # ---- all accounts

    async def holdings(self) -> AsyncIterator[Holding]:
        """Everything that belongs to the administrator; Marzban knows neither Telegram ids nor addresses."""
        async for row in self._every():
            credential = row.proxies.get("vless", {}).get("id")
            yield Holding(row.observed(), credential, row.links, None, None, None, row.strategy != "no_reset")

    async def probe(self) -> Health:
        """Whether the panel answers, its core runs and the configured inbounds exist; never raises."""
        return await health.probe(self._client, self._config)

    async def self_test(self) -> Health:
        """Make, check and remove an account for a trial: access, links, and whether the panel's clock is UTC.

        For the operator's doctor: unlike `probe`, it writes. Never raises.
        """
        return await health.self_test(self._client, self._config, self._now)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    # ---- steps

    async def _converge(self, want: Account, account: User) -> Observed:
        moved = False
        now = self._now()
        if needs_rotation(want, account):
            account = await self._write("POST", want.name, "/revoke_sub")
            moved = True
        if user.needs_reset(want, account, now):
            # It switches a disabled account on: whatever it should be is written after it.
            account = await self._write("POST", want.name, "/reset")
            moved = True
        write = user.plan(self._config, want, account, now, moved=moved)
        if write.body is not None:
            if "proxies" in write.body:
                await self._check_uuid(want)
            account = await self._put(want, write)
        self._printed.put(account, now)
        return account.observed(write.again_after)

    async def _put(self, want: Account, write: user.Write) -> User:
        body = dict(write.body or {})
        if write.everywhere:
            body["inbounds"] = body.get("inbounds", {}) | await self._all_tags(write.everywhere)
        account = await self._write("PUT", want.name, "", body)
        if not has_access(want, self._now()) and account.status in user.OPEN:
            logger.error("Marzban lets an expired account in: its time zone is not UTC")
            account = await self._write("PUT", want.name, "", {**body, "status": "disabled"})
        elif has_access(want, self._now()) and account.status == "expired":
            raise Rejected(Phrase("panel-expired-early"))
        return account

    async def _all_tags(self, protocols: Sequence[str]) -> dict[str, list[str]]:
        every = await health.inbounds(self._client)
        if missing := [protocol for protocol in protocols if not every.get(protocol)]:
            raise Rejected(Phrase("panel-no-inbound", protocols=", ".join(missing)))
        return {protocol: every[protocol] for protocol in protocols}

    async def _create(self, want: Account) -> User:
        answer = await self._client.call("POST", "user", body=user.creation(self._config, want, self._now()))
        if answer.ok:
            return user.read(answer.data)
        if answer.status != 409:
            unreadable(f"HTTP {answer.status} for a creation")
        account = await self._read(want.name)
        if account is None:  # deleted since, or the panel's database takes names that differ in case for one
            raise Unavailable(Phrase("panel-marzban-contradicts", account=want.name))
        return account

    async def _call(self, method: str, name: str, step: str = "", body: dict[str, Any] | None = None) -> Answer:
        answer = await self._client.call(method, f"user/{name}{step}", body=body, leave=(403,))
        if answer.status == 403:
            raise Conflict(Phrase("panel-other-administrator", account=name))
        return answer

    async def _write_note(self, name: str, note: str) -> None:
        await self._write("PUT", name, "", {"note": note})

    async def _write(self, method: str, name: str, step: str, body: dict[str, Any] | None = None) -> User:
        answer = await self._call(method, name, step, body)
        if not answer.ok:
            raise Unavailable(Phrase("panel-account-vanished", account=name, status=str(answer.status)))
        return user.read(answer.data)

    async def _read(self, name: str) -> User | None:
        answer = await self._call("GET", name)
        if answer.status == 404:
            self._printed.drop(name)
            return None
        if not answer.ok:
            unreadable(f"HTTP {answer.status} for a user")
        return user.read(answer.data)

    async def _check_uuid(self, want: Account) -> None:
        """Two users with one UUID share their traffic: it is booked to whoever came last."""
        other = self._printed.holder(want.secrets.vless_uuid)
        if other is None or other == want.name:
            return
        account = await self._read(other)
        if account is not None and account.proxies.get("vless", {}).get("id") == want.secrets.vless_uuid:
            raise Conflict(Phrase("panel-uuid-in-use", account=want.name, other=str(other)))

    async def _listed(self) -> AsyncIterator[User]:
        offset = 0
        while True:
            params: dict[str, str | int] = {"sort": "username", "offset": offset, "limit": self._config.page}
            answer = await self._client.call("GET", "users", params=params)
            page = answer.data.get("users") if answer.ok and isinstance(answer.data, dict) else None
            if not isinstance(page, list):
                unreadable("a list of users that is not Marzban's")
            for account in map(user.read, page):
                yield account
            offset += len(page)
            if len(page) < self._config.page:
                return

    def _note_listed(self, account: User, started: datetime) -> None:
        self._printed.put(account, started)

    def _forget_others(self, names: set[str], started: datetime) -> None:
        self._printed.keep(names, started)

    def _observed(self, account: User) -> Observed:
        return account.observed(self._seconds_left(account))

    def _seconds_left(self, account: User) -> float | None:
        """Seconds until the second write of a change; None when there is none to come."""
        if account.marker is None or account.marker.written is None:
            return None
        seconds = account.marker.written + self._config.again_seconds - self._now().timestamp()
        return min(max(seconds, 0.0), self._config.again_seconds)


@dataclass(frozen=True, slots=True)
class _Print:
    at: datetime
    access: str  # credentials and inbounds they were printed for
    uuid: str
    links: tuple[str, ...]


class _PrintedLinks:
    """Each user's links as the panel has printed them, for `seconds`; whatever changes its access ends them at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._prints: dict[str, _Print] = {}
        self._holders: dict[str, str] = {}

    def put(self, account: User, now: datetime, *, sure: bool = False) -> None:
        """Note what an answer shows. Links without a short id are believed only when `sure`."""
        access = repr(
            (sorted(account.proxies.items()), sorted((kind, sorted(tags)) for kind, tags in account.inbounds.items()))
        )
        printed = self._prints.get(account.name)
        if printed is not None and printed.access == access and not self._old(printed, now):
            return
        self.drop(account.name)
        if not account.links or (not sure and any(map(share_links.lacks_short_id, account.links))):
            return
        uuid = str(account.proxies.get("vless", {}).get("id") or "")
        self._prints[account.name] = _Print(now, access, uuid, account.links)
        if uuid:
            self._holders[uuid] = account.name

    def get(self, name: str, now: datetime) -> tuple[str, ...] | None:
        """The links, unless they are unknown or too old."""
        printed = self._prints.get(name)
        return None if printed is None or self._old(printed, now) else printed.links

    def holder(self, uuid: str) -> str | None:
        """Who was last seen with this UUID."""
        return self._holders.get(uuid)

    def drop(self, name: str) -> None:
        """Forget a user."""
        printed = self._prints.pop(name, None)
        if printed is not None and self._holders.get(printed.uuid) == name:
            del self._holders[printed.uuid]

    def keep(self, names: Collection[str], since: datetime) -> None:
        """Forget whoever is not among all users, except those noted after `since`."""
        for name in [name for name, printed in self._prints.items() if name not in names and printed.at < since]:
            self.drop(name)

    def _old(self, printed: _Print, now: datetime) -> bool:
        return (now - printed.at).total_seconds() >= self._seconds
