"""The cabinet's manners: one envelope for every error, nothing is a 500, tokens mean what they say."""

import asyncio
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from pydantic import ValidationError

from core import installation
from core.config import Settings
from core.promotions import campaigns
from core.shop import Actor, Shop
from core.users import accounts, login, sessions
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, problem, token_of
from tests.databases import ONE_ENGINE
from tests.telegram_signs import init_data, widget_answer
from tests.test_texts import _kinds
from tests.web.conftest import browser
from vitrina import logs
from web.api.cabinet.errors import SENTENCES
from web.api.cabinet.payment_schemas import StarsInvoice
from web.app import create_app

PERSON = {"email": "ann@example.com", "password": "correct horse", "first_name": "Ann"}
SIGN_INS = [
    ("/auth/register-email", PERSON),
    ("/auth/register-email-standalone", PERSON),
    ("/auth/login-email", PERSON),
    ("/auth/telegram-widget", {"id": 1, "auth_date": 1, "hash": "x"}),
    ("/auth/telegram-miniapp", {"init_data": "x"}),
    ("/auth/refresh", {"refresh_token": "x"}),
    ("/auth/verify-email", {"verification_token": "x"}),
    ("/auth/forgot-password", {"email": "ann@example.com"}),
    ("/auth/reset-password", {"reset_token": "x", "new_password": "long enough"}),
]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


# ---- the envelope


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/cabinet", 404),
        ("GET", "/cabinet/", 404),
        ("GET", "/cabinet/nothing/here", 404),
        ("POST", "/cabinet/%00", 404),
        ("GET", "/cabinet/auth/login-email", 405),
        ("DELETE", "/cabinet/info", 405),
        ("POST", "/cabinet/auth/login-email", 422),
        ("GET", "/cabinet/auth/me", 401),
    ],
)
@ONE_ENGINE
async def test_every_error_has_the_same_envelope(web: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await web.request(method, path)
    assert answer.status_code == status, answer.text
    problem(answer.json())
    assert ("allow" in answer.headers) is (status == 405)
    assert (answer.headers.get("www-authenticate") == "Bearer") is (status == 401)


@ONE_ENGINE
async def test_an_unexpected_error_says_nothing_of_the_inside(shop: Shop, user: User) -> None:
    app = create_app(shop)

    @app.get("/cabinet/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is 42")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.get("/cabinet/broken")
    assert answer.status_code == 500
    problem(answer.json())
    assert "42" not in answer.text


async def test_a_database_that_is_away_is_503_and_not_a_mistake(shop: Shop, user: User) -> None:
    token = await token_of(shop, user)
    app = create_app(shop)

    @app.get("/cabinet/away")
    async def away() -> None:
        raise ConnectionRefusedError

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        answer = await client.get("/cabinet/away", headers=bearer(token))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_sentences_follow_the_persons_language(shop: Shop, web: httpx.AsyncClient) -> None:
    russian = await web.get("/cabinet/auth/me", headers={"accept-language": "ru-RU"})
    english = await web.get("/cabinet/auth/me", headers={"accept-language": "en-GB,en;q=0.9"})
    assert (russian.json()["detail"], english.json()["detail"]) == ("Войдите заново.", "Please sign in again.")
    user = await new_user(shop)
    await accounts.block(shop, user, by=Actor("admin", 1))
    assert (await web.get("/cabinet/auth/me", headers=bearer(await token_of(shop, user)))).status_code == 403


def test_the_descriptions_sentences_belong_to_errors_that_exist() -> None:
    assert set(SENTENCES) <= {kind.code for kind in _kinds()}


# ---- bad input

NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "\0",
    "x" * 100_000,
    "'; DROP TABLE users; --",
    [],
    {},
    "🦄",
]


@pytest.mark.parametrize(("path", "body"), SIGN_INS, ids=lambda value: value if isinstance(value, str) else "")
async def test_no_value_is_a_500(web: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    for name in body:
        for value in NASTY:
            answer = await web.post(f"/cabinet{path}", json=body | {name: value})
            assert answer.status_code < 500, (name, value, answer.text)
            if answer.status_code >= 400:
                problem(answer.json())


BODIES = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"NaN", b'{"email": NaN}', b"[" * 5000, b"{}" + b" " * 9]


