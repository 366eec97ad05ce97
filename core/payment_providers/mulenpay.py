"""MulenPay: SBP and cards on one hosted form.

Facts: the provider's OpenAPI document (github platem9/mulenpay.ru, 2025-10) and its SDK `mulenpay-api` 1.0.12; nothing
was verified live.

* Bearer key; the creation also carries `sign = sha1(currency + amount + shopId + secret)` (high confidence; the
  provider's nodejs SDK puts the uuid before the secret).
* **Nothing selects SBP or card**: the payer does, on the form. `methods` says which buttons the shop shows.
* The callback is **not signed**: it names a payment, and `GET /payments/{id}` says what became of it. Its address
  should be hard to guess. Answer 200; whether it is repeated is not published, so payments have to be polled.
* Asking twice makes two payments: there is no idempotency key. Neither the order nor the shape of the list is
  documented, so that every payment is polled by itself.
* Refunds are for the whole payment, and no status tells of them (a second refund's answer is not documented either).
* Newer installations live at api.mulenpay.com, v2 or v3 (medium confidence); `base_url` carries the version, and the
  shapes here are those of v2. Limits are unpublished; one large shop uses 100 to 100,000 roubles.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Unpack

from core import payment_providers as port
from core.payment_providers import parsing
from core.payment_providers.base import HttpProvider, Options

NAME = "mulenpay"
CURRENCY = "RUB"
SBP, CARD = "MULENPAY_SBP", "MULENPAY_CARD"
MIN_AMOUNT, MAX_AMOUNT = 100_00, 100_000_00
SERVICE, FULL_PAYMENT = 4, 4  # payment_subject and payment_mode of a receipt's item

# 0 created, 1 processing, 5 and 6 held
STATUSES: dict[int, port.Status] = {2: "failed", 3: "completed", 4: "failed"}


class MulenPay(HttpProvider):
    """One shop at MulenPay. `vat_code` is MulenPay's own: 0 none, 1 0%, 2 10%, 6 20%.

    Raises ValueError for an empty secret.
    """

    name, title = NAME, "MulenPay"
    methods: Sequence[port.Method] = tuple(
        port.Method(method, CURRENCY, MIN_AMOUNT, MAX_AMOUNT) for method in (SBP, CARD)
    )
    refunds = "full"
    webhook_page = "the shop's page → callback URL"
    look_up_seconds = 10.0
    base_url = "https://mulenpay.ru/api/v2"

    def __init__(
        self,
        api_key: str,
        secret_key: str,
        shop_id: int,
        *,
        methods: Sequence[str] = (SBP, CARD),
        vat_code: int = 0,
        **options: Unpack[Options],
    ) -> None:
        if not api_key or not secret_key:
            raise ValueError("MulenPay needs an API key and a secret key")
        self.methods = tuple(port.Method(method, CURRENCY, MIN_AMOUNT, MAX_AMOUNT) for method in methods)
        self._secret = secret_key
        self._shop_id = shop_id
        self._vat_code = vat_code
        headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
        super().__init__(**options, headers=headers)

    async def open(self, bill: port.Bill) -> port.Opened:
        amount, currency = parsing.decimal_text(bill.amount), bill.currency.lower()
        item = {
            "description": parsing.cut(bill.title, 128),
            "quantity": 1,
            "price": Decimal(amount),
            "vat_code": self._vat_code,
            "payment_subject": SERVICE,
            "payment_mode": FULL_PAYMENT,
        }
        body: dict[str, Any] = {
            "currency": currency,
            "amount": amount,
            "uuid": str(bill.invoice),
            "shopId": self._shop_id,
            "description": bill.description or bill.title,
            "items": [item],
            "language": "ru",
            "sign": signature(currency, amount, self._shop_id, self._secret),
        }
        if bill.email:
            body["client"] = bill.email  # low confidence
        if bill.return_url:
            body["website_url"] = bill.return_url
        answer = await self._call("POST", "/payments", body=parsing.dumps(body), write=True)
        with parsing.reading(port.OutcomeUnknown, "MulenPay opens a payment and does not say where to pay it"):
            return port.Opened(parsing.web_address(answer["paymentUrl"]), parsing.name(answer["id"]))

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        """The payment's id, and our name as a hint: the rest of an unsigned body is worth nothing."""
        with parsing.reading(port.Unreadable, "a callback of MulenPay's that names no payment"):
            content = parsing.json_object(request.body)
            return (port.Claim(None, parsing.name(content["id"]), hint=parsing.invoice(content.get("uuid"))),)

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        return await self._ask("/payments", claim, lambda answer: self._receipt(answer["payment"]))

    async def probe(self) -> port.Merchant:
        """A payment that nobody has: only the API key is looked at, the rest is proven by the first payment."""
        await self._call("GET", "/payments/0", absent=True)
        return port.Merchant(is_proven=False)

    async def refund(self, receipt: port.Receipt, *, amount: int, key: str) -> None:
        if amount != receipt.amount:
            raise port.ProviderRefused("MulenPay gives back the whole payment or nothing")
        try:
            answer = await self._call("PUT", f"/payments/{receipt.external_id}/refund", write=True)
        except port.ProviderRefused:
            await self._surely_not_refunded(receipt)
            raise
        if not isinstance(answer, dict) or answer.get("success") is not True:
            raise port.OutcomeUnknown("MulenPay does not say whether the money is given back")

    async def _surely_not_refunded(self, receipt: port.Receipt) -> None:
        """A refusal may answer a repeated request whose first answer was lost. Raises OutcomeUnknown where it may."""
        try:
            payment = await self.look_up(port.Claim(receipt.invoice, receipt.external_id))
        except (port.ProviderUnavailable, port.ProviderRefused):
            raise port.OutcomeUnknown("MulenPay refuses a refund and does not say what became of the payment") from None
        if payment is not None and payment.status != "completed":
            raise port.OutcomeUnknown("MulenPay refuses to give back a payment that may be given back already")

    def _receipt(self, content: dict[str, Any]) -> port.Receipt:
        """The answer carries no time; it is told now."""
        status = content["status"]
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(content["id"]),
            status=STATUSES.get(status, "pending") if type(status) is int else "pending",
            invoice=parsing.invoice(content["uuid"]),
            amount=parsing.minor_units(content["amount"]),
            currency=str(content["currency"]).upper(),
            payer_telegram_id=None,
            at=self._clock(),
        )


def signature(currency: str, amount: str, shop_id: int, secret: str) -> str:
    """What MulenPay wants with a new payment: a SHA-1 over values put side by side."""
    return hashlib.sha1(f"{currency}{amount}{shop_id}{secret}".encode(), usedforsecurity=False).hexdigest()
