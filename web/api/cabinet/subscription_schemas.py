"""Public schemas of the subscription."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StrictBool

from core.catalogue.tariffs import GB
from core.shop import Shop
from core.subscriptions.keys import state
from core.subscriptions.models import Key
from core.subscriptions.models import Subscription as Sold
from web.common.schemas import AsText, Moment, Schema, Text

LARGEST = 2**31 - 1
Count = Annotated[int, Field(ge=1, le=LARGEST)]
ServerName = Annotated[Text, Field(max_length=64)] | None


def whole_gb(count: int | None) -> int | None:
    """Gigabytes of a limit; None = unlimited."""
    return None if count is None else round(count / GB)


InWholeGb = Annotated[int, BeforeValidator(whole_gb)]
InGb = Annotated[float, BeforeValidator(lambda size: round(size / GB, 2))]  # to two decimals


class ServerInfo(Schema):
    """Where the customer is served."""

    id: int
    name: str
    country: str
    flag: str
    panel_squad_uuid: AsText = Field(validation_alias="uuid")


class Subscription(Schema):
    """The subscription. A limit or a remainder of null is unlimited."""

    id: int
    user_id: int
    panel_sub_uuid: AsText = Field(validation_alias="uuid")
    server_squad_id: int | None
    server_info: ServerInfo | None
    is_active: bool
    is_trial: bool
    expires_at: Moment
    data_limit_bytes: int | None = Field(validation_alias="traffic_limit_bytes")
    data_usage_bytes: int = Field(validation_alias="traffic_used_bytes")
    data_remaining_bytes: int | None = Field(validation_alias="traffic_left_bytes")
    data_limit_gb: InWholeGb | None = Field(validation_alias="traffic_limit_bytes")
    data_usage_gb: InGb = Field(validation_alias="traffic_used_bytes")
    data_remaining_gb: InGb | None = Field(validation_alias="traffic_left_bytes")
    devices_count: int = Field(validation_alias="devices")
    max_devices: int
    autopay_enabled: bool = Field(validation_alias="autopay")
    config_link: str = Field(description="The key, or the subscription's own address while the key is being prepared.")
    qr_code_base64: str = Field(description="`config_link` as a QR code.")
    subscription_url: str = Field(description="The subscription's own address: all servers, for every app.")
    status: str = Field(description="active, expired or suspended.")

    @classmethod
    def of(cls, shop: Shop, record: Sold, places: Sequence[Key], link: str, qr: str) -> Self:
        server = places[0].server if places else None
        return cls.read(
            record,
            server_squad_id=server.id if server else None,
            server_info=server,
            is_active=record.serves(shop.now()),
            is_trial=record.kind == "trial",
            max_devices=max(record.devices, record.tariff.devices if record.tariff else shop.settings.trial_devices),
            config_link=link,
            qr_code_base64=qr,
            subscription_url=shop.link(f"/s/{record.token}"),
        )


def config_link(shop: Shop, record: Sold, places: Sequence[Key]) -> str:
    """The key; while its panel prepares it, the subscription's own address, which apps take as well."""
    return state.first_link(places) or shop.link(f"/s/{record.token}")


class Status(Schema):
    """The subscription in short; nulls without one, and where something is unlimited."""

    has_subscription: bool
    is_trial: bool | None = None
    is_active: bool | None = None
    expires_at: Moment | None = None
    days_left: int | None = None
    gb_left: InGb | None = Field(default=None, validation_alias="traffic_left_bytes")
    gb_total: InWholeGb | None = Field(default=None, validation_alias="traffic_limit_bytes")

    @classmethod
    def of(cls, shop: Shop, record: Sold | None) -> Self:
        if record is None:
            return cls(has_subscription=False)
        return cls.read(
            record,
            has_subscription=True,
            is_trial=record.kind == "trial",
            is_active=record.serves(shop.now()),
            days_left=record.days_left(shop.now()),
        )


class TrialInfo(Schema):
    """The free trial, and whether it is to be had now."""

    available: bool
    days: int = Field(validation_alias="trial_days")
    gb: int = Field(validation_alias="trial_gb")
    max_devices: int = Field(validation_alias="trial_devices")
    requires_channel_subscription: bool
    channel_username: str | None
    channel_link: str | None

    @classmethod
    def of(cls, shop: Shop, available: bool) -> Self:
        channel = shop.settings.channel_username
        return cls.read(
            shop.settings,
            available=available,
            requires_channel_subscription=bool(channel),
            channel_username=channel or None,
            channel_link=(shop.settings.channel_link or f"https://t.me/{channel}") if channel else None,
        )


class TrialWish(Schema):
    """Where, and for how many devices; both may be left to the shop."""

    server_squad_uuid: ServerName = None
    devices_count: Count | None = Field(None, description="At most the trial's.")


class TrialSubscription(Schema):
    """The trial."""

    id: int
    expires_at: Moment
    data_limit_gb: int | None
    devices_count: int = Field(validation_alias="devices")
    config_link: str
    qr_code_base64: str


class TrialStarted(Schema):
    """The trial has begun."""

    success: bool = True
    subscription: TrialSubscription

    @classmethod
    def of(cls, record: Sold, link: str, qr: str) -> Self:
        limit = whole_gb(record.traffic_limit_bytes)
        return cls(
            subscription=TrialSubscription.read(record, data_limit_gb=limit, config_link=link, qr_code_base64=qr)
        )


class Autopay(Schema):
    """Whether the subscription renews itself."""

    enabled: StrictBool
    forget_saved_method: StrictBool = Field(False, description="Charge the saved method no more.")


class AutopaySet(Schema):
    """As it is now."""

    success: bool = True
    autopay_enabled: bool
    saved_method: str | None = Field(None, description="What is charged when the balance is short; null = nothing.")
