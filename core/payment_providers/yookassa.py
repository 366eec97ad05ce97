"""YooKassa: cards and SBP of Russian banks, with fiscal receipts.

Facts: the official SDK `yookassa` 3.13.0 and yookassa.ru/developers (high confidence unless said otherwise; nothing was
verified live).

* Basic authentication `shopId:secretKey`. Every POST carries `Idempotence-Key`; the same key within 24 hours (medium
  confidence) gives the same payment, so ours is the invoice's uuid. HTTP 202, 500 and silence mean: perhaps.
* Amounts are texts with two decimals. A payment waits an hour for its payer. Cards take up to 350,000 roubles, SBP up
  to 700,000.
* Webhooks are **not signed**: what counts is what `GET /payments/{id}` says. The sender's address can be checked
  beside that (`check_peer`), where the shop sees the real one.
* A way to pay is remembered when the payment was made with `save_payment_method` and says `payment_method.saved`;
  later payments name it as `payment_method_id` and need no confirmation. Live shops have to ask for that.
* Answer a webhook with 200; anything else brings it again for 24 hours (medium confidence).
"""

import ipaddress
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Unpack

from core import payment_providers as port
from core.config.types import address
from core.payment_providers import parsing
from core.payment_providers.base import HttpProvider, Options
from core.phrases import Phrase

NAME = "yookassa"
CURRENCY = "RUB"
LIFE = timedelta(hours=1)
PAGES = 1000  # of a list; a provider that goes on and on is left at that
DESCRIPTION_LIMIT = 128
NOWHERE = "https://t.me/"  # YooKassa insists on an address to return to

SBP, CARD = "YOOKASSA_SBP", "YOOKASSA_CARD"
METHOD_TYPES = {SBP: "sbp", CARD: "bank_card"}
GONE_REASONS = {"permission_revoked", "card_expired", "invalid_card_number", "payment_method_restricted"}
EXPIRY_REASONS = {"expired_on_confirmation", "expired_on_capture"}

NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "185.71.76.0/27",
        "185.71.77.0/27",
        "77.75.153.0/25",
        "77.75.154.128/25",
        "77.75.156.11",
        "77.75.156.35",
        "2a02:5180::/32",
    )
)


