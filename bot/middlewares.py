"""What happens before every handler: who is it, in which language, and may they be here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update
from aiogram.types import User as TelegramPerson

from bot import callbacks
from bot.ui import Screen, Visit
from core.promotions import campaigns, referrals
from core.shop import Shop
from core.users import accounts
from core.users.accounts import TelegramProfile
from core.users.models import User

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
OPEN_TO_BLOCKED = ("/paysupport", "/terms")


class VisitMiddleware(BaseMiddleware):
    """Loads the account and makes the `Visit` that handlers work with. Only private chats get further."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        person: TelegramPerson | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if not isinstance(event, Update) or person is None or person.is_bot:
            return None
        if chat is not None and chat.type != "private":
            return None
        if event.message is None and event.callback_query is None:
            # A pre-checkout must be answered whatever happens, and somebody who blocks the bot is not visiting.
            return await handler(event, data)
        data["visit"] = visit = await _visit(event, person, data)
        return await _admit(handler, event, visit, data)


async def _visit(event: Update, person: TelegramPerson, data: dict[str, Any]) -> Visit:
    shop: Shop = data["shop"]
    bot: Bot = data["bot"]
    state: FSMContext = data["state"]
    profile = profile_of(person)
    user, is_new = await accounts.by_telegram(person.id), False
    if user is None:
        user, is_new = await _register(shop, profile, start_payload(event.message))
    else:
        await accounts.refresh(shop, user, profile)
    return Visit(shop, bot, user, state, event.message or event.callback_query, is_new)


async def _register(shop: Shop, profile: TelegramProfile, payload: str) -> tuple[User, bool]:
    """Open an account; the start link's payload says who sent the person."""
    if payload.startswith(referrals.PREFIX):
        return await accounts.get_or_create(shop, profile, referral_code=payload.removeprefix(referrals.PREFIX))
    campaign = await campaigns.by_start(payload) if payload else None
    return await accounts.get_or_create(shop, profile, campaign_id=campaign.id if campaign else None)


async def _admit(handler: Handler, event: Update, visit: Visit, data: dict[str, Any]) -> Any:
    if visit.user.blocked_at is not None and not _open_to_blocked(event):
        if event.callback_query is not None:
            await visit.bot.answer_callback_query(event.callback_query.id)
        await visit.show(Screen(visit.t("bot-blocked", contact=contact_of(visit.shop))))
        return None
    if data.get("raw_state") is not None and _ends_dialogue(event):
        await visit.state.clear()
        data["raw_state"] = None
    if event.callback_query is None:
        return await handler(event, data)
    # The button's spinner ends at once, beside the work, and also for buttons nobody knows any more.
    answer = asyncio.create_task(_answered(visit.bot, event.callback_query))
    try:
        return await handler(event, data)
    finally:
        await answer


async def _answered(bot: Bot, query: CallbackQuery) -> None:
    with suppress(Exception):  # the spinner ends by itself; what the button does must not suffer
        await bot.answer_callback_query(query.id)


def _open_to_blocked(event: Update) -> bool:
    message = event.message
    if message is None:
        return False
    is_payment = message.successful_payment is not None or message.refunded_payment is not None
    return is_payment or (message.text or "").startswith(OPEN_TO_BLOCKED)


def _ends_dialogue(event: Update) -> bool:
    """Commands and buttons of other screens end a dialogue."""
    if event.callback_query is not None:
        return not (event.callback_query.data or "").startswith(callbacks.DIALOGUE_PREFIXES)
    return event.message is not None and (event.message.text or "").startswith("/")


def profile_of(person: TelegramPerson) -> TelegramProfile:
    """A person as Telegram describes them, in the shop's words."""
    return TelegramProfile(
        telegram_id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        username=person.username,
        language_code=person.language_code,
    )


def start_payload(message: Message | None) -> str:
    """What stands behind /start in a deep link; empty for anything else."""
    command, _, payload = ((message.text if message else None) or "").partition(" ")
    return payload.strip() if command == "/start" else ""


def contact_of(shop: Shop) -> str:
    """Where to turn beside the bot; `none` where the operator has not said."""
    return shop.settings.support_contact or "none"
