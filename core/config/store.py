"""The shop's settings as its owner has set them: rows beside the environment, which wins.

All changes of one moment are one version, and every process works with one version as a whole: it looks for a newer one
each second, or as soon as it is woken, and then puts a new `Settings` in the place of the old.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from pydantic import SecretStr, ValidationError
from tortoise import fields
from tortoise.models import Model

from core import db, errors
from core.config import catalogue, seal
from core.config.settings import Settings
from core.events import Fact, SettingsSaved
from core.wakeups import Wakeups

POLL_SECONDS: Final = 1.0
LOCK: Final = 0x73657474  # "sett": the advisory lock of whoever changes them
LONGEST: Final = 4000
CURRENT: Final = (
    "SELECT v.version, s.name, s.value, s.sealed FROM"
    " (SELECT coalesce(max(version), 0) AS version FROM setting_changes) AS v"
    " LEFT JOIN settings s ON s.version <= v.version"
)

logger = logging.getLogger(__name__)


class StoredSetting(Model):
    """What a setting is set to. Where there is no row, the default counts."""

    name = fields.CharField(64, primary_key=True)
    value = fields.TextField(description="JSON, or base64 where it is sealed")
    sealed = fields.BooleanField(default=False)
    version = fields.IntField(description="Of the change that set it")

    class Meta:
        table = "settings"


class SettingChange(Model):
    """One setting changed once. Never updated or deleted."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField()
    name = fields.CharField(64)
    old = fields.TextField(null=True, description="As in `settings`, None was the default")
    new = fields.TextField(null=True)
    sealed = fields.BooleanField(default=False)
    actor = fields.CharField(32)
    created_at = fields.DatetimeField()

    class Meta:
        table = "setting_changes"
        unique_together = (("version", "name"),)


class HasSettings(Protocol):
    """The part of a shop that settings are kept in. `environment` is what the process was started with."""

    environment: Settings
    settings: Settings
    settings_version: int
    unused_settings: tuple[str, ...]
    wakeups: Wakeups

    def now(self) -> datetime: ...
    def use_settings(self, settings: Settings, version: int, unused: Sequence[str]) -> None: ...
    async def record(self, fact: Fact) -> int: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of what is stored, opened. `unreadable` are secrets whose key is gone, and what was damaged."""

    version: int
    values: Mapping[str, Any]
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One setting's part of a version. Values of secrets are left out."""

    name: str
    secret: bool
    old: Any = None
    new: Any = None


@dataclass(frozen=True, slots=True)
class Version:
    """What was changed in one go, when and by whom."""

    number: int
    at: datetime
    by: str
    changes: list[Change] = field(default_factory=list)


async def refresh(shop: HasSettings) -> bool:
    """Work with the newest version; whether there was a newer one."""
    (row,) = await db.read("SELECT coalesce(max(version), 0) AS version FROM setting_changes")
    if row["version"] == shop.settings_version:
        return False
    _use(shop, await _read(shop))
    return True


async def follow(shop: HasSettings) -> None:
    """Keep the settings of this process the newest ones, until cancelled."""
    while True:
        await shop.wakeups.wait("settings", POLL_SECONDS)
        try:
            await refresh(shop)
        except Exception as exc:
            if not db.tell_away(exc):
                logger.exception("the settings cannot be read; those of before count on")


async def change(shop: HasSettings, values: Mapping[str, Any], *, by: str, version: int | None = None) -> int:
    """Set these, all or none; None and an empty text put the default back. Returns the version that holds now.

    A value is what its type takes, or its text. `version` is what the values were chosen over: refused when there is a
    newer one. Raises UnknownSetting, SettingFixed, SettingInvalid, SettingsStale, SettingsKeyUnwritable.
    """
    return await _put(shop, {name: _checked(shop, name, value) for name, value in values.items()}, by, version)


