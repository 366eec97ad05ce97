"""Money as people type and read it: nothing is lost on the way."""

import contextlib
from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, money
from core.money import MAX_KOPEKS

amounts = st.integers(1, MAX_KOPEKS)


@given(amounts, st.sampled_from([",", "."]))
def test_an_amount_is_read_as_it_was_typed(kopeks: int, separator: str) -> None:
    assert money.parse_rubles(f"{kopeks // 100}{separator}{kopeks % 100:02d}") == kopeks


@given(amounts, st.sampled_from(["ru", "en"]))
def test_what_the_shop_shows_in_russian_can_be_typed_back(kopeks: int, language: str) -> None:
    shown = money.format_rubles(kopeks, language)
    typed = shown if language == "ru" else shown.replace(",", "")
    assert money.parse_rubles(typed) == kopeks


@pytest.mark.parametrize(
    ("typed", "kopeks"),
    [
        ("499", 49900),
        ("499,9", 49990),
        (" 1 000.5 ", 100050),
        ("1\u00a0299,90\u00a0₽", 129990),
        ("0,01", 1),
        ("007", 700),
        ("100000000", MAX_KOPEKS),
    ],
)
def test_amounts_are_understood_in_the_ways_people_type_them(typed: str, kopeks: int) -> None:
    assert money.parse_rubles(typed) == kopeks


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0",
        "0,00",
        "-5",
        "+5",
        "1.234",
        "1,2,3",
        "1e5",
        "abc",
        "٣",
        "½",
        "NaN",
        "Infinity",
        "100000000.01",
        ",5",
        "5,",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(errors.InvalidValue) as refused:
        money.parse_rubles(typed)
    assert refused.value.params == {"field": "amount"}


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_amount_or_refused(typed: str) -> None:
    with contextlib.suppress(errors.InvalidValue):
        assert 0 < money.parse_rubles(typed) <= MAX_KOPEKS


@pytest.mark.parametrize(
    ("kopeks", "russian", "english"),
    [
        (0, "0\u00a0₽", "₽0"),
        (1, "0,01\u00a0₽", "₽0.01"),
        (29900, "299\u00a0₽", "₽299"),
        (129990, "1\u00a0299,90\u00a0₽", "₽1,299.90"),
        (-129990, "−1\u00a0299,90\u00a0₽", "−₽1,299.90"),
        (123456789, "1\u00a0234\u00a0567,89\u00a0₽", "₽1,234,567.89"),
    ],
)
def test_amounts_are_shown_as_people_write_them(kopeks: int, russian: str, english: str) -> None:
    assert money.format_rubles(kopeks, "ru") == russian
    assert money.format_rubles(kopeks, "en") == english


@given(amounts)
def test_public_shapes_carry_every_amount_to_the_kopek(kopeks: int) -> None:
    assert round(money.rubles(kopeks) * 100) == kopeks


@given(amounts, st.integers(1, 100_000))
def test_stars_cover_the_price_and_not_a_star_more(kopeks: int, rate: int) -> None:
    stars = money.stars_for(kopeks, rate)
    assert (stars - 1) * rate < kopeks <= stars * rate


@given(st.integers(0, MAX_KOPEKS), st.integers(0, 100))
def test_a_share_never_exceeds_its_exact_value(kopeks: int, percent: int) -> None:
    share = money.percent_of(kopeks, percent)
    assert share == (Decimal(kopeks) * percent / 100).to_integral_value(ROUND_FLOOR)
    assert 0 <= share <= kopeks
    assert money.percent_of(kopeks, 100) == kopeks
