"""Alerts: telling administrators, in Telegram, what they have to look at.

Every function here is a reaction (see `core/wiring.py`).
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from core import errors, events, i18n, tickets
from core.catalogue.servers import Server
from core.notifications import delivery
from core.operations.backups import place
from core.payments import review
from core.payments.models import Payment
from core.phrases import Phrase, Words, loads
from core.shop import Shop
from core.telegram import buttons
from core.telegram.client import DOCUMENT_MAX

# What may be wrong with an embedded engine, each with a text of its own; the first one serves for words of newer
# versions as well.
ENGINE_TROUBLES: Final = (
    *("start_failed", "crashed", "silent", "config_refused", "program_missing", "disk_full", "second_process"),
    *("port_taken", "port_forbidden", "port_unusable", "port_shared", "port_deaf", "key_ports"),
    *("target_down", "target_unfit", "account_refused", "settings_refused"),
)


async def on_payment_doubted(shop: Shop, fact: events.PaymentDoubted, fact_id: int) -> None:
    """Nothing was credited: an administrator compares it with the provider's own list."""
    payment = await Payment.get(id=fact.payment_id)
    credit = await review.worth(shop, payment) if payment.status == review.IN_REVIEW else None
    sums = {"worth": "no" if credit is None else "yes", "credit_kopeks": credit or 0}
    await _tell_of_payment(shop, fact, fact_id, "notice-payment-doubted", reason=loads(fact.reason), **sums)


async def on_payment_reversed(shop: Shop, fact: events.PaymentReversed, fact_id: int) -> None:
    """A chargeback: the debit stands, and an administrator decides what becomes of what was bought with it."""
    sums = {"amount_kopeks": fact.amount_kopeks, "balance_kopeks": fact.balance_kopeks}
    await _tell_of_payment(shop, fact, fact_id, "notice-payment-reversed", **sums)


async def on_payments_troubled(shop: Shop, fact: events.PaymentsTroubled, fact_id: int) -> None:
    about = {"provider": _vendor(fact.provider), "trouble": fact.trouble, "number": str(fact.count)}
    await _tell(shop, fact_id, "notice-payments-troubled", text=loads(fact.text), **about)


async def on_vendor_silent(shop: Shop, fact: events.VendorSilent, fact_id: int) -> None:
    about = {"provider": _vendor(fact.provider), "number": str(fact.count), "text": loads(fact.text)}
    await _tell(shop, fact_id, "notice-vendor-silent", **about)


async def on_vendor_answers(shop: Shop, fact: events.VendorAnswers, fact_id: int) -> None:
    about = {"provider": _vendor(fact.provider), "number": str(fact.count), "minutes": str(fact.minutes)}
    await _tell(shop, fact_id, "notice-vendor-answers", **about)


async def on_panel_troubled(shop: Shop, fact: events.PanelTroubled, fact_id: int) -> None:
    about = {"server": await _title(fact.server_id), "id": str(fact.server_id), "what": fact.what}
    await _tell(shop, fact_id, "notice-panel-trouble", text=loads(fact.text), **about)


async def on_panel_recovered(shop: Shop, fact: events.PanelRecovered, fact_id: int) -> None:
    await _tell(shop, fact_id, "notice-panel-recovered", server=await _title(fact.server_id), what=fact.what)


async def on_engine_troubled(shop: Shop, fact: events.EngineTroubled, fact_id: int) -> None:
    """With the reason in words, what customers notice of it, and what to do."""
    what = fact.what if fact.what in ENGINE_TROUBLES else ENGINE_TROUBLES[0]
    about = {"server": await _title(fact.server_id), "text": loads(fact.text), "port": str(fact.port or "")}
    await _tell(shop, fact_id, f"notice-engine-{what.replace('_', '-')}", **about)


async def on_engine_recovered(shop: Shop, fact: events.EngineRecovered, fact_id: int) -> None:
    minutes = str(max(1, round(fact.seconds / 60)))
    await _tell(shop, fact_id, "notice-engine-recovered", server=await _title(fact.server_id), minutes=minutes)