async def adopt(shop: HasSettings, *, by: str) -> list[str]:
    """Store what the environment says of the shop, so that it can be taken out there; the names of those settings.

    The environment counts until it says no more of them. Raises SettingsKeyUnwritable.
    """
    names = [name for name in catalogue.SETTINGS if name in shop.environment.model_fields_set]
    values = {name: as_json(getattr(shop.environment, name)) for name in names}
    await _put(shop, {name: None if value == "" else value for name, value in values.items()}, by)
    return names


async def _put(shop: HasSettings, wanted: Mapping[str, Any], by: str, version: int | None = None) -> int:
    """Store checked values; the version that holds now."""
    async with db.transaction():
        if db.is_postgres():  # one after the other, as on SQLite
            await db.fetch("SELECT pg_advisory_xact_lock($1)", LOCK)
        stored = await _read(shop)
        if version not in (None, stored.version):
            raise errors.SettingsStale()
        kept = {name: value for name, value in stored.values.items() if name not in wanted}
        settings = _settings(shop, kept, {name: value for name, value in wanted.items() if value is not None})
        new = {name: None if value is None else as_json(getattr(settings, name)) for name, value in wanted.items()}
        new = {
            name: value
            for name, value in new.items()
            if value != stored.values.get(name) or (value is None and name in stored.unreadable)
        }
        if not new:
            return stored.version
        await _write(shop, stored.version + 1, new, by)
        await shop.record(SettingsSaved(None, names=" ".join(sorted(new)), by=by))
        values = {**stored.values, **new}
        fresh = Stored(
            stored.version + 1,
            {name: value for name, value in values.items() if value is not None},
            tuple(name for name in stored.unreadable if name not in new),
        )
        db.after_commit(lambda: _use(shop, fresh))
        db.after_commit(lambda: shop.wakeups.wake("settings"))
    return stored.version + 1


async def undo(shop: HasSettings, version: int, *, by: str) -> int:
    """Set what a version has changed to what it was before. Returns the version that holds now.

    Raises SettingsVersionNotFound, and what `change` raises.
    """
    changes = await SettingChange.filter(version=version)
    if not changes:
        raise errors.SettingsVersionNotFound()
    try:
        before = {row.name: _opened(shop, row.name, row.old, row.sealed) for row in changes}
    except seal.Unreadable as exc:
        raise errors.SettingsKeyLost() from exc
    return await change(shop, before, by=by)


async def history(*, limit: int = 20, offset: int = 0) -> tuple[list[Version], int]:
    """A page of versions, newest first, and how many there are in all."""
    total = await db.fetch_one("SELECT count(DISTINCT version) AS versions FROM setting_changes")
    numbers = await db.fetch(
        "SELECT DISTINCT version FROM setting_changes ORDER BY version DESC LIMIT $1 OFFSET $2", limit, offset
    )
    rows = await SettingChange.filter(version__in=[row["version"] for row in numbers]).order_by("-version", "name")
    versions: dict[int, Version] = {}
    for row in rows:
        version = versions.setdefault(row.version, Version(row.version, row.created_at, row.actor))
        old, new = (None, None) if row.sealed else (_json(row.old), _json(row.new))
        version.changes.append(Change(row.name, row.sealed, old, new))
    return list(versions.values()), int(total["versions"]) if total else 0


def _json(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):  # damaged: shown as it stands there
        return text


async def _read(shop: HasSettings) -> Stored:
    rows = await db.fetch(CURRENT)
    values, unreadable = {}, []
    for row in rows:
        name = row["name"]
        if name is None or name not in catalogue.SETTINGS:  # none is stored; one of a later version of the product
            continue
        try:
            values[name] = _opened(shop, name, row["value"], bool(row["sealed"]))
        except seal.Unreadable:
            unreadable.append(name)
    return Stored(int(rows[0]["version"]), values, tuple(sorted(unreadable)))


def _opened(shop: HasSettings, name: str, value: str | None, sealed: bool) -> Any:
    """The value in a row. Raises Unreadable, also for one that was damaged: it is to stop no other, nor the start."""
    if value is None:
        return None
    text = seal.unseal(shop.environment.data_dir, name, value) if sealed else value
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise seal.Unreadable(f"{name} is damaged") from exc


