"""Tribute's Shop API: one key for requests and for the signatures of webhooks, amounts in minor units.

Source: wiki.tribute.tg, "API for shops"; lists and transactions follow what public integrations read. Orders do not
expire, and one that was given back still says `paid`: a webhook alone tells of that. A declined card is told of too
(`shop_order_payment_failed`), and here that ends the order.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, CannotDo, EventKind, Hook
from sandbox.vendors.vendor import Json, Refusal, Vendor, iso, json_object, secrets_equal

STATUSES = {"pending": "pending", "paid": "paid", "refunded": "paid", "canceled": "failed", "expired": "failed"}
EVENTS = {
    "paid": "shop_order",
    "canceled": "shop_order_payment_failed",
    "refunded": "shop_order_refunded",
}
CURRENCIES = {"rub", "eur", "usd"}
SHOP_ID = 7
MIN_AMOUNT, MAX_AMOUNT = 100_00, 300_000_00
TITLE_LIMIT, DESCRIPTION_LIMIT = 100, 300


class TributeVendor(Vendor):
    """A shop at Tribute."""

    name = "tribute"
    title = "Tribute"
    defaults: ClassVar[Mapping[str, str]] = {"api_key": "SANDBOX-tribute-api-key"}

    def routes(self) -> Sequence[Route]:
        return [
            Route("/shop/orders", self.create, methods=["POST"]),
            Route("/shop/orders", self.find, methods=["GET"]),
            Route("/shop/orders/{uuid}", self.show, methods=["GET"]),
            Route("/shop/orders/{uuid}/transactions", self.transactions, methods=["GET"]),
            Route("/shop/orders/{uuid}/transactions/{id}/refund", self.refund, methods=["POST"]),
        ]

    async def create(self, request: Request) -> Response:
        """`POST /shop/orders`."""
        self._authenticate(request)
        params = await json_object(request, _refusal(400, "invalid_json"))
        amount, currency = params.get("amount"), params.get("currency")
        if not isinstance(amount, int) or isinstance(amount, bool) or not MIN_AMOUNT <= amount <= MAX_AMOUNT:
            raise _refusal(400, "invalid_amount")
        if currency not in CURRENCIES or params.get("period", "onetime") != "onetime":
            raise _refusal(400, "invalid_currency")
        for name, limit in (("title", TITLE_LIMIT), ("description", DESCRIPTION_LIMIT)):
            if not 1 <= _units(params.get(name)) <= limit:
                raise _refusal(400, f"invalid_{name}")
        bill = self.book.new(
            our_ref=str(params.get("customerId", "")),
            amount=f"{Decimal(amount).scaleb(-2):.2f}",
            currency=currency.upper(),
            description=params["title"],
            return_url=params.get("successUrl", ""),
            expires_at=float("inf"),
        )
        return JSONResponse(self.order(bill))

    async def find(self, request: Request) -> Response:
        """`GET /shop/orders`, the newest first; the days asked for count in UTC."""
        self._authenticate(request)
        since = request.query_params.get("dateFrom", "")
        until = request.query_params.get("dateTo", "9999-12-31")
        bills = [bill for bill in reversed(self.book.bills.values()) if since <= iso(bill.created_at)[:10] <= until]
        return JSONResponse({"orders": [self.order(bill) for bill in bills], "nextFrom": ""})

    async def show(self, request: Request) -> Response:
        """`GET /shop/orders/{uuid}`."""
        self._authenticate(request)
        return JSONResponse(self.order(self._bill(request)))

    async def transactions(self, request: Request) -> Response:
        """`GET /shop/orders/{uuid}/transactions`: one sale, once it is paid."""
        self._authenticate(request)
        bill = self._bill(request)
        sale = {
            "id": _sale_id(bill),
            "type": "shop_order_sell",
            "amount": _minor(bill),
            "currency": bill.currency.lower(),
            "isRefunded": bill.status == "refunded",
            "isRefundable": bill.status == "paid",
        }
        return JSONResponse({"transactions": [sale] if bill.paid_at else [], "nextFrom": ""})

    async def refund(self, request: Request) -> Response:
        """`POST /shop/orders/{uuid}/transactions/{id}/refund`: the whole of it; a webhook says when it is done."""
        self._authenticate(request)
        bill = self._bill(request)
        if request.path_params["id"] != str(_sale_id(bill)):
            raise _refusal(404, "not_found")
        try:
            self.book.refund(bill.id)
        except CannotDo:
            raise _refusal(400, "not_refundable") from None
        return JSONResponse({"success": True, "message": "Refund initiated", "status": "initiated"})

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The event, signed over its very bytes; orders end in silence otherwise."""
        if kind not in EVENTS:
            return None
        now = iso(self.book.clock.now(), "seconds")
        payload: Json = {
            "uuid": bill.id,
            "shopId": SHOP_ID,
            "amount": _minor(bill),
            "currency": bill.currency.lower(),
            "customerId": bill.our_ref,
        }
        match kind:
            case "paid":
                payload |= {"status": "paid", "period": "onetime", "fee": _minor(bill) // 10}
            case "canceled":
                payload |= {"errorCode": "declined", "errorMessage": "The card was declined"}
            case "refunded":
                payload |= {"transactionId": _sale_id(bill), "status": "completed", "refundedAt": now}
        event = {"name": EVENTS[kind], "created_at": now, "sent_at": now, "payload": payload}
        body = json.dumps(event, ensure_ascii=False).encode()
        signature = hmac.new(self.secrets["api_key"].encode(), body, hashlib.sha256).hexdigest()
        return Hook(self.webhook_url(bill), body, {"trbt-signature": signature})

    def order(self, bill: Bill) -> Json:
        """An order as the API shows it."""
        return {
            "uuid": bill.id,
            "shopId": SHOP_ID,
            "amount": _minor(bill),
            "currency": bill.currency.lower(),
            "title": bill.description,
            "status": STATUSES[bill.status],
            "successUrl": bill.return_url,
            "failUrl": bill.return_url,
            "paymentUrl": self.book.pay_url(bill),
            "webappPaymentUrl": self.book.pay_url(bill),
            "createdAt": iso(bill.created_at, "seconds"),
            "period": "onetime",
            "customerId": bill.our_ref,
        }

    def _authenticate(self, request: Request) -> None:
        if not secrets_equal(request.headers.get("api-key"), self.secrets["api_key"]):
            raise _refusal(401, "unauthorized")

    def _bill(self, request: Request) -> Bill:
        return self.bill(request.path_params["uuid"], _refusal(404, "not_found"))


def _minor(bill: Bill) -> int:
    return int(Decimal(bill.billed).scaleb(2))


def _sale_id(bill: Bill) -> int:
    return int(hashlib.sha256(bill.id.encode()).hexdigest()[:8], 16)


def _units(text: Any) -> int:
    """Length in UTF-16 units; 0 for what is no text."""
    return len(text.encode("utf-16-le")) // 2 if isinstance(text, str) else 0


def _refusal(status: int, error: str) -> Refusal:
    return Refusal(status, {"error": error})