@pytest.mark.parametrize(("path", "_body"), SIGN_INS, ids=lambda value: value if isinstance(value, str) else "")
async def test_no_body_is_a_500(web: httpx.AsyncClient, path: str, _body: dict[str, Any]) -> None:
    for content in BODIES:
        for kind in ("application/json", "text/plain", "multipart/form-data"):
            answer = await web.post(f"/cabinet{path}", content=content, headers={"content-type": kind})
            assert answer.status_code == 422, (content[:20], kind, answer.text)
            problem(answer.json())


async def test_half_characters_are_refused(web: httpx.AsyncClient) -> None:
    body = json.dumps(PERSON | {"first_name": "\ud800"}).encode()
    answer = await web.post("/cabinet/auth/register-email", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "first_name" in answer.json()["detail"]


@pytest.mark.parametrize("email", ["", "x", "x@", "@x.y", "a b@c.de", "a@b", "a@b..c", "a@-b.de", "почта@дом.рф"])
@ONE_ENGINE
async def test_what_is_no_address_is_refused(web: httpx.AsyncClient, email: str) -> None:
    answer = await web.post("/cabinet/auth/register-email", json=PERSON | {"email": email})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize("email", ["a" * 255, "a" * 320, "\u0130" * 254, "\u0130" * 320])
async def test_an_address_that_no_column_holds_is_nobodys(web: httpx.AsyncClient, email: str) -> None:
    answer = await web.post("/cabinet/auth/login-email", json={"email": email, "password": "correct horse"})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-password")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/cabinet/tickets", "GET, POST"),
        ("GET", "/cabinet/tickets/1/close", "PATCH"),
        ("POST", "/health", "GET, HEAD"),
        ("POST", "/static/page.css", "GET, HEAD"),
    ],
)
@ONE_ENGINE
async def test_a_wrong_method_is_told_every_right_one(
    web: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await web.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("said", "meant"), [(0.1 + 0.2, "0.30"), (35 * 0.01, "0.35"), (299.99, "299.99"), (500, "500"), (1e9 + 0.1, None)]
)
def test_what_arithmetic_leaves_behind_kopeks_is_dropped(said: float, meant: str | None) -> None:
    wish = StarsInvoice(amount_rubles=said)  # type: ignore[arg-type]
    assert wish.amount_rubles == Decimal(meant or "1000000000.1")


@pytest.mark.parametrize("said", [0.001, 0.309, 299.999, 5e-324, 0.0, -1.0, True, "5"])
def test_parts_of_a_kopek_are_refused(said: Any) -> None:
    with pytest.raises(ValidationError):
        StarsInvoice(amount_rubles=said)


@pytest.mark.parametrize(("length", "status"), [(7, 422), (8, 200), (128, 200), (129, 422)])
@ONE_ENGINE
async def test_a_password_has_8_to_128_characters(web: httpx.AsyncClient, length: int, status: int) -> None:
    answer = await web.post("/cabinet/auth/register-email", json=PERSON | {"password": "я" * length})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"Bearer",
        b"Bearer x",
        b"Bearer a.b.c",
        b"Basic eDp5",
        b"bearer \xd1\x8f.\xd1\x8f.\xd1\x8f",
        b"Bearer " + b"a" * 8000,
    ],
)
@ONE_ENGINE
async def test_a_token_that_is_none_is_401(web: httpx.AsyncClient, header: bytes) -> None:
    answer = await web.get("/cabinet/auth/me", headers={b"authorization": header})
    assert answer.status_code == 401


