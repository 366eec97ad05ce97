"""Tortoise's PostgreSQL engine without asyncpg's house-cleaning.

A connection that goes back to the pool is normally scrubbed by one more round trip (`RESET ALL`, `UNLISTEN *` …). The
shop changes no session settings and listens to nothing, so it would pay for that after every statement outside a
transaction and gain nothing. A transaction that was left open is rolled back all the same.
"""

from collections.abc import Sequence
from typing import Any

from asyncpg import Connection
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base_postgres.client import translate_exceptions


class ShopConnection(Connection):  # type: ignore[misc]
    """A connection that comes back to the pool as it is."""

    def get_reset_query(self) -> str:
        return ""


class ShopPostgresClient(AsyncpgDBClient):
    """What `engine: core.postgres` in the Tortoise configuration stands for."""

    connection_class = ShopConnection

    @translate_exceptions
    async def read(self, sql: str, params: Sequence[Any]) -> Sequence[Any] | None:
        """Rows of a SELECT, without the wrappings of a statement that may write; None where there is no pool yet."""
        if self._pool is None:
            return None
        self.log.debug("%s: %s", sql, params)
        found: Sequence[Any] = await self._pool.fetch(sql, *params)
        return found


client_class = ShopPostgresClient
