"""The shop's settings as its owner has set them: rows beside the environment, which wins.

All changes of one moment are one version, and every process works with one version as a whole: it looks for a newer one
each second, or as soon as it is woken, and then puts a new `Settings` in the place of the old. The owner's own texts
(`core/config/texts.py`) are changed by the same versions; what may be saved as one, `core/texts` says.
"""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Protocol

from pydantic import BaseModel, SecretStr, ValidationError

from core import db, errors
from core.config import catalogue, seal, texts
from core.config.changes import SettingChange, StoredSetting
from core.config.fitting import fitting
from core.config.settings import Settings
from core.config.texts import Text
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


class HasSettings(Protocol):
    """The part of a shop that settings are kept in. `environment` is what the process was started with."""

    environment: Settings
    settings: Settings
    settings_version: int
    unused_settings: tuple[str, ...]
    wakeups: Wakeups

    def now(self) -> datetime: ...
    def use_settings(self, settings: Settings, version: int, unused: Sequence[str]) -> None: ...
    def use_texts(self, texts: Collection[Text]) -> None: ...
    async def record(self, fact: Fact) -> int: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of what is stored, opened. `unreadable` are secrets whose key is gone, and what was damaged."""

    version: int
    values: Mapping[str, Any]
    unreadable: tuple[str, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)


async def refresh(shop: HasSettings) -> bool:
    """Work with the newest version; whether there was a newer one."""
    if await _newest() == shop.settings_version:
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


async def change(
    shop: HasSettings,
    values: Mapping[str, Any],
    *,
    by: str,
    version: int | None = None,
    own_texts: Mapping[str, Text | None] | None = None,
) -> int:
    """Set these, all or none; None and an empty text put the default back. Returns the version that holds now.

    A value is what its type takes, or its text. `version` is what the values were chosen over: refused when there is a
    newer one. `own_texts` are texts by `Text.name`, checked already; None has the product's said again.
    Raises UnknownSetting, SettingFixed, SettingInvalid, SettingsStale, SettingsKeyUnwritable.
    """
    wanted = {name: _checked(shop, name, value) for name, value in values.items()}
    return await _put(shop, wanted, by, version, own_texts or {})


async def adopt(shop: HasSettings, *, by: str) -> list[str]:
    """Store what the environment says of the shop, so that it can be taken out there; the names of those settings.

    The environment counts until it says no more of them. Raises SettingsKeyUnwritable.
    """
    names = [name for name in catalogue.SETTINGS if name in shop.environment.model_fields_set]
    values = {name: as_json(getattr(shop.environment, name)) for name in names}
    await _put(shop, {name: None if value == "" else value for name, value in values.items()}, by)
    return names


async def _put(
    shop: HasSettings,
    wanted: Mapping[str, Any],
    by: str,
    version: int | None = None,
    own_texts: Mapping[str, Text | None] = MappingProxyType({}),
) -> int:
    """Store checked values; the version that holds now."""
    async with db.transaction():
        if db.is_postgres():  # one after the other, as on SQLite
            await db.fetch("SELECT pg_advisory_xact_lock($1)", LOCK)
        stored = await _read(shop)
        if version not in (None, stored.version):
            raise errors.SettingsStale()
        new = _differing(shop, stored, wanted)
        new_texts = {name: text for name, text in own_texts.items() if not _is_same(text, stored.texts.get(name))}
        if not new and not new_texts:
            return stored.version
        number = stored.version + 1
        await _write(shop, number, new, by)
        await _write_texts(shop, number, stored.texts, new_texts, by)
        await shop.record(SettingsSaved(None, names=" ".join(sorted([*new, *new_texts])), by=by))
        unreadable = tuple(name for name in stored.unreadable if name not in new)
        fresh = Stored(number, _merged(stored.values, new), unreadable, _merged(stored.texts, new_texts))
        db.after_commit(lambda: _use(shop, fresh))
        db.after_commit(lambda: shop.wakeups.wake("settings"))
    return number


async def preview(shop: HasSettings, values: Mapping[str, Any]) -> Settings:
    """The settings as they would be with these; nothing is stored.

    Raises UnknownSetting, SettingFixed, SettingInvalid.
    """
    wanted = {name: _checked(shop, name, value) for name, value in values.items()}
    return _with(shop, await _read(shop), wanted) if wanted else shop.settings


async def undo(shop: HasSettings, version: int, *, by: str) -> int:
    """Set what a version has changed to what it was before. Returns the version that holds now.

    Raises SettingsVersionNotFound, and what `change` raises.
    """
    changes = await SettingChange.filter(version=version)
    if not changes:
        raise errors.SettingsVersionNotFound()
    settings = [row for row in changes if not texts.is_change_name(row.name)]
    try:
        before = {row.name: _opened(shop, row.name, row.old, row.sealed) for row in settings}
    except seal.Unreadable as exc:
        raise errors.SettingsKeyLost() from exc
    own_texts = {
        row.name: texts.from_change(row.name, row.old, by=by, at=shop.now()) for row in changes if row not in settings
    }
    return await change(shop, before, by=by, own_texts=own_texts)


async def _read(shop: HasSettings) -> Stored:
    """One version as a whole: settings and texts are two statements, and a change may come between them."""
    while True:
        rows = await db.fetch(CURRENT)
        own_texts = await texts.read()
        if await _newest() == rows[0]["version"]:
            return _stored(shop, rows, own_texts)


async def _newest() -> int:
    (row,) = await db.read("SELECT coalesce(max(version), 0) AS version FROM setting_changes")
    return int(row["version"])


def _stored(shop: HasSettings, rows: Sequence[Mapping[str, Any]], own_texts: Mapping[str, Text]) -> Stored:
    values, unreadable = {}, []
    for row in rows:
        name = row["name"]
        if name is None or name not in catalogue.SETTINGS:  # none is stored; one of a later version of the product
            continue
        try:
            values[name] = _opened(shop, name, row["value"], bool(row["sealed"]))
        except seal.Unreadable:
            unreadable.append(name)
    return Stored(int(rows[0]["version"]), values, tuple(sorted(unreadable)), own_texts)


def _differing(shop: HasSettings, stored: Stored, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written, as JSON has it; None is the default. Raises SettingInvalid."""
    if not wanted:
        return {}
    settings = _with(shop, stored, wanted)
    new = {name: None if value is None else as_json(getattr(settings, name)) for name, value in wanted.items()}
    return {
        name: value
        for name, value in new.items()
        if value != stored.values.get(name) or (value is None and name in stored.unreadable)
    }


