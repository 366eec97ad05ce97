"""Whether a secret reaches the logs: what each test logs is kept as production prints it, and searched in the end.

Secrets become known where tests hand them out or meet them: settings (`learn_settings`), the database (`learn_sqlite`,
`learn_postgres`), what a web process is sent and answers (`Tap`), letters, started processes. Beside those, some shapes
are secrets wherever they stand. The fixture `no_secret_is_logged` in `tests/conftest.py` fails the guilty test.
"""

import contextlib
import json
import logging
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import asyncpg
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.config import Settings
from vitrina import logs

OURS = ("bot", "core", "vitrina", "web")
SHORTEST = 8  # anything shorter stands in harmless texts too
SHAPES = (
    logs.TOKEN,
    logs.JWT,
    re.compile(r"/app/(?:verify-email|reset-password)#[A-Za-z0-9_-]{8,}"),
    re.compile(r"/s/[A-Za-z0-9_-]{16,}"),
    re.compile(r"vless://[0-9a-fA-F-]{32,}"),
    re.compile(r"(?i)authorization\W+(?:bearer|basic)\s+\S{8,}"),
)
LETTER_CODE = re.compile(r"/app/(?:verify-email|reset-password)#([A-Za-z0-9_-]+)")
SECRET_NAME = re.compile(
    r"(?i)(?:^|[-_])(?:secret|password|signature|sign|authorization|init_data|private_key|token|api_?key|hash|cookie)$"
)
NO_SECRET = {"token_type"}
COLUMNS = {
    "installation": "value",
    "subscriptions": "token",
    "keys": "secret",
    "users": "password_hash",
    "sessions": "token_hash",
    "letter_tokens": "token_hash",
    "used_proofs": "proof",
    "saved_methods": "token",
    "servers": "panel_state",
}


class Watch(logging.Handler):
    """What one test logs, as both of production's formats print it, and the secrets it has met."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._formats = (logs.Lines(), logs._json())
        self._said: list[tuple[str, str]] = []
        self._secrets: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if _is_printed(record):
            self._said += [(record.name, form.format(record)) for form in self._formats]

    def saw(self, where: str, text: str) -> None:
        """Something printed by a process that a test has started."""
        self._said += [(where, line) for line in text.splitlines()]

    def learn(self, *secrets: str) -> None:
        """These must not be printed."""
        self._secrets |= {secret for secret in secrets if len(secret) >= SHORTEST}

    def leaks(self) -> list[str]:
        """Each printed line with a secret in it, with who printed it."""
        known = self._secrets | _of_vendors()
        return [
            f"{where}: {line}"
            for where, line in self._said
            if any(secret in line for secret in known) or any(shape.search(line) for shape in SHAPES)
        ]


_watches: list[Watch] = []


@contextlib.contextmanager
def watching() -> Iterator[Watch]:
    """Keep everything that is logged inside; what is learnt inside is learnt by this watch."""
    watch, root = Watch(), logging.getLogger()
    loggers = {root: logging.INFO, **{logging.getLogger(name): logging.WARNING for name in logs.QUIET}}
    loggers |= {logging.getLogger(name): logging.DEBUG for name in OURS}
    levels = {logger: logger.level for logger in loggers}
    for logger, level in loggers.items():
        logger.setLevel(level)
    root.addHandler(watch)
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)
        root.removeHandler(watch)
        for logger, level in levels.items():
            logger.setLevel(level)


def learn(*secrets: str) -> None:
    """These must not be printed by the test that runs now."""
    for watch in _watches:
        watch.learn(*secrets)


def saw(where: str, text: str) -> None:
    """Something printed by a process that the test that runs now has started."""
    for watch in _watches:
        watch.saw(where, text)


def learn_settings(settings: Settings) -> Settings:
    """The settings themselves, their secrets learnt."""
    for value in dict(settings).values():
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str) and "://" in text:
            learn(urlsplit(text).password or "")
        if isinstance(value, SecretStr):
            learn(text)
    return settings


def learn_environment(settings: Mapping[str, str]) -> None:
    """The secrets among the settings of a process."""
    learn(*(value for name, value in settings.items() if SECRET_NAME.search(name)))


def learn_letter(text: str) -> None:
    """The codes in a letter's links."""
    learn(*LETTER_CODE.findall(text))


def learn_sqlite(path: Path) -> None:
    """The secrets that a shop keeps in this file; nothing where there is no shop in it."""
    if not path.exists():
        return
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        for table, column in COLUMNS.items():
            if table in tables:
                _learn_values(value for (value,) in database.execute(f"SELECT {column} FROM {table}"))


async def learn_postgres(url: str) -> None:
    """The secrets that a shop keeps in this database; nothing where there is no shop in it."""
    database = await asyncpg.connect(url)
    try:
        await learn_from(database)
    finally:
        await database.close()


async def learn_from(database: asyncpg.Connection) -> None:
    """As `learn_postgres`, over a connection that is there; in one statement, since every test ends with it."""
    rows = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {row["tablename"] for row in rows} & COLUMNS.keys()
    parts = [f"SELECT pg_typeof({COLUMNS[table]})::text, {COLUMNS[table]}::text FROM {table}" for table in tables]
    if parts:
        rows = await database.fetch(" UNION ALL ".join(parts))
        _learn_values(UUID(value) if kind == "uuid" and value else value for kind, value in rows)


class Tap:
    """An ASGI application in front of a shop's: learns what stands under secret names in requests and answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if SECRET_NAME.search(name.decode("latin-1")):
                learn(*value.decode("latin-1").split())
        asked, answered = bytearray(), bytearray()

        async def heard() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def said(message: Message) -> None:
            answered.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body"):
                _learn_body(bytes(asked))
                _learn_body(bytes(answered))
            await send(message)

        await self._app(scope, heard, said)


def _is_printed(record: logging.LogRecord) -> bool:
    """Whether production prints it, the shop's own loggers being at DEBUG."""
    if record.name.split(".")[0] in OURS:
        return True
    quiet = any(record.name == name or record.name.startswith(f"{name}.") for name in logs.QUIET)
    return record.levelno >= (logging.WARNING if quiet else logging.INFO)


def _of_vendors() -> set[str]:
    """What the sandbox's vendors share with the adapters under test."""
    cases = sys.modules.get("tests.contracts.providers")
    every = [secrets for case in cases.CASES for secrets in (case.secrets, case.test_secrets or {})] if cases else []
    named = {value for secrets in every for name, value in secrets.items() if SECRET_NAME.search(name)}
    return {value for value in named if len(value) >= SHORTEST}


def _learn_values(values: Iterator[Any]) -> None:
    for value in values:
        if isinstance(value, UUID):
            learn(str(value), value.hex)
        elif isinstance(value, str) and value.startswith("{"):
            _learn_named(json.loads(value))
        elif isinstance(value, str):
            learn(value.strip('"'))


def _learn_body(body: bytes) -> None:
    """What stands under secret names in a JSON or form body."""
    try:
        text = body.decode()
        found = json.loads(text) if text[:1] in "{[" else dict(parse_qsl(text))
    except (ValueError, RecursionError):
        return
    with contextlib.suppress(RecursionError):
        _learn_named(found)


def _learn_named(found: Any) -> None:
    if isinstance(found, list):
        for part in found:
            _learn_named(part)
    elif isinstance(found, dict):
        for name, value in found.items():
            if isinstance(value, str) and SECRET_NAME.search(name) and name not in NO_SECRET:
                learn(value)
            else:
                _learn_named(value)
