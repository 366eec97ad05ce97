"""The owner's own texts in the bot: the next screen says them, without a restart."""

from bot.app import BotApp
from core.shop import Actor, Shop
from core.texts import overrides
from sandbox.client import Person

OWNER = Actor("admin", 900)


async def test_the_next_screen_and_its_buttons_say_the_owners_texts(bot: BotApp, shop: Shop, anna: Person) -> None:
    await anna.send("/start")
    await anna.wait_for("Анна")
    welcome = "Рады видеть, <b>{ $name }</b> &amp; друзья!"
    await overrides.replace(shop, "ru", "bot-welcome", welcome, by=OWNER)
    await overrides.replace(shop, "ru", "bot-menu", "Меню № 1\n{ $status }", by=OWNER)
    await overrides.replace(shop, "ru", "button-buy", "Взять!", by=OWNER)
    await anna.send("/menu")
    await anna.wait_for("Меню № 1")
    await anna.tap("Взять!")
