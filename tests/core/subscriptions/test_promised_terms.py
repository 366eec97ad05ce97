"""What was shown is what is delivered, though the owner edits the tariff meanwhile; or nothing is charged."""

from datetime import timedelta

import pytest

from core import errors, ledger
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff, Terms
from core.payments import checkout, settlement
from core.payments.models import Invoice
from core.shop import Actor, Shop
from core.subscriptions import autopay, lifecycle, orders, purchase, queries, renewal, terms
from core.subscriptions.models import Key, Subscription
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.cash_desk import CashDesk, desk
from tests.core.conftest import facts, work
from tests.core.payments.test_settlement import paid
from tests.web.conftest import web

__all__ = ["desk", "web"]

ME = Actor("user", 1)
SHOWN = Terms(name="Shown", period_days=30, price_kopeks=29900, traffic_gb=200, devices=3)
EDITED = Terms(name="Edited", period_days=7, price_kopeks=99900, traffic_gb=10, devices=1)


@pytest.fixture
async def shown(shop: Shop) -> Tariff:
    return await tariffs.create(shop, SHOWN)


def _as_shown(subscription: Subscription, shop: Shop) -> bool:
    sold = (subscription.expires_at, subscription.traffic_limit_bytes, subscription.devices)
    return sold == (shop.now() + timedelta(days=30), 200 * GB, 3)


async def _edit(shop: Shop, tariff: Tariff, to: Terms = EDITED) -> None:
    await tariffs.edit(shop, await tariffs.find(tariff.id), to)


async def test_a_paid_invoice_delivers_the_terms_that_it_showed(shop: Shop, user: User, shown: Tariff) -> None:
    order = await purchase.invoice(shop, user, shown)
    await _edit(shop, shown)
    await tariffs.set_enabled(shop, shown, False)
    await settlement.settle(shop, paid(shop, order))
    assert _as_shown(await queries.own(user), shop)
    assert await ledger.balance(user.id) == 0
    entry = await ledger.entry(f"buy:{user.id}:invoice-{order.invoice.id}")
    assert entry.note == "Shown"


async def test_an_edited_tariff_is_asked_for_by_another_invoice(shop: Shop, user: User, shown: Tariff) -> None:
    first = await purchase.invoice(shop, user, shown)
    assert (await purchase.invoice(shop, user, shown)).invoice.id == first.invoice.id
    await _edit(shop, shown, Terms(name="Shown", period_days=30, price_kopeks=29900, traffic_gb=200, devices=2))
    second = await purchase.invoice(shop, user, await tariffs.find(shown.id))
    assert second.invoice.id != first.invoice.id


@pytest.mark.parametrize("name", ["yookassa", "cryptobot", "heleket"])
async def test_every_vendors_invoice_does(desk: CashDesk, user: User, shown: Tariff, name: str) -> None:
    order = await orders.place(desk.shop, user, shown, method=name)
    await _edit(desk.shop, shown)
    bill = desk.book(name).by_ref(str(order.invoice.uuid))
    assert bill is not None
    desk.book(name).pay(bill.id)
    await desk.book(name).settled()
    assert _as_shown(await queries.own(user), desk.shop)


async def test_a_renewal_that_is_paid_late_is_what_was_sold_before(shop: Shop, user: User, shown: Tariff) -> None:
    await ledger.grant(shop, user, 29900, key="money", by=ME)
    first = await purchase.buy(shop, user, shown, quote="1", by=ME)
    order = await purchase.invoice(shop, user, shown)
    await _edit(shop, shown)
    await settlement.settle(shop, paid(shop, order))
    after = await queries.own(user)
    assert after.expires_at == first.subscription.expires_at + timedelta(days=30)
    assert (after.traffic_limit_bytes, after.devices) == (400 * GB, 3)


async def test_an_invoice_from_before_terms_were_kept_is_fulfilled_by_its_tariff(
    shop: Shop, user: User, shown: Tariff
) -> None:
    order = await purchase.invoice(shop, user, shown)
    await Invoice.filter(id=order.invoice.id).update(params={"tariff_id": shown.id})
    await settlement.settle(shop, paid(shop, order))
    assert _as_shown(await queries.own(user), shop)


async def test_money_for_servers_that_are_gone_stays_on_the_balance_and_says_why(
    shop: Shop, user: User, server: Server
) -> None:
    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    north = await tariffs.create(shop, SHOWN, servers=[helsinki])
    order = await purchase.invoice(shop, user, north)
    await tariffs.edit(shop, north, SHOWN, servers=[server])
    await servers.change(shop, helsinki, enabled=False)
    await settlement.settle(shop, paid(shop, order))
    assert [one.data["reason"] for one in await facts("PaymentLeftOnBalance")] == ["nothing-to-deliver"]
    assert await ledger.balance(user.id) == 29900
    assert await Subscription.all().count() == 0


