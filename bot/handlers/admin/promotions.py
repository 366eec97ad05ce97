"""Promocodes and campaigns: what there is, and making new ones."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.filters import Pressed
from bot.forms import Answers, Form, Step, whole
from bot.ui import Screen, Visit
from core import errors, money
from core.catalogue import tariffs
from core.catalogue.tariffs import Tariff
from core.promotions import campaigns, promocodes
from core.promotions.campaigns import Campaign
from core.promotions.promocodes import Promocode


def register(router: Router) -> None:
    """The administrators' promotions."""
    router.callback_query.register(open_promocodes, Pressed(callbacks.ADMIN_PROMOCODES))
    router.callback_query.register(ask_promocode, Pressed(callbacks.ADMIN_NEW_PROMOCODE))
    router.callback_query.register(open_campaigns, Pressed(callbacks.ADMIN_CAMPAIGNS))
    router.callback_query.register(ask_campaign, Pressed(callbacks.ADMIN_NEW_CAMPAIGN))


async def open_promocodes(_query: CallbackQuery, visit: Visit) -> None:
    """The latest promocodes."""
    await visit.show(await _promocodes(visit))


async def ask_promocode(_query: CallbackQuery, visit: Visit) -> None:
    """Begin the dialogue for a new promocode."""
    await forms.begin(visit, NEW_PROMOCODE)


async def open_campaigns(_query: CallbackQuery, visit: Visit) -> None:
    """The latest campaigns with their start links."""
    await visit.show(await _campaigns(visit))


async def ask_campaign(_query: CallbackQuery, visit: Visit) -> None:
    """Begin the dialogue for a new campaign."""
    await forms.begin(visit, NEW_CAMPAIGN)


async def _create_promocode(visit: Visit, answers: Answers, _subject: str) -> Screen:
    kind, uses = answers["kind"], answers["uses"]
    if kind == promocodes.TARIFF:
        tariff = await _tariff_by_name(answers["value"])
        reward: dict[str, Any] = {"tariff": tariff}
    else:
        reward = {"value": _value(answers)}
    await promocodes.create_promocode(visit.shop, answers["code"], kind=kind, uses=uses, by=visit.admin, **reward)
    return await _promocodes(visit)


async def _tariff_by_name(name: str) -> Tariff:
    """The tariff of this name, on sale or not. Raises InvalidValue."""
    for tariff in await tariffs.every():
        if tariff.name.casefold() == name.casefold():
            return tariff
    raise errors.InvalidValue(field="value")


def _value(answers: Answers) -> int:
    """What the code gives: money, days, gigabytes or percent. Raises InvalidValue."""
    return money.parse_rubles(answers["value"]) if answers["kind"] == "balance" else whole(answers["value"])


def _check_promocode(answers: Answers) -> None:
    if "value" in answers and answers["kind"] != promocodes.TARIFF:
        _value(answers)


async def _create_campaign(visit: Visit, answers: Answers, _subject: str) -> Screen:
    await campaigns.create(
        visit.shop,
        name=answers["name"],
        start_param=answers["start_param"],
        bonus_kopeks=answers["bonus"] or 0,
        bonus_days=answers["days"] or 0,
        by=visit.admin,
    )
    return await _campaigns(visit)


async def _promocodes(visit: Visit) -> Screen:
    lines = "\n".join(_promocode_line(visit, code) for code in await promocodes.latest())
    add = (visit.button("bot-button-admin-new-promocode", callbacks.ADMIN_NEW_PROMOCODE, style="primary"),)
    text = f"{visit.t('bot-admin-promocodes-list')}\n\n{lines}" if lines else visit.t("bot-admin-promocodes-none")
    return Screen(text, (add, visit.back(callbacks.ADMIN)))


async def _campaigns(visit: Visit) -> Screen:
    lines = "\n\n".join([await _campaign_line(visit, campaign) for campaign in await campaigns.latest()])
    add = (visit.button("bot-button-admin-new-campaign", callbacks.ADMIN_NEW_CAMPAIGN, style="primary"),)
    text = f"{visit.t('bot-admin-campaigns-list')}\n\n{lines}" if lines else visit.t("bot-admin-campaigns-none")
    return Screen(text, (add, visit.back(callbacks.ADMIN)))


def _promocode_line(visit: Visit, code: Promocode) -> str:
    return visit.t(
        f"bot-admin-promocode-{code.kind}",
        code=code.code,
        value=code.value,
        value_kopeks=code.value,
        tariff=code.tariff.name if code.tariff else "",
        left=str(code.uses_left) if code.uses_left is not None else "∞",
    )


async def _campaign_line(visit: Visit, campaign: Campaign) -> str:
    link = await campaigns.link(visit.shop, campaign)
    return visit.t(
        "bot-admin-campaign",
        name=campaign.name,
        link=link,
        bonus_kopeks=campaign.bonus_kopeks,
        days=campaign.bonus_days,
    )


NEW_PROMOCODE = Form(
    "promo",
    (Step("code"), Step("kind", choices=promocodes.KINDS), Step("value"), Step("uses", whole, optional=True)),
    _create_promocode,
    back=callbacks.ADMIN_PROMOCODES,
    check=_check_promocode,
)
NEW_CAMPAIGN = Form(
    "campaign",
    (
        Step("name"),
        Step("start_param"),
        Step("bonus", money.parse_rubles, optional=True),
        Step("days", whole, optional=True),
    ),
    _create_campaign,
    back=callbacks.ADMIN_CAMPAIGNS,
)
FORMS = (NEW_PROMOCODE, NEW_CAMPAIGN)
