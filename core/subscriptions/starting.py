"""Starting: a subscription begins, free or paid, with its keys."""

from datetime import timedelta

from core.events import SubscriptionStarted
from core.servers import Server
from core.shop import Shop
from core.subscriptions import capacity, keys
from core.subscriptions.models import ACTIVE, PAID, TRIAL, Subscription
from core.tariffs import GB, Tariff
from core.users.models import User


async def free(
    shop: Shop,
    user: User,
    servers: list[Server],
    *,
    days: int,
    devices: int | None = None,
    server: Server | None = None,
) -> Subscription:
    """A subscription of the trial's kind. Call it inside the transaction.

    Raises NothingToDeliver, ServerUnavailable.
    """
    settings = shop.settings
    servers = await capacity.with_room(servers, None, chosen=server, hold=True)
    subscription = await _insert(
        shop,
        user,
        kind=TRIAL,
        days=days,
        traffic_bytes=settings.trial_gb * GB,
        devices=min(devices or settings.trial_devices, settings.trial_devices),
        server=server,
    )
    await keys.give(shop, subscription, servers)
    await shop.record(SubscriptionStarted(user.id, subscription_id=subscription.id, kind=TRIAL))
    return subscription


async def paid(shop: Shop, user: User, tariff: Tariff, servers: list[Server], chosen: Server | None) -> Subscription:
    """One period of a tariff; the money is taken already. Call it inside the transaction."""
    subscription = await _insert(
        shop,
        user,
        kind=PAID,
        days=tariff.period_days,
        traffic_bytes=tariff.traffic_bytes,
        devices=tariff.devices,
        tariff=tariff,
        server=chosen,
    )
    await keys.give(shop, subscription, servers)
    await shop.record(SubscriptionStarted(user.id, subscription_id=subscription.id, kind=PAID))
    return subscription


async def _insert(
    shop: Shop,
    user: User,
    *,
    kind: str,
    days: int,
    traffic_bytes: int | None,
    devices: int,
    tariff: Tariff | None = None,
    server: Server | None = None,
) -> Subscription:
    now = shop.now()
    return await Subscription.create(
        user_id=user.id,
        tariff_id=tariff.id if tariff else None,
        kind=kind,
        status=ACTIVE,
        token=keys.new_token(),
        started_at=now,
        expires_at=(now + timedelta(days=days)).replace(microsecond=0),
        traffic_limit_bytes=traffic_bytes,
        devices=devices,
        profile=tariff.profile if tariff else "default",
        chosen_server_id=server.id if server else None,
        created_at=now,
    )
