"""Telegram Stars: invoices, pre-checkout, charges, refunds, subscriptions. Everybody has stars without end."""

import asyncio
import contextlib
import secrets
from typing import Any

from sandbox.actions import CannotDo
from sandbox.chats import Person
from sandbox.errors import bad_request
from sandbox.state import Charge, Invoice, World

Json = dict[str, Any]

PRE_CHECKOUT_SECONDS = 10.0
"""The bot has this long to answer a pre_checkout_query (Bot API documentation), in real time."""

SUBSCRIPTION_PERIOD_SECONDS = 2_592_000
LARGEST_PAYMENT_STARS = 100_000
LARGEST_SUBSCRIPTION_STARS = 10_000


class PaymentRefused(Exception):
    """The payment did not go through; the text is what the customer is shown."""


def new_invoice(world: World, fields: Json) -> Invoice:
    """Register a checked invoice. ``fields`` are Invoice fields but the slug. Raises 400 for impossible amounts."""
    invoice = Invoice(slug=secrets.token_urlsafe(12), **fields)
    if invoice.subscription_period:
        if invoice.subscription_period != SUBSCRIPTION_PERIOD_SECONDS:
            raise bad_request("SUBSCRIPTION_PERIOD_INVALID")
        if invoice.total_amount > LARGEST_SUBSCRIPTION_STARS:
            raise bad_request("SUBSCRIPTION_AMOUNT_INVALID")
    if not 1 <= invoice.total_amount <= LARGEST_PAYMENT_STARS:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    world.invoices[invoice.slug] = invoice
    return invoice


def newest_invoice(world: World, person: Person, message_id: int = 0) -> Invoice:
    """The newest unpaid invoice message in the person's chat, or the one named. Raises CannotDo."""
    for invoice in reversed(world.invoices.values()):
        if invoice.chat_id != person.id or (message_id and invoice.message_id != message_id):
            continue
        if invoice.message_id in world.chats[person.id].messages and (message_id or not invoice.paid_charge_id):
            return invoice
    raise CannotDo("no invoice to pay")


async def pay(world: World, person: Person, invoice: Invoice, *, timeout: float = PRE_CHECKOUT_SECONDS) -> Charge:
    """Press Pay: the bot is asked first, then charged. Raises PaymentRefused, or CannotDo for a paid message."""
    if invoice.paid_charge_id:
        raise CannotDo("this invoice is paid already")
    if person.blocked:
        raise CannotDo("the bot is blocked; unblock it first")
    query = world.ask("pre_checkout_query", person, lifetime=timeout)
    reply: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

    def take(answer: Json) -> None:
        if not reply.done():
            reply.set_result(answer)

    query.on_answer = take
    body = {
        "id": query.id,
        "from": person.user(),
        "currency": invoice.currency,
        "total_amount": invoice.total_amount,
        "invoice_payload": invoice.payload,
    }
    world.updates.add("pre_checkout_query", body, lane_id=person.id)
    world.journal.add("checkout", chat_id=person.id, slug=invoice.slug, state="pending")
    refusal = "The bot did not answer in time"
    with contextlib.suppress(TimeoutError):
        answer = await asyncio.wait_for(reply, timeout)
        refusal = "" if answer["ok"] else answer["error_message"]
    state = "failed" if refusal else "paid"
    world.journal.add("checkout", chat_id=person.id, slug=invoice.slug, state=state, error=refusal)
    if refusal:
        raise PaymentRefused(refusal)
    return charge(world, person, invoice)


def charge(world: World, person: Person, invoice: Invoice) -> Charge:
    """Take the stars and tell the bot by a ``successful_payment`` message."""
    charge = Charge(_charge_id(), person, invoice)
    payment: Json = {}
    if invoice.subscription_period:
        charge.expires_at = world.clock.stamp() + invoice.subscription_period
        payment = {"is_recurring": True, "is_first_recurring": True}
    world.charges[charge.id] = charge
    if invoice.message_id:
        invoice.paid_charge_id = charge.id
        _show_receipt(world, invoice)
    _record_payment(world, charge, charge.id, payment)
    return charge


