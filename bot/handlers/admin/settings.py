"""The settings that an owner changes on the road; all of them are in the console."""

from html import escape

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.callbacks import AdminSetting
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.ui import Row, Screen, Visit
from core import errors
from core.config import catalogue, store
from core.config.catalogue import Setting

NAMES = (
    *("shop_name", "support_contact", "trial_days", "trial_gb", "trial_devices", "channel_username"),
    *("stars_kopeks_per_star", "referral_percent", "autopay_hours_before", "backup_every_hours"),
)
LABEL_LENGTH = 40


def register(router: Router) -> None:
    """The administrators' settings."""
    router.callback_query.register(open_list, Pressed(callbacks.ADMIN_SETTINGS))
    router.callback_query.register(open_setting, AdminSetting.filter(F.action == "show"))
    router.callback_query.register(ask_value, AdminSetting.filter(F.action == "change"))
    router.callback_query.register(reset, AdminSetting.filter(F.action == "reset"))


async def open_list(_query: CallbackQuery, visit: Visit) -> None:
    """The settings with their values."""
    rows: list[Row] = []
    for setting in (catalogue.SETTINGS[name] for name in NAMES):
        value = _value(visit, setting)
        short = value if len(value) <= LABEL_LENGTH else f"{value[: LABEL_LENGTH - 1]}…"
        title, data = visit.t(setting.text_keys[0]), AdminSetting(name=setting.name).pack()
        rows.append((visit.button("bot-button-admin-setting", data, title=title, value=short),))
    rows.append(visit.app_row("bot-admin-console", "admin"))
    await visit.show(Screen(visit.t("bot-admin-settings-list"), (*rows, visit.back(callbacks.ADMIN))))


async def open_setting(_query: CallbackQuery, visit: Visit, callback_data: AdminSetting) -> None:
    """One setting."""
    await visit.show(_screen(visit, _setting(callback_data)))


async def ask_value(_query: CallbackQuery, visit: Visit, callback_data: AdminSetting) -> None:
    """Ask for its new value."""
    setting = _setting(callback_data)
    await forms.begin(visit, FORMS_BY_NAME[setting.name], back=AdminSetting(name=setting.name).pack())


async def reset(_query: CallbackQuery, visit: Visit, callback_data: AdminSetting) -> None:
    """Back to the default."""
    setting = _setting(callback_data)
    await store.change(visit.shop, {setting.name: None}, by=str(visit.admin))
    await visit.show(_screen(visit, setting))


def _setting(data: AdminSetting) -> Setting:
    """Raises UnknownSetting for one that this screen does not have."""
    if data.name not in NAMES:
        raise errors.UnknownSetting(field=data.name)
    return catalogue.SETTINGS[data.name]


async def _change(visit: Visit, answers: Answers, _subject: str) -> Screen:
    ((name, value),) = answers.items()
    await store.change(visit.shop, {name: value}, by=str(visit.admin))
    return _screen(visit, catalogue.SETTINGS[name])


def _screen(visit: Visit, setting: Setting) -> Screen:
    fixed = setting.name in visit.shop.environment.model_fields_set
    changed = getattr(visit.shop.settings, setting.name) != setting.default
    title, sentence = (visit.t(key) for key in setting.text_keys)
    lines = [f"⚙️ <b>{title}</b>", sentence, f"<code>{escape(_value(visit, setting), quote=False)}</code>"]
    rows: list[Row] = []
    if fixed:
        lines.append(visit.t("bot-admin-setting-fixed", name=setting.name.upper()))
    else:
        data = AdminSetting(name=setting.name, action="change").pack()
        rows.append((visit.button("bot-button-admin-setting-change", data),))
    if changed and not fixed:
        data = AdminSetting(name=setting.name, action="reset").pack()
        rows.append((visit.button("bot-button-admin-setting-reset", data),))
    return Screen("\n\n".join(lines), (*rows, visit.back(callbacks.ADMIN_SETTINGS)))


def _value(visit: Visit, setting: Setting) -> str:
    value = getattr(visit.shop.settings, setting.name)
    if value in (None, ""):
        return "—"
    return f"{value} {visit.t(setting.unit_key)}" if setting.unit_key else str(value)


FORMS_BY_NAME = {
    name: Form(
        f"setting-{name}",
        (Step(name),),
        _change,
        back=callbacks.ADMIN_SETTINGS,
        question_keys={name: catalogue.SETTINGS[name].text_keys[1]},
    )
    for name in NAMES
}
FORMS = tuple(FORMS_BY_NAME.values())
