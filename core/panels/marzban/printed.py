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

    def put(self, held: User, now: datetime, *, sure: bool = False) -> None:
        """Note what an answer shows. Links without a short id are believed only when `sure`."""
        access = repr(
            (sorted(held.proxies.items()), sorted((kind, sorted(tags)) for kind, tags in held.inbounds.items()))
        )
        known = self._prints.get(held.name)
        if known is not None and known.access == access and not self._old(known, now):
            return
        self.drop(held.name)
        if not held.links or (not sure and any(map(share_links.lacks_short_id, held.links))):
            return
        uuid = str(held.proxies.get("vless", {}).get("id") or "")
        self._prints[held.name] = _Print(now, access, uuid, held.links)
        if uuid:
            self._holders[uuid] = held.name

    def get(self, name: str, now: datetime) -> tuple[str, ...] | None:
        """The links, unless they are unknown or too old."""
        known = self._prints.get(name)
        return None if known is None or self._old(known, now) else known.links

    def holder(self, uuid: str) -> str | None:
        """Who was last seen with this UUID."""
        return self._holders.get(uuid)

    def drop(self, name: str) -> None:
        """Forget a user."""
        known = self._prints.pop(name, None)
        if known is not None and self._holders.get(known.uuid) == name:
            del self._holders[known.uuid]

    def keep(self, names: Collection[str], since: datetime) -> None:
        """Forget whoever is not among all users, except those noted after `since`."""
        for name in [name for name, known in self._prints.items() if name not in names and known.at < since]:
            self.drop(name)

    def _old(self, known: _Print, now: datetime) -> bool:
        return (now - known.at).total_seconds() >= self._seconds
