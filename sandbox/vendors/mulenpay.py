"""MulenPay's API v2: Bearer key, a SHA-1 `sign` with each new payment, callbacks without signature.

Shapes follow the vendor's OpenAPI document (github platem9/mulenpay.ru). Its answers to refusals are not documented;
those here are invented.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, CannotDo, EventKind, Hook
from sandbox.vendors.vendor import Json, Refusal, Vendor, json_object, secrets_equal

STATUSES = {"pending": 0, "canceled": 2, "expired": 4, "paid": 3, "refunded": 3}
"""No status tells of a refund."""


class MulenPayVendor(Vendor):
    """A shop at MulenPay."""

    name = "mulenpay"
    title = "MulenPay"
    defaults: ClassVar[Mapping[str, str]] = {
        "api_key": "SANDBOX-mulenpay-key",
        "secret_key": "SANDBOX-mulenpay-secret",
        "shop_id": "5",
    }

    def routes(self) -> Sequence[Route]:
        return [
            Route("/payments", self.create, methods=["POST"]),
            Route("/payments/{id}", self.show, methods=["GET"]),
            Route("/payments/{id}/refund", self.refund, methods=["PUT"]),
        ]

    async def create(self, request: Request) -> Response:
        """`POST /payments`."""
        self._authenticate(request)
        params = await json_object(request, _refusal(400, "invalid JSON"))
        missing_names = {"currency", "amount", "uuid", "shopId", "description", "items", "sign"} - set(params)
        if missing_names or not params["items"] or not isinstance(params["amount"], str):
            raise _refusal(422, f"missing: {', '.join(sorted(missing_names)) or 'items or amount'}")
        text = f"{params['currency']}{params['amount']}{params['shopId']}{self.secrets['secret_key']}"
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        if not secrets_equal(str(params["sign"]), digest) or str(params["shopId"]) != self.secrets["shop_id"]:
            raise _refusal(403, "wrong sign")
        if sum(Decimal(str(item["price"])) * int(item["quantity"]) for item in params["items"]) != Decimal(
            params["amount"]
        ):
            raise _refusal(422, "items do not add up")
        bill = self.book.new(
            our_ref=params["uuid"],
            amount=params["amount"],
            currency=params["currency"],
            description=params["description"],
            return_url=params.get("website_url") or "",
        )
        return JSONResponse({"success": True, "paymentUrl": self.book.pay_url(bill), "id": int(bill.id)}, 201)

    async def show(self, request: Request) -> Response:
        """`GET /payments/{id}`."""
        self._authenticate(request)
        bill = self._bill(request)
        payment: Json = {
            "id": int(bill.id),
            "uuid": bill.our_ref,
            "amount": bill.billed,
            "currency": bill.currency,
            "description": bill.description,
            "status": STATUSES[bill.status],
        }
        return JSONResponse({"success": True, "payment": payment})

    async def refund(self, request: Request) -> Response:
        """`PUT /payments/{id}/refund`: the whole payment; once more is a success that gives nothing (invented)."""
        self._authenticate(request)
        bill = self._bill(request)
        if bill.status != "refunded":
            try:
                self.book.refund(bill.id)
            except CannotDo:
                raise _refusal(400, "not paid") from None
        return JSONResponse({"success": True})

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The callback of a paid or abandoned payment; its amount is a JSON number."""
        if kind == "refunded":
            return None
        body = {
            "id": int(bill.id),
            "amount": float(bill.billed),
            "currency": bill.currency.upper(),
            "uuid": bill.our_ref,
            "payment_status": "success" if kind == "paid" else "cancel",
        }
        return Hook(self.webhook_url(bill), json.dumps(body).encode())

    def new_id(self) -> str:
        """MulenPay counts its payments."""
        return str(700_001 + len(self.book.bills))

    def _authenticate(self, request: Request) -> None:
        if not secrets_equal(request.headers.get("authorization"), f"Bearer {self.secrets['api_key']}"):
            raise _refusal(401, "Unauthenticated.")

    def _bill(self, request: Request) -> Bill:
        return self.bill(request.path_params["id"], _refusal(404, "not found"))


def _refusal(status: int, message: str) -> Refusal:
    return Refusal(status, {"success": False, "message": message})
