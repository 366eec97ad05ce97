"""Money: integer kopeks inside, roubles only where people read and write."""

import re
from decimal import Decimal

from core import errors

KOPEKS_PER_RUBLE = 100
WHOLE = 10_000  # hundredths of a percent
MAX_KOPEKS = 100_000_000_00  # a hundred million roubles: more is a typing error, and fits every column


def parse_rubles(text: str) -> int:
    """Kopeks of a typed amount such as `499`, `499,90` or `1 000.5`. Raises InvalidValue."""
    number = re.sub(r"[\s\u00a0\u202f₽]", "", text).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", number):
        raise errors.InvalidValue(field="amount")
    kopeks = int(Decimal(number) * KOPEKS_PER_RUBLE)
    if not 0 < kopeks <= MAX_KOPEKS:
        raise errors.InvalidValue(field="amount")
    return kopeks


def kopeks_of(amount: Decimal) -> int:
    """Kopeks of an amount in roubles that has two decimals at most."""
    return int(amount * KOPEKS_PER_RUBLE)


def rubles(kopeks: int) -> float:
    """The `*_rubles` number of public shapes; exact to the kopek for every amount the shop can hold."""
    return kopeks / KOPEKS_PER_RUBLE


def format_rubles(kopeks: int, language: str) -> str:
    """`1 299,90 ₽` or `₽1,299.90`; whole roubles without a fraction."""
    sign = "−" if kopeks < 0 else ""
    whole_rubles, remainder = divmod(abs(kopeks), KOPEKS_PER_RUBLE)
    if language == "ru":
        fraction = f",{remainder:02d}" if remainder else ""
        return f"{sign}{whole_rubles:,}".replace(",", "\u00a0") + f"{fraction}\u00a0₽"
    fraction = f".{remainder:02d}" if remainder else ""
    return f"{sign}₽{whole_rubles:,}{fraction}"


def stars_for(kopeks: int, kopeks_per_star: int) -> int:
    """Stars to ask for an amount: rounded up, so that the shop never gives money away."""
    return -(-kopeks // kopeks_per_star)


def with_percent(kopeks: int, percent: Decimal) -> int:
    """An amount with a surcharge of so many percent (below zero a discount), rounded down to the kopek."""
    return kopeks * _factor(percent) // WHOLE


def least_worth(paid_kopeks: int, percent: Decimal) -> int:
    """The smallest amount that comes to at least `paid_kopeks` with the surcharge."""
    return -(-paid_kopeks * WHOLE // _factor(percent))


def most_worth(paid_kopeks: int, percent: Decimal) -> int:
    """The largest amount that comes to at most `paid_kopeks` with the surcharge."""
    return ((paid_kopeks + 1) * WHOLE - 1) // _factor(percent)


def _factor(percent: Decimal) -> int:
    return WHOLE + int(percent * 100)


def percent_of(kopeks: int, percent: int) -> int:
    """A share of an amount, rounded down to the kopek."""
    return kopeks * percent // 100
