"""Discounts: a promocode's percents that wait for the person's next purchase or renewal, and what a tariff costs then.

A person has one discount at a time. It was given when the code was used, so a code that has expired or is switched off
since then takes nothing back. It is spent in the transaction of the sale, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core import db, errors, money
from core.catalogue.tariffs import Tariff
from core.shop import Shop


@dataclass(frozen=True, slots=True)
class Discount:
    """What the person has in hand; `use_id` names the use of the code that gave it."""

    use_id: int
    percent: int


@dataclass(frozen=True, slots=True)
class Price:
    """What one person pays for a tariff now, and what it costs without any discount."""

    kopeks: int
    list_kopeks: int
    discount: Discount | None = None

    @property
    def percent(self) -> int:
        """Whole percent off the list price; 0 without a discount."""
        return round(100 * (self.list_kopeks - self.kopeks) / self.list_kopeks) if self.list_kopeks else 0


async def unspent_discount(user_id: int) -> Discount | None:
    """The discount that the person has not spent yet."""
    row = await db.fetch_one(
        "SELECT u.id, p.value FROM promocode_uses u JOIN promocodes p ON p.id = u.promocode_id"
        " WHERE u.user_id = $1 AND u.spent_at IS NULL AND p.kind = 'discount' ORDER BY u.id LIMIT 1",
        user_id,
    )
    return Discount(row["id"], int(row["value"])) if row else None


def price(tariff: Tariff, discount: Discount | None) -> Price:
    """The tariff's price for somebody with this discount, which comes off the price, not off the list price.

    The fraction of a kopek is the customer's.
    """
    full_price = int(tariff.price_kopeks)
    return Price(
        kopeks=money.percent_of(full_price, 100 - discount.percent) if discount else full_price,
        list_kopeks=max(int(tariff.list_price_kopeks or 0), full_price),
        discount=discount,
    )


async def prices(user_id: int, tariffs: Iterable[Tariff]) -> list[tuple[Tariff, Price]]:
    """Each tariff with what it costs this person now."""
    discount = await unspent_discount(user_id)
    return [(tariff, price(tariff, discount)) for tariff in tariffs]


async def price_for(user_id: int, tariff: Tariff) -> Price:
    """What a tariff costs this person now."""
    return price(tariff, await unspent_discount(user_id))


async def spend(shop: Shop, use_id: int) -> None:
    """Take the discount off a sale. Call it inside the sale's transaction. Raises PriceChanged when it is spent."""
    row = await db.fetch_one(
        "UPDATE promocode_uses SET spent_at = $2 WHERE id = $1 AND spent_at IS NULL RETURNING id", use_id, shop.now()
    )
    if row is None:
        raise errors.PriceChanged()
