"""Methods as the shop's owner offers them: switched on or off, named, in an order, within limits, at a percentage.

The percentage is of what the customer pays; an invoice, and the balance in the end, have the sum that was promised.
"""

import html
from dataclasses import dataclass

from core import errors, money
from core.config import store
from core.config.methods import ICONS, MethodOptions
from core.i18n import MissingText
from core.payment_providers import Method, PaymentProvider, registry
from core.payment_providers.registry import Vendor
from core.payments import vendors
from core.shop import Actor, Shop

PLAIN = MethodOptions()


@dataclass(frozen=True, slots=True)
class OwnedMethod:
    """A method of a vendor's, set up or not, with what the owner wants of it."""

    vendor: Vendor
    method: Method
    options: MethodOptions
    is_configured: bool


def options(shop: Shop, method_id: str) -> MethodOptions:
    """What the owner wants of a method."""
    return shop.settings.methods.get(method_id, PLAIN)


def price(shop: Shop, method_id: str, kopeks: int) -> int:
    """What is to be paid by a method for so many kopeks, rounded down to the kopek."""
    return money.with_percent(kopeks, options(shop, method_id).percent)


def limits(shop: Shop, provider: PaymentProvider, method: Method) -> tuple[int, int | None]:
    """Smallest and largest sum in kopeks that a method takes, the vendor's and the owner's; None = there is no largest.

    They are sums that are promised: what is paid for them is within the vendor's own.
    """
    chosen = options(shop, method.id)
    least = money.least_worth(provider.kopeks_for(method.min_amount), chosen.percent)
    most = None
    if method.max_amount is not None:
        most = money.most_worth(provider.kopeks_for(method.max_amount), chosen.percent)
    if chosen.most_kopeks is not None:
        most = chosen.most_kopeks if most is None else min(most, chosen.most_kopeks)
    return max(least, chosen.least_kopeks or 0), most


def takes(shop: Shop, provider: PaymentProvider, method: Method, kopeks: int) -> bool:
    """Whether a method takes this sum at once. Vendors' limits are of their own units, which may be larger."""
    chosen, amount = options(shop, method.id), provider.amount_for(price(shop, method.id, kopeks))
    of_vendor = method.min_amount <= amount <= (method.max_amount or provider.amount_for(2 * money.MAX_KOPEKS))
    return of_vendor and (chosen.least_kopeks or 0) <= kopeks <= (chosen.most_kopeks or money.MAX_KOPEKS)


def name(shop: Shop, language: str, method_id: str) -> str:
    """What a method is called (HTML): as its owner has named it, else by the shop's text, else by its id."""
    own = getattr(options(shop, method_id).names, language, "")
    if own:
        return html.escape(own, quote=False)
    try:
        return shop.t(f"cabinet-method-{_key(method_id)}", language)
    except MissingText:
        return method_id.replace("_", " ").title()


def label(shop: Shop, language: str, method_id: str) -> str:
    """The name as customers choose by it (HTML): with the emoji that the owner has given it."""
    icon = options(shop, method_id).icon
    text = name(shop, language, method_id)
    return f"{icon} {text}" if icon and icon not in ICONS else text


def description(shop: Shop, language: str, method_id: str) -> str:
    """The line about a method (HTML), with its surcharge or discount."""
    own = getattr(options(shop, method_id).descriptions, language, "")
    try:
        text = html.escape(own, quote=False) if own else shop.t(f"cabinet-about-{_key(method_id)}", language)
    except MissingText:
        text = shop.t("cabinet-about-other", language, name=name(shop, language, method_id))
    extra = percent_text(shop, language, method_id)
    return f"{text}. {extra}" if extra else text


def percent_text(shop: Shop, language: str, method_id: str) -> str:
    """The words about a surcharge or discount (HTML); empty where there is none."""
    percent = options(shop, method_id).percent
    if not percent:
        return ""
    kind = "surcharge" if percent > 0 else "discount"
    number = f"{abs(percent):f}".rstrip("0").rstrip(".") if percent != percent.to_integral() else str(abs(int(percent)))
    return shop.t(f"method-{kind}", language, percent=number.replace(".", ",") if language == "ru" else number)


def owned(shop: Shop) -> list[OwnedMethod]:
    """Every method that the shop knows, those too that are not set up, in the owner's order."""
    rows = [
        OwnedMethod(vendor, method, options(shop, method.id), vendor.name in shop.providers)
        for vendor in registry.VENDORS.values()
        for method in vendor.methods
    ]
    return sorted(rows, key=lambda row: row.options.order)


def find(shop: Shop, method_id: str) -> OwnedMethod:
    """One of them. Raises MethodNotFound."""
    method = next((row for row in owned(shop) if row.method.id == method_id), None)
    if method is None:
        raise errors.MethodNotFound()
    return method


async def change(shop: Shop, method_id: str, wanted: MethodOptions, *, by: Actor) -> None:
    """Offer a method so from now on. Raises MethodNotFound, SettingInvalid, SettingFixed, SettingsStale."""
    await store.refresh(shop)
    _check_limits(shop, find(shop, method_id), wanted)
    await _save(shop, {method_id: wanted}, by)


async def offer_vendor(shop: Shop, vendor_name: str, *, offered: bool, by: Actor) -> None:
    """Switch all methods of a vendor on or off; its credentials stay. Raises VendorNotFound, and as `change`."""
    await store.refresh(shop)
    vendor = vendors.named(vendor_name)
    wanted = {method.id: options(shop, method.id).model_copy(update={"offered": offered}) for method in vendor.methods}
    await _save(shop, wanted, by)


async def _save(shop: Shop, wanted: dict[str, MethodOptions], by: Actor) -> None:
    table = {name: options for name, options in {**shop.settings.methods, **wanted}.items() if options != PLAIN}
    await store.change(shop, {"methods": table or None}, by=str(by), version=shop.settings_version)


def _check_limits(shop: Shop, row: OwnedMethod, wanted: MethodOptions) -> None:
    """The owner's limits are within the vendor's own. Raises SettingInvalid."""
    provider = shop.providers.get(row.vendor.name)
    if provider is None:
        return
    least = money.least_worth(provider.kopeks_for(row.method.min_amount), wanted.percent)
    for field in ("least_kopeks", "most_kopeks"):
        value = getattr(wanted, field)
        if value is not None and value < least:
            raise errors.SettingInvalid(field, fault="least", bound=least)
        if value is not None and row.method.max_amount is not None:
            most = money.most_worth(provider.kopeks_for(row.method.max_amount), wanted.percent)
            if value > most:
                raise errors.SettingInvalid(field, fault="most", bound=most)


def _key(method_id: str) -> str:
    return method_id.lower().replace("_", "-")
