"""The shop's self-checks: `selfchecks` has them, `runs` runs them and keeps what was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `advice` says what to do; it is empty where all is in order."""

    name: str
    ok: bool
    text: str
    advice: str = ""
