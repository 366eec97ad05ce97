"""`vitrina admin`: the operator's operations without the bot."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import uuid4

import typer

from core import errors, ledger, money
from core.catalogue import tariffs
from core.catalogue.tariffs import Tariff, Terms
from core.payments import queries as payment_queries
from core.payments import refunds, review
from core.shop import Shop
from core.subscriptions import lifecycle, purchase, queries
from core.users import accounts
from vitrina.command import OPERATOR, in_shop

admin = typer.Typer(no_args_is_help=True)


@admin.command("tariffs")
def list_tariffs() -> None:
    """List tariffs."""

    async def work(_shop: Shop) -> None:
        for tariff in await Tariff.all():
            traffic = f"{tariff.traffic_gb} GB" if tariff.traffic_gb else "unlimited"
            state = "" if tariff.enabled else " (off)"
            price = money.format_rubles(tariff.price_kopeks, "en")
            print(f"{tariff.id}\t{tariff.name}\t{tariff.period_days} d\t{traffic}\t{price}{state}")

    in_shop(work)


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
        tariff = await tariffs.create(
            shop, Terms(name=name, period_days=days, price_kopeks=price, traffic_gb=gb, devices=devices), by=OPERATOR
        )
        print(f"tariff {tariff.id} is on sale")

    in_shop(work)


@admin.command("find")
def find_user(text: str) -> None:
    """Find users by id, Telegram id, @name, e-mail or a part of the name."""

    async def work(_shop: Shop) -> None:
        for user in await accounts.search(text):
            subscription = await queries.current(user)
            until = (
                f"{subscription.status} until {subscription.expires_at:%Y-%m-%d}" if subscription else "no subscription"
            )
            print(
                f"{user.id}\t{user.telegram_id}\t{user.name}\t{money.format_rubles(user.balance_kopeks, 'en')}\t{until}"
            )

    in_shop(work)


@admin.command("payments")
def list_payments(
    find: Annotated[str, typer.Option(help="A number, or the id at the payment system, whole.")] = "",
    user: Annotated[int | None, typer.Option(help="Only this user's.")] = None,
    undecided: Annotated[bool, typer.Option("--review", help="Only those that wait for a decision.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """List payments, the newest first."""

    async def work(_shop: Shop) -> None:
        of = None if user is None else await accounts.find(user)
        status = review.IN_REVIEW if undecided else None
        payments = (
            await payment_queries.search(find)
            if find
            else (await payment_queries.page(user=of, status=status, limit=limit))[0]
        )
        for payment in payments:
            why = f" ({payment.doubt})" if payment.status == review.IN_REVIEW else ""
            print(
                f"{payment.id}\t{payment.status}{why}\t{payment.amount} {payment.currency}\t{payment.method}"
                f"\t{payment.external_id or '-'}\tuser {payment.user_id}\t{payment.created_at:%Y-%m-%d %H:%M}"
            )

    in_shop(work)


@admin.command("refund")
def refund(payment_id: int) -> None:
    """Give a payment back through its vendor; the same money leaves the balance."""

    async def work(shop: Shop) -> None:
        after = await refunds.refund(shop, await payment_queries.find(payment_id), by=OPERATOR)
        waits = "" if after.status == "refunded" else ": no answer yet, the worker asks again"
        print(f"payment {after.id} is {after.status}{waits}")

    in_shop(work)


@admin.command("accept")
def accept(payment_id: int) -> None:
    """Credit a payment that waits for a decision; only where the vendor shows it as paid."""

    async def work(shop: Shop) -> None:
        after = await review.accept(shop, await payment_queries.find(payment_id), by=OPERATOR)
        print(f"payment {after.id} is accepted: {money.format_rubles(after.credited_kopeks, 'en')} credited")

    in_shop(work)


@admin.command("dismiss")
def dismiss(payment_id: int, note: Annotated[str, typer.Option(help="Why, for the records.")] = "") -> None:
    """Close a payment that waits for a decision without crediting it."""

    async def work(shop: Shop) -> None:
        after = await review.dismiss(shop, await payment_queries.find(payment_id), by=OPERATOR, note=note)
        print(f"payment {after.id} is dismissed, nothing is credited")

    in_shop(work)


@admin.command("suspend")
def suspend(user_id: int) -> None:
    """Pause a user's subscription; the days go on."""
    _switch(user_id, lifecycle.suspend, "paused")


@admin.command("resume")
def resume(user_id: int) -> None:
    """Let a user's paused subscription run again."""
    _switch(user_id, lifecycle.resume, "no longer paused")


def _switch(user_id: int, change: Callable[..., Awaitable[bool]], outcome: str) -> None:
    """Pause or resume, and say what became of it; exit code 1 where nothing has changed."""

    async def work(shop: Shop) -> None:
        subscription = await queries.current(await accounts.find(user_id))
        if subscription is None:
            raise errors.SubscriptionNotFound()
        if not await change(shop, subscription, by=OPERATOR):
            print(f"nothing has changed: the subscription is {subscription.status}")
            raise typer.Exit(1)
        print(f"the subscription is {outcome}")

    in_shop(work)


@admin.command("grant")
def grant(user_id: int, rubles: str, note: str = "") -> None:
    """Give money to a balance."""

    async def work(shop: Shop) -> None:
        user = await accounts.find(user_id)
        amount = money.parse_rubles(rubles)
        after = await ledger.grant(shop, user, amount, key=uuid4().hex, by=OPERATOR, note=note)
        print(f"balance: {money.format_rubles(after, 'en')}")

    in_shop(work)


@admin.command("extend")
def extend(user_id: int, days: int) -> None:
    """Give days to a user: more of their subscription, or a free one to somebody who has none."""

    async def work(shop: Shop) -> None:
        subscription = await purchase.give_days(shop, await accounts.find(user_id), days, by=OPERATOR)
        until = f"{subscription.expires_at:%Y-%m-%d %H:%M} UTC"
        paused = subscription.suspended_for == "operator"
        print(f"lasts until {until}, and is paused: see vitrina admin resume" if paused else f"works until {until}")

    in_shop(work)
