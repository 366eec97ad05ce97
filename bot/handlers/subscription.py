"""My subscription: how long, how much, the link, and what can be done with it."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot import callbacks
from bot.callbacks import Autopay, OpenTariff
from bot.filters import Pressed
from bot.ui import Row, Screen, Visit
from core import errors
from core.i18n import Html
from core.payments import checkout, saved_methods
from core.payments.models import SavedMethod
from core.subscriptions import queries, renewal
from core.subscriptions.keys import state as keys
from core.subscriptions.keys.links import qr_png
from core.subscriptions.models import TRIAL, Subscription

BAR_CELLS = 12
KEYS_SHOWN = 10  # a vless link has about 300 characters, a message 4096


def register(router: Router) -> None:
    """The subscription's screens."""
    router.callback_query.register(open_subscription, Pressed(callbacks.SUBSCRIPTION))
    router.callback_query.register(open_keys, Pressed(callbacks.KEYS))
    router.callback_query.register(open_qr, Pressed(callbacks.QR))
    router.callback_query.register(set_autopay, Autopay.filter())
    router.callback_query.register(open_autopay, Pressed(callbacks.AUTOPAY))
    router.callback_query.register(forget_method, Pressed(callbacks.FORGET_METHOD))
    router.callback_query.register(ask_reissue, Pressed(callbacks.REISSUE))
    router.callback_query.register(reissue, Pressed(callbacks.REISSUE_CONFIRMED))


async def open_subscription(_query: CallbackQuery, visit: Visit) -> None:
    """The state of things, read afresh: the same button refreshes it."""
    subscription = await queries.current(visit.user)
    if subscription is None:
        rows = ((visit.button("button-buy", callbacks.BUY, style="primary"),), visit.back())
        await visit.show(Screen(visit.t("bot-no-subscription"), rows))
        return
    await visit.show(await _screen(visit, subscription))


async def open_keys(_query: CallbackQuery, visit: Visit) -> None:
    """Every server's own link."""
    subscription = await _own(visit)
    shares = await keys.shares(subscription)
    lines = [visit.t("bot-key", link=share.link) for share in shares[:KEYS_SHOWN]]
    if failing := keys.troubled(shares):
        lines.append(visit.t("bot-servers-trouble", servers=failing))
    text = "\n\n".join([visit.t("bot-keys"), *lines]) if shares else visit.t("bot-being-prepared")
    await visit.show(Screen(text, (visit.back(callbacks.SUBSCRIPTION),)))


async def open_qr(_query: CallbackQuery, visit: Visit) -> None:
    """The link as a QR code."""
    subscription = await _own(visit)
    link = visit.shop.link(f"/s/{subscription.token}")
    png = await asyncio.to_thread(qr_png, link)
    rows = (visit.copy_row("button-copy-link", link), visit.back(callbacks.SUBSCRIPTION))
    await visit.show(Screen(visit.t("bot-qr", link=link), rows, photo=png))


async def set_autopay(_query: CallbackQuery, visit: Visit, callback_data: Autopay) -> None:
    """Switch automatic renewal from the balance."""
    subscription = await renewal.set_autopay(await _own(visit), callback_data.on)
    await visit.show(await _screen(visit, subscription))


async def open_autopay(_query: CallbackQuery, visit: Visit) -> None:
    """What renews the subscription: the balance first, then the saved method."""
    await visit.show(await _autopay_screen(visit))


async def forget_method(_query: CallbackQuery, visit: Visit) -> None:
    """The saved method is charged no more."""
    await saved_methods.forget(visit.shop, visit.user.id)
    await visit.show(await _autopay_screen(visit, note=visit.t("bot-method-forgotten")))


async def ask_reissue(_query: CallbackQuery, visit: Visit) -> None:
    """Ask before the old link stops working."""
    await _own(visit)
    confirm = visit.button("bot-button-reissue-yes", callbacks.REISSUE_CONFIRMED, style="danger")
    await visit.show(Screen(visit.t("bot-reissue-ask"), ((confirm,), visit.back(callbacks.SUBSCRIPTION))))


async def reissue(_query: CallbackQuery, visit: Visit) -> None:
    """New link, new keys."""
    subscription = await keys.reissue(visit.shop, await _own(visit), by=visit.customer)
    await visit.show(await _screen(visit, subscription, note=visit.t("bot-reissued")))


async def _own(visit: Visit) -> Subscription:
    subscription = await queries.current(visit.user)
    if subscription is None:
        raise errors.SubscriptionNotFound()
    return subscription


