"""CryptoBot (Crypto Pay): bills in roubles, paid in cryptocurrency inside Telegram.

Facts: help.send.tg "Crypto Pay API" 1.5.2 and the package `aiocryptopay` 0.4.8 (high confidence unless said otherwise;
nothing was verified live).

* Calls go through `aiocryptopay`, which is loaded at the first of them (`cryptobot_client`).
* A bill is a fiat invoice in RUB: the provider converts when it is paid, and never has to be asked for a rate.
* There is no idempotency key. When an answer is lost, the newest invoices are searched for ours (`payload`) before the
  outcome is called unknown; asked again after that, there are two invoices, of which the customer sees one. That
  `getInvoices` lists the newest first has low confidence.
* A webhook tells of `paid` and of nothing else. `crypto-pay-api-signature` is the hex HMAC-SHA256 of the raw body, and
  the key is the SHA-256 of the token. There is no time in it: replays are stopped by the invoice's id.
* Answer every authentic webhook with 200, for unknown invoices too: after 17 failures in three days it is switched off.
* An expired invoice may still become paid (medium confidence). Nothing can be given back: `transfer` is a payout.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core import http
from core import payment_providers as port
from core.clock import system_clock
from core.payment_providers import parsing
from core.payment_providers.base import Provider, attempt
from core.phrases import Phrase

if TYPE_CHECKING:
    from core.payment_providers.cryptobot_client import CryptoBotClient

NAME = "cryptobot"
CURRENCY = "RUB"
MAINNET = "https://pay.crypt.bot"
LIFE = timedelta(hours=24)
DESCRIPTION_LIMIT = 1024
PAGE, PAGES = 1000, 100  # of the list of paid invoices
SEARCHED = 100  # invoices looked through for one whose number we do not know
SIGNATURE_HEADER = "crypto-pay-api-signature"

STATUSES: dict[str, port.Status] = {"active": "pending", "paid": "completed", "expired": "expired"}


class CryptoBot(Provider):
    """One application of @CryptoBot; of @CryptoTestnetBot with the test network's `base_url` and token.

    `previous_token` still signs webhooks that were under way when the token was changed, until `previous_until`.
    Raises ValueError for an empty token.
    """

    name, title = NAME, "CryptoBot"
    # The provider names no limits for fiat invoices; the least is ours, about what the smallest coin is worth sending.
    methods = (port.Method("CRYPTOBOT", CURRENCY, min_amount=10_00),)
    webhook_page = "@CryptoBot → Crypto Pay → My Apps → the app → Webhooks"
    look_up_seconds = 5.0

    def __init__(
        self,
        token: str,
        *,
        previous_token: str = "",
        previous_until: datetime | None = None,
        base_url: str = MAINNET,
        clock: Callable[[], datetime] = system_clock,
        timeout: float = http.TIMEOUT_SECONDS,
    ) -> None:
        if not token:
            raise ValueError("CryptoBot needs the application's token")
        self._token = token
        self._tokens = parsing.Rotation(token, previous_token, previous_until, clock)
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._opened: CryptoBotClient | None = None

    async def open(self, bill: port.Bill) -> port.Opened:
        try:
            invoice = await self._client().create_invoice(
                amount=parsing.decimal_text(bill.amount),
                currency_type="fiat",
                fiat=bill.currency,
                payload=str(bill.invoice),
                description=parsing.cut(bill.description, DESCRIPTION_LIMIT) or None,
                allow_comments=False,
                allow_anonymous=True,
                expires_in=int(LIFE.total_seconds()),
                paid_btn_name="callback" if bill.return_url else None,
                paid_btn_url=bill.return_url or None,
            )
        except port.OutcomeUnknown:
            invoice = await attempt(self._search(str(bill.invoice)))
            if invoice is None:
                raise
        with parsing.reading(port.OutcomeUnknown, "CryptoBot opens an invoice and does not say where to pay it"):
            return port.Opened(
                url=parsing.web_address(invoice.bot_invoice_url),
                external_id=parsing.name(invoice.invoice_id),
                expires_at=parsing.moment(invoice.expiration_date),
            )

    def read(self, request: port.WebhookRequest) -> Sequence[port.Claim]:
        proof = request.headers.get(SIGNATURE_HEADER, "").strip().lower().encode(errors="replace")
        if not self._tokens.signed(proof, signature, request.body):
            raise port.Forged(Phrase("vendor-foreign-signature", vendor="CryptoBot"))
        with parsing.reading(port.Unreadable, "a webhook of CryptoBot's that names no invoice"):
            content = parsing.json_object(request.body)
            if content["update_type"] != "invoice_paid":
                return ()
            paid = content["payload"]
            invoice, name = parsing.invoice(paid.get("payload")), parsing.name(paid["invoice_id"])
            return (port.Claim(invoice, name, _signed_receipt(paid), authentic=True),)

    async def look_up(self, claim: port.Claim) -> port.Receipt | None:
        """By the invoice's number; by our name for it among the newest ones when the number is not known."""
        if claim.external_id is not None:
            invoice = await self._client().get_invoice(claim.external_id)
        elif claim.invoice is not None:
            invoice = await self._search(str(claim.invoice))
        else:
            invoice = None
        # Only the merchant's other programs bill in cryptocurrency. That is none of the shop's money.
        if invoice is None or invoice.currency_type != "fiat":
            return None
        with parsing.reading(
            port.ProviderUnavailable, "CryptoBot speaks of an invoice in a shape that is not documented"
        ):
            return _receipt(invoice)

    async def probe(self) -> port.Merchant:
        """`getMe`: the application's name."""
        return port.Merchant(await self._client().app_name())

    async def sweep(self, since: datetime) -> AsyncIterator[port.Receipt | port.Unreadable]:
        """Paid invoices, page after page, down to the last page that has none of the time (the newest come first)."""
        for page in range(PAGES):
            invoices = await self._client().list_invoices(count=PAGE, status="paid", offset=page * PAGE)
            fiat = [invoice for invoice in invoices if invoice.currency_type == "fiat"]
            recent = [invoice for invoice in fiat if _utc(invoice.paid_at or invoice.created_at) >= since]
            for receipt in parsing.listed(self.title, _receipt, recent):
                yield receipt
            if len(invoices) < PAGE or (fiat and not recent):
                return

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    def _client(self) -> "CryptoBotClient":
        if self._opened is None:
            # aiohttp and the models of aiocryptopay: a process that never calls the provider does not pay for them.
            from core.payment_providers.cryptobot_client import CryptoBotClient  # noqa: PLC0415

            self._opened = CryptoBotClient(self._token, self._base_url, timeout=self._timeout)
        return self._opened

    async def _search(self, payload: str) -> Any:
        """The newest invoice with this payload, or None."""
        invoices = await self._client().list_invoices(count=SEARCHED)
        return next((invoice for invoice in invoices if invoice.payload == payload), None)


