"""`aiocryptopay` as the shop uses it: the system's certificates, an end to all waiting, the port's errors.

As it comes, the package trusts the authorities in an old `certifi`, waits five minutes and follows redirects with the
token in a header. All of that is decided in `get_session` and `_make_request`, which are overridden here; the address
is its `network`, which is any text. Import this late: it brings aiohttp.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from aiocryptopay import AioCryptoPay
from aiocryptopay.exceptions.factory import CodeErrorFactory

from core import http
from core.payment_providers import (
    CredentialsRefused,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    parsing,
)

BROKEN = (aiohttp.ClientError, TimeoutError, RecursionError, *parsing.MALFORMED)
"""What aiocryptopay ends in when the answer is late, no JSON (HTML of a gateway), or of another shape."""

PLAIN = re.compile(r"[0-9]{1,24}(\.[0-9]{1,24})?")

NO_CONNECTION = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Nothing has been sent."""


class CryptoBotClient:
    """The calls that the shop makes. Results are aiocryptopay's `Invoice`s."""

    def __init__(self, token: str, base_url: str, *, timeout: float) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._api: _Api | None = None

    async def create_invoice(self, **fields: Any) -> Any:
        """Raises ProviderRefused, ProviderUnavailable, OutcomeUnknown."""
        with _translated("createInvoice", write=True):
            return await self._connected().create_invoice(**fields)

    async def get_invoice(self, invoice_id: str) -> Any:
        """The invoice of this number, or None. Raises ProviderRefused, ProviderUnavailable."""
        if not (invoice_id.isascii() and invoice_id.isdecimal()):
            return None
        with _translated("getInvoices"):
            invoices = await self._connected().get_invoices(invoice_ids=[int(invoice_id)])
        return next((invoice for invoice in invoices or () if str(invoice.invoice_id) == invoice_id), None)

    async def list_invoices(self, *, count: int, status: str | None = None, offset: int | None = None) -> Any:
        """Invoices of the application. Raises ProviderRefused, ProviderUnavailable."""
        with _translated("getInvoices"):
            return await self._connected().get_invoices(count=count, status=status, offset=offset) or []

    async def app_name(self) -> str:
        """What the application is called. Raises CredentialsRefused, ProviderRefused, ProviderUnavailable."""
        with _translated("getMe"):
            return str((await self._connected().get_me()).name)

    async def close(self) -> None:
        if self._api is not None:
            await self._api.close()
            self._api = None

    def _connected(self) -> "_Api":
        """aiocryptopay asks for the running loop when it is made."""
        if self._api is None:
            self._api = _Api(self._token, self._base_url, self._timeout)
        return self._api


class _Api(AioCryptoPay):  # type: ignore[misc]  # the package has no type information
    _session: aiohttp.ClientSession | None

    def __init__(self, token: str, network: str, timeout: float) -> None:
        super().__init__(token, network)
        self._limits = aiohttp.ClientTimeout(total=timeout, connect=timeout / 3)

    def get_session(self, **kwargs: Any) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                ssl=http.client_context(),
                # createInvoice is a GET here, and aiohttp repeats a GET by itself when a kept connection breaks.
                force_close=True,
            )
            # The package looks at no HTTP status.
            options = {"connector": connector, "timeout": self._limits, "raise_for_status": True, **kwargs}
            self._session = aiohttp.ClientSession(**options)
        return self._session

    async def _make_request(self, method: str, url: Any, **kwargs: Any) -> Any:
        answer = await super()._make_request(method, url, allow_redirects=False, **kwargs)
        if not str(url).endswith("/getMe"):
            _check_amounts(answer["result"])
        return answer


def _check_amounts(result: Any) -> None:
    """Amounts are texts on the wire, and the package makes floats of them whatever they say: "1e3", NaN.

    Raises ValueError for one that is not written plainly.
    """
    for invoice in result.get("items", [result]):
        amount = invoice["amount"]
        if not isinstance(amount, str) or not PLAIN.fullmatch(amount):
            raise ValueError("this is no amount")


@contextmanager
def _translated(call: str, *, write: bool = False) -> Iterator[None]:
    """The port's errors for aiocryptopay's. Texts are made here: the package's own may hold parts of a request."""
    text = f"cryptobot {call}"
    try:
        yield
    except CodeErrorFactory as exc:
        raise _refusal(f"{text}: error {exc.code}", exc.code, write) from None
    except NO_CONNECTION as exc:
        raise ProviderUnavailable(f"{text}: {type(exc).__name__}") from None
    except aiohttp.ClientResponseError as exc:
        raise _refusal(f"{text}: HTTP {exc.status}", exc.status, write) from None
    except BROKEN as exc:
        raise _refusal(f"{text}: {type(exc).__name__}", None, write) from None


def _refusal(text: str, code: int | None, write: bool) -> ProviderError:
    """What an answer with this code means; None for an answer that is none."""
    if code == 429:
        return ProviderUnavailable(text)
    if code in (401, 403):
        return CredentialsRefused(text)
    if code is not None and 400 <= code < 500:
        return ProviderRefused(text)
    return OutcomeUnknown(text) if write else ProviderUnavailable(text)
