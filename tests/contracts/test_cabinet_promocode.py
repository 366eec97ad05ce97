"""The cabinet's promocodes against their description."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import ledger
from core.catalogue.tariffs import GB, Tariff
from core.config import Settings
from core.promotions import promocodes
from core.promotions.promocodes import Promocode
from core.shop import THE_SHOP, Shop
from core.subscriptions import purchase, queries
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, call, token_of
from tests.databases import ONE_ENGINE
from tests.web.conftest import Statements

PATH = "/promocode/activate"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


@pytest.fixture
async def token(shop: Shop, user: User) -> str:
    return await token_of(shop, user)


async def test_money(shop: Shop, web: httpx.AsyncClient, user: User, token: str) -> None:
    await promocodes.create_promocode(shop, "NEWUSER2024", kind="balance", value=50000)
    body = await call(web, "POST", PATH, token=token, json={"code": " newuser2024 "})
    assert body == {
        "success": True,
        "promo_type": "balance",
        "bonus_balance_kopeks": 50000,
        "bonus_balance_rubles": 500.0,
        "bonus_days": 0,
        "bonus_gb": 0,
        "message": "Промокод успешно активирован! Начислено 500\u00a0₽.",
    }
    assert await ledger.balance(user.id) == 50000
    again = await web.post(f"/cabinet{PATH}", json={"code": "NEWUSER2024"}, headers=bearer(token))
    assert again.status_code == 400
    assert again.json()["code"] == "promocode-already-used"


@pytest.mark.parametrize(
    ("kind", "value", "key", "message"),
    [
        ("days", 2, "bonus_days", "Промокод успешно активирован! Подписка продлена на 2 дня."),
        ("traffic", 10, "bonus_gb", "Промокод успешно активирован! Добавлено 10 ГБ."),
    ],
)
async def test_days_and_traffic(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, kind: str, value: int, key: str, message: str
) -> None:
    user = await new_user(shop, balance_kopeks=29900)
    token = await token_of(shop, user)
    await promocodes.create_promocode(shop, "MORE", kind=kind, value=value)
    refused = await call(web, "POST", PATH, token=token, json={"code": "MORE"}, status=404)
    assert refused["detail"] == "No active subscription found"
    before = (await purchase.buy(shop, user, tariff, quote="q", by=THE_SHOP)).subscription
    body = await call(web, "POST", PATH, token=token, json={"code": "MORE"})
    assert (body["promo_type"], body[key], body["message"]) == (kind, value, message)
    assert body["bonus_balance_kopeks"] == 0
    after = await queries.current(user)
    assert after is not None
    if kind == "days":
        assert after.expires_at - before.expires_at == timedelta(days=2)
    else:
        assert after.traffic_limit_bytes == (before.traffic_limit_bytes or 0) + 10 * GB


async def test_a_code_that_cannot_be_used_says_why(
    shop: Shop, web: httpx.AsyncClient, user: User, token: str, clock: Clock
) -> None:
    await promocodes.create_promocode(shop, "OLD", kind="balance", value=1, valid_until=shop.now())
    await promocodes.create_promocode(shop, "FEW", kind="balance", value=1, uses=1)
    await promocodes.activate(shop, await new_user(shop, 5), "FEW")
    early = await promocodes.create_promocode(shop, "EARLY", kind="balance", value=1)
    await Promocode.filter(id=early.id).update(valid_from=shop.now() + timedelta(days=1))
    await promocodes.create_promocode(shop, "NEWCOMERS", kind="balance", value=1, new_users_only=True)
    await User.filter(id=user.id).update(created_at=shop.now() - timedelta(days=8))

    async def refused(code: str) -> tuple[str, str]:
        answer = await web.post(f"/cabinet{PATH}", json={"code": code}, headers=bearer(token))
        assert answer.status_code == 400, answer.text
        return answer.json()["code"], answer.json()["detail"]

    for unknown in ("NONE", "OLD", "' OR 1=1 --", "\u202eABC", "ПРОМО", " "):
        assert (await refused(unknown))[1] == "Promocode not found or expired"
    assert await refused("FEW") == ("promocode-used-up", "Промокод уже разобрали. Попробуйте другой.")
    assert (await refused("EARLY"))[0] == "promocode-not-yet-valid"
    assert (await refused("NEWCOMERS"))[0] == "promocode-new-users-only"
    assert await ledger.balance(user.id) == 0


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": None}, {"code": 5}, {"code": "x" * 65}, {"code": "a\0b"}])
@ONE_ENGINE
async def test_a_code_that_is_none_is_422(shop: Shop, web: httpx.AsyncClient, token: str, body: dict[str, Any]) -> None:
    await call(web, "POST", PATH, token=token, json=body, status=422)


async def test_a_double_click_gives_once(shop: Shop, web: httpx.AsyncClient, user: User, token: str) -> None:
    await promocodes.create_promocode(shop, "GIFT", kind="balance", value=100)

    async def click(**headers: str) -> int:
        answer = await web.post(f"/cabinet{PATH}", json={"code": "GIFT"}, headers={**bearer(token), **headers})
        return answer.status_code

    statuses = await asyncio.gather(*(click() for _ in range(6)))
    assert sorted(statuses) == [200, 400, 400, 400, 400, 400]
    assert await ledger.balance(user.id) == 100
    await promocodes.create_promocode(shop, "GIFT2", kind="balance", value=100)
    keyed = {"headers": {"idempotency-key": "k"}, "json": {"code": "GIFT2"}, "token": token}
    answers = await asyncio.gather(*(call(web, "POST", PATH, **dict(keyed)) for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert await ledger.balance(user.id) == 200
    await call(web, "POST", PATH, **{**keyed, "json": {"code": "GIFT3"}}, status=409)


@ONE_ENGINE
async def test_without_a_token_there_is_nothing(shop: Shop, web: httpx.AsyncClient) -> None:
    await call(web, "POST", PATH, json={"code": "x"}, status=401)


async def test_it_takes_few_statements(shop: Shop, web: httpx.AsyncClient, token: str, statements: Statements) -> None:
    await promocodes.create_promocode(shop, "GIFT", kind="balance", value=100)
    statements.seen.clear()
    await call(web, "POST", PATH, token=token, json={"code": "GIFT"})
    sent = [one for one in statements.seen if not one.startswith(("BEGIN", "COMMIT"))]
    assert len(sent) <= 9, sent


async def test_a_discount_and_a_tariff(shop: Shop, web: httpx.AsyncClient, tariff: Tariff, token: str) -> None:
    await promocodes.create_promocode(shop, "CHEAPER", kind="discount", value=15)
    body = await call(web, "POST", PATH, token=token, json={"code": "CHEAPER"})
    assert body["message"] == "Промокод успешно активирован! Следующая покупка будет на 15% дешевле."
    assert (body["promo_type"], body["bonus_days"], body["bonus_gb"], body["bonus_balance_kopeks"]) == (
        "discount",
        0,
        0,
        0,
    )
    await promocodes.create_promocode(shop, "GIFTED", kind="tariff", value=0, tariff=tariff)
    body = await call(web, "POST", PATH, token=token, json={"code": "GIFTED"})
    assert body["message"] == f"Промокод успешно активирован! Вам подключён тариф «{tariff.name}»."
    assert (body["promo_type"], body["bonus_days"]) == ("tariff", tariff.period_days)
