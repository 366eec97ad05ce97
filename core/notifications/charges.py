"""Notices about saved methods: remembered, about to be charged, refused. Reactions like those of `notifications`."""

from typing import Any

from core import events, i18n
from core.notifications import delivery
from core.payments import checkout
from core.payments.models import SavedMethod
from core.shop import Shop
from core.subscriptions.models import Subscription


async def on_method_saved(shop: Shop, fact: events.MethodSaved, fact_id: int) -> None:
    """What is remembered, and how to take it back."""
    await _tell(shop, fact, fact_id, "notice-method-saved")


async def on_charge_ahead(shop: Shop, fact: events.ChargeAhead, fact_id: int) -> None:
    """Whoever has renewed or switched autopay off meanwhile is not alarmed."""
    subscription = await Subscription.get(id=fact.subscription_id)
    if not subscription.autopay or subscription.reminder != "charge":
        return
    amount, until = fact.amount_kopeks, subscription.expires_at
    await _tell(shop, fact, fact_id, "notice-charge-ahead", amount_kopeks=amount, expires_at=until)


async def on_charge_refused(shop: Shop, fact: events.ChargeRefused, fact_id: int) -> None:
    """Why nothing was charged, and what to do."""
    subscription = await Subscription.get(id=fact.subscription_id)
    amount, until = fact.amount_kopeks, subscription.expires_at
    key = f"notice-charge-refused-{fact.refusal}"
    await _tell(shop, fact, fact_id, key, amount_kopeks=amount, expires_at=until)


async def _tell(
    shop: Shop,
    fact: events.MethodSaved | events.ChargeAhead | events.ChargeRefused,
    fact_id: int,
    key: str,
    **params: Any,
) -> None:
    method, user = await SavedMethod.get(id=fact.method_id), await delivery.user_of(fact)
    name = i18n.Html(checkout.saved_method_name(shop, user.language, method))
    rows = [delivery.row("sub-autopay", "button-autopay"), delivery.row("balance", "button-top-up")]
    await delivery.tell(shop, fact, fact_id, key, rows, method=name, **params)
