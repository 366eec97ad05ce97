"""`vitrina admin`: the operator's operations without the bot."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import uuid4

import typer

from core import errors, ledger, money, servers, tariffs
from core.servers import Server
from core.shop import Actor, Shop
from core.subscriptions import purchase, renewal
from core.tariffs import Tariff, Terms
from core.users import accounts
from vitrina.cli import run_async, settings_or_exit
from vitrina.processes import shop_for_command

admin = typer.Typer(no_args_is_help=True)
OPERATOR = Actor("admin")


def _in_shop(work: Callable[[Shop], Awaitable[Any]]) -> Any:
    """Do something in an open shop; a refusal is its sentence and exit code 1."""

    async def inside() -> Any:
        async with shop_for_command(settings_or_exit()) as shop:
            try:
                return await work(shop)
            except errors.ShopError as exc:
                print(shop.error_text(exc, "en"))
                raise typer.Exit(1) from None

    return run_async(inside())


@admin.command("tariffs")
def list_tariffs() -> None:
    """List tariffs."""

    async def work(_shop: Shop) -> None:
        for tariff in await Tariff.all():
            traffic = f"{tariff.traffic_gb} GB" if tariff.traffic_gb else "unlimited"
            state = "" if tariff.enabled else " (off)"
            price = money.format_rubles(tariff.price_kopeks, "en")
            print(f"{tariff.id}\t{tariff.name}\t{tariff.period_days} d\t{traffic}\t{price}{state}")

    _in_shop(work)


@admin.command("add-tariff")
def add_tariff(
    name: str,
    days: int,
    rubles: str,
    gb: Annotated[int | None, typer.Option(help="Traffic in gigabytes; unlimited without it.")] = None,
    devices: int = 3,
) -> None:
    """Put a tariff on sale."""

    async def work(shop: Shop) -> None:
        price = money.parse_rubles(rubles)
        made = await tariffs.create(
            shop, Terms(name=name, period_days=days, price_kopeks=price, traffic_gb=gb, devices=devices)
        )
        print(f"tariff {made.id} is on sale")

    _in_shop(work)


@admin.command("servers")
def list_servers() -> None:
    """List servers."""

    async def work(_shop: Shop) -> None:
        for server in await Server.all():
            print(f"{server.id}\t{server.title}\t{server.panel}{'' if server.enabled else ' (off)'}")

    _in_shop(work)


@admin.command("add-server")
def add_server(
    name: str,
    country: str = "",
    port: Annotated[int | None, typer.Option(help="Port of its own for the embedded Xray.")] = None,
) -> None:
    """Add a server that this machine's worker serves with an Xray of its own."""

    async def work(shop: Shop) -> None:
        made = await servers.create(shop, name=name, country=country, port=port)
        print(f"server {made.id} starts within seconds, if the worker runs")

    _in_shop(work)


@admin.command("find")
def find_user(text: str) -> None:
    """Find users by id, Telegram id, @name, e-mail or a part of the name."""

    async def work(_shop: Shop) -> None:
        for user in await accounts.search(text):
            subscription = await purchase.current(user)
            until = (
                f"{subscription.status} until {subscription.expires_at:%Y-%m-%d}" if subscription else "no subscription"
            )
            print(
                f"{user.id}\t{user.telegram_id}\t{user.name}\t{money.format_rubles(user.balance_kopeks, 'en')}\t{until}"
            )

    _in_shop(work)


@admin.command("grant")
def grant(user_id: int, rubles: str, note: str = "") -> None:
    """Give money to a balance."""

    async def work(shop: Shop) -> None:
        user = await accounts.find(user_id)
        amount = money.parse_rubles(rubles)
        after = await ledger.grant(shop, user, amount, key=uuid4().hex, by=OPERATOR, note=note)
        print(f"balance: {money.format_rubles(after, 'en')}")

    _in_shop(work)


@admin.command("extend")
def extend(user_id: int, days: int) -> None:
    """Give days to a user's subscription."""

    async def work(shop: Shop) -> None:
        user = await accounts.find(user_id)
        subscription = await purchase.current(user)
        if subscription is None:
            raise errors.SubscriptionNotFound()
        given = await renewal.extend(shop, subscription, days=days, by=OPERATOR)
        print(f"works until {given.expires_at:%Y-%m-%d %H:%M} UTC")

    _in_shop(work)
