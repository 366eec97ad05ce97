"""Renewal: more days for a subscription, paid or given.

A renewal before the end adds days to the end and keeps unused traffic; after the end it starts today and from zero, and
so does other service in place of one whose traffic is used up.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core import db, errors
from core.catalogue.servers import Server
from core.db import hydrate
from core.events import SubscriptionExtended, SubscriptionRenewed
from core.payments import saved_methods
from core.shop import Actor, Shop
from core.subscriptions import terms
from core.subscriptions.keys import state
from core.subscriptions.models import ACTIVE, EXPIRED, PAID, SUSPENDED, TRIAL, Subscription
from core.subscriptions.terms import SaleTerms


async def apply(
    shop: Shop,
    subscription: Subscription,
    offer: SaleTerms,
    servers: Sequence[Server],
    *,
    price_kopeks: int,
    automatic: bool = False,
    chosen: Server | None = None,
) -> None:
    """Add one period on these terms to the subscription; the money is taken already. Call it inside the transaction.

    It is served from `chosen`, else from the server chosen before if that one still serves, else from all `servers`.
    Raises SubscriptionPaused, OtherTermsRunning: whoever sells, nothing that is paid for is overwritten.
    """
    await lock(subscription)
    await terms.refuse(shop, subscription, offer)
    anew = await terms.would_overwrite(shop, subscription, offer)  # let through, so its traffic is used up
    _add(shop, subscription, offer.days, offer.traffic_bytes, anew=anew)
    subscription.tariff_id = offer.tariff_id
    subscription.kind = PAID
    subscription.devices = offer.devices
    subscription.profile = offer.profile
    subscription.sold = offer.as_json()
    if chosen is not None:
        subscription.chosen_server_id = chosen.id
    await subscription.save()
    kept = [server for server in servers if server.id == subscription.chosen_server_id]
    await state.cover(shop, subscription, kept or servers)
    await shop.record(
        SubscriptionRenewed(
            subscription.user_id, subscription_id=subscription.id, price_kopeks=price_kopeks, automatic=automatic
        )
    )


@db.repeated
async def extend(
    shop: Shop, subscription: Subscription, *, days: int = 0, traffic_bytes: int = 0, by: Actor
) -> Subscription:
    """Give days or traffic for nothing.

    Raises InvalidValue, SubscriptionNotFound, and TrafficNotNeeded for traffic alone to a subscription that is
    unlimited or over.
    """
    if not 0 <= days <= 3660 or not 0 <= traffic_bytes <= 2**50 or not (days or traffic_bytes):
        raise errors.InvalidValue(field="days")
    now = shop.due_now()
    async with db.transaction():
        await lock(subscription)
        if not days and (subscription.traffic_limit_bytes is None or subscription.expires_at <= now):
            raise errors.TrafficNotNeeded()
        if subscription.traffic_limit_bytes is not None:
            subscription.traffic_limit_bytes += traffic_bytes
        if days:
            subscription.expires_at = max(subscription.expires_at, _second(shop.now())) + timedelta(days=days)
            subscription.reminder = None
        _revive(subscription, now)
        await subscription.save()
        await state.touch(shop, subscription_id=subscription.id)
        await shop.record(
            SubscriptionExtended(
                subscription.user_id, subscription_id=subscription.id, days=days, traffic_bytes=traffic_bytes
            )
        )
    return subscription


@db.repeated
async def set_autopay(subscription: Subscription, enabled: bool) -> Subscription:
    """Renew before the end by itself, or not. Raises NotRenewable for a trial."""
    if enabled and (subscription.kind == TRIAL or subscription.tariff_id is None):
        raise errors.NotRenewable()
    subscription.autopay, subscription.autopay_tried_at = enabled, None
    async with db.transaction():
        await subscription.save(update_fields=["autopay", "autopay_tried_at"])
        if not enabled:
            await saved_methods.stop_charges(subscription.user_id)
    return subscription


async def lock(subscription: Subscription) -> None:
    """Hold the row and see its newest state, so that parallel changes add up instead of overwriting each other."""
    locked = await Subscription.filter(id=subscription.id).select_for_update(no_key=True).first()
    if locked is None:
        raise errors.SubscriptionNotFound()
    hydrate.overwrite(subscription, locked)


def _add(shop: Shop, subscription: Subscription, days: int, traffic_bytes: int | None, *, anew: bool = False) -> None:
    # A clock that has jumped ahead may be right: a period counts from there, so that it is never shorter than sold.
    now, begins = shop.due_now(), shop.now()
    running = subscription.expires_at > now and not anew
    if running and traffic_bytes is not None:
        base = subscription.traffic_limit_bytes
        # Unused traffic carries over; after an unlimited period counting starts at what has been used so far.
        subscription.traffic_limit_bytes = (
            max(base, subscription.traffic_used_bytes) if base is not None else subscription.traffic_used_bytes
        ) + traffic_bytes
    else:
        subscription.traffic_limit_bytes = traffic_bytes
    if not running:
        subscription.traffic_used_bytes = 0
        subscription.epoch += 1
        subscription.started_at = begins
    first = _second(begins)
    subscription.expires_at = (max(subscription.expires_at, first) if running else first) + timedelta(days=days)
    subscription.reminder = None
    subscription.autopay_tried_at = None
    _revive(subscription, now)


def _revive(subscription: Subscription, now: datetime) -> None:
    """Active again, if nothing stands against it any more; an operator's suspension stays."""
    if subscription.suspended_for == "operator":
        subscription.status = SUSPENDED if subscription.expires_at > now else subscription.status
        return
    left = subscription.traffic_left_bytes
    if subscription.expires_at > now and (left is None or left > 0):
        subscription.status, subscription.suspended_for = ACTIVE, None
    elif subscription.expires_at > now and subscription.status == EXPIRED:
        subscription.status, subscription.suspended_for = SUSPENDED, "traffic"


def _second(moment: datetime) -> datetime:
    """Panels know whole seconds only."""
    return moment.replace(microsecond=0)
