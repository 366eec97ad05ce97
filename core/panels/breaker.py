"""A breaker for each panel: one that does not answer is left alone and asked now and then, so that nothing piles up."""

from datetime import datetime, timedelta

OPENS_AFTER = 5  # silences in a row
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(seconds=30)
REFUSED_PAUSE = timedelta(minutes=10)  # each try with wrong credentials is an alarm in somebody's panel


class Breaker:
    """Whether a panel may be asked. Closed: as often as wanted. Open: one probe when the pause is over."""

    def __init__(self) -> None:
        self._silences = 0
        self._pause = FIRST_PAUSE
        self._probe_at: datetime | None = None
        self.reason = ""  # why it is open, for the operator

    @property
    def closed(self) -> bool:
        return self._probe_at is None

    @property
    def lasting(self) -> bool:
        """Whether it is open for a reason that will not pass by itself within moments."""
        return not self.closed and self._pause > FIRST_PAUSE

    def may_probe(self, now: datetime) -> bool:
        """Whether the pause of an open breaker is over."""
        return self._probe_at is not None and now >= self._probe_at

    def silent(self, now: datetime, reason: str) -> None:
        """The panel did not answer."""
        self._silences += 1
        if not self.closed:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if not self.closed or self._silences >= OPENS_AFTER:
            self._probe_at, self.reason = now + self._pause, reason

    def refused(self, now: datetime, reason: str) -> None:
        """The panel refuses our credentials."""
        self._pause = REFUSED_PAUSE
        self._probe_at, self.reason = now + REFUSED_PAUSE, reason

    def answered(self) -> None:
        """The panel works. What it said does not matter."""
        self._silences, self._pause, self._probe_at, self.reason = 0, FIRST_PAUSE, None, ""
