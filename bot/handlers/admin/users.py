"""Customers: find one, see the card, give days or money, block."""

import secrets

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.callbacks import AdminPayments, AdminPurchases, AdminTicket, AdminUser, GrantBalance, GrantDays
from bot.filters import Pressed
from bot.forms import Answers, Form, Step, whole
from bot.handlers.tickets import ticket_button
from bot.ui import Row, Screen, Visit
from core import errors, ledger, money, tickets
from core.i18n import Html
from core.subscriptions import purchase, queries
from core.subscriptions.models import Subscription
from core.users import accounts
from core.users.models import User


def register(router: Router) -> None:
    """The administrators' customers."""
    router.callback_query.register(ask_who, Pressed(callbacks.ADMIN_FIND))
    router.callback_query.register(open_card, AdminUser.filter(F.action == "show"))
    router.callback_query.register(ask_days, AdminUser.filter(F.action == "days"))
    router.callback_query.register(ask_balance, AdminUser.filter(F.action == "balance"))
    router.callback_query.register(set_blocked, AdminUser.filter(F.action.in_({"block", "unblock"})))
    router.callback_query.register(open_tickets, AdminUser.filter(F.action == "tickets"))
    router.callback_query.register(give_days, GrantDays.filter())
    router.callback_query.register(give_balance, GrantBalance.filter())


async def ask_who(_query: CallbackQuery, visit: Visit) -> None:
    """Let the administrator type anything that names a person."""
    await forms.begin(visit, FIND)


