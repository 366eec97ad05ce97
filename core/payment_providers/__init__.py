"""The port every payment provider stands behind: how the shop asks for money and learns that it came.

One provider is one file in this folder. An adapter translates between the provider's wire and the dataclasses below; it
imports neither the ORM nor a web or bot framework, keeps no state and never touches a balance. All that a provider says
ends in one place, `payments.settlement.settle`, as a `Receipt`.

What an adapter is told and must hold:

* `Bill.invoice` is our name for the payment. Put it where the provider gives it back, and use it as the provider's
  idempotency key where there is one: asking again with the same bill must not make a second payment.
* Amounts are integers in minor units of the currency. Parse providers' decimals with `Decimal`, never with floats.
* A webhook is authenticated over its raw body, in constant time, before anything in it is looked at. One that is signed
  and says all there is to know is believed (`Claim.receipt`); about every other `look_up` asks the provider itself.
* Network trouble is `ProviderUnavailable` (nothing happened), `OutcomeUnknown` (something may have) or
  `ProviderRefused` (a final no). Texts are for the operator and hold no secret.
"""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from core import i18n
from core.phrases import Words

Status = Literal["pending", "completed", "failed", "expired", "refunded"]
Refusal = Literal["gone", "short", "other"]  # the way to pay is no more, has too little money, or something else


class ProviderError(Exception):
    """The provider did not do what it was asked; `words` are for the operator and hold no secret."""

    def __init__(self, words: Words = "") -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return i18n.say(self.words, "en")


class ProviderUnavailable(ProviderError):
    """No usable answer, and nothing has happened: ask again later."""


class OutcomeUnknown(ProviderError):
    """No usable answer to a write that may have happened: repeat it with the same bill, or look it up."""


class ProviderRefused(ProviderError):
    """The provider says no; repeating the same request is pointless."""


class CredentialsRefused(ProviderRefused):
    """The provider does not accept the shop's credentials."""


class Forged(ProviderError):
    """The webhook is not from the provider, or cannot be proven to be."""


class Unreadable(ProviderError):
    """The webhook is from the provider, and nothing about a payment can be read from it."""


@dataclass(frozen=True, slots=True)
class Method:
    """How customers pay, a button that they choose. Limits are minor units of the currency."""

    id: str  # the public name, such as YOOKASSA_SBP
    currency: str
    min_amount: int = 1
    max_amount: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What the shop asks a provider to collect."""

    invoice: uuid.UUID  # our name for it; comes back in the receipt
    method: str  # Method.id
    amount: int  # minor units of `currency` (stars for XTR)
    currency: str
    title: str
    description: str
    return_url: str = ""  # https address to send the customer back to
    email: str | None = None  # where a fiscal receipt goes
    save_method: bool = False  # the customer has agreed that the provider remembers how they pay


@dataclass(frozen=True, slots=True)
class Opened:
    """A bill that the provider collects."""

    url: str  # where the customer pays
    external_id: str | None = None  # the provider's name for it, when it has one before it is paid
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A method that the provider remembers for the customer, to be charged later without them."""

    token: str  # the provider's name for it
    title: str  # what the customer knows it by, such as the end of a card number; empty when there is nothing


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """What came to the provider's address of ours. Header names are lower case; `peer` is the caller's IP address."""

    body: bytes
    headers: Mapping[str, str]
    peer: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Which payment a webhook speaks of; two that name the same payment are equal.

    `authentic` says that the provider's signature or secret came with it. `receipt` is what a signed body itself says,
    and only where that is all there is to know: it is settled without asking. `hint` is our name in a body that proves
    nothing; it is good for telling whether the payment may be ours, and for nothing else.
    """

    invoice: uuid.UUID | None
    external_id: str | None
    receipt: "Receipt | None" = field(default=None, compare=False)
    hint: uuid.UUID | None = field(default=None, compare=False)
    authentic: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says about one payment."""

    provider: str
    external_id: str  # the provider's name for the payment; unique per provider
    status: Status
    invoice: uuid.UUID | None  # None or unknown: the money is booked to the payer's balance where one is known
    amount: int  # minor units of `currency`, as the payer was billed
    currency: str
    payer_telegram_id: int | None
    at: datetime
    is_test: bool = False  # the provider says that no real money moved
    saved: Saved | None = None  # what the provider has remembered with it, and only if it says so
    refusal: Refusal = "other"  # why a failed one failed


