"""Buying: the trial, the list of tariffs, a tariff, and the two ways to pay for it."""

import secrets

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot import callbacks
from bot.callbacks import OpenTariff, PayFromBalance, PayWithStars
from bot.filters import Pressed
from bot.ui import Row, Screen, Visit
from core import errors
from core.catalogue import pricing, tariffs
from core.catalogue.pricing import Price
from core.catalogue.tariffs import Tariff
from core.i18n import Html
from core.payment_providers import registry
from core.payments.checkout import Checkout, stars_taken
from core.subscriptions import purchase, queries, terms
from core.subscriptions.terms import SaleTerms


def register(router: Router) -> None:
    """Everything between the menu and a paid tariff."""
    router.callback_query.register(take_trial, Pressed(callbacks.TRIAL))
    router.callback_query.register(open_tariffs, Pressed(callbacks.BUY))
    router.callback_query.register(open_tariff, OpenTariff.filter())
    router.callback_query.register(pay_from_balance, PayFromBalance.filter())
    router.callback_query.register(pay_with_stars, PayWithStars.filter())


async def take_trial(_query: CallbackQuery, visit: Visit) -> None:
    """Start the free trial."""
    subscription = await purchase.start_trial(visit.shop, visit.user)
    text = visit.t(
        "bot-trial-started",
        days=subscription.days_left(visit.shop.now()),
        traffic_bytes=subscription.traffic_limit_bytes or 0,
    )
    await visit.show(Screen(text, _after_sale(visit)))


async def open_tariffs(_query: CallbackQuery, visit: Visit) -> None:
    """The tariffs on sale, and from which day those that would take the place of what runs."""
    subscription, sale = await queries.current(visit.user), await terms.on_sale()
    if not sale:
        await visit.show(Screen(visit.t("bot-no-tariffs"), (visit.back(),)))
        return
    if subscription is not None:
        terms.refuse_paused(visit.shop, subscription)
    prices = await pricing.prices(visit.user.id, [tariff for tariff, _ in sale])
    notes = [_not_yet(visit, await terms.refusal(visit.shop, subscription, offer)) for _, offer in sale]
    lines = "\n\n".join(_offer(visit, *pair) + note for pair, note in zip(prices, notes, strict=True))
    buttons = [(_tariff_button(visit, *pair),) for pair in prices]
    words = [visit.t("bot-tariffs"), _waiting_discount(visit, prices[0][1]), lines]
    await visit.show(Screen("\n\n".join(word for word in words if word), (*buttons, visit.back())))


async def open_tariff(_query: CallbackQuery, visit: Visit, callback_data: OpenTariff) -> None:
    """One tariff and how it can be paid."""
    await visit.show(await _tariff_screen(visit, await tariffs.find(callback_data.id)))


async def pay_from_balance(_query: CallbackQuery, visit: Visit, callback_data: PayFromBalance) -> None:
    """Buy from the balance, at the price the button showed."""
    tariff = await tariffs.find(callback_data.tariff_id)
    try:
        sale = await purchase.buy(
            visit.shop,
            visit.user,
            tariff,
            quote=callback_data.quote,
            shown_kopeks=callback_data.price_kopeks,
            shown_terms=callback_data.terms,
            by=visit.customer,
        )
    except (errors.PriceChanged, errors.TermsChanged) as exc:
        await visit.show(await _tariff_screen(visit, tariff, note=visit.t(f"bot-{exc.code}")))
        return
    text = visit.t(
        "bot-bought",
        tariff=tariff.name,
        price_kopeks=sale.price_kopeks,
        balance_kopeks=sale.balance_kopeks,
        expires_at=sale.subscription.expires_at,
    )
    await visit.show(Screen(text, _after_sale(visit)))


async def pay_with_stars(_query: CallbackQuery, visit: Visit, callback_data: PayWithStars) -> None:
    """Send an invoice in Telegram Stars for what the screen showed."""
    tariff = await tariffs.find(callback_data.tariff_id)
    offer, price = await terms.of(tariff), await pricing.price_for(visit.user.id, tariff)
    if (callback_data.terms, callback_data.price_kopeks) != (offer.fingerprint(), price.kopeks):
        reason = "bot-price-changed" if callback_data.terms == offer.fingerprint() else "bot-terms-changed"
        await visit.show(await _tariff_screen(visit, tariff, note=visit.t(reason)))
        return
    checkout = await purchase.invoice(visit.shop, visit.user, tariff)
    await send_invoice(visit, checkout, back=OpenTariff(id=tariff.id).pack())