async def test_an_invoice_is_served_from_the_servers_that_it_was_for(shop: Shop, user: User, server: Server) -> None:
    helsinki = await servers.create(shop, name="Helsinki", country="FI")
    north = await tariffs.create(shop, SHOWN, servers=[helsinki])
    order = await purchase.invoice(shop, user, north)
    await tariffs.edit(shop, north, SHOWN, servers=[server])
    await settlement.settle(shop, paid(shop, order))
    assert [key.server_id for key in await Key.all()] == [helsinki.id]


async def test_a_charge_of_a_saved_method_delivers_what_was_announced(
    desk: CashDesk, shown: Tariff, clock: Clock
) -> None:
    shop, buyer = desk.shop, await new_user(desk.shop, balance_kopeks=29900)
    month = (await purchase.buy(shop, buyer, shown, quote="1", by=ME)).subscription
    order = await checkout.open_top_up(shop, buyer, 10000, method="YOOKASSA_CARD", save_method=True)
    await checkout.pay_link(shop, order)
    desk.book("yookassa").pay(desk.bill("yookassa", order).id)
    await desk.book("yookassa").settled()
    await work(shop)
    clock.advance(days=28)
    await autopay.run(shop)
    clock.advance(days=1)
    await autopay.run(shop)
    charged = await Invoice.get(purpose="renewal")
    assert terms.SaleTerms.from_json(charged.params["terms"]).days == 30
    assert (await Subscription.get(id=month.id)).expires_at == month.expires_at + timedelta(days=30)


async def test_what_the_pressed_button_did_not_show_is_not_charged(shop: Shop, shown: Tariff) -> None:
    buyer = await new_user(shop, balance_kopeks=100000)
    button = (await terms.of(shown)).fingerprint()
    for changed in (
        {"period_days": 1},
        {"traffic_gb": None},
        {"devices": 1},
        {"name": "Other"},
    ):
        values = {name: getattr(SHOWN, name) for name in Terms.__dataclass_fields__}
        await _edit(shop, shown, Terms(**{**values, **changed}))
        tariff = await tariffs.find(shown.id)
        with pytest.raises(errors.TermsChanged):
            await purchase.buy(shop, buyer, tariff, quote="q", shown_kopeks=29900, shown_terms=button, by=ME)
    await _edit(shop, shown, SHOWN)
    assert await ledger.balance(buyer.id) == 100000
    tariff = await tariffs.find(shown.id)
    bought = await purchase.buy(shop, buyer, tariff, quote="q", shown_kopeks=29900, shown_terms=button, by=ME)
    assert _as_shown(bought.subscription, shop)


async def test_a_renewal_keeps_the_terms_that_it_was_sold_with(shop: Shop, shown: Tariff) -> None:
    buyer = await new_user(shop, balance_kopeks=100000)
    sold = (await purchase.buy(shop, buyer, shown, quote="q", by=ME)).subscription
    await renewal.extend(shop, sold, traffic_bytes=GB, by=ME)
    kept = terms.sold(await Subscription.get(id=sold.id))
    assert kept == await terms.of(shown)


@pytest.mark.parametrize("known", [False, True])
async def test_an_invoice_ends_no_days_of_used_up_traffic_that_it_was_not_made_for(shop: Shop, known: bool) -> None:
    buyer = await new_user(shop, balance_kopeks=500000)
    week = await tariffs.create(shop, Terms(name="Week", period_days=7, price_kopeks=9900, traffic_gb=30, devices=2))
    limited = await tariffs.create(shop, Terms(name="Year", period_days=365, price_kopeks=199000, traffic_gb=100))
    before = await purchase.invoice(shop, buyer, week)
    year = (await purchase.buy(shop, buyer, limited, quote="year", by=ME)).subscription
    await Subscription.all().update(traffic_used_bytes=100 * GB)
    await lifecycle.suspend_exhausted(shop)
    order = await purchase.invoice(shop, buyer, week) if known else before
    if not known:
        with pytest.raises(errors.OtherTermsRunning):
            await purchase.confirm(shop, order.invoice)
    await settlement.settle(shop, paid(shop, order))
    now = await queries.own(buyer)
    assert now.expires_at == (shop.now() + timedelta(days=7) if known else year.expires_at)
    assert [one.data["reason"] for one in await facts("PaymentLeftOnBalance")] == (
        [] if known else [errors.OtherTermsRunning.code]
    )
