"""What adapters have in common. A new one says only where its provider differs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypedDict

import httpx

from core import http
from core import payment_providers as port
from core.clock import system_clock
from core.payment_providers import parsing
from core.phrases import Phrase

BODY_LIMIT = 1 << 20


class Provider:
    """A provider that bills in kopeks, cannot be asked for a list and gives nothing back."""

    name: str
    title: str  # in texts for the operator
    methods: Sequence[port.Method]
    refunds: Literal["none", "full", "partial"] = "none"

    def amount_for(self, kopeks: int) -> int:
        return kopeks

    def kopeks_for(self, amount: int) -> int:
        return amount

    async def receipts(self, skip: int) -> AsyncIterator[tuple[int, port.Receipt | port.Unreadable]]:
        """None: most list by date, the newest first, which has no places to count from."""
        return
        yield

    def sweep(self, since: datetime) -> AsyncIterator[port.Receipt | port.Unreadable] | None:
        return None

    async def refund(self, receipt: port.Receipt, *, amount: int, key: str) -> None:
        raise port.ProviderRefused(f"{self.title} gives nothing back; credit the customer's balance instead")

    async def aclose(self) -> None:
        """Nothing is open."""


class Options(TypedDict, total=False):
    """What every adapter may be given: another address of the API, a clock, the seconds that a call may take."""

    base_url: str
    clock: Callable[[], datetime]
    timeout: float


class HttpProvider(Provider):
    """A provider that is spoken to in JSON over HTTP: bounded in time, exact in numbers, silent about secrets.

    `base_url` is where its API is, unless another is given. `client` are options of `http.Client`, such as headers.
    """

    base_url: str

    def __init__(
        self,
        *,
        base_url: str = "",
        clock: Callable[[], datetime] = system_clock,
        timeout: float = http.TIMEOUT_SECONDS,
        **client: Any,
    ) -> None:
        self._clock = clock
        self._http = http.Client(base_url or self.base_url, body_limit=BODY_LIMIT, timeout=timeout, **client)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        *,
        write: bool = False,
        absent: bool = False,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Any:
        """Send a request and return the JSON of a 2xx answer; numbers with a fraction are Decimal.

        `write` says that the request changes something at the provider; with `absent`, 404 is an answer too: None.
        Raises ProviderRefused for 4xx (CredentialsRefused for 401 and 403); for no answer, 5xx, 429 or something that
        is no JSON OutcomeUnknown for a write that may have happened, else ProviderUnavailable.
        """
        text, lost = f"{self.name} {path}", port.OutcomeUnknown if write else port.ProviderUnavailable
        try:
            answer = await self._http.send(method, path, headers=headers, params=params, content=body)
        except UnicodeEncodeError:  # a key with letters that no header can have; the exception holds it
            raise port.CredentialsRefused(Phrase("vendor-key-characters", request=text)) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
            raise port.ProviderUnavailable(f"{text}: {type(exc).__name__}") from None
        except (httpx.HTTPError, TimeoutError) as exc:
            raise lost(f"{text}: {type(exc).__name__}") from None
        text = f"{text}: HTTP {answer.status}"
        if answer.status == 404 and absent:
            return None
        if answer.status == 429:
            raise port.ProviderUnavailable(text)
        if answer.status >= 500 or answer.status == 202:
            raise lost(text)
        if answer.status in (401, 403):
            raise port.CredentialsRefused(text)
        if not 200 <= answer.status < 300:
            raise port.ProviderRefused(text)
        try:
            content = answer.json(parse_float=Decimal)
        except ValueError as exc:
            raise lost(f"{text}, {exc}") from None
        if content is None:
            raise lost(f"{text}, null")
        return content

    async def _ask(self, path: str, claim: port.Claim, read: Callable[[Any], port.Receipt]) -> port.Receipt | None:
        """What the provider says of the claimed payment, by its number below `path`; None = it knows nothing."""
        if claim.external_id is None:
            return None
        answer = await self._call("GET", f"{path}/{claim.external_id}", absent=True)
        return None if answer is None else parsing.answered(self.title, claim, read, answer)


async def attempt(call: Awaitable[Any]) -> Any:
    """What a call gives, None when it fails: for a second try after an error, which is the one to tell."""
    try:
        return await call
    except port.ProviderError:
        return None
