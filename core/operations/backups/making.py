"""Making one archive: a snapshot of the database, what is in it, the settings; measured, packed, named."""

import asyncio
import json
import re
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core import db, errors
from core.config import Settings, seal, store
from core.installation import product_version
from core.operations.backups import archive, place, postgres, sqlite, survey
from core.operations.backups.archive import ACCOUNTS, DATABASES, FORMAT, FORMAT_WITHOUT_KEYS, KEYS, SETTINGS, Manifest
from core.operations.backups.survey import Fetch, Survey
from core.shop import Shop

PLAIN = re.compile(r"[A-Za-z0-9_.,:/@%+-]*")
HEAD = "# Settings of the shop at the moment of the backup. They are as secret as the .env they are for.\n"


def password(settings: Settings) -> str | None:
    """What archives of this shop are encrypted with."""
    secret = settings.backup_password
    return secret.get_secret_value() if secret else None


async def make(shop: Shop, folder: Path, label: str, target: Path | None = None) -> Path:
    """Make an archive in `folder`, the shop's own, or at `target`. Call it while `place.alone`.

    PostgreSQL has to be connected. Raises BackupNothing, BackupToolMissing, BackupImpossible and InvalidValue.
    """
    name = place.free_name(folder, shop.now(), label, encrypted=password(shop.settings) is not None)
    final = target or folder / name
    stop = threading.Event()
    try:
        prefix = place.PART if target is None else f".{final.name}{place.PART}"
        place.remove_parts(final.parent, prefix)
        with place.workshop(folder) as room, place.workshop(final.parent, prefix) as beside:
            manifest, files = await _gathered(shop, label, room, stop)
            part = beside / "archive"
            await asyncio.to_thread(archive.pack, part, manifest, files, password(shop.settings), stop)
            place.give_to_owner_of(shop.settings.data_dir if target is None else final.parent, part)
            await asyncio.to_thread(place.sync, part)
            place.publish(part, final)
    except (OSError, sqlite3.Error) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        raise errors.BackupImpossible(reason=reason) from exc
    finally:
        stop.set()  # a thread that still works when this is cancelled works for nobody
    return final


async def _gathered(shop: Shop, label: str, room: Path, stop: threading.Event) -> tuple[Manifest, Mapping[str, Path]]:
    """The members, and the manifest that describes them; in the order in which they are packed."""
    settings = shop.settings
    engine, files = engine_of(settings), {ACCOUNTS: room / ACCOUNTS}
    if password(settings):
        files[SETTINGS] = room / SETTINGS
        files[SETTINGS].write_text(as_env_file(shop.environment), encoding="utf-8")
        if seal.read_keys(settings.data_dir):
            files[KEYS] = room / KEYS
            shutil.copyfile(settings.data_dir / seal.FILE, files[KEYS])
    files[DATABASES[engine]] = room / DATABASES[engine]
    async with _snapshot(settings, files[DATABASES[engine]], stop) as (fetch, tables, engine_version):
        taken = await survey.take(fetch, tables, settings.xray_port)
        with files[ACCOUNTS].open("w", encoding="utf-8") as sink:
            async for keys, owners in survey.accounts(fetch):
                await asyncio.to_thread(_write_accounts, sink, keys, owners)
    members = {name: await asyncio.to_thread(archive.measured, path, stop) for name, path in files.items()}
    return _manifest(shop, label, taken, engine_version, members), files


@asynccontextmanager
async def _snapshot(
    settings: Settings, target: Path, stop: threading.Event
) -> AsyncIterator[tuple[Fetch, list[str], str]]:
    """Copy the database into `target`, and ask about the same moment of it; also the tables and the version."""
    live = db.sqlite_path(settings.database_url)
    if live is not None:
        engine_version = await asyncio.to_thread(sqlite.copy, live, target, stop)
        async with sqlite.reading(target) as (fetch, tables):
            yield fetch, tables, engine_version
        return
    async with postgres.reading() as (fetch, tables, snapshot):
        if not tables:
            raise errors.BackupNothing()
        await postgres.dump(settings.database_url, target, snapshot=snapshot, names=tables)
        yield fetch, tables, await postgres.version()


def _manifest(
    shop: Shop, label: str, content: Survey, engine_version: str, members: Mapping[str, archive.Part]
) -> Manifest:
    settings = shop.settings
    return Manifest(
        format=FORMAT if KEYS in members else FORMAT_WITHOUT_KEYS,
        product="vitrina",
        version=product_version(),
        made_at=shop.now(),
        label=label,
        engine=engine_of(settings),
        engine_version=engine_version,
        migrations=content.migrations,
        installation=content.installation,
        bot_id=settings.bot_id,
        counts=content.counts,
        balances_kopeks=content.balances_kopeks,
        tables=content.tables,
        servers=content.servers,
        settings=sorted(name.upper() for name in shop.environment.model_fields_set),
        addresses=addresses(settings),
        members=dict(members),
    )


def engine_of(settings: Settings) -> Any:
    """The name of the database's engine."""
    return "postgres" if db.sqlite_path(settings.database_url) is None else "sqlite"


def addresses(settings: Settings) -> dict[str, str]:
    """What customers' links are made of, beside what is in the database."""
    return {
        "PUBLIC_URL": settings.public_url or "",
        "XRAY_HOST": settings.public_host,
        "XRAY_PORT": str(settings.xray_port),
        "REALITY_TARGET": settings.reality_target,
        "REALITY_SERVER_NAME": settings.server_name,
    }


def as_env_file(settings: Settings) -> str:
    """Every setting that was set, as the text of a `.env` file with its secrets."""
    lines = [
        f"{name.upper()}={_quoted(_text(getattr(settings, name)))}"
        for name in type(settings).model_fields
        if name in settings.model_fields_set and getattr(settings, name) is not None
    ]
    return HEAD + "\n".join(lines) + "\n"


def _text(value: Any) -> str:
    """A value as it stands in the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return json.dumps(store.as_json(value))
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _write_accounts(sink: Any, keys: list[Any], owners: Mapping[int, Any]) -> None:
    for key in keys:
        account = survey.account(key, owners.get(key["subscription_id"], {}))
        sink.write(json.dumps(account, ensure_ascii=False) + "\n")
