"""Terms: what a sale gives, as it was shown before; and whether it may be sold over what runs.

An invoice keeps the terms that were shown when it was made, and a subscription those that it was sold with, so that a
tariff can be edited without changing what anybody has been promised. A sale never overwrites what is paid for and has
value: while a paid subscription runs, only the same service is sold on top of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from core import db, errors
from core.catalogue import tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import GB, Tariff
from core.db import hydrate
from core.shop import Shop
from core.subscriptions.models import TRIAL, Subscription

_TARIFF, _SERVER = hydrate.Joined(t=Tariff), hydrate.Joined(s=Server)
PARAM = "terms"  # where an invoice's `params` keep them
SUPPORT = "/paysupport"  # whom to ask where no contact is set


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """What one period gives. `server_ids` are those that the tariff is limited to, none = every enabled server."""

    tariff_id: int
    name: str
    days: int
    traffic_gb: int | None
    devices: int
    profile: str
    server_ids: tuple[int, ...] = ()

    @property
    def traffic_bytes(self) -> int | None:
        """None = unlimited."""
        return None if self.traffic_gb is None else self.traffic_gb * GB

    def as_json(self) -> dict[str, Any]:
        """For an invoice's `params` and a subscription's `sold`."""
        return {name: getattr(self, name) for name in self.__slots__} | {"server_ids": list(self.server_ids)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "server_ids": tuple(data["server_ids"])})

    def fingerprint(self) -> str:
        """Eight hex digits that change with any of the terms: what a button carries of them."""
        text = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


async def of(tariff: Tariff) -> SaleTerms:
    """What the tariff gives today."""
    rows = await db.read("SELECT server_id FROM tariff_servers WHERE tariff_id = $1", tariff.id)
    return _terms(tariff, [row["server_id"] for row in rows])


async def offered(tariff: Tariff, promised: SaleTerms | None = None) -> tuple[SaleTerms, list[Server]]:
    """What was promised, or what the tariff gives today; and the servers that serve it now in their order.

    By one statement. Raises NothingToDeliver.
    """
    if promised is not None:
        return promised, await servers(promised)
    rows = await db.read(
        f"SELECT {_SERVER.columns}, l.tariff_id FROM servers s"  # noqa: S608 - names of columns
        " LEFT JOIN tariff_servers l ON l.server_id = s.id AND l.tariff_id = $1"
        " WHERE s.enabled OR l.tariff_id IS NOT NULL ORDER BY s.position, s.id",
        tariff.id,
    )
    places = [(_SERVER.read(row)[0], row["tariff_id"] is not None) for row in rows]
    offer = _terms(tariff, [server.id for server, listed in places if listed])
    return offer, _serving(offer, [server for server, _ in places if server.enabled])


async def on_sale() -> list[tuple[Tariff, SaleTerms]]:
    """The tariffs on sale in the order of the shop window, each with what it gives, by one statement."""
    listed = "json_agg" if db.is_postgres() else "json_group_array"
    rows = await db.fetch(
        f"SELECT {_TARIFF.columns}, (SELECT {listed}(l.server_id) FROM tariff_servers l WHERE l.tariff_id = t.id)"  # noqa: S608
        " AS server_ids FROM tariffs t WHERE t.enabled ORDER BY t.position, t.id"
    )
    listed_servers = [(_TARIFF.read(row)[0], db.from_json(row["server_ids"]) or []) for row in rows]
    return [(tariff, _terms(tariff, server_ids)) for tariff, server_ids in listed_servers]


def _terms(tariff: Tariff, server_ids: Iterable[int]) -> SaleTerms:
    return SaleTerms(
        tariff_id=tariff.id,
        name=tariff.name,
        days=tariff.period_days,
        traffic_gb=tariff.traffic_gb,
        devices=tariff.devices,
        profile=tariff.profile,
        server_ids=tuple(sorted(server_ids)),
    )


async def promised(params: Mapping[str, Any]) -> SaleTerms:
    """What an invoice with these params promised; one from before terms were kept gives what its tariff gives today.

    Raises TariffNotFound.
    """
    if PARAM in params:
        return SaleTerms.from_json(params[PARAM])
    return await of(await tariffs.find(params["tariff_id"], on_sale_only=False))


def sold(subscription: Subscription) -> SaleTerms | None:
    """What the subscription was sold with last; None for a free one, and for one from before terms were kept."""
    return None if subscription.sold is None else SaleTerms.from_json(subscription.sold)


async def servers(terms: SaleTerms, chosen: Server | None = None) -> list[Server]:
    """The chosen server alone, or all that serve these terms now. Raises NothingToDeliver, ServerUnavailable."""
    return tariffs.only(chosen, _serving(terms, await tariffs.enabled_servers()))


def _serving(terms: SaleTerms, servers: Iterable[Server]) -> list[Server]:
    serving = [server for server in servers if serves(terms, server.id)]
    if not serving:
        raise errors.NothingToDeliver()
    return serving


def serves(terms: SaleTerms, server_id: int) -> bool:
    """Whether the terms may be served from there."""
    return not terms.server_ids or server_id in terms.server_ids


async def refuse(shop: Shop, subscription: Subscription | None, offer: SaleTerms) -> None:
    """Let a sale to this subscription (None: a first one) pass, or say why not.

    Sold are: the same service again; anything after a free period, after the end, and where the traffic is used up, so
    that no service is left to lose. Raises SubscriptionPaused, OtherTermsRunning.
    """
    if subscription is None:
        return
    refuse_paused(shop, subscription)
    if not await would_overwrite(shop, subscription, offer) or subscription.traffic_left_bytes == 0:
        return
    raise other_terms(shop, subscription)


def other_terms(shop: Shop, subscription: Subscription) -> errors.OtherTermsRunning:
    """The refusal, with the day from which it can be bought."""
    zone = ZoneInfo(shop.settings.timezone)
    return errors.OtherTermsRunning(from_date=subscription.expires_at.astimezone(zone).date().isoformat())


def refuse_paused(shop: Shop, subscription: Subscription) -> None:
    """Raises SubscriptionPaused for one that support has stopped, also after its end: it would bring no service."""
    if subscription.suspended_for == "operator":
        raise errors.SubscriptionPaused(contact=shop.settings.support_contact or SUPPORT)


async def refusal(shop: Shop, subscription: Subscription | None, offer: SaleTerms) -> errors.Refused | None:
    """Why it would not be sold now, None where it would."""
    try:
        await refuse(shop, subscription, offer)
    except errors.Refused as exc:
        return exc
    return None


async def would_overwrite(shop: Shop, subscription: Subscription, offer: SaleTerms) -> bool:
    """Whether a paid period runs, on other terms than these. Only days and prices may differ."""
    if subscription.kind == TRIAL or subscription.expires_at <= shop.due_now():
        return False
    return not (_same_service(subscription, offer) and await _same_servers(subscription, offer))


def _same_service(subscription: Subscription, offer: SaleTerms) -> bool:
    limit, last = subscription.traffic_limit_bytes, sold(subscription)
    if (subscription.devices, subscription.profile) != (offer.devices, offer.profile):
        return False
    if limit is None or offer.traffic_bytes is None:
        return limit is offer.traffic_bytes
    if last is not None:
        return last.traffic_gb == offer.traffic_gb
    # Sold before terms were kept: the limit has grown by every renewal and gift since its first period.
    own = subscription.tariff_id == offer.tariff_id
    return bool(limit == offer.traffic_bytes or (own and limit > offer.traffic_bytes))


async def _same_servers(subscription: Subscription, offer: SaleTerms) -> bool:
    """Whether the same servers serve it. Where its own tariff is served from is the owner's to change."""
    last = sold(subscription)
    if last is None or last.tariff_id == offer.tariff_id or last.server_ids == offer.server_ids:
        return True
    ids = [server.id for server in await tariffs.enabled_servers()]
    before, after = ({server_id for server_id in ids if serves(terms, server_id)} for terms in (last, offer))
    return not before or before == after
