"""Heleket: bills in roubles, paid in cryptocurrency on the provider's page.

Facts: the official `Heleket/php-sdk` 2.2.0 and doc.heleket.com (high confidence unless said otherwise; nothing was
verified live).

* Requests carry `merchant` and `sign = md5(base64(body) + key)` over the very bytes that are sent. They are written
  here as PHP writes JSON, so that it does not matter whether the provider signs those bytes or its own writing of them.
* Webhooks carry `sign` among their members: the same formula over the rest, as PHP's
  `json_encode(..., JSON_UNESCAPED_UNICODE)` writes it. One that says how much came is believed; which members the
  real ones have beside those in the documentation is not known, so `/payment/info` is asked where the sum is missing.
  The provider's own tests (`/test-webhook/payment`) are signed too, under a uuid that is no payment's.
* `order_id` is our invoice. Whether a second bill under the same one answers with the first or with 422 has low
  confidence: both are understood here.
* `wrong_amount` and `paid_over` are final: too little or too much came, and the merchant keeps it. Both are told as
  completed with what really came, in the bill's currency at the course that was fixed for it.
* `locked` (money laundering checks) is not over: money may still come.
* One payment may be asked for every 30 seconds. Webhooks come again after anything but 2xx; how often is not stated.
* Coins go back only to an address that the customer names, by the payout key: not through this adapter.
"""

import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, Unpack
from urllib.parse import quote

from core import payment_providers as port
from core.payment_providers import parsing
from core.payment_providers.base import HttpProvider, Options, attempt
from core.phrases import Phrase

NAME = "heleket"
CURRENCY = "RUB"
MOSCOW = timezone(timedelta(hours=3))  # in which the provider writes and reads its times
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAGES = 1000  # of a list; a provider that goes on and on is left at that
LIFE = timedelta(hours=1)  # the course is fixed for so long; the provider allows 5 minutes to 12 hours

STATUSES: dict[str, port.Status] = {
    "paid": "completed",
    "paid_over": "completed",
    "wrong_amount": "completed",
    "refund_process": "completed",
    "refund_fail": "completed",
    "refund_paid": "refunded",
    "fail": "failed",
    "system_fail": "failed",
    "cancel": "expired",
}
"""What is not here is not over: check, process, confirm_check, wrong_amount_waiting, locked, and the unknown."""

PAID = {"paid", "paid_over", "wrong_amount"}

_COINS = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_SIGN_MEMBER = re.compile(rb',\s*"sign"\s*:\s*"[0-9a-f]{32}"(?=\s*\}\s*$)')


