"""Sessions under races: whoever signs out everywhere is out everywhere, and a copied refresh token is worth nothing."""

import asyncio

import pytest

from core import errors
from core.shop import Actor, Shop
from core.users import accounts, login, passwords, sessions
from core.users.models import Session, User
from core.users.sessions import MAX_PER_PROOF, MAX_SESSIONS, Tokens
from tests.conftest import Clock, new_user
from tests.telegram_signs import init_data, widget_answer

EMAIL, PASSWORD = "ann@example.com", "correct horse"
BOSS = Actor("admin", 1)


@pytest.fixture
async def ann(shop: Shop) -> User:
    return await login.register(shop, email=EMAIL, password=PASSWORD, first_name="Ann", language="en")


async def running(user: User) -> int:
    return await Session.filter(user_id=user.id, revoked_at=None, replaced_at=None).count()


async def is_in(shop: Shop, tokens: Tokens) -> bool:
    """Whether the access token opens anything."""
    try:
        await sessions.user_of(await sessions.check(shop, tokens.access))
    except (errors.Unauthenticated, errors.Blocked):
        return False
    return True


async def reset(shop: Shop, user: User, password: str, fact_id: int) -> None:
    code = await login.issue_email_token(shop, user, "reset", fact_id)
    assert code is not None
    await login.reset_password(shop, code, password)


# ---- a password that changes meanwhile


async def test_a_password_that_was_right_a_moment_ago_signs_nobody_in(shop: Shop, ann: User) -> None:
    """A sign-in that has compared the old password, and comes to its session after the reset."""
    known = ann.password_hash
    await reset(shop, ann, "new password", 1)
    with pytest.raises(errors.WrongPassword):
        await sessions.begin(shop, ann, password_hash=known)
    assert await running(ann) == 0


async def test_no_sign_in_with_the_old_password_outlives_a_reset(shop: Shop, ann: User) -> None:
    password = PASSWORD
    for number in range(3):
        code = await login.issue_email_token(shop, ann, "reset", number + 1)
        assert code is not None
        results = await asyncio.gather(
            *(login.with_password(shop, EMAIL, password) for _ in range(3)),
            login.reset_password(shop, code, f"password {number}"),
            *(login.with_password(shop, EMAIL, password) for _ in range(3)),
            return_exceptions=True,
        )
        for result in results:
            assert result is None or isinstance(result, login.SignIn | errors.WrongPassword)
            assert not isinstance(result, login.SignIn) or not await is_in(shop, result.tokens)
        assert await running(ann) == 0
        password = f"password {number}"
    await login.with_password(shop, EMAIL, password)


async def test_no_refresh_outlives_a_sign_out_everywhere(shop: Shop, user: User) -> None:
    for _ in range(8):
        tokens = await sessions.begin(shop, user)
        await asyncio.gather(
            sessions.rotate(shop, tokens.refresh),
            sessions.revoke_all(shop, user.id),
            sessions.begin(shop, user, password_hash="of yesterday"),
            return_exceptions=True,
        )
        assert await running(user) == 0


async def test_a_reset_code_dies_with_the_use_of_another_and_with_a_newer_one(shop: Shop, ann: User) -> None:
    first = await login.issue_email_token(shop, ann, "reset", 1)
    second = await login.issue_email_token(shop, ann, "reset", 2)
    third = await login.issue_email_token(shop, await new_user(shop), "reset", 3)
    assert first is not None
    assert second is not None
    assert third is not None
    with pytest.raises(errors.ResetTokenInvalid):
        await login.reset_password(shop, first, "of the first")
    await login.reset_password(shop, second, "of the second")
    for code in (first, second):
        with pytest.raises(errors.ResetTokenInvalid):
            await login.reset_password(shop, code, "once more")
    await login.with_password(shop, EMAIL, "of the second")
    await login.reset_password(shop, third, "somebody else's")  # another person's code lives on


async def test_of_two_codes_used_at_once_one_sets_the_password(shop: Shop, ann: User) -> None:
    codes = [await login.issue_email_token(shop, ann, "reset", number) for number in (1, 2, 3)]
    results = await asyncio.gather(
        *(login.reset_password(shop, code or "", f"password {code}") for code in codes * 2), return_exceptions=True
    )
    assert sum(result is None for result in results) == 1
    assert all(result is None or isinstance(result, errors.ResetTokenInvalid) for result in results)


async def test_a_verification_code_dies_with_a_newer_one(shop: Shop, ann: User) -> None:
    first = await login.issue_email_token(shop, ann, "verification", 1)
    second = await login.issue_email_token(shop, ann, "verification", 2)
    reset_code = await login.issue_email_token(shop, ann, "reset", 3)
    with pytest.raises(errors.VerificationTokenInvalid):
        await login.verify_email(shop, first or "")
    await login.verify_email(shop, second or "")
    await login.reset_password(shop, reset_code or "", "another one")


# ---- a closed account


