"""The console's payments: found, asked about, given back, decided about; purchases go back to the balance."""

import httpx
import pytest

from core import ledger
from core.catalogue.tariffs import Tariff
from core.payments import polling, settlement
from core.payments.checkout import Checkout
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.contracts.keys_desk import InspectablePanel
from tests.core.conftest import facts
from tests.core.counter import Counter, open_order
from tests.web.console.client import ask, bot_api, console, counter, panel, settings, statements  # noqa: F401 - fixtures


async def paid(shop: Shop, counter: Counter, user: User, kopeks: int = 500_00) -> Checkout:
    """A top-up that has been paid."""
    order = await open_order(shop, user, kopeks=kopeks)
    await settlement.settle(shop, counter.known[counter.say(shop, order)])
    return order


@pytest.fixture
async def doubted(shop: Shop, counter: Counter, user: User) -> Checkout:
    """A top-up of which less came."""
    order = await open_order(shop, user)
    name = counter.say(shop, order)
    receipt = counter.known[name]
    counter.known[name] = type(receipt)(
        receipt.provider, name, "completed", receipt.invoice, 100_00, "RUB", None, shop.now()
    )
    assert await polling.check(shop, order.payment) == "review"
    return order


async def test_payments_are_listed_and_found(
    shop: Shop, console: httpx.AsyncClient, counter: Counter, user: User
) -> None:
    first = await paid(shop, counter, user)
    bob = await new_user(shop, 43)
    second = await open_order(shop, bob, kopeks=200_00)
    found = await ask(console, "GET", "/payments")
    assert [one["id"] for one in found["items"]] == [second.payment.id, first.payment.id]
    assert found["providers"] == ["counter", "stars"]
    waiting, done = found["items"]
    assert (waiting["state"], waiting["can"]["check"], waiting["can"]["refund"]) == ("pending", True, False)
    assert (done["state"], done["can"]["check"], done["can"]["refund"]) == ("completed", False, True)
    assert (done["user"], done["title"]) == ({"id": user.id, "name": "Alice"}, "Counter")
    assert (done["amount"], done["credited_kopeks"]) == ("₽500", 500_00)
    for query, wanted in (
        ("state=completed", [first]),
        ("state=refunded", []),
        ("provider=counter&state=pending", [second]),
        ("provider=stars", []),
        (f"search={first.payment.uuid}", [first]),
        (f"search=c-{second.invoice.uuid}", [second]),
        (f"search={first.payment.id}&state=pending", []),
        (f"user_id={bob.id}", [second]),
    ):
        listed = await ask(console, "GET", f"/payments?{query}")
        assert [one["id"] for one in listed["items"]] == [order.payment.id for order in wanted], query
        assert listed["total"] == len(wanted)
    await ask(console, "GET", "/payments?state=lost", status=400, error="invalid_state")
    await ask(console, "GET", "/payments?user_id=4242", status=404, error="user_not_found")


async def test_a_payment_is_asked_about(shop: Shop, console: httpx.AsyncClient, counter: Counter, user: User) -> None:
    order = await open_order(shop, user)
    counter.say(shop, order)
    found = (await ask(console, "POST", f"/payments/{order.payment.id}/check"))["payment"]
    assert (found["state"], found["credited_kopeks"]) == ("completed", 500_00)
    assert found["settled_at"] is not None


async def test_a_payment_is_given_back_once(
    shop: Shop, console: httpx.AsyncClient, counter: Counter, user: User
) -> None:
    order = await paid(shop, counter, user)
    path = f"/payments/{order.payment.id}/refund"
    found = (await ask(console, "POST", path))["payment"]
    assert (found["state"], found["can"]["refund"]) == ("refunded", False)
    assert await ledger.balance(user.id) == 0
    await ask(console, "POST", path, status=400, error="This cannot be given back")
    assert len(counter.given_back) == 1
    (asked,) = await facts("PaymentRefundAsked")
    assert asked.data["by"].startswith("program:")


