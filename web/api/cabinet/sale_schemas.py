"""Public shapes of tariffs, purchases and renewals. Examples are the public description's."""

from typing import Any, Self

from pydantic import BaseModel, Field

from core import money
from core.catalogue.pricing import Price
from core.catalogue.tariffs import Tariff as Offered
from core.subscriptions.purchase import Purchase
from web.api.cabinet.subscription_schemas import Count, ServerName, whole_gb
from web.common.schemas import Moment, example

BASIC: Any = {
    "id": 1,
    "name": "Basic",
    "description": "For beginners",
    "period_days": 30,
    "data_limit_gb": 100,
    "price_kopeks": 29900,
    "price_rubles": 299.00,
    "original_price_kopeks": 29900,
    "discount_percent": 0,
    "max_devices": 3,
    "is_popular": False,
    "is_unlimited": False,
    "sort_order": 1,
}
STANDARD: Any = {
    "id": 2,
    "name": "Standard",
    "description": "The best choice",
    "period_days": 30,
    "data_limit_gb": None,
    "price_kopeks": 44910,
    "price_rubles": 449.10,
    "original_price_kopeks": 49900,
    "discount_percent": 10,
    "max_devices": 5,
    "is_popular": True,
    "is_unlimited": True,
    "sort_order": 2,
}


class Tariff(BaseModel):
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

    model_config = example(**STANDARD)

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


class Tariffs(BaseModel):
    """The shop's window."""

    tariffs: list[Tariff]

    model_config = example(tariffs=[BASIC, STANDARD])


class PurchaseWish(BaseModel):
    """Which tariff, and where; the place may be left to the shop."""

    tariff_id: Count
    server_squad_uuid: ServerName = None

    model_config = example(tariff_id=2, server_squad_uuid="squad-uuid")


class BoughtSubscription(BaseModel):
    """What was bought."""

    id: int
    expires_at: Moment
    data_limit_gb: int | None
    config_link: str


class Bought(BaseModel):
    """A purchase from the balance."""

    success: bool = True
    subscription: BoughtSubscription
    balance_after_kopeks: int
    balance_after_rubles: float
    amount_paid_kopeks: int
    amount_paid_rubles: float
    transaction_id: int

    model_config = example(
        success=True,
        subscription={
            "id": 1,
            "expires_at": "2024-02-01T12:00:00Z",
            "data_limit_gb": None,
            "config_link": "vless://...",
        },
        balance_after_kopeks=0,
        balance_after_rubles=0.00,
        amount_paid_kopeks=49900,
        amount_paid_rubles=499.00,
        transaction_id=123,
    )

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


class RenewalWish(BaseModel):
    """One of the renewal options; traffic of null is the unlimited one."""

    period_days: Count
    gb_amount: Count | None = None

    model_config = example(period_days=30, gb_amount=100)


class Renewed(BaseModel):
    """A renewal from the balance."""

    success: bool = True
    new_expires_at: Moment
    balance_after_kopeks: int
    balance_after_rubles: float
    amount_paid_kopeks: int
    amount_paid_rubles: float

    model_config = example(
        success=True,
        new_expires_at="2024-03-01T12:00:00Z",
        balance_after_kopeks=20050,
        balance_after_rubles=200.50,
        amount_paid_kopeks=29900,
        amount_paid_rubles=299.00,
    )

    @classmethod
    def of(cls, bought: Purchase) -> Self:
        return cls(
            new_expires_at=bought.subscription.expires_at,
            balance_after_kopeks=bought.balance_kopeks,
            balance_after_rubles=money.rubles(bought.balance_kopeks),
            amount_paid_kopeks=bought.price_kopeks,
            amount_paid_rubles=money.rubles(bought.price_kopeks),
        )


class RenewalOption(BaseModel):
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


class RenewalOptions(BaseModel):
    """Ways to renew; none without a subscription."""

    options: list[RenewalOption]

    model_config = example(
        options=[
            {"period_days": 30, "gb_amount": 50, "price_kopeks": 19900, "price_rubles": 199.0, "discount_percent": 0},
            {"period_days": 30, "gb_amount": 100, "price_kopeks": 29900, "price_rubles": 299.0, "discount_percent": 10},
        ]
    )
