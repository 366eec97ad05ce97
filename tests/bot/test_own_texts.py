"""The owner's own texts in the bot: the next screen says them, without a restart."""

from bot.app import BotApp
from core.shop import Actor, Shop
from core.texts import overrides
from sandbox.client import Person, SandboxClient
from tests.bot.conftest import eventually

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


async def test_commands_are_announced_anew_when_they_are_called_otherwise(
    bot: BotApp, shop: Shop, sb: SandboxClient
) -> None:
    async def called(text: str) -> bool:
        calls = [call["args"] for call in await sb.calls("setMyCommands")]
        return any(text in str(args["commands"]) for args in calls if args.get("language_code") == "en")

    await eventually(lambda: called("How to connect"))
    await overrides.replace(shop, "en", "bot-command-help", "Help &amp; more", by=OWNER)
    await eventually(lambda: called("Help & more"))
