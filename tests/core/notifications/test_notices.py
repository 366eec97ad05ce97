"""Notices: told once, in Telegram where it reaches the person, otherwise by a letter with the same words."""

import asyncio
import re
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from core import db, events, outbox, wiring, worker
from core.events import Fact
from core.notifications import customers, email
from core.outbox import Delivery
from core.shop import Shop
from core.subscriptions.keys.links import qr_png
from core.subscriptions.models import Subscription
from core.users.models import User
from tests.conftest import ADMIN, Clock, make_settings, new_user
from tests.core.conftest import work
from tests.core.notifications.test_email import text_of
from tests.core.test_reactions import FACTS, World, world  # noqa: F401
from tests.mail import MailServer
from tests.telegram import BotApi

EMAIL = "ann@example.com"
DATE = r"\d+ December 2026, \d\d:\d\d"
SUBJECTS: dict[type[Fact], str] = {
    events.PaymentSettled: r"₽1,000 was added to your balance",
    events.PaymentLeftOnBalance: r"Your payment came, but what you chose could not be bought any more",
    events.PaymentRefunded: r"Your payment of ₽1,000 was refunded",
    events.BalanceGranted: r"₽0.01 was taken from your balance",
    events.ReferralRewarded: r"A friend of yours has paid — you get ₽0.01 on your balance",
    events.SubscriptionStarted: r"All set, your payment is in",
    events.SubscriptionRenewed: rf"Autopay: your subscription now runs until {DATE}, ₽0.01 was taken from the balance",
    events.SubscriptionExtended: r"You were given 3 days",
    events.SubscriptionExpiring: rf"Your subscription ends in 30 days — {DATE}",
    events.SubscriptionExpired: r"Your subscription has ended and the VPN is off",
    events.SubscriptionSuspended: r"Your subscription is paused",
    events.SubscriptionResumed: rf"Your subscription works again, until {DATE}",
    events.AutopayFailed: r"Autopay did not work: the tariff “Month” needs ₽0.01",
    events.AccessReady: r"Your VPN is ready!",
    events.LinkReissued: r"Your new link is ready",
    events.SubscriptionResumed: rf"Your subscription works again, until {DATE}",
    events.TicketMessageAdded: r"Support has answered request no. \d+",
    events.TicketClosed: r"Request no. \d+ is closed",
}

NOTICED = [
    kind
    for kind, reactions in wiring.REACTIONS.items()
    if kind in FACTS and any(one.__module__ == customers.__name__ for one in reactions)
]


async def to_letters(shop: Shop, user_id: int | None, **rest: Any) -> None:
    """Let the person have an e-mail address alone, and read English."""
    known = {"telegram_id": None, "email": EMAIL, "email_verified_at": shop.now(), "language": "en"}
    await User.filter(id=user_id).update(**known | rest)


async def tell(shop: Shop, fact: Fact) -> int:
    """Record the fact and carry out what follows."""
    async with db.transaction():
        fact_id = await shop.record(fact)
    await work(shop)
    return fact_id


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^<>]*>", " ", html)).split()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # it is about words
@pytest.mark.parametrize("kind", NOTICED, ids=lambda kind: kind.__name__)
async def test_whatever_telegram_says_comes_once_as_a_letter_with_the_same_words(
    world: World, post: MailServer, bot_api: BotApi, kind: type[Fact]
) -> None:
    shop = world.shop
    if kind is not events.SubscriptionStarted:  # said only while access is being prepared
        await work(shop)
    await Subscription.filter(id=world.subscription.id).update(reminder="one_day")
    fact = await FACTS[kind](world)
    person = await User.get_or_none(id=fact.user_id)
    chat = (person and person.telegram_id) or 0
    await User.filter(id=fact.user_id).update(language="en")
    before = len(bot_api.said_to(chat))
    await tell(shop, fact)
    said = bot_api.said_to(chat)[before:]
    assert len(said) == 1 if kind in SUBJECTS else len(said) <= 1

    await to_letters(shop, fact.user_id)
    fact_id = await tell(shop, fact)
    for reaction in shop.reactions[kind]:
        name = outbox.reaction_name(reaction)
        await Delivery.create(fact_id=fact_id, reaction=name, next_try_at=shop.now())
    await work(shop)
    assert bot_api.said_to(chat)[before:] == said
    assert len(post.letters) == len(said)
    for letter, text in zip(post.letters, said, strict=True):
        assert letter["To"] == EMAIL
        subject = letter["Subject"].strip()  # a long one begins in a line of its own
        assert re.fullmatch(f"Tom & Co: {SUBJECTS.get(kind, '.+')}", subject), subject
        assert text_of(letter).split()[: len(words(text))] == words(text)
        assert "Tom & Co writes to this address" in text_of(letter)
        assert words(text)[-1] in words(text_of(letter, "html"))


async def test_the_letter_with_the_key_has_link_button_and_qr_picture(world: World, post: MailServer) -> None:
    await to_letters(world.shop, world.user.id)
    await work(world.shop)
    (letter,) = post.letters
    link = f"https://shop.example/s/{world.subscription.token}"
    assert link in text_of(letter)
    assert "vless://" in text_of(letter)
    page = text_of(letter, "html")
    assert f'<a href="{link}"' in page
    (picture,) = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page
    assert picture.get_content() == qr_png(link)
    assert letter.get_content_type() == "multipart/alternative"