class YooKassa(HttpProvider):
    """One shop at YooKassa.

    A receipt is asked for when the bill has an e-mail, or else sent to `receipt_email`, the shop's own mailbox; with
    neither, YooKassa is told of none. `is_test` says that this is a test shop: its payments then count; on a live
    instance a test payment's receipt is marked `is_test`. `save_methods` says that YooKassa lets this shop remember
    ways to pay. Raises ValueError for an empty secret.
    """

    name, title = NAME, "YooKassa"
    methods = (
        port.Method(SBP, CURRENCY, min_amount=100, max_amount=700_000_00),
        port.Method(CARD, CURRENCY, min_amount=100, max_amount=350_000_00),
    )
    refunds = "partial"
    webhook_page = "Integration → HTTP notifications: payment.succeeded, payment.canceled, refund.succeeded"
    look_up_seconds = 5.0
    base_url = "https://api.yookassa.ru/v3"

    def __init__(
        self,
        shop_id: str,
        secret_key: str,
        *,
        receipt_email: str = "",
        vat_code: int = 1,
        payment_mode: Literal["full_payment", "full_prepayment"] = "full_payment",
        is_test: bool = False,
        check_peer: bool = False,
        save_methods: bool = False,
        **options: Unpack[Options],
    ) -> None:
        if not shop_id or not secret_key:
            raise ValueError("YooKassa needs the shop's id and its secret key")
        self._receipt_email = receipt_email
        self._vat_code = vat_code
        self._payment_mode = payment_mode
        self._is_test = is_test
        self._check_peer = check_peer
        self.saveable: Sequence[str] = (SBP, CARD) if save_methods else ()
        super().__init__(**options, auth=(shop_id, secret_key))

    async def open(self, bill: port.Bill) -> port.Opened:
        body = self._order(bill) | {
            "confirmation": {"type": "redirect", "return_url": bill.return_url or NOWHERE},
            "payment_method_data": {"type": METHOD_TYPES[bill.method]},
        }
        if bill.save_method and bill.method in self.saveable:
            body["save_payment_method"] = True
        answer = await self._post("/payments", str(bill.invoice), body)
        with parsing.reading(port.OutcomeUnknown, "YooKassa opens a payment and does not say where to pay it"):
            url = parsing.web_address(answer["confirmation"]["confirmation_url"])
            created_at = parsing.moment(answer.get("created_at")) or self._clock()
            return port.Opened(url, parsing.name(answer["id"]), created_at + LIFE)

    async def charge(self, bill: port.Bill, token: str, *, key: str) -> port.Receipt:
        """Collect from a remembered way to pay; YooKassa takes keys of 64 characters at most."""
        answer = await self._post("/payments", key, self._order(bill) | {"payment_method_id": token})
        with parsing.reading(port.OutcomeUnknown, "YooKassa charges and does not say what came of it"):
            return self._receipt(answer)

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        """The payment's id, and our name as a hint: the rest of an unsigned body is worth nothing."""
        if self._check_peer and not comes_from_yookassa(request.peer):
            raise port.Forged(Phrase("vendor-foreign-address"))
        with parsing.reading(port.Unreadable, "a webhook of YooKassa's that names no payment"):
            content = parsing.json_object(request.body)
            kind = str(content["event"]).partition(".")[0]
            if kind not in ("payment", "refund"):
                return ()
            about = content["object"]
            metadata = about.get("metadata")
            hint = parsing.invoice(metadata.get("invoice")) if isinstance(metadata, dict) else None
            return (port.Claim(None, parsing.name(about["id" if kind == "payment" else "payment_id"]), hint=hint),)

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        return await self._ask("/payments", claim, self._receipt)

    async def probe(self) -> port.Merchant:
        """`GET /me`: the shop's settings (high confidence)."""
        answer = await self._call("GET", "/me")
        with parsing.reading(port.ProviderUnavailable, "YooKassa does not say whose the key is"):
            return port.Merchant(parsing.name(str(answer["account_id"])), is_test=answer.get("test") is True)

    async def sweep(self, since: datetime) -> AsyncIterator[port.Receipt | port.Unreadable]:
        """`GET /payments` by the time of creation, page after page by its cursor."""
        query = {"created_at.gte": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": "100"}
        for _ in range(PAGES):
            answer = await self._call("GET", "/payments", params=query)
            items = answer.get("items") if isinstance(answer, dict) else None
            for receipt in parsing.listed(self.title, self._receipt, items):
                yield receipt
            if not answer.get("next_cursor"):
                return
            query["cursor"] = str(answer["next_cursor"])

    async def refund(self, receipt: port.Receipt, *, amount: int, key: str) -> None:
        body: dict[str, Any] = {"payment_id": receipt.external_id, "amount": _money(amount, receipt.currency)}
        if self._receipt_email:
            body["receipt"] = self._fiscal(self._receipt_email, "Refund", amount, receipt.currency)
        try:
            answer = await self._post("/refunds", key, body)
        except port.ProviderRefused:
            if await self._is_given_back(receipt):
                return
            raise
        status = answer.get("status") if isinstance(answer, dict) else None
        if status == "canceled":
            raise port.ProviderRefused("YooKassa gives nothing back; the day's turnover may be too small")
        if status != "succeeded":
            raise port.OutcomeUnknown("YooKassa has not given the money back yet")

    def _order(self, bill: port.Bill) -> dict[str, Any]:
        """What every payment says."""
        body: dict[str, Any] = {
            "amount": _money(bill.amount, bill.currency),
            "capture": True,
            "description": parsing.cut(bill.description or bill.title, DESCRIPTION_LIMIT),
            "metadata": {"invoice": str(bill.invoice)},
        }
        email = bill.email or self._receipt_email
        if email:
            body["receipt"] = self._fiscal(email, bill.title, bill.amount, bill.currency)
        return body

    async def _post(self, path: str, key: str, body: dict[str, Any]) -> Any:
        headers = {"Idempotence-Key": key, "Content-Type": "application/json"}
        return await self._call("POST", path, write=True, headers=headers, body=parsing.dumps(body))

    async def _is_given_back(self, receipt: port.Receipt) -> bool:
        """Whether nothing is left to give back, as after a refund whose key YooKassa has forgotten."""
        try:
            payment = await self.look_up(port.Claim(receipt.invoice, receipt.external_id))
        except port.ProviderUnavailable as exc:
            raise port.OutcomeUnknown(str(exc)) from None
        return payment is not None and payment.status == "refunded"

    def _fiscal(self, email: str, title: str, amount: int, currency: str) -> dict[str, Any]:
        """A receipt under 54-FZ. `measure` is asked for by YooKassa's own receipts."""
        item = {
            "description": parsing.cut(title, DESCRIPTION_LIMIT) or "VPN",
            "quantity": "1.00",
            "amount": _money(amount, currency),
            "vat_code": self._vat_code,
            "payment_subject": "service",
            "payment_mode": self._payment_mode,
            "measure": "piece",
        }
        return {"customer": {"email": email}, "items": [item]}

    def _receipt(self, content: dict[str, Any]) -> port.Receipt:
        amount = parsing.minor_units(content["amount"]["value"])
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(content["id"]),
            status=_status(content, amount),
            invoice=parsing.invoice((content.get("metadata") or {}).get("invoice")),
            amount=amount,
            currency=str(content["amount"]["currency"]),
            payer_telegram_id=None,
            at=parsing.moment(content.get("captured_at")) or parsing.moment(content.get("created_at")) or self._clock(),
            is_test=content.get("test") is True and not self._is_test,
            saved=_saved(content.get("payment_method")),
            refusal=_refusal(content),
        )


def comes_from_yookassa(peer: str | None) -> bool:
    """Whether an address is one that YooKassa's webhooks come from."""
    try:
        sender = address(peer or "")
    except ValueError:
        return False
    return any(sender in network for network in NETWORKS)


def _status(content: dict[str, Any], amount: int) -> port.Status:
    """Ours for theirs. A payment given back in part is still paid; a status we do not know is not over yet."""
    match content["status"]:
        case "succeeded" if content.get("paid") is True:
            back = content.get("refunded_amount")
            return "refunded" if back and parsing.minor_units(back["value"]) >= amount else "completed"
        case "canceled":
            return "expired" if _reason(content) in EXPIRY_REASONS else "failed"
    return "pending"


def _reason(content: dict[str, Any]) -> str:
    return str((content.get("cancellation_details") or {}).get("reason"))


def _refusal(content: dict[str, Any]) -> port.Refusal:
    """Why a payment was canceled, as far as the shop does something about it."""
    reason = _reason(content)
    if reason in GONE_REASONS:
        return "gone"
    return "short" if reason == "insufficient_funds" else "other"


def _saved(method: Any) -> port.Saved | None:
    """The way to pay, when YooKassa says that it has remembered it."""
    if not isinstance(method, dict) or method.get("saved") is not True:
        return None
    try:
        last = str((method.get("card") or {}).get("last4", ""))
        return port.Saved(parsing.name(method["id"]), f"•• {last}" if last.isascii() and last.isdigit() else "")
    except parsing.MALFORMED:
        return None  # a payment is a payment without it


def _money(amount: int, currency: str) -> dict[str, str]:
    return {"value": parsing.decimal_text(amount), "currency": currency}
