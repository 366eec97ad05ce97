"""The header in which programs name themselves."""

from typing import Final

from fastapi.security import APIKeyHeader

HEADER: Final = "X-API-Key"

signature = APIKeyHeader(
    name=HEADER, auto_error=False, scheme_name="apiKey", description="A key of `vitrina apikey create`."
)
