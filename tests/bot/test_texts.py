"""Texts and buttons: complete in both languages, valid for Telegram, and within its limits."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
from bot import callbacks, commands
from bot.handlers import all_forms
from bot.handlers.admin.payments import DECISIONS
from bot.handlers.balance import FORMS as BALANCE_FORMS
from bot.handlers.help import PLATFORMS
from bot.handlers.subscription import bar
from core import i18n
from core.ledger import Kind
from core.promotions import promocodes

FOLDER = Path(bot.__file__).parent
TEXT_CALL = re.compile(r"""(?:\.t|button|url_button|copy_row)\(\s*"([a-z0-9-]+)\"""")
ANY_KEY = re.compile(r"""[\"']((?:bot|button)-[a-z0-9-]+)[\"']""")
ALLOWED_TAGS = {"b", "i", "s", "code", "u", "blockquote", "a", "pre"}


class Variables(Visitor):
    """Names of the variables in a text."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def texts(language: str) -> dict[str, set[str]]:
    """Every text of the language with its variables."""
    found: dict[str, set[str]] = {}
    for file in sorted((i18n.LOCALES / language).glob("*.ftl")):
        resource = FluentParser(with_spans=False).parse(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


def dynamic_keys() -> set[str]:
    """Keys that are put together at run time."""
    keys = {f"bot-command-{name}" for name in commands.COMMANDS}
    keys |= {f"bot-platform-{name}" for name in PLATFORMS} | {f"bot-help-{name}" for name in PLATFORMS}
    keys |= {f"bot-language-{code}" for code in i18n.LANGUAGES}
    keys |= {f"bot-entry-{kind.replace('_', '-')}" for kind in Kind.__args__}  # type: ignore[attr-defined]
    keys |= {f"bot-standing-{status}" for status in ("expired", "suspended")}
    keys |= {f"bot-status-{status}" for status in ("active", "expired", "suspended")}
    keys |= {"bot-status-suspended-traffic", "bot-status-suspended-operator"}
    keys |= {f"bot-ticket-{status}" for status in ("open", "in-progress", "closed")}
    keys |= {f"bot-promocode-{kind}" for kind in promocodes.KINDS}
    keys |= {f"bot-admin-promocode-{kind}" for kind in promocodes.KINDS}
    keys |= {f"bot-button-admin-{action}" for action in ("enable", "disable", "block", "unblock")}
    keys |= {f"bot-button-admin-payment-{action}" for action in ("check", *DECISIONS)}
    keys |= {f"bot-admin-payment-confirm-{action}" for action in DECISIONS}
    keys |= {f"bot-{place}-{action}" for place in ("button-admin", "admin-confirm") for action in ("suspend", "resume")}
    keys |= {"bot-admin-suspended", "bot-admin-resumed"}
    for form in all_forms():
        for step in form.steps:
            keys.add(form.question(step))
            keys |= {f"bot-choice-{form.name}-{choice}" for choice in step.choices}
            if form.name == "tariff":
                keys.add(f"bot-field-{step.name.replace('_', '-')}")
    return keys


def used_keys() -> set[str]:
    keys = dynamic_keys()
    for file in FOLDER.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        keys |= set(TEXT_CALL.findall(source)) | set(ANY_KEY.findall(source))
    return keys - {"bot-inbox-forgetter", "bot-receiver", "bot-commands"}


def test_both_languages_have_the_same_texts_with_the_same_variables() -> None:
    assert texts("ru") == texts("en")


def test_every_text_the_bot_uses_exists_and_every_text_of_the_bot_is_used() -> None:
    known = set(texts("ru"))
    used = used_keys()
    assert used <= known
    assert {key for key in known if key.startswith("bot-")} <= used


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_is_html_that_telegram_reads(language: str) -> None:
    for key, variables in texts(language).items():
        if not key.startswith("bot-"):
            continue
        for number in (1, 2, 5):
            values = {name: f"<{name}> & Ко" if not _is_number(name) else number for name in variables}
            check_html(i18n.t(key, language, **values), key)


def _is_number(name: str) -> bool:
    numbers = ("days", "devices", "percent", "stars", "people", "invited", "value", "trials", "sales", "new_users")
    more = ("total_users", "active_subscriptions", "open_tickets", "keys_behind")
    return name in (*numbers, *more) or name.endswith(("_kopeks", "_bytes"))


def check_html(text: str, key: str = "") -> None:
    """Tags are allowed ones, closed in order; nothing of a parameter became a tag."""

    class Strict(HTMLParser):
        open: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, _attrs: object) -> None:
            assert tag in ALLOWED_TAGS, f"{key}: <{tag}>"
            self.open = [*self.open, tag]

        def handle_endtag(self, tag: str) -> None:
            assert self.open, key
            assert self.open[-1] == tag, key
            self.open = self.open[:-1]

    parser = Strict()
    parser.feed(text)
    parser.close()
    assert not parser.open, key


def test_the_longest_callback_data_fits_into_64_bytes() -> None:
    big = 10**10
    packed = [
        callbacks.PayFromBalance(tariff_id=2**31, price_kopeks=big, quote="f" * 8).pack(),
        callbacks.GrantBalance(user_id=2**40, amount_kopeks=-big, quote="f" * 8).pack(),
        callbacks.GrantDays(user_id=2**40, days=3660, quote="f" * 8).pack(),
        callbacks.AdminTariffField(id=2**31, field="list_price_kopeks").pack(),
        callbacks.AdminUser(id=2**40, action="unblock").pack(),
        callbacks.AdminTicket(id=2**40, action="reply").pack(),
        callbacks.AdminPayments(which="review", user_id=2**40, page=2**31).pack(),
        callbacks.DecidePayment(id=2**40, action="dismiss", quote="f" * 8).pack(),
        callbacks.AdminPurchases(user_id=2**40, page=2**31).pack(),
        callbacks.ReturnPurchase(entry_id=2**40, quote="f" * 8).pack(),
        callbacks.SwitchService(user_id=2**40, action="suspend", quote="f" * 8).pack(),
    ]
    assert all(len(data.encode()) <= 64 for data in packed)


def test_callback_words_of_the_cores_notifications_keep_their_meaning() -> None:
    assert (callbacks.MENU, callbacks.BUY, callbacks.SUBSCRIPTION) == ("menu", "buy", "sub")
    assert (callbacks.HELP, callbacks.BALANCE, callbacks.TICKETS) == ("help", "balance", "tickets")
    assert callbacks.OpenTicket(id=7).pack() == "ticket:7"
    assert callbacks.CancelBroadcast(id=7).pack() == "broadcast-stop:7"
    assert callbacks.AdminPayment(id=7).pack() == "a-pay:7:show"


@pytest.mark.parametrize(("used", "filled"), [(0, 0), (1, 1), (50, 6), (99, 11), (100, 12), (250, 12)])
def test_the_traffic_bar_shows_any_use_and_is_full_only_at_the_end(used: int, filled: int) -> None:
    assert bar(used, 100) == "▓" * filled + "░" * (12 - filled)


def test_every_form_has_a_name_of_its_own() -> None:
    names = [form.name for form in all_forms()]
    assert len(names) == len(set(names))
    assert BALANCE_FORMS[0] in all_forms()
