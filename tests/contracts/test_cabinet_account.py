"""The person's own account: sign-ins, signing out, the language."""

from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from core import i18n
from core.config import Settings
from core.shop import Shop
from core.users import sessions
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, conforms, problem, token_of
from tests.databases import ONE_ENGINE
from tests.telegram_signs import widget_answer
from tests.web.conftest import Statements
from tests.web.documents import document
from web.api.cabinet.schemas import Language, Person

LISTED = {"sessions": [{"id": 1, "begun_at": "2024-01-15T10:30:00Z", "last_seen_at": None, "is_current": True}]}
ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "/sessions", None),
    ("DELETE", "/sessions/1", None),
    ("POST", "/auth/logout", None),
    ("PUT", "/language", {"language": "en"}),
]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


async def ask(
    web: httpx.AsyncClient, method: str, path: str, token: str, *, status: int = 200, body: Any = None
) -> Any:
    answer = await web.request(method, f"/cabinet{path}", headers=bearer(token), json=body)
    assert answer.status_code == status, answer.text
    if status >= 400:
        problem(answer.json())
    return answer.json()


async def listed(web: httpx.AsyncClient, token: str) -> list[dict[str, Any]]:
    found = await ask(web, "GET", "/sessions", token)
    conforms(found, LISTED)
    places: list[dict[str, Any]] = found["sessions"]
    return places


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
@ONE_ENGINE
async def test_each_is_described_and_wants_a_token(web: httpx.AsyncClient, method: str, path: str, body: Any) -> None:
    described = document()["paths"]["/cabinet" + path.replace("/1", "/{session_id}")][method.lower()]
    assert described["security"] == [{"bearer": []}]
    assert {"200", "401", "403", "422", "429"} <= set(described["responses"])
    for headers in ({}, bearer("x"), {"authorization": "Basic eDp4"}):
        answer = await web.request(method, f"/cabinet{path}", headers=headers, json=body)
        assert answer.status_code == 401, answer.text
        problem(answer.json())


async def test_a_person_sees_where_they_are_signed_in(
    shop: Shop, web: httpx.AsyncClient, user: User, clock: Clock
) -> None:
    laptop = await token_of(shop, user)
    clock.advance(minutes=5)
    phone = await token_of(shop, user)
    await token_of(shop, await new_user(shop, 5))
    first, second = await listed(web, laptop)
    assert [first["is_current"], second["is_current"]] == [False, True]
    assert [first["begun_at"], second["begun_at"]] == ["2026-11-21T12:05:00Z", "2026-11-21T12:00:00Z"]
    assert [one["is_current"] for one in await listed(web, phone)] == [True, False]
    clock.advance(days=7)  # the laptop's has ended by itself, and so has the phone's a little later
    assert len(await listed(web, await token_of(shop, user))) == 1


