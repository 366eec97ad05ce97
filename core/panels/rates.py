"""How fast a panel's counters grow: bytes a second, measured between readings and never assumed.

Readings come at uneven times, and what a connection moves comes in pieces, so that a rate is taken over `WINDOW` at
least where readings come faster than that. Without an earlier reading there is no rate.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.panels import Readings

WINDOW = timedelta(seconds=5)
EARLY = timedelta(seconds=0.5)  # a reading that comes so much too soon still ends a window

Counted = Mapping[str, Mapping[str, int]]  # source -> account name -> bytes both ways


class Rates:
    """The last readings of one panel."""

    def __init__(self) -> None:
        self._readings: deque[tuple[datetime, Counted]] = deque()

    def measure(self, readings: Sequence[Readings], at: datetime) -> dict[str, int]:
        """Bytes a second of every account that has moved something since the window began, both ways together."""
        counted = {item.source: {name: up + down for name, (up, down) in item.counters.items()} for item in readings}
        if self._readings and self._readings[-1][0] >= at:
            self._readings.clear()  # the clock was set back
        while len(self._readings) > 1 and self._readings[1][0] <= at - WINDOW + EARLY:
            self._readings.popleft()
        before = self._readings[0] if self._readings else None
        self._readings.append((at, counted))
        if before is None:
            return {}
        seconds = (at - before[0]).total_seconds()
        return {name: round(moved / seconds) for name, moved in _growth(before[1], counted).items() if moved > 0}


def _growth(before: Counted, now: Counted) -> dict[str, int]:
    """What each account has moved; the counters of a source that was not there before began at zero."""
    growth: dict[str, int] = {}
    for source, counters in now.items():
        old = before.get(source, {})
        for name, count in counters.items():
            if count > old.get(name, 0):
                growth[name] = growth.get(name, 0) + count - old.get(name, 0)
    return growth
