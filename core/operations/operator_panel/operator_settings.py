"""Settings of the operator's panel: what it shows and how, and whether traffic is folded into reports.

What an operator has changed is remembered by the installation; everything else has a default here. What customers'
links say of the engine is in `core/engine/settings`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core import db, errors, installation
from core.catalogue.servers import Server
from core.engine import settings as engine_settings
from core.events import SettingsSaved
from core.panels.registry import EMBEDDED
from core.shop import Actor, Shop
from core.traffic import held

KEY, LOCK = "operator_settings", 0x6F707365  # "opse": the advisory lock of whoever changes them
SHAPE_VERSION: Final = 1  # of these settings, for programs that read them
Values = dict[str, dict[str, Any]]


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _truth(value: Any) -> bool:
    return type(value) is bool


# section -> name -> (default, whether a value will do)
WRITABLE: Final[Mapping[str, Mapping[str, tuple[Any, Callable[[Any], bool]]]]] = {
    "ui": {
        "theme": ("dark", _one_of("dark", "light", "system")),
        "lang": ("ru", _one_of("ru", "en")),
        "realtime_mode": ("eco", _one_of("eco", "live")),
        "eco_poll_sec": (300, _whole(5, 3600)),
        "live_push_sec": (5, _whole(1, 300)),
    },
    "xray": {name: (None, will_do) for name, will_do in engine_settings.OPTIONS.items()},
    "collector": {"enabled": (True, _truth), "anomaly_bytes": (1_000_000_000, _whole(1, 2**53))},
}


async def read_only(shop: Shop) -> Values:
    """What cannot be changed here, and the embedded server's own."""
    server = await Server.filter(panel=EMBEDDED).order_by("id").first()
    return {
        "ui": {},
        "xray": {
            "service_name": "xray",
            "config_path": "",
            "inbound_tag": "",
            "flow": "xtls-rprx-vision",
            "reality_pbk": server.panel_state.get("public_key", "") if server else "",
            "stats_api_enabled": True,
        },
        "collector": {"usage_dir": ""},
    }


async def current(shop: Shop) -> Values:
    """Every setting by section and name."""
    changed = await installation.get(KEY) or {}
    fixed = await read_only(shop)
    fixed["xray"] |= await engine_settings.shown(shop)
    return {section: _defaults(section) | fixed[section] | changed.get(section, {}) for section in WRITABLE}


async def change(shop: Shop, changes: Mapping[str, Any], *, by: Actor) -> Values:
    """Change what is named and leave the rest. Raises UnknownSetting, InvalidValue and ReadOnlySetting.

    What concerns the engine is taken over by the worker within seconds; who is connected stays connected.

    A read-only setting may be sent back as it was read. Nothing is changed where anything is refused.
    """
    update = _checked(changes, await read_only(shop))
    engine = update.pop("xray", {})
    async with db.transaction():
        if db.is_postgres():  # one after the other, as on SQLite
            await db.fetch("SELECT pg_advisory_xact_lock($1)", LOCK)
        earlier: Values = await installation.get(KEY) or {}
        merged = {section: earlier.get(section, {}) | update.get(section, {}) for section in {*earlier, *update}}
        changed = await engine_settings.change(shop, engine)
        if merged != earlier:
            await installation.set(KEY, merged)
            await _hold_reports(shop, earlier, merged)
            changed += [f"{section}.{name}" for section, values in update.items() for name in values]
        if changed:
            names = sorted(changed)
            await shop.record(SettingsSaved(None, names=" ".join(names), by=str(by)))
    return await current(shop)


async def collects(shop: Shop) -> bool:
    """Whether traffic is folded into reports."""
    changed: Values = await installation.get(KEY) or {}
    return bool((_defaults("collector") | changed.get("collector", {}))["enabled"])


async def _hold_reports(shop: Shop, earlier: Values, merged: Values) -> None:
    """Reports stand while the collector is off, whoever has switched it."""
    before, after = (values.get("collector", {}).get("enabled", True) for values in (earlier, merged))
    if before and not after:
        await held.hold(shop)
    elif after and not before:
        await held.release()


def _checked(changes: Mapping[str, Any], fixed: Values) -> Values:
    update: Values = {}
    for section, values in changes.items():
        if section not in WRITABLE:
            raise errors.UnknownSetting(field=section[:64])
        if not isinstance(values, Mapping):
            raise errors.InvalidValue(field=section)
        for name, value in values.items():
            field = f"{section}.{name}"[:64]
            if name in WRITABLE[section]:
                if not WRITABLE[section][name][1](value):
                    raise errors.InvalidValue(field=field)
                update.setdefault(section, {})[name] = value
            elif name not in fixed[section]:
                raise errors.UnknownSetting(field=field)
            elif value != fixed[section][name]:
                raise errors.ReadOnlySetting(field=field)
    return update


def _defaults(section: str) -> dict[str, Any]:
    return {name: default for name, (default, _) in WRITABLE[section].items()}
