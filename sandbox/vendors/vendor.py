"""What a vendor in the sandbox has to say for itself: its name, its secrets, its API and its webhooks."""

import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import Clock
from sandbox.vendors.book import RETRY_PAUSES, Bill, EventKind, Hook, VendorBook

Json = dict[str, Any]

BODY_LIMIT_BYTES = 1 << 20


class Refusal(Exception):
    """The vendor's no, in its own words: an HTTP status and a JSON body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body

    def answer(self) -> Response:
        return JSONResponse(self.body, self.status)


class Vendor:
    """One vendor. `routes` are mounted under `/vendors/<name>`; `hook` turns an event into a webhook.

    `secrets` are what the merchant and the vendor share; those not given are the class's `defaults`, invented and good
    for the sandbox only. Raises ValueError for a name that the vendor does not know.
    """

    name: ClassVar[str]
    title: ClassVar[str]  # as customers see it
    defaults: ClassVar[Mapping[str, str]]
    charges: str = ""  # what charging a remembered way to pay comes to, for vendors that have that

    def __init__(
        self,
        secrets: Mapping[str, str],
        *,
        clock: Clock | None = None,
        pauses: Sequence[float] = RETRY_PAUSES,
    ) -> None:
        unknown_names = set(secrets) - set(self.defaults)
        if unknown_names:
            raise ValueError(f"{self.name} has no secret called {', '.join(sorted(unknown_names))}")
        self.secrets = {**self.defaults, **secrets}
        self.book = VendorBook(self.name, self.hook, clock=clock, ids=self.new_id, pauses=pauses)

    def routes(self) -> Sequence[Route]:
        """The vendor's API; a `Refusal` raised in an endpoint becomes its answer."""
        raise NotImplementedError

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The webhook request that tells of it; None where the vendor stays silent."""
        raise NotImplementedError

    def new_id(self) -> str:
        """The vendor's name for its next bill."""
        return str(uuid.uuid4())

    def bill(self, bill_id: str, otherwise: Refusal) -> Bill:
        """The bill, or that refusal."""
        try:
            return self.book.get(bill_id)
        except KeyError:
            raise otherwise from None

    def webhook_url(self, bill: Bill) -> str:
        """Where to tell the shop: the bill's own address, or the one set in the vendor's cabinet."""
        return bill.webhook_url or self.book.webhook_url


async def json_object(request: Request, otherwise: Refusal) -> Json:
    """The JSON object in the body, numbers with a fraction as Decimals, or that refusal."""
    raw = await request.body()
    try:
        body = json.loads(raw, parse_float=Decimal) if len(raw) <= BODY_LIMIT_BYTES else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise otherwise
    return body


def positive(value: Any, otherwise: Refusal) -> str:
    """A price as it was written, or that refusal unless it is a positive number."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise otherwise from None
    if not amount.is_finite() or amount <= 0:
        raise otherwise
    return str(value)


def iso(at: float, timespec: str = "milliseconds") -> str:
    """A time in UTC, as JavaScript writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def secrets_equal(value: str | None, expected: str) -> bool:
    """Whether a secret is the right one, in constant time."""
    return hmac.compare_digest((value or "").encode(), expected.encode())