def renew(world: World, charge: Charge) -> str:
    """Charge a subscription for its next period, counted from the end of the former one. Returns the charge id.

    Raises CannotDo for a one-off payment.
    """
    if not charge.expires_at:
        raise CannotDo("this payment is no subscription")
    charge.state = "active"
    charge.expires_at += charge.invoice.subscription_period
    renewal = Charge(_charge_id(), charge.person, charge.invoice)
    world.charges[renewal.id] = renewal
    _record_payment(world, charge, renewal.id, {"is_recurring": True})
    return renewal.id


def renew_due(world: World) -> None:
    """Renew every active subscription whose period has ended by the sandbox clock, as Telegram does by itself."""
    now = world.clock.now()
    for charge in list(world.charges.values()):
        while 0 < charge.expires_at <= now and charge.state == "active" and not charge.person.deactivated:
            renew(world, charge)


def change_subscription(world: World, charge: Charge, state: str) -> None:
    """A customer cancels or resumes a subscription, or its charge fails; the bot hears a ``subscription`` update."""
    if not charge.expires_at:
        raise CannotDo("this payment is no subscription")
    charge.state = state
    body = {"user": charge.person.user(), "invoice_payload": charge.invoice.payload, "state": state}
    world.updates.add("subscription", body, lane_id=charge.person.id)


def refund(world: World, person: Person, charge_id: str) -> None:
    """Give the stars back. Raises 400 CHARGE_NOT_FOUND or CHARGE_ALREADY_REFUNDED."""
    charge = world.charges.get(charge_id)
    if charge is None or charge.person.id != person.id:
        raise bad_request("CHARGE_NOT_FOUND")
    if charge.refunded:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    charge.refunded = True
    payment = {
        "currency": charge.invoice.currency,
        "total_amount": charge.invoice.total_amount,
        "invoice_payload": charge.invoice.payload,
        "telegram_payment_charge_id": charge.id,
        "provider_payment_charge_id": "",
    }
    _record_transaction(world, charge, charge.id, "receiver")
    message = world.post(world.chats[person.id], person.user(), {"refunded_payment": payment})
    world.updates.add("message", message, lane_id=person.id)


def balance(world: World) -> int:
    """The bot's own stars: income less refunds."""
    return sum(t["amount"] if "source" in t else -t["amount"] for t in world.transactions)


def _record_payment(world: World, charge: Charge, charge_id: str, extra: Json) -> None:
    payment = {
        "currency": charge.invoice.currency,
        "total_amount": charge.invoice.total_amount,
        "invoice_payload": charge.invoice.payload,
        "telegram_payment_charge_id": charge_id,
        "provider_payment_charge_id": "",
        **extra,
    }
    if charge.expires_at:
        payment["subscription_expiration_date"] = charge.expires_at
    _record_transaction(world, charge, charge_id, "source")
    world.post_by_person(world.chats[charge.person.id], charge.person, {"successful_payment": payment})


def _record_transaction(world: World, charge: Charge, charge_id: str, side: str) -> None:
    """A StarTransaction; its id is the charge id, for the payment and for its refund alike."""
    partner: Json = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": charge.person.user(),
        "invoice_payload": charge.invoice.payload,
    }
    if charge.invoice.subscription_period:
        partner["subscription_period"] = charge.invoice.subscription_period
    world.transactions.append(
        {"id": charge_id, "amount": charge.invoice.total_amount, "date": world.clock.stamp(), side: partner}
    )


def _show_receipt(world: World, invoice: Invoice) -> None:
    """A paid invoice message turns into a receipt: its Pay button is gone."""
    chat = world.chats[invoice.chat_id]
    message = chat.messages.get(invoice.message_id)
    if message is not None:
        receipt = {key: value for key, value in message.items() if key != "reply_markup"}
        world.replace(chat, receipt)


def _charge_id() -> str:
    """131 characters: live charge ids have been reported to run past 128 and to overflow a column of that size.

    The exact length is Telegram's own affair (no documentation names one), so ours only has to be longer than that.
    """
    return f"stx{secrets.token_urlsafe(96)}"
