"""The buttons: which ways to pay are there now, and how much each takes at once."""

from dataclasses import dataclass

from core.payments import checkout
from core.payments.models import Payment
from core.shop import Shop


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to top up a balance, with what the shop and the provider allow."""

    id: str
    currency: str
    min_kopeks: int
    max_kopeks: int


def offered(shop: Shop) -> list[Offer]:
    """What is configured now, in the order of the providers; a way whose limits exclude each other is left out."""
    low, high = checkout.top_up_limits(shop)
    offers = []
    for provider in shop.providers.values():
        for way in provider.methods:
            least = max(low, provider.kopeks_for(way.min_amount))
            most = high if way.max_amount is None else min(high, provider.kopeks_for(way.max_amount))
            if least <= most:
                offers.append(Offer(way.id, way.currency, least, most))
    return offers


def can_be_checked(shop: Shop, payment: Payment) -> bool:
    """Whether the provider can be asked about this payment."""
    provider = shop.providers.get(payment.provider)
    return provider is not None and provider.look_up_seconds is not None
