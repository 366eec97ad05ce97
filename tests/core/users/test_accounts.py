"""Accounts: one person is one account, in their own language, however they come."""

import asyncio

import pytest

from core import errors
from core.outbox import Delivery
from core.promotions import campaigns
from core.shop import Actor, Shop
from core.users import accounts
from core.users.accounts import TelegramProfile
from core.users.models import User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts

OPERATOR = Actor("admin", 900)


async def test_two_first_messages_at_once_make_one_account(shop: Shop) -> None:
    profile = TelegramProfile(1, "Alice")
    entered = await asyncio.gather(*(accounts.get_or_create(shop, profile) for _ in range(20)))
    assert len({user.id for user, _ in entered}) == 1
    assert sum(new for _, new in entered) == 1
    assert await User.all().count() == 1
    assert len(await facts("UserRegistered")) == 1
    assert await Delivery.all().count() == 1


async def test_the_next_visit_finds_the_same_account_under_its_new_name(shop: Shop) -> None:
    first, new = await accounts.get_or_create(shop, TelegramProfile(1, "Alice", username="alice"))
    again, new_again = await accounts.get_or_create(shop, TelegramProfile(1, "Alice B.", "Cooper"))
    assert (new, new_again, first.id) == (True, False, again.id)
    stored = await User.get(id=first.id)
    assert (stored.first_name, stored.last_name, stored.username) == ("Alice B.", "Cooper", None)


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("en-GB", "en"), ("EN", "en"), ("uk", "ru"), ("be", "ru"), ("kk", "ru"), ("de", "en"), (None, "ru")],
)
async def test_people_are_spoken_to_in_a_language_they_know(shop: Shop, code: str | None, language: str) -> None:
    user, _ = await accounts.get_or_create(shop, TelegramProfile(1, "A", language_code=code))
    assert user.language == language


async def test_a_chosen_language_stays_whatever_telegram_says(shop: Shop, user: User) -> None:
    await accounts.set_language(user, "en")
    again = await new_user(shop)
    assert (again.language, again.language_chosen) == ("en", True)
    with pytest.raises(errors.InvalidValue):
        await accounts.set_language(user, "de")
    assert (await User.get(id=user.id)).language == "en"


async def test_very_long_names_are_cut_and_not_refused(shop: Shop) -> None:
    user, _ = await accounts.get_or_create(shop, TelegramProfile(1, "я" * 500, "b" * 500, "c" * 100))
    assert (len(user.first_name), len(user.last_name or ""), len(user.username or "")) == (128, 128, 64)
    again, new = await accounts.get_or_create(shop, TelegramProfile(1, "я" * 500, "b" * 500, "c" * 100))
    assert (again.id, new) == (user.id, False)


async def test_who_invited_somebody_is_fixed_at_the_first_visit(shop: Shop) -> None:
    first, second = await new_user(shop, 1), await new_user(shop, 2)
    guest = await new_user(shop, 3, referral_code=first.referral_code.lower())
    again = await new_user(shop, 3, referral_code=second.referral_code)
    assert guest.referrer_id == again.referrer_id == first.id
    (fact,) = [fact for fact in await facts("UserRegistered") if fact.user_id == guest.id]
    assert fact.data["referrer_id"] == first.id


@pytest.mark.parametrize("code", ["NOSUCH", "", "' OR 1=1 --", "x" * 200])
async def test_an_unknown_referral_code_is_ignored(shop: Shop, code: str) -> None:
    user = await new_user(shop, 3, referral_code=code)
    assert user.referrer_id is None


async def test_a_visit_is_noted_about_once_an_hour(shop: Shop, user: User, clock: Clock) -> None:
    seen = user.seen_at
    clock.advance(minutes=59)
    assert (await new_user(shop)).seen_at == seen
    clock.advance(minutes=2)
    await new_user(shop)
    assert (await User.get(id=user.id)).seen_at == shop.now()


async def test_a_person_who_comes_back_is_reachable_again(shop: Shop, user: User) -> None:
    await accounts.mark_unreachable(shop, 4242)
    assert (await User.get(id=user.id)).unreachable_at is not None
    await new_user(shop)
    assert (await User.get(id=user.id)).unreachable_at is None


async def test_people_are_found_by_whatever_the_operator_knows(shop: Shop) -> None:
    alice = await new_user(shop, 1001)
    bob, _ = await accounts.get_or_create(shop, TelegramProfile(1002, "Боб", username="Bobby_99"))
    await User.filter(id=bob.id).update(email="bob@example.com")

    async def found(text: str) -> list[int]:
        return [user.id for user in await accounts.search(text)]

    assert await found("1002") == [bob.id]
    assert alice.id in await found(str(alice.id))
    assert await found("@bobby_99") == [bob.id]
    assert await found(" BOB@example.com ") == [bob.id]
    assert await found(alice.referral_code.lower()) == [alice.id]
    assert await found("Алис") == []
    assert await found("Ali") == [alice.id]
    assert await found("Bob") == [bob.id]
    assert await found("Бо") == [bob.id]
    assert await found("") == await found("   ") == await found("@") == []
    assert await found("9" * 40) == []


async def test_search_shows_a_page_only(shop: Shop) -> None:
    for number in range(12):
        await new_user(shop, 100 + number)
    assert len(await accounts.search("Alice")) == 10


async def test_signs_that_mean_something_to_a_database_mean_nothing_in_a_search(shop: Shop, user: User) -> None:
    assert await accounts.search("%%") == []
    assert await accounts.search("_____") == []
    assert await accounts.search("'; DROP TABLE users; --") == []


async def test_closing_and_opening_an_account_is_recorded_once(shop: Shop, user: User) -> None:
    await asyncio.gather(*(accounts.block(shop, user, by=OPERATOR) for _ in range(5)))
    assert user.blocked_at == shop.now()
    assert [fact.data["by"] for fact in await facts("UserBlocked")] == ["admin:900"]
    for _ in range(2):
        await accounts.unblock(shop, user, by=OPERATOR)
    assert user.blocked_at is None
    assert len(await facts("UserUnblocked")) == 1


async def test_an_unknown_account_is_said_to_be_unknown(shop: Shop) -> None:
    with pytest.raises(errors.UserNotFound):
        await accounts.find(4242)
    assert await accounts.by_telegram(4242) is None


async def test_a_campaign_greets_new_people_only(shop: Shop, user: User) -> None:
    campaign = await campaigns.create(shop, name="Ads", start_param="ads", bonus_kopeks=5000)
    old = await new_user(shop, campaign_id=campaign.id)
    new = await new_user(shop, 5, campaign_id=campaign.id)
    assert (old.campaign_id, new.campaign_id) == (None, campaign.id)
