"""Numbers, moments and names as vendors write them."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payment_providers import parsing


@given(st.integers(0, 100_000_000_00))
def test_an_amount_survives_the_way_there_and_back(minor: int) -> None:
    text = parsing.decimal_text(minor)
    assert parsing.minor_units(text) == minor
    assert parsing.minor_units(Decimal(text)) == minor
    assert json.loads(parsing.dumps({"a": Decimal(text)}), parse_float=Decimal)["a"] == Decimal(text)


@pytest.mark.parametrize(("said", "minor"), [("500", 500_00), ("19.9", 19_90), ("4.350000", 4_35), (7, 7_00), ("0", 0)])
def test_amounts(said: Any, minor: int) -> None:
    assert parsing.minor_units(said) == minor


@pytest.mark.parametrize(
    "said",
    [19.99, float("nan"), True, None, "", "1e3", "+5", "-5", " 5", "5\n", "5,00", "٥", "0x5", ".5", "5.", "1" * 13, []],
)
def test_what_is_no_amount(said: Any) -> None:
    with pytest.raises(ValueError, match="amount"):
        parsing.minor_units(said)


@pytest.mark.parametrize("said", ["", "a/b", "..", "a b", "я", "a" * 65, None, True, 1.5, ["a"]])
def test_what_is_no_name(said: Any) -> None:
    with pytest.raises(ValueError, match="name"):
        parsing.name(said)


def test_numbers_are_written_digit_by_digit() -> None:
    body = {"amount": Decimal("19.90"), "title": "«30 дней»", "id": "19.90", "list": [Decimal(5)]}
    written = parsing.dumps(body).decode()
    assert '"amount": 19.90' in written
    assert '"list": [5]' in written
    assert json.loads(written)["title"] == "«30 дней»"
    assert json.loads(written)["id"] == "19.90"


def test_moments() -> None:
    assert parsing.moment("2026-11-21T10:00:00.123Z") == parsing.moment("2026-11-21T13:00:00.123+03:00")
    assert [parsing.moment(said) for said in ("", "yesterday", None, 5)] == [None] * 4


def test_texts_are_cut_between_letters() -> None:
    assert parsing.cut("я" * 100, 64, unit="bytes") == "я" * 32
    assert parsing.cut("aя", 2, unit="bytes") == "a"
    assert parsing.cut("я" * 200, 128) == "я" * 128