class Heleket(HttpProvider):
    """One merchant at Heleket. `webhook_url` is told with every bill; without it payments are found by asking.

    `previous_api_key` still signs webhooks that were under way when the key was changed, until `previous_until`.
    Raises ValueError for an empty secret.
    """

    name, title = NAME, "Heleket"
    # The least depends on coin and network (`/payment/services`); this is above all of them (low confidence).
    methods = (port.Method("HELEKET", CURRENCY, min_amount=100_00),)
    webhook_page = ""
    look_up_seconds = 30.0
    base_url = "https://api.heleket.com/v1"

    def __init__(
        self,
        merchant_id: str,
        api_key: str,
        *,
        previous_api_key: str = "",
        previous_until: datetime | None = None,
        webhook_url: str = "",
        **options: Unpack[Options],
    ) -> None:
        if not merchant_id or not api_key:
            raise ValueError("Heleket needs the merchant's id and its payment key")
        super().__init__(**options)
        self._merchant_id = merchant_id
        self._key = api_key
        self._keys = parsing.Rotation(api_key, previous_api_key, previous_until, self._clock)
        self._webhook_url = webhook_url

    async def open(self, bill: port.Bill) -> port.Opened:
        body: dict[str, Any] = {
            "amount": parsing.decimal_text(bill.amount),
            "currency": bill.currency,
            "order_id": str(bill.invoice),
            "lifetime": int(LIFE.total_seconds()),
            # A customer who has sent too little may send the rest.
            "is_payment_multiple": True,
            "accuracy_payment_percent": 0,
        }
        if bill.return_url:
            body |= {"url_return": bill.return_url, "url_success": bill.return_url}
        if self._webhook_url:
            body["url_callback"] = self._webhook_url
        try:
            payment = await self._post("/payment", body, write=True)
        except port.ProviderRefused:  # one with the same `order_id` may have been opened before
            payment = await attempt(self._post("/payment/info", {"order_id": str(bill.invoice)}, absent=True))
            if payment is None:
                raise
        with parsing.reading(port.OutcomeUnknown, "Heleket opens a payment and does not say where to pay it"):
            end = payment.get("expired_at")
            return port.Opened(
                url=parsing.web_address(payment["url"]),
                external_id=parsing.name(payment["uuid"]),
                expires_at=EPOCH + timedelta(seconds=end) if type(end) is int else None,
            )

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        try:
            content = _parsed(request.body)
            is_signed = self._is_signed(content.pop("sign", None), content, request.body)
        except (ValueError, RecursionError):
            is_signed = False
        if not is_signed:
            raise port.Forged(Phrase("vendor-foreign-signature", vendor="Heleket"))
        with parsing.reading(port.Unreadable, "a webhook of Heleket's that names no payment"):
            if content["type"] != "payment":
                return ()
            invoice, name = parsing.invoice(content.get("order_id")), parsing.name(content["uuid"])
            return (port.Claim(invoice, name, self._signed_receipt(content), authentic=True),)

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        if claim.external_id is not None:
            query = {"uuid": claim.external_id}
        elif claim.invoice is not None:
            query = {"order_id": str(claim.invoice)}
        else:
            return None
        answer = await self._post("/payment/info", query, absent=True)
        return None if answer is None else parsing.answered(self.title, claim, self._receipt, answer)

    async def probe(self) -> port.Merchant:
        """The list of the last minute's payments: it is signed with the key as everything is."""
        now = self._clock()
        await self._post("/payment/list", {"date_from": _moscow(now - timedelta(minutes=1)), "date_to": _moscow(now)})
        return port.Merchant()

    async def sweep(self, since: datetime) -> AsyncIterator[port.Receipt | port.Unreadable]:
        """`/payment/list` by the days of Moscow, page after page by its cursor (medium confidence)."""
        query = {"date_from": _moscow(since), "date_to": _moscow(self._clock() + timedelta(hours=1))}
        cursor = ""
        for _ in range(PAGES):
            path = "/payment/list" + (f"?cursor={quote(cursor, safe='')}" if cursor else "")
            answer = await self._post(path, query)
            for receipt in parsing.listed(self.title, self._receipt, answer.get("items")):
                yield receipt
            cursor = str((answer.get("paginate") or {}).get("nextCursor") or "")
            if not cursor:
                return

    async def _post(self, path: str, query: dict[str, Any], *, write: bool = False, absent: bool = False) -> Any:
        """The `result` of a call; None when it is not there and `absent` allows that."""
        body = json.dumps(query, separators=(",", ":")).replace("/", "\\/").encode()
        headers = {
            "merchant": self._merchant_id,
            "sign": signature(self._key, body),
            "Content-Type": "application/json",
        }
        answer = await self._call("POST", path, write=write, absent=absent, headers=headers, body=body)
        if answer is None and absent:
            return None
        state = answer.get("state") if isinstance(answer, dict) else None
        if state == 0 and isinstance(answer.get("result"), dict):
            return answer["result"]
        text = f"{NAME} {path}: state {state}" if type(state) is int else f"{NAME} {path}: no state"
        if type(state) is int and state != 0:
            raise port.ProviderRefused(text)
        raise port.OutcomeUnknown(text) if write else port.ProviderUnavailable(text)

    def _is_signed(self, proof: Any, content: dict[str, Any], body: bytes) -> bool:
        """Every key is tried over both writings: PHP's of the members, and the body as it came without the sign."""
        texts = (php_json(content).encode(errors="replace"), _SIGN_MEMBER.sub(b"", body))
        sign = proof.encode() if isinstance(proof, str) and proof.isascii() else b""
        return self._keys.signed(sign, signature, *texts)

    def _signed_receipt(self, content: dict[str, Any]) -> port.Receipt | None:
        """What a signed webhook says of money that came; None where it does not say how much of the bill that is."""
        if content.get("status") not in PAID:
            return None
        try:
            return self._receipt(
                {name: str(value) if isinstance(value, _Number) else value for name, value in content.items()}
            )
        except parsing.MALFORMED:
            return None

    def _receipt(self, content: dict[str, Any]) -> port.Receipt:
        status = str(content.get("status") or content["payment_status"])
        amount = parsing.minor_units(content["amount"])
        if status in WORTH and not (status == "paid_over" and content["payment_amount"] is None):  # at least the bill
            amount = WORTH[status](amount, _coins(content["payment_amount"]), _coins(content["payer_amount"]))
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(content["uuid"]),
            status=STATUSES.get(status, "pending"),
            invoice=parsing.invoice(content.get("order_id")),
            amount=amount,
            currency=str(content["currency"]),
            payer_telegram_id=None,
            at=parsing.moment(content.get("updated_at")) or self._clock(),
        )