def _with(shop: HasSettings, stored: Stored, wanted: Mapping[str, Any]) -> Settings:
    """The settings as they would be with these values over the stored ones. Raises SettingInvalid."""
    kept = {name: value for name, value in stored.values.items() if name not in wanted}
    return _settings(shop, kept, {name: value for name, value in wanted.items() if value is not None})


def _is_same(text: Text | None, former: Text | None) -> bool:
    return (text and text.as_change()) == (former and former.as_change())


def _merged(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**before, **new}.items() if value is not None}


async def _write_texts(
    shop: HasSettings, version: int, before: Mapping[str, Text], new: Mapping[str, Text | None], by: str
) -> None:
    former = {name: before[name] for name in new if name in before}
    await texts.write(version, former.values(), [text for text in new.values() if text is not None])
    await SettingChange.bulk_create(
        [
            SettingChange(
                version=version,
                name=name,
                old=former[name].as_change() if name in former else None,
                new=None if text is None else text.as_change(),
                actor=by,
                created_at=shop.now(),
            )
            for name, text in new.items()
        ]
    )


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
    settings, unfit = fitting(shop.environment, stored.values)
    unused = [*stored.unreadable, *unfit]
    if unused:
        logger.warning("stored settings that are not used: %s", ", ".join(sorted(unused)))
    shop.use_texts(stored.texts.values())
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
            raise errors.SettingInvalid(name, fault="long", bound=LONGEST)
        if not value.strip().isprintable() or not _is_storable(value):
            raise errors.SettingInvalid(name, fault="characters", bound="")
        value = value.strip() or None
    fault, fits = catalogue.STRICTER.get(name, ("", None))
    if fits is not None and isinstance(value, str) and not fits(value):
        raise errors.SettingInvalid(name, fault=fault, bound="")
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
            raise errors.SettingInvalid("public_url", fault="open-panel-address", bound="")
        return settings
    except ValidationError as exc:
        faults = exc.errors(include_url=False)
    _, unfit = fitting(shop.environment, kept)
    if unfit:  # what was stored before does not fit any more: it is not used, and hinders no change
        return _settings(shop, {name: value for name, value in kept.items() if name not in unfit}, wanted)
    fault = next((one for one in faults if not one["loc"] or one["loc"][0] in wanted), faults[0])
    code, bound = catalogue.fault_of(fault)
    name = str(fault["loc"][0]) if fault["loc"] else catalogue.CONTRADICTIONS.get(code, "")
    raise errors.SettingInvalid(name, fault=code, bound=bound)


def as_json(value: Any) -> Any:
    """A setting's value as JSON has it, from which the setting can be made again."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, dict):
        return {name: as_json(part) for name, part in value.items()}
    return [as_json(part) for part in value] if isinstance(value, tuple) else value
