"""Topping up in the bot where more than Stars is offered."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.app import BotApp
from core import ledger
from core.config import Settings, store
from core.payments import polling
from core.payments.models import Payment
from core.shop import Shop
from core.users.models import User
from sandbox.client import Person
from sandbox.server import Sandbox
from sandbox.vendors.server import Vendors
from tests.conftest import make_settings


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    async with Vendors() as running:
        yield running


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, sandbox: Sandbox, vendors: Vendors) -> Settings:
    """A shop that also takes YooKassa."""
    secrets = {f"yookassa_{name}": value for name, value in vendors.secrets("yookassa").items()}
    return make_settings(
        sqlite_url,
        tmp_path,
        telegram_api_url=sandbox.url,
        yookassa_api_url=vendors.api("yookassa"),
        **secrets,
    )


async def test_a_top_up_leads_to_the_providers_page_and_the_money_arrives(
    bot: BotApp, shop: Shop, vendors: Vendors, anna: Person
) -> None:
    await anna.send("/start")
    await anna.tap("Баланс")
    await anna.tap("Пополнить")
    await anna.tap("500")
    await anna.wait_for("Как удобнее заплатить")
    await anna.tap("ЮKassa СБП")
    await anna.wait_for("Откройте страницу оплаты")
    page = (await anna.tap("Перейти к оплате")).url

    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{vendors.url}/sim/vendors{page.removeprefix(vendors.url).removeprefix('/pay')}/pay")
    payment = await Payment.get(provider="yookassa")
    assert await polling.check(shop, payment) == "completed"
    user = await User.get(telegram_id=anna.id)
    assert await ledger.balance(user.id) == 500_00


async def test_stars_stay_one_of_the_ways(bot: BotApp, shop: Shop, anna: Person) -> None:
    await anna.send("/start")
    await anna.tap("Баланс")
    await anna.tap("Пополнить")
    await anna.tap("500")
    await anna.tap("Stars")
    await anna.wait_for(lambda message: "invoice" in message)
    await anna.pay()


async def test_ways_to_pay_are_called_and_priced_as_the_owner_wants(bot: BotApp, shop: Shop, anna: Person) -> None:
    card = {"names": {"ru": "Картой"}, "icon": "💳", "percent": "10", "order": 1}
    await store.change(shop, {"methods": {"YOOKASSA_CARD": card, "TELEGRAM_STARS": {"offered": False}}}, by="admin:900")
    await anna.send("/start")
    await anna.tap("Баланс")
    await anna.tap("Пополнить")
    await anna.tap("500")
    ways = await anna.wait_for("Как удобнее заплатить")
    labels = [button["text"] for row in ways["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[:2] == ["💳 Картой · Комиссия 10%", "ЮKassa СБП"]
    await anna.tap("Картой")
    await anna.wait_for("К оплате 550")
    payment = await Payment.get(provider="yookassa").select_related("invoice")
    assert (payment.amount, payment.invoice.amount_kopeks) == (550_00, 500_00)
