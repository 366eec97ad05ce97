"""The shop's channel: its members alone get the trial, where an operator wants it so."""

import logging

from core.shop import Shop
from core.telegram.client import TelegramError
from core.users.models import User

logger = logging.getLogger(__name__)


async def lets_in(shop: Shop, user: User) -> bool:
    """Whether the channel stands in nobody's way: there is none, the person is in it, or Telegram cannot tell.

    Somebody without a Telegram account cannot be asked about and passes. Never call it inside a transaction.
    """
    channel = shop.settings.channel_username
    if not channel or user.telegram_id is None:
        return True
    try:
        return await shop.telegram.is_member(channel, user.telegram_id)
    except TelegramError as exc:
        logger.warning("the trial is given without a look into the channel: %s", exc)
        return True
