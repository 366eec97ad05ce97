"""Payments: lists, search, one payment's card, and what an administrator can do about it."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.callbacks import AdminPayment, AdminPayments, AdminPurchases, AdminUser, DecidePayment
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.ui import Row, Screen, Visit
from core import errors
from core.i18n import Html
from core.payments import polling, queries, refunds, review
from core.payments.models import Payment
from core.phrases import loads
from core.users import accounts

PER_PAGE = 8
DECISIONS = ("refund", "accept", "dismiss")


def register(router: Router) -> None:
    """The administrators' payments."""
    router.callback_query.register(open_list, AdminPayments.filter())
    router.callback_query.register(ask_which, Pressed(callbacks.ADMIN_FIND_PAYMENT))
    router.callback_query.register(open_payment, AdminPayment.filter(F.action == "show"))
    router.callback_query.register(check, AdminPayment.filter(F.action == "check"))
    router.callback_query.register(ask_decision, AdminPayment.filter(F.action.in_(set(DECISIONS))))
    router.callback_query.register(decide, DecidePayment.filter(F.action.in_(set(DECISIONS))))


async def open_list(_query: CallbackQuery, visit: Visit, callback_data: AdminPayments) -> None:
    """A page of all payments, of those that wait for a decision, or of one person's."""
    await visit.show(await _list(visit, callback_data))


async def ask_which(_query: CallbackQuery, visit: Visit) -> None:
    """Let the administrator type anything that names a payment."""
    await forms.begin(visit, FIND)


async def open_payment(_query: CallbackQuery, visit: Visit, callback_data: AdminPayment) -> None:
    """One payment."""
    await visit.show(await _card(visit, await queries.find(callback_data.id)))


async def check(_query: CallbackQuery, visit: Visit, callback_data: AdminPayment) -> None:
    """Ask the vendor now."""
    payment = await queries.find(callback_data.id)
    await polling.check(visit.shop, payment)
    await visit.show(await _card(visit, payment, note=visit.t("bot-admin-payment-checked")))


async def ask_decision(_query: CallbackQuery, visit: Visit, callback_data: AdminPayment) -> None:
    """Say what would happen, and ask whether it shall."""
    payment, action = await queries.find(callback_data.id), callback_data.action
    credit = await review.worth(visit.shop, payment) if action == "accept" else 0
    if credit is None:
        raise errors.PaymentWorthless()
    decision = DecidePayment(id=payment.id, action=action, quote=await visit.new_quote()).pack()
    text = visit.t(
        f"bot-admin-payment-confirm-{action}",
        number=str(payment.id),
        sum=_sum(visit, payment),
        name=payment.user.name,
        came=_received(visit, payment),
        credit_kopeks=credit,
    )
    leave = (visit.button("bot-button-cancel", AdminPayment(id=payment.id).pack()),)
    await visit.show(Screen(text, ((visit.button("bot-button-confirm", decision, style="danger"),), leave)))


async def decide(_query: CallbackQuery, visit: Visit, callback_data: DecidePayment) -> None:
    """Confirmed: do it once, and show what became of it or why it cannot be."""
    payment, note = await queries.find(callback_data.id), ""
    if await visit.uses_up(callback_data.quote):
        note = await _carry_out(visit, payment, callback_data.action)
    await visit.show(await _card(visit, await queries.find(payment.id), note=note))


async def _carry_out(visit: Visit, payment: Payment, action: str) -> str:
    """Carry a decision out; the sentence about it."""
    shop, by = visit.shop, visit.admin
    try:
        match action:
            case "refund":
                payment = await refunds.refund(shop, payment, by=by)
                is_refunded = payment.status == "refunded"
                return visit.t("bot-admin-payment-refunded" if is_refunded else "bot-admin-payment-refund-waits")
            case "accept":
                payment = await review.accept(shop, payment, by=by)
                return visit.t("bot-admin-payment-accepted", credited_kopeks=payment.credited_kopeks)
            case _:
                await review.dismiss(shop, payment, by=by)
                return visit.t("bot-admin-payment-dismissed")
    except errors.InsufficientBalance as exc:
        return visit.t("bot-admin-payment-spent", **exc.params)
    except errors.ShopError as exc:
        return f"⚠️ {shop.error_text(exc, visit.language)}"


async def _search_results(visit: Visit, answers: Answers, _subject: str) -> Screen:
    payments = await queries.search(answers["query"])
    if len(payments) == 1:
        return await _card(visit, payments[0])
    if not payments:
        raise errors.PaymentUnknown()
    rows = [_line(visit, payment) for payment in payments]
    return Screen(visit.t("bot-admin-payments-found"), (*rows, visit.back(AdminPayments().pack())))


