"""Self-checks speak the language of whoever reads them, and what an earlier version has stored is shown as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from core import i18n, phrases
from core.operations.checks import Check, about, runs, selfchecks
from core.phrases import Phrase
from core.shop import Actor, Shop
from vitrina import doctor

ROOT = Path(__file__).parents[3]
SOURCES = [path for folder in ("core", "vitrina", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
# Names of programs, protocols and companies, of variables and files, and whatever is to be typed.
NAMES = (
    r"PostgreSQL|SQLite|Redis|Xray|Reality|Telegram|@BotFather|HTTPS|HTTP/2|TLS|X25519(MLKEM768)?|UTC|Marzban|Remnawave"
    r"|ЮKassa"
)
ALLOWED = re.compile(rf"`[^`]+`|\b[A-Z]+_[A-Z_]+\b|(?<!\w)({NAMES})(?!\w)")
LATIN = re.compile(r"[A-Za-z]+")


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _texts() -> dict[str, set[str]]:
    """Every text of the self-checks, with its variables."""
    texts = {}
    for entry in FluentParser().parse((i18n.LOCALES / "ru" / "checks.ftl").read_text(encoding="utf-8")).body:
        if isinstance(entry, ftl.Message):
            variables = _Variables()
            variables.visit(entry)
            texts[entry.id.name] = variables.names
    return texts


def _phrases() -> Iterator[tuple[str, str, set[str]]]:
    """(where, key, names of the parameters) of every phrase that the sources make with a key of its own."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase":
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield where, str(key.value), {keyword.arg or "**" for keyword in node.keywords}


def test_every_phrase_has_a_text_with_exactly_its_parameters() -> None:
    texts = _texts()
    made = list(_phrases())
    assert len(made) > 80
    assert [(where, key) for where, key, params in made if texts.get(key) != params] == []


def test_no_text_of_the_self_checks_is_unused() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = {f"check-about-{name.replace(' ', '-')}" for name in runs.NAMES} | {"check-passed", "check-failed"}
    assert [key for key in _texts() if f'"{key}"' not in written and key not in named] == []


def test_russian_self_checks_hold_no_english() -> None:
    for key, variables in _texts().items():
        text = i18n.say(Phrase(key, **dict.fromkeys(variables, "7")), "ru")
        assert not LATIN.search(ALLOWED.sub("", text)), f"{key}: {text}"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_self_check_has_a_title_and_says_what_it_looks_at(language: str) -> None:
    for name in runs.NAMES:
        assert about(name, language)
        assert Check(name, True, "").title(language)
    assert Check("cabinet pages", True, "").title("ru") == "Страницы кабинета"


async def test_what_is_found_is_kept_and_said_in_both_languages(shop: Shop) -> None:
    await runs.run(shop, "books", by=Actor("admin"))
    stored, _ = await runs.last()
    check = runs.checked(stored["books"])
    assert check.text_in("en") == "every balance is the sum of its entries"
    assert check.text_in("ru") == "каждый баланс равен сумме своих записей"
    assert check.title("ru") == "Балансы"


async def test_a_check_that_breaks_says_so_in_both_languages(shop: Shop) -> None:
    async def broken(_shop: Shop) -> Check:
        raise RuntimeError("<secret>")

    (check,) = await selfchecks.run(shop, {"books": broken})
    assert check.text_in("ru") == "проверка прервалась: RuntimeError"
    assert check.advice_in("en") == "See the log of this process for what happened."


def test_a_check_that_an_earlier_version_has_stored_is_shown_as_it_is() -> None:
    stored = {"name": "books", "ok": False, "text": "balances <1> & 2", "advice": "Somebody did"}
    assert runs.checked(stored).text_in("ru") == "balances <1> & 2"
    assert runs.checked(stored).advice_in("ru") == "Somebody did"


@pytest.mark.parametrize(
    "text", [{"key": "check-of-the-future", "params": {}}, {"key": "check-broke", "params": {"reason": "x"}}]
)
def test_words_that_this_version_does_not_have_are_left_out(text: object) -> None:
    check = runs.checked({"name": "books", "ok": False, "text": text, "advice": ""})
    assert (check.ok, check.text_in("ru"), check.text_in("en")) == (False, "", "")


def test_phrases_inside_phrases_are_said_and_kept_and_foreign_words_stay_as_they_are() -> None:
    keys = ["Oslo: k0001 (#1 <Ann> & Co): no such inbound &lt;", Phrase("check-keys-more", count=2)]
    phrase = Phrase("check-keys-refused", count=12, keys=keys)
    assert phrases.from_json(phrases.as_json(phrase)) == phrase
    assert i18n.say(phrase, "ru") == f"панели не принимают ключи (12): {keys[0]}; и ещё 2"
    assert i18n.say(phrase, "en") == f"panels refuse 12 keys: {keys[0]}; and 2 more"


@pytest.mark.parametrize(("terminal", "verdict"), [("ru_RU.UTF-8", "в порядке"), ("C.UTF-8", "ok  ")])
def test_the_doctor_speaks_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: str, verdict: str
) -> None:
    monkeypatch.setenv("LC_ALL", terminal)
    doctor.show([Check("books", True, Phrase("check-books-fine"))])
    assert capsys.readouterr().out.startswith(f"{verdict} {'Балансы' if terminal.startswith('ru') else 'books'}: ")


def test_words_that_are_too_long_for_their_column_are_shortened_and_can_still_be_read() -> None:
    phrase = Phrase("check-panels-leftover", server="Осло", account="k0001", error='no "route" ' * 100)
    text = phrases.dumps(phrase, 255)
    assert len(text) <= 255
    assert i18n.say_stored(text, "ru").startswith('Осло: учётная запись k0001 не удаляется: no "route"')


@pytest.mark.parametrize("text", ["less came", "", '{"key":', '{"key":"check-broke","params":3}', '{"key":1}', "[1]"])
def test_any_other_stored_text_is_shown_as_it_is(text: str) -> None:
    assert i18n.say_stored(text, "ru") == text
