"""Usage: what has been counted of one key, from the books."""

from dataclasses import dataclass

from core.subscriptions.models import Key
from core.traffic.models import KeyTraffic


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of all time: up is from the customer to the internet, down is the way back."""

    up_bytes: int
    down_bytes: int

    @property
    def total_bytes(self) -> int:
        return self.up_bytes + self.down_bytes


async def of_key(key: Key) -> Usage:
    """Everything that went through a key since it was made."""
    counted = await KeyTraffic.get_or_none(key_id=key.id)
    return Usage(counted.up_bytes, counted.down_bytes) if counted is not None else Usage(0, 0)
