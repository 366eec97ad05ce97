"""Tariffs: list, create by a dialogue, change one field, put on and take off sale."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.callbacks import AdminTariff, AdminTariffField
from bot.filters import Pressed
from bot.forms import Answers, Form, Step, whole
from bot.ui import Screen, Visit
from core import money
from core.catalogue import tariffs
from core.catalogue.tariffs import Tariff, Terms

# A tariff that could be sold: one answer at a time takes the place of its part, and is checked by the shop's own rules.
SAMPLE = Terms(name="tariff", period_days=30, price_kopeks=1)
STEPS = (
    Step("name"),
    Step("period_days", whole),
    Step("price_kopeks", money.parse_rubles),
    Step("list_price_kopeks", money.parse_rubles, optional=True),
    Step("traffic_gb", whole, optional=True),
    Step("devices", whole),
    Step("description", optional=True),
)


def register(router: Router) -> None:
    """The administrators' tariffs."""
    router.callback_query.register(open_list, Pressed(callbacks.ADMIN_TARIFFS))
    router.callback_query.register(ask_new, Pressed(callbacks.ADMIN_NEW_TARIFF))
    router.callback_query.register(open_tariff, AdminTariff.filter(F.action == "show"))
    router.callback_query.register(switch, AdminTariff.filter(F.action.in_({"enable", "disable"})))
    router.callback_query.register(toggle_popular, AdminTariff.filter(F.action == "popular"))
    router.callback_query.register(ask_field, AdminTariffField.filter())


async def open_list(_query: CallbackQuery, visit: Visit) -> None:
    """All tariffs."""
    rows = [(visit.button("bot-button-admin-new-tariff", callbacks.ADMIN_NEW_TARIFF, style="primary"),)]
    for tariff in await tariffs.every():
        key = "bot-button-admin-tariff" if tariff.enabled else "bot-button-admin-tariff-off"
        data = AdminTariff(id=tariff.id).pack()
        rows.append((visit.button(key, data, tariff=tariff.name, price_kopeks=tariff.price_kopeks),))
    await visit.show(Screen(visit.t("bot-admin-tariffs-list"), (*rows, visit.back(callbacks.ADMIN))))


async def ask_new(_query: CallbackQuery, visit: Visit) -> None:
    """Begin the dialogue for a new tariff."""
    await forms.begin(visit, NEW)


async def open_tariff(_query: CallbackQuery, visit: Visit, callback_data: AdminTariff) -> None:
    """One tariff."""
    await visit.show(_screen(visit, await tariffs.find(callback_data.id, on_sale_only=False)))


async def switch(_query: CallbackQuery, visit: Visit, callback_data: AdminTariff) -> None:
    """Put on sale, or take off."""
    tariff = await tariffs.find(callback_data.id, on_sale_only=False)
    enabled = callback_data.action == "enable"
    await visit.show(_screen(visit, await tariffs.set_enabled(visit.shop, tariff, enabled, by=visit.admin)))


async def toggle_popular(_query: CallbackQuery, visit: Visit, callback_data: AdminTariff) -> None:
    """Mark as popular, or no longer."""
    tariff = await tariffs.find(callback_data.id, on_sale_only=False)
    terms = replace(tariffs.terms_of(tariff), is_popular=not tariff.is_popular)
    await visit.show(_screen(visit, await tariffs.edit(visit.shop, tariff, terms, by=visit.admin)))


async def ask_field(_query: CallbackQuery, visit: Visit, callback_data: AdminTariffField) -> None:
    """Ask for one field's new value."""
    tariff = await tariffs.find(callback_data.id, on_sale_only=False)
    back = AdminTariff(id=tariff.id).pack()
    await forms.begin(visit, EDITS[callback_data.field], subject=str(tariff.id), back=back)


async def _create(visit: Visit, answers: Answers, _subject: str) -> Screen:
    return _screen(visit, await tariffs.create(visit.shop, _terms(SAMPLE, answers), by=visit.admin))


async def _edit(visit: Visit, answers: Answers, subject: str) -> Screen:
    tariff = await tariffs.find(int(subject), on_sale_only=False)
    terms = _terms(tariffs.terms_of(tariff), answers)
    return _screen(visit, await tariffs.edit(visit.shop, tariff, terms, by=visit.admin))


def _terms(base: Terms, answers: Answers) -> Terms:
    """The terms with these answers in their places; an empty description is no None."""
    values: dict[str, Any] = {name: value if value is not None else _nothing(name) for name, value in answers.items()}
    return replace(base, **values)


def _nothing(name: str) -> str | None:
    return "" if name == "description" else None


def _screen(visit: Visit, tariff: Tariff) -> Screen:
    text = visit.t(
        "bot-admin-tariff",
        tariff=tariff.name,
        state="on" if tariff.enabled else "off",
        days=tariff.period_days,
        price_kopeks=tariff.price_kopeks,
        list_price_kopeks=tariff.list_price_kopeks or tariff.price_kopeks,
        limited="yes" if tariff.traffic_gb else "no",
        traffic_bytes=tariff.traffic_bytes or 0,
        devices=tariff.devices,
        description=tariff.description or "—",
    )
    fields = [
        visit.button(f"bot-field-{step.name.replace('_', '-')}", AdminTariffField(id=tariff.id, field=step.name).pack())
        for step in STEPS
    ]
    action = "disable" if tariff.enabled else "enable"
    popular = "bot-button-admin-popular-on" if tariff.is_popular else "bot-button-admin-popular-off"
    rows = [fields[start : start + 2] for start in range(0, len(fields), 2)]
    rows.append([visit.button(popular, AdminTariff(id=tariff.id, action="popular").pack())])
    rows.append([visit.button(f"bot-button-admin-{action}", AdminTariff(id=tariff.id, action=action).pack())])
    return Screen(text, (*rows, visit.back(callbacks.ADMIN_TARIFFS)))


NEW = Form(
    "tariff",
    STEPS,
    _create,
    back=callbacks.ADMIN_TARIFFS,
    check=lambda answers: _terms(SAMPLE, answers).check(),
)
EDITS = {step.name: Form(f"tariff-{step.name}", (replace(step),), _edit, questions_of="tariff") for step in STEPS}
FORMS = (NEW, *EDITS.values())
