"""The site's API against its descriptions: every endpoint is there, registration and sign-in answer as they say, and
every error has the contract's words."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import outbox
from core.catalogue import tariffs
from core.catalogue.tariffs import Tariff, Terms
from core.config import Settings
from core.shop import Actor, Shop
from core.subscriptions.models import TRIAL, Subscription
from core.users import accounts, login, sessions
from core.users.models import LetterToken, User
from tests.conftest import ADMIN, Clock, make_settings, new_user
from tests.contracts import site
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.site import call, problem
from tests.databases import ONE_ENGINE
from tests.telegram_signs import widget_answer
from tests.web.conftest import Statements, browser
from tests.web.documents import document
from web.api.site.errors import FAILED, TEXTS
from web.app import create_app

NEW = {"email": "User@Example.com ", "password": "long enough"}
LOGIN = {"email": "user@example.com", "password": "long enough"}
OURS = ("/auth", "/tariffs", "/nodes", "/me", "/profile", "/vpn/config", "/configs")
# What the contract foresees and this shop never has to say: traffic stands in its own books, links in its own tables,
# and whoever is signed in has an id.
NEVER = {"failed to fetch usage", "marzban unavailable", "invalid user id"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


async def registered(web: httpx.AsyncClient, **more: Any) -> Any:
    return await call(web, "POST", "/auth/register", json=NEW | more, kind="AuthResponse")


# ---- the description


@pytest.mark.parametrize("described", site.endpoints(*OURS), ids=lambda one: f"{one['method']} {one['path']}")
def test_every_endpoint_is_in_the_openapi_document(described: dict[str, Any]) -> None:
    operation = document()["paths"][described["path"]][described["method"].lower()]
    assert str(described["status"]) in operation["responses"]
    assert len(operation["tags"]) == 1
    assert operation["summary"]
    assert operation["description"]
    told = {
        (int(status), text)
        for status, answer in operation["responses"].items()
        if status.isdigit() and int(status) >= 400
        for text in answer["content"]["application/json"]["examples"]
    }
    wanted = {(one["status"], one["message"]) for one in described["errors"] if one["message"] not in NEVER}
    assert wanted <= told
    assert {400, 429, 500, 503} <= {status for status, _ in told}
    assert bool(operation.get("security")) is ((401, "missing claims") in told)
    assert bool(operation.get("security")) is described["path"].startswith(("/me", "/profile", "/vpn", "/configs"))
    for status, answer in operation["responses"].items():
        if status >= "4":
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorMessage"}


def test_what_the_contract_asks_for_in_bodies() -> None:
    schemas = document()["components"]["schemas"]
    for name in ("RegisterRequest", "CreateClientRequest"):
        for field, described in site.contract()["types"][name].items():
            assert field in schemas[name]["properties"]
            assert (field in schemas[name]["required"]) is not described["optional"]


def test_the_fixture_has_all_the_descriptions_promise() -> None:
    assert len(site.endpoints("/")) == 21
    assert len(site.contract()["types"]) == 11
    assert len(site.contract()["texts"]) == 24
    told = {one.text for one in (*TEXTS.values(), *FAILED.values())}
    shown = {text for text in site.contract()["texts"] if "required" not in text} - NEVER
    assert shown - told <= {
        "missing claims",
        "invalid refresh token",
        "client does not belong to user",
        "no clients found",
    }


# ---- registration and sign-in


async def test_registration_signs_in_and_gives_the_trial(shop: Shop, web: httpx.AsyncClient) -> None:
    inviter = await new_user(shop)
    made = await registered(web, referral=inviter.referral_code.lower())
    user = await User.get(email="user@example.com")
    assert made["user"] | {"email": user.email, "referred_by": str(inviter.uuid)} == made["user"]
    assert made["user"]["id"] == str(user.uuid)
    assert made["user"]["marzban_username"]
    assert (made["expires_in"], made["roles"], made["user"]["is_active"]) == (900, ["user"], True)
    assert (await Subscription.get(user_id=user.id)).kind == TRIAL
    assert made["refresh_expires_at"] == "2026-11-28T12:00:00Z"


async def test_an_address_that_is_taken_is_refused_however_it_is_written(web: httpx.AsyncClient) -> None:
    await registered(web)
    for email in (" user@example.com", "USER@example.com"):
        body = LOGIN | {"email": email}
        await call(web, "POST", "/auth/register", json=body, status=400, message="email already exists")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"email": "user@example.com"},
        {"password": "long enough"},
        LOGIN | {"email": ""},
        LOGIN | {"email": "nobody"},
        LOGIN | {"password": "short"},
        LOGIN | {"password": "x" * 129},
        LOGIN | {"referral": 5},
    ],
)
@ONE_ENGINE
async def test_a_registration_that_is_malformed(web: httpx.AsyncClient, body: Any) -> None:
    await call(web, "POST", "/auth/register", json=body, status=400, message="invalid body")
    assert not await User.exists()


async def test_unknown_invitations_and_trials_that_cannot_be_given_hinder_nobody(
    shop: Shop, web: httpx.AsyncClient, server: Any
) -> None:
    await server.delete()
    made = await registered(web, referral="NOBODYS")
    assert made["user"]["referred_by"] is made["user"]["marzban_id"] is None
    assert not await Subscription.exists()


async def test_signing_in(shop: Shop, web: httpx.AsyncClient) -> None:
    made = await registered(web)
    signed_in = await call(web, "POST", "/auth/login", json=NEW, kind="AuthResponse")
    assert signed_in["user"] == made["user"]
    for body in (LOGIN | {"password": "wrong one"}, LOGIN | {"email": "nobody@example.com"}):
        await call(web, "POST", "/auth/login", json=body, status=401, message="invalid login")
    await call(web, "POST", "/auth/login", json={"email": "user@example.com"}, status=400, message="invalid body")


async def test_one_account_signs_in_on_both_surfaces(shop: Shop, web: httpx.AsyncClient) -> None:
    await registered(web)
    answer = await web.post("/cabinet/auth/login-email", json=LOGIN)
    assert answer.status_code == 200
    shown = await call(web, "GET", "/profile", token=answer.json()["access_token"])
    assert shown["user"]["email"] == "user@example.com"
    other = {"email": "other@example.com", "password": "long enough", "first_name": "Ann"}
    assert (await web.post("/cabinet/auth/register-email", json=other)).status_code == 200
    await call(web, "POST", "/auth/login", json=other, kind="AuthResponse")


async def test_a_closed_account(shop: Shop, web: httpx.AsyncClient) -> None:
    made = await registered(web)
    await accounts.block(shop, await User.get(email="user@example.com"), by=Actor("admin", ADMIN))
    told: Any = {"status": 401, "message": "user inactive"}
    await call(web, "POST", "/auth/login", json=LOGIN, **told)
    await call(web, "POST", "/auth/login", json=LOGIN | {"password": "wrong one"}, status=401, message="invalid login")
    await call(web, "POST", "/auth/refresh", json={"refresh_token": made["refresh_token"]}, **told)
    await call(web, "GET", "/profile", token=made["access_token"], **told)


async def test_signing_in_by_the_widget(shop: Shop, web: httpx.AsyncClient, clock: Clock) -> None:
    good, late = widget_answer(shop.now()), widget_answer(shop.now(), last_name="Late")
    answer = await web.post("/auth/telegram", json=good)
    assert answer.status_code == 200
    site.has_type(answer.json(), "AuthResponse")
    assert answer.json()["user"]["telegram_id"] == 4242
    clock.advance(hours=25)
    for refused in (good, late, good | {"hash": "0" * 64}):
        answer = await web.post("/auth/telegram", json=refused)
        assert (answer.status_code, answer.json()) == (401, {"message": "invalid login"})


async def test_an_administrator_has_the_role(shop: Shop, web: httpx.AsyncClient) -> None:
    token = await token_of(shop, await new_user(shop, ADMIN))
    shown = (await call(web, "GET", "/profile", token=token))["user"]
    assert (shown["roles"], shown["is_admin"]) == (["user", "admin"], True)


class TestLetters:
    """A shop that sends letters: tokens come at once, and what needs a confirmed address says so itself."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        limits = {"rate_limit_auth": 0, "rate_limit_payment": 0, "rate_limit_other": 0}
        return make_settings(database_url, tmp_path, smtp_url="smtp://127.0.0.1:9", **limits)

    async def test_registration_and_sign_in_answer_tokens_before_the_letter_is_read(
        self, shop: Shop, web: httpx.AsyncClient
    ) -> None:
        made = await registered(web)
        assert await call(web, "GET", "/profile", token=made["access_token"])
        signed_in = await call(web, "POST", "/auth/login", json=LOGIN, kind="AuthResponse")
        await call(web, "POST", "/auth/refresh", json={"refresh_token": signed_in["refresh_token"]})
        await call(web, "POST", "/auth/login", json=LOGIN | {"password": "wrong"}, status=401, message="invalid login")
        assert await outbox.RecordedFact.filter(name="EmailVerificationAsked").count() == 1
        answer = await web.get("/cabinet/auth/me", headers=bearer(made["access_token"]))
        assert (answer.status_code, answer.json()["email_verified"]) == (200, False)

    async def test_the_trial_waits_for_the_letter(self, shop: Shop, web: httpx.AsyncClient) -> None:
        made = await registered(web)
        answer = await web.post("/cabinet/subscription/activate-trial", headers=bearer(made["access_token"]), json={})
        assert (answer.status_code, answer.json()["detail"]) == (403, "Please verify your email first")
        assert not await Subscription.exists()
        user = await User.get(email="user@example.com")
        code = await login.issue_email_token(shop, user, "verification", 1)
        await web.post("/cabinet/auth/verify-email", json={"verification_token": code})
        assert await LetterToken.filter(used_at__isnull=False).count() == 1
        await call(web, "POST", "/auth/login", json=LOGIN, kind="AuthResponse")
        assert (await Subscription.get(user_id=user.id)).kind == TRIAL

    async def test_the_cabinet_signs_in_after_the_letter(self, shop: Shop, web: httpx.AsyncClient) -> None:
        await registered(web)
        answer = await web.post("/cabinet/auth/login-email", json=LOGIN)
        assert (answer.status_code, answer.json()["detail"]) == (403, "Please verify your email first")

    async def test_confirming_where_nobody_has_registered_ends_the_registrants_sessions(
        self, shop: Shop, web: httpx.AsyncClient
    ) -> None:
        made = await registered(web)
        code = await login.issue_email_token(shop, await User.get(), "verification", 1)
        async with browser(str(web.base_url)) as elsewhere:
            answer = await elsewhere.post("/cabinet/auth/verify-email", json={"verification_token": code})
        assert answer.status_code == 200
        await call(web, "GET", "/profile", token=made["access_token"], status=401, message="invalid or expired jwt")
        body = {"refresh_token": made["refresh_token"]}
        await call(web, "POST", "/auth/refresh", json=body, status=401, message="invalid refresh token")
        await call(web, "POST", "/auth/login", json=LOGIN, status=401, message="invalid login")

    async def test_confirming_with_the_registrations_token_changes_nothing_else(
        self, shop: Shop, web: httpx.AsyncClient
    ) -> None:
        token = (await registered(web))["access_token"]
        code = await login.issue_email_token(shop, await User.get(), "verification", 1)
        async with browser(str(web.base_url)) as elsewhere:
            body = {"verification_token": code}
            answer = await elsewhere.post("/cabinet/auth/verify-email", json=body, headers=bearer(token))
        assert answer.json()["reset_token"] is None
        await call(web, "GET", "/profile", token=token)
        await call(web, "POST", "/auth/login", json=LOGIN, kind="AuthResponse")


