"""Tribute: cards and, where Tribute allows it, SBP, through its Shop API.

Facts: wiki.tribute.tg, "API for shops" (high confidence unless said otherwise; nothing was verified live, and there is
no test mode to do so). The account needs a shop, which Tribute's support opens.

* `Api-Key` in every request. Amounts are whole minor units, currencies lower case.
* There is no idempotency key: when an answer is lost, the day's orders are searched for ours (`customerId`) before the
  outcome is called unknown. The shape of that list has low confidence, so that it may find nothing.
* `trbt-signature` is the HMAC-SHA256 of the raw body, and the key is the API key. Whether it is written in hex or in
  base64 is not stated (hex by every known integration): both are read. All kinds of the account's events come to one
  address; those that are not about a shop's order are none of ours. Answer 200, within some 24 hours of repetitions.
* An order says `paid` even when it was given back, so a refund is believed from the signed webhook that tells of it.
  `shop_order_payment_failed` is one card's failure: the order goes on.
* A refund is of a whole transaction, and answered before it is done. Transactions have medium confidence.
* Limits are 100 to 300,000 roubles (medium confidence).
"""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Unpack

from core import payment_providers as port
from core.payment_providers import parsing
from core.payment_providers.base import HttpProvider, Options, attempt
from core.phrases import Phrase

NAME = "tribute"
CURRENCY = "RUB"
TITLE_LIMIT, DESCRIPTION_LIMIT = 100, 300  # UTF-16 units
SIGNATURE_HEADER = "trbt-signature"
HEX_DIGITS = 64  # of an SHA-256; in base64 it is 44 characters
PAID, REFUNDED = "shop_order", "shop_order_refunded"
OUR_EVENTS = {PAID, "shop_order_payment_received", "shop_order_payment_failed", REFUNDED}

# pending, prepaid
STATUSES: dict[str, port.Status] = {"paid": "completed", "failed": "failed"}


