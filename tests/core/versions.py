"""Databases without rows as each released version of the shop had them, on either engine.

Each version's database is made from the one before, once a run; tests fill copies.
"""

import asyncio
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.models import Model

from core import db
from core.db.executor import Executor
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
RELEASED = sorted(path.stem for path in (ROOT / "core" / "db" / "migrations").glob("[0-9]*.py"))


class Opened:
    """A connection to the database; `foreign_keys` off as `migrate` has it on SQLite."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Executor:
        await db.connect(self._url, **({"foreign_keys": "OFF"} if db.sqlite_path(self._url) else {}))
        return Executor(get_connection(db.CONNECTION), db.tortoise_config(self._url)["apps"])

    async def __aexit__(self, *_: object) -> None:
        await db.disconnect()


class Versions:
    """`models` of each version, and copies of its database."""

    def __init__(self, place: str) -> None:
        self._place = place  # what a database's name makes a URL of
        self._word = uuid.uuid4().hex
        self.models: dict[str, list[type[Model]]] = {}

    def _name(self, released: str) -> str:
        return f"{released}_{self._word}"

    async def make(self) -> None:
        for number, released in enumerate(RELEASED):
            name = self._name(released)
            await self._copy(self._name(RELEASED[number - 1]) if number else None, name)
            async with Opened(self._place + name) as executor:
                await executor.migrate([MigrationTarget(db.APP, released)])
                applied = {MigrationKey(app_label=db.APP, name=one) for one in RELEASED[: number + 1]}
                assert set(await executor.recorder.applied_migrations()) == applied
                state = await executor._project_state(applied)
                self.models[released] = [state.apps.get_model(*key) for key in state.models]

    async def copy(self, released: str) -> str:
        """The URL of a database that only the caller knows."""
        name = f"copy_{uuid.uuid4().hex}"
        await self._copy(self._name(released), name)
        return self._place + name

    async def _copy(self, source: str | None, name: str) -> None:
        path = db.sqlite_path(self._place + name)
        if path is None:
            await databases.create(self._place, name, template=source or "template0")
        elif source is not None:
            shutil.copy(path.with_name(source), path)


def _engine(name: str) -> Any:
    """Whoever needs one engine's versions runs where they have been made."""
    return pytest.param(name, marks=pytest.mark.xdist_group(f"versions on {name}"))


@pytest.fixture(scope="session", params=[_engine("sqlite"), _engine("postgres")])
def versions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Versions]:
    """Every released version's database, on each engine."""
    if request.param == "sqlite":
        directory = tmp_path_factory.mktemp("versions")
        every = Versions(f"sqlite://{directory}/")
        asyncio.run(every.make())
        yield every
        shutil.rmtree(directory)
        return
    every = Versions(request.getfixturevalue("postgres_server"))
    asyncio.run(every.make())
    yield every
