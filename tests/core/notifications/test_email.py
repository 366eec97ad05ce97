"""Letters: sent once, in the person's language, with a code that serves once; their codes are in no log."""

import logging
import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from core import errors
from core.events import EmailVerificationAsked, PasswordResetAsked
from core.notifications import email as letters
from core.outbox import Delivery
from core.shop import Shop
from core.users import login, sessions
from core.users.models import LetterToken, User
from tests.conftest import Clock, make_settings
from tests.core.conftest import facts, work
from tests.mail import MailServer

EMAIL, PASSWORD = "ann@example.com", "correct horse"


async def register(shop: Shop, language: str = "en") -> User:
    return await login.register(shop, email=EMAIL, password=PASSWORD, first_name="Ann <3", language=language)


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def code_of(letter: EmailMessage) -> str:
    """The code, as a person would find it: alone in its line."""
    (code,) = (line for line in text_of(letter).splitlines() if re.fullmatch(r"[A-Za-z0-9_-]{32}", line))
    return code


async def test_whoever_registers_gets_a_letter_and_signs_in_after_reading_it(shop: Shop, post: MailServer) -> None:
    await register(shop)
    with pytest.raises(errors.EmailUnverified):
        await login.with_password(shop, EMAIL, PASSWORD)
    await work(shop)
    (letter,) = post.letters
    assert (letter["To"], letter["From"]) == (EMAIL, "Tom & Co <noreply@shop.example>")
    assert letter["Subject"] == "Tom & Co: confirm your e-mail"
    code = code_of(letter)
    assert "Ann" not in text_of(letter)
    assert f"https://shop.example/app/verify-email#{code}" in text_of(letter)
    assert "Ann" not in text_of(letter, "html")
    assert f'href="https://shop.example/app/verify-email#{code}"' in text_of(letter, "html")
    verified = await login.verify_email(shop, code)
    assert verified.email_verified_at == shop.now()
    await login.with_password(shop, EMAIL, PASSWORD)
    with pytest.raises(errors.VerificationTokenInvalid):
        await login.verify_email(shop, code)


async def test_letters_speak_the_persons_language(shop: Shop, post: MailServer) -> None:
    await register(shop, "ru")
    await work(shop)
    assert post.letters[0]["Subject"] == "Tom & Co: подтвердите почту"
    assert "Здравствуйте" in text_of(post.letters[0])


async def test_a_code_has_its_end(shop: Shop, clock: Clock, post: MailServer) -> None:
    await register(shop)
    await login.ask_for_reset(shop, EMAIL)
    await work(shop)
    verification, reset = (code_of(letter) for letter in post.letters)
    for wrong in ("", "x", reset, "я", "%00"):
        with pytest.raises(errors.VerificationTokenInvalid):
            await login.verify_email(shop, wrong)
    with pytest.raises(errors.ResetTokenInvalid):
        await login.reset_password(shop, verification, "new password")
    clock.advance(hours=1)
    with pytest.raises(errors.ResetTokenExpired):
        await login.reset_password(shop, reset, "new password")
    clock.advance(hours=23)
    with pytest.raises(errors.VerificationTokenExpired):
        await login.verify_email(shop, verification)


async def test_another_letter_comes_when_the_first_is_lost(shop: Shop, clock: Clock, post: MailServer) -> None:
    await register(shop)
    await work(shop)
    for minutes, expected in ((0, 1), (6, 2), (1, 2), (6, 3)):
        clock.advance(minutes=minutes)
        with pytest.raises(errors.EmailUnverified):
            await login.with_password(shop, EMAIL, PASSWORD)
        await work(shop)
        assert len(post.letters) == expected
    await login.verify_email(shop, code_of(post.letters[-1]))


async def test_a_reset_changes_the_password_once_and_signs_out_everywhere(shop: Shop, post: MailServer) -> None:
    user = await register(shop)
    tokens = await sessions.begin(shop, user)
    await login.ask_for_reset(shop, " Ann@Example.com")
    await work(shop)
    code = code_of(post.letters[-1])
    await login.reset_password(shop, code, "new password")
    with pytest.raises(errors.Unauthenticated):
        await sessions.refresh(shop, tokens.refresh)
    with pytest.raises(errors.ResetTokenInvalid):
        await login.reset_password(shop, code, "third password")
    with pytest.raises(errors.WrongPassword):
        await login.with_password(shop, EMAIL, PASSWORD)
    with pytest.raises(errors.EmailUnverified):  # the password fits, and only the letter of registration verifies
        await login.with_password(shop, EMAIL, "new password")


