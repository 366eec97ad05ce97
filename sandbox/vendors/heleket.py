"""Heleket's API: requests and webhooks signed with md5(base64(JSON) + key), the JSON being PHP's.

Source: the official `Heleket/php-sdk` 2.2.0 and doc.heleket.com. A bill in roubles is paid in USDT at a course of a
hundred; who sends too little has the rest taken for lost (`wrong_amount`). A second bill under the same `order_id`
answers with the first. What an unknown payment is answered with is not documented; here it is 404.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, EventKind, Hook
from sandbox.vendors.vendor import Json, Refusal, Vendor, json_object, positive, secrets_equal

MOSCOW = timezone(timedelta(hours=3))
ROUBLES_PER_USDT = 100
SHORTEST_LIFE, USUAL_LIFE, LONGEST_LIFE = 300, 3600, 43_200
REF_ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")

WEBHOOK_FIELDS = (
    *("uuid", "order_id", "amount", "payment_amount", "payment_amount_usd", "merchant_amount", "is_final", "status"),
    *("network", "currency", "payer_currency", "payer_amount", "additional_data", "txid"),
)
"""What a webhook says of a payment."""


PAGE = 15  # payments on one page of the list


class HeleketVendor(Vendor):
    """A merchant at Heleket."""

    name = "heleket"
    title = "Heleket"
    defaults: ClassVar[Mapping[str, str]] = {
        "merchant_id": "SANDBOX-heleket-merchant",
        "api_key": "SANDBOX-heleket-payment-key",
    }

    def routes(self) -> Sequence[Route]:
        return [
            Route("/payment", self.create, methods=["POST"]),
            Route("/payment/info", self.info, methods=["POST"]),
            Route("/payment/list", self.list_payments, methods=["POST"]),
        ]

    async def create(self, request: Request) -> Response:
        """`POST /payment`: a bill, the one made before under the same `order_id`."""
        params = await self._params(request)
        ref, life = params.get("order_id"), params.get("lifetime", USUAL_LIFE)
        if not isinstance(ref, str) or not 1 <= len(ref) <= 128 or not set(ref) <= REF_ALPHABET:
            raise _invalid("order_id")
        if not isinstance(life, int) or not SHORTEST_LIFE <= life <= LONGEST_LIFE:
            raise _invalid("lifetime")
        for name in ("url_return", "url_success", "url_callback"):
            if name in params and not 6 <= len(str(params[name])) <= 255:
                raise _invalid(name)
        amount = params.get("amount")
        bill = self.book.new(
            our_ref=ref,
            amount=positive(amount if isinstance(amount, str) else 0, _invalid("amount")),
            currency=str(params.get("currency", "")),
            key=ref,
            return_url=params.get("url_return", ""),
            webhook_url=params.get("url_callback", ""),
            expires_at=self.book.clock.now() + life,
        )
        return _ok(self.payment(bill))

    async def info(self, request: Request) -> Response:
        """`POST /payment/info`: by `uuid` or `order_id`."""
        params = await self._params(request)
        if "uuid" in params:
            bill = self.book.bills.get(str(params["uuid"]))
        else:
            bill = self.book.by_ref(str(params.get("order_id")))
        if bill is None:
            raise Refusal(404, {"state": 1, "message": "Not found"})
        return _ok(self.payment(self.book.get(bill.id)))

    async def list_payments(self, request: Request) -> Response:
        """`POST /payment/list`: the newest first, by times of Moscow, a page at a time."""
        params = await self._params(request)
        since, until = (
            str(params.get(name) or edge).replace(" ", "T") for name, edge in (("date_from", ""), ("date_to", "9"))
        )
        payments = [self.payment(self.book.get(bill_id)) for bill_id in reversed(self.book.bills)]
        payments = [payment for payment in payments if since <= payment["created_at"][:19] <= until]
        start = int(request.query_params.get("cursor", 0))
        after = start + PAGE
        cursor = str(after) if after < len(payments) else None
        pages = {"count": PAGE, "hasPages": cursor is not None, "nextCursor": cursor, "perPage": PAGE}
        return _ok({"items": payments[start:after], "paginate": {**pages, "previousCursor": None}})

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """The payment as it is now, with its signature among its members."""
        payment = self.payment(bill)
        body: Json = {"type": "payment", **{name: payment[name] for name in WEBHOOK_FIELDS}}
        body["sign"] = signature(self.secrets["api_key"], php_json(body))
        return Hook(self.webhook_url(bill), php_json(body).encode())

    def payment(self, bill: Bill) -> Json:
        """A payment as the API shows it."""
        due, received = _coins(bill.amount), _coins(bill.billed if bill.paid_at else "0")
        status = _status(bill)
        return {
            "uuid": bill.id,
            "order_id": bill.our_ref,
            "amount": bill.amount,
            "payment_amount": received if bill.paid_at else None,
            "payment_amount_usd": received,
            "payer_amount": due,
            "payer_currency": "USDT",
            "currency": bill.currency,
            "merchant_amount": str(Decimal(received) * 98 / 100),
            "network": "tron",
            "address": f"T{hashlib.sha256(bill.id.encode()).hexdigest()[:33]}",
            "txid": hashlib.sha256(f"{bill.id}/paid".encode()).hexdigest() if bill.paid_at else None,
            "payment_status": status,
            "status": status,
            "url": self.book.pay_url(bill),
            "expired_at": int(bill.expires_at),
            "is_final": bill.status != "pending",
            "additional_data": None,
            "created_at": _moscow(bill.created_at),
            "updated_at": _moscow(bill.paid_at or bill.created_at),
        }

    async def _params(self, request: Request) -> Json:
        """What a signed call says. Raises Refusal for a stranger."""
        raw = await request.body()
        sign = signature(self.secrets["api_key"], raw.decode(errors="replace"))
        right = [
            secrets_equal(request.headers.get("merchant"), self.secrets["merchant_id"]),
            secrets_equal(request.headers.get("sign"), sign),
        ]
        if not all(right):
            raise Refusal(401, {"state": 1, "message": "Invalid Sign"})
        return await json_object(request, Refusal(400, {"state": 1, "message": "Invalid JSON"}))


def signature(key: str, text: str) -> str:
    """Heleket's signature of a text."""
    return hashlib.md5(base64.b64encode(text.encode()) + key.encode(), usedforsecurity=False).hexdigest()


def php_json(body: Json) -> str:
    """What PHP's json_encode makes of it, unescaped Unicode asked for: slashes are escaped all the same."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def _status(bill: Bill) -> str:
    match bill.status:
        case "pending":
            return "check"
        case "refunded":
            return "refund_paid"
        case "canceled" | "expired":
            return "cancel"
    billed, due = Decimal(bill.billed), Decimal(bill.amount)
    return "paid" if billed == due else "wrong_amount" if billed < due else "paid_over"


def _coins(amount: str) -> str:
    """So many roubles in USDT."""
    return f"{Decimal(amount) / ROUBLES_PER_USDT:.8f}"


def _ok(result: Json) -> Response:
    return JSONResponse({"state": 0, "result": result})


def _invalid(name: str) -> Refusal:
    return Refusal(422, {"state": 1, "errors": {name: [f"validation.{name}"]}})


def _moscow(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(MOSCOW).isoformat(timespec="seconds")
