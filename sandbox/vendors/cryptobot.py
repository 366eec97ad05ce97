"""Crypto Pay, the API of @CryptoBot: fiat invoices paid in coins, webhooks signed with the hash of the token.

Source: help.send.tg "Crypto Pay API" and the package `aiocryptopay` 0.4.8, which is what this is asked by. Only `paid`
is told by webhook; an invoice that nobody pays expires in silence, and nothing is ever given back.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, EventKind, Hook
from sandbox.vendors.vendor import Json, Refusal, Vendor, iso, json_object, positive, secrets_equal

STATUSES = {"pending": "active", "paid": "paid", "refunded": "paid", "canceled": "expired", "expired": "expired"}
FIATS = {"RUB", "USD", "EUR", "BYN", "UAH", "KZT"}
DAY_SECONDS, MONTH_SECONDS = 86_400, 2_678_400
ROUBLES_PER_USDT = 100
PAGE, LONGEST_PAGE = 100, 1000
BUTTONS = {"viewItem", "openChannel", "openBot", "callback"}


class CryptoBotVendor(Vendor):
    """An application of @CryptoBot."""

    name = "cryptobot"
    title = "CryptoBot"
    defaults: ClassVar[Mapping[str, str]] = {"token": "12345:SANDBOX-cryptobot-token"}

    def __init__(self, secrets: Mapping[str, str], **options: Any) -> None:
        super().__init__(secrets, **options)
        self._numbers = count(1001)
        self._updates = count(1)

    def routes(self) -> Sequence[Route]:
        """Every method takes GET with a query and POST with JSON."""
        table = (("createInvoice", self.create), ("getInvoices", self.find), ("getMe", self.me))
        return [Route(f"/api/{name}", endpoint, methods=["GET", "POST"]) for name, endpoint in table]

    async def me(self, request: Request) -> Response:
        """`getMe`: the application."""
        await self._params(request)
        return _ok({"app_id": 12345, "name": "Vitrina", "payment_processing_bot_username": "CryptoBot"})

    async def create(self, request: Request) -> Response:
        """`createInvoice`, in a fiat currency."""
        params = await self._params(request)
        if params.get("currency_type") != "fiat" or params.get("fiat") not in FIATS:
            raise _refusal(400, "CURRENCY_TYPE_INVALID")
        amount = positive(params.get("amount"), _refusal(400, "AMOUNT_INVALID"))
        life = _int(params.get("expires_in", DAY_SECONDS), "EXPIRES_IN_INVALID")
        if not 1 <= life <= MONTH_SECONDS:
            raise _refusal(400, "EXPIRES_IN_INVALID")
        if len(params.get("payload", "")) > 4096 or len(params.get("description", "")) > 1024:
            raise _refusal(400, "PARAM_TOO_LONG")
        if params.get("paid_btn_name", "callback") not in BUTTONS or ("paid_btn_name" in params) != (
            "paid_btn_url" in params
        ):
            raise _refusal(400, "PAID_BTN_INVALID")
        bill = self.book.new(
            our_ref=params.get("payload", ""),
            amount=amount,
            currency=params["fiat"],
            description=params.get("description", ""),
            return_url=params.get("paid_btn_url", ""),
            expires_at=self.book.clock.now() + life,
        )
        return _ok(self.invoice(bill))

    async def find(self, request: Request) -> Response:
        """`getInvoices`, the newest first."""
        params = await self._params(request)
        ids = {number for number in str(params.get("invoice_ids", "")).split(",") if number}
        start = _int(params.get("offset", 0), "OFFSET_INVALID")
        page = _int(params.get("count", PAGE), "COUNT_INVALID")
        if not 1 <= page <= LONGEST_PAGE:
            raise _refusal(400, "COUNT_INVALID")
        bills = [self.book.get(bill_id) for bill_id in reversed(self.book.bills) if not ids or bill_id in ids]
        invoices = [bill for bill in bills if STATUSES[bill.status] == params.get("status", STATUSES[bill.status])]
        return _ok({"items": [self.invoice(bill) for bill in invoices[start : start + page]]})

    def hook(self, bill: Bill, kind: EventKind) -> Hook | None:
        """`invoice_paid`, and nothing else."""
        if kind != "paid":
            return None
        update = {
            "update_id": next(self._updates),
            "update_type": "invoice_paid",
            "request_date": iso(self.book.clock.now()),
            "payload": self.invoice(bill),
        }
        body = json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode()
        key = hashlib.sha256(self.secrets["token"].encode()).digest()
        signature = hmac.new(key, body, hashlib.sha256).hexdigest()
        return Hook(self.webhook_url(bill), body, {"crypto-pay-api-signature": signature})

    def new_id(self) -> str:
        return str(next(self._numbers))

    def invoice(self, bill: Bill) -> Json:
        """An invoice as the API shows it."""
        url = self.book.pay_url(bill)
        invoice: Json = {
            "invoice_id": int(bill.id),
            "hash": hashlib.sha256(bill.id.encode()).hexdigest()[:12],
            "currency_type": "fiat",
            "fiat": bill.currency,
            "amount": bill.billed,
            "bot_invoice_url": url,
            "mini_app_invoice_url": url,
            "web_app_invoice_url": url,
            "description": bill.description,
            "status": STATUSES[bill.status],
            "created_at": iso(bill.created_at),
            "expiration_date": iso(bill.expires_at),
            "allow_comments": False,
            "allow_anonymous": True,
            "payload": bill.our_ref,
        }
        if bill.return_url:
            invoice |= {"paid_btn_name": "callback", "paid_btn_url": bill.return_url}
        if bill.paid_at:
            coins = Decimal(bill.billed) / ROUBLES_PER_USDT
            invoice |= {
                "paid_at": iso(bill.paid_at),
                "paid_anonymously": True,
                "paid_asset": "USDT",
                "paid_amount": str(coins),
                "paid_fiat_rate": str(ROUBLES_PER_USDT),
                "fee_asset": "USDT",
                "fee_amount": str(coins * 3 / 100),
            }
        return invoice

    async def _params(self, request: Request) -> Json:
        """What a call says, whichever way. Raises Refusal for a stranger."""
        if not secrets_equal(request.headers.get("crypto-pay-api-token"), self.secrets["token"]):
            raise _refusal(401, "UNAUTHORIZED")
        if request.method == "GET":
            return dict(request.query_params)
        return await json_object(request, _refusal(400, "INVALID_JSON"))


def _ok(result: Json) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _refusal(code: int, name: str) -> Refusal:
    return Refusal(code, {"ok": False, "error": {"code": code, "name": name}})


def _int(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise _refusal(400, name) from None
