"""Links as the panel has printed them, so that the same account shows the same links and nobody asks twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.panels import share_links
from core.panels.marzban.user import User


@dataclass(frozen=True, slots=True)
class _Print:
    at: datetime
    access: str  # credentials and inbounds they were printed for
    uuid: str
    links: tuple[str, ...]


class Printed:
    """Each user's links for `seconds`; whatever changes its access ends them at once."""

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
