"""Texts of any length reach Telegram in parts that it takes, and nothing of them is lost or torn."""

import unicodedata
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import i18n
from core.telegram import texts
from sandbox.entities import message_text
from sandbox.errors import ApiError

SIGNS = [
    "a",
    "&",
    "<",
    ">",
    '"',
    "'",
    " ",
    "\n",
    "я",
    "é",
    "𝒙",
    "😀",
    "👨‍👩‍👧‍👦",
    "🇷🇺",
    "👍🏽",
    "ё́",
    "שלום ",
    "مرحبا",
    "{",
    "}",
    "\u200b",
]
WHOLE = ["👨‍👩‍👧‍👦", "🇷🇺", "👍🏽", "ё́"]
PEOPLES = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=400).flatmap(
    lambda signs: st.integers(1, 25).map(lambda times: ("".join(signs) * times)[:5000])
)
QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def read(html: str) -> str:
    """What people see of a message, if Telegram takes it. Raises ApiError."""
    return message_text(html, "HTML", None)[0]


def bare(text: str) -> str:
    """Without the white space that Telegram takes off the ends of a message."""
    return "".join(text.replace("\u200b", "").split())


@QUICK
@given(PEOPLES)
def test_a_long_text_arrives_whole_in_parts_that_telegram_takes(text: str) -> None:
    if not bare(text):
        return
    html = (
        f"<b>Head &amp; more</b>\n\n<i>{escape(text, quote=False)}</i>\n\n<a href='https://x.example/?a&amp;b'>tail</a>"
    )
    parts = texts.parts(html)
    shown = [read(part) for part in parts]
    assert bare("".join(shown)) == bare(f"Head & more{text}tail")
    assert len(parts) <= 1 + 2 * texts.units(text) // 4096 + 1
    for one, other in zip(shown, shown[1:], strict=False):
        assert not other.startswith(("\u200d", "\U0001f3fd", "\u0301"))
        assert not one.endswith("\u200d")


@pytest.mark.parametrize("whole", WHOLE)
def test_no_sign_of_several_code_points_is_torn(whole: str) -> None:
    for shift in range(6):
        parts = texts.parts("x" * shift + whole * 2500)
        assert all(part.removeprefix("x" * shift).replace(whole, "") == "" for part in parts)


@pytest.mark.parametrize("length", [1, 63, 64, 65, 2048, 2499, 2500, 2501, 2599, 4095, 4096, 4097, 5000])
@pytest.mark.parametrize("sign", ["x", "&", "<", "😀", "ы", "\ufdd0", "\ufdd00\ufdd1", "{", "\n"])
def test_a_text_of_people_passes_the_shops_texts_whatever_its_length(sign: str, length: int) -> None:
    text = (sign * length)[:length]
    for language in i18n.LANGUAGES:
        shown = i18n.t("notice-ticket-answer", language, number="1", text=text)
        assert escape(text, quote=False) in shown
        assert i18n.t("bot-error", language, text=i18n.Html("<b>" + "&amp;" * length + "</b>")).count("&amp;") == length


def test_a_link_and_a_key_stay_whole_where_they_fit() -> None:
    code = f"<code>vless://{'k' * 900} {'k' * 900}</code>"
    parts = texts.parts("x " * 1500 + code)
    assert parts[-1] == code


def test_a_link_longer_than_a_message_is_divided_all_the_same() -> None:
    parts = texts.parts(f"<code>{'k' * 9000}</code>")
    assert [read(part) for part in parts] == ["k" * 4096, "k" * 4096, "k" * 808]


def test_hundreds_of_accents_on_one_letter_do_not_stop_it() -> None:
    parts = texts.parts("e" + "\u0301" * 9000)
    assert "".join(parts) == "e" + "\u0301" * 9000
    assert all(texts.units(part) <= 4096 for part in parts)


def test_a_text_is_divided_at_a_line_before_a_word_before_a_sign() -> None:
    assert texts.parts("a" * 3000 + "\n" + "b b" * 600) == ["a" * 3000 + "\n", "b b" * 600]
    first, second = texts.parts("word " * 1000)
    assert first.endswith("word ")
    assert second.startswith("word ")


def test_what_is_cut_says_so_and_stays_valid() -> None:
    assert texts.cut("<b>short</b>", 200) == "<b>short</b>"
    shown = texts.cut(f"<b>{'&amp;' * 300}</b>", 200)
    assert texts.length(shown) == 200
    assert read(shown).endswith("…")
    assert texts.cut_plain("😀" * 20, 32) == "😀" * 15 + "…"
    assert texts.cut_plain("x👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 32) == "x👨‍👩‍👧‍👦👨‍👩‍👧‍👦…"
    assert texts.cut_plain("x" * 32, 32) == "x" * 32


@QUICK
@given(PEOPLES)
def test_a_plain_text_is_divided_without_losing_anything(text: str) -> None:
    parts = texts.plain_parts(text, 1000)
    assert "".join(parts) == text
    assert all(texts.units(part) <= 1000 for part in parts)
    assert all(not unicodedata.category(part[0]).startswith("M") for part in parts[1:])


def test_the_sandbox_counts_as_telegram_does() -> None:
    assert read("&amp;" * 4096) == "&" * 4096
    with pytest.raises(ApiError, match="too long"):
        read("😀" * 2049)