async def _list(visit: Visit, place: AdminPayments) -> Screen:
    customer = await accounts.find(place.user_id) if place.user_id else None
    number = max(place.page, 0)
    status = review.IN_REVIEW if place.which == "review" else None
    payments, total = await queries.page(user=customer, status=status, limit=PER_PAGE, offset=number * PER_PAGE)
    rows: list[Row] = [_line(visit, payment) for payment in payments]
    rows.append(
        visit.page_row(
            lambda page: place.model_copy(update={"page": page}).pack(), number, more=total > (number + 1) * PER_PAGE
        )
    )
    if customer is not None:
        text = visit.t("bot-admin-payments-of" if total else "bot-admin-payments-none-of", name=customer.name)
        return Screen(text, (*rows, visit.back(AdminUser(id=customer.id).pack())))
    if place.which == "review":
        text = visit.t("bot-admin-payments-review" if total else "bot-admin-payments-none-in-review")
        return Screen(text, (*rows, visit.back(AdminPayments().pack())))
    count = (await queries.page(status=review.IN_REVIEW, limit=1))[1]
    rows.append((visit.button("bot-button-admin-review", AdminPayments(which="review").pack(), number=str(count)),))
    rows.append((visit.button("bot-button-admin-find-payment", callbacks.ADMIN_FIND_PAYMENT),))
    text = visit.t("bot-admin-payments-list" if total else "bot-admin-payments-none", number=str(total))
    return Screen(text, (*rows, visit.back(callbacks.ADMIN)))


def _line(visit: Visit, payment: Payment) -> Row:
    data = AdminPayment(id=payment.id).pack()
    return (
        visit.button(
            "bot-button-admin-payment",
            data,
            state=payment.status,
            number=str(payment.id),
            sum=_sum(visit, payment),
            name=payment.user.name,
        ),
    )


def _sum(visit: Visit, payment: Payment) -> Html:
    """What the vendor was asked to collect, or has collected."""
    return _money(visit, payment.amount, payment.currency)


def _received(visit: Visit, payment: Payment) -> Html | str:
    """What really came of a payment that waits for a decision."""
    return "—" if payment.received is None else _money(visit, payment.received, payment.received_currency or "")


def _money(visit: Visit, amount: int, currency: str) -> Html:
    return Html(visit.t("bot-admin-sum", currency=currency, amount=str(amount), amount_kopeks=amount))


def _method(visit: Visit, payment: Payment) -> Html:
    return Html(visit.t(f"cabinet-method-{payment.method.lower().replace('_', '-')}"))


async def _card(visit: Visit, payment: Payment, *, note: str = "") -> Screen:
    text = visit.t(
        "bot-admin-payment",
        number=str(payment.id),
        state=payment.status,
        name=payment.user.name,
        user=str(payment.user_id),
        sum=_sum(visit, payment),
        method=_method(visit, payment),
        external=payment.external_id or "—",
        credited_kopeks=payment.credited_kopeks,
        created_at=payment.created_at,
        later=Html(_history(visit, payment)),
    )
    note = "\n\n".join(part for part in (note, text, await _advice(visit, payment)) if part)
    return Screen(note, (*_actions(visit, payment), visit.back(AdminPayments().pack())))


def _history(visit: Visit, payment: Payment) -> str:
    """What has happened since it was opened, a line each; each begins with a line's end."""
    moments = (
        ("bot-admin-payment-settled-at", payment.settled_at),
        ("bot-admin-payment-refunded-at", payment.refunded_at),
        ("bot-admin-payment-reversed-at", payment.reversed_at),
    )
    return "".join(f"\n{visit.t(key, at=at)}" for key, at in moments if at is not None)


async def _advice(visit: Visit, payment: Payment) -> str:
    """Why it waits for a decision, or what to do where the vendor cannot give money back."""
    if payment.status == review.IN_REVIEW:
        credit = await review.worth(visit.shop, payment)
        return visit.t(
            "bot-admin-payment-doubt",
            reason=loads(payment.doubt or "—"),
            came=_received(visit, payment),
            worth="no" if credit is None else "yes",
            credit_kopeks=credit or 0,
        )
    if payment.status == "completed" and not queries.provider_refunds(visit.shop, payment):
        return visit.t("bot-admin-payment-no-refunds", method=_method(visit, payment))
    return ""


def _actions(visit: Visit, payment: Payment) -> list[Row]:
    actions = []
    if queries.can_be_checked(visit.shop, payment):
        actions.append("check")
    if queries.can_be_refunded(visit.shop, payment):
        actions.append("refund")
    if payment.status == review.IN_REVIEW:
        actions += ["accept", "dismiss"]
    rows: list[Row] = [
        (visit.button(f"bot-button-admin-payment-{action}", AdminPayment(id=payment.id, action=action).pack()),)
        for action in actions
    ]
    rows.append(
        (
            visit.button("bot-button-admin-customer", AdminUser(id=payment.user_id).pack()),
            visit.button("bot-button-admin-purchases", AdminPurchases(user_id=payment.user_id).pack()),
        )
    )
    return rows


FIND = Form("payment", (Step("query"),), _search_results, back=AdminPayments().pack())
FORMS = (FIND,)
