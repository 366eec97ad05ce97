"""A breaker for each panel: one that does not answer is left alone and asked now and then, so that nothing piles up."""

from datetime import datetime, timedelta

from core.phrases import Words

OPENS_AFTER = 5  # silences in a row
SILENT_FOR = timedelta(seconds=45)  # or two of them so far apart: a panel that is asked once a minute
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(seconds=30)
REFUSED_PAUSE = timedelta(minutes=10)  # each try with wrong credentials is an alarm in somebody's panel


class Breaker:
    """Whether a panel may be asked. Closed: as often as wanted. Open: one probe when the pause is over."""

    def __init__(self) -> None:
        self._silences = 0
        self._pause = FIRST_PAUSE
        self._probe_at: datetime | None = None
        self._silent_since: datetime | None = None
        self.reason: Words = ""  # why it is open, for the operator
        self.ailment: Words = ""  # what is wrong with a panel that answers
        self.examined = False  # since the start, and since it was open

    @property
    def closed(self) -> bool:
        return self._probe_at is None

    @property
    def lasting(self) -> bool:
        """Whether it is open for a reason that will not pass by itself within moments."""
        return not self.closed and self._pause > FIRST_PAUSE

    @property
    def trouble(self) -> Words:
        """What the operator should know; empty where nothing is known to be wrong."""
        return (self.reason if self.lasting else "") or self.ailment

    def may_probe(self, now: datetime) -> bool:
        """Whether the pause of an open breaker is over; one that seems too long was begun by a clock that was ahead."""
        return self._probe_at is not None and not now < self._probe_at <= now + REFUSED_PAUSE

    def silent(self, now: datetime, reason: Words) -> None:
        """The panel did not answer."""
        self._silences += 1
        self._silent_since = self._silent_since or now
        if not self.closed:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if not self.closed or self._silences >= OPENS_AFTER or now - self._silent_since >= SILENT_FOR:
            self._probe_at, self.reason, self.examined = now + self._pause, reason, False

    def refused(self, now: datetime, reason: Words) -> None:
        """The panel refuses our credentials."""
        self._pause = REFUSED_PAUSE
        self._probe_at, self.reason, self.examined = now + REFUSED_PAUSE, reason, False

    def answered(self) -> None:
        """The panel works. What it said does not matter."""
        self._silences, self._pause, self._probe_at, self._silent_since, self.reason = 0, FIRST_PAUSE, None, None, ""
