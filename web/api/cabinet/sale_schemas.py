"""Public schemas of tariffs, purchases and renewals."""

from typing import Self

from pydantic import AliasPath, Field

from core.catalogue.pricing import Price
from core.catalogue.tariffs import Tariff as Offered
from core.subscriptions.purchase import Purchase
from web.api.cabinet.subscription_schemas import Count, ServerName, whole_gb
from web.common.schemas import InRubles, Moment, Schema


class Tariff(Schema):
    """One tariff: a period for a price. `price` is what this person is charged now, `original_price` the list price."""

    id: int
    name: str
    description: str
    period_days: int
    data_limit_gb: int | None = Field(validation_alias="traffic_gb")
    price_kopeks: int = Field(validation_alias=AliasPath("price", "kopeks"))
    price_rubles: InRubles = Field(validation_alias=AliasPath("price", "kopeks"))
    original_price_kopeks: int = Field(validation_alias=AliasPath("price", "list_kopeks"))
    discount_percent: int = Field(validation_alias=AliasPath("price", "percent"))
    max_devices: int = Field(validation_alias="devices")
    is_popular: bool
    is_unlimited: bool
    sort_order: int = Field(validation_alias="position")

    @classmethod
    def of(cls, tariff: Offered, price: Price) -> Self:
        return cls.read(tariff, price=price, is_unlimited=tariff.traffic_gb is None)


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
    balance_after_kopeks: int = Field(validation_alias="balance_kopeks")
    balance_after_rubles: InRubles = Field(validation_alias="balance_kopeks")
    amount_paid_kopeks: int = Field(validation_alias="price_kopeks")
    amount_paid_rubles: InRubles = Field(validation_alias="price_kopeks")
    transaction_id: int = Field(validation_alias="entry_id")

    @classmethod
    def of(cls, purchase: Purchase, link: str) -> Self:
        subscription = purchase.subscription
        limit = whole_gb(subscription.traffic_limit_bytes)
        return cls.read(
            purchase, subscription=BoughtSubscription.read(subscription, data_limit_gb=limit, config_link=link)
        )


class RenewalWish(Schema):
    """One of the renewal options; traffic of null is the unlimited one."""

    period_days: Count
    gb_amount: Count | None = None


class Renewed(Schema):
    """A renewal from the balance."""

    success: bool = True
    new_expires_at: Moment = Field(validation_alias=AliasPath("subscription", "expires_at"))
    balance_after_kopeks: int = Field(validation_alias="balance_kopeks")
    balance_after_rubles: InRubles = Field(validation_alias="balance_kopeks")
    amount_paid_kopeks: int = Field(validation_alias="price_kopeks")
    amount_paid_rubles: InRubles = Field(validation_alias="price_kopeks")


class RenewalOption(Schema):
    """What a renewal costs."""

    period_days: int
    gb_amount: int | None = Field(validation_alias="traffic_gb", description="null = unlimited")
    price_kopeks: int = Field(validation_alias=AliasPath("price", "kopeks"))
    price_rubles: InRubles = Field(validation_alias=AliasPath("price", "kopeks"))
    discount_percent: int = Field(validation_alias=AliasPath("price", "percent"))


class RenewalOptions(Schema):
    """Ways to renew; none without a subscription."""

    options: list[RenewalOption]
