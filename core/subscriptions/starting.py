"""Starting: a subscription begins, free or paid, with its keys."""

import logging
from datetime import timedelta

from core.catalogue.servers import Server
from core.catalogue.tariffs import GB
from core.events import SubscriptionStarted
from core.shop import Shop
from core.subscriptions import capacity
from core.subscriptions.keys import state
from core.subscriptions.models import ACTIVE, PAID, TRIAL, Subscription
from core.subscriptions.terms import SaleTerms
from core.telegram.client import TelegramError
from core.users.models import User

logger = logging.getLogger(__name__)


async def channel_lets_in(shop: Shop, user: User) -> bool:
    """Whether the trial may be given: there is no channel, the person is in it, or Telegram cannot tell.

    Somebody without a Telegram account cannot be asked about and passes. Never call it inside a transaction.
    """
    channel = shop.settings.channel_username
    if not channel or user.telegram_id is None:
        return True
    try:
        return await shop.telegram.is_member(channel, user.telegram_id)
    except TelegramError as exc:
        logger.warning("the trial is given without a look into the channel: %s", exc)
        return True


async def free(
    shop: Shop,
    user: User,
    servers: list[Server],
    *,
    days: int,
    traffic_bytes: int | None = None,
    devices: int | None = None,
    server: Server | None = None,
) -> Subscription:
    """A subscription of the trial's kind, with the trial's traffic by default. Call it inside the transaction.

    Raises NothingToDeliver, ServerUnavailable.
    """
    settings = shop.settings
    servers = await capacity.with_room(servers, None, chosen=server, hold=True)
    subscription = await _insert(
        shop,
        user,
        kind=TRIAL,
        days=days,
        traffic_bytes=traffic_bytes or settings.trial_gb * GB,
        devices=min(devices or settings.trial_devices, settings.trial_devices),
        server=server,
    )
    await state.give(shop, subscription, servers)
    await shop.record(SubscriptionStarted(user.id, subscription_id=subscription.id, kind=TRIAL))
    return subscription


async def paid(shop: Shop, user: User, terms: SaleTerms, servers: list[Server], chosen: Server | None) -> Subscription:
    """One period on these terms; the money is taken already. Call it inside the transaction."""
    subscription = await _insert(
        shop,
        user,
        kind=PAID,
        days=terms.days,
        traffic_bytes=terms.traffic_bytes,
        devices=terms.devices,
        terms=terms,
        server=chosen,
    )
    await state.give(shop, subscription, servers)
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
    terms: SaleTerms | None = None,
    server: Server | None = None,
) -> Subscription:
    now = shop.now()  # never too little, though the clock may be wrong
    return await Subscription.create(
        user_id=user.id,
        tariff_id=terms.tariff_id if terms else None,
        kind=kind,
        status=ACTIVE,
        token=state.new_token(),
        started_at=now,
        expires_at=(now + timedelta(days=days)).replace(microsecond=0),
        traffic_limit_bytes=traffic_bytes,
        devices=devices,
        profile=terms.profile if terms else "default",
        sold=terms.as_json() if terms else None,
        chosen_server_id=server.id if server else None,
        created_at=now,
    )