class PaymentProvider(Protocol):
    """One provider, configured."""

    @property
    def name(self) -> str:
        """The provider's name in the shop's tables."""

    @property
    def methods(self) -> Sequence[Method]:
        """The buttons it serves, first the usual one."""

    @property
    def refunds(self) -> Literal["none", "full", "partial"]:
        """What the provider can give back by itself."""

    @property
    def look_up_seconds(self) -> float | None:
        """Least time between two look-ups of one payment; None = it cannot be asked."""

    def amount_for(self, kopeks: int) -> int:
        """Minor units to ask for so many kopeks, rounded up."""

    def kopeks_for(self, amount: int) -> int:
        """What so many minor units are worth to the customer."""

    async def open(self, bill: Bill) -> Opened:
        """Ask the provider to collect. Raises ProviderRefused, ProviderUnavailable, OutcomeUnknown."""

    def read(self, request: WebhookRequest) -> Sequence[Claim]:
        """Authenticate a webhook and say which payments it is about; none for a ping. Raises Forged, Unreadable."""

    async def look_up(self, claim: Claim) -> Receipt | None:
        """What the provider knows of a payment; None = nothing. Raises ProviderUnavailable, ProviderRefused."""

    def receipts(self, skip: int) -> "AsyncIterator[tuple[int, Receipt | Unreadable]]":
        """Payments and refunds the provider lists, oldest first, without the first `skip`; each with its place from 1.

        What cannot be read stands in its place as Unreadable.
        """

    def sweep(self, since: datetime) -> "AsyncIterator[Receipt | Unreadable] | None":
        """Payments the provider made known since then, in any order, every paid one among them; None = it has no list.

        What cannot be read stands in its place as Unreadable. Raises ProviderUnavailable, ProviderRefused.
        """

    async def refund(self, receipt: Receipt, *, amount: int, key: str) -> None:
        """Give money back; what is given back already is a success. Raises ProviderRefused, OutcomeUnknown."""

    async def aclose(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class Merchant:
    """Whose the credentials are, as far as the provider says it. `is_proven` is whether every one of them was tried."""

    name: str = ""
    is_test: bool = False
    is_proven: bool = True


@runtime_checkable
class AnswersProbes(Protocol):
    """What a provider has beside whose credentials can be tried by a question that makes nothing."""

    async def probe(self) -> Merchant:
        """Ask it. Raises CredentialsRefused, ProviderRefused, ProviderUnavailable."""

    async def aclose(self) -> None:
        """Let go of connections."""


@runtime_checkable
class TakesWebhooks(Protocol):
    """What a provider has beside that tells of payments at `/webhooks/pay/<name>`."""

    @property
    def name(self) -> str:
        """The provider's name in that address."""

    @property
    def webhook_page(self) -> str:
        """Where in the provider's cabinet that address is set; empty for a provider that is told it with every bill."""


@runtime_checkable
class RemembersMethods(Protocol):
    """What a provider has beside that can remember how customers pay and charge them later."""

    @property
    def saveable(self) -> Sequence[str]:
        """Ids of the methods that can be remembered; none while the merchant has that switched off."""

    async def charge(self, bill: Bill, token: str, *, key: str) -> Receipt:
        """Collect from a remembered way to pay, without the customer.

        The same `key` (64 characters at most) charges once, so after an OutcomeUnknown it is asked again with the same
        bill. `pending` is no money yet. Raises ProviderRefused, ProviderUnavailable, OutcomeUnknown.
        """


def saver(provider: PaymentProvider, method: str) -> RemembersMethods | None:
    """The provider, if it can remember this method."""
    return provider if isinstance(provider, RemembersMethods) and method in provider.saveable else None
