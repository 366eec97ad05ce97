"""Platega's API: two static headers on every request and every callback, amounts as JSON numbers.

There is no public reference; shapes follow what public integrations send and read.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, EventKind, Hook
from sandbox.vendors.vendor import Json, Refusal, Vendor, json_object, secrets_equal

STATUSES = {
    "pending": "PENDING",
    "paid": "CONFIRMED",
    "canceled": "CANCELED",
    "expired": "CANCELED",
    "refunded": "CHARGEBACKED",
}
METHODS = {2, 3, 10, 11, 12, 13}
LIFE = "01:00:00"


class PlategaVendor(Vendor):
    """A merchant at Platega."""

    name = "platega"
    title = "Platega"
    defaults: ClassVar[Mapping[str, str]] = {
        "merchant_id": "SANDBOX-platega-merchant",
        "secret": "SANDBOX-platega-secret",
    }

    def routes(self) -> Sequence[Route]:
        return [
            Route("/transaction/process", self.create, methods=["POST"]),
            Route("/v2/transaction/process", self.create, methods=["POST"]),
            Route("/transaction/{id}", self.show, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """`POST /transaction/process` with a way to pay, `POST /v2/transaction/process` without."""
        self._authenticate(request)
        page = "/v2/" in request.url.path
        try:
            params = await json_object(request, _refusal(400, "VAL_0001"))
            amount, currency = params["paymentDetails"]["amount"], params["paymentDetails"]["currency"]
        except (LookupError, TypeError):
            raise _refusal(400, "VAL_0001") from None
        if not isinstance(amount, int | Decimal) or amount <= 0:
            raise _refusal(400, "VAL_0001")
        if len(str(params.get("description", "")).encode()) > 64:
            raise _refusal(400, "VAL_0001")
        if page == ("paymentMethod" in params) or params.get("paymentMethod", 2) not in METHODS:
            raise _refusal(400, "No available card cascades")
        bill = self.book.new(
            our_ref=str(params.get("payload", "")),
            amount=str(amount),
            currency=currency,
            method=str(params.get("paymentMethod", "")),
            description=params.get("description", ""),
            return_url=params.get("return", ""),
        )
        address = {"url" if page else "redirect": self.book.pay_url(bill)}
        return JSONResponse({"transactionId": bill.id, "status": "PENDING", "expiresIn": LIFE, **address})

    async def show(self, request: Request) -> Response:
        """`GET /transaction/{id}`."""
        self._authenticate(request)
        bill = self.bill(request.path_params["id"], _refusal(404, "not found"))
        transaction = {**_named(bill), "paymentDetails": _billed(bill), "description": bill.description}
        return JSONResponse(transaction)

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The callback, with the very headers of the API."""
        headers = {"X-MerchantId": self.secrets["merchant_id"], "X-Secret": self.secrets["secret"]}
        return Hook(self.webhook_url(bill), json.dumps(_named(bill) | _billed(bill)).encode(), headers)

    def _authenticate(self, request: Request) -> None:
        right = [
            secrets_equal(request.headers.get("x-merchantid"), self.secrets["merchant_id"]),
            secrets_equal(request.headers.get("x-secret"), self.secrets["secret"]),
        ]
        if not all(right):
            raise _refusal(401, "Unauthorized")


def _named(bill: Bill) -> Json:
    return {
        "id": bill.id,
        "status": STATUSES[bill.status],
        "paymentMethod": int(bill.method or 2),
        "payload": bill.our_ref,
    }


def _billed(bill: Bill) -> Json:
    """Amounts are JSON numbers here; nobody counts with them."""
    return {"amount": float(bill.billed), "currency": bill.currency}


def _refusal(status: int, message: str) -> Refusal:
    return Refusal(status, {"status": status, "message": message})
