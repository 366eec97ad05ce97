"""What a self-check answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `advice` says what to do; it is empty where all is in order."""

    name: str
    ok: bool
    text: str
    advice: str = ""
