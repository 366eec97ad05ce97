"""`vitrina apikey`: the keys that programs sign their requests with."""

from datetime import datetime
from typing import Annotated

import typer

from core.shop import Shop
from core.users import api_keys
from core.users.api_keys import KEYS, SCOPES
from vitrina.command import OPERATOR, in_shop

apikey = typer.Typer(no_args_is_help=True)


@apikey.command("create")
def create(
    name: str,
    scope: Annotated[list[str], typer.Option(help=f"One of {', '.join(SCOPES)}; may be given several times.")] = [KEYS],  # noqa: B006 - typer copies it
) -> None:
    """Make an API key and print it, once: keys for the key API, operator for the operator's, owner for everything."""

    async def work(shop: Shop) -> None:
        key, text = await api_keys.make(shop, name, scope, by=OPERATOR)
        print(text)
        typer.echo(f"API key {key.id} ({key.scopes}). It is not shown again: keep it now.", err=True)

    in_shop(work)


@apikey.command("list")
def list_keys() -> None:
    """List API keys: who has them, what they open, when they were used last."""

    async def work(_shop: Shop) -> None:
        for key in await api_keys.every():
            used = f"used {_moment(key.used_at)}" if key.used_at else "never used"
            state = f"\trevoked {_moment(key.revoked_at)}" if key.revoked_at else ""
            print(f"{key.id}\t{key.name}\t{key.scopes}\tmade {_moment(key.created_at)}\t{used}{state}")

    in_shop(work)


@apikey.command("revoke")
def revoke(api_key_id: int) -> None:
    """Refuse an API key from now on; the keys made with it stay."""

    async def work(shop: Shop) -> None:
        key = await api_keys.revoke(shop, api_key_id, by=OPERATOR)
        print(f"API key {key.id} ({key.name}) is refused from now on")

    in_shop(work)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
