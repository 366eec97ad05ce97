"""Traffic readings of every core that still counts, and of those that ended but are not in the shop's books yet.

A core's counters only grow and are never reset, so a reading may be lost, repeated or late without harm: per source
the largest value is the truth.
"""

from collections.abc import Mapping, Sequence

from core.panels import Readings


class _Source:
    __slots__ = ("closed", "values")

    def __init__(self) -> None:
        self.closed = False
        self.values: dict[str, tuple[int, int]] = {}


class Counters:
    """Last known counters by source (the boot id of a core)."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}
        self._booked: dict[str, tuple[int, int]] = {}  # sums of forgotten sources

    def open(self, source: str) -> None:
        """A core began to count."""
        self._sources[source] = _Source()

    def update(self, source: str, values: Mapping[str, tuple[int, int]]) -> None:
        """New absolute values; a reading that arrives late never lowers anything."""
        counters = self._sources.get(source)
        if counters is None:
            return
        for name, (received_bytes, sent_bytes) in values.items():
            old = counters.values.get(name, (0, 0))
            counters.values[name] = (max(received_bytes, old[0]), max(sent_bytes, old[1]))

    def close(self, source: str) -> None:
        """The core ended: what is known of it is final."""
        if source in self._sources:
            self._sources[source].closed = True

    def forget(self, source: str) -> None:
        """The final values are in the books. An open or unknown source is left alone."""
        counters = self._sources.get(source)
        if counters is None or not counters.closed:
            return
        for name, (received_bytes, sent_bytes) in counters.values.items():
            total = self._booked.get(name, (0, 0))
            self._booked[name] = (total[0] + received_bytes, total[1] + sent_bytes)
        del self._sources[source]

    def readings(self) -> Sequence[Readings]:
        """All sources not yet forgotten, oldest first."""
        return [Readings(name, source.closed, dict(source.values)) for name, source in self._sources.items()]

    def total(self, name: str) -> int:
        """Bytes both ways the account has used since this process started, as last read."""
        parts = [source.values.get(name, (0, 0)) for source in self._sources.values()]
        parts.append(self._booked.get(name, (0, 0)))
        return sum(received_bytes + sent_bytes for received_bytes, sent_bytes in parts)
