"""What a person sees when something goes wrong: what it was, and what to do next."""

import logging
from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent

from bot import callbacks
from bot.ui import Row, Screen, Visit
from core import db, errors
from core.errors import ShopError
from core.i18n import Html

logger = logging.getLogger(__name__)


def register(dispatcher: Dispatcher) -> None:
    """Catch whatever a handler lets through."""
    dispatcher.errors.register(tell)


async def tell(event: ErrorEvent, visit: Visit | None = None) -> Any:
    """Show a refusal of the shop as its sentence; log anything else and show a friendly one.

    An absent database is nobody's business: the update is handled again when it is back (see `bot/dispatch.py`).
    """
    exc = event.exception
    if db.is_away(exc):
        return UNHANDLED
    if not isinstance(exc, ShopError):
        logger.error("update %s failed", event.update.update_id, exc_info=exc)
    if visit is None:
        return None
    try:
        await visit.show(error_screen(visit, exc))
    except TelegramAPIError as trouble:
        logger.warning("a person is not told of an error: %s", type(trouble).__name__)
    return None


def error_screen(visit: Visit, exc: Exception) -> Screen:
    """The sentence of an error with the buttons that help out of it."""
    refusal = exc if isinstance(exc, ShopError) else errors.ShopError()
    text = visit.t("bot-error", text=Html(visit.shop.error_text(refusal, visit.language)))
    return Screen(text, (_way_out(visit, refusal), visit.back()))


def _way_out(visit: Visit, refusal: ShopError) -> Row:
    match refusal:
        case errors.InsufficientBalance():
            return (visit.button("button-top-up", callbacks.TOP_UP), visit.button("button-buy", callbacks.BUY))
        case errors.TariffNotFound() | errors.TariffUnavailable() | errors.PaymentExpired() | errors.PaymentNotFound():
            return (visit.button("button-buy", callbacks.BUY),)
        case errors.TermsChanged() | errors.OtherTermsRunning() | errors.TrafficUsedUp():
            return (visit.button("button-buy", callbacks.BUY),)
        case errors.SubscriptionNotFound() | errors.NotRenewable() | errors.TrialUsed() | errors.TrialDisabled():
            return (visit.button("button-buy", callbacks.BUY),)
        case errors.TooManyTickets() | errors.TicketNotFound() | errors.TicketClosed():
            return (visit.button("button-support", callbacks.TICKETS),)
        case _:
            return (visit.button("button-support", callbacks.TICKETS),)
