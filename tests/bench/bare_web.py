"""The least that FastAPI can do for a signed-in customer: check the token, select one row, answer it as JSON.

`python -m tests.bench.bare_web`, with DATABASE_URL, SIGNING_SECRET and WEB_PORT in the environment. No ORM, no limits,
no look at whether the session has been ended, no shape of the answer; the server and the driver's connections are set
up like the shop's.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiosqlite
import asyncpg
import jwt
import uvicorn
import uvloop
from fastapi import FastAPI, HTTPException, Request

from core import db
from core.db.postgres import ShopConnection
from core.users.sessions import ALGORITHM

POOL_SIZE = 5  # Tortoise's
BALANCE = "SELECT balance_kopeks FROM users WHERE id = $1"
SUBSCRIPTION = "SELECT * FROM subscriptions WHERE user_id = $1 ORDER BY id DESC LIMIT 1"
KEY = "SELECT k.* FROM keys k JOIN subscriptions s ON s.id = k.subscription_id WHERE s.user_id = $1 LIMIT 1"

Select = Callable[[str, int], Awaitable[Any]]


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[Select]:
    """A function that selects one row."""
    path = db.sqlite_path(url)
    if path is None:
        async with asyncpg.create_pool(url, min_size=1, max_size=POOL_SIZE, connection_class=ShopConnection) as pool:
            yield pool.fetchrow
        return
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        connection.row_factory = aiosqlite.Row

        async def select(sql: str, number: int) -> Any:
            rows = await connection.execute_fetchall(sql.replace("$1", "?1"), (number,))
            return next(iter(rows), None)

        yield select


def application(select: Select, secret: str) -> FastAPI:
    """One route for each read that is measured."""
    app = FastAPI()

    async def row(request: Request, sql: str) -> dict[str, Any]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            claims = jwt.decode(token, secret, [ALGORITHM]) if scheme.lower() == "bearer" else {"sub": "0"}
        except jwt.InvalidTokenError:
            raise HTTPException(401) from None
        found = await select(sql, int(claims["sub"]))
        if found is None:
            raise HTTPException(404)
        return dict(found)

    @app.get("/cabinet/balance")
    async def balance(request: Request) -> dict[str, Any]:
        return await row(request, BALANCE)

    @app.get("/cabinet/subscription")
    async def subscription(request: Request) -> dict[str, Any]:
        return await row(request, SUBSCRIPTION)

    @app.get("/profile/keys")
    async def keys(request: Request) -> list[dict[str, Any]]:
        return [await row(request, KEY)]

    @app.get("/me/clients")
    async def clients(request: Request) -> list[dict[str, Any]]:
        return [await row(request, KEY)]

    @app.get("/health")
    async def health() -> dict[str, Any]:
        return {}

    return app


async def main() -> None:
    """Serve until SIGTERM."""
    async with opened(os.environ["DATABASE_URL"]) as select:
        config = uvicorn.Config(
            application(select, os.environ["SIGNING_SECRET"]),
            port=int(os.environ["WEB_PORT"]),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            proxy_headers=False,
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
