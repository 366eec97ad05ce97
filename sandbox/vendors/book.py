"""What every vendor has in common: bills with states, and webhooks that are repeated until somebody takes them.

A vendor makes a bill with `VendorBook.new`; the customer's page and tests call `pay`, `cancel`, `refund` and the rest;
for each thing that happens the book asks the vendor for the webhook that tells of it (`on_event`) and delivers it.
"""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from sandbox import actions
from sandbox.clock import Clock
from sandbox.markup import is_loopback
from sandbox.outgoing import Poster

Status = Literal["pending", "paid", "canceled", "expired", "refunded"]
EventKind = Literal["paid", "canceled", "expired", "refunded"]

BILL_SECONDS = 3600.0
LATE_SECONDS = 60.0
ANSWER_SECONDS = 10.0
RETRY_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0)
"""Sandbox seconds between two deliveries of one webhook; after the last one the vendor gives up."""

log = logging.getLogger(__name__)


class CannotDo(actions.CannotDo):
    """The vendor would not do that to this bill; the text says why."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook request as the vendor sends it; the content type is JSON."""

    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Event:
    """One thing that happened to a bill, and how the shop was told. `answers` are HTTP statuses, 0 for none."""

    kind: EventKind
    hook: Hook | None
    answers: list[int] = field(default_factory=list)

    @property
    def delivered(self) -> bool:
        return bool(self.answers) and 200 <= self.answers[-1] < 300


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back."""

    id: str
    amount: Decimal
    at: float
    key: str = ""


@dataclass(slots=True)
class Bill:
    """What the shop asked the vendor to collect. Amounts are texts or numbers as the shop sent them."""

    id: str
    our_ref: str  # the shop's name for it
    amount: str
    currency: str
    created_at: float
    expires_at: float
    method: str = ""
    description: str = ""
    return_url: str = ""
    webhook_url: str = ""  # for vendors that are told where with each bill
    metadata: dict[str, Any] = field(default_factory=dict)
    status: Status = "pending"
    paid_amount: str = ""  # when it is not what was asked
    paid_at: float = 0.0
    refunds: list[Refund] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def billed(self) -> str:
        """What the payer was billed in the end."""
        return self.paid_amount or self.amount

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), Decimal(0))


class VendorBook:
    """The bills of one vendor. `on_event` makes the webhook that tells of an event; None = the vendor is silent.

    `site` is where customers and shops reach the sandbox, `webhook_url` what the merchant has set in the vendor's
    cabinet; both may be set at any time.
    """

    def __init__(
        self,
        name: str,
        on_event: Callable[[Bill, EventKind], Hook | None],
        *,
        clock: Clock | None = None,
        ids: Callable[[], str] = lambda: str(uuid.uuid4()),
        bill_seconds: float = BILL_SECONDS,
        pauses: Sequence[float] = RETRY_PAUSES,
    ) -> None:
        self.name = name
        self.site = ""
        self.webhook_url = ""
        self.clock = clock or Clock()
        self.bills: dict[str, Bill] = {}
        self._on_event = on_event
        self._ids = ids
        self._bill_seconds = bill_seconds
        self._pauses = tuple(pauses)
        self._by_key: dict[str, Bill] = {}
        self._posters: dict[str, Poster] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def new(self, *, our_ref: str, amount: str, currency: str, key: str = "", **fields: Any) -> Bill:
        """A new bill; the one made before with the same idempotency `key` where a key is given."""
        if key and key in self._by_key:
            return self._by_key[key]
        now = self.clock.now()
        fields = {"created_at": now, "expires_at": now + self._bill_seconds} | fields
        bill = Bill(self._ids(), our_ref, amount, currency, **fields)
        self.bills[bill.id] = bill
        if key:
            self._by_key[key] = bill
        return bill

    def get(self, bill_id: str) -> Bill:
        """The bill, expired by now if nobody has paid it. Raises KeyError."""
        bill = self.bills[bill_id]
        if bill.status == "pending" and self.clock.now() >= bill.expires_at:
            self._end(bill, "expired")
        return bill

    def by_ref(self, our_ref: str) -> Bill | None:
        """The newest bill with this name of the shop's."""
        return next((bill for bill in reversed(self.bills.values()) if bill.our_ref == our_ref), None)

    def pay_url(self, bill: Bill) -> str:
        """Where the customer pays."""
        return f"{self.site}/pay/{self.name}/{bill.id}"

    def pay(self, bill_id: str, amount: str | None = None, *, late_seconds: float = 0.0) -> Bill:
        """The customer pays, `amount` instead of what was asked. Raises CannotDo unless it is pending."""
        bill = self._pending(bill_id)
        bill.status, bill.paid_at = "paid", self.clock.now()
        bill.paid_amount = amount or ""
        self._add_event(bill, "paid", after=late_seconds)
        return bill

    def pay_twice(self, bill_id: str) -> Bill:
        """The customer pays, and once more: a second payment, with its own id, under the same name of the shop's."""
        bill = self.pay(bill_id)
        names = ("our_ref", "amount", "currency", "method", "description", "return_url", "webhook_url", "metadata")
        second = self.new(**{name: getattr(bill, name) for name in names})
        self.pay(second.id)
        return bill

    def pay_less(self, bill_id: str) -> Bill:
        """The customer pays half."""
        amount = Decimal(self._pending(bill_id).amount)
        half = (amount / 2).quantize(Decimal(1).scaleb(int(amount.as_tuple().exponent)), ROUND_DOWN)
        return self.pay(bill_id, str(half))

    def late(self, bill_id: str, seconds: float = LATE_SECONDS) -> Bill:
        """The customer pays now, and the shop hears of it `seconds` of sandbox time later."""
        return self.pay(bill_id, late_seconds=seconds)

    def cancel(self, bill_id: str) -> Bill:
        """The customer, or the vendor, gives up. Raises CannotDo unless it is pending."""
        return self._end(self._pending(bill_id), "canceled")

    def expire(self, bill_id: str) -> Bill:
        """Its time is over now. Raises CannotDo unless it is pending."""
        return self._end(self._pending(bill_id), "expired")

    def resend(self, bill_id: str) -> Bill:
        """The last webhook once more, byte for byte. Raises CannotDo when there was none."""
        bill = self.get(bill_id)
        event = next((event for event in reversed(bill.events) if event.hook), None)
        if event is None:
            raise CannotDo("no webhook has been sent yet")
        self._deliver(bill, Event(event.kind, event.hook))
        return bill

    def refund(self, bill_id: str, amount: str | Decimal | None = None, *, key: str = "") -> Refund:
        """Give money back, all that is left without an `amount`; the same `key` gives back once.

        Raises CannotDo when it is not paid or less is left, ValueError for an amount that is no positive number.
        """
        bill = self.get(bill_id)
        former = next((refund for refund in bill.refunds if key and refund.key == key), None)
        if former is not None:
            return former
        available = Decimal(bill.billed) - bill.refunded
        value = available if amount is None else Decimal(amount)
        if not value.is_finite() or value < 0:
            raise ValueError("an amount is a positive number")
        if bill.status != "paid" or not 0 < value <= available:
            raise CannotDo("there is nothing to give back")
        refund = Refund(str(uuid.uuid4()), value, self.clock.now(), key)
        bill.refunds.append(refund)
        if value == available:
            bill.status = "refunded"
        self._add_event(bill, "refunded")
        return refund

    async def settled(self) -> None:
        """Wait until every webhook under way has been taken or given up; for tests."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for poster in self._posters.values():
            poster.close()
        self._posters.clear()

    def _pending(self, bill_id: str) -> Bill:
        bill = self.get(bill_id)
        if bill.status != "pending":
            raise CannotDo(f"this bill is {bill.status}")
        return bill

    def _end(self, bill: Bill, status: Literal["canceled", "expired"]) -> Bill:
        bill.status = status
        self._add_event(bill, status)
        return bill

    def _add_event(self, bill: Bill, kind: EventKind, *, after: float = 0.0) -> None:
        self._deliver(bill, Event(kind, self._on_event(bill, kind)), after=after)

    def _deliver(self, bill: Bill, event: Event, *, after: float = 0.0) -> None:
        bill.events.append(event)
        if event.hook is None or not event.hook.url:
            return
        task = asyncio.get_running_loop().create_task(self._deliver_with_retries(event, event.hook, after))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_with_retries(self, event: Event, hook: Hook, after: float) -> None:
        await self.clock.sleep(after)
        for pause in (*self._pauses, None):
            event.answers.append(await self._post(hook))
            if event.delivered:
                return
            log.warning("%s webhook %s: HTTP %d", self.name, hook.url, event.answers[-1])
            if pause is not None:
                await self.clock.sleep(pause)

    async def _post(self, hook: Hook) -> int:
        poster = self._posters.get(hook.url)
        if poster is None:
            poster = Poster(hook.url, verify=not is_loopback(urlsplit(hook.url).hostname or ""))
            self._posters[hook.url] = poster
        with contextlib.suppress(OSError):
            return (await poster.post(hook.body, hook.headers, timeout=ANSWER_SECONDS)).status
        return 0
