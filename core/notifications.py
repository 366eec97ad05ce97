"""Notifications: telling a person, in Telegram, what has happened.

Every function here is a reaction (see `core/wiring.py`). A fact is told to a person once: what has been sent is noted,
so that a repeated delivery sends nothing. Buttons carry the bot's callback words `menu buy sub help balance tickets
ticket:<id>`.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db, events, i18n, outbox, tickets
from core.servers import Server
from core.shop import Shop
from core.subscriptions import keys
from core.subscriptions.links import qr_png
from core.subscriptions.models import Subscription
from core.tariffs import Tariff
from core.telegram import BadRequest, PersonGone, RetryAfter
from core.users import accounts
from core.users.models import User

SOON = timedelta(seconds=3)  # access that is ready by then needs no "being prepared" before it
COPY_MAX = 256  # Telegram's limit for the text of a copy button
Buttons = Sequence[Sequence[dict[str, Any]]]

logger = logging.getLogger(__name__)


class Notification(Model):
    """What has been told to whom."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(96, unique=True)
    user_id = fields.BigIntField(null=True)
    sent_at = fields.DatetimeField()

    class Meta:
        table = "notifications"


async def on_subscription_started(shop: Shop, fact: events.SubscriptionStarted, fact_id: int) -> None:
    """Say "being prepared" where the panel lets the person wait."""
    subscription = await Subscription.get(id=fact.subscription_id)
    if subscription.ready_at is not None:
        return
    waited = shop.now() - subscription.created_at
    if waited < SOON:
        raise outbox.Later(SOON - waited)
    await _tell(shop, fact, fact_id, "notice-being-prepared", [_row("sub", "button-my-subscription")])


async def on_access_ready(shop: Shop, fact: events.AccessReady, fact_id: int) -> None:
    """The key itself: link, QR, and what to do with them."""
    user, subscription = await _user(fact), await Subscription.get(id=fact.subscription_id)
    if user.telegram_id is None or await _told(fact_id, user):
        return
    link = shop.link(f"/s/{subscription.token}")
    png = await asyncio.to_thread(qr_png, link)
    shares = await keys.links(subscription)
    caption = shop.t(
        "notice-access-ready",
        user.language,
        link=link,
        single=shares[0] if shares else "",
        expires_at=subscription.expires_at,
    )
    markup = _markup(shop, user, [[_copy("button-copy-link", link)], _row("help", "button-connect")])
    await _send(shop, fact_id, user, lambda chat: shop.telegram.send_photo(chat, png, caption, reply_markup=markup))


async def on_subscription_renewed(shop: Shop, fact: events.SubscriptionRenewed, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    key = "notice-autopay-done" if fact.automatic else "notice-renewed"
    await _tell(
        shop,
        fact,
        fact_id,
        key,
        [_row("sub", "button-my-subscription")],
        price_kopeks=fact.price_kopeks,
        expires_at=subscription.expires_at,
    )


async def on_subscription_extended(shop: Shop, fact: events.SubscriptionExtended, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-extended-days" if fact.days else "notice-extended-traffic",
        [_row("sub", "button-my-subscription")],
        days=fact.days,
        traffic_bytes=fact.traffic_bytes,
        expires_at=subscription.expires_at,
    )


async def on_subscription_expiring(shop: Shop, fact: events.SubscriptionExpiring, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    if subscription.expires_at <= shop.now():
        return  # the reminder came too late to be of use
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-expiring",
        [_row("buy", "button-renew")],
        days=subscription.days_left(shop.now()),
        expires_at=subscription.expires_at,
        autopay="on" if subscription.autopay else "off",
    )


async def on_subscription_expired(shop: Shop, fact: events.SubscriptionExpired, fact_id: int) -> None:
    await _tell(shop, fact, fact_id, "notice-expired", [_row("buy", "button-renew")])


async def on_subscription_suspended(shop: Shop, fact: events.SubscriptionSuspended, fact_id: int) -> None:
    rows = [_row("buy", "button-renew")] if fact.reason == "traffic" else [_row("tickets", "button-support")]
    await _tell(shop, fact, fact_id, f"notice-suspended-{fact.reason}", rows)


async def on_autopay_failed(shop: Shop, fact: events.AutopayFailed, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    tariff = await Tariff.get_or_none(id=subscription.tariff_id)
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-autopay-failed",
        [_row("balance", "button-top-up"), _row("buy", "button-renew")],
        required_kopeks=fact.required_kopeks,
        tariff=tariff.name if tariff else "",
        expires_at=subscription.expires_at,
    )


async def on_payment_settled(shop: Shop, fact: events.PaymentSettled, fact_id: int) -> None:
    """A receipt for top-ups; a paid tariff speaks for itself."""
    if fact.purpose == "top_up":
        user = await _user(fact)
        await _tell(
            shop,
            fact,
            fact_id,
            "notice-topped-up",
            [_row("buy", "button-buy")],
            amount_kopeks=fact.amount_kopeks,
            balance_kopeks=user.balance_kopeks,
        )


async def on_payment_left_on_balance(shop: Shop, fact: events.PaymentLeftOnBalance, fact_id: int) -> None:
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-left-on-balance",
        [_row("buy", "button-buy"), _row("tickets", "button-support")],
        amount_kopeks=fact.amount_kopeks,
    )


async def on_payment_refunded(shop: Shop, fact: events.PaymentRefunded, fact_id: int) -> None:
    await _tell(shop, fact, fact_id, "notice-refunded", [], amount_kopeks=fact.amount_kopeks)


async def on_balance_granted(shop: Shop, fact: events.BalanceGranted, fact_id: int) -> None:
    key = "notice-granted" if fact.amount_kopeks >= 0 else "notice-taken"
    await _tell(shop, fact, fact_id, key, [_row("balance", "button-balance")], amount_kopeks=abs(fact.amount_kopeks))