async def test_money_that_was_spent_cannot_be_given_back(
    shop: Shop, console: httpx.AsyncClient, counter: Counter, user: User
) -> None:
    order = await paid(shop, counter, user)
    await ledger.grant(shop, user, -100_00, key="spent", by=Actor("shop"))
    await ask(console, "POST", f"/payments/{order.payment.id}/refund", status=400, error="The customer has too little")
    assert (await Payment.get(id=order.payment.id)).status == "completed"


async def test_a_doubted_payment_is_accepted_once(console: httpx.AsyncClient, doubted: Checkout, user: User) -> None:
    path = f"/payments/{doubted.payment.id}"
    waiting = (await ask(console, "GET", path))["payment"]
    assert (waiting["state"], waiting["can"]["accept"], waiting["can"]["dismiss"]) == ("review", True, True)
    assert "10000 came instead of 50000 RUB" in waiting["reason"]
    assert (waiting["amount"], waiting["came"], waiting["worth_kopeks"]) == ("₽500", "₽100", 100_00)
    assert (await ask(console, "GET", "/overview"))["attention"]["payments_in_review"] == 1
    found = (await ask(console, "POST", f"{path}/accept"))["payment"]
    assert (found["state"], found["credited_kopeks"]) == ("completed", 100_00)
    await ask(console, "POST", f"{path}/accept", status=409, error="waits for no decision")
    await ask(console, "POST", f"{path}/dismiss", json={}, status=409, error="waits for no decision")
    assert await ledger.balance(user.id) == 100_00


async def test_a_doubted_payment_is_dismissed(console: httpx.AsyncClient, doubted: Checkout, user: User) -> None:
    path = f"/payments/{doubted.payment.id}/dismiss"
    await ask(console, "POST", path, json={"note": "x" * 201}, status=400, error="invalid_note")
    assert (await ask(console, "POST", path, json={"note": "a test"}))["payment"]["state"] == "dismissed"
    assert await ledger.balance(user.id) == 0
    (recorded,) = await facts("PaymentReviewed")
    assert (recorded.data["outcome"], recorded.data["note"]) == ("dismissed", "a test")


async def test_actions_on_no_payment_are_refused(console: httpx.AsyncClient) -> None:
    for action in ("check", "refund", "accept", "dismiss"):
        await ask(console, "POST", f"/payments/4242/{action}", json={}, status=404, error="There is no payment")


async def test_a_purchase_goes_back_to_the_balance_once(
    shop: Shop, console: httpx.AsyncClient, panel: InspectablePanel, tariff: Tariff, clock: Clock
) -> None:
    alice, bob = [await new_user(shop, number, balance_kopeks=500_00) for number in (1, 2)]
    for person in (alice, bob):
        await purchase.buy(shop, person, tariff, quote="1", by=Actor("user", person.id))
    found = await ask(console, "GET", "/purchases")
    assert ([one["user"]["id"] for one in found["items"]], found["total"]) == ([bob.id, alice.id], 2)
    mine = await ask(console, "GET", f"/purchases?user_id={alice.id}")
    (bought,) = mine["items"]
    assert (bought["what"], bought["amount_kopeks"], bought["returned"]) == ("Month", 299_00, False)
    path = f"/purchases/{bought['entry_id']}/refund-to-balance"
    returned = await ask(console, "POST", path)
    assert (returned["purchase"]["returned"], returned["balance_kopeks"]) == (True, 500_00)
    await ask(console, "POST", path, status=400, error="This cannot be given back")
    await ask(console, "POST", "/purchases/4242/refund-to-balance", status=400, error="This cannot be given back")
    assert (await ask(console, "GET", "/purchases"))["items"][1]["returned"] is True
    await ask(console, "GET", "/purchases?user_id=4242", status=404, error="user_not_found")
    assert await ledger.unbalanced() == []
