"""Stars go back to whoever paid them, whoever they were for."""

import pytest

from bot.app import BotApp
from core import errors, ledger
from core.payments import checkout, reconciliation, refunds
from core.payments.models import Payment
from core.shop import Actor, Shop
from core.users.models import User
from sandbox.client import Person, SandboxClient
from tests.bot.conftest import eventually, serving
from tests.conftest import ADMIN

BY = Actor("admin", ADMIN)


@pytest.fixture
async def by_email(shop: Shop) -> User:
    """Somebody who has an e-mail address and no Telegram."""
    return await User.create(
        first_name="Vera",
        email="vera@example.com",
        email_verified_at=shop.now(),
        language="ru",
        referral_code="VERA2345",
        created_at=shop.now(),
        seen_at=shop.now(),
    )


async def link(shop: Shop, user: User) -> str:
    return await checkout.pay_link(shop, await checkout.open_top_up(shop, user, 500_00))


async def test_stars_that_a_friend_paid_for_an_e_mail_account_go_back_to_the_friend(
    bot: BotApp, shop: Shop, by_email: User, anna: Person, sb: SandboxClient
) -> None:
    await anna.pay_link(await link(shop, by_email))
    await eventually(lambda: _has(by_email, 500_00))
    payment = await Payment.get(user_id=by_email.id)
    assert payment.payer_telegram_id == anna.id
    assert (await refunds.refund(shop, payment, by=BY)).status == "refunded"
    (call,) = await sb.calls("refundStarPayment")
    assert (call["args"]["user_id"], call["ok"]) == (str(anna.id), True)
    assert await ledger.balance(by_email.id) == 0


async def test_an_old_payment_whose_payer_was_not_kept_goes_back_by_telegrams_list(
    bot: BotApp, shop: Shop, by_email: User, anna: Person, sb: SandboxClient
) -> None:
    await anna.pay_link(await link(shop, by_email))
    await eventually(lambda: _has(by_email, 500_00))
    await Payment.all().update(payer_telegram_id=None)
    payment = await Payment.get(user_id=by_email.id)
    assert (await refunds.refund(shop, payment, by=BY)).status == "refunded"


async def test_an_account_that_has_telegram_by_now_gets_its_friends_stars_refunded_to_the_friend(
    bot: BotApp, shop: Shop, by_email: User, anna: Person, sb: SandboxClient
) -> None:
    vera = await sb.person(first_name="Vera")
    await anna.pay_link(await link(shop, by_email))
    await eventually(lambda: _has(by_email, 500_00))
    await User.filter(id=by_email.id).update(telegram_id=vera.id)
    await Payment.all().update(payer_telegram_id=None)
    payment = await Payment.get(user_id=by_email.id)
    assert (await refunds.refund(shop, payment, by=BY)).status == "refunded"
    assert [call["args"]["user_id"] for call in await sb.calls("refundStarPayment") if call["ok"]] == [str(anna.id)]


async def test_two_people_who_paid_for_one_account_each_get_their_own_stars_back(
    bot: BotApp, shop: Shop, by_email: User, anna: Person, sb: SandboxClient
) -> None:
    boris = await sb.person(first_name="Boris")
    url = await link(shop, by_email)
    await anna.pay_link(url)
    await eventually(lambda: _has(by_email, 500_00))
    await sb.request("POST", f"people/{boris.id}/send", {"text": "/start"})
    second = await checkout.open_top_up(shop, by_email, 700_00)
    await boris.pay_link(await checkout.pay_link(shop, second))
    await eventually(lambda: _has(by_email, 1200_00))
    payments = await Payment.filter(user_id=by_email.id).order_by("id")
    assert [payment.payer_telegram_id for payment in payments] == [anna.id, boris.id]
    for payment in payments:
        assert (await refunds.refund(shop, payment, by=BY)).status == "refunded"


async def test_reconciliation_learns_who_paid_what_was_booked_before_that_was_kept(
    shop: Shop, by_email: User, anna: Person, sb: SandboxClient
) -> None:
    url = await link(shop, by_email)
    order = await Payment.get(user_id=by_email.id)
    async with serving(shop):
        await anna.pay_link(url)
        await eventually(lambda: _has(by_email, 500_00))
    await Payment.filter(id=order.id).update(payer_telegram_id=None)
    await reconciliation.run(shop)
    assert (await Payment.get(id=order.id)).payer_telegram_id == anna.id


async def test_a_payment_that_telegram_does_not_list_is_refused_with_its_reason(
    bot: BotApp, shop: Shop, by_email: User, anna: Person
) -> None:
    await anna.pay_link(await link(shop, by_email))
    await eventually(lambda: _has(by_email, 500_00))
    await Payment.all().update(payer_telegram_id=None, external_id="unknown")
    payment = await Payment.get(user_id=by_email.id)
    with pytest.raises(errors.RefundRefused):
        await refunds.refund(shop, payment, by=BY)
    assert await ledger.balance(by_email.id) == 500_00


async def _has(user: User, kopeks: int) -> bool:
    return await ledger.balance(user.id) == kopeks
