"""HTTP to payment vendors: bounded in time, exact in numbers, silent about secrets."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import httpx

from core import http
from core.payment_providers import OutcomeUnknown, ProviderRefused, ProviderUnavailable

TIMEOUT_SECONDS = 15.0  # for the whole of a call; a third of it for the connection
BODY_LIMIT = 1 << 20


class Wire:
    """One vendor's HTTP client. Made at first use; `aclose` it in the end."""

    def __init__(self, vendor: str, base_url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._vendor = vendor
        self._timeout = timeout
        self._base = base_url.rstrip("/")
        self._http: httpx.AsyncClient | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        write: bool = False,
        absent: bool = False,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        params: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Any:
        """Send a request and return the JSON of a 2xx answer; numbers with a fraction are Decimal.

        `write` says that the request changes something at the vendor; with `absent`, 404 is an answer too: None.
        Raises ProviderRefused for 4xx; for no answer, 5xx, 429 or something that is no JSON OutcomeUnknown for a write
        that may have happened, else ProviderUnavailable.
        """
        text = f"{self._vendor} {path}"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client().stream(
                    method, self._base + path, headers=headers, auth=auth, params=params, content=body
                ) as answer,
            ):
                content = await http.bounded(answer, BODY_LIMIT)
        except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
            raise ProviderUnavailable(f"{text}: {type(exc).__name__}") from None
        except (httpx.HTTPError, TimeoutError) as exc:
            raise self._lost(write, f"{text}: {type(exc).__name__}") from None
        text = f"{text}: HTTP {answer.status_code}"
        if answer.status_code == 404 and absent:
            return None
        if answer.status_code == 429:
            raise ProviderUnavailable(text)
        if answer.status_code >= 500 or answer.status_code == 202:
            raise self._lost(write, text)
        if not answer.is_success:
            raise ProviderRefused(text)
        if len(content) > BODY_LIMIT:
            raise self._lost(write, f"{text}, too long")
        try:
            said = json.loads(content, parse_float=Decimal)
        except (ValueError, RecursionError):
            raise self._lost(write, f"{text}, no JSON") from None
        if said is None:
            raise self._lost(write, f"{text}, null")
        return said

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            timeout = httpx.Timeout(self._timeout, connect=self._timeout / 3)
            self._http = httpx.AsyncClient(
                timeout=timeout, trust_env=False, follow_redirects=False, verify=http.client_context()
            )
        return self._http

    @staticmethod
    def _lost(write: bool, text: str) -> OutcomeUnknown | ProviderUnavailable:
        return OutcomeUnknown(text) if write else ProviderUnavailable(text)
