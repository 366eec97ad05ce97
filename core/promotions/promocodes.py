"""Promotions: promocodes that people type in."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise import fields
from tortoise.functions import Count
from tortoise.models import Model

from core import db, errors, ledger
from core.catalogue.tariffs import GB, Tariff
from core.events import PromocodeActivated, PromocodeChanged
from core.money import MAX_KOPEKS
from core.shop import THE_SHOP, Actor, Shop
from core.subscriptions import purchase, queries, renewal, terms
from core.users.models import User

CODE = re.compile(r"[A-Z0-9_-]{3,32}")
BALANCE, DAYS, TRAFFIC, DISCOUNT, TARIFF = KINDS = ("balance", "days", "traffic", "discount", "tariff")
LIMITS = {BALANCE: MAX_KOPEKS, DAYS: 3660, TRAFFIC: 1_000_000, DISCOUNT: 100}
NEW_USER = timedelta(days=7)


class Promocode(Model):
    """A code for `uses_left` people. `value` is kopeks, days, gigabytes or percent by kind, 0 for a tariff."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(32, unique=True)
    kind = fields.CharField(12)
    value = fields.BigIntField()
    uses_left = fields.IntField(null=True, description="None = without limit")
    new_users_only = fields.BooleanField(default=False)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    enabled = fields.BooleanField(default=True)
    tariff: fields.ForeignKeyNullableRelation[Tariff] = fields.ForeignKeyField(
        "shop.Tariff",
        related_name="promocodes",
        null=True,
        on_delete=fields.RESTRICT,
        description="What a code of kind tariff gives",
    )
    tariff_id: int | None
    created_at = fields.DatetimeField()

    class Meta:
        table = "promocodes"


class PromocodeUse(Model):
    """Who has used which code, once each."""

    id = fields.BigIntField(primary_key=True)
    promocode: fields.ForeignKeyRelation[Promocode] = fields.ForeignKeyField(
        "shop.Promocode", related_name="uses", on_delete=fields.RESTRICT
    )
    promocode_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "shop.User", related_name="promocodes", on_delete=fields.RESTRICT
    )
    user_id: int
    used_at = fields.DatetimeField()
    spent_at = fields.DatetimeField(null=True, description="When a discount was taken off a purchase")

    class Meta:
        table = "promocode_uses"
        unique_together = (("promocode_id", "user_id"),)


async def create_promocode(
    shop: Shop,
    code: str,
    *,
    kind: str,
    value: int = 0,
    tariff: Tariff | None = None,
    uses: int | None = None,
    valid_until: datetime | None = None,
    new_users_only: bool = False,
    by: Actor = THE_SHOP,
) -> Promocode:
    """Make a code; one of kind tariff gives a period of `tariff`, on sale or not, others so much `value`.

    Raises InvalidValue, also for a code that exists.
    """
    code = code.strip().upper()
    if not CODE.fullmatch(code) or await Promocode.filter(code=code).exists():
        raise errors.InvalidValue(field="code")
    is_valid = tariff is not None if kind == TARIFF else tariff is None and 1 <= value <= LIMITS.get(kind, 0)
    if not is_valid or (uses is not None and uses < 1):
        raise errors.InvalidValue(field="value")
    async with db.transaction():
        promocode = await Promocode.create(
            code=code,
            kind=kind,
            value=0 if tariff else value,
            tariff_id=tariff.id if tariff else None,
            uses_left=uses,
            valid_until=valid_until,
            new_users_only=new_users_only,
            created_at=shop.now(),
        )
        await shop.record(PromocodeChanged(None, promocode_id=promocode.id, what="made", by=str(by)))
    return promocode


async def set_enabled(shop: Shop, promocode: Promocode, enabled: bool, *, by: Actor) -> Promocode:
    """Let people use a code, or not any more; what it has given stays given."""
    async with db.transaction():
        if await Promocode.filter(id=promocode.id).exclude(enabled=enabled).update(enabled=enabled):
            change = "enabled" if enabled else "disabled"
            await shop.record(PromocodeChanged(None, promocode_id=promocode.id, what=change, by=str(by)))
    promocode.enabled = enabled
    return promocode


async def find(promocode_id: int) -> Promocode:
    """A code with its `tariff`. Raises NotFound."""
    promocode = await Promocode.get_or_none(id=promocode_id).select_related("tariff")
    if promocode is None:
        raise errors.NotFound()
    return promocode


async def page(*, limit: int = 20, offset: int = 0) -> tuple[list[Promocode], int]:
    """A page of all codes, the latest first, each with its `tariff`, and how many there are in all."""
    codes = await Promocode.all().order_by("-id").offset(offset).limit(limit).select_related("tariff")
    return codes, await Promocode.all().count()