async def on_backup_made(shop: Shop, fact: events.BackupMade, fact_id: int) -> None:
    """The archive for every administrator, if it is meant for them; never one that is not encrypted."""
    if not fact.send:
        return
    try:
        path = place.find(shop.settings, fact.name)
    except errors.BackupNotFound:  # removed meanwhile: newer ones have come
        return
    size = path.stat().st_size
    if size > DOCUMENT_MAX:
        await _tell(
            shop,
            fact_id,
            "notice-backup-too-large",
            name=fact.name,
            megabytes=str(-(-size // 2**20)),
            limit=str(DOCUMENT_MAX // 2**20),
            directory=str(path.parent),
        )
    elif path.name.endswith(place.SEALED):
        await _tell(shop, fact_id, "notice-backup", document=path, name=fact.name)


async def on_backup_failed(shop: Shop, fact: events.BackupFailed, fact_id: int) -> None:
    await _tell(shop, fact_id, "notice-backup-failed", text=fact.text)


async def on_clock_jumped(shop: Shop, fact: events.ClockJumped, fact_id: int) -> None:
    """The machine's clock is wrong, or was: what an owner can do is to look at it."""
    minutes, direction = round(abs(fact.seconds) / 60), "ahead" if fact.seconds > 0 else "behind"
    days, hours = minutes // 1440, minutes % 1440 // 60
    parts = {"days": str(days), "hours": str(hours), "minutes": str(minutes % 60)}
    await _tell(shop, fact_id, "notice-clock-jumped", direction=direction, **parts)


async def on_clock_settled(shop: Shop, fact: events.ClockSettled, fact_id: int) -> None:
    await _tell(shop, fact_id, "notice-clock-settled", how="accepted" if fact.accepted else "back")


async def on_subscriptions_reopened(shop: Shop, fact: events.SubscriptionsReopened, fact_id: int) -> None:
    await _tell(shop, fact_id, "notice-subscriptions-reopened", count=fact.count)


async def on_reactions_stuck(shop: Shop, fact: events.ReactionsStuck, fact_id: int) -> None:
    """What is not done, why, and the way to repeat it or let go of it."""
    about = {"kind": fact.kind, "number": str(fact.number), "text": fact.text}
    await _tell(shop, fact_id, "notice-reactions-stuck", count=str(fact.count), **about)


async def on_reactions_recovered(shop: Shop, fact: events.ReactionsRecovered, fact_id: int) -> None:
    await _tell(shop, fact_id, "notice-reactions-recovered", kind=fact.kind)


async def on_ticket_opened(shop: Shop, fact: events.TicketOpened, fact_id: int) -> None:
    await _tell_staff_of_ticket(shop, fact, fact_id)


async def on_ticket_message_added(shop: Shop, fact: events.TicketMessageAdded, fact_id: int) -> None:
    if not fact.by_staff:
        await _tell_staff_of_ticket(shop, fact, fact_id)


async def _tell_staff_of_ticket(
    shop: Shop, fact: events.TicketOpened | events.TicketMessageAdded, fact_id: int
) -> None:
    """Show the message to every administrator; a reply to it answers the customer."""
    message = await tickets.TicketMessage.get(id=fact.message_id).select_related("ticket__user")
    user = message.ticket.user

    async def tell(admin: int) -> None:
        await delivery.tell_admin(
            shop,
            fact_id,
            admin,
            "notice-staff-ticket",
            on_sent=lambda sent: tickets.remember_relay(fact.ticket_id, chat_id=admin, message_id=sent),
            number=str(fact.ticket_id),
            name=user.name,
            user=str(user.id),
            text=message.text,
        )

    await _each_admin(shop, tell)


async def _tell_of_payment(
    shop: Shop, fact: events.PaymentDoubted | events.PaymentReversed, fact_id: int, key: str, **params: Any
) -> None:
    """With what an administrator needs to find the payment, and a button that opens it."""
    payment = await Payment.get(id=fact.payment_id)
    await _tell(
        shop,
        fact_id,
        key,
        rows=[buttons.row(buttons.open_payment(payment.id), "button-open-payment")],
        number=str(payment.id),
        provider=_vendor(payment.provider),
        external=payment.external_id or "—",
        user=str(payment.user_id),
        **params,
    )


async def _tell(shop: Shop, fact_id: int, key: str, /, **params: Any) -> None:
    """Every administrator, each once."""
    await _each_admin(shop, lambda admin: delivery.tell_admin(shop, fact_id, admin, key, **params))


async def _each_admin(shop: Shop, tell: Callable[[int], Awaitable[object]]) -> None:
    """Tell one after the other; what went wrong with one of them is raised when all the others are told."""
    trouble: Exception | None = None
    for admin in shop.settings.admin_ids:
        try:
            await tell(admin)
        except Exception as exc:
            trouble = trouble or exc
    if trouble is not None:
        raise trouble


async def _title(server_id: int) -> str:
    server = await Server.get_or_none(id=server_id)
    return server.title if server else "?"


def _vendor(name: str) -> Words:
    """What people call a vendor."""
    key = f"console-value-provider-{name}"
    return Phrase(key) if i18n.known(key) else name
