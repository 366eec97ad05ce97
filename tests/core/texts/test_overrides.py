"""The owner's own texts: said everywhere at once, kept through upgrades, undone; else the product's are said."""

import asyncio
from typing import Any

import pytest

from core import errors, i18n, wiring
from core.config import changes, store
from core.config.changes import SettingChange
from core.config.texts import TextOverride
from core.notifications import email
from core.shop import Actor, Shop
from core.texts import overrides
from core.users.models import User

OWNER = Actor("admin", 900)
KEY = "bot-not-understood"
WELCOME = "bot-standing-active"


def forget() -> None:
    """This process has read nothing yet, as one that has just been started."""
    i18n.use(i18n.Overrides())


async def another(shop: Shop) -> Shop:
    """Another process of the same shop."""
    forget()
    other = wiring.build_shop(shop.environment, now=shop.clock)
    await store.refresh(other)
    return other


async def test_an_own_text_is_said_everywhere_and_put_back(shop: Shop) -> None:
    before = {language: shop.t(KEY, language) for language in i18n.LANGUAGES}
    version = await overrides.replace(shop, "ru", KEY, "Не понял\r\n\r\n<b>совсем</b>  ", by=OWNER)
    assert (version, shop.settings_version) == (1, 1)
    assert shop.t(KEY, "ru") == "Не понял\n\n<b>совсем</b>"
    assert shop.t(KEY, "en") == before["en"]
    forget()
    assert shop.t(KEY, "ru") == before["ru"]
    other = await another(shop)
    assert other.t(KEY, "ru") == "Не понял\n\n<b>совсем</b>"
    assert await overrides.reset(other, "ru", KEY, by=OWNER) == 2
    assert other.t(KEY, "ru") == before["ru"]
    assert await TextOverride.all().count() == 0
    assert await overrides.reset(other, "ru", KEY, by=OWNER) == 2  # there was none


async def test_texts_and_settings_are_of_one_version_and_have_one_history(shop: Shop) -> None:
    await store.change(shop, {"trial_days": 7}, by=str(OWNER))
    await overrides.replace(shop, "en", WELCOME, "Until { $expires_at }", by=OWNER, version=1)
    with pytest.raises(errors.SettingsStale):
        await overrides.replace(shop, "en", WELCOME, "Later", by=OWNER, version=1)
    await overrides.replace(shop, "en", WELCOME, "Second", by=OWNER, version=2)
    versions, total = await changes.history()
    assert total == 3
    assert [(change.name, change.old, change.new) for version in versions for change in version.changes] == [
        (f"text:en:{WELCOME}", "Until { $expires_at }", "Second"),
        (f"text:en:{WELCOME}", None, "Until { $expires_at }"),
        ("trial_days", None, 7),
    ]
    await store.undo(shop, 3, by=str(OWNER))
    assert shop.t(WELCOME, "en", days=2, expires_at="now") == "Until now"
    await store.undo(shop, 2, by=str(OWNER))
    assert overrides.find("en", WELCOME).override is None
    assert shop.settings.trial_days == 7
    assert (await another(shop)).settings_version == 5


async def test_a_text_that_is_refused_changes_nothing(shop: Shop) -> None:
    for language, key, text, kind in [
        ("ru", KEY, "{ $name }", errors.TextInvalid),
        ("ru", "no-such-text", "x", errors.TextNotFound),
        ("ru", "console-nav", "x", errors.TextNotFound),  # the operator's own
        ("de", KEY, "x", errors.TextNotFound),
    ]:
        with pytest.raises(kind) as refused:
            await overrides.replace(shop, language, key, text, by=OWNER)
        assert shop.error_text(refused.value, "en") != shop.error_text(refused.value, "ru")
    assert await TextOverride.all().count() == await SettingChange.all().count() == shop.settings_version == 0


async def test_what_changes_nothing_makes_no_version_and_the_products_text_is_no_own_one(shop: Shop) -> None:
    original = i18n.originals("ru")[KEY].text
    assert await overrides.replace(shop, "ru", KEY, f"{original}\n", by=OWNER) == 0
    assert await overrides.replace(shop, "ru", KEY, "Иначе", by=OWNER) == 1
    assert await overrides.replace(shop, "ru", KEY, "Иначе", by=OWNER) == 1
    assert await overrides.replace(shop, "ru", KEY, original, by=OWNER) == 2
    assert overrides.find("ru", KEY).override is None