async def use_counts(codes: Sequence[Promocode]) -> Counter[int]:
    """How many people have used each of these codes, by its id."""
    uses = PromocodeUse.filter(promocode_id__in=[promocode.id for promocode in codes]).group_by("promocode_id")
    counts = await uses.annotate(people=Count("id")).values_list("promocode_id", "people") if codes else []
    return Counter(dict(counts))


async def latest(limit: int = 30) -> list[Promocode]:
    """The latest codes first, each with its `tariff`."""
    return await Promocode.all().order_by("-id").limit(limit).select_related("tariff")


@db.repeated
async def activate(shop: Shop, user: User, code: str) -> Promocode:
    """Use a code. A code for N people is used N times under any race.

    Raises PromocodeInvalid, PromocodeNotYetValid, PromocodeExpired, PromocodeUsedUp, PromocodeAlreadyUsed,
    PromocodeNewUsersOnly, Blocked, SubscriptionNotFound for days or traffic without a subscription, TrafficUsedUp for
    days that would bring no service, SubscriptionPaused, OtherTermsRunning for a tariff of other terms, DiscountWaiting
    for a second discount, NothingToDeliver for a tariff that no server can serve; then the code is not used.
    """
    if user.blocked_at is not None:
        raise errors.Blocked()
    code = code.strip().upper()
    query = Promocode.get_or_none(code=code, enabled=True).select_related("tariff")
    promocode = await query if CODE.fullmatch(code) else None
    now = shop.now()
    if promocode is None:
        raise errors.PromocodeInvalid()
    if promocode.valid_from is not None and promocode.valid_from > now:
        raise errors.PromocodeNotYetValid()
    if promocode.valid_until is not None and promocode.valid_until <= now:
        raise errors.PromocodeExpired()
    if promocode.new_users_only and now - user.created_at > NEW_USER:
        raise errors.PromocodeNewUsersOnly()
    async with db.transaction():
        await _take(shop, promocode, user)
        await _give(shop, promocode, user)
        await shop.record(PromocodeActivated(user.id, promocode_id=promocode.id))
    return promocode


async def _take(shop: Shop, promocode: Promocode, user: User) -> None:
    use = await db.fetch_one(
        "INSERT INTO promocode_uses (promocode_id, user_id, used_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (promocode_id, user_id) DO NOTHING RETURNING id",
        promocode.id,
        user.id,
        shop.now(),
    )
    if use is None:
        raise errors.PromocodeAlreadyUsed()
    row = await db.fetch_one(
        "UPDATE promocodes SET uses_left = uses_left - 1 WHERE id = $1 AND (uses_left IS NULL OR uses_left > 0)"
        " RETURNING id",
        promocode.id,
    )
    if row is None:
        raise errors.PromocodeUsedUp()


async def _give(shop: Shop, promocode: Promocode, user: User) -> None:
    match promocode.kind:
        case "balance":
            key, sum_kopeks = f"promocode:{promocode.id}:{user.id}", promocode.value
            await ledger.post(shop, user.id, sum_kopeks, kind="promocode", key=key, by=THE_SHOP, note=promocode.code)
        case "discount":
            await _one_discount_at_a_time(promocode, user)
        case "tariff":
            await _give_tariff(shop, promocode, user)
        case _:
            subscription = await queries.current(user)
            if subscription is None:
                raise errors.SubscriptionNotFound()
            await renewal.lock(subscription)
            terms.refuse_paused(shop, subscription)
            if promocode.kind == DAYS and subscription.traffic_left_bytes == 0:
                raise errors.TrafficUsedUp()
            days, gigabytes = (promocode.value, 0) if promocode.kind == DAYS else (0, promocode.value)
            by = Actor("user", user.id)
            await renewal.extend(shop, subscription, days=days, traffic_bytes=gigabytes * GB, by=by)


async def _one_discount_at_a_time(promocode: Promocode, user: User) -> None:
    """The use that has just been noted is the discount; another one must not be waiting beside it."""
    await ledger.lock_balance(user.id)  # two codes at the same moment come one after the other
    uses = PromocodeUse.filter(user_id=user.id, spent_at=None, promocode__kind=DISCOUNT)
    use = await uses.exclude(promocode_id=promocode.id).select_related("promocode").first()
    if use is not None:
        raise errors.DiscountWaiting(percent=use.promocode.value)


async def _give_tariff(shop: Shop, promocode: Promocode, user: User) -> None:
    """The way every purchase goes, for nothing; a tariff that is off sale may still be given."""
    tariff, quote = promocode.tariff, f"promocode-{promocode.id}"
    if tariff is None:
        raise errors.TariffUnavailable()
    subscription, offer = await queries.current(user), await terms.of(tariff)
    if subscription is not None and await terms.would_overwrite(shop, subscription, offer):
        # Also where the traffic is used up: a code is used without a screen that says what it ends.
        raise terms.other_terms(shop, subscription)
    await purchase.buy(shop, user, tariff, quote=quote, by=Actor("user", user.id), price_kopeks=0, kind="promocode")