async def send_invoice(visit: Visit, checkout: Checkout, *, back: str) -> None:
    """Send a Stars invoice with its pay button and the way back."""
    pay = InlineKeyboardButton(text=visit.t("bot-button-pay-stars", stars=checkout.bill.amount), pay=True)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[pay], list(visit.back(back))])
    await visit.bot.send_invoice(visit.chat_id, **registry.stars_invoice(checkout.bill), reply_markup=keyboard)


async def _tariff_screen(visit: Visit, tariff: Tariff, *, note: str = "") -> Screen:
    price, offer = await pricing.price_for(visit.user.id, tariff), await terms.of(tariff)
    subscription = await queries.current(visit.user)
    refusal = await terms.refusal(visit.shop, subscription, offer)
    words = [note, _offer(visit, tariff, price), tariff.description and visit.t("bot-plain", text=tariff.description)]
    if refusal is not None:
        words.append(visit.t("bot-error", text=Html(visit.shop.error_text(refusal, visit.language))))
        ask = isinstance(refusal, errors.SubscriptionPaused)
        way_out: Row = (visit.button("button-support", callbacks.TICKETS),) if ask else ()
        return Screen("\n\n".join(word for word in words if word), (way_out, visit.back(callbacks.BUY)))
    if subscription is not None and await terms.would_overwrite(visit.shop, subscription, offer):
        words.append(visit.t("bot-tariff-replaces", expires_at=subscription.expires_at))
    words += [_waiting_discount(visit, price), visit.t("bot-your-balance", balance_kopeks=visit.user.balance_kopeks)]
    missing_kopeks = price.kopeks - visit.user.balance_kopeks
    if missing_kopeks > 0:
        words.append(visit.t("bot-balance-short", missing_kopeks=missing_kopeks))
    data = PayFromBalance(
        tariff_id=tariff.id, price_kopeks=price.kopeks, quote=secrets.token_hex(4), terms=offer.fingerprint()
    )
    from_balance = visit.button("bot-button-pay-balance", data.pack(), price_kopeks=price.kopeks)
    second = visit.button("button-top-up", callbacks.TOP_UP) if missing_kopeks > 0 else from_balance
    rows: tuple[Row, ...] = (_stars_row(visit, offer, price), (second,), visit.back(callbacks.BUY))
    return Screen("\n\n".join(word for word in words if word), rows)


def _not_yet(visit: Visit, refusal: errors.Refused | None) -> str:
    """The line under a tariff that cannot be bought now: from which day it can."""
    return "" if refusal is None else "\n" + visit.t("bot-tariff-later", **refusal.params)


def _stars_row(visit: Visit, offer: SaleTerms, price: Price) -> Row:
    """The button to pay by Stars at once; nothing where there is nothing to pay, and where Stars are not offered."""
    amount = stars_taken(visit.shop, price.kopeks) if price.kopeks else None
    if amount is None:
        return ()
    data = PayWithStars(tariff_id=offer.tariff_id, price_kopeks=price.kopeks, terms=offer.fingerprint()).pack()
    return (visit.button("bot-button-pay-stars", data, style="success", stars=amount),)


def _waiting_discount(visit: Visit, price: Price) -> str:
    """The line about a promocode's discount that comes off the next purchase."""
    return visit.t("bot-your-discount", percent=price.discount.percent) if price.discount else ""


def _offer(visit: Visit, tariff: Tariff, price: Price) -> str:
    """A tariff as the list shows it."""
    words = visit.t(
        "bot-price-discounted" if price.percent else "bot-price",
        price_kopeks=price.kopeks,
        list_price_kopeks=price.list_kopeks,
        percent=price.percent,
    )
    traffic = (
        visit.t("bot-traffic-unlimited")
        if tariff.traffic_bytes is None
        else visit.t("bot-traffic", traffic_bytes=tariff.traffic_bytes)
    )
    heading = visit.t("bot-tariff-popular" if tariff.is_popular else "bot-tariff", tariff=tariff.name)
    period = visit.t("bot-tariff-terms", days=tariff.period_days, devices=tariff.devices)
    return f"{heading}\n{words}\n{period} · {traffic}"


def _tariff_button(visit: Visit, tariff: Tariff, price: Price) -> InlineKeyboardButton:
    return visit.button(
        "bot-button-tariff-popular" if tariff.is_popular else "bot-button-tariff",
        OpenTariff(id=tariff.id).pack(),
        tariff=tariff.name,
        price_kopeks=price.kopeks,
    )


def _after_sale(visit: Visit) -> tuple[Row, ...]:
    return (
        (visit.button("button-my-subscription", callbacks.SUBSCRIPTION),),
        (visit.button("button-connect", callbacks.HELP),),
        visit.back(),
    )