async def test_tokens_of_before_stay_ended_when_an_account_is_opened_again(shop: Shop, user: User) -> None:
    tokens, other = await sessions.begin(shop, user), await sessions.begin(shop, await new_user(shop, 2))
    await accounts.block(shop, user, by=BOSS)
    with pytest.raises(errors.Blocked):
        await sessions.rotate(shop, tokens.refresh)
    await accounts.unblock(shop, user, by=BOSS)
    assert not await is_in(shop, tokens)
    for ask in (sessions.refresh, sessions.rotate):
        with pytest.raises(errors.Unauthenticated):
            await ask(shop, tokens.refresh)
    assert await is_in(shop, other)
    assert await is_in(shop, (await login.with_init_data(shop, init_data(shop.now()))).tokens)


async def test_nobody_slips_in_while_an_account_is_closed(shop: Shop, user: User) -> None:
    for _ in range(6):
        tokens = await sessions.begin(shop, user)
        await asyncio.gather(
            *(sessions.begin(shop, user) for _ in range(3)),
            sessions.rotate(shop, tokens.refresh),
            login.with_init_data(shop, init_data(shop.now())),
            accounts.block(shop, user, by=BOSS),
            return_exceptions=True,
        )
        assert await running(user) == 0
        await accounts.unblock(shop, user, by=BOSS)


# ---- refresh tokens that serve once


async def test_refreshes_at_once_get_one_answer(shop: Shop, user: User) -> None:
    first = await sessions.begin(shop, user)
    answers = await asyncio.gather(*(sessions.rotate(shop, first.refresh) for _ in range(25)))
    (tokens,) = {tokens for _, tokens in answers}
    assert tokens.refresh != first.refresh
    assert await is_in(shop, tokens)
    assert (await running(user), await Session.filter(user_id=user.id).count()) == (1, 2)
    await sessions.rotate(shop, tokens.refresh)


async def test_a_refresh_whose_answer_was_lost_is_repeated_for_ten_seconds(
    shop: Shop, clock: Clock, user: User
) -> None:
    first = await sessions.begin(shop, user)
    _, lost = await sessions.rotate(shop, first.refresh)
    clock.advance(seconds=10)
    _, again = await sessions.rotate(shop, first.refresh)
    assert again == lost
    _, third = await sessions.rotate(shop, again.refresh)
    clock.advance(seconds=0.1)
    with pytest.raises(errors.Unauthenticated):
        await sessions.rotate(shop, first.refresh)
    assert not await is_in(shop, third)
    with pytest.raises(errors.Unauthenticated):
        await sessions.rotate(shop, third.refresh)


async def test_of_a_copied_token_nothing_is_left(shop: Shop, clock: Clock, user: User) -> None:
    """The owner goes on while somebody uses the copy: whoever is first, in the end nobody is in."""
    elsewhere = await sessions.begin(shop, user)
    for _ in range(12):
        copied = await sessions.begin(shop, user)
        _, own = await sessions.rotate(shop, copied.refresh)
        clock.advance(seconds=11)
        await asyncio.gather(
            sessions.rotate(shop, own.refresh),
            sessions.rotate(shop, copied.refresh),
            sessions.rotate(shop, own.refresh),
            return_exceptions=True,
        )
        assert await running(user) == 1
    assert await is_in(shop, elsewhere)


async def test_signing_out_while_tokens_are_replaced_leaves_nobody_in(shop: Shop, user: User) -> None:
    for _ in range(8):
        tokens = await sessions.begin(shop, user)
        await asyncio.gather(
            sessions.rotate(shop, tokens.refresh), sessions.end(shop, tokens.refresh), return_exceptions=True
        )
        assert await running(user) == 0


async def test_a_repeat_after_signing_out_gets_nothing(shop: Shop, user: User) -> None:
    first = await sessions.begin(shop, user)
    _, second = await sessions.rotate(shop, first.refresh)
    await sessions.end(shop, second.refresh)
    for token in (first.refresh, second.refresh):
        with pytest.raises(errors.Unauthenticated):
            await sessions.rotate(shop, token)


async def test_a_token_that_was_replaced_a_moment_ago_still_makes_access_tokens(
    shop: Shop, clock: Clock, user: User
) -> None:
    """Two programs with the tokens of one sign-in, one of which replaces them."""
    first = await sessions.begin(shop, user)
    _, second = await sessions.rotate(shop, first.refresh)
    _, access = await sessions.refresh(shop, first.refresh)
    assert (await sessions.check(shop, access)).session_id == (await sessions.check(shop, second.access)).session_id
    clock.advance(seconds=11)
    with pytest.raises(errors.Unauthenticated):
        await sessions.refresh(shop, first.refresh)
    assert not await is_in(shop, second)


async def test_the_next_token_cannot_be_made_from_the_database(shop: Shop, user: User) -> None:
    first = await sessions.begin(shop, user)
    _, second = await sessions.rotate(shop, first.refresh)
    held = str([dict(session) for session in await Session.all()])
    assert first.refresh not in held
    assert second.refresh not in held


# ---- initData


