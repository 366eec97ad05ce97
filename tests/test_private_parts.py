"""Private parts of libraries: used in few places, and named here first when an upgrade has changed them."""

import ast
import inspect
import re
from pathlib import Path

import aiosqlite.core
import tortoise.backends.asyncpg.client
import tortoise.backends.base.client
import tortoise.backends.sqlite.client
import tortoise.migrations.executor
import tortoise.models
from aiocryptopay import AioCryptoPay
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession

from bot import app
from core import http
from tests.test_rules import ROOT, name_of, sources

# Where they may be used: Tortoise's and aiosqlite's in core/db, aiogram's in the module that makes its client.
PLACES = ("core/db/", "core/telegram/", "bot/app.py")
LIBRARIES = (
    tortoise,
    tortoise.models,
    tortoise.backends.base.client,
    tortoise.backends.sqlite.client,
    tortoise.backends.asyncpg.client,
    tortoise.migrations.executor,
    aiosqlite.core,
)
OWN = {"_exit"}  # os._exit, which is documented


def private_parts(path: Path) -> set[str]:
    """Names with an underscore that a file reaches for in objects that are not its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    own = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {node.attr for node in nodes if re.match(r"_[a-z]", node.attr)} - own - OWN


def test_private_parts_are_used_in_few_places() -> None:
    elsewhere = [path for path in sources("bot", "core", "vitrina", "web") if not name_of(path).startswith(PLACES)]
    assert {name_of(path): parts for path in elsewhere if (parts := private_parts(path))} == {}


def test_tortoise_and_aiosqlite_still_have_what_the_database_uses() -> None:
    text = "\n".join(inspect.getsource(library) for library in LIBRARIES)
    used = set().union(*(private_parts(path) for path in sorted((ROOT / "core" / "db").glob("*.py"))))
    used |= {"_partial", "_saved_in_db", "_custom_generated_pk", "_await_when_save"}  # set by `hydrate`
    assert {"_meta", "_inited", "_finalized", "_conn", "_tx", "_thread", "_execute", "_schema_editor"} <= used
    assert [name for name in sorted(used) if not re.search(rf"\b{name}\b", text)] == []


async def test_aiograms_client_still_takes_the_systems_certificates() -> None:
    session = AiohttpSession()
    app.trust_the_system(session)
    try:
        connector = (await session.create_session()).connector
        assert connector is not None
        assert connector._ssl is http.client_context()  # type: ignore[attr-defined]
    finally:
        await Bot("1:a", session=session).session.close()


def test_aiocryptopay_still_asks_through_what_is_overridden() -> None:
    assert "self._make_request(" in inspect.getsource(AioCryptoPay)
    assert "self.get_session(" in inspect.getsource(AioCryptoPay.__mro__[1])
