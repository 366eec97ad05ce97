"""The accounts an embedded panel holds, and who of them may come in now.

This is the panel's whole memory; a core that starts is filled from it. The account's name is the user's `email`
inside Xray, which compares it in lower case and reads `>>>` as a separator.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

from core.panels import Account, Conflict, Observed, Rejected
from core.panels.share import Endpoint
from core.panels.xray.config import XrayConfig
from core.phrases import Phrase

NAME = re.compile(r"[a-z][a-z0-9_]{2,31}")


def share_link(config: XrayConfig, want: Account) -> str:
    """The account's link; needs no running core and no gRPC."""
    endpoint = Endpoint(
        uuid=want.secrets.vless_uuid,
        host=config.address,
        port=want.port or config.public_port or config.port,
        name=want.title,
        sni=config.server_names[0],
        fp=config.fingerprint,
        pbk=config.public_key,
        sid=config.short_ids[0],
    )
    return endpoint.link()


def identity(text: str) -> str:
    """What Xray recognises a user by. It ignores bytes 6 and 7 of the UUID (proxy/vless/validator.go: they carry
    routing marks), so UUIDs that differ only there are the same to it. Raises Rejected."""
    try:
        raw = bytearray(uuid.UUID(text).bytes)
    except ValueError:
        raise Rejected("vless_uuid is not a UUID") from None
    raw[6:8] = b"\0\0"
    return raw.hex()


class Accounts:
    """Wanted accounts by name, with unique UUIDs."""

    def __init__(self, now: Callable[[], datetime], total: Callable[[str], int]) -> None:
        self._now = now
        self._total = total  # bytes an account has used so far
        self._held: dict[str, Account] = {}
        self._holders: dict[str, str] = {}  # identity -> account name
        self._epochs: dict[str, tuple[int, int]] = {}  # name -> (epoch, total bytes when it began)
        self._seen: dict[str, datetime] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(list(self._held.values()))

    def get(self, name: str) -> Account | None:
        """The account as wanted."""
        return self._held.get(name)

    def expired(self, account: Account) -> bool:
        """Whether its time is over."""
        return account.expires_at is not None and account.expires_at <= self._now()

    def allowed(self, account: Account) -> bool:
        """Whether it may come in now."""
        return account.enabled and not self.expired(account)

    def users(self) -> dict[str, str]:
        """UUID by name of all who may come in at the shared port now."""
        return {
            name: account.secrets.vless_uuid
            for name, account in self._held.items()
            if account.port is None and self.allowed(account)
        }

    def user(self, name: str) -> dict[str, str]:
        """The same of one account, wherever it comes in."""
        account = self._held.get(name)
        return {name: account.secrets.vless_uuid} if account is not None and self.allowed(account) else {}

    def with_ports(self) -> list[Account]:
        """Accounts with a port of their own that may come in now."""
        return [account for account in self._held.values() if account.port is not None and self.allowed(account)]

    def hold(self, want: Account) -> bool:
        """Take the wanted state over; whether sessions made under the old one have lost their right.

        Raises Rejected or Conflict, with nothing changed.
        """
        if not NAME.fullmatch(want.name):
            raise Rejected(f"account names look like {NAME.pattern}")
        account = self._held.get(want.name)
        if account is not None and account.ref != want.ref:
            raise Conflict(Phrase("panel-other-owner", account=want.name))
        known_by = identity(want.secrets.vless_uuid)
        # Xray would give the UUID, and the traffic, to whoever came last.
        if self._holders.get(known_by, want.name) != want.name:
            raise Conflict(Phrase("panel-uuid-in-use", account=want.name, other=str(self._holders[known_by])))
        lost = False
        if account is not None:
            before = identity(account.secrets.vless_uuid)
            self._holders.pop(before, None)
            lost = before != known_by or (self.allowed(account) and not self.allowed(want))
        self._holders[known_by] = want.name
        self._held[want.name] = want
        if want.name not in self._epochs or self._epochs[want.name][0] != want.epoch:
            self._epochs[want.name] = (want.epoch, self._total(want.name))
        return lost

    def drop(self, name: str) -> None:
        """Forget the account."""
        account = self._held.pop(name, None)
        if account is not None:
            self._holders.pop(identity(account.secrets.vless_uuid), None)
        self._epochs.pop(name, None)
        self._seen.pop(name, None)

    def note_connection(self, name: str) -> None:
        """It has just opened a connection."""
        if name in self._held:
            self._seen[name] = self._now()

    def observe(self, account: Account) -> Observed:
        """The account as the port shows it; usage is what was read since this process started."""
        state: Literal["active", "disabled", "expired"] = "active"
        if self.expired(account):
            state = "expired"
        elif not account.enabled:
            state = "disabled"
        total = self._total(account.name)
        _, before = self._epochs.get(account.name, (account.epoch, 0))
        return Observed(
            name=account.name,
            remote_id=account.name,
            state=state,
            expires_at=account.expires_at,
            quota_bytes=account.quota_bytes,
            used_bytes=total - before,
            used_total_bytes=total,
            epoch=account.epoch,
            rotation=account.rotation,
            ref=account.ref,
            online_at=self._seen.get(account.name),
        )
