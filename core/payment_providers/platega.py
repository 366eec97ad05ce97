"""Platega: SBP, cards and more under one merchant.

Facts: three public integrations that agree, and the unofficial package `platega` 0.1.5 (high confidence for addresses,
headers and statuses; nothing was verified live, and there is no public reference).

* Every request, and every callback, carries the same `X-MerchantId` and `X-Secret`: whoever learns them can forge, so
  a callback only names a payment, and `GET /transaction/{id}` says what became of it (its `paymentDetails` and
  `payload`: medium confidence).
* `POST /v2/transaction/process` shows Platega's page with all ways to pay; `POST /transaction/process` (with
  `method`: 2 SBP, 10 and 11 cards, 12 international cards) goes straight to one, and may answer 400 where v2 works.
* When the callback address is saved, an **empty request without headers** comes: a ping, answered 200 (medium
  confidence). Callbacks also come for abandoned payments. Whether they are repeated is unknown: payments are polled.
* Asking twice makes two payments; there is no refund API and no list.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Unpack

from core import payment_providers as port
from core.payment_providers import parsing
from core.payment_providers.base import HttpProvider, Options
from core.phrases import Phrase

NAME = "platega"
CURRENCY = "RUB"
METHOD = "PLATEGA"
NOBODYS = "00000000-0000-0000-0000-000000000000"
DESCRIPTION_BYTES = 64

STATUSES: dict[str, port.Status] = {
    "CONFIRMED": "completed",
    "CANCELED": "failed",
    "FAILED": "failed",
    "EXPIRED": "expired",
    "CHARGEBACKED": "refunded",
}

_LIFE = re.compile(r"(?:([0-9]{1,3})\.)?([0-9]{1,2}):([0-9]{2}):([0-9]{2})")


class Platega(HttpProvider):
    """One merchant at Platega. `method` is Platega's number of a method, None for its own page.

    Raises ValueError for an empty secret.
    """

    name, title = NAME, "Platega"
    methods = (port.Method(METHOD, CURRENCY, min_amount=100),)
    webhook_page = "Settings → Callback URLs"
    look_up_seconds = 10.0
    base_url = "https://app.platega.io"

    def __init__(
        self,
        merchant_id: str,
        secret: str,
        *,
        method: int | None = None,
        **options: Unpack[Options],
    ) -> None:
        if not merchant_id or not secret:
            raise ValueError("Platega needs the merchant's id and secret")
        self._merchant_id = merchant_id
        self._secret = secret
        self._method = method
        headers = {"X-MerchantId": merchant_id, "X-Secret": secret, "Content-Type": "application/json"}
        super().__init__(**options, headers=headers)

    async def open(self, bill: port.Bill) -> port.Opened:
        body: dict[str, Any] = {
            "paymentDetails": {"amount": Decimal(parsing.decimal_text(bill.amount)), "currency": bill.currency},
            "description": parsing.cut(bill.description or bill.title, DESCRIPTION_BYTES, unit="bytes"),
            "payload": str(bill.invoice),
        }
        if bill.return_url:
            body |= {"return": bill.return_url, "failedUrl": bill.return_url}
        path = "/v2/transaction/process"
        if self._method is not None:
            path, body["paymentMethod"] = "/transaction/process", self._method
        answer = await self._call("POST", path, body=parsing.dumps(body), write=True)
        with parsing.reading(port.OutcomeUnknown, "Platega opens a payment and does not say where to pay it"):
            url = parsing.web_address(answer.get("url") or answer.get("redirect"))
            return port.Opened(url, parsing.name(answer["transactionId"]), self._end(answer.get("expiresIn")))

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        """The payment's id, if the headers are ours: the body itself is not protected."""
        if not request.body.strip() and "x-secret" not in request.headers:
            return ()
        theirs = (request.headers.get("x-merchantid", ""), request.headers.get("x-secret", ""))
        ours = (self._merchant_id, self._secret)
        matches = [hmac.compare_digest(word.encode(), mine.encode()) for word, mine in zip(theirs, ours, strict=True)]
        if not all(matches):
            raise port.Forged(Phrase("vendor-foreign-headers", vendor="Platega"))
        with parsing.reading(port.Unreadable, "a callback of Platega's that names no payment"):
            content = {key.lower(): value for key, value in parsing.json_object(request.body).items()}
            name = parsing.name(content.get("id") or content["transactionid"])
            return (port.Claim(None, name, hint=parsing.invoice(content.get("payload")), authentic=True),)

    async def probe(self) -> port.Merchant:
        """A transaction that nobody has; that it is answered by 404 has medium confidence."""
        await self._call("GET", f"/transaction/{NOBODYS}", absent=True)
        return port.Merchant()

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        return await self._ask("/transaction", claim, self._receipt)

    def _receipt(self, content: dict[str, Any]) -> port.Receipt:
        """The answer's times are not documented; it is told now."""
        billed = content.get("paymentDetails") or content
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(content.get("id") or content["transactionId"]),
            status=STATUSES.get(str(content["status"]).upper(), "pending"),
            invoice=parsing.invoice(content.get("payload")),
            amount=parsing.minor_units(billed["amount"]),
            currency=str(billed["currency"]).upper(),
            payer_telegram_id=None,
            at=self._clock(),
        )

    def _end(self, life: Any) -> datetime | None:
        """When a payment expires that lives `00:15:00` or `1.00:15:00` from now."""
        match = _LIFE.fullmatch(life) if isinstance(life, str) else None
        if match is None:
            return None
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return self._clock() + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