async def test_an_unknown_address_gets_nothing(shop: Shop, post: MailServer) -> None:
    await login.ask_for_reset(shop, "nobody@example.com")
    await work(shop)
    assert post.letters == []
    assert await Delivery.all().count() == 0


async def test_a_letter_is_sent_once_however_often_it_is_delivered(shop: Shop, post: MailServer) -> None:
    user = await register(shop)
    await login.ask_for_reset(shop, EMAIL)
    await work(shop)
    (asked,), (reset,) = await facts("EmailVerificationAsked"), await facts("PasswordResetAsked")
    await letters.on_email_verification_asked(shop, EmailVerificationAsked(user.id), asked.id)
    await letters.on_password_reset_asked(shop, PasswordResetAsked(user.id), reset.id)
    assert len(post.letters) == 2


async def test_a_letter_waits_until_the_mail_server_is_back(shop: Shop, clock: Clock, post: MailServer) -> None:
    await register(shop)
    post.replies["MAIL"] = "451 later"
    await work(shop)
    delivery = await Delivery.get()
    assert "MailTrouble" in str(delivery.last_error) or "451" in str(delivery.last_error)
    assert EMAIL not in str(delivery.last_error)
    post.replies.clear()
    clock.advance(minutes=5)
    await work(shop)
    assert len(post.letters) == 1
    await login.verify_email(shop, code_of(post.letters[0]))
    assert await LetterToken.all().count() == 1


async def test_an_address_that_is_refused_for_good_is_given_up(shop: Shop, post: MailServer) -> None:
    await register(shop)
    post.replies["RCPT"] = "550 no such person"
    await work(shop)
    assert await Delivery.all().count() == 0
    assert post.letters == []


async def test_the_mail_servers_password_is_sent_and_never_shown(
    shop: Shop, post: MailServer, database_url: str, tmp_path: Path
) -> None:
    url = f"smtp://shop:s3cret%40@127.0.0.1:{post.port}"
    shop.settings = make_settings(database_url, tmp_path, smtp_url=url)
    assert "s3cret" not in repr(shop.settings)
    await register(shop)
    await work(shop)
    assert post.logins == ["\0shop\0s3cret@"]
    assert len(post.letters) == 1