def signature(token: str, body: bytes) -> str:
    """What CryptoBot says of a webhook's body; the key is the SHA-256 of the token."""
    return hmac.new(hashlib.sha256(token.encode()).digest(), body, hashlib.sha256).hexdigest()


def _signed_receipt(paid: dict[str, Any]) -> port.Receipt | None:
    """What a signed webhook says of an invoice; None unless that is roubles, paid."""
    try:
        at = parsing.moment(paid.get("paid_at") or paid["created_at"])
        if paid["currency_type"] != "fiat" or paid["status"] != "paid" or at is None:
            return None
        return port.Receipt(
            provider=NAME,
            external_id=parsing.name(paid["invoice_id"]),
            status="completed",
            invoice=parsing.invoice(paid.get("payload")),
            amount=parsing.minor_units(paid["amount"]),
            currency=_currency(paid["fiat"]),
            payer_telegram_id=None,
            at=at,
        )
    except parsing.MALFORMED:
        return None


def _receipt(invoice: Any) -> port.Receipt:
    """A status we do not know is not over yet. `invoice` is an `aiocryptopay.models.invoice.Invoice`."""
    return port.Receipt(
        provider=NAME,
        external_id=parsing.name(invoice.invoice_id),
        status=STATUSES.get(str(invoice.status), "pending"),
        invoice=parsing.invoice(invoice.payload),
        # aiocryptopay keeps amounts as floats. Written out, one of up to 15 digits is again what the provider wrote.
        amount=parsing.minor_units(Decimal(str(invoice.amount))),
        currency=_currency(invoice.fiat),
        payer_telegram_id=None,
        at=_utc(invoice.paid_at or invoice.created_at),
    )


def _currency(content: Any) -> str:
    if not isinstance(content, str):
        raise ValueError("this is no currency")
    return str(content)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
