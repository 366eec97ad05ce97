"""Promocodes, and inviting friends."""

from urllib.parse import quote

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.filters import Pressed
from bot.forms import Answers, Form, Step
from bot.ui import Screen, Visit
from core.promotions import promocodes, referrals
from core.users import accounts

NEXT = {"balance": ("button-balance", callbacks.BALANCE), "discount": ("button-buy", callbacks.BUY)}


def register(router: Router) -> None:
    """Promocode and invitation."""
    router.callback_query.register(ask_promocode, Pressed(callbacks.PROMOCODE))
    router.callback_query.register(open_invitation, Pressed(callbacks.INVITE))


async def ask_promocode(_query: CallbackQuery, visit: Visit) -> None:
    """Let the person type a code."""
    await forms.begin(visit, PROMOCODE)


async def open_invitation(_query: CallbackQuery, visit: Visit) -> None:
    """The person's own link and what it has brought."""
    link = await referrals.link(visit.shop, visit.user)
    earnings = await referrals.earnings(visit.user)
    words = visit.t("bot-share-words", shop=visit.shop.settings.shop_name)
    share = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(words, safe='')}"
    text = visit.t(
        "bot-invite",
        link=link,
        percent=visit.shop.settings.referral_percent,
        invited=earnings.invited,
        earned_kopeks=earnings.earned_kopeks,
    )
    share_row = (visit.url_button("bot-button-share", share),)
    await visit.show(Screen(text, (share_row, visit.copy_row("button-copy-link", link), visit.back())))


async def _activate(visit: Visit, answers: Answers, _subject: str) -> Screen:
    promocode = await promocodes.activate(visit.shop, visit.user, answers["code"])
    user = await accounts.find(visit.user.id)
    text = visit.t(
        f"bot-promocode-{promocode.kind}",
        code=promocode.code,
        value_kopeks=promocode.value,
        value=promocode.value,
        balance_kopeks=user.balance_kopeks,
        tariff=promocode.tariff.name if promocode.tariff else "",
    )
    key, data = NEXT.get(promocode.kind, ("button-my-subscription", callbacks.SUBSCRIPTION))
    return Screen(text, ((visit.button(key, data),), visit.back()))


PROMOCODE = Form("promocode", (Step("code"),), _activate)
FORMS = (PROMOCODE,)
