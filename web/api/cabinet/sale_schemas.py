"""Public schemas of tariffs, purchases and renewals."""

from typing import Self

from pydantic import Field

from core import money
from core.catalogue.pricing import Price
from core.catalogue.tariffs import Tariff as Offered
from core.subscriptions.purchase import Purchase
from web.api.cabinet.subscription_schemas import Count, ServerName, whole_gb
from web.common.schemas import Moment, Schema


class Tariff(Schema):
    """One tariff: a period for a price. `price` is what this person is charged now, `original_price` the list price."""

    id: int
    name: str
    description: str
    period_days: int
    data_limit_gb: int | None
    price_kopeks: int
    price_rubles: float
    original_price_kopeks: int
    discount_percent: int
    max_devices: int
    is_popular: bool
    is_unlimited: bool
    sort_order: int

    @classmethod
    def of(cls, tariff: Offered, price: Price) -> Self:
        return cls(
            id=tariff.id,
            name=tariff.name,
            description=tariff.description,
            period_days=tariff.period_days,
            data_limit_gb=tariff.traffic_gb,
            price_kopeks=price.kopeks,
            price_rubles=money.rubles(price.kopeks),
            original_price_kopeks=price.list_kopeks,
            discount_percent=price.percent,
            max_devices=tariff.devices,
            is_popular=tariff.is_popular,
            is_unlimited=tariff.traffic_gb is None,
            sort_order=tariff.position,
        )


class Tariffs(Schema):
    """The shop's window."""

    tariffs: list[Tariff]


class PurchaseWish(Schema):
    """Which tariff, and where; the place may be left to the shop."""

    tariff_id: Count
    server_squad_uuid: ServerName = None


class BoughtSubscription(Schema):
    """What was bought."""

    id: int
    expires_at: Moment
    data_limit_gb: int | None
    config_link: str


class Bought(Schema):
    """A purchase from the balance."""

    success: bool = True
    subscription: BoughtSubscription
    balance_after_kopeks: int
    balance_after_rubles: float
    amount_paid_kopeks: int
    amount_paid_rubles: float
    transaction_id: int

    @classmethod
    def of(cls, bought: Purchase, link: str) -> Self:
        sold = bought.subscription
        return cls(
            subscription=BoughtSubscription(
                id=sold.id,
                expires_at=sold.expires_at,
                data_limit_gb=whole_gb(sold.traffic_limit_bytes),
                config_link=link,
            ),
            balance_after_kopeks=bought.balance_kopeks,
            balance_after_rubles=money.rubles(bought.balance_kopeks),
            amount_paid_kopeks=bought.price_kopeks,
            amount_paid_rubles=money.rubles(bought.price_kopeks),
            transaction_id=bought.entry_id,
        )


class RenewalWish(Schema):
    """One of the renewal options; traffic of null is the unlimited one."""

    period_days: Count
    gb_amount: Count | None = None


class Renewed(Schema):
    """A renewal from the balance."""

    success: bool = True
    new_expires_at: Moment
    balance_after_kopeks: int
    balance_after_rubles: float
    amount_paid_kopeks: int
    amount_paid_rubles: float

    @classmethod
    def of(cls, bought: Purchase) -> Self:
        return cls(
            new_expires_at=bought.subscription.expires_at,
            balance_after_kopeks=bought.balance_kopeks,
            balance_after_rubles=money.rubles(bought.balance_kopeks),
            amount_paid_kopeks=bought.price_kopeks,
            amount_paid_rubles=money.rubles(bought.price_kopeks),
        )


class RenewalOption(Schema):
    """What a renewal costs."""

    period_days: int
    gb_amount: int | None = Field(description="null = unlimited")
    price_kopeks: int
    price_rubles: float
    discount_percent: int

    @classmethod
    def of(cls, tariff: Offered, price: Price) -> Self:
        return cls(
            period_days=tariff.period_days,
            gb_amount=tariff.traffic_gb,
            price_kopeks=price.kopeks,
            price_rubles=money.rubles(price.kopeks),
            discount_percent=price.percent,
        )


class RenewalOptions(Schema):
    """Ways to renew; none without a subscription."""

    options: list[RenewalOption]
