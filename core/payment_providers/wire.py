"""HTTP to payment vendors: bounded in time, exact in numbers, silent about secrets."""

import json
from decimal import Decimal
from typing import Any

import httpx

from core.payment_providers import OutcomeUnknown, ProviderRefused, ProviderUnavailable

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
BODY_LIMIT = 1 << 20


class Wire:
    """One vendor's HTTP client. Made at first use; `aclose` it in the end."""

    def __init__(self, vendor: str, base_url: str) -> None:
        self._vendor = vendor
        self._base = base_url.rstrip("/")
        self._http: httpx.AsyncClient | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        write: bool = False,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        params: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Any:
        """Send a request and return the JSON of a 2xx answer; numbers with a fraction are Decimal.

        `write` says that the request changes something at the vendor. Raises ProviderRefused for 4xx; for no answer,
        5xx, 429 or something that is no JSON OutcomeUnknown for a write that may have happened, else
        ProviderUnavailable.
        """
        try:
            answer = await self._client().request(
                method, self._base + path, headers=headers, auth=auth, params=params, content=body
            )
        except httpx.ConnectError as exc:
            raise ProviderUnavailable(f"{self._vendor} {path}: {type(exc).__name__}") from None
        except httpx.HTTPError as exc:
            raise self._lost(write, f"{self._vendor} {path}: {type(exc).__name__}") from None
        text = f"{self._vendor} {path}: HTTP {answer.status_code}"
        if answer.status_code == 429:
            raise ProviderUnavailable(text)
        if answer.status_code >= 500 or answer.status_code == 202 or len(answer.content) > BODY_LIMIT:
            raise self._lost(write, text)
        if not answer.is_success:
            raise ProviderRefused(text)
        try:
            return json.loads(answer.content, parse_float=Decimal)
        except ValueError:
            raise self._lost(write, f"{text}, no JSON") from None

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False)
        return self._http

    @staticmethod
    def _lost(write: bool, text: str) -> OutcomeUnknown | ProviderUnavailable:
        return OutcomeUnknown(text) if write else ProviderUnavailable(text)