async def test_one_place_ends_another_at_once(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    here, there = await sessions.begin(shop, user), await sessions.begin(shop, user)
    (other,) = [one for one in await listed(web, here.access) if not one["is_current"]]
    assert await ask(web, "DELETE", f"/sessions/{other['id']}", here.access) == {
        "success": True,
        "session_id": other["id"],
    }
    await ask(web, "GET", "/auth/me", there.access, status=401)
    refresh = await web.post("/cabinet/auth/refresh", json={"refresh_token": there.refresh})
    assert refresh.status_code == 401
    assert [one["is_current"] for one in await listed(web, here.access)] == [True]
    again = await ask(web, "DELETE", f"/sessions/{other['id']}", here.access, status=404)
    assert again["code"] == "session-not-found"


async def test_a_sign_in_of_somebody_else_or_nobody_is_404(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    mine, theirs = await token_of(shop, user), await token_of(shop, await new_user(shop, 5))
    (foreign,) = await listed(web, theirs)
    for number in (foreign["id"], 999, 2**63 - 1):
        await ask(web, "DELETE", f"/sessions/{number}", mine, status=404)
    for odd in ("0", "-1", "x", str(2**63), "1.5"):
        await ask(web, "DELETE", f"/sessions/{odd}", mine, status=422)
    assert len(await listed(web, theirs)) == 1


async def test_signing_out_ends_this_sign_in_alone(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    here, there = await sessions.begin(shop, user), await sessions.begin(shop, user)
    assert await ask(web, "POST", "/auth/logout", here.access) == {"message": "Signed out"}
    await ask(web, "GET", "/auth/me", here.access, status=401)
    await ask(web, "POST", "/auth/logout", here.access, status=401)
    refresh = await web.post("/cabinet/auth/refresh", json={"refresh_token": here.refresh})
    assert refresh.status_code == 401
    assert len(await listed(web, there.access)) == 1


@pytest.mark.parametrize(("browser", "language"), [("en-GB,en;q=0.9", "en"), ("ru", "ru"), ("kk", "ru"), ("de", "en")])
@ONE_ENGINE
async def test_whoever_comes_by_the_widget_is_spoken_to_as_the_browser_asks(
    shop: Shop, web: httpx.AsyncClient, browser: str, language: str
) -> None:
    headers = {"accept-language": browser}
    made = await web.post("/cabinet/auth/telegram-widget", json=widget_answer(shop.now()), headers=headers)
    assert made.json()["user"]["language"] == language
    again = widget_answer(shop.now() + timedelta(seconds=1))
    later = await web.post("/cabinet/auth/telegram-widget", json=again, headers={"accept-language": "en"})
    assert later.json()["user"]["language"] == language


async def test_the_language_is_the_persons_everywhere(shop: Shop, web: httpx.AsyncClient) -> None:
    signed_in = (await web.post("/cabinet/auth/telegram-widget", json=widget_answer(shop.now()))).json()
    other = "en" if signed_in["user"]["language"] == "ru" else "ru"
    chosen = await ask(web, "PUT", "/language", signed_in["access_token"], body={"language": other})
    conforms(chosen, Person.model_json_schema()["examples"][0], nullable=("email", "last_name"))
    assert chosen["language"] == other
    later = widget_answer(shop.now() + timedelta(seconds=1), language_code="ru")
    again = (await web.post("/cabinet/auth/telegram-widget", json=later)).json()
    assert again["user"]["language"] == other


@pytest.mark.parametrize("body", [{}, {"language": "de"}, {"language": None}, {"language": ["ru"]}, [], None])
@ONE_ENGINE
async def test_a_language_that_is_none_is_422(shop: Shop, web: httpx.AsyncClient, user: User, body: Any) -> None:
    await ask(web, "PUT", "/language", await token_of(shop, user), status=422, body=body)


def test_the_languages_are_the_shops() -> None:
    assert set(get_args(Language.model_fields["language"].annotation)) == set(i18n.LANGUAGES)


async def test_it_takes_few_statements(shop: Shop, web: httpx.AsyncClient, user: User, statements: Statements) -> None:
    tokens = [await sessions.begin(shop, user) for _ in range(3)]
    (place, *_) = await sessions.active_sessions(shop, await sessions.check(shop, tokens[0].access))

    async def count(method: str, path: str, **options: Any) -> int:
        statements.seen.clear()
        await ask(web, method, path, tokens[0].access, **options)
        return len([one for one in statements.seen if not one.startswith(("BEGIN", "COMMIT"))])

    assert await count("GET", "/sessions") == 2
    assert await count("PUT", "/language", body={"language": "en"}) == 2
    assert await count("DELETE", f"/sessions/{place.id}") == 3
    assert await count("POST", "/auth/logout") == 3


async def test_a_browser_learns_where_to_sign_in_with_telegram(shop: Shop, web: httpx.AsyncClient) -> None:
    told = (await web.get("/cabinet/info")).json()
    assert told["telegram_login_url"].startswith(f"https://oauth.telegram.org/auth?bot_id={shop.settings.bot_id}&")
    assert shop.settings.token not in told["telegram_login_url"]
