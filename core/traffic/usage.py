"""Usage: what has been counted of one key, from the books."""

from dataclasses import dataclass

from core import db
from core.subscriptions.models import Key


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
    row = await db.fetch_one(
        "SELECT coalesce(sum(up_bytes), 0) AS up, coalesce(sum(down_bytes), 0) AS down FROM traffic_days"
        " WHERE key_id = $1",
        key.id,
    )
    return Usage(int(row["up"]), int(row["down"])) if row else Usage(0, 0)
