"""Taking over a panel that served customers before the shop came: what it holds, and how an account becomes ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.panels import Observed


@dataclass(frozen=True, slots=True)
class Holding:
    """One account as the panel holds it, with what the port does not ask about."""

    observed: Observed  # `ref` is None for what is not the shop's yet
    vless_uuid: str | None  # the credential in the customer's app; None = it cannot be kept
    links: tuple[str, ...]  # as far as the list tells them
    devices: int | None
    telegram_id: int | None
    email: str | None
    resets: bool  # the panel itself gives new traffic every week or month; the shop will not


@runtime_checkable
class Takeover(Protocol):
    """A panel whose accounts can be taken over."""

    @property
    def source(self) -> str:
        """The source of its traffic readings, see `Readings`."""

    def holdings(self) -> AsyncIterator[Holding]:
        """Everything the panel holds. Raises PanelError."""

    async def adopt(self, name: str, ref: str) -> None:
        """Put the shop's mark into the note of an account that has none; nothing else changes.

        Doing it again is a success. Raises Conflict for one with another mark, Rejected for one that is gone.
        """
