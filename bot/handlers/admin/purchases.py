"""What a customer has bought: money back to the balance, and the service stopped or let on again."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import AdminPurchase, AdminPurchases, AdminUser, ReturnPurchase, SwitchService
from bot.handlers.admin.users import cancel_row, card
from bot.ui import Row, Screen, Visit
from core import errors
from core.payments import queries as payment_queries
from core.payments import refunds
from core.payments.queries import Purchase
from core.subscriptions import lifecycle, queries
from core.users import accounts
from core.users.models import User

PER_PAGE = 8


def register(router: Router) -> None:
    """The administrators' view of purchases and service."""
    router.callback_query.register(open_list, AdminPurchases.filter())
    router.callback_query.register(ask_return, AdminPurchase.filter())
    router.callback_query.register(give_back, ReturnPurchase.filter())
    router.callback_query.register(ask_switch, AdminUser.filter(F.action.in_({"suspend", "resume"})))
    router.callback_query.register(switch, SwitchService.filter())


async def open_list(_query: CallbackQuery, visit: Visit, callback_data: AdminPurchases) -> None:
    """A page of what the customer has paid from the balance."""
    user = await accounts.find(callback_data.user_id)
    await visit.show(await _list(visit, user, max(callback_data.page, 0)))


async def ask_return(_query: CallbackQuery, visit: Visit, callback_data: AdminPurchase) -> None:
    """Say what would happen, and ask whether it shall."""
    entry = await payment_queries.ledger_entry(callback_data.entry_id)
    user = await accounts.find(entry.user_id)
    decision = ReturnPurchase(entry_id=entry.id, quote=await visit.new_quote()).pack()
    text = visit.t(
        "bot-admin-confirm-return", name=user.name, amount_kopeks=abs(entry.amount_kopeks), what=entry.note or "—"
    )
    cancel = (visit.button("bot-button-cancel", AdminPurchases(user_id=user.id).pack()),)
    await visit.show(Screen(text, ((visit.button("bot-button-confirm", decision, style="danger"),), cancel)))


async def give_back(_query: CallbackQuery, visit: Visit, callback_data: ReturnPurchase) -> None:
    """Confirmed: the ledger gives a purchase back once, whoever asks."""
    entry = await payment_queries.ledger_entry(callback_data.entry_id)
    user, note = await accounts.find(entry.user_id), ""
    if await visit.uses_up(callback_data.quote):
        try:
            balance = await refunds.to_balance(visit.shop, entry, by=visit.admin)
            note = visit.t("bot-admin-returned", balance_kopeks=balance)
        except errors.CannotRefund:
            note = visit.t("bot-admin-returned-before")
    await visit.show(await _list(visit, user, 0, note=note))


async def ask_switch(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """Say what stopping or letting on means, and ask whether it shall be."""
    user, action = await accounts.find(callback_data.id), callback_data.action
    decision = SwitchService(user_id=user.id, action=action, quote=await visit.new_quote()).pack()
    text = visit.t(f"bot-admin-confirm-{action}", name=user.name)
    confirm = visit.button("bot-button-confirm", decision, style="danger")
    await visit.show(Screen(text, ((confirm,), cancel_row(visit, user))))


async def switch(_query: CallbackQuery, visit: Visit, callback_data: SwitchService) -> None:
    """Confirmed: stop the service, or let it on."""
    user, note = await accounts.find(callback_data.user_id), ""
    subscription = await queries.current(user)
    if subscription is None:
        raise errors.SubscriptionNotFound()
    if await visit.uses_up(callback_data.quote):
        change = lifecycle.suspend if callback_data.action == "suspend" else lifecycle.resume
        has_changed = await change(visit.shop, subscription, by=visit.admin)
        state = "suspended" if callback_data.action == "suspend" else "resumed"
        note = visit.t(f"bot-admin-{state}" if has_changed else "bot-admin-not-switched")
    await visit.show(await card(visit, user, note=note))


async def _list(visit: Visit, user: User, page: int, *, note: str = "") -> Screen:
    purchases = await payment_queries.purchases(user, limit=PER_PAGE + 1, offset=page * PER_PAGE)
    lines = "\n".join(_line(visit, purchase) for purchase in purchases[:PER_PAGE])
    heading = visit.t("bot-admin-purchases" if purchases else "bot-admin-no-purchases", name=user.name)
    rows: list[Row] = [_return_row(visit, purchase) for purchase in purchases[:PER_PAGE] if not purchase.returned]
    turns = visit.page_row(
        lambda number: AdminPurchases(user_id=user.id, page=number).pack(), page, more=len(purchases) > PER_PAGE
    )
    text = "\n\n".join(part for part in (note, heading, lines) if part)
    return Screen(text, (*rows, turns, visit.back(AdminUser(id=user.id).pack())))


def _line(visit: Visit, purchase: Purchase) -> str:
    return visit.t(
        "bot-admin-purchase",
        what=purchase.what or "—",
        amount_kopeks=purchase.amount_kopeks,
        at=purchase.at,
        returned="yes" if purchase.returned else "no",
    )


def _return_row(visit: Visit, purchase: Purchase) -> Row:
    return (
        visit.button(
            "bot-button-admin-return",
            AdminPurchase(entry_id=purchase.entry_id).pack(),
            what=purchase.what or "—",
            amount_kopeks=purchase.amount_kopeks,
        ),
    )