async def _write(shop: HasSettings, version: int, values: Mapping[str, Any], by: str) -> None:
    names = list(values)
    before = {row.name: row for row in await StoredSetting.filter(name__in=names)}
    rows, changes = [], []
    for name, value in values.items():
        secret = catalogue.SETTINGS[name].secret
        text = None if value is None else _written(shop, name, value, secret)
        old = before.get(name)
        changes.append(
            SettingChange(
                version=version,
                name=name,
                old=old.value if old else None,
                new=text,
                sealed=secret,
                actor=by,
                created_at=shop.now(),
            )
        )
        if text is not None:
            rows.append(StoredSetting(name=name, value=text, sealed=secret, version=version))
    await StoredSetting.filter(name__in=names).delete()
    await StoredSetting.bulk_create(rows)
    await SettingChange.bulk_create(changes)


def _written(shop: HasSettings, name: str, value: Any, secret: bool) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if not secret:
        return text
    try:
        return seal.seal(shop.environment.data_dir, name, text)
    except OSError as exc:
        raise errors.SettingsKeyUnwritable(path=str(shop.environment.data_dir / seal.FILE)) from exc


def _use(shop: HasSettings, stored: Stored) -> None:
    """Work with what is stored; what does not fit the environment or this version of the product is left out."""
    values, unused = dict(stored.values), list(stored.unreadable)
    while True:
        try:
            settings = shop.environment.with_values(values)
            break
        except ValidationError as exc:
            places = {str(fault["loc"][0]) for fault in exc.errors(include_input=False) if fault["loc"]} & values.keys()
            for name in places or set(values):  # where they contradict each other, none of them counts
                values.pop(name)
                unused.append(name)
    if unused:
        logger.warning("stored settings that are not used: %s", ", ".join(sorted(unused)))
    shop.use_settings(settings, stored.version, sorted(unused))
    logger.info("settings of version %s hold", stored.version)


def _checked(shop: HasSettings, name: str, value: Any) -> Any:
    """The value as `Settings` takes it. Raises UnknownSetting, SettingFixed, SettingInvalid."""
    if name not in catalogue.SETTINGS:
        raise errors.UnknownSetting(field=name[:64])
    if name in shop.environment.model_fields_set:
        raise errors.SettingFixed(field=name.upper())
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise errors.SettingInvalid(field=name, fault="long", bound=LONGEST)
        if not value.strip().isprintable() or not _is_storable(value):
            raise errors.SettingInvalid(field=name, fault="characters")
        value = value.strip() or None
    fault, fits = catalogue.STRICTER.get(name, ("", None))
    if fits is not None and isinstance(value, str) and not fits(value):
        raise errors.SettingInvalid(field=name, fault=fault)
    return value


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def _settings(shop: HasSettings, kept: Mapping[str, Any], wanted: Mapping[str, Any]) -> Settings:
    """The settings as they would be. Raises SettingInvalid."""
    try:
        settings = shop.environment.with_values({**kept, **wanted})
        if settings.opens_the_panel and "public_url" in wanted:
            raise errors.SettingInvalid(field="public_url", fault="open-panel-address")
        return settings
    except ValidationError as exc:
        faults = exc.errors(include_url=False)
        fault = next((one for one in faults if not one["loc"] or one["loc"][0] in wanted), None)
    if fault is None:  # only what was stored before does not fit any more: it is not used, as before
        names = {str(one["loc"][0]) for one in faults}
        return _settings(shop, {name: value for name, value in kept.items() if name not in names}, wanted)
    code, bound = catalogue.fault_of(fault)
    name = str(fault["loc"][0]) if fault["loc"] else catalogue.CONTRADICTIONS.get(code, "")
    raise errors.SettingInvalid(field=name, fault=code, bound=bound)


def as_json(value: Any) -> Any:
    """A setting's value as JSON has it, from which the setting can be made again."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return [as_json(part) for part in value] if isinstance(value, tuple) else value
