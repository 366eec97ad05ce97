"""Promocodes."""

from typing import Annotated, Any, Self

from pydantic import Field

from core import errors
from core.promotions import promocodes
from core.promotions.promocodes import Promocode
from core.shop import Shop
from web.api.cabinet.errors import answers
from web.common.auth import CurrentUser, Language, limited
from web.common.deps import TheShop, plain
from web.common.idempotency import TheOnce
from web.common.routing import Pages
from web.common.schemas import InRubles, Schema, Text

router = Pages(prefix="/promocode", tags=["promocode"])
ERRORS: Any = answers(
    errors.Unauthenticated,
    errors.Blocked,
    errors.PromocodeInvalid,
    errors.PromocodeNotYetValid,
    errors.PromocodeExpired,
    errors.PromocodeUsedUp,
    errors.PromocodeAlreadyUsed,
    errors.PromocodeNewUsersOnly,
    errors.DiscountWaiting,
    errors.TariffUnavailable,
    errors.NothingToDeliver,
    errors.ServerUnavailable,
    errors.SubscriptionNotFound,
    errors.KeyReused,
    errors.StillUnderWay,
)


class Activation(Schema):
    """A code, in letters of any case."""

    code: Annotated[Text, Field(min_length=1, max_length=64)]


class Activated(Schema):
    """What the code gave."""

    success: bool = True
    promo_type: str = Field(description="balance, days, traffic, discount or tariff.")
    bonus_balance_kopeks: int
    bonus_balance_rubles: InRubles
    bonus_days: int
    bonus_gb: int
    message: str

    @classmethod
    def of(cls, shop: Shop, language: str, promocode: Promocode) -> Self:
        values = {promocode.kind: promocode.value}
        kopeks, gigabytes = values.get(promocodes.BALANCE, 0), values.get(promocodes.TRAFFIC, 0)
        tariff = promocode.tariff if promocode.kind == promocodes.TARIFF else None
        days = tariff.period_days if tariff else values.get(promocodes.DAYS, 0)
        texts = {"kind": promocode.kind, "amount_kopeks": kopeks, "days": days, "gigabytes": gigabytes}
        texts |= {"percent": values.get(promocodes.DISCOUNT, 0), "name": tariff.name if tariff else ""}
        return cls(
            promo_type=promocode.kind,
            bonus_balance_kopeks=kopeks,
            bonus_balance_rubles=kopeks,
            bonus_days=days,
            bonus_gb=gigabytes,
            message=plain(shop, "cabinet-promocode", language, **texts),
        )


@router.post("/activate", summary="Use a promocode", responses=ERRORS, dependencies=[limited("other")])
async def activate(shop: TheShop, user: CurrentUser, language: Language, once: TheOnce, body: Activation) -> Activated:
    """Each code once a person."""

    async def use() -> Activated:
        return Activated.of(shop, language, await promocodes.activate(shop, user, body.code))

    return await once(body, Activated, use)
