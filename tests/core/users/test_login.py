"""Signing in: one person is one account, a sign-in serves once, a session ends when it should."""

import asyncio
import time
from datetime import timedelta

import jwt
import pytest

from core import errors, installation
from core.shop import Actor, Shop
from core.users import accounts, login, passwords, sessions
from core.users.models import LetterToken, Session, UsedProof, User
from tests.conftest import Clock, new_user
from tests.core.conftest import facts
from tests.telegram_signs import init_data, widget_answer

EMAIL, PASSWORD = "ann@example.com", "correct horse"


async def register(shop: Shop, email: str = EMAIL, **options: str) -> User:
    return await login.register(shop, email=email, password=PASSWORD, first_name="Ann", language="en", **options)


async def test_an_address_is_registered_once_however_it_is_written(shop: Shop) -> None:
    user = await register(shop, " Ann@Example.com ")
    assert (user.email, user.language, user.email_verified_at) == (EMAIL, "en", None)
    with pytest.raises(errors.EmailTaken):
        await register(shop)
    assert (await login.with_password(shop, "ANN@example.com", PASSWORD)).user.id == user.id


async def test_two_registrations_at_once_make_one_account(shop: Shop) -> None:
    results = await asyncio.gather(*(register(shop) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, User) for one in results) == 1
    assert sum(isinstance(one, errors.EmailTaken) for one in results) == 3
    assert await User.filter(email=EMAIL).count() == len(await facts("UserRegistered")) == 1


async def test_who_invited_is_fixed_at_registration(shop: Shop) -> None:
    inviter = await new_user(shop)
    assert (await register(shop, referral_code=inviter.referral_code.lower())).referrer_id == inviter.id
    assert (await register(shop, "b@example.com", referral_code="NOBODYS")).referrer_id is None
    assert (await register(shop, "c@example.com", referral_code="'; --")).referrer_id is None


async def test_a_stranger_cannot_tell_why_a_sign_in_failed(shop: Shop) -> None:
    await register(shop)
    blocked = await register(shop, "blocked@example.com")
    await accounts.block(shop, blocked, by=Actor("admin", 1))
    await new_user(shop)  # without any password
    for email, password in ((EMAIL, "wrong"), ("nobody@example.com", PASSWORD), ("blocked@example.com", PASSWORD)):
        with pytest.raises(errors.WrongPassword):
            await login.with_password(shop, email, password)


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(shop: Shop) -> None:
    await register(shop)
    await passwords.verify("x", None)  # makes what nobody's password is compared with

    fastest = {EMAIL: 9.0, "nobody@example.com": 9.0}
    for _ in range(10):
        for email, known in fastest.items():
            began = time.perf_counter()
            with pytest.raises(errors.WrongPassword):
                await login.with_password(shop, email, "wrong")
            fastest[email] = min(known, time.perf_counter() - began)
    known, unknown = fastest.values()
    assert 0.4 < known / unknown < 2.5


async def test_passwords_do_not_hold_up_the_others() -> None:
    hashing = asyncio.gather(*(passwords.hashed("x" * 8) for _ in range(8)))
    longest, last = 0.0, time.perf_counter()
    while not hashing.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    assert longest < 0.25


@pytest.mark.parametrize("password", ["пароль-длинный", "🦄" * 8, "with\0zero", "x" * 128])
async def test_a_password_may_be_any_text(password: str) -> None:
    known = await passwords.hashed(password)
    assert await passwords.verify(password, known)
    assert not await passwords.verify(password + " ", known)


async def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    assert await passwords.verify("e\u0301cole de danse", await passwords.hashed("\u00e9cole de danse"))


async def test_the_mini_app_and_the_widget_find_the_same_account(shop: Shop) -> None:
    first = await login.with_init_data(shop, init_data(shop.now()))
    second = await login.with_widget(shop, widget_answer(shop.now()))
    assert first.user.id == second.user.id
    assert await User.all().count() == 1


async def test_a_widget_answer_serves_once(shop: Shop) -> None:
    answer = widget_answer(shop.now())
    await login.with_widget(shop, answer)
    with pytest.raises(errors.InvalidLogin):
        await login.with_widget(shop, answer)


async def test_a_blocked_person_is_told_so_by_telegrams_doors(shop: Shop) -> None:
    await accounts.block(shop, await new_user(shop), by=Actor("admin", 1))
    with pytest.raises(errors.Blocked):
        await login.with_init_data(shop, init_data(shop.now()))


async def test_an_invitation_counts_for_new_accounts_only(shop: Shop) -> None:
    inviter = await new_user(shop, 1)
    first = await login.with_init_data(shop, init_data(shop.now()), referral_code=inviter.referral_code)
    assert first.user.referrer_id == inviter.id
    other = await new_user(shop, 2)
    again = await login.with_widget(shop, widget_answer(shop.now(), id=2))
    assert (again.user.id, again.user.referrer_id) == (other.id, None)


# ---- sessions


