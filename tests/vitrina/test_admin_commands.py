"""`vitrina admin`: what an operator does about payments and service without the bot."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core import ledger, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Terms
from core.config import Settings
from core.outbox import RecordedFact
from core.payments import checkout
from core.payments.models import Payment
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase
from core.subscriptions.models import Subscription
from tests.conftest import ADMIN, TOKEN, make_settings, new_user
from vitrina.admin import admin


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of the commands, and the same for the test."""
    monkeypatch.chdir(tmp_path)
    values = {"BOT_TOKEN": TOKEN, "ADMIN_IDS": str(ADMIN), "DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}
    for name, value in {**values, "TELEGRAM_API_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    return make_settings(sqlite_url, tmp_path)


def in_shop(settings: Settings, work: Callable[[Shop], Awaitable[Any]]) -> Any:
    """Do something in the same shop, while no command runs."""

    async def inside() -> Any:
        async with wiring.opened(wiring.build_shop(settings)) as shop:
            return await work(shop)

    return asyncio.run(inside())


def command(*arguments: str, code: int = 0) -> str:
    """What a command prints; it has to end with this code."""
    result = CliRunner().invoke(admin, arguments)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def in_review(settings: Settings) -> int:
    """A payment of 500 Stars that waits for a decision, because the vendor says 400 came."""

    async def work(shop: Shop) -> int:
        user = await new_user(shop)
        order = await checkout.open_top_up(shop, user, 500_00)
        doubt = {"status": "review", "doubt": "400 came", "received": 400, "received_currency": "XTR"}
        await Payment.filter(id=order.payment.id).update(external_id="charge-1", **doubt)
        return order.payment.id

    return int(in_shop(settings, work))


def test_payments_are_listed_found_and_narrowed_down(settings: Settings) -> None:
    payment = in_review(settings)
    for arguments in ((), ("--review",), ("--find", "charge-1"), ("--user", "1")):
        said = command("payments", *arguments)
        assert said.startswith(f"{payment}\treview (400 came)\t500 XTR\tTELEGRAM_STARS\tcharge-1\tuser 1")
    assert command("payments", "--find", "charge-2") == ""
    assert "No such user" in command("payments", "--user", "9", code=1)


def test_a_payment_is_accepted_once(settings: Settings) -> None:
    payment = in_review(settings)
    assert "₽400 credited" in command("accept", str(payment))
    assert "no decision" in command("accept", str(payment), code=1)
    assert "no decision" in command("dismiss", str(payment), code=1)
    assert in_shop(settings, lambda _shop: ledger.balance(1)) == 400_00


def test_a_payment_is_dismissed_with_a_note(settings: Settings) -> None:
    payment = in_review(settings)
    assert "nothing is credited" in command("dismiss", str(payment), "--note", "asked the customer")
    assert in_shop(settings, lambda _shop: ledger.balance(1)) == 0
    fact = in_shop(settings, lambda _shop: RecordedFact.get(name="PaymentReviewed"))
    assert (fact.data["by"], fact.data["note"]) == ("admin", "asked the customer")


def test_a_refund_that_cannot_be_is_a_sentence_and_code_1(settings: Settings) -> None:
    payment = in_review(settings)
    assert "cannot be refunded" in command("refund", str(payment), code=1)
    assert "no payment with this number" in command("refund", "99", code=1)
    command("accept", str(payment))
    assert "no answer yet" in command("refund", str(payment))  # nothing listens at the Bot API's address
    assert in_shop(settings, lambda _shop: ledger.balance(1)) == 0


def test_service_is_paused_and_let_on(settings: Settings) -> None:
    async def subscribe(shop: Shop) -> None:
        await servers.create(shop, name="Amsterdam")
        month = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900))
        await purchase.buy(shop, await new_user(shop, balance_kopeks=29900), month, by=THE_SHOP)

    in_shop(settings, lambda shop: new_user(shop, 77))
    in_shop(settings, subscribe)
    assert "no subscription" in command("suspend", "1", code=1)
    assert command("suspend", "2") == "the subscription is paused\n"
    assert "is suspended" in command("suspend", "2", code=1)
    assert command("resume", "2") == "the subscription is no longer paused\n"
    assert "is active" in command("resume", "2", code=1)
    facts = in_shop(settings, lambda _shop: RecordedFact.filter(name="SubscriptionResumed"))
    assert [fact.data["by"] for fact in facts] == ["admin"]


def test_days_are_given_to_somebody_without_a_subscription(settings: Settings) -> None:
    async def prepare(shop: Shop) -> None:
        await servers.create(shop, name="Amsterdam")
        await new_user(shop, 77)

    in_shop(settings, prepare)
    assert command("extend", "1", "30").startswith("works until ")
    assert "days" in command("extend", "1", "0", code=1)
    subscription = in_shop(settings, lambda _shop: Subscription.get(user_id=1))
    assert round((subscription.expires_at - subscription.started_at).total_seconds() / 86400) == 30