async def open_card(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """One customer."""
    await visit.show(await card(visit, await accounts.find(callback_data.id)))


async def ask_days(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """How many days?"""
    await forms.begin(visit, DAYS, subject=str(callback_data.id), back=AdminUser(id=callback_data.id).pack())


async def ask_balance(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """How much money?"""
    await forms.begin(visit, BALANCE, subject=str(callback_data.id), back=AdminUser(id=callback_data.id).pack())


async def set_blocked(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """Close or open an account."""
    user = await accounts.find(callback_data.id)
    change = accounts.block if callback_data.action == "block" else accounts.unblock
    await change(visit.shop, user, by=visit.admin)
    await visit.show(await card(visit, user))


async def open_tickets(_query: CallbackQuery, visit: Visit, callback_data: AdminUser) -> None:
    """The customer's tickets."""
    user = await accounts.find(callback_data.id)
    user_tickets = await tickets.of_user(user, limit=10)
    rows = [(ticket_button(visit, ticket, AdminTicket(id=ticket.id).pack()),) for ticket in user_tickets]
    text = visit.t("bot-admin-user-tickets" if user_tickets else "bot-admin-user-no-tickets", name=user.name)
    await visit.show(Screen(text, (*rows, visit.back(AdminUser(id=user.id).pack()))))


async def give_days(_query: CallbackQuery, visit: Visit, callback_data: GrantDays) -> None:
    """Confirmed: the quote is used up first, so that a double tap gives once."""
    user = await accounts.find(callback_data.user_id)
    if not await visit.uses_up(callback_data.quote):
        await visit.show(await card(visit, user))
        return
    try:
        subscription = await purchase.give_days(visit.shop, user, callback_data.days, by=visit.admin)
    except errors.NothingToDeliver:
        await visit.show(await card(visit, user, note=visit.t("bot-admin-no-server")))
        return
    pause = "yes" if subscription.suspended_for == "operator" else "no"
    note = visit.t("bot-admin-days-given", days=callback_data.days, expires_at=subscription.expires_at, paused=pause)
    await visit.show(await card(visit, user, note=note))


async def give_balance(_query: CallbackQuery, visit: Visit, callback_data: GrantBalance) -> None:
    """Confirmed: the ledger takes a quote once."""
    user = await accounts.find(callback_data.user_id)
    key = f"bot-{visit.chat_id}-{callback_data.quote}"
    await ledger.grant(visit.shop, user, callback_data.amount_kopeks, key=key, by=visit.admin)
    user = await accounts.find(user.id)
    await visit.show(await card(visit, user, note=visit.t("bot-admin-balance-given")))


async def _search_results(visit: Visit, answers: Answers, _subject: str) -> Screen:
    users = await accounts.search(answers["query"])
    if len(users) == 1:
        return await card(visit, users[0])
    if not users:
        raise errors.UserNotFound()
    rows = [
        (visit.button("bot-button-admin-user", AdminUser(id=user.id).pack(), name=user.name, number=str(user.id)),)
        for user in users
    ]
    return Screen(visit.t("bot-admin-found"), (*rows, visit.back(callbacks.ADMIN_FIND)))


async def _confirm_days(visit: Visit, answers: Answers, subject: str) -> Screen:
    user, days = await accounts.find(int(subject)), answers["days"]
    if not 1 <= days <= 3660:
        raise errors.InvalidValue(field="days")
    quote = await visit.new_quote()
    note = await _what_days_bring(visit, user)
    give = visit.button("bot-button-confirm", GrantDays(user_id=user.id, days=days, quote=quote).pack(), style="danger")
    text = visit.t("bot-admin-confirm-days", name=user.name, days=days)
    return Screen(f"{text}\n\n{note}" if note else text, ((give,), cancel_row(visit, user)))


async def _what_days_bring(visit: Visit, user: User) -> str:
    """What an administrator should know before giving days to somebody whose subscription does not run."""
    subscription = await queries.current(user)
    if subscription is None:
        return visit.t("bot-admin-days-first", devices=visit.shop.settings.trial_devices)
    if subscription.suspended_for == "operator":
        return visit.t("bot-admin-days-paused")
    return visit.t("bot-admin-days-with-traffic") if subscription.traffic_left_bytes == 0 else ""


async def _confirm_balance(visit: Visit, answers: Answers, subject: str) -> Screen:
    user, amount = await accounts.find(int(subject)), answers["amount"]
    data = GrantBalance(user_id=user.id, amount_kopeks=amount, quote=secrets.token_hex(4)).pack()
    text = visit.t("bot-admin-confirm-balance", name=user.name, amount_kopeks=amount)
    return Screen(text, ((visit.button("bot-button-confirm", data, style="danger"),), cancel_row(visit, user)))


async def card(visit: Visit, user: User, *, note: str = "") -> Screen:
    """One customer, with what can be done for them; `note` says what has just been done."""
    subscription = await queries.current(user)
    text = visit.t(
        "bot-admin-user",
        name=user.name,
        username=f"@{user.username}" if user.username else "—",
        number=str(user.id),
        telegram=str(user.telegram_id or "—"),
        email=user.email or "—",
        balance_kopeks=user.balance_kopeks,
        created_at=user.created_at,
        state="blocked" if user.blocked_at else "unreachable" if user.unreachable_at else "active",
        subscription=Html(_subscription_line(visit, subscription)),
    )
    return Screen(f"{note}\n\n{text}" if note else text, _card_rows(visit, user, subscription))


def _card_rows(visit: Visit, user: User, subscription: Subscription | None) -> tuple[Row, ...]:
    block = "unblock" if user.blocked_at else "block"
    return (
        (
            visit.button("bot-button-admin-days", AdminUser(id=user.id, action="days").pack()),
            visit.button("bot-button-admin-balance", AdminUser(id=user.id, action="balance").pack()),
        ),
        (
            visit.button("bot-admin-tickets", AdminUser(id=user.id, action="tickets").pack()),
            visit.button(f"bot-button-admin-{block}", AdminUser(id=user.id, action=block).pack()),
        ),
        (
            visit.button("bot-admin-payments", AdminPayments(which="user", user_id=user.id).pack()),
            visit.button("bot-button-admin-purchases", AdminPurchases(user_id=user.id).pack()),
        ),
        _switch_row(visit, user, subscription),
        visit.back(callbacks.ADMIN),
    )


def _switch_row(visit: Visit, user: User, subscription: Subscription | None) -> Row:
    """Stop the service or let it on, where there is something to stop or an administrator has stopped it."""
    if subscription is None or not (subscription.is_active or subscription.suspended_for == "operator"):
        return ()
    action = "suspend" if subscription.is_active else "resume"
    return (visit.button(f"bot-button-admin-{action}", AdminUser(id=user.id, action=action).pack()),)


def _subscription_line(visit: Visit, subscription: Subscription | None) -> str:
    if subscription is None:
        return visit.t("bot-admin-no-subscription")
    return visit.t(
        "bot-admin-subscription",
        kind=subscription.kind,
        state=subscription.status,
        expires_at=subscription.expires_at,
        used_bytes=subscription.traffic_used_bytes,
        limited="no" if subscription.traffic_limit_bytes is None else "yes",
        limit_bytes=subscription.traffic_limit_bytes or 0,
    )


def cancel_row(visit: Visit, user: User) -> Row:
    """The way back to the customer without doing anything."""
    return (visit.button("bot-button-cancel", AdminUser(id=user.id).pack()),)


def _signed_rubles(text: str) -> int:
    """A typed amount, with a minus to take money away. Raises InvalidValue."""
    text = text.strip().replace("−", "-")
    return -money.parse_rubles(text[1:]) if text.startswith("-") else money.parse_rubles(text.removeprefix("+"))


FIND = Form("user", (Step("query"),), _search_results, back=callbacks.ADMIN)
DAYS = Form("days", (Step("days", whole),), _confirm_days)
BALANCE = Form("grant", (Step("amount", _signed_rubles),), _confirm_balance)
FORMS = (FIND, DAYS, BALANCE)
