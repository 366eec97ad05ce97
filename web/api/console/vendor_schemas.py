"""The console API's schemas of payment vendors."""

from typing import Self

from pydantic import Field

from core.config import catalogue
from core.payments.vendors import Overview, Trouble
from core.shop import Shop
from web.common.deps import plain
from web.common.schemas import Moment, OkAnswer, Schema


class AdminVendorSetting(Schema):
    """A setting of the vendor's; its value is changed as every setting's."""

    name: str
    title: str
    is_needed: bool = Field(description="Without it the vendor is off.")
    is_set: bool


class AdminVendorTrouble(Schema):
    """What was wrong last."""

    kind: str
    text: str
    last_at: Moment
    since_at: Moment | None = Field(description="While it lasts.")

    @classmethod
    def of(cls, shop: Shop, trouble: Trouble, language: str) -> Self:
        text = plain(shop, "vendor-trouble", language, kind=trouble.kind)
        return cls(kind=trouble.kind, text=text, last_at=trouble.at, since_at=trouble.since)


class AdminVendor(Schema):
    """A payment vendor, set up or not."""

    name: str
    title: str
    is_configured: bool = Field(description="Whether payments can be opened and are taken.")
    missing: list[str] = Field(description="Settings that it needs and that are not set.")
    settings: list[AdminVendorSetting]
    takes_webhooks: bool
    webhook_address: str | None = Field(description="null while the shop has no address, and where there is none.")
    steps: list[str] = Field(description="What to do in the vendor's cabinet, one after the other.")
    last_webhook_at: Moment | None
    last_accepted_at: Moment | None = Field(description="The last webhook that a payment was settled by.")
    trouble: AdminVendorTrouble | None

    @classmethod
    def of(cls, shop: Shop, overview: Overview, language: str) -> Self:
        vendor, settings = overview.vendor, shop.settings
        own = [setting for setting in catalogue.SETTINGS.values() if setting.group == vendor.name]
        steps = plain(shop, f"vendor-steps-{vendor.name}", language).splitlines()
        if vendor.takes_webhooks and overview.webhook_address is None:
            steps.insert(0, plain(shop, "vendor-step-public-url", language))
        return cls(
            name=vendor.name,
            title=vendor.title,
            is_configured=overview.is_configured,
            missing=list(overview.missing),
            settings=[
                AdminVendorSetting(
                    name=setting.name,
                    title=plain(shop, setting.text_keys[0], language),
                    is_needed=setting.name in vendor.needs,
                    is_set=getattr(settings, setting.name) != setting.default,
                )
                for setting in own
            ],
            takes_webhooks=vendor.takes_webhooks,
            webhook_address=overview.webhook_address,
            steps=steps,
            last_webhook_at=overview.webhook_at,
            last_accepted_at=overview.accepted_at,
            trouble=AdminVendorTrouble.of(shop, overview.trouble, language) if overview.trouble else None,
        )


class AdminVendors(OkAnswer):
    """Every vendor, in the order of their methods."""

    items: list[AdminVendor]


class AdminVendorAnswer(OkAnswer):
    """One vendor."""

    vendor: AdminVendor
