"""What is in a database: counts and accounts for an archive's manifest. Reads older schemas too."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core import db, errors
from core.installation import ID
from core.operations.backups.archive import Place

PAGE = 2000
MIGRATIONS = "tortoise_migrations"
COUNTED = ("users", "subscriptions", "keys", "payments", "ledger_entries", "tickets", "servers", "tariffs")

Fetch = Callable[[str], Awaitable[Sequence[Any]]]  # rows of one statement without parameters


@dataclass(frozen=True, slots=True)
class Survey:
    """Numbers and names that a manifest shows."""

    tables: list[str]
    migrations: list[str]
    installation: str | None
    counts: dict[str, int]
    balances_kopeks: int
    servers: list[Place]


async def take(fetch: Fetch, tables: Sequence[str], xray_port: int) -> Survey:
    """Look at a database with these tables. Raises BackupNothing where no shop is in it."""
    if not {"users", "keys", "servers", "installation", MIGRATIONS} <= set(tables):
        raise errors.BackupNothing()
    counts = {
        name: int((await fetch(f'SELECT count(*) AS n FROM "{name}"'))[0]["n"])  # noqa: S608 - constants
        for name in COUNTED
        if name in tables
    }
    sums = await fetch("SELECT coalesce(sum(balance_kopeks), 0) AS n FROM users")
    migrations = await fetch(f"SELECT name FROM {MIGRATIONS} WHERE app = '{db.APP}' ORDER BY name")  # noqa: S608
    ids = await fetch(f"SELECT value FROM installation WHERE key = '{ID}'")  # noqa: S608
    return Survey(
        tables=sorted(tables),
        migrations=[row["name"] for row in migrations],
        installation=json.loads(ids[0]["value"]) if ids else None,
        counts=counts,
        balances_kopeks=int(sums[0]["n"]),
        servers=[_place(dict(row), xray_port) for row in await fetch(_SERVERS)],
    )


async def accounts(fetch: Fetch) -> AsyncIterator[tuple[list[Any], dict[int, Any]]]:
    """Every key by id, page by page, with the owners by subscription; see `account`."""
    last = 0
    while keys := await fetch(f"SELECT * FROM keys WHERE id > {last} ORDER BY id LIMIT {PAGE}"):  # noqa: S608 - numbers
        subscriptions = {int(key["subscription_id"]) for key in keys if key["subscription_id"] is not None}
        ids = ", ".join(map(str, subscriptions)) or "0"
        owners = await fetch(
            "SELECT s.id AS subscription_id, u.* FROM subscriptions s JOIN users u ON u.id = s.user_id"  # noqa: S608
            f" WHERE s.id IN ({ids})"
        )
        yield list(keys), {row["subscription_id"]: row for row in owners}
        last = int(keys[-1]["id"])


def account(key_row: Any, owner_row: Any) -> dict[str, Any]:
    """A key with its owner, if it has one. Not the credential: that is in the database. Older schemas lack columns."""
    key, owner = dict(key_row), dict(owner_row)
    return {
        "id": key["id"],
        "uuid": str(key["uuid"]),
        "server_id": key["server_id"],
        "name": key.get("name"),
        "flow": key.get("flow", "xtls-rprx-vision"),
        "transport": key.get("transport", "tcp"),
        "meta": db.from_json(key.get("meta")),
        "user_id": owner.get("id"),
        "telegram_id": owner.get("telegram_id"),
        "email": owner.get("email"),
        "panel_email": key.get("email"),
        "alias": key.get("alias") or "",
        "port": key.get("port"),
    }


_SERVERS = (
    "SELECT s.id, s.name, s.country, s.panel, s.panel_settings,"
    " (SELECT count(*) FROM keys k WHERE k.server_id = s.id AND k.removed_at IS NULL) AS n"
    " FROM servers s ORDER BY s.position, s.id"
)


def _place(row: dict[str, Any], xray_port: int) -> Place:
    """Of a panel's settings only the port: others hold passwords."""
    settings = db.from_json(row["panel_settings"]) or {}
    port = settings.get("port", xray_port) if row["panel"] == "xray" else None
    return Place(
        id=row["id"], name=row["name"], country=row["country"], panel=row["panel"], port=port, keys=int(row["n"])
    )
