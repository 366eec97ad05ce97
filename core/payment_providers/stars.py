"""Telegram Stars: the Bot API's invoices in the currency XTR.

Facts: core.telegram.org/bots/payments-stars and the Bot API reference (createInvoiceLink, getStarTransactions,
refundStarPayment). A transaction's `id` is the payment's `telegram_payment_charge_id`; a refund carries the same id in
the other direction; transactions come in chronological order.
"""

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from core import money
from core import payment_providers as port
from core.payment_providers import parsing
from core.payment_providers.base import Provider
from core.phrases import Phrase
from core.telegram import texts
from core.telegram.client import BadRequest, PersonGone, Telegram, TelegramError

NAME = "stars"
CURRENCY = "XTR"
PAGE = 100  # the most that getStarTransactions gives at once


class Stars(Provider):
    """Payments inside Telegram."""

    name, title = NAME, "Telegram Stars"
    methods = (port.Method("TELEGRAM_STARS", CURRENCY, max_amount=100_000),)
    refunds = "full"
    look_up_seconds = None

    def __init__(self, telegram: Telegram, kopeks_per_star: int) -> None:
        self._telegram = telegram
        self._rate = kopeks_per_star

    def amount_for(self, kopeks: int) -> int:
        return money.stars_for(kopeks, self._rate)

    def kopeks_for(self, amount: int) -> int:
        return amount * self._rate

    async def open(self, bill: port.Bill) -> port.Opened:
        """An invoice link that Telegram opens by itself."""
        return port.Opened(str(await self._call("createInvoiceLink", **invoice_params(bill))))

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        """Stars have no webhook of their own: payments come as updates of the bot."""
        raise port.Forged(Phrase("vendor-stars-by-bot"))

    async def probe(self) -> port.Merchant:
        """`getMe`: the bot's name."""
        answer = await self._call("getMe")
        with parsing.reading(port.ProviderUnavailable, "Telegram does not say which bot this is"):
            return port.Merchant(f"@{answer['username']}")

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        """Telegram cannot be asked for one payment; `receipts` lists them all."""
        return None

    async def receipts(self, skip: int) -> AsyncIterator[tuple[int, port.Receipt | port.Unreadable]]:
        while True:
            page = (await self._call("getStarTransactions", offset=skip, limit=PAGE))["transactions"]
            for position, transaction in enumerate(page, start=skip + 1):
                try:
                    receipt = _receipt(transaction)
                except parsing.MALFORMED:
                    yield (
                        position,
                        port.Unreadable(Phrase("vendor-transaction-unreadable", position=str(position))),
                    )
                    continue
                if receipt is not None:
                    yield position, receipt
            if len(page) < PAGE:
                return
            skip += PAGE

    async def refund(self, receipt: port.Receipt, *, amount: int, key: str) -> None:
        if amount != receipt.amount:
            raise port.ProviderRefused("Stars are given back whole or not at all")
        refused = await self._give_back(receipt.external_id, receipt.payer_telegram_id)
        if refused is not None:  # somebody else may have paid: Telegram knows who
            payer = await self._payer(receipt.external_id)
            if payer not in (None, receipt.payer_telegram_id):
                refused = await self._give_back(receipt.external_id, payer)
        if refused is not None:
            raise port.ProviderRefused(refused)

    async def _give_back(self, charge: str, payer: int | None) -> str | None:
        """Ask for a refund to this person; returns why Telegram refuses. Raises OutcomeUnknown."""
        if payer is None:
            return "it is not known who paid"
        try:
            await self._telegram.call("refundStarPayment", user_id=payer, telegram_payment_charge_id=charge)
        except (BadRequest, PersonGone) as exc:
            return None if "CHARGE_ALREADY_REFUNDED" in str(exc) else str(exc)
        except TelegramError as exc:
            raise port.OutcomeUnknown(str(exc)) from None
        return None

    async def _payer(self, charge: str) -> int | None:
        """Who paid, by Telegram's own list."""
        async for _, listed in self.receipts(skip=0):
            if isinstance(listed, port.Receipt) and listed.external_id == charge and listed.status == "completed":
                return listed.payer_telegram_id
        return None

    async def _call(self, method: str, **params: Any) -> Any:
        try:
            return await self._telegram.call(method, **params)
        except BadRequest as exc:
            raise port.ProviderRefused(str(exc)) from None
        except TelegramError as exc:
            raise port.ProviderUnavailable(str(exc)) from None


def invoice_params(bill: port.Bill) -> dict[str, Any]:
    """Parameters that sendInvoice and createInvoiceLink share. Limits: title 32, description 255 characters."""
    return {
        "title": texts.cut_plain(bill.title, 32),
        "description": texts.cut_plain(bill.description, 255),
        "payload": str(bill.invoice),
        "provider_token": "",
        "currency": CURRENCY,
        "prices": [{"label": texts.cut_plain(bill.title, 32), "amount": bill.amount}],
    }


def receipt_of(message: dict[str, Any], *, refunded: bool = False) -> port.Receipt:
    """The receipt in a Telegram message with `successful_payment` or `refunded_payment`."""
    paid = message["refunded_payment" if refunded else "successful_payment"]
    return port.Receipt(
        provider=NAME,
        external_id=paid["telegram_payment_charge_id"],
        status="refunded" if refunded else "completed",
        invoice=_uuid(paid["invoice_payload"]),
        amount=int(paid["total_amount"]),
        currency=paid["currency"],
        payer_telegram_id=int(message["chat"]["id"]),
        at=datetime.fromtimestamp(message["date"], UTC),
    )


def _receipt(transaction: dict[str, Any]) -> port.Receipt | None:
    """None for transactions that are no customers' payments, such as withdrawals."""
    incoming = transaction.get("source")
    partner = incoming or transaction.get("receiver") or {}
    if partner.get("type") != "user" or transaction["amount"] <= 0:
        return None
    return port.Receipt(
        provider=NAME,
        external_id=transaction["id"],
        status="completed" if incoming else "refunded",
        invoice=_uuid(partner.get("invoice_payload", "")),
        amount=int(transaction["amount"]),
        currency=CURRENCY,
        payer_telegram_id=int(partner["user"]["id"]),
        at=datetime.fromtimestamp(transaction["date"], UTC),
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
