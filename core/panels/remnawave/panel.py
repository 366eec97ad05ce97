"""RemnawavePanel: the Panel port on a Remnawave 2.8 or 3.x.

Users are addressed by name. What paths call a user changed with 3.0, so it is taken from an answer each time and never
kept. A rotation lets the panel make new credentials, because it takes the shop's own only at creation: they are read
back with the links.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.panels import Account, Conflict, Health, Observed, Rejected, Unavailable, share_links
from core.panels.kind import Holding
from core.panels.outside import OutsidePanel, has_access, needs_rotation, nothing, ours
from core.panels.remnawave import health, user
from core.panels.remnawave.client import ABSENT, ALREADY, NAME_TAKEN, SHORT_UUID_TAKEN, Client, Failed, Invalid
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remnawave.user import User
from core.panels.remote import check, unreadable
from core.phrases import Phrase

SKEW = timedelta(minutes=5)  # by how much the panel's clock may be ahead
PATIENCE = 3  # equal failures of the panel on one account, then a person has to look


class RemnawavePanel(OutsidePanel[User]):
    """One Remnawave server. Nothing runs until it is called; `aclose` it in the end.

    Of traffic it keeps one number, weighted by its nodes' multipliers, and tells it as bytes sent to the account. The
    number falls when an account was deleted by hand and made again, and after a restored backup.
    """

    def __init__(self, config: RemnawaveConfig, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(f"remnawave:{config.identity}", config.owner, now, config.readings_seconds)
        self._config = config
        self._client = Client(config)
        self._failures: dict[str, int] = {}
        self._printed: dict[str, _Printed] = {}

    # ---- one account

    async def apply(self, want: Account) -> Observed:
        """Converge on `want`; see the port. One that should let nobody in and is not there is not made."""
        check(want)
        self._config.squads_of(want.profile)
        async with self._lock(want.name):
            account = await self._read(want.name)
            if account is None:
                now = self._now()
                if not has_access(want, now):
                    return nothing(want, now)
                account = await self._create(want)
            account = await self._converge(want, ours(account, want.ref))
            return account.observed()

    async def remove(self, name: str, ref: str) -> None:
        """Remove the account; see the port."""
        account = await self._read(name)
        if account is None:
            return
        ours(account, ref)
        await self._client.call("DELETE", f"users/{account.key}", take=ABSENT)
        self._printed.pop(name, None)

    async def links(self, want: Account) -> list[str]:
        """The panel's links for the account, under the shop's names; none for an account that is not there.

        They come from connection-keys: a subscription is answered with lines that only look like links when the account
        has ended or the customer's device is not known. Raises Rejected when there is none for an account with access.
        """
        printed_links = self._printed.get(want.name)
        if printed_links is None or printed_links.rotation != want.rotation or self._now() >= printed_links.until:
            account = await self._read(want.name)
            if account is None:
                return []
            ours(account, want.ref)
            printed = await self._connection_keys(account)
            until = self._now() + timedelta(seconds=self._config.links_seconds)
            printed_links = self._printed[want.name] = _Printed(account.print_of, want.rotation, printed, until)
        usable = share_links.real(printed_links.links, want.title)
        if not usable and has_access(want, self._now()):
            self._printed.pop(want.name, None)
            raise Rejected(Phrase("panel-remnawave-without-link", profile=want.profile))
        return usable

    # ---- all accounts

    async def holdings(self) -> AsyncIterator[Holding]:
        """Everything the panel holds; its list has no links."""
        async for row in self._every():
            resets = row.strategy != "NO_RESET"
            yield Holding(row.observed(), row.vless_uuid, (), row.devices or None, row.telegram_id, row.email, resets)

    async def probe(self) -> Health:
        """Whether the panel answers, its nodes run, the squads exist and the token lasts; never raises."""
        return await health.probe(self._client, self._config, self._now())

    async def self_test(self) -> Health:
        """Make, switch off and remove an account for a trial. For the operator's doctor: it writes. Never raises."""
        return await health.self_test(self, self._config, self._now())

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    # ---- steps

    async def _create(self, want: Account) -> User:
        """Make the account, or take it as it is when somebody else was faster."""
        try:
            body = user.creation(self._config, want, own_token=True)
            answer = await self._client.call("POST", "users", body=body, take=frozenset({NAME_TAKEN, SHORT_UUID_TAKEN}))
            if answer.code == SHORT_UUID_TAKEN:
                await self._check_uuid(want)
                body = user.creation(self._config, want, own_token=False)
                answer = await self._client.call("POST", "users", body=body, take=frozenset({NAME_TAKEN}))
        except Failed as error:
            raise await self._explained(want, error) from None
        self._failures.pop(want.name, None)
        if not answer.code:
            return user.read(answer.data)
        account = await self._read(want.name)
        if account is None:
            raise Unavailable(Phrase("panel-remnawave-contradicts", account=want.name))
        return account

    async def _check_uuid(self, want: Account) -> None:
        """The token is in use, as it is by the subscription's account for another server. The UUID may not be: traffic
        of two users with one UUID is booked to either."""
        answer = await self._client.call("GET", f"users/by-short-uuid/{want.secrets.token}", take=ABSENT)
        if not answer.code and user.read(answer.data).vless_uuid == want.secrets.vless_uuid:
            raise Conflict(Phrase("panel-uuid-in-use", account=want.name, other=user.read(answer.data).name))

    async def _converge(self, want: Account, account: User) -> User:
        """Steps that may each be repeated; the note, written last, says that all were done."""
        now = self._now()
        if user.must_stop(want, account, now):
            account = await self._act(account, "disable")
        if user.needs_reset(want, account):
            account = await self._act(account, "reset-traffic")
        if needs_rotation(want, account):
            account = await self._act(account, "revoke")
        body = user.patch(self._config, want, account, now)
        if body is not None:
            account = await self._patch(want, body)
        if user.must_stop(want, account, now):
            account = await self._act(account, "disable")
        self._note_listed(account, now)
        return account

    async def _patch(self, want: Account, body: dict[str, Any]) -> User:
        try:
            answer = await self._client.call("PATCH", "users", body=body, take=ABSENT)
        except Failed as error:
            raise await self._explained(want, error) from None
        except Invalid as error:
            if error.fields != {"expireAt"} or user.expire_of(want) > self._now() + SKEW:
                raise
            # By the panel's clock the last minutes are over. It ends the account by its own, earlier date.
            body = {key: value for key, value in body.items() if key not in ("expireAt", "status")}
            answer = await self._client.call("PATCH", "users", body=body, take=ABSENT)
        self._failures.pop(want.name, None)
        return self._still(want.name, answer.data)

    async def _act(self, account: User, action: str) -> User:
        reply = await self._client.call("POST", f"users/{account.key}/actions/{action}", body={}, take=ABSENT | ALREADY)
        if reply.code in ALREADY:
            return replace(account, status="DISABLED") if action == "disable" else account
        return self._still(account.name, reply.data)

    def _still(self, name: str, data: Any) -> User:
        if data is None:
            self._printed.pop(name, None)
            raise Unavailable(Phrase("panel-account-vanished-writing", account=name))
        return user.read(data)

    async def _explained(self, want: Account, error: Failed) -> Exception:
        """Why the panel gave up: unknown squads are answered so, and so is what a person has to look at."""
        squads = set(self._config.squads_of(want.profile))
        if missing := squads - await health.squads(self._client):
            return Rejected(f"the panel has no internal squad {', '.join(sorted(missing))}: correct the settings")
        self._failures[want.name] = self._failures.get(want.name, 0) + 1
        if self._failures[want.name] < PATIENCE:
            return error
        del self._failures[want.name]
        return Rejected(f"{error} ({PATIENCE} times)")

    async def _read(self, name: str) -> User | None:
        answer = await self._client.call("GET", f"users/by-username/{name}", take=ABSENT)
        if answer.code:
            self._printed.pop(name, None)
            return None
        return user.read(answer.data)

    async def _connection_keys(self, account: User) -> tuple[str, ...]:
        answer = await self._client.call("GET", f"subscriptions/connection-keys/{account.key}", take=ABSENT)
        if answer.code:
            raise Unavailable(Phrase("panel-account-vanished-reading", account=account.name))
        keys = answer.data.get("enabledKeys") if isinstance(answer.data, dict) else None
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            unreadable("connection keys that are not Remnawave's")
        return tuple(keys)

    async def _write_note(self, name: str, note: str) -> None:
        body = {"username": name, "description": note}
        self._still(name, (await self._client.call("PATCH", "users", body=body, take=ABSENT)).data)

    async def _listed(self) -> AsyncIterator[User]:
        async for raw in self._client.users(self._config.page):
            yield user.read(raw)

    def _note_listed(self, account: User, started: datetime) -> None:
        """Links that were printed for other credentials are links no more."""
        printed = self._printed.get(account.name)
        if printed is not None and printed.of != account.print_of:
            del self._printed[account.name]

    def _forget_others(self, names: set[str], started: datetime) -> None:
        for name in self._printed.keys() - names:
            del self._printed[name]

    def _observed(self, account: User) -> Observed:
        return account.observed()


class _Printed:
    """Links as the panel last printed them, and what they were printed of."""

    __slots__ = ("links", "of", "rotation", "until")

    def __init__(self, of: tuple[object, ...], rotation: int, links: tuple[str, ...], until: datetime) -> None:
        self.of, self.rotation, self.links, self.until = of, rotation, links, until
