"""The buttons: which ways to pay are there now, and how much each takes at once."""

from dataclasses import dataclass

from core import errors
from core.i18n import MissingText
from core.payments import checkout
from core.payments.models import Payment, SavedMethod
from core.shop import Shop


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to top up a balance, with what the shop and the provider allow."""

    id: str
    currency: str
    min_kopeks: int
    max_kopeks: int | None  # None = as much as one likes

    def takes(self, kopeks: int) -> bool:
        """Whether so much can be paid at once."""
        return self.min_kopeks <= kopeks and (self.max_kopeks is None or kopeks <= self.max_kopeks)


def offered(shop: Shop) -> list[Offer]:
    """What is configured now, in the order of the providers; a way whose limits exclude each other is left out."""
    offers = []
    for provider in shop.providers.values():
        for way in provider.methods:
            least, most = checkout.top_up_range(shop, provider, way)
            if most is None or least <= most:
                offers.append(Offer(way.id, way.currency, least, most))
    return offers


def called(shop: Shop, wanted: str) -> str:
    """The way to pay of that id or, by the vendor's name, its usual one; capitals do not matter.

    Raises PaymentMethodUnknown.
    """
    name = wanted.lower()
    for provider in shop.providers.values():
        for way in provider.methods:
            if name in (way.id.lower(), provider.name.lower()):
                return way.id
    raise errors.PaymentMethodUnknown()


def usual(shop: Shop, kopeks: int) -> str:
    """The first way to pay that takes this sum at once, else the first there is. Raises PaymentMethodUnknown.

    Stars come last: who leaves the choice to the shop is on a web site, and may have no Telegram.
    """
    ways = [(provider, way) for provider in shop.providers.values() for way in provider.methods]
    ways.sort(key=lambda pair: pair[1].id == checkout.STARS)
    if not ways:
        raise errors.PaymentMethodUnknown()
    for provider, way in ways:
        amount = provider.amount_for(kopeks)
        if way.min_amount <= amount and (way.max_amount is None or amount <= way.max_amount):
            return way.id
    return ways[0][1].id


def can_be_checked(shop: Shop, payment: Payment) -> bool:
    """Whether the provider can be asked about this payment."""
    provider = shop.providers.get(payment.provider)
    return provider is not None and provider.look_up_seconds is not None


def name(shop: Shop, language: str, method: str) -> str:
    """What a way to pay is called (HTML); by its id where nobody has written its texts yet."""
    try:
        return shop.t(f"cabinet-method-{method.lower().replace('_', '-')}", language)
    except MissingText:
        return method.replace("_", " ").title()


def title(shop: Shop, language: str, method: SavedMethod) -> str:
    """What a saved method is called (HTML), such as a card with the end of its number."""
    return f"{name(shop, language, method.method)} {method.title}".strip()