async def test_no_code_and_no_password_comes_into_a_log(
    shop: Shop, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("tortoise.db_client").setLevel(logging.INFO)  # statements carry hashes only, and many of them
    await register(shop)
    await work(shop)
    assert code_of(post.letters[0]) not in caplog.text
    assert PASSWORD not in caplog.text


async def test_without_a_mail_server_the_account_is_usable_and_the_log_keeps_the_secret(
    shop: Shop, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop.settings = make_settings(database_url, tmp_path)
    user = await register(shop)
    await login.with_password(shop, EMAIL, PASSWORD)
    await login.ask_for_reset(shop, EMAIL)
    await work(shop)
    assert "SMTP_URL is not set" in caplog.text
    assert "asked for a new password" not in caplog.text
    assert "/app/reset-password" not in caplog.text
    token = await LetterToken.get(user_id=user.id)
    assert token.expires_at == shop.now() + timedelta(hours=1)


# ---- nobody's mailbox is flooded, and nobody's words travel with the shop's letters


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_a_mailbox_gets_so_many_reset_letters_and_no_more(
    shop: Shop, clock: Clock, post: MailServer, email: str
) -> None:
    await register(shop)
    await work(shop)
    there = len(post.letters) if email == EMAIL else -(10**6)
    for hour, letters_in_all in ((0, 3), (1, 6), (2, 9), (3, 12), (4, 15)):
        for _ in range(40 if hour == 0 else 5):
            await login.ask_for_reset(shop, email.upper(), network=f"192.0.2.{hour}")
        await work(shop)
        assert len(post.letters) == there + letters_in_all or email != EMAIL
        clock.advance(hours=1)
    clock.advance(days=1)
    await login.ask_for_reset(shop, email)
    await work(shop)
    assert len(post.letters) == (there + 16 if email == EMAIL else 1)
    assert len(await facts("PasswordResetAsked")) == 61  # written each time, so that it takes the same time


async def test_strangers_do_not_use_up_the_owners_reset_letters(shop: Shop, clock: Clock, post: MailServer) -> None:
    user = await register(shop)
    await work(shop)
    await login.verify_email(shop, code_of(post.letters[0]))
    await login.with_password(shop, EMAIL, PASSWORD, network="home")
    for _ in range(30):
        for _ in range(4):
            await login.ask_for_reset(shop, EMAIL, network="abroad")
        clock.advance(hours=1)
    await work(shop)
    before = len(post.letters)
    await login.ask_for_reset(shop, EMAIL, network="home")
    await work(shop)
    assert len(post.letters) == before + 1
    await login.reset_password(shop, code_of(post.letters[-1]), "another one", network="home")
    assert user.id == (await login.with_password(shop, EMAIL, "another one")).user.id


async def test_a_mailbox_gets_so_many_letters_however_its_address_is_written(shop: Shop) -> None:
    users = []
    for email in (*(f"An.n+{number}@gmail.com" for number in range(14)), "other@gmail.com"):
        user = await login.register(shop, email=email, password=PASSWORD, first_name="X", language="en")
        users.append(user.id)
    asked = [fact.user_id for fact in await facts("EmailVerificationAsked")]
    assert asked == [*users[:10], users[-1]]


async def test_signing_in_asks_for_so_many_letters_and_no_more(shop: Shop, clock: Clock, post: MailServer) -> None:
    await register(shop)
    for _ in range(20):
        clock.advance(minutes=30)
        with pytest.raises(errors.EmailUnverified):
            await login.with_password(shop, EMAIL, PASSWORD)
    await work(shop)
    assert len(post.letters) == 10
    clock.advance(days=1)
    with pytest.raises(errors.EmailUnverified):
        await login.with_password(shop, EMAIL, PASSWORD)
    await work(shop)
    assert len(post.letters) == 11
    await login.verify_email(shop, code_of(post.letters[-1]))


async def test_letters_to_an_address_that_nobody_has_confirmed_hold_no_words_of_strangers(
    shop: Shop, post: MailServer
) -> None:
    await login.register(
        shop,
        email=EMAIL,
        password=PASSWORD,
        first_name="WIN 1000 EUR at https://evil.example",
        last_name="evil.example",
        language="en",
    )
    await login.ask_for_reset(shop, EMAIL)
    await work(shop)
    assert len(post.letters) == 2
    for letter in post.letters:
        for text in (text_of(letter), text_of(letter, "html"), str(letter["Subject"]), str(letter["To"])):
            assert "evil" not in text
            assert "EUR" not in text


# ---- an address that somebody else has registered


async def test_whoever_confirms_an_address_that_a_stranger_has_registered_has_it_alone(
    shop: Shop, post: MailServer
) -> None:
    user = await register(shop)
    strangers = await sessions.begin(shop, user)
    await work(shop)
    verified = await login.verify_email(shop, code_of(post.letters[0]), registrants=())
    assert verified.email_verified_at == shop.now()
    with pytest.raises(errors.Unauthenticated):
        await sessions.user_of(await sessions.check(shop, strangers.access))
    with pytest.raises(errors.Unauthenticated):
        await sessions.rotate(shop, strangers.refresh)
    with pytest.raises(errors.WrongPassword):
        await login.with_password(shop, EMAIL, PASSWORD)
    code = await login.set_password_code(shop, verified)
    assert code is not None
    await login.reset_password(shop, code, "my own one")
    await login.with_password(shop, EMAIL, "my own one")


async def test_a_sign_in_of_a_stranger_does_not_outlive_the_confirmation(shop: Shop, post: MailServer) -> None:
    user = await register(shop)
    await work(shop)
    known = user.password_hash
    await login.verify_email(shop, code_of(post.letters[0]), registrants={user.id + 1})
    with pytest.raises(errors.WrongPassword):
        await sessions.begin(shop, user, password_hash=known)


async def test_a_password_that_was_set_by_a_letter_stays_when_the_address_is_confirmed(
    shop: Shop, post: MailServer
) -> None:
    await register(shop)
    await login.ask_for_reset(shop, EMAIL)
    await work(shop)
    verification, reset = (code_of(letter) for letter in post.letters)
    await login.reset_password(shop, reset, "my own one")
    verified = await login.verify_email(shop, verification, registrants=())
    assert await login.set_password_code(shop, verified) is None
    await login.with_password(shop, EMAIL, "my own one")