async def on_referral_rewarded(shop: Shop, fact: events.ReferralRewarded, fact_id: int) -> None:
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-referral-reward",
        [_row("balance", "button-balance")],
        amount_kopeks=fact.amount_kopeks,
    )


async def on_link_reissued(shop: Shop, fact: events.LinkReissued, fact_id: int) -> None:
    subscription = await Subscription.get(id=fact.subscription_id)
    link = shop.link(f"/s/{subscription.token}")
    await _tell(shop, fact, fact_id, "notice-link-reissued", [[_copy("button-copy-link", link)]], link=link)


async def on_ticket_opened(shop: Shop, fact: events.TicketOpened, fact_id: int) -> None:
    await _tell_staff_of_ticket(shop, fact, fact_id)


async def on_ticket_message_added(shop: Shop, fact: events.TicketMessageAdded, fact_id: int) -> None:
    if not fact.by_staff:
        await _tell_staff_of_ticket(shop, fact, fact_id)
        return
    message = await tickets.TicketMessage.get(id=fact.message_id)
    await _tell(
        shop,
        fact,
        fact_id,
        "notice-ticket-answer",
        [_row(f"ticket:{fact.ticket_id}", "button-open-ticket")],
        number=str(fact.ticket_id),
        text=message.text[:3000],
    )


async def on_ticket_closed(shop: Shop, fact: events.TicketClosed, fact_id: int) -> None:
    if fact.by_staff:
        await _tell(
            shop, fact, fact_id, "notice-ticket-closed", [_row("tickets", "button-support")], number=str(fact.ticket_id)
        )


async def on_panel_troubled(shop: Shop, fact: events.PanelTroubled, fact_id: int) -> None:
    server = await Server.get_or_none(id=fact.server_id)
    for admin in shop.settings.admin_ids:
        await _tell_admin(
            shop, fact_id, admin, "notice-panel-trouble", server=server.title if server else "?", text=fact.text
        )


async def _tell_staff_of_ticket(
    shop: Shop, fact: events.TicketOpened | events.TicketMessageAdded, fact_id: int
) -> None:
    """Show the message to every administrator; a reply to it answers the customer."""
    message = await tickets.TicketMessage.get(id=fact.message_id).select_related("ticket__user")
    user = message.ticket.user
    for admin in shop.settings.admin_ids:
        sent = await _tell_admin(
            shop,
            fact_id,
            admin,
            "notice-staff-ticket",
            number=str(fact.ticket_id),
            name=user.name,
            user=str(user.id),
            text=message.text[:3000],
        )
        if sent is not None:
            await tickets.remember_relay(fact.ticket_id, chat_id=admin, message_id=sent)


async def _tell_admin(shop: Shop, fact_id: int, admin: int, key: str, **params: Any) -> int | None:
    """Tell an administrator; returns the message id, None when it was told before or cannot be."""
    name = f"{fact_id}:admin:{admin}"
    if await Notification.filter(key=name).exists():
        return None
    account = await accounts.by_telegram(admin)
    language = account.language if account else shop.settings.default_language
    try:
        sent = await shop.telegram.send_message(admin, shop.t(key, language, **params))
    except (PersonGone, BadRequest) as exc:
        logger.warning("administrator %s is not told: %s", admin, exc)
        return None
    await _note(shop, name, None)
    return sent


async def _tell(shop: Shop, fact: events.Fact, fact_id: int, key: str, rows: Buttons, **params: Any) -> None:
    user = await _user(fact)
    if user.telegram_id is None or await _told(fact_id, user):
        return
    text, markup = shop.t(key, user.language, **params), _markup(shop, user, rows)
    await _send(shop, fact_id, user, lambda chat: shop.telegram.send_message(chat, text, reply_markup=markup))


async def _send(shop: Shop, fact_id: int, user: User, send: Any) -> None:
    """Send once and note it. A person who has blocked the bot is left alone; anything passing is tried again."""
    if user.unreachable_at is not None:
        return
    try:
        await send(user.telegram_id)
    except PersonGone:
        await accounts.mark_unreachable(shop, user.telegram_id or 0)
        return
    except RetryAfter as exc:
        raise outbox.Later(timedelta(seconds=exc.seconds + 1)) from None
    except BadRequest as exc:
        logger.error("fact %s cannot be told: %s", fact_id, exc)  # repeating would not help
        return
    await _note(shop, f"{fact_id}:{user.id}", user.id)


async def _user(fact: events.Fact) -> User:
    return await User.get(id=fact.user_id)


async def _told(fact_id: int, user: User) -> bool:
    return await Notification.filter(key=f"{fact_id}:{user.id}").exists()


async def _note(shop: Shop, key: str, user_id: int | None) -> None:
    await db.fetch(
        "INSERT INTO notifications (key, user_id, sent_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
        key,
        user_id,
        shop.now(),
    )


def _row(callback: str, text_key: str) -> list[dict[str, Any]]:
    return [{"text": text_key, "callback_data": callback}]


def _copy(text_key: str, text: str) -> dict[str, Any]:
    return {"text": text_key, "copy_text": {"text": text}}


def _markup(shop: Shop, user: User, rows: Buttons) -> dict[str, Any] | None:
    """Buttons in the person's language; a copy button whose text is too long for Telegram is left out."""
    keyboard = [
        [
            {**button, "text": i18n.t(button["text"], user.language)}
            for button in row
            if len(button.get("copy_text", {"text": ""})["text"]) <= COPY_MAX
        ]
        for row in rows
    ]
    keyboard = [row for row in keyboard if row]
    return {"inline_keyboard": keyboard} if keyboard else None