async def test_what_staff_types_is_text_in_the_letter_too(shop: Shop, user: User, post: MailServer) -> None:
    letter: EmailMessage = email.compose(
        shop,
        EMAIL,
        email.notice(
            shop, user, 'Answer\n\nUse &lt;b&gt; &amp; "2"\n<a href="https://x.example/?a=1&amp;b=2">this</a>'
        ),
    )
    assert 'Use <b> & "2"\nthis (https://x.example/?a=1&b=2)' in text_of(letter)
    assert 'Use &lt;b&gt; &amp; "2"<br><a href="https://x.example/?a=1&amp;b=2">' in text_of(letter, "html")


async def test_a_long_first_sentence_is_cut_in_the_subject(shop: Shop, user: User, post: MailServer) -> None:
    letter = email.notice(shop, user, "🔒 <b>" + "word " * 100 + "</b>. Next")
    assert len(letter.subject) <= len("Tom &amp; Co: ") + email.SUBJECT_LENGTH
    assert letter.subject.endswith("word…")


async def test_whoever_blocks_the_bot_is_written_to(world: World, post: MailServer, bot_api: BotApi) -> None:
    await work(world.shop)
    await to_letters(world.shop, world.user.id, telegram_id=4242)
    bot_api.gone.add(4242)
    for number in (1, 2):
        await tell(world.shop, await FACTS[events.SubscriptionExpired](world))
        assert len(post.letters) == number
    assert (await User.get(id=world.user.id)).unreachable_at is not None


async def test_who_is_reached_in_telegram_gets_no_letter(world: World, post: MailServer, bot_api: BotApi) -> None:
    await to_letters(world.shop, world.user.id, telegram_id=4242)
    await tell(world.shop, await FACTS[events.SubscriptionExpired](world))
    assert post.letters == []
    assert any("has ended" in text for text in bot_api.said_to(4242))


async def test_what_telegram_refuses_comes_by_letter(world: World, post: MailServer, bot_api: BotApi) -> None:
    await work(world.shop)
    await to_letters(world.shop, world.user.id, telegram_id=4242)
    bot_api.refuse_next("sendMessage", 400, "Bad Request: message is too long")
    await tell(world.shop, await FACTS[events.SubscriptionExpired](world))
    assert len(post.letters) == 1


async def test_an_unverified_address_gets_no_notice(world: World, post: MailServer, bot_api: BotApi) -> None:
    await to_letters(world.shop, world.user.id, email_verified_at=None)
    for kind in (events.AccessReady, events.SubscriptionExpired, events.BalanceGranted):
        await tell(world.shop, await FACTS[kind](world))
    assert post.letters == []
    assert bot_api.calls == []
    assert await Delivery.all().count() == 0


async def test_news_for_staff_stay_in_telegram(world: World, post: MailServer, bot_api: BotApi) -> None:
    await work(world.shop)
    await to_letters(world.shop, world.user.id)
    for kind in (events.TicketOpened, events.PaymentDoubted, events.PanelTroubled):
        await tell(world.shop, await FACTS[kind](world))
    assert post.letters == []
    assert len(bot_api.said_to(ADMIN)) == 3


async def test_a_notice_waits_until_the_mail_server_is_back(world: World, post: MailServer, clock: Clock) -> None:
    await work(world.shop)
    await to_letters(world.shop, world.user.id)
    post.replies["MAIL"] = "451 later"
    await tell(world.shop, await FACTS[events.SubscriptionExpired](world))
    delivery = await Delivery.get()
    assert "MailTrouble" in str(delivery.last_error)
    assert EMAIL not in str(delivery.last_error)
    post.replies.clear()
    clock.advance(minutes=1)
    await work(world.shop)
    assert len(post.letters) == 1
    assert await Delivery.all().count() == 0


async def test_a_silent_mail_server_holds_up_nobody_in_telegram(
    shop: Shop, post: MailServer, bot_api: BotApi, clock: Clock
) -> None:
    """More letters than the worker has lanes; a message to somebody else still gets through."""
    readers = [await new_user(shop, 1000 + number) for number in range(worker.LANES + 8)]
    for number, reader in enumerate(readers):
        await to_letters(shop, reader.id, email=f"{number}@example.com")
    chatter = await new_user(shop, 4242)
    await work(shop)
    post.awake.clear()
    async with db.transaction():
        for person in (*readers, chatter):
            await shop.record(events.BalanceGranted(person.id, amount_kopeks=100, source="shop"))
    lanes = worker.Lanes(shop)
    while not bot_api.said_to(4242):
        await lanes.take()
        await asyncio.sleep(0.01)
    assert post.letters == []
    assert post.calls <= 8
    post.awake.set()
    await lanes.finish()
    while len(post.letters) < len(readers):
        clock.advance(seconds=5)
        await worker.deliver_due(shop)
    assert sorted(letter["To"] for letter in post.letters) == sorted(f"{n}@example.com" for n in range(len(readers)))
    assert await Delivery.all().count() == 0


async def test_without_a_mail_server_nothing_fails_and_the_log_has_no_text(
    world: World,
    database_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    world.shop.settings = make_settings(database_url, tmp_path)
    await to_letters(world.shop, world.user.id)
    await work(world.shop)
    assert "SMTP_URL is not set" in caplog.text
    assert world.subscription.token not in caplog.text
    assert EMAIL not in caplog.text
    assert await Delivery.all().count() == 0
