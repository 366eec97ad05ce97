"""The console API's schemas of payment vendors."""

from html import unescape
from typing import Self

from pydantic import Field

from core.config import catalogue
from core.config.methods import MethodOptions
from core.payments import methods
from core.payments.methods import OwnedMethod
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
    is_secret: bool
    is_fixed: bool = Field(description="The environment's cannot be changed.")


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
    is_offered: bool = Field(description="Whether customers are offered any of its methods.")
    methods: list[str] = Field(description="Ids of its methods.")
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
            is_offered=overview.is_configured and any(methods.options(shop, one.id).offered for one in vendor.methods),
            methods=[method.id for method in vendor.methods],
            missing=list(overview.missing),
            settings=[
                AdminVendorSetting(
                    name=setting.name,
                    title=plain(shop, setting.text_keys[0], language),
                    is_needed=setting.name in vendor.needs,
                    is_set=getattr(settings, setting.name) != setting.default,
                    is_secret=setting.secret,
                    is_fixed=setting.name in shop.environment.model_fields_set,
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


class AdminVendorOffered(Schema):
    """Whether customers are offered what a vendor has."""

    offered: bool


class AdminMethodOptions(MethodOptions):
    """How a way to pay is offered."""


class AdminMethod(Schema):
    """A way to pay. Limits that hold are those of the vendor and of the owner together."""

    id: str
    vendor: str
    title: str = Field(description="As customers see it.")
    description: str
    is_configured: bool = Field(description="Whether its vendor is set up.")
    currency: str
    min_kopeks: int | None = Field(description="null while its vendor is not set up.")
    max_kopeks: int | None
    options: AdminMethodOptions

    @classmethod
    def of(cls, shop: Shop, owned: OwnedMethod, language: str) -> Self:
        method, provider = owned.method, shop.providers.get(owned.vendor.name)
        least, most = methods.limits(shop, provider, method) if provider else (None, None)
        return cls(
            id=method.id,
            vendor=owned.vendor.name,
            title=unescape(methods.label(shop, language, method.id)),
            description=unescape(methods.description(shop, language, method.id)),
            is_configured=owned.is_configured,
            currency=method.currency,
            min_kopeks=least,
            max_kopeks=most,
            options=AdminMethodOptions(**dict(owned.options)),
        )


class AdminMethods(OkAnswer):
    """Every way to pay, and the pictures that one may have."""

    items: list[AdminMethod]
    icons: list[str]


class AdminMethodAnswer(OkAnswer):
    """One of them."""

    method: AdminMethod