@ONE_ENGINE
async def test_a_forged_token_is_401(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    token = await token_of(shop, user)
    claims = jwt.decode(token, options={"verify_signature": False})
    secret = await installation.signing_secret(shop)
    for forged in (
        jwt.encode(claims, "x" * 48, "HS256"),
        jwt.encode(claims, None, "none"),  # type: ignore[arg-type]
        jwt.encode(claims | {"typ": "refresh"}, secret, "HS256"),
        (await sessions.begin(shop, user)).refresh,
    ):
        assert (await web.get("/cabinet/auth/me", headers=bearer(forged))).status_code == 401
    assert (await web.get("/cabinet/auth/me", headers=bearer(token))).status_code == 200


# ---- Telegram's doors


@ONE_ENGINE
async def test_init_data_forged_expired_doubled_or_odd_is_401(shop: Shop, clock: Clock, web: httpx.AsyncClient) -> None:
    async def status(data: str) -> int:
        answer = await web.post("/cabinet/auth/telegram-miniapp", json={"init_data": data})
        if answer.status_code == 401:
            assert answer.json()["detail"] == "Invalid or expired Telegram authentication data"
        return answer.status_code

    good = init_data(shop.now())
    assert await status(init_data(shop.now(), token="7000000001:another")) == 401
    assert await status(good.replace("4242", "4243")) == 401
    assert await status("start_param=evil&" + good) == 401
    assert await status(good + "&start_param=evil") == 401
    assert await status(good[:-64] + "я" * 64) == 401
    assert await status(good[:-64] + "%D1%8F" * 32) == 401
    assert await status(good) == 200
    late = init_data(shop.now(), query_id="another")
    clock.advance(hours=24, seconds=1)
    assert await status(late) == 401


async def test_a_reload_of_the_mini_app_signs_in_with_the_same_init_data(shop: Shop, web: httpx.AsyncClient) -> None:
    body = {"init_data": init_data(shop.now())}
    answers = await asyncio.gather(*(web.post("/cabinet/auth/telegram-miniapp", json=body) for _ in range(4)))
    assert [one.status_code for one in answers] == [200] * 4
    signed_in = [one.json() for one in answers]
    assert len({one["refresh_token"] for one in signed_in}) == 4
    assert len({one["user"]["id"] for one in signed_in}) == 1
    for one in signed_in:
        assert (await web.get("/cabinet/auth/me", headers=bearer(one["access_token"]))).status_code == 200


async def test_the_link_that_opened_the_mini_app_tells_who_invited(shop: Shop, web: httpx.AsyncClient) -> None:
    inviter = await new_user(shop, 1)
    campaign = await campaigns.create(shop, name="Autumn", start_param="autumn")
    cases = [
        (2, {"start_param": f"ref_{inviter.referral_code}"}, {}, (inviter.id, None)),
        (3, {}, {"referral_code": inviter.referral_code}, (inviter.id, None)),
        (4, {"start_param": "autumn"}, {}, (None, campaign.id)),
        (5, {}, {"campaign_start_param": "autumn"}, (None, campaign.id)),
        (6, {"start_param": "unknown"}, {"referral_code": "NOBODYS"}, (None, None)),
    ]
    for number, signed, said, expected in cases:
        user = json.dumps({"id": number, "first_name": "X"})
        body = {"init_data": init_data(shop.now(), user=user, **signed), **said}
        assert (await web.post("/cabinet/auth/telegram-miniapp", json=body)).status_code == 200
        made = await User.get(telegram_id=number)
        assert (made.referrer_id, made.campaign_id) == expected


async def test_a_widget_answer_serves_once(shop: Shop, web: httpx.AsyncClient) -> None:
    answer = widget_answer(shop.now(), photo_url="https://t.me/x.jpg", last_name=None)
    answers = await asyncio.gather(*(web.post("/cabinet/auth/telegram-widget", json=answer) for _ in range(3)))
    assert sorted(one.status_code for one in answers) == [200, 401, 401]


async def test_an_address_that_a_stranger_has_registered_goes_to_whoever_reads_its_mail(
    shop: Shop, web: httpx.AsyncClient
) -> None:
    user = await User.get(id=(await web.post("/cabinet/auth/register-email", json=PERSON)).json()["user"]["id"])
    signed_in = (await web.post("/cabinet/auth/login-email", json=PERSON)).json()
    code = await login.issue_email_token(shop, user, "verification", 1)
    async with browser(str(web.base_url)) as elsewhere:
        answer = await elsewhere.post("/cabinet/auth/verify-email", json={"verification_token": code})
        assert answer.json()["message"] == "Email verified successfully"
        assert (await web.get("/cabinet/auth/me", headers=bearer(signed_in["access_token"]))).status_code == 401
        assert (await web.post("/cabinet/auth/login-email", json=PERSON)).status_code == 401
        body = {"reset_token": answer.json()["reset_token"], "new_password": "my own one"}
        assert (await elsewhere.post("/cabinet/auth/reset-password", json=body)).status_code == 200
    assert (await web.post("/cabinet/auth/login-email", json=PERSON)).status_code == 401
    own = PERSON | {"password": "my own one"}
    assert (await web.post("/cabinet/auth/login-email", json=own)).status_code == 200


async def test_who_confirms_where_they_have_registered_keeps_the_password(shop: Shop, web: httpx.AsyncClient) -> None:
    user = await User.get(id=(await web.post("/cabinet/auth/register-email", json=PERSON)).json()["user"]["id"])
    (cookie,) = web.cookies.jar
    assert (cookie.path, cookie.secure) == ("/cabinet/auth/verify-email", False)
    assert "HttpOnly" in cookie._rest  # type: ignore[attr-defined]
    code = await login.issue_email_token(shop, user, "verification", 1)
    answer = await web.post("/cabinet/auth/verify-email", json={"verification_token": code})
    assert answer.json() == {"message": "Email verified successfully", "reset_token": None}
    assert (await web.post("/cabinet/auth/login-email", json=PERSON)).status_code == 200


async def test_a_cookie_of_another_registration_or_a_forged_one_shows_nothing(
    shop: Shop, web: httpx.AsyncClient, user: User
) -> None:
    token = await token_of(shop, user)
    for number, cookie in enumerate(("", "x", "я".encode().hex(), token, await sessions.registration(shop, user))):
        person = PERSON | {"email": f"ann{number}@example.com"}
        made = await User.get(id=(await web.post("/cabinet/auth/register-email", json=person)).json()["user"]["id"])
        code = await login.issue_email_token(shop, made, "verification", number)
        web.cookies.clear()
        headers = {"cookie": f"vitrina_registration={cookie}", **bearer(token)}
        body = {"verification_token": code}
        answer = await web.post("/cabinet/auth/verify-email", json=body, headers=headers)
        assert answer.json()["reset_token"]


async def test_a_page_of_another_site_that_registers_leaves_no_cookie(web: httpx.AsyncClient) -> None:
    for site in ("cross-site", "same-site", "none"):
        person = PERSON | {"email": f"{site}@example.com"}
        answer = await web.post("/cabinet/auth/register-email", json=person, headers={"sec-fetch-site": site})
        assert "set-cookie" not in answer.headers


async def test_a_reset_ends_every_session(shop: Shop, web: httpx.AsyncClient) -> None:
    user = (await web.post("/cabinet/auth/register-email", json=PERSON)).json()["user"]
    signed_in = (await web.post("/cabinet/auth/login-email", json=PERSON)).json()
    code = await login.issue_email_token(shop, await User.get(id=user["id"]), "reset", 1)
    body = {"reset_token": code, "new_password": "another one"}
    assert (await web.post("/cabinet/auth/reset-password", json=body)).status_code == 200
    assert (await web.get("/cabinet/auth/me", headers=bearer(signed_in["access_token"]))).status_code == 401
    refresh = await web.post("/cabinet/auth/refresh", json={"refresh_token": signed_in["refresh_token"]})
    assert refresh.status_code == 401


# ---- the documents


@ONE_ENGINE
async def test_the_description_is_complete(web: httpx.AsyncClient) -> None:
    document = (await web.get("/openapi.json")).json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, operations in document["paths"].items():
        if not path.startswith("/cabinet/"):
            continue
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert len(operation["tags"]) == 1, where
            expected = {"422", "429", "500", "503"} | ({"401"} if operation.get("security") else set())
            assert expected <= set(operation["responses"]), where
            for status, answer in operation["responses"].items():
                (schema,) = (one["schema"] for one in answer["content"].values())
                assert ("Problem" in schema["$ref"]) is (int(status) >= 400), (where, status)


@ONE_ENGINE
async def test_the_docs_need_nothing_from_elsewhere(web: httpx.AsyncClient) -> None:
    page = await web.get("/docs")
    assert "https://" not in page.text
    parts = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(parts) == 4
    for part in parts:
        answer = await web.get(part)
        assert answer.status_code == 200, part
        assert answer.content
    policy = page.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert "script-src 'self';" in policy[0]
    assert "http" not in policy[0]
    assert page.headers["x-content-type-options"] == "nosniff"
    for unknown in ("nothing.js", "..%2fdocs.py"):
        assert (await web.get(f"/docs/{unknown}")).status_code == 404


@ONE_ENGINE
async def test_a_log_line_holds_no_token(shop: Shop, user: User) -> None:
    tokens = await sessions.begin(shop, user)
    line = f"GET /cabinet/ws?token={tokens.access} {tokens.refresh} https://x/app/verify-email#abcDEF_-123 done"
    scrubbed = logs.scrub(line)
    assert scrubbed == "GET /cabinet/ws?token=… … https://x/app/verify-email#… done"
