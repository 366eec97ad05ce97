"""What buttons carry. Ids and small numbers only: Telegram takes 64 bytes.

They keep their meaning for ever: old messages stay in people's chats. Those that the core writes too are its own.
"""

from typing import Final

from aiogram.filters.callback_data import CallbackData

from core.telegram import buttons
from core.telegram.buttons import AUTOPAY, BALANCE, BUY, HELP, SUBSCRIPTION, TICKETS

__all__ = ["AUTOPAY", "BALANCE", "BUY", "HELP", "SUBSCRIPTION", "TICKETS"]

MENU: Final = "menu"
TRIAL: Final = "trial"
KEYS: Final = "sub-keys"
QR: Final = "sub-qr"
FORGET_METHOD: Final = "sub-forget"
REISSUE: Final = "sub-reissue"
REISSUE_CONFIRMED: Final = "sub-reissue-yes"
TOP_UP: Final = "top-up"
TOP_UP_OTHER: Final = "top-up-other"
PROMOCODE: Final = "promo"
INVITE: Final = "invite"
NEW_TICKET: Final = "ticket-new"
LANGUAGE: Final = "language"

ADMIN: Final = "admin"
ADMIN_TARIFFS: Final = "a-tariffs"
ADMIN_NEW_TARIFF: Final = "a-tariff-new"
ADMIN_SERVERS: Final = "a-servers"
ADMIN_NEW_SERVER: Final = "a-server-new"
ADMIN_FIND: Final = "a-find"
ADMIN_FIND_PAYMENT: Final = "a-pay-find"
ADMIN_TICKETS: Final = "a-tickets"
ADMIN_TODAY: Final = "a-today"
ADMIN_PROMOCODES: Final = "a-promos"
ADMIN_NEW_PROMOCODE: Final = "a-promo-new"
ADMIN_CAMPAIGNS: Final = "a-camps"
ADMIN_NEW_CAMPAIGN: Final = "a-camp-new"
ADMIN_BROADCAST: Final = "a-cast"
ADMIN_SETTINGS: Final = "a-sets"

# Buttons that belong to a running dialogue begin with one of these; every other button ends the dialogue.
ANSWER: Final = "w:"
DIALOGUE_PREFIXES: Final = (ANSWER, "w-")
SKIP: Final = ANSWER


class OpenTariff(CallbackData, prefix="tariff"):
    """A tariff in the window."""

    id: int


class PayFromBalance(CallbackData, prefix="pay"):
    """Buy from the balance. `quote` is made when the button is drawn, so that a double tap charges once.

    `terms` is the fingerprint of what the screen shows.
    """

    tariff_id: int
    price_kopeks: int
    quote: str
    terms: str = ""


class PayWithStars(CallbackData, prefix="stars"):
    """Ask for a direct payment of a tariff: of what the screen shows, at the price it shows."""

    tariff_id: int
    price_kopeks: int = 0
    terms: str = ""


class TopUp(CallbackData, prefix="topup"):
    """Ask for a payment onto the balance."""

    amount_kopeks: int


class TopUpBy(CallbackData, prefix="topupby"):
    """Ask for a payment onto the balance in a chosen way."""

    amount_kopeks: int
    method: str


class SaveMethod(CallbackData, prefix="topupsave"):
    """The same, and the way to pay may be remembered for autopay."""

    amount_kopeks: int
    method: str


class History(CallbackData, prefix="history"):
    """A page of the balance's entries, the newest page being 0."""

    page: int


class Autopay(CallbackData, prefix="autopay"):
    """Switch automatic renewal."""

    on: bool


class OpenTicket(CallbackData, prefix=buttons.TICKET_PREFIX):
    """A ticket of the person's own."""

    id: int


class TicketPage(CallbackData, prefix="ticket-p"):
    """A page of the conversation in a ticket of the person's own; the first is 0."""

    id: int
    page: int


class ReplyTicket(CallbackData, prefix="ticket-re"):
    """Write into a ticket."""

    id: int


class CloseTicket(CallbackData, prefix="ticket-x"):
    """The matter is settled."""

    id: int


class ChooseLanguage(CallbackData, prefix="lang"):
    """Speak this language."""

    code: str


class HelpFor(CallbackData, prefix="help-for"):
    """How to connect on one platform."""

    platform: str


class AdminSetting(CallbackData, prefix="a-set"):
    """One of the owner's settings by its name: show, change, reset."""

    name: str
    action: str = "show"


class AdminTariff(CallbackData, prefix="a-tariff"):
    """A tariff, as administrators see it; `action` is show, enable, disable or popular."""

    id: int
    action: str = "show"


class AdminTariffField(CallbackData, prefix="a-tf"):
    """Change one field of a tariff."""

    id: int
    field: str


class AdminServer(CallbackData, prefix="a-server"):
    """A server; `action` is show, rename, capacity, enable or disable."""

    id: int
    action: str = "show"


class AdminUser(CallbackData, prefix="a-user"):
    """A customer; `action` is show, days, balance, block, unblock, tickets, suspend or resume."""

    id: int
    action: str = "show"


class GrantDays(CallbackData, prefix="w-days"):
    """Confirmed: give days. `quote` is good once."""

    user_id: int
    days: int
    quote: str


class GrantBalance(CallbackData, prefix="w-money"):
    """Confirmed: give or take money. `quote` is good once."""

    user_id: int
    amount_kopeks: int
    quote: str


class AdminPayments(CallbackData, prefix="a-pays"):
    """A page of payments: `which` is all, review (waiting for a decision) or user (one person's)."""

    which: str = "all"
    user_id: int = 0
    page: int = 0


class AdminPayment(CallbackData, prefix=buttons.PAYMENT_PREFIX):
    """A payment; `action` is show, check, refund, accept or dismiss."""

    id: int
    action: str = "show"


class DecidePayment(CallbackData, prefix="w-pay"):
    """Confirmed: refund, accept or dismiss a payment. `quote` is good once."""

    id: int
    action: str
    quote: str


class AdminPurchases(CallbackData, prefix="a-boughts"):
    """A page of what a customer has paid from the balance, the newest page being 0."""

    user_id: int
    page: int = 0


class AdminPurchase(CallbackData, prefix="a-bought"):
    """Give a purchase back to the balance."""

    entry_id: int


class ReturnPurchase(CallbackData, prefix="w-bought"):
    """Confirmed: give it back. `quote` is good once."""

    entry_id: int
    quote: str


class SwitchService(CallbackData, prefix="w-service"):
    """Confirmed: suspend or resume a customer's subscription. `quote` is good once."""

    user_id: int
    action: str
    quote: str


class AdminTicket(CallbackData, prefix="a-ticket"):
    """A customer's ticket; `action` is show, reply or close."""

    id: int
    action: str = "show"


class AdminTicketPage(CallbackData, prefix="a-ticket-p"):
    """A page of the conversation in a customer's ticket; the first is 0."""

    id: int
    page: int


class SendBroadcast(CallbackData, prefix="w-cast"):
    """Confirmed: send the message shown above to everyone. `quote` is good once."""

    quote: str


class CancelBroadcast(CallbackData, prefix=buttons.BROADCAST_PREFIX):
    """Stop a broadcast that is under way."""

    id: int
