"""`vitrina texts`: what the shop says to people, from the command line."""

import sys
from typing import Annotated

import typer

from core.shop import Shop
from core.texts import overrides
from vitrina.command import OPERATOR, in_shop
from vitrina.command import language as own_language

texts = typer.Typer(no_args_is_help=True)
EVERY = 100_000
Language = Annotated[str | None, typer.Option(help="ru or en; else the terminal's.")]


@texts.command("list")
def list_texts(
    search: Annotated[list[str] | None, typer.Argument(help="Words of key or text.")] = None,
    language: Language = None,
    own: Annotated[bool, typer.Option(help="Only the owner's own texts.")] = False,
) -> None:
    """List texts: key and what is said. An exclamation mark stands before one of the owner that no longer fits."""

    async def work(_shop: Shop) -> None:
        entries, _ = overrides.page(
            language or own_language(),
            search=" ".join(search or ()),
            only="own" if own else None,
            limit=EVERY,
            offset=0,
        )
        for entry in entries:
            text = entry.override.text if entry.override else entry.original.text if entry.original else ""
            print(f"{'' if entry.fits else '! '}{entry.key}\t{text}")

    in_shop(work, own_language())


@texts.command("get")
def get(key: str, language: Language = None) -> None:
    """Print one text as it can be set; the product's goes to standard error where the owner has an own one."""

    async def work(_shop: Shop) -> None:
        entry = overrides.find(language or own_language(), key)
        original = entry.original.text if entry.original else ""
        print(entry.override.text if entry.override else original)
        if entry.override:
            print(original, file=sys.stderr)

    in_shop(work, own_language())


@texts.command("set")
def set_text(
    key: str,
    text: Annotated[str | None, typer.Argument(help="Read from standard input where it is left out.")] = None,
    language: Language = None,
) -> None:
    """Say something else; it is checked, and said within two seconds in every process."""
    new = sys.stdin.read() if text is None else text

    async def work(shop: Shop) -> None:
        await overrides.replace(shop, language or own_language(), key, new, by=OPERATOR)
        for rendering in overrides.preview(shop, language or own_language(), key, new):
            print(rendering.text)

    in_shop(work, own_language())


@texts.command("reset")
def reset(key: str, language: Language = None) -> None:
    """Say the product's text again."""

    async def work(shop: Shop) -> None:
        await overrides.reset(shop, language or own_language(), key, by=OPERATOR)

    in_shop(work, own_language())
