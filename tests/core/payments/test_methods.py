"""Methods as their owner offers them: off, named, limited, at a percentage; the books have what was promised."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from core import errors, ledger, money
from core.config import store
from core.payments import checkout, methods, polling, review, saved_methods
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.users.models import User
from tests.conftest import Clock
from tests.contracts.cabinet import bearer, token_of
from tests.core.cash_desk import CashDesk, credits, desk  # noqa: F401 - a fixture
from tests.web.conftest import web  # noqa: F401 - a fixture

ADMIN = Actor("admin", 900)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def offer(shop: Shop, method: str, **wanted: Any) -> None:
    providers = shop.providers
    await store.change(shop, {"methods": {method: wanted}}, by="admin:900")
    shop.providers = providers  # the desk's, which no settings know


def offered(shop: Shop) -> list[str]:
    return [one.id for one in checkout.methods_offered(shop)]


@pytest.mark.parametrize("percent", ["0", "2.5", "-2.5", "100", "-50", "0.01", "-0.01", "33.33"])
def test_a_percentage_is_whole_kopeks_in_the_customers_favour(percent: str) -> None:
    rate = Decimal(percent)
    for kopeks in (1, 2, 99, 100, 101, 12345, 99999, 100_000_00):
        paid = money.with_percent(kopeks, rate)
        exact = kopeks * (100 + rate) / 100
        assert 0 <= exact - paid < 1
        assert money.with_percent(money.least_worth(paid, rate), rate) >= paid
        assert money.with_percent(money.least_worth(paid, rate) - 1, rate) < paid
        assert money.with_percent(money.most_worth(paid, rate), rate) <= paid
        assert money.with_percent(money.most_worth(paid, rate) + 1, rate) > paid


@pytest.mark.parametrize(("percent", "asked"), [("3.5", 517_60), ("-10", 450_09)])
async def test_the_customer_pays_the_percentage_and_the_balance_gets_what_was_promised(
    desk: CashDesk, user: User, percent: str, asked: int
) -> None:
    await offer(desk.shop, "YOOKASSA_SBP", percent=percent)
    order, bill = await desk.order(user, "yookassa", 500_10)
    assert (order.payment.amount, order.invoice.amount_kopeks, bill.billed) == (asked, 500_10, f"{asked / 100:.2f}")
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    assert await credits(user) == [500_10]
    assert (await ledger.unbalanced(), (await User.get(id=user.id)).balance_kopeks) == ([], 500_10)


async def test_a_part_of_a_bill_with_a_surcharge_is_worth_that_part_of_the_promise(desk: CashDesk, user: User) -> None:
    await offer(desk.shop, "YOOKASSA_SBP", percent="25")
    order, bill = await desk.order(user, "yookassa", 400_00)
    desk.vendors.faults("yookassa").add({"path": bill.id, "swap": [['"500.00"', '"250.00"']], "times": 9})
    desk.book("yookassa").pay(bill.id)
    await desk.book("yookassa").settled()
    payment = await Payment.get(id=order.payment.id)
    assert (payment.status, payment.received) == ("review", 250_00)
    await review.accept(desk.shop, payment, by=ADMIN)
    assert await credits(user) == [200_00]


async def test_a_method_that_is_off_is_offered_to_nobody_and_what_was_asked_is_still_settled(
    desk: CashDesk, user: User, clock: Clock
) -> None:
    told, first = await desk.order(user, "yookassa")
    asked, second = await desk.order(user, "yookassa", 700_00)
    await offer(desk.shop, "YOOKASSA_SBP", offered=False)
    assert "YOOKASSA_SBP" not in offered(desk.shop)
    assert "YOOKASSA_CARD" in offered(desk.shop)
    assert not saved_methods.can_be_saved(desk.shop, "YOOKASSA_SBP")
    assert checkout.usual_method(desk.shop, 500_00) != "YOOKASSA_SBP"
    for name in ("YOOKASSA_SBP", "yookassa"):
        with pytest.raises(errors.PaymentMethodUnknown):
            await checkout.open_top_up(desk.shop, user, 500_00, method=name)
    assert checkout.method_named(desk.shop, "yookassa") == "YOOKASSA_CARD"
    desk.book("yookassa").pay(first.id)
    await desk.book("yookassa").settled()
    assert await credits(user) == [told.invoice.amount_kopeks]
    desk.book("yookassa").webhook_url = ""
    desk.book("yookassa").pay(second.id)
    clock.advance(minutes=5)
    await polling.run_due(desk.shop)
    assert await credits(user) == [told.invoice.amount_kopeks, asked.invoice.amount_kopeks]


async def test_stars_that_are_off_are_no_way_to_pay(desk: CashDesk, user: User) -> None:
    assert checkout.stars_taken(desk.shop, 100_00) == 100
    await offer(desk.shop, "TELEGRAM_STARS", percent="10")
    assert checkout.stars_taken(desk.shop, 100_00) == 110
    await offer(desk.shop, "TELEGRAM_STARS", offered=False)
    assert checkout.stars_taken(desk.shop, 100_00) is None
    with pytest.raises(errors.PaymentMethodUnknown):
        await checkout.open_top_up(desk.shop, user, 500_00)


async def test_limits_are_the_owners_within_the_vendors(desk: CashDesk, user: User) -> None:
    await offer(desk.shop, "TRIBUTE", least_kopeks=200_00, most_kopeks=900_00)
    (tribute,) = [one for one in checkout.methods_offered(desk.shop) if one.id == "TRIBUTE"]
    assert (tribute.min_kopeks, tribute.max_kopeks) == (200_00, 900_00)
    for kopeks in (199_99, 900_01):
        with pytest.raises(errors.AmountOutOfRange) as refused:
            await checkout.open_invoice(desk.shop, user, kopeks, title="t", description="d", method="TRIBUTE")
        assert refused.value.params == {"min_kopeks": 200_00, "max_kopeks": 900_00}
    await checkout.open_invoice(desk.shop, user, 900_00, title="t", description="d", method="TRIBUTE")
    await offer(desk.shop, "TRIBUTE", least_kopeks=1, most_kopeks=10**10, percent="-50")
    (tribute,) = [one for one in checkout.methods_offered(desk.shop) if one.id == "TRIBUTE"]
    assert (tribute.min_kopeks, tribute.max_kopeks) == (200_00, 600_000_01)


async def test_names_order_and_icons_are_the_owners(desk: CashDesk) -> None:
    shop = desk.shop
    await offer(shop, "TRIBUTE", order=1, icon="💎", names={"ru": "<Карта>"}, descriptions={"en": "Fast & good"})
    assert offered(shop)[0] == "TRIBUTE"
    assert methods.label(shop, "ru", "TRIBUTE") == "💎 &lt;Карта&gt;"
    assert methods.label(shop, "en", "TRIBUTE") == "💎 Tribute"
    assert methods.description(shop, "en", "TRIBUTE") == "Fast &amp; good"
    await offer(shop, "TRIBUTE", percent="-2.50")
    assert methods.description(shop, "ru", "TRIBUTE").endswith("Скидка 2,5%")
    await offer(shop, "TRIBUTE", percent="10.00")
    assert methods.description(shop, "en", "TRIBUTE").endswith("Fee 10%")


async def test_an_offer_is_shown_and_paid_in_the_cabinet(desk: CashDesk, user: User, web: httpx.AsyncClient) -> None:
    await offer(desk.shop, "PLATEGA", order=0, icon="tribute", names={"ru": "Банк"}, percent="10", most_kopeks=300_00)
    headers = bearer(await token_of(desk.shop, user))
    answer = (await web.get("/cabinet/balance/payment-methods", headers=headers)).json()
    first = answer["methods"][0]
    assert (first["id"], first["name"], first["max_amount_kopeks"]) == ("PLATEGA", "Банк", 300_00)
    assert first["icon_url"] == "/media/payment-icons/tribute.svg"
    assert first["description"].endswith("Комиссия 10%")
    body = {"amount_rubles": 300, "payment_method": "PLATEGA"}
    opened = (await web.post("/cabinet/balance/top-up", headers=headers, json=body)).json()
    assert opened["amount_kopeks"] == 300_00
    assert (await Payment.get(uuid=opened["payment_id"])).amount == 330_00