async def test_the_same_init_data_signs_in_each_time_until_it_is_too_old(shop: Shop, clock: Clock) -> None:
    data = init_data(shop.now())
    results = await asyncio.gather(*(login.with_init_data(shop, data) for _ in range(4)))
    assert len({one.tokens.refresh for one in results}) == 4
    assert await User.all().count() == 1
    await sessions.end(shop, results[0].tokens.refresh)
    clock.advance(hours=24)
    results.append(await login.with_init_data(shop, data))
    assert [await is_in(shop, one.tokens) for one in results[-1:]] == [True]
    clock.advance(seconds=1)
    with pytest.raises(errors.InvalidLogin):
        await login.with_init_data(shop, data)


async def test_signing_out_of_one_tab_leaves_the_others(shop: Shop) -> None:
    first, second = [await login.with_init_data(shop, init_data(shop.now())) for _ in range(2)]
    await sessions.end(shop, first.tokens.refresh)
    assert (await is_in(shop, first.tokens), await is_in(shop, second.tokens)) == (False, True)


async def test_repeating_init_data_drops_its_own_oldest_sign_ins_and_nobody_elses(shop: Shop) -> None:
    phone = await login.with_widget(shop, widget_answer(shop.now()))
    earlier = await login.with_init_data(shop, init_data(shop.now(), query_id="earlier"))
    results = [await login.with_init_data(shop, init_data(shop.now())) for _ in range(MAX_PER_PROOF + 5)]
    assert await running(phone.user) == await Session.all().count() == MAX_PER_PROOF + 2
    assert [await is_in(shop, one.tokens) for one in (phone, earlier, results[0], results[-1])] == [
        True,
        True,
        False,
        True,
    ]


async def test_a_person_has_so_many_sign_ins_and_no_more(shop: Shop, user: User) -> None:
    stranger = await sessions.begin(shop, await new_user(shop, 2))
    made = [await sessions.begin(shop, user) for _ in range(MAX_SESSIONS + 3)]
    assert await running(user) == MAX_SESSIONS
    assert [await is_in(shop, one) for one in (stranger, made[2], made[3], made[-1])] == [True, False, True, True]


async def test_of_one_widget_answer_at_once_one_signs_in(shop: Shop) -> None:
    answer = widget_answer(shop.now())
    results = await asyncio.gather(*(login.with_widget(shop, answer) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, login.SignIn) for one in results) == 1
    assert sum(isinstance(one, errors.InvalidLogin) for one in results) == 3


# ---- how often passwords may be tried


async def wrong(shop: Shop, network: str, times: int = 1, email: str = EMAIL) -> list[type]:
    """What a few wrong passwords from there come to."""
    results = await asyncio.gather(
        *(login.with_password(shop, email, "wrong", network=network) for _ in range(times)), return_exceptions=True
    )
    return [type(result) for result in results]


async def test_a_password_is_not_guessed_from_many_networks(shop: Shop, clock: Clock, ann: User) -> None:
    await passwords.verify("x", None)
    for email in (EMAIL, "nobody@example.com"):  # alike: nobody learns which accounts there are
        told = [one for number in range(8) for one in await wrong(shop, f"192.0.2.{number}", 5, email)]
        assert told.count(errors.WrongPassword) == 30
        assert told.count(errors.TooManySignIns) == 10
    with pytest.raises(errors.TooManySignIns) as refused:
        await login.with_password(shop, EMAIL, PASSWORD, network="198.51.100.7")
    assert 0 < int(refused.value.params["seconds"]) <= 3601
    clock.advance(hours=1)
    await login.with_password(shop, EMAIL, PASSWORD, network="198.51.100.7")


async def test_strangers_do_not_lock_the_owner_out_where_they_sign_in(shop: Shop, ann: User) -> None:
    await login.with_password(shop, " Ann@Example.com", PASSWORD, network="home")
    for number in range(7):
        await wrong(shop, f"192.0.2.{number}", 5)
    await login.with_password(shop, EMAIL, PASSWORD, network="home")
    assert await wrong(shop, "home") == [errors.WrongPassword]
    with pytest.raises(errors.TooManySignIns):
        await login.with_password(shop, EMAIL, PASSWORD, network="abroad")
    code = await login.issue_email_token(shop, ann, "reset", 1)
    await login.reset_password(shop, code or "", "another one", network="abroad")
    await login.with_password(shop, EMAIL, "another one", network="abroad")


async def test_one_network_has_ten_tries_and_a_letter_lifts_that(shop: Shop, ann: User) -> None:
    assert (await wrong(shop, "home", 14)).count(errors.WrongPassword) == 10
    with pytest.raises(errors.TooManySignIns):
        await login.with_password(shop, EMAIL, PASSWORD, network="home")
    code = await login.issue_email_token(shop, ann, "reset", 1)
    await login.reset_password(shop, code or "", "another one", network="home")
    await login.with_password(shop, EMAIL, "another one", network="home")


async def test_right_passwords_are_not_counted(shop: Shop, ann: User) -> None:
    results = await asyncio.gather(*(login.with_password(shop, EMAIL, PASSWORD, network="home") for _ in range(12)))
    assert len(results) == 12
