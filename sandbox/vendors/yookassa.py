"""YooKassa's API v3: payments and refunds, Basic authentication, idempotence keys, notifications without signature.

Shapes follow the official SDK `yookassa` 3.13.0 (request and response classes).
"""

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, CannotDo, EventKind, Hook, Refund
from sandbox.vendors.vendor import Json, Refusal, Vendor, iso, json_object, secrets_equal

STATUSES = {"pending": "pending", "paid": "succeeded", "refunded": "succeeded", "canceled": "canceled"}
METHODS = {"sbp", "bank_card", "yoo_money", "sberbank", "tinkoff_bank"}


class YooKassaVendor(Vendor):
    """A shop at YooKassa; a secret that begins with `test_` makes it a test shop, as in life.

    A way to pay is remembered with a paid bill that asked for it, under the bill's id. Charging it works at once;
    `charges` says what happens instead: `pending` waits for `pay`, anything else is YooKassa's reason to cancel.
    """

    name = "yookassa"
    title = "ЮKassa"
    defaults: ClassVar[Mapping[str, str]] = {"shop_id": "100500", "secret_key": "live_SANDBOX-yookassa"}

    def routes(self) -> Sequence[Route]:
        return [
            Route("/me", self.me, methods=["GET"]),
            Route("/payments", self.create, methods=["POST"]),
            Route("/payments", self.list_payments, methods=["GET"]),
            Route("/payments/{id}", self.show, methods=["GET"]),
            Route("/refunds", self.refund, methods=["POST"]),
        ]

    async def me(self, request: Request) -> Response:
        """`GET /me`: the shop's settings."""
        self._authenticate(request)
        is_test = self.secrets["secret_key"].startswith("test_")
        shop: Json = {"account_id": self.secrets["shop_id"], "status": "enabled", "test": is_test}
        return JSONResponse(shop | {"fiscalization_enabled": False, "payment_methods": sorted(METHODS)})

    async def create(self, request: Request) -> Response:
        """`POST /payments`."""
        key, params = await self._write(request)
        amount = _amount(params)
        if params.get("capture") is not True:
            raise _invalid("capture")
        if "payment_method_id" in params:
            return self._charge(key, params, amount)
        confirmation = params.get("confirmation") or {}
        if confirmation.get("type") != "redirect" or not confirmation.get("return_url"):
            raise _invalid("confirmation.return_url")
        if len(params.get("description") or "") > 128:
            raise _invalid("description")
        method = (params.get("payment_method_data") or {}).get("type", "")
        if method and method not in METHODS:
            raise _invalid("payment_method_data.type")
        self._check_receipt(params.get("receipt"), amount)
        metadata = params.get("metadata") or {}
        bill = self.book.new(
            key=f"payment:{key}",
            our_ref=str(metadata.get("invoice") or next(iter(metadata.values()), "")),
            amount=params["amount"]["value"],
            currency=params["amount"]["currency"],
            method=method,
            description=params.get("description") or "",
            return_url=confirmation["return_url"],
            metadata={
                "metadata": metadata,
                "receipt": params.get("receipt"),
                "save": params.get("save_payment_method") is True,
            },
        )
        return JSONResponse(self.payment(bill))

    def _charge(self, key: str, params: Json, amount: Decimal) -> Response:
        """`POST /payments` with a remembered way to pay: nobody has to confirm it."""
        source = self.book.bills.get(str(params["payment_method_id"]))
        if source is None or not source.paid_at or not source.metadata["save"] or "confirmation" in params:
            raise _invalid("payment_method_id")
        self._check_receipt(params.get("receipt"), amount)
        count = len(self.book.bills)
        metadata = params.get("metadata") or {}
        bill = self.book.new(
            key=f"payment:{key}",
            our_ref=str(metadata.get("invoice", "")),
            amount=params["amount"]["value"],
            currency=params["amount"]["currency"],
            method=source.method,
            description=params.get("description") or "",
            metadata={"metadata": metadata, "receipt": params.get("receipt"), "save": True, "source": source.id},
        )
        if len(self.book.bills) > count and not self.charges:
            self.book.pay(bill.id)
        elif len(self.book.bills) > count and self.charges != "pending":
            bill.metadata["reason"] = self.charges
            self.book.cancel(bill.id)
        return JSONResponse(self.payment(bill))

    async def show(self, request: Request) -> Response:
        """`GET /payments/{id}`."""
        self._authenticate(request)
        return JSONResponse(self.payment(self._bill(request.path_params["id"])))

    async def list_payments(self, request: Request) -> Response:
        """`GET /payments`: the newest first, a page at a time."""
        self._authenticate(request)
        payments = [self.payment(self.book.get(bill_id)) for bill_id in reversed(self.book.bills)]
        status = request.query_params.get("status")
        since, until = (
            request.query_params.get(f"created_at.{end}", edge) for end, edge in (("gte", ""), ("lte", "9"))
        )
        payments = [payment for payment in payments if status in (None, payment["status"])]
        payments = [payment for payment in payments if since <= payment["created_at"] <= until]
        start, limit = int(request.query_params.get("cursor", 0)), int(request.query_params.get("limit", 10))
        answer: Json = {"type": "list", "items": payments[start : start + limit]}
        if start + limit < len(payments):
            answer["next_cursor"] = str(start + limit)
        return JSONResponse(answer)

    async def refund(self, request: Request) -> Response:
        """`POST /refunds`."""
        key, params = await self._write(request)
        bill = self._bill(str(params.get("payment_id")))
        amount = _amount(params)
        if params["amount"].get("currency") != bill.currency:
            raise _invalid("amount.currency")
        try:
            refund = self.book.refund(bill.id, amount, key=key)
        except (CannotDo, ValueError):
            raise _invalid("amount.value") from None
        return JSONResponse(_refund(bill, refund))

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The notification; an expired payment is a canceled one."""
        subject = _refund(bill, bill.refunds[-1]) if kind == "refunded" else self.payment(bill)
        event = {"paid": "payment.succeeded", "refunded": "refund.succeeded"}.get(kind, "payment.canceled")
        body = {"type": "notification", "event": event, "object": subject}
        return Hook(self.webhook_url(bill), json.dumps(body, ensure_ascii=False).encode())

    def payment(self, bill: Bill) -> Json:
        """A payment as the API shows it."""
        amount = {"value": bill.billed, "currency": bill.currency}
        payment: Json = {
            "id": bill.id,
            "status": STATUSES.get(bill.status, "canceled"),
            "paid": bool(bill.paid_at),
            "amount": amount,
            "created_at": iso(bill.created_at),
            "description": bill.description,
            "metadata": bill.metadata["metadata"],
            "recipient": {"account_id": self.secrets["shop_id"], "gateway_id": "1"},
            "refundable": bill.status == "paid",
            "test": self.secrets["secret_key"].startswith("test_"),
        }
        if bill.method:
            source, saved = bill.metadata.get("source", bill.id), bill.metadata["save"] and bool(bill.paid_at)
            payment["payment_method"] = {"type": bill.method, "id": source, "saved": saved}
            if bill.method == "bank_card":
                payment["payment_method"]["card"] = {"first6": "555555", "last4": "4444", "card_type": "MasterCard"}
        if bill.status == "pending" and "source" not in bill.metadata:
            payment["confirmation"] = {"type": "redirect", "confirmation_url": self.book.pay_url(bill)}
        if bill.paid_at:
            payment |= {
                "captured_at": iso(bill.paid_at),
                "income_amount": {"value": f"{Decimal(bill.billed) * 97 / 100:.2f}", "currency": bill.currency},
                "refunded_amount": {"value": f"{bill.refunded:.2f}", "currency": bill.currency},
            }
        if bill.status in ("canceled", "expired"):
            reason = "expired_on_confirmation" if bill.status == "expired" else "canceled_by_merchant"
            reason = bill.metadata.get("reason", reason)
            payment["cancellation_details"] = {"party": "yoo_money", "reason": reason}
        return payment

    def _authenticate(self, request: Request) -> None:
        credentials = base64.b64encode(f"{self.secrets['shop_id']}:{self.secrets['secret_key']}".encode()).decode()
        if not secrets_equal(request.headers.get("authorization"), f"Basic {credentials}"):
            raise _error(401, "invalid_credentials", "Authentication by given credentials failed")

    async def _write(self, request: Request) -> tuple[str, Json]:
        """Idempotence key and body of a POST."""
        self._authenticate(request)
        key = request.headers.get("idempotence-key", "")
        if not 0 < len(key) <= 64:
            raise _invalid("Idempotence-Key")
        return key, await json_object(request, _error(400, "invalid_request", "Invalid JSON"))

    def _bill(self, bill_id: str) -> Bill:
        return self.bill(bill_id, _error(404, "not_found", "Payment doesn't exist or access denied"))

    @staticmethod
    def _check_receipt(receipt: Any, amount: Decimal) -> None:
        """A fiscal receipt has a customer, and its items add up to the payment."""
        if receipt is None:
            return
        items = receipt.get("items") or []
        if not (receipt.get("customer") or {}).get("email") or not 1 <= len(items) <= 100:
            raise _invalid("receipt")
        if sum(Decimal(item["amount"]["value"]) * Decimal(item["quantity"]) for item in items) != amount:
            raise _invalid("receipt.items")


def _amount(params: Json) -> Decimal:
    amount = params.get("amount") or {}
    value = str(amount.get("value", ""))
    units, _, cents = value.partition(".")
    if not (units.isascii() and units.isdigit() and cents.isdigit() and len(cents) == 2) or not amount.get("currency"):
        raise _invalid("amount.value")
    return Decimal(value)


def _refund(bill: Bill, refund: Refund) -> Json:
    return {
        "id": refund.id,
        "payment_id": bill.id,
        "status": "succeeded",
        "amount": {"value": f"{refund.amount:.2f}", "currency": bill.currency},
        "created_at": iso(refund.at),
    }


def _error(status: int, code: str, description: str, **extra: str) -> Refusal:
    return Refusal(
        status, {"type": "error", "id": str(uuid.uuid4()), "code": code, "description": description, **extra}
    )


def _invalid(parameter: str) -> Refusal:
    return _error(400, "invalid_request", f"Invalid {parameter}", parameter=parameter)