# ---- tokens


async def test_a_refresh_token_serves_once(shop: Shop, web: httpx.AsyncClient, clock: Clock) -> None:
    first = await registered(web)
    body = {"refresh_token": first["refresh_token"]}
    second = await call(web, "POST", "/auth/refresh", json=body, kind="AuthResponse")
    assert {first["refresh_token"], first["access_token"]}.isdisjoint([second["refresh_token"], second["access_token"]])
    await call(web, "GET", "/profile", token=second["access_token"])
    clock.advance(seconds=11)
    await call(web, "POST", "/auth/refresh", json=body, status=401, message="invalid refresh token")
    # The old one was copied by somebody: nobody who has followed from it goes on.
    body = {"refresh_token": second["refresh_token"]}
    await call(web, "POST", "/auth/refresh", json=body, status=401, message="invalid refresh token")
    await call(web, "GET", "/profile", token=second["access_token"], status=401, message="invalid or expired jwt")


async def test_two_tabs_that_refresh_at_once_stay_signed_in(shop: Shop, web: httpx.AsyncClient) -> None:
    body = {"refresh_token": (await registered(web))["refresh_token"]}
    answers = await asyncio.gather(*(web.post("/auth/refresh", json=body) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    (tokens,) = {(answer.json()["access_token"], answer.json()["refresh_token"]) for answer in answers}
    again = (await web.post("/auth/refresh", json=body)).json()
    assert (again["access_token"], again["refresh_token"]) == tokens
    await call(web, "GET", "/profile", token=tokens[0])


async def test_signing_out(shop: Shop, web: httpx.AsyncClient) -> None:
    made = await registered(web)
    body = {"refresh_token": made["refresh_token"]}
    for _ in range(2):
        await call(web, "POST", "/auth/logout", json=body)
    await call(web, "POST", "/auth/refresh", json=body, status=401, message="invalid refresh token")
    await call(web, "GET", "/profile", token=made["access_token"], status=401, message="invalid or expired jwt")


@pytest.mark.parametrize("path", ["/auth/refresh", "/auth/logout"])
@ONE_ENGINE
async def test_refresh_tokens_that_are_none(shop: Shop, web: httpx.AsyncClient, user: User, path: str) -> None:
    for body in ({}, {"refresh_token": ""}):
        await call(web, "POST", path, json=body, status=400, message="refresh_token required")
    for bad in ({"refresh_token": 5}, {"refresh_token": "x" * 5000}, []):
        await call(web, "POST", path, json=bad, status=400, message="invalid body")
    access = await token_of(shop, user)
    for token in ("nonsense", access, f"{access[:-4]}AAAA"):
        body = {"refresh_token": token}
        await call(web, "POST", path, json=body, status=401, message="invalid refresh token")


async def test_a_refresh_token_ends_by_itself(shop: Shop, web: httpx.AsyncClient, clock: Clock) -> None:
    body = {"refresh_token": (await registered(web))["refresh_token"]}
    clock.advance(days=7)
    for path in ("/auth/refresh", "/auth/logout"):
        await call(web, "POST", path, json=body, status=401, message="invalid refresh token")


async def test_what_the_token_says(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    now = int(shop.now().timestamp())
    answer = await web.get("/me", headers=bearer(await token_of(shop, user)))
    assert answer.json() == {
        "uid": str(user.uuid),
        "user_id": str(user.uuid),
        "roles": ["user"],
        "iat": now,
        "exp": now + 900,
    }


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer garbled", "Basic a.b.c", "Bearer a.b c.d"])
@ONE_ENGINE
async def test_without_a_token(web: httpx.AsyncClient, header: str | None) -> None:
    for path in ("/me", "/profile", "/me/clients", "/vpn/config/k0001", "/configs/k0001/info"):
        answer = await web.get(path, headers={} if header is None else {"authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"message": "missing claims"})
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_tokens_that_are_no_longer_good(shop: Shop, web: httpx.AsyncClient, user: User, clock: Clock) -> None:
    token = await token_of(shop, user)
    refresh = (await sessions.begin(shop, user)).refresh
    for bad in (f"{token[:-4]}AAAA", refresh, "a.b.c"):
        await call(web, "GET", "/profile", token=bad, status=401, message="invalid or expired jwt")
    clock.advance(minutes=16)
    await call(web, "GET", "/profile", token=token, status=401, message="invalid or expired jwt")


async def test_the_token_of_somebody_who_was_deleted(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    token = await token_of(shop, user)
    await user.delete()
    await call(web, "GET", "/profile", token=token, status=404, message="user not found")


# ---- the shop window


async def test_tariffs(shop: Shop, web: httpx.AsyncClient, tariff: Tariff) -> None:
    off = await tariffs.create(shop, Terms(name="Old", period_days=30, price_kopeks=100))
    await tariffs.set_enabled(shop, off, False)
    quarter = await tariffs.create(
        shop, Terms(name="Quarter", period_days=90, price_kopeks=79900, code="basic_3months", description="Three")
    )
    shown = await call(web, "GET", "/tariffs")
    moment = "2026-11-21T12:00:00Z"
    assert shown == [
        {
            "id": str(tariff.uuid),
            "code": tariff.public_code,
            "name": "Month",
            "description": None,
            "price_amount": 29900,
            "currency": "RUB",
            "duration_seconds": 2_592_000,
            "created_at": moment,
            "updated_at": moment,
        },
        shown[1],
    ]
    assert (shown[1]["id"], shown[1]["code"], shown[1]["description"]) == (str(quarter.uuid), "basic_3months", "Three")


async def test_nothing_to_sell_is_an_empty_list(web: httpx.AsyncClient) -> None:
    assert await call(web, "GET", "/tariffs") == []


async def test_nodes_without_their_addresses(shop: Shop, web: httpx.AsyncClient, server: Any) -> None:
    shown = {"id": str(server.id), "name": "Amsterdam", "status": "online", "location": "NL"}
    assert await call(web, "GET", "/nodes") == [shown]
    server.trouble = "no answer"
    await server.save()
    assert await call(web, "GET", "/nodes") == [shown | {"status": "offline"}]
    server.enabled = False
    await server.save()
    assert await call(web, "GET", "/nodes") == [shown | {"status": "maintenance"}]


# ---- errors, limits, browsers


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/auth", 404, "not found"),
        ("GET", "/auth/", 404, "not found"),
        ("GET", "/profile/nothing", 404, "not found"),
        ("GET", "/billing", 404, "not found"),
        ("GET", "/vpn/nothing", 404, "not found"),
        ("GET", "/auth/login", 405, "method not allowed"),
        ("DELETE", "/tariffs", 405, "method not allowed"),
        ("POST", "/auth/login", 400, "invalid body"),
        ("GET", "/profile", 401, "missing claims"),
    ],
)
@ONE_ENGINE
async def test_every_error_has_the_same_envelope(
    web: httpx.AsyncClient, method: str, path: str, status: int, message: str
) -> None:
    answer = await web.request(method, path)
    assert (answer.status_code, answer.json()) == (status, {"message": message})
    assert ("allow" in answer.headers) is (status == 405)


async def test_other_paths_are_not_the_sites(web: httpx.AsyncClient) -> None:
    for path in ("/authors", "/mex", "/cabinet/profile", "/api/nothing"):
        answer = await web.get(path)
        assert answer.status_code == 404
        assert "message" not in answer.json()


BODIES = [b"", b"{", b"null", b'"x"', b"\xff\xfe", b'{"email": NaN}', b"[" * 5000, b'{"refresh_token": "\\ud800"}']


@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh", "/auth/logout", "/auth/telegram"])
@ONE_ENGINE
async def test_no_body_is_a_500(web: httpx.AsyncClient, path: str) -> None:
    for content in BODIES:
        for kind in ("application/json", "text/plain"):
            answer = await web.post(path, content=content, headers={"content-type": kind})
            assert answer.status_code == 400, content[:20]
            assert answer.json()["message"] in ("invalid body", "refresh_token required"), content[:20]


async def _broken(shop: Shop, path: str, raised: Exception) -> httpx.Response:
    """What the site answers where something raises this."""
    app = create_app(shop)

    async def broken() -> None:
        raise raised

    app.add_api_route(path, broken)
    app.router.routes.insert(0, app.router.routes.pop())  # the first one that fits is asked
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        return await client.get(path)


@ONE_ENGINE
async def test_an_unexpected_error_says_nothing_of_the_inside(shop: Shop) -> None:
    for path, message in (("/tariffs", "failed to list tariffs"), ("/profile/broken", "internal error")):
        answer = await _broken(shop, path, RuntimeError("the secret is 42"))
        assert (answer.status_code, answer.json()) == (500, {"message": message})


async def test_a_database_that_is_away_is_503_and_not_a_mistake(shop: Shop) -> None:
    answer = await _broken(shop, "/tariffs", ConnectionRefusedError())
    assert (answer.status_code, answer.json()) == (503, {"message": "service unavailable"})


class TestCounted:
    """A shop that counts requests."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return make_settings(database_url, tmp_path)

    async def test_the_sixth_try_of_a_password_has_to_wait(self, shop: Shop, web: httpx.AsyncClient) -> None:
        answers = [await web.post("/auth/login", json=LOGIN) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        problem(answers[-1].json())
        seconds = answers[-1].headers["retry-after"]
        assert answers[-1].json() == {"message": f"too many requests, try again in {seconds} s"}

    async def test_everything_else_is_counted_by_person(self, shop: Shop, web: httpx.AsyncClient) -> None:
        first, second = [await token_of(shop, await new_user(shop, number)) for number in (1, 2)]
        codes = [(await web.get("/profile/keys", headers=bearer(first))).status_code for _ in range(61)]
        assert codes == [200] * 60 + [429]
        assert (await web.get("/profile/keys", headers=bearer(second))).status_code == 200


class TestBrowsers:
    """A shop that lets the pages of another site call it."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return make_settings(database_url, tmp_path, cors_origins=("https://my.site",))

    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
    @ONE_ENGINE
    async def test_a_preflight(self, web: httpx.AsyncClient, method: str) -> None:
        asked = {
            "origin": "https://my.site",
            "access-control-request-method": method,
            "access-control-request-headers": "authorization,content-type",
        }
        for path in ("/auth/login", "/cabinet/auth/login-email"):
            answer = await web.options(path, headers=asked)
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == "https://my.site"
            assert method in answer.headers["access-control-allow-methods"]
            assert "access-control-allow-credentials" not in answer.headers
            refused = await web.options(path, headers=asked | {"origin": "https://evil.site"})
            assert refused.status_code == 400

    @pytest.mark.parametrize(
        "names", ["x-api-key", "X-API-Key, Content-Type", "idempotency-key,authorization", "x-requested-with", "pragma"]
    )
    @ONE_ENGINE
    async def test_a_preflight_for_what_programs_send(self, web: httpx.AsyncClient, names: str) -> None:
        asked = {
            "origin": "https://my.site",
            "access-control-request-method": "POST",
            "access-control-request-headers": names,
        }
        for path in ("/api/keys", "/api/users/add", "/api/admin/v1/tariffs", "/cabinet/balance/topup"):
            answer = await web.options(path, headers=asked)
            assert answer.status_code == 200, path
            allowed = answer.headers["access-control-allow-headers"].lower()
            assert all(name.strip().lower() in allowed for name in names.split(","))

    @ONE_ENGINE
    async def test_what_is_too_long_is_refused_where_a_page_can_read_it(self, web: httpx.AsyncClient) -> None:
        answer = await web.post("/auth/login", content=b" " * 70_000, headers={"origin": "https://my.site"})
        assert answer.status_code == 413
        assert answer.headers["access-control-allow-origin"] == "https://my.site"

    @ONE_ENGINE
    async def test_an_answer_to_another_sites_page(self, web: httpx.AsyncClient) -> None:
        answer = await web.get("/profile", headers={"origin": "https://my.site"})
        assert answer.status_code == 401
        assert answer.headers["access-control-allow-origin"] == "https://my.site"


async def test_what_reading_costs(shop: Shop, web: httpx.AsyncClient, statements: Statements) -> None:
    token = (await registered(web))["access_token"]
    most = {"/tariffs": 1, "/nodes": 1, "/me": 1, "/profile": 3, "/profile/keys": 2, "/me/clients": 2}
    for path, number in most.items():
        statements.seen.clear()
        assert (await web.get(path, headers=bearer(token))).status_code == 200
        assert len(statements.seen) <= number, (path, statements.seen)
