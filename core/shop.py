"""Shop: what an operation may use. Built in one place, `core/wiring.py`; tests build it with other parts."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from core import db, i18n, outbox
from core.clock import Watch
from core.config import Settings
from core.config.methods import USUAL_ORDER
from core.errors import Busy, PaymentMethodUnknown, ShopError
from core.events import Fact
from core.panels import Panel
from core.panels.breaker import Breaker
from core.panels.rates import Rates
from core.payment_providers import Method, PaymentProvider
from core.telegram.client import Telegram
from core.wakeups import Wakeups

Reaction = Callable[["Shop", Any, int], Awaitable[None]]  # (shop, fact, fact's id): idempotent
Purpose = Callable[["Shop", Any], Awaitable[None]]  # (shop, invoice): inside the settling transaction


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: the customer, an administrator, a program with an API key, or the shop itself."""

    kind: Literal["user", "admin", "program", "shop"]
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"


THE_SHOP = Actor("shop")


@dataclass
class Shop:
    """The settings, the clock and the outside parts that operations work with."""

    settings: Settings
    telegram: Telegram
    providers: Mapping[str, PaymentProvider]
    reactions: Mapping[type[Fact], Sequence[Reaction]]
    purposes: Mapping[str, Purpose]
    wakeups: Wakeups
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    environment: Settings = field(default=None, repr=False)  # type: ignore[assignment]  # what it was started with
    settings_version: int = 0  # of the stored settings that are in `settings`, see `core/config/store.py`
    unused_settings: tuple[str, ...] = ()  # stored ones that do not fit, or whose seal cannot be opened
    former_providers: list[PaymentProvider] = field(default_factory=list, repr=False)  # may still be talking
    settings_followers: list[Callable[["Shop", Settings], None]] = field(default_factory=list, repr=False)
    watch: Watch = field(default_factory=Watch)
    panels: dict[int, Panel] = field(default_factory=dict)  # by server id; filled where panels are driven
    panel_settings: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict, repr=False)  # they run with
    breakers: dict[int, Breaker] = field(default_factory=dict)  # beside the panels
    rates: dict[int, Rates] = field(default_factory=dict, repr=False)  # likewise
    installation_id: str | None = None  # `installation.identity` fills it
    signing_secret: str | None = field(default=None, repr=False)  # `installation.signing_secret` fills it
    restart: Callable[[], None] | None = field(default=None, repr=False)  # this process anew; whoever runs it sets it
    busy: set[str] = field(default_factory=set)  # what this process does one at a time, see `exclusive`

    def __post_init__(self) -> None:
        self.environment = self.environment or self.settings

    def use_settings(self, settings: Settings, version: int, unused: Sequence[str]) -> None:
        """Work with other settings from here on; what was made of the ones before is made anew."""
        before, self.settings = self.settings, settings
        self.settings_version, self.unused_settings = version, tuple(unused)
        for follow in self.settings_followers:
            follow(self, before)

    def use_texts(self, texts: Collection[i18n.Override]) -> None:
        """Speak with these texts of the owner from here on."""
        if list(texts) != list(i18n.overrides().rows.values()):
            i18n.use(i18n.Overrides(texts))

    def now(self) -> datetime:
        """The shop's time, aware UTC. The only clock of the core."""
        return self.clock()

    def due_now(self) -> datetime:
        """The time by which service ends, renewals are charged and people are reminded, and work becomes due.

        It is `now`, but for a machine's clock that has jumped ahead: by that one nothing ends, until it has come back
        or has stayed there for `clock.ACCEPT_AHEAD_SECONDS`.
        """
        return self.now() - self.watch.ahead()

    @contextmanager
    def exclusive(self, task: str) -> Iterator[None]:
        """Do a task that this process runs one at a time. Raises Busy."""
        if task in self.busy:
            raise Busy(what=task)
        self.busy.add(task)
        try:
            yield
        finally:
            self.busy.discard(task)

    def breaker(self, server_id: int) -> Breaker:
        """Whether the panel of a server may be asked now."""
        return self.breakers.setdefault(server_id, Breaker())

    async def record(self, fact: Fact) -> int:
        """Write down what has just become true, inside the transaction that made it so; returns the fact's id."""
        names = [outbox.reaction_name(reaction) for reaction in self.reactions.get(type(fact), ())]
        fact_id = await outbox.record(fact, names, self.due_now())
        if names:
            db.after_commit(self._wake_outbox)
        db.after_commit(self._wake_readers)
        return fact_id

    def wake_keys(self) -> None:
        """Let provisioning look at once for keys that are due."""
        self.wakeups.wake("keys")

    def _wake_outbox(self) -> None:
        self.wakeups.wake("outbox")

    def _wake_readers(self) -> None:
        self.wakeups.wake("facts")

    def t(self, key: str, language: str, **params: Any) -> str:
        """A text in the shop's time zone; see `i18n.t`."""
        return i18n.t(key, language, zone=self.settings.timezone, **params)

    def error_text(self, error: ShopError, language: str) -> str:
        """The sentence of an error, the same in the bot and in every API."""
        return self.t(f"error-{error.code}", language, **error.params)

    def method(self, method_id: str) -> tuple[PaymentProvider, Method]:
        """The provider behind a payment method that is offered, and the method. Raises PaymentMethodUnknown."""
        for provider, method in self.methods():
            if method.id == method_id:
                return provider, method
        raise PaymentMethodUnknown()

    def methods(self) -> list[tuple[PaymentProvider, Method]]:
        """Every payment method that is offered with the provider behind it, in the order that the owner wants."""
        options = self.settings.methods
        pairs = [(provider, method) for provider in self.providers.values() for method in provider.methods]
        if not options:
            return pairs
        offered = [pair for pair in pairs if pair[1].id not in options or options[pair[1].id].offered]
        orders = {name: chosen.order for name, chosen in options.items()}
        return sorted(offered, key=lambda pair: orders.get(pair[1].id, USUAL_ORDER))

    def link(self, path: str) -> str:
        """An address of the shop's web process."""
        base = self.settings.public_url or f"http://{self.settings.public_host}:{self.settings.web_port}"
        return f"{base}{path}"
