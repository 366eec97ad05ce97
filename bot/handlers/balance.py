"""The balance: what is on it, what came and went, and topping it up."""

from html import unescape

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot import callbacks, forms
from bot.callbacks import History, SaveMethod, TopUp, TopUpBy
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.handlers.purchase import send_invoice
from bot.ui import Row, Screen, Visit
from core import errors, ledger, money
from core.i18n import Html
from core.ledger import LedgerEntry
from core.payments import checkout, methods, saved_methods

PER_PAGE = 10
PRESETS_KOPEKS = (100_00, 300_00, 500_00, 1000_00, 2000_00)


def register(router: Router) -> None:
    """Balance, history, top-up."""
    router.callback_query.register(open_balance, Pressed(callbacks.BALANCE))
    router.callback_query.register(open_history, History.filter())
    router.callback_query.register(open_top_up, Pressed(callbacks.TOP_UP))
    router.callback_query.register(ask_amount, Pressed(callbacks.TOP_UP_OTHER))
    router.callback_query.register(top_up, TopUp.filter())
    router.callback_query.register(top_up_by, TopUpBy.filter())
    router.callback_query.register(top_up_and_save, SaveMethod.filter())


async def open_balance(_query: CallbackQuery, visit: Visit) -> None:
    """The balance with its last entries."""
    await visit.show(await _history_screen(visit, 0))


async def open_history(_query: CallbackQuery, visit: Visit, callback_data: History) -> None:
    """Another page of entries."""
    await visit.show(await _history_screen(visit, max(callback_data.page, 0)))


async def open_top_up(_query: CallbackQuery, visit: Visit) -> None:
    """Amounts to choose from."""
    minimum, maximum = checkout.top_up_limits(visit.shop)
    amounts = [amount for amount in PRESETS_KOPEKS if minimum <= amount <= maximum]
    buttons = [_amount_button(visit, amount) for amount in amounts]
    rows: list[Row] = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    rows += [(visit.button("bot-button-other-amount", callbacks.TOP_UP_OTHER),), visit.back(callbacks.BALANCE)]
    await visit.show(Screen(visit.t("bot-top-up", min_kopeks=minimum, max_kopeks=maximum), rows))


async def top_up(_query: CallbackQuery, visit: Visit, callback_data: TopUp) -> None:
    """Offer the ways to pay the chosen amount."""
    screen = await _ways(visit, callback_data.amount_kopeks)
    if screen is not None:
        await visit.show(screen)


async def top_up_by(_query: CallbackQuery, visit: Visit, callback_data: TopUpBy) -> None:
    """Ask for the amount in the chosen way: an invoice in Stars, or the provider's page."""
    amount, method = callback_data.amount_kopeks, callback_data.method
    bill = await checkout.open_top_up(visit.shop, visit.user, amount, method=method)
    if method == checkout.STARS:
        await send_invoice(visit, bill, back=callbacks.BALANCE)
        return
    url = await checkout.pay_link(visit.shop, bill)
    to_pay = methods.price(visit.shop, method, amount)
    pay, text = (visit.url_button("bot-button-pay-page", url),), visit.t("bot-pay-page", amount_kopeks=to_pay)
    save: Row = ()
    if saved_methods.can_be_saved(visit.shop, method):
        save = (visit.button("bot-button-save-method", SaveMethod(amount_kopeks=amount, method=method).pack()),)
        text += "\n\n" + visit.t("bot-save-method")
    await visit.show(Screen(text, (pay, save, visit.back(callbacks.BALANCE))))


async def top_up_and_save(_query: CallbackQuery, visit: Visit, callback_data: SaveMethod) -> None:
    """The provider's page, for whoever agrees that the way to pay is remembered."""
    amount, method = callback_data.amount_kopeks, callback_data.method
    bill = await checkout.open_top_up(visit.shop, visit.user, amount, method=method, save_method=True)
    url = await checkout.pay_link(visit.shop, bill)
    rows = ((visit.url_button("bot-button-pay-and-save", url),), visit.back(callbacks.BALANCE))
    await visit.show(Screen(visit.t("bot-pay-and-save", amount_kopeks=methods.price(visit.shop, method, amount)), rows))


async def ask_amount(_query: CallbackQuery, visit: Visit) -> None:
    """Let the person type an amount."""
    await forms.begin(visit, AMOUNT)


async def _top_up_typed(visit: Visit, answers: Answers, _subject: str) -> Screen:
    screen = await _ways(visit, answers["amount"])
    return screen or Screen(visit.t("bot-invoice-sent"), (visit.back(callbacks.BALANCE),))


async def _ways(visit: Visit, amount_kopeks: int) -> Screen | None:
    """The ways to pay this amount; where Stars are the only one their invoice is sent at once."""
    offers = [offer for offer in checkout.methods_offered(visit.shop) if offer.takes(amount_kopeks)]
    if [offer.id for offer in offers] in ([], [checkout.STARS]):
        bill = await checkout.open_top_up(visit.shop, visit.user, amount_kopeks)
        await send_invoice(visit, bill, back=callbacks.BALANCE)
        return None
    buttons = [
        visit.button(
            "bot-plain",
            TopUpBy(amount_kopeks=amount_kopeks, method=offer.id).pack(),
            text=_way(visit, offer.id),
        )
        for offer in offers
    ]
    rows: list[Row] = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return Screen(visit.t("bot-ways-to-pay", amount_kopeks=amount_kopeks), (*rows, visit.back(callbacks.TOP_UP)))


def _amount_button(visit: Visit, amount: int) -> InlineKeyboardButton:
    """An amount, with the stars that it comes to where they are a way to pay."""
    data = TopUp(amount_kopeks=amount).pack()
    try:
        stars = checkout.stars_for(visit.shop, amount)
    except errors.PaymentMethodUnknown:
        return visit.button("bot-button-amount-rubles", data, amount_kopeks=amount)
    return visit.button("bot-button-amount", data, amount_kopeks=amount, stars=stars)


def _way(visit: Visit, method: str) -> str:
    """The label of a way to pay: its name, and what it costs or saves."""
    words = (
        methods.label(visit.shop, visit.language, method),
        methods.percent_text(visit.shop, visit.language, method),
    )
    return unescape(" · ".join(word for word in words if word))


async def _history_screen(visit: Visit, page: int) -> Screen:
    entries = await ledger.history(visit.user.id, limit=PER_PAGE + 1, offset=page * PER_PAGE)
    lines = "\n".join(_line(visit, entry) for entry in entries[:PER_PAGE])
    text = visit.t(
        "bot-balance",
        balance_kopeks=visit.user.balance_kopeks,
        history=Html(lines or visit.t("bot-history-empty")),
    )
    turn = visit.page_row(lambda number: History(page=number).pack(), page, more=len(entries) > PER_PAGE)
    add = (visit.button("button-top-up", callbacks.TOP_UP, style="primary"),)
    return Screen(text, (add, turn, (visit.button("bot-button-promocode", callbacks.PROMOCODE),), visit.back()))


def _line(visit: Visit, entry: LedgerEntry) -> str:
    key = "bot-entry-in" if entry.amount_kopeks > 0 else "bot-entry-out" if entry.amount_kopeks else "bot-entry-free"
    return visit.t(
        key,
        what=visit.t(f"bot-entry-{entry.kind.replace('_', '-')}"),
        amount_kopeks=abs(entry.amount_kopeks),
        at=entry.created_at,
    )


AMOUNT = Form("amount", (Step("amount", money.parse_rubles),), _top_up_typed, back=callbacks.TOP_UP)
FORMS = (AMOUNT,)