def signature(key: str, body: bytes) -> str:
    """Heleket's signature, of requests and webhooks alike."""
    return hashlib.md5(base64.b64encode(body) + key.encode(), usedforsecurity=False).hexdigest()


class _Number(str):
    """A number as it was written: 17.10 stays 17.10."""


def php_json(value: Any) -> str:
    """JSON as PHP's `json_encode(..., JSON_UNESCAPED_UNICODE)` writes it."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{php_json(name)}:{php_json(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(php_json, value)) + "]"
    # PHP escapes slashes by habit, and the two separators because JavaScript took them for ends of lines.
    text = json.dumps(value, ensure_ascii=False).replace("/", "\\/")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _parsed(body: bytes) -> dict[str, Any]:
    """The JSON object in a webhook, its numbers untouched. Raises ValueError, RecursionError."""
    if len(body) > parsing.WEBHOOK_LIMIT:
        raise ValueError("the body is too long")
    parsed = json.loads(body, parse_float=_Number, parse_int=_Number, parse_constant=_Number)
    if not isinstance(parsed, dict):
        raise ValueError("the body is no JSON object")
    return parsed


def _moscow(at: datetime) -> str:
    return at.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")


def _paid_part(billed: int, paid: Decimal, asked: Decimal) -> int:
    """Minor units of the bill that `paid` of `asked` coins cover, rounded down. Raises ValueError."""
    if not 0 <= paid <= asked or not asked:
        raise ValueError("this is no part of a bill")
    return int((billed * paid / asked).to_integral_value(ROUND_FLOOR))


def _paid_over(billed: int, paid: Decimal, asked: Decimal) -> int:
    """Minor units that `paid` coins are worth where `asked` are the bill, to the nearest: the provider rounds coins.

    Raises ValueError unless it is at least the bill.
    """
    if not 0 < asked <= paid:
        raise ValueError("this is not more than a bill")
    return int((billed * paid / asked).to_integral_value(ROUND_HALF_EVEN))


def _coins(content: Any) -> Decimal:
    """An amount of coins, a text. Raises ValueError for one that is not written plainly."""
    if not isinstance(content, str) or not _COINS.fullmatch(content):
        raise ValueError("this is no amount")
    return Decimal(content)


WORTH = {"wrong_amount": _paid_part, "paid_over": _paid_over}
"""What of the bill's currency came, where that is not the bill."""
