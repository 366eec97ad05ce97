"""The cabinet's API against its description: every endpoint is there, registration and sign-in answer as it says."""

from pathlib import Path

import httpx
import pytest

from core.config import Settings
from core.promotions import campaigns
from core.shop import Shop
from core.users import login
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts import cabinet
from tests.contracts.cabinet import Endpoint, bearer, call, token_of
from tests.telegram_signs import init_data, widget_answer
from tests.web.conftest import Statements
from tests.web.documents import document

NEW = {"email": "User@Example.com ", "password": "long enough", "first_name": "John"}
LOGIN = {"email": "user@example.com", "password": "long enough"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


@pytest.mark.parametrize("described", cabinet.endpoints(), ids=str)
def test_every_endpoint_is_in_the_openapi_document(described: Endpoint) -> None:
    operation = document()["paths"]["/cabinet" + described.path][described.method.lower()]
    assert {str(status) for status in described.responses} <= set(operation["responses"])
    assert bool(operation.get("security")) == described.authorized
    named = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    assert set(described.query) <= named
    assert bool(operation.get("requestBody")) == (described.request is not None)
    if described.request:
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = document()["components"]["schemas"][reference.rpartition("/")[2]]
        assert set(described.request) <= set(schema["properties"])
        optional = {name for name, text in described.request.items() if "optional" in str(text)}
        assert set(schema.get("required", ())).isdisjoint(optional)


async def test_registering_by_email(shop: Shop, web: httpx.AsyncClient) -> None:
    campaign = await campaigns.create(shop, name="Autumn", start_param="autumn", bonus_kopeks=10000)
    inviter = await new_user(shop)
    made = await call(
        web,
        "POST",
        "/auth/register-email",
        json=NEW | {"referral_code": inviter.referral_code, "campaign_start_param": "autumn"},
    )
    assert made["user"]["email"] == "user@example.com"
    assert made["email_verification_required"] is False
    assert made["campaign_bonus"]["campaign_id"] == campaign.id
    assert (await User.get(email="user@example.com")).referrer_id == inviter.id
    await call(web, "POST", "/auth/register-email", json=NEW, status=400)


async def test_registering_without_an_invitation(shop: Shop, web: httpx.AsyncClient) -> None:
    inviter = await new_user(shop)
    asked = NEW | {"referral_code": inviter.referral_code}
    made = await call(web, "POST", "/auth/register-email-standalone", json=asked, nullable=("campaign_bonus",))
    assert made["campaign_bonus"] is None
    assert (await User.get(id=made["user"]["id"])).referrer_id is None
    await call(web, "POST", "/auth/register-email-standalone", json=NEW, status=400)


async def test_signing_in_by_email(shop: Shop, web: httpx.AsyncClient) -> None:
    await call(web, "POST", "/auth/register-email", json=NEW, nullable=("campaign_bonus",))
    signed_in = await call(web, "POST", "/auth/login-email", json=LOGIN)
    assert signed_in["expires_in"] == 900
    assert signed_in["token_type"] == "bearer"
    me = await call(web, "GET", "/auth/me", token=signed_in["access_token"])
    assert me == signed_in["user"]
    assert me["auth_type"] == "email"
    await call(web, "POST", "/auth/login-email", json=LOGIN | {"password": "wrong"}, status=401)


async def test_signing_in_by_the_widget(shop: Shop, web: httpx.AsyncClient) -> None:
    signed_in = await call(web, "POST", "/auth/telegram-widget", json=widget_answer(shop.now()), nullable=("email",))
    assert signed_in["user"]["telegram_id"] == 4242
    me = await call(web, "GET", "/auth/me", token=signed_in["access_token"], nullable=("email",))
    assert me["auth_type"] == "telegram"


async def test_signing_in_from_the_mini_app(shop: Shop, web: httpx.AsyncClient) -> None:
    signed_in = await call(
        web, "POST", "/auth/telegram-miniapp", json={"init_data": init_data(shop.now())}, nullable=("email",)
    )
    assert signed_in["user"]["first_name"] == "Алиса"


async def test_refreshing(shop: Shop, clock: Clock, web: httpx.AsyncClient) -> None:
    signed_in = await call(web, "POST", "/auth/telegram-widget", json=widget_answer(shop.now()), nullable=("email",))
    clock.advance(minutes=16)
    await call(web, "GET", "/auth/me", token=signed_in["access_token"], status=401)
    for _ in range(2):
        fresh = await call(web, "POST", "/auth/refresh", json={"refresh_token": signed_in["refresh_token"]})
        await call(web, "GET", "/auth/me", token=fresh["access_token"], nullable=("email",))
    clock.advance(days=7)
    await call(web, "POST", "/auth/refresh", json={"refresh_token": signed_in["refresh_token"]}, status=401)


async def test_letters_with_codes(shop: Shop, web: httpx.AsyncClient) -> None:
    """The letters themselves are in tests/core/notifications/test_email.py."""
    made = await call(web, "POST", "/auth/register-email", json=NEW, nullable=("campaign_bonus",))
    user = await User.get(id=made["user"]["id"])
    code = await login.issue_email_token(shop, user, "verification", 1)
    await call(web, "POST", "/auth/verify-email", json={"verification_token": code})
    await call(web, "POST", "/auth/verify-email", json={"verification_token": code}, status=400)
    for email in ("user@example.com", "nobody@example.com"):
        await call(web, "POST", "/auth/forgot-password", json={"email": email})
    code = await login.issue_email_token(shop, user, "reset", 2)
    await call(web, "POST", "/auth/reset-password", json={"reset_token": code, "new_password": "another one"})
    await call(web, "POST", "/auth/login-email", json=LOGIN, status=401)
    await call(web, "POST", "/auth/login-email", json=LOGIN | {"password": "another one"})


async def test_the_service_and_its_looks(shop: Shop, web: httpx.AsyncClient) -> None:
    await call(web, "GET", "/info")
    await call(web, "GET", "/branding")


async def test_me_costs_one_statement(shop: Shop, web: httpx.AsyncClient, statements: Statements, user: User) -> None:
    token = await token_of(shop, user)
    statements.seen.clear()
    assert (await web.get("/cabinet/auth/me", headers=bearer(token))).status_code == 200
    assert len(statements.seen) == 1, statements.seen


async def test_the_checker_finds_what_is_wrong() -> None:
    example = {"id": 1, "amount_rubles": 5.0, "at": "2024-01-01T12:00:00Z", "list": [{"uuid": "uuid"}]}
    good = {"id": 2, "amount_rubles": 0.5, "at": "2026-01-01T12:00:00.5Z", "list": [], "more": None}
    cabinet.conforms(good, example)
    wrong = [
        {"id": "2"},
        {"id": True},
        {"amount_rubles": 5},
        {"at": "2026-01-01T12:00:00+00:00"},
        {"at": None},
        {"list": [{}]},
        {"list": [{"uuid": "x"}]},
        {"list": {}},
    ]
    for change in wrong:
        with pytest.raises(AssertionError):
            cabinet.conforms(good | change, example)
    with pytest.raises(AssertionError):
        cabinet.conforms({"id": 1}, example)


def test_the_fixture_has_all_the_description_promises() -> None:
    assert len(cabinet.endpoints()) == 37
    assert len(cabinet.contract()["socket"]["types"]) == 6
