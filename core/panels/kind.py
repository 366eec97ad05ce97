"""What a kind of panel brings with it: its settings, the start of a panel, the reader of its webhooks,
and the import of accounts that a panel had before the shop came."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from core.panels import Account, Observed, Panel

Text = Field(min_length=1, max_length=512)


class PanelSettings(BaseModel):
    """What a server's row says about its panel. Unknown names are refused: a misspelt one would do nothing."""

    model_config = ConfigDict(extra="forbid")


class OutsideSettings(PanelSettings):
    """Any panel on another machine. `webhook_secret` lets it tell at once what changed there."""

    url: HttpUrl
    webhook_secret: SecretStr | None = Field(None, min_length=16, max_length=256)


@dataclass(frozen=True, slots=True)
class Place:
    """What a panel starts with: its server's settings, and what it needs of the shop."""

    settings: Mapping[str, Any]  # as `PanelKind.settings` has checked them
    identity: str  # names the panel in the traffic books for ever, whatever its address
    owner: str  # begins `Account.ref` of every account of this shop
    now: Callable[[], datetime]  # the shop's time by which accounts end, aware UTC
    machine_now: Callable[[], datetime]  # the same by this machine's clock, for an engine that runs on it
    engine: Callable[[], Awaitable[Any]]  # configuration of an embedded engine
    accounts: Callable[[], Awaitable[Sequence[Account]]]  # that are to be served now, for a panel without a memory
    on_event: Callable[[str, Mapping[str, Any]], None]  # how an embedded engine tells of trouble


@dataclass(frozen=True, slots=True)
class PanelKind:
    """A kind of panel.

    `read_webhook(body, headers, secret, now)` gives the names of accounts that are worth a look and raises
    `webhooks.Forged` and `webhooks.Unreadable`; None where panels of the kind send none.
    """

    settings: type[PanelSettings]
    start: Callable[[Place], Awaitable[Panel]]
    read_webhook: Callable[[bytes, Mapping[str, str], str, datetime], Sequence[str]] | None = None
    can_import: bool = False  # whether its panels are `Takeover`


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