async def test_after_an_upgrade_a_text_that_no_longer_fits_is_not_said_and_is_listed(shop: Shop) -> None:
    await overrides.replace(shop, "en", WELCOME, "Until { $expires_at }", by=OWNER)
    await overrides.replace(shop, "en", KEY, "What?", by=OWNER)
    # As an earlier version of the product would have left them.
    await TextOverride.filter(key=WELCOME).update(placeholders="expires_at", original="0" * 32)
    await TextOverride.filter(key=KEY).update(original="0" * 32)
    gone = await TextOverride.get(key=KEY)
    await TextOverride.create(
        **{
            name: getattr(gone, name)
            for name in ("language", "text", "original", "placeholders", "version", "actor", "saved_at")
        },
        key="bot-of-old",
    )
    other = await another(shop)
    assert "Until" not in other.t(WELCOME, "en", days=2, expires_at="tomorrow")
    assert other.t(KEY, "en") == "What?"
    unfit, total = overrides.page("en", only="unfit", limit=20, offset=0)
    assert ([entry.key for entry in unfit], total) == ([WELCOME, "bot-of-old"], 2)
    changed, _ = overrides.page("en", only="changed", limit=20, offset=0)
    assert {entry.key for entry in changed} == {WELCOME, KEY, "bot-of-old"}
    await overrides.reset(other, "en", "bot-of-old", by=OWNER)
    await overrides.replace(other, "en", WELCOME, "Until { $expires_at }", by=OWNER)
    assert other.t(WELCOME, "en", days=2, expires_at="tomorrow") == "Until tomorrow"
    assert overrides.page("en", only="unfit", limit=20, offset=0) == ([], 0)


async def test_whatever_is_stored_something_is_said(shop: Shop) -> None:
    await overrides.replace(shop, "en", KEY, "What?", by=OWNER)
    for text in ["{ $gone }", "{", "", "{ FOO(1) }"]:
        await TextOverride.filter(key=KEY).update(text=text)
        assert (await another(shop)).t(KEY, "en").startswith("I understand buttons"), text


async def test_changes_of_one_moment_lose_nothing(shop: Shop) -> None:
    keys = ["bot-no-tariffs", "bot-tariffs", "bot-trial-name", KEY]
    await asyncio.gather(
        *(overrides.replace(shop, "en", key, f"Own {key}", by=OWNER) for key in keys),
        store.change(shop, {"trial_days": 9}, by=str(OWNER)),
    )
    await store.refresh(shop)
    assert [shop.t(key, "en") for key in keys] == [f"Own {key}" for key in keys]
    assert (shop.settings_version, shop.settings.trial_days) == (5, 9)


async def test_texts_are_looked_for_by_words_group_and_page(shop: Shop) -> None:
    await overrides.replace(shop, "en", KEY, "A purple elephant", by=OWNER)
    assert [entry.key for entry in overrides.page("en", search="ELEPHANT purple", limit=9, offset=0)[0]] == [KEY]
    assert [entry.key for entry in overrides.page("en", search=KEY, limit=9, offset=0)[0]] == [KEY]
    assert [entry.key for entry in overrides.page("en", only="own", limit=9, offset=0)[0]] == [KEY]
    assert overrides.page("ru", search="elephant", limit=9, offset=0) == ([], 0)
    letters, total = overrides.page("ru", group="letters", limit=3, offset=3)
    assert len(letters) == 3
    assert total == sum(text.group == "letters" for text in i18n.originals("ru").values())


async def test_a_preview_shows_each_variant_and_saves_nothing(shop: Shop) -> None:
    text = "{ $days ->\n [one] <b>{ $days } day</b>\n *[other] { $days } days\n} until { $expires_at }"
    shown = overrides.preview(shop, "en", WELCOME, text)
    assert [(one.choices, one.text) for one in shown] == [
        ({"days": 5}, "5 days until 21 November 2026, 14:05"),
        ({"days": 1}, "<b>1 day</b> until 21 November 2026, 14:05"),
        ({"days": 2}, "2 days until 21 November 2026, 14:05"),
    ]
    assert shop.settings_version == 0


async def test_letters_and_errors_follow(shop: Shop, user: User) -> None:
    await overrides.replace(shop, "ru", "letter-notice-footer", "Пишет { $shop } &amp; друзья", by=OWNER)
    await overrides.replace(shop, "ru", "error-too-many-devices", "Не больше { $limit }!", by=OWNER)
    letter = email.compose(shop, "anna@example.com", email.notice(shop, user, "Привет"))
    body: Any = letter.get_body(("plain",))
    assert "Пишет Vitrina & друзья" in body.get_content()
    assert shop.error_text(errors.TooManyDevices(limit=3), "ru") == "Не больше 3!"