class Tribute(HttpProvider):
    """One shop at Tribute; `shop_id` for an account that has several.

    `previous_api_key` still signs webhooks that were under way when the key was changed, until `previous_until`.
    Raises ValueError for an empty secret.
    """

    name, title = NAME, "Tribute"
    methods = (port.Method("TRIBUTE", CURRENCY, min_amount=100_00, max_amount=300_000_00),)
    refunds = "full"
    webhook_page = "Settings → API Keys → webhook URL"
    look_up_seconds = 10.0
    base_url = "https://tribute.tg/api/v1"

    def __init__(
        self,
        api_key: str,
        *,
        shop_id: int | None = None,
        previous_api_key: str = "",
        previous_until: datetime | None = None,
        **options: Unpack[Options],
    ) -> None:
        if not api_key:
            raise ValueError("Tribute needs an API key")
        headers = {"Api-Key": api_key, "Content-Type": "application/json"}
        super().__init__(**options, headers=headers)
        self._keys = parsing.Rotation(api_key, previous_api_key, previous_until, self._clock)
        self._shop_id = shop_id

    async def open(self, bill: port.Bill) -> port.Opened:
        body: dict[str, Any] = {
            "amount": bill.amount,
            "currency": bill.currency.lower(),
            "title": _cut(bill.title, TITLE_LIMIT),
            "description": _cut(bill.description, DESCRIPTION_LIMIT) or _cut(bill.title, DESCRIPTION_LIMIT),
            "customerId": str(bill.invoice),
            "period": "onetime",
        }
        if self._shop_id is not None:
            body["shopId"] = self._shop_id
        if bill.email:
            body["email"] = bill.email
        if bill.return_url:
            body |= {"successUrl": bill.return_url, "failUrl": bill.return_url}
        try:
            order = await self._call("POST", "/shop/orders", body=parsing.dumps(body), write=True)
        except port.OutcomeUnknown:
            order = await attempt(self._search(str(bill.invoice)))
            if order is None:
                raise
        with parsing.reading(port.OutcomeUnknown, "Tribute opens an order and does not say where to pay it"):
            url = parsing.web_address(order.get("paymentUrl") or order.get("webappPaymentUrl"))
            return port.Opened(url, parsing.name(order["uuid"]))

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        proof = _digest(request.headers.get(SIGNATURE_HEADER, ""))
        if not self._keys.signed(proof, digest, request.body):
            raise port.Forged(Phrase("vendor-foreign-signature", vendor="Tribute"))
        with parsing.reading(port.Unreadable, "a webhook of Tribute's that names no order"):
            content = parsing.json_object(request.body)
            if content["name"] not in OUR_EVENTS:
                return ()
            order = content["payload"]
            receipt = (
                self._refund_receipt(order)
                if content["name"] == REFUNDED
                else self._signed_receipt(content["name"], order)
            )
            invoice, name = parsing.invoice(order.get("customerId")), parsing.name(order["uuid"])
            return (port.Claim(invoice, name, receipt, authentic=True),)

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        """By the order's uuid; by our name for it among the orders of two days when the uuid is not known."""
        if claim.external_id is not None:
            order = await self._call("GET", f"/shop/orders/{claim.external_id}", absent=True)
        elif claim.invoice is not None:
            order = await self._search(str(claim.invoice))
        else:
            order = None
        if order is None:
            return None
        receipt = parsing.answered(self.title, claim, self._receipt, order)
        if claim.receipt is not None and receipt.status == "completed":
            return replace(receipt, status=claim.receipt.status)
        return receipt

    async def probe(self) -> port.Merchant:
        """The list of today's orders."""
        await self._listed(self._clock())
        return port.Merchant()

    async def sweep(self, since: datetime) -> AsyncIterator[port.Receipt | port.Unreadable]:
        """The days' orders; how the list is divided into pages is not documented, so that it is taken to be whole."""
        for receipt in parsing.listed(self.title, self._receipt, await self._listed(since)):
            yield receipt

    async def refund(self, receipt: port.Receipt, *, amount: int, key: str) -> None:
        """Tribute tells later, by a webhook, that it is done; being asked is all that can be waited for here."""
        if amount != receipt.amount:
            raise port.ProviderRefused("Tribute gives an order back whole or not at all")
        path = f"/shop/orders/{receipt.external_id}/transactions"
        try:
            sale = _sale(await self._call("GET", path))
            if sale.get("isRefunded") is True:
                return
            if sale.get("isRefundable") is False:
                # A refund under way looks like this too: the money may be gone.
                raise port.OutcomeUnknown("Tribute will not give this order back now; look at it in Tribute")
            answer = await self._call("POST", f"{path}/{parsing.name(sale['id'])}/refund", write=True)
        except parsing.MALFORMED:
            raise port.ProviderRefused("Tribute shows no sale that could be given back") from None
        except port.ProviderUnavailable as exc:
            raise port.OutcomeUnknown(str(exc)) from None
        if not isinstance(answer, dict) or answer.get("success") is not True:
            raise port.OutcomeUnknown("Tribute does not say that the money goes back")

    async def _search(self, customer: str) -> Any:
        """The newest order of this customer in two days. The list's shape has low confidence: any is looked through."""
        orders = await self._listed(self._clock() - timedelta(days=1))
        return next(
            (order for order in orders if isinstance(order, dict) and order.get("customerId") == customer), None
        )

    async def _listed(self, since: datetime) -> list[Any]:
        days = {"dateFrom": str(since.date()), "dateTo": str(self._clock().date() + timedelta(days=1))}
        answer = await self._call("GET", "/shop/orders", params=days)
        orders = answer.get("orders") if isinstance(answer, dict) else answer
        if not isinstance(orders, list):
            raise port.ProviderUnavailable("Tribute lists orders in a shape that is not documented")
        return orders

    def _receipt(self, order: dict[str, Any]) -> port.Receipt:
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(order["uuid"]),
            status=STATUSES.get(str(order["status"]), "pending"),
            invoice=parsing.invoice(order.get("customerId")),
            amount=_minor(order["amount"]),
            currency=str(order["currency"]).upper(),
            payer_telegram_id=None,
            at=parsing.moment(order.get("createdAt")) or self._clock(),
        )

    def _signed_receipt(self, event: str, order: dict[str, Any]) -> port.Receipt | None:
        """What a signed webhook says of an order paid once; None for all else, which has to be asked about."""
        is_plain = order.get("isTrial") is not True and "firstPeriodAmount" not in order
        if event != PAID or order.get("status") != "paid" or not is_plain:
            return None
        try:
            return self._receipt(order)
        except parsing.MALFORMED:
            return None

    def _refund_receipt(self, order: dict[str, Any]) -> port.Receipt | None:
        """What a webhook says of money given back; None while that has only begun."""
        if order["status"] != "completed":
            return None
        at = parsing.moment(order.get("refundedAt")) or self._clock()
        return replace(self._receipt(order), status="refunded", at=at)


def digest(key: str, body: bytes) -> bytes:
    """What Tribute says of a webhook's body, as bytes."""
    return hmac.new(key.encode(), body, hashlib.sha256).digest()


def _digest(written: str) -> bytes:
    """The signature's bytes, from hex or base64; none for anything else."""
    text = written.strip()
    try:
        return bytes.fromhex(text) if len(text) == HEX_DIGITS else base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _minor(content: Any) -> int:
    """Minor units as Tribute writes them: a whole number. Raises ValueError."""
    if type(content) is not int or content < 0:
        raise ValueError("this is no amount")
    return content


def _sale(answer: dict[str, Any]) -> dict[str, Any]:
    """The sale among an order's transactions. Raises LookupError."""
    sales = [one for one in answer["transactions"] if str(one["type"]).endswith("sell")]
    return dict(sales[0])


def _cut(text: str, limit: int) -> str:
    """The text, no longer than so many UTF-16 units."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
