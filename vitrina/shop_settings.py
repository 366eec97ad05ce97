"""`vitrina settings`: what an owner decides, from the command line."""

import json
import sys
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Annotated, Any

import typer

from core import errors, i18n
from core.config import catalogue, changes, store
from core.config.catalogue import Setting
from core.shop import Shop
from vitrina.command import OPERATOR, in_shop, language

settings = typer.Typer(no_args_is_help=True)


def _text(key: str, **params: Any) -> str:
    return unescape(i18n.t(key, language(), **params))


def _in_shop(work: Callable[[Shop], Awaitable[Any]]) -> Any:
    return in_shop(work, language())


@settings.command("list")
def list_settings(
    group: Annotated[str | None, typer.Argument(help="A group, such as trial or yookassa.")] = None,
) -> None:
    """List settings with their values, and what each is."""

    async def work(shop: Shop) -> None:
        for name in catalogue.GROUPS:
            if group in (None, name):
                print(f"{_text(f'setting-group-{name}')} ({name})")
                for setting in catalogue.SETTINGS.values():
                    if setting.group == name and setting.listed:
                        print(f"  {setting.name} = {_shown(shop, setting)}\t{_text(setting.text_keys[0])}")

    _in_shop(work)


@settings.command("get")
def get(name: str) -> None:
    """Print one setting's value; that of a secret is shown to nobody."""

    async def work(shop: Shop) -> None:
        setting = _found(name)
        print(_shown(shop, setting))
        print(f"{_text(setting.text_keys[0])}. {_text(setting.text_keys[1])}", file=sys.stderr)

    _in_shop(work)


@settings.command("set")
def set_setting(
    name: str,
    value: Annotated[
        str | None, typer.Argument(help="Asked for without an echo where it is left out; empty puts the default back.")
    ] = None,
) -> None:
    """Change one setting; it holds within two seconds in every process."""

    async def work(shop: Shop) -> None:
        setting = _found(name)
        text = typer.prompt(setting.name, default="", hide_input=setting.secret) if value is None else value
        await store.change(shop, {setting.name: text}, by=str(OPERATOR))
        print(f"{setting.name} = {_shown(shop, setting)}")

    _in_shop(work)


@settings.command("adopt")
def adopt() -> None:
    """Store what the environment says of the owner's settings, so that those lines can be taken out of .env."""

    async def work(shop: Shop) -> None:
        names = await store.adopt(shop, by=str(OPERATOR))
        print(_text("settings-adopted" if names else "settings-nothing-to-adopt"))
        for name in names:
            print(f"  {name.upper()}")

    _in_shop(work)


@settings.command("history")
def history(count: Annotated[int, typer.Option(min=1, max=1000, help="How many changes.")] = 20) -> None:
    """List changes, newest first: number, when, by whom, and what."""

    async def work(_shop: Shop) -> None:
        versions, _ = await changes.history(limit=count)
        for version in versions:
            print(f"{version.number}\t{version.at:%Y-%m-%d %H:%M:%S} UTC\t{version.by}")
            for change in version.changes:
                values = [
                    _text("setting-default") if value is None else _json(value) for value in (change.old, change.new)
                ]
                print(f"  {change.name}: {'***' if change.secret else ' → '.join(values)}")

    _in_shop(work)


@settings.command("undo")
def undo(number: int) -> None:
    """Put what a change of the history has changed back to what it was before."""

    async def work(shop: Shop) -> None:
        await store.undo(shop, number, by=str(OPERATOR))
        print(_text("settings-undone", number=number))

    _in_shop(work)


def _found(name: str) -> Setting:
    setting = catalogue.SETTINGS.get(name.lower())
    if setting is None:
        raise errors.UnknownSetting(field=name[:64])
    return setting


def _shown(shop: Shop, setting: Setting) -> str:
    value = getattr(shop.settings, setting.name)
    text = "***" if setting.secret and value is not None else _json(store.as_json(value))
    if setting.name in shop.environment.model_fields_set:
        return f"{text} ({_text('setting-from-environment')})"
    return f"{text} ({_text('setting-unused')})" if setting.name in shop.unused_settings else text


def _json(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