async def test_an_access_token_ends_and_a_refresh_token_makes_another(shop: Shop, clock: Clock, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    assert tokens.expires_in == 900
    claims = await sessions.check(shop, tokens.access)
    assert (await sessions.user_of(claims)).id == user.id
    clock.advance(minutes=15)
    with pytest.raises(errors.Unauthenticated):
        await sessions.check(shop, tokens.access)
    _, fresh = await sessions.refresh(shop, tokens.refresh)
    assert (await sessions.check(shop, fresh)).session_id == claims.session_id
    clock.advance(days=7)
    with pytest.raises(errors.Unauthenticated):
        await sessions.refresh(shop, tokens.refresh)


async def test_a_revoked_session_ends_at_once(shop: Shop, user: User) -> None:
    tokens, other = await sessions.begin(shop, user), await sessions.begin(shop, await new_user(shop, 2))
    await sessions.revoke_all(shop, user.id)
    with pytest.raises(errors.Unauthenticated):
        await sessions.user_of(await sessions.check(shop, tokens.access))
    with pytest.raises(errors.Unauthenticated):
        await sessions.refresh(shop, tokens.refresh)
    await sessions.refresh(shop, other.refresh)


async def test_a_blocked_person_is_not_let_in(shop: Shop, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    await accounts.block(shop, user, by=Actor("admin", 1))
    with pytest.raises(errors.Blocked):
        await sessions.user_of(await sessions.check(shop, tokens.access))
    with pytest.raises(errors.Blocked):
        await sessions.refresh(shop, tokens.refresh)


async def test_tokens_of_others_are_refused(shop: Shop, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    secret = await installation.signing_secret(shop)
    claims = jwt.decode(tokens.access, options={"verify_signature": False})
    forged = [
        "",
        "x",
        "a.b.c",
        "я",
        tokens.refresh,
        tokens.access[:-2],
        tokens.access + "A" * 3000,
        jwt.encode(claims, "another secret of a good length, thirty-two", "HS256"),
        jwt.encode(claims, secret, "HS512"),
        jwt.encode(claims, None, "none"),  # type: ignore[arg-type]
        jwt.encode({**claims, "sub": "x"}, secret, "HS256"),
        jwt.encode({**claims, "exp": "soon"}, secret, "HS256"),
        jwt.encode({**claims, "exp": 10**30}, secret, "HS256"),
        jwt.encode({key: value for key, value in claims.items() if key != "exp"}, secret, "HS256"),
        jwt.encode({key: value for key, value in claims.items() if key != "sid"}, secret, "HS256"),
    ]
    for token in forged:
        with pytest.raises(errors.Unauthenticated):
            await sessions.check(shop, token)
    with pytest.raises(errors.Unauthenticated):
        await sessions.refresh(shop, tokens.access)


async def test_the_database_holds_no_token(shop: Shop, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    session = await Session.get(user_id=user.id)
    assert session.token_hash == sessions.hashed(tokens.refresh)
    assert tokens.refresh not in str(dict(session))


async def test_the_signing_secret_is_made_once(shop: Shop) -> None:
    known = await installation.signing_secret(shop)
    shop.signing_secret = None
    made = await asyncio.gather(*(installation.signing_secret(shop) for _ in range(4)))
    assert set(made) == {known}
    assert len(known) >= 48
    assert known not in repr(shop)


async def test_what_has_ended_is_forgotten(shop: Shop, clock: Clock, user: User) -> None:
    await login.with_widget(shop, widget_answer(shop.now()))
    await login.issue_email_token(shop, user, "reset", 1)
    for model in (Session, LetterToken, UsedProof):
        assert await model.all().count() == 1
    await sessions.forget_old(shop)
    assert await Session.all().count() == 1
    clock.advance(days=8)
    await sessions.forget_old(shop)
    for model in (Session, LetterToken, UsedProof):
        assert await model.all().count() == 0


async def test_tokens_that_are_replaced_stay_one_place_and_end_together(shop: Shop, clock: Clock, user: User) -> None:
    first = await sessions.begin(shop, user)
    clock.advance(minutes=10)
    _, second = await sessions.rotate(shop, first.refresh)
    clock.advance(minutes=1)
    elsewhere = await sessions.begin(shop, user)
    old, new, other = [await sessions.check(shop, one.access) for one in (first, second, elsewhere)]
    places = await sessions.active_sessions(shop, old)
    assert [place.is_current for place in places] == [False, True]
    assert places == [*await sessions.active_sessions(shop, new)]
    assert places[1].seen_at == places[1].begun_at + timedelta(minutes=10)
    assert places[0].seen_at is None
    await sessions.sign_out(shop, old)
    for claims in (old, new):
        with pytest.raises(errors.Unauthenticated):
            await sessions.user_of(claims)
    assert [place.is_current for place in await sessions.active_sessions(shop, other)] == [True]
    await sessions.sign_out(shop, old)


async def test_ending_a_place_while_its_tokens_are_replaced_leaves_nobody_in(shop: Shop, user: User) -> None:
    for _ in range(8):
        tokens = await sessions.begin(shop, user)
        claims = await sessions.check(shop, tokens.access)
        await asyncio.gather(
            sessions.rotate(shop, tokens.refresh),
            sessions.end_session(shop, user, claims.session_id),
            return_exceptions=True,
        )
        assert await sessions.active_sessions(shop, claims) == []


async def test_a_place_of_somebody_else_is_not_found(shop: Shop, user: User) -> None:
    stranger = await new_user(shop, 2)
    claims = await sessions.check(shop, (await sessions.begin(shop, user)).access)
    with pytest.raises(errors.SessionNotFound):
        await sessions.end_session(shop, stranger, claims.session_id)
    await sessions.end_session(shop, user, claims.session_id)
    with pytest.raises(errors.SessionNotFound):
        await sessions.end_session(shop, user, claims.session_id)
