"""The subscription: trial, tariffs, purchase, renewal, autopay."""

import asyncio
import base64
import hashlib
from collections import OrderedDict
from html import unescape
from typing import Any

from core import errors
from core.catalogue import pricing, servers, tariffs
from core.catalogue.servers import Server
from core.payments import checkout, saved_methods
from core.shop import Actor, Shop
from core.subscriptions import purchase, queries, renewal
from core.subscriptions.keys import links, state
from core.subscriptions.models import Key
from core.subscriptions.models import Subscription as Sold
from web.api.cabinet.errors import SIGNED_IN, answers
from web.api.cabinet.sale_schemas import (
    Bought,
    PurchaseWish,
    RenewalOption,
    RenewalOptions,
    RenewalWish,
    Renewed,
    Tariff,
    Tariffs,
)
from web.api.cabinet.subscription_schemas import (
    Autopay,
    AutopaySet,
    Status,
    Subscription,
    TrialInfo,
    TrialStarted,
    TrialWish,
    config_link,
)
from web.common.auth import CurrentUser, limited
from web.common.deps import TheShop
from web.common.idempotency import Once, TheOnce
from web.common.routing import Pages

CODES_KEPT = 2000  # QR codes in memory, some kilobytes each

router = Pages(prefix="/subscription", tags=["subscription"], responses=SIGNED_IN)
READ: Any = {"dependencies": [limited("other")]}
PAY: Any = {"dependencies": [limited("payment")]}
SALE = (
    errors.InsufficientBalance,
    errors.PriceChanged,
    errors.TariffUnavailable,
    errors.NothingToDeliver,
    errors.ServerUnavailable,
    errors.KeyReused,
    errors.StillUnderWay,
)
TRIAL = (
    errors.TrialUsed,
    errors.TrialDisabled,
    errors.ChannelRequired,
    errors.NothingToDeliver,
    errors.ServerUnavailable,
    errors.ServerNotFound,
    errors.Blocked,
    errors.EmailUnverified,
)
_codes: OrderedDict[str, str] = OrderedDict()


@router.get("", summary="The subscription", responses=answers(errors.SubscriptionNotFound), **READ)
async def subscription(shop: TheShop, user: CurrentUser) -> Subscription:
    """The newest one, also when it has ended or is suspended."""
    record, places = await state.own_with_places(user)
    link = config_link(shop, record, places)
    return Subscription.of(shop, record, places, link, await _qr(links.qr_text(link, shop.link(f"/s/{record.token}"))))


@router.get("/status", summary="The subscription in short", **READ)
async def status(shop: TheShop, user: CurrentUser) -> Status:
    """Costs less than the whole one; answers without a subscription too."""
    return Status.of(shop, await queries.current(user))


@router.get("/trial-info", summary="The free trial", **READ)
async def trial_info(shop: TheShop, user: CurrentUser) -> TrialInfo:
    """`available` says whether it would be given now: not after a trial or a purchase, nor outside the channel."""
    return TrialInfo.of(shop, await purchase.trial_available(shop, user))


@router.post("/activate-trial", summary="Start the free trial", responses=answers(*TRIAL), **READ)
async def activate_trial(shop: TheShop, user: CurrentUser, body: TrialWish) -> TrialStarted:
    """Once a person. More devices than the trial has are cut down to it."""
    record = await purchase.start_trial(
        shop, user, server=await _chosen(body.server_squad_uuid), devices=body.devices_count
    )
    link = await _ready_link(shop, record)
    return TrialStarted.of(record, link, await _qr(links.qr_text(link, shop.link(f"/s/{record.token}"))))


@router.get("/tariffs", summary="What is on sale", **READ)
async def on_sale(user: CurrentUser) -> Tariffs:
    """One row for each tariff and period, in the shop's order."""
    prices = await pricing.prices(user.id, await tariffs.on_sale())
    return Tariffs(tariffs=[Tariff.of(tariff, price) for tariff, price in prices])


@router.post(
    "/purchase-tariff",
    summary="Buy a tariff from the balance",
    responses=answers(*SALE, errors.TariffNotFound, errors.ServerNotFound),
    **PAY,
)
async def purchase_tariff(shop: TheShop, user: CurrentUser, once: TheOnce, body: PurchaseWish) -> Bought:
    """Starts a subscription, or renews the person's own. Two equal ones within 10 seconds count as one."""

    async def buy() -> Bought:
        sale = await purchase.buy(
            shop,
            user,
            await tariffs.find(body.tariff_id),
            quote=_quote(once),
            server=await _chosen(body.server_squad_uuid),
            by=Actor("user", user.id),
        )
        return Bought.of(sale, await _ready_link(shop, sale.subscription))

    return await once(body, Bought, buy)


@router.post(
    "/renew",
    summary="Renew from the balance",
    responses=answers(*SALE, errors.RenewalUnavailable, errors.SubscriptionNotFound),
    **PAY,
)
async def renew(shop: TheShop, user: CurrentUser, once: TheOnce, body: RenewalWish) -> Renewed:
    """By one of the renewal options. Before the end days and traffic are added, after it a new period begins."""

    async def act() -> Renewed:
        sale = await purchase.renew(
            shop,
            user,
            period_days=body.period_days,
            traffic_gb=body.gb_amount,
            quote=_quote(once),
            by=Actor("user", user.id),
        )
        return Renewed.read(sale)

    return await once(body, Renewed, act)


@router.get("/renewal-options", summary="Ways to renew", **READ)
async def renewal_options(shop: TheShop, user: CurrentUser) -> RenewalOptions:
    """What `renew` takes; nothing without a subscription."""
    record = await queries.current(user)
    options = await purchase.renewal_options(shop, record) if record else []
    prices = await pricing.prices(user.id, options)
    return RenewalOptions(options=[RenewalOption.read(tariff, price=price) for tariff, price in prices])


@router.post(
    "/autopay",
    summary="Switch automatic renewal",
    responses=answers(errors.NotRenewable, errors.SubscriptionNotFound),
    **READ,
)
async def autopay(shop: TheShop, user: CurrentUser, body: Autopay) -> AutopaySet:
    """Renews before the end, from the balance and what is missing by the saved method; a trial cannot."""
    record = await renewal.set_autopay(await queries.own(user), body.enabled)
    if body.forget_saved_method:
        await saved_methods.forget(shop, user.id)
    method = await saved_methods.of_user(user.id)
    title = unescape(checkout.saved_method_name(shop, user.language, method)) if method else None
    return AutopaySet(autopay_enabled=record.autopay, saved_method=title)


async def _chosen(name: str | None) -> Server | None:
    return await servers.by_uuid(name) if name else None


def _quote(once: Once) -> str | None:
    """The purchase's own name, so that a key whose answer got lost still buys once."""
    return f"key-{hashlib.sha256(once.key.encode()).hexdigest()[:40]}" if once.key else None


async def _ready_link(shop: Shop, record: Sold) -> str:
    places: list[Key] = await state.places_soon(record)
    return config_link(shop, record, places)


def data_url(text: str) -> str:
    """The text as a QR code, a PNG in a data URL. Costs CPU: run it in a thread."""
    return "data:image/png;base64," + base64.b64encode(links.qr_png(text, scale=4)).decode()


async def _qr(text: str) -> str:
    """The text as a QR code in a data URL. Made in a thread, and kept: an app asks for the same one again and again."""
    if text in _codes:
        _codes.move_to_end(text)
        return _codes[text]
    code = await asyncio.to_thread(data_url, text)
    _codes[text] = code
    while len(_codes) > CODES_KEPT:
        _codes.popitem(last=False)
    return code
