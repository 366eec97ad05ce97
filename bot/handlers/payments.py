"""Telegram's own payments: the question before one, the payment, and a refund."""

import asyncio
import logging
from html import unescape
from typing import Any

from aiogram import Bot, Router
from aiogram.types import Message, PreCheckoutQuery

from bot import callbacks
from bot.filters import is_payment, is_refund
from bot.ui import Screen, Visit
from core import db, i18n
from core.errors import ShopError
from core.payment_providers import registry
from core.payments import checkout, queries, settlement
from core.payments.models import PURCHASE
from core.shop import Shop
from core.subscriptions import purchase
from core.users import accounts

DECIDE_WITHIN_SECONDS = 7.0  # Telegram gives up after ten

logger = logging.getLogger(__name__)


def register(router: Router) -> None:
    """Pre-checkout, payment, refund."""
    router.pre_checkout_query.register(on_pre_checkout)
    router.message.register(on_payment, is_payment)
    router.message.register(on_refund, is_refund)


async def on_pre_checkout(query: PreCheckoutQuery, bot: Bot, shop: Shop) -> None:
    """Say within ten seconds whether the payment may be made, whatever happens."""
    try:
        async with asyncio.timeout(DECIDE_WITHIN_SECONDS):
            refusal = await _refusal(query, shop)
    except Exception as exc:  # an unanswered question looks like a broken shop; nothing has been paid
        if not db.tell_away(exc):
            logger.error("a payment could not be checked", exc_info=exc)
        language = i18n.pick(query.from_user.language_code, shop.settings.default_language)
        refusal = shop.t("bot-payment-not-checked", language)
    await bot.answer_pre_checkout_query(query.id, ok=refusal is None, error_message=refusal)


async def on_payment(_message: Message, visit: Visit, raw_update: dict[str, Any]) -> None:
    """Book a payment. The key, or the new balance, is told by the core as soon as it is there."""
    payment = await settlement.settle(visit.shop, registry.stars_receipt(raw_update["message"]))
    if payment is None:
        return
    invoice = await queries.invoice_of(payment)
    if invoice is not None and invoice.purpose == PURCHASE and invoice.fulfilled_at is not None:
        rows = ((visit.button("button-my-subscription", callbacks.SUBSCRIPTION),), visit.back())
        await visit.show(Screen(visit.t("bot-payment-received", stars=payment.amount), rows))


async def on_refund(_message: Message, visit: Visit, raw_update: dict[str, Any]) -> None:
    """Book a refund; the core tells the person."""
    await settlement.settle(visit.shop, registry.stars_receipt(raw_update["message"], refunded=True))


async def _refusal(query: PreCheckoutQuery, shop: Shop) -> str | None:
    """None for a payment that may be made, else the sentence that Telegram shows (plain text)."""
    try:
        invoice = await checkout.confirm(
            shop,
            query.invoice_payload,
            payer_telegram_id=query.from_user.id,
            amount=query.total_amount,
            currency=query.currency,
        )
        await purchase.confirm(shop, invoice)
    except ShopError as exc:
        user = await accounts.by_telegram(query.from_user.id)
        return unescape(shop.error_text(exc, user.language if user else i18n.pick(query.from_user.language_code)))
    return None