async def _screen(visit: Visit, subscription: Subscription, *, note: str = "") -> Screen:
    now = visit.shop.now()
    link = visit.shop.link(f"/s/{subscription.token}")
    is_ready = await keys.is_ready(subscription)
    await subscription.fetch_related("tariff")
    name = subscription.tariff.name if subscription.tariff else visit.t("bot-trial-name")
    lines = [
        note,
        visit.t("bot-subscription", tariff=name),
        visit.t(f"bot-status-{_status(subscription)}"),
        visit.t("bot-days-left", days=subscription.days_left(now), expires_at=subscription.expires_at),
        _traffic(visit, subscription),
        visit.t("bot-devices", devices=subscription.devices),
        await _servers(visit, subscription),
        "" if is_ready or not subscription.is_active else visit.t("bot-being-prepared"),
        visit.t("bot-link", link=link),
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        _rows(visit, subscription, link, await saved_methods.of_user(visit.user.id)),
    )


async def _autopay_screen(visit: Visit, *, note: str = "") -> Screen:
    subscription, method = await queries.current(visit.user), await saved_methods.of_user(visit.user.id)
    state = "on" if subscription is not None and subscription.autopay else "off"
    hours = visit.shop.settings.autopay_hours_before
    lines = [note, visit.t("bot-autopay", state=state, hours=hours)]
    rows: list[Row] = []
    if subscription is not None and _can_renew_itself(subscription):
        rows.append(_autopay_row(visit, subscription))
    if method is not None:
        name = Html(checkout.saved_method_name(visit.shop, visit.language, method))
        lines.append(visit.t("bot-saved-method", method=name))
        rows.append((visit.button("bot-button-forget-method", callbacks.FORGET_METHOD, style="danger"),))
    text = "\n\n".join(line for line in lines if line)
    return Screen(text, (*rows, visit.back(callbacks.SUBSCRIPTION)))


def _can_renew_itself(subscription: Subscription) -> bool:
    return subscription.kind != TRIAL and subscription.tariff_id is not None


def _autopay_row(visit: Visit, subscription: Subscription) -> Row:
    key = "bot-button-autopay-on" if subscription.autopay else "bot-button-autopay-off"
    return (visit.button(key, Autopay(on=not subscription.autopay).pack()),)


def _status(subscription: Subscription) -> str:
    if subscription.suspended_for and not subscription.is_active:
        return f"suspended-{subscription.suspended_for}"
    return subscription.status


def _traffic(visit: Visit, subscription: Subscription) -> str:
    used_bytes, limit = subscription.traffic_used_bytes, subscription.traffic_limit_bytes
    if limit is None:
        return visit.t("bot-used-unlimited", used_bytes=used_bytes)
    return visit.t("bot-used", bar=bar(used_bytes, limit), used_bytes=used_bytes, limit_bytes=limit)


def bar(used_bytes: int, limit_bytes: int) -> str:
    """How much is used, in blocks; anything used shows, and only a full one is full."""
    cells = 0 if used_bytes <= 0 else max(1, min(BAR_CELLS * used_bytes // max(limit_bytes, 1), BAR_CELLS))
    return "▓" * cells + "░" * (BAR_CELLS - cells)


async def _servers(visit: Visit, subscription: Subscription) -> str:
    active_keys = await subscription.keys.filter(removed_at=None).select_related("server")
    if not active_keys:
        return ""
    text = visit.t("bot-servers", servers=", ".join(key.server.title for key in active_keys))
    failing = ", ".join(key.server.title for key in active_keys if key.server.trouble)
    return f"{text}\n{visit.t('bot-servers-trouble', servers=failing)}" if failing else text


def _rows(visit: Visit, subscription: Subscription, link: str, method: SavedMethod | None) -> tuple[Row, ...]:
    renew: Row = (visit.button("button-renew", callbacks.BUY, style="primary"),)
    if subscription.tariff is not None and subscription.tariff.enabled:
        same_tariff = OpenTariff(id=subscription.tariff.id).pack()
        renew = (
            visit.button("button-renew", same_tariff, style="primary"),
            visit.button("bot-button-other-tariffs", callbacks.BUY),
        )
    autopay: list[InlineKeyboardButton] = []
    if _can_renew_itself(subscription):
        autopay += _autopay_row(visit, subscription)
    if method is not None:
        autopay.append(visit.button("bot-button-saved-method", callbacks.AUTOPAY))
    return (
        visit.copy_row("button-copy-link", link),
        (visit.button("bot-button-qr", callbacks.QR), visit.button("bot-button-keys", callbacks.KEYS)),
        (visit.button("bot-button-refresh", callbacks.SUBSCRIPTION), visit.button("button-connect", callbacks.HELP)),
        renew,
        autopay,
        (visit.button("bot-button-reissue", callbacks.REISSUE),),
        visit.back(),
    )
