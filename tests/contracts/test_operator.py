"""The operator API against its description: every endpoint is there and answers as the page says, and lets nobody in
who may not; users, events, settings."""

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.engine import panels
from core.engine import settings as engine_settings
from core.shop import Shop
from core.subscriptions import purchase
from core.subscriptions.models import Key
from core.users import accounts, api_keys
from tests.conftest import ADMIN, Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys_desk import BOSS, InspectablePanel, program
from tests.contracts.operator import SIGNATURE, call, endpoint, endpoints, problem
from tests.contracts.operator_desk import added, desk, key_id_of, moved, panel, settings  # noqa: F401 - fixtures
from tests.databases import ONE_ENGINE
from tests.servers import free_port
from tests.web.conftest import Statements, browser, running
from tests.web.documents import document
from tests.web.wire import wire
from vitrina import processes
from vitrina.processes import CannotStart
from web.app import create_app
from web.common.operator_errors import TEXTS

OPEN = "/api/ping"
DAY, BACKUP = "2026-11-20", "20261121_120000__manual.vitrina.tar.gz"
VALUES = {"date": DAY, "file": BACKUP}


def named(one: dict[str, Any]) -> str:
    return f"{one['method']} {one['path']}"


# ---- the description


@pytest.mark.parametrize("described", endpoints(), ids=named)
def test_every_endpoint_is_in_the_openapi_document(described: dict[str, Any]) -> None:
    path = document()["paths"][described["path"]]
    operation = path[described["method"].lower()]
    assert "200" in operation["responses"]
    assert len(operation["tags"]) == 1
    assert operation["summary"]
    assert operation["description"]
    known = {one["name"] for one in operation.get("parameters", [])}
    assert set(described["query"]) <= known
    if described["request"] is not None:
        (schema,) = [operation["requestBody"]["content"]["application/json"]["schema"]]
        body = document()["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
        assert set(described["request"]) <= set(body.get("properties", described["request"]))
    assert bool(operation.get("security")) is (described["path"] != OPEN)
    for status, answer in operation["responses"].items():
        if status >= "4":
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/OperatorError"}


def test_the_fixture_has_all_that_the_page_promises() -> None:
    methods = [one["method"] for one in endpoints() if one["path"] != "/api/backups/create"]
    assert (len(methods), methods.count("GET"), methods.count("POST"), methods.count("DELETE")) == (35, 24, 10, 1)


@ONE_ENGINE
async def test_nobody_comes_in_without_a_good_signature(desk: httpx.AsyncClient, shop: Shop) -> None:
    _, foreign = await program(shop, "bot", ["keys"])
    revoked, dead = await program(shop, "old", ["operator"])
    await api_keys.revoke(shop, revoked.id, by=BOSS)
    customer = bearer(await token_of(shop, await new_user(shop)))
    del desk.headers[SIGNATURE]
    for described in endpoints():
        if described["path"] == OPEN:
            continue
        for status, headers in (
            (401, {SIGNATURE: ""}),
            (401, {SIGNATURE: "vk_" + "x" * 43}),
            (401, {SIGNATURE: dead}),
            (403, {SIGNATURE: foreign}),
            (401, {}),
            (401, bearer("x.y.z")),
            (403, customer),
        ):
            error = "unauthorized" if status == 401 else "forbidden"
            method, path = described["method"], described["path"]
            body = {"json": described["request"] or {}} if method == "POST" else {}
            await call(desk, method, path, status=status, error=error, values=VALUES, headers=headers, **body)


@ONE_ENGINE
async def test_other_methods_are_refused(desk: httpx.AsyncClient) -> None:
    for described in endpoints():
        allowed = {one["method"] for one in endpoints() if one["path"] == described["path"]}
        answer = await desk.put(described["path"].format(**VALUES))
        assert answer.status_code == 405
        assert answer.json() == {"ok": False, "error": "method_not_allowed", "code": 405}
        assert allowed <= set(answer.headers["allow"].split(", "))


async def test_an_administrator_comes_in_by_token(shop: Shop, desk: httpx.AsyncClient) -> None:
    del desk.headers[SIGNATURE]
    boss = await new_user(shop, ADMIN)
    token = bearer(await token_of(shop, boss))
    await call(desk, "GET", "/api/users", headers=token)
    await call(desk, "POST", "/api/users/add", json={"email": "user@example.com"}, headers=token)
    (event,) = (await call(desk, "GET", "/api/events", params={"type": "user"}, headers=token))["events"]
    assert event["by"] == f"admin:{ADMIN}"
    await accounts.block(shop, boss, by=BOSS)
    await call(desk, "GET", "/api/users", status=403, error="forbidden", headers=token)


async def test_ping_is_open_and_the_rest_of_api_speaks_the_envelope(desk: httpx.AsyncClient) -> None:
    del desk.headers[SIGNATURE]
    assert (await call(desk, "GET", OPEN))["ts"] == "2026-11-21T12:00:00Z"
    for path, status, error in (
        ("/api/nothing", 404, "not_found"),
        ("/api/v2/users", 501, "not_implemented"),
        ("/api/v2/", 501, "not_implemented"),
    ):
        answer = await desk.get(path)
        assert (answer.status_code, answer.json()) == (status, {"ok": False, "error": error, "code": status})
    for method in ("POST", "DELETE", "PATCH"):
        assert (await desk.request(method, "/api/v2/anything/at/all")).status_code == 501


class TestGuessing:
    """Whoever guesses is soon told to wait; whoever signs is not counted."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return make_settings(database_url, tmp_path, rate_limit_other=3)

    async def test_those_who_are_refused_are_counted(self, desk: httpx.AsyncClient) -> None:
        for _ in range(3):
            await call(desk, "GET", "/api/users", status=401, headers={SIGNATURE: "vk_guess"})
        answer = await desk.get("/api/users", headers={SIGNATURE: "vk_guess"})
        assert (answer.status_code, answer.json()["error"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) > 0
        for _ in range(6):
            await call(desk, "GET", "/api/users")


class TestWithoutAuth:
    """PANEL_AUTH=none: everybody who reaches the loopback listener, and no page of another site."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        return make_settings(database_url, tmp_path, panel_auth="none", web_host="127.0.0.1")

    @ONE_ENGINE
    async def test_everybody_on_this_machine_comes_in(self, shop: Shop, panel: InspectablePanel) -> None:
        async with running(create_app(shop)) as url, browser(url) as client:
            await call(client, "GET", "/api/users")
            for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}, {"origin": "http://[x"}):
                await call(client, "GET", "/api/users", status=403, error="forbidden", headers=headers)
            await call(client, "GET", "/api/users", headers={"origin": "http://localhost:3000"})
            await call(client, "GET", "/api/xray/config", status=403, params={"reveal": "1"})

    @pytest.mark.parametrize(
        "headers",
        [
            *({"x-forwarded-for": "1.2.3.4"}, {"x-forwarded-for": "127.0.0.1"}, {"x-forwarded-proto": "https"}),
            *({"x-forwarded-host": "shop.example"}, {"x-forwarded-port": "443"}, {"forwarded": "for=1.2.3.4"}),
            *({"x-real-ip": "127.0.0.1"}, {"via": "1.1 proxy"}, {"cf-connecting-ip": "1.2.3.4"}, {"cf-ray": "x"}),
            *({"true-client-ip": "1.2.3.4"}, {"x-envoy-external-address": "1.2.3.4"}, {"cdn-loop": "cloudflare"}),
            *(
                {"x-original-url": "/"},
                {"x-client-ip": "1.2.3.4"},
                {"forwarded": ""},
                {"referer": "https://shop.example/"},
            ),
            *({"host": "shop.example:8000"}, {"host": ""}, {"host": "127.0.0.1.evil.example"}, {"host": "0.0.0.0"}),
            {"sec-fetch-site": "cross-site"},
        ],
        ids=str,
    )
    @ONE_ENGINE
    async def test_whoever_comes_through_a_proxy_stays_outside(
        self, shop: Shop, panel: InspectablePanel, headers: dict[str, str]
    ) -> None:
        async with running(create_app(shop)) as url, browser(url) as client:
            for path in ("/api/users", "/api/admin/v1/me", "/api/settings"):
                answer = await client.get(path, headers=headers)
                assert answer.status_code == 403, path

    @ONE_ENGINE
    async def test_the_old_http_that_proxies_speak_stays_outside(self, shop: Shop, panel: InspectablePanel) -> None:
        async with running(create_app(shop)) as url, wire(url) as line:
            await line.send(b"GET /api/users HTTP/1.0\r\nhost: 127.0.0.1:8000\r\nconnection: close\r\n\r\n")
            assert await line.status() == 403

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "127.9.9.9", "[::ffff:127.0.0.1]:1"])
    @ONE_ENGINE
    async def test_this_machine_is_known_by_each_of_its_names(
        self, shop: Shop, panel: InspectablePanel, host: str
    ) -> None:
        async with running(create_app(shop)) as url, browser(url) as client:
            assert (await client.get("/api/users", headers={"host": host})).status_code == 200

    def test_trusted_proxies_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="TRUSTED_PROXIES"):
            make_settings("sqlite://x", tmp_path, panel_auth="none", web_host="127.0.0.1", trusted_proxies="127.0.0.1")

    async def test_a_public_address_is_refused_at_start_in_words(self, sqlite_url: str, tmp_path: Path) -> None:
        settings = make_settings(sqlite_url, tmp_path, panel_auth="none", web_host="127.0.0.1", web_port=free_port())
        with pytest.raises(CannotStart, match="PANEL_AUTH=token") as refused:
            await processes.run(settings, ("web",), asyncio.Event())
        assert "https://shop.example" in str(refused.value)

    @pytest.mark.parametrize("address", [None, "http://127.0.0.1:8000", "http://localhost:8000"])
    async def test_a_shop_of_this_machine_starts(self, sqlite_url: str, tmp_path: Path, address: str | None) -> None:
        settings = make_settings(
            sqlite_url, tmp_path, panel_auth="none", web_host="127.0.0.1", web_port=free_port(), public_url=address
        )
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.5, stop.set)
        await processes.run(settings, ("web",), stop)

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "shop.example"])
    def test_a_public_listener_is_refused(self, host: str, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="WEB_HOST"):
            make_settings("sqlite://x", tmp_path, panel_auth="none", web_host=host)


# ---- users


async def test_users_from_being_added_to_being_deleted(desk: httpx.AsyncClient, panel: InspectablePanel) -> None:
    body = {"email": "user@example.com"}
    user = await added(desk)
    assert user | {"email": "user@example.com", "alias": "", "enabled": True} == user
    assert uuid.UUID(user["uuid"]).version == 4
    await call(desk, "POST", "/api/users/add", json=body, status=409, error="user_already_exists")
    link = (await call(desk, "GET", "/api/users/link", params=body))["link"]
    assert link.startswith(f"vless://{user['uuid']}@")
    assert link.endswith("#" + quote("user@example.com", safe=""))
    assert (await call(desk, "GET", "/api/users/link", params={"uuid": user["uuid"]}))["link"] == link
    kicked = await call(desk, "POST", "/api/users/kick", json=body)
    assert kicked["new_uuid"] != user["uuid"]
    fresh = (await call(desk, "GET", "/api/users/link", params=body))["link"]
    assert kicked["new_uuid"] in fresh
    assert fresh != link
    renaming = body | {"alias": "Имя"}
    assert (await call(desk, "POST", "/api/users/update-alias", json=renaming))["alias"] == "Имя"
    assert [one["alias"] for one in (await call(desk, "GET", "/api/users"))["users"]] == ["Имя"]
    await call(desk, "POST", "/api/users/update-alias", json=body | {"alias": ""})
    assert [one["alias"] for one in (await call(desk, "GET", "/api/users"))["users"]] == [""]
    await call(desk, "POST", "/api/users/delete", json={"uuid": kicked["new_uuid"]})
    assert (await call(desk, "GET", "/api/users"))["users"] == []
    assert panel.engine["shared"] == {}
    for method, path, rest in (
        ("POST", "/api/users/delete", {}),
        ("POST", "/api/users/kick", {}),
        ("POST", "/api/users/update-alias", {"alias": "x"}),
    ):
        await call(desk, method, path, json=body | rest, status=404, error="user_not_found")
    await added(desk)


async def test_customers_keys_have_a_name_too(shop: Shop, desk: httpx.AsyncClient, tariff: Tariff) -> None:
    user = await new_user(shop, balance_kopeks=100_000)
    await purchase.buy(shop, user, tariff, quote="1", by=BOSS)
    (shown,) = (await call(desk, "GET", "/api/users"))["users"]
    key = await Key.get()
    assert shown["email"] == f"tg4242.{key.account_name}@shop.example"
    assert shown["expires_at"] == "2026-12-21T12:00:00Z"
    found = {"email": shown["email"]}
    await call(desk, "POST", "/api/users/kick", json=found)
    for stranger in (f"tg4243.{key.account_name}@shop.example", f"tg4242.{key.account_name}@else.example"):
        await call(desk, "POST", "/api/users/kick", json={"email": stranger}, status=404)
    later = f"tg77.k{key.id + 1:04d}@shop.example"
    await call(desk, "POST", "/api/users/add", json={"email": later}, status=400, error="invalid_email_format")
    await call(desk, "POST", "/api/users/delete", json=found)
    assert (await Key.get()).revoked_at is not None
    assert (await call(desk, "GET", "/api/users"))["users"] == []


async def test_customers_credentials_are_for_the_owner_alone(
    shop: Shop, desk: httpx.AsyncClient, tariff: Tariff
) -> None:
    user = await new_user(shop, balance_kopeks=100_000)
    await purchase.buy(shop, user, tariff, quote="1", by=BOSS)
    own = await added(desk)
    key = await Key.get(subscription_id__isnull=False)
    _, text = await program(shop, "owner", ["owner"])
    owners = {SIGNATURE: text}
    (email,) = [
        one["email"] for one in (await call(desk, "GET", "/api/users"))["users"] if one["email"] != own["email"]
    ]
    today = f"/api/usage/dashboard/{shop.now().date()}"
    for headers, shown in (({}, "***"), (owners, str(key.secret)), ({}, "***")):
        listed = (await call(desk, "GET", "/api/users", headers=headers))["users"]
        assert {one["email"]: one["uuid"] for one in listed} == {email: shown, own["email"]: own["uuid"]}
        stats = (await call(desk, "GET", "/api/users/stats", headers=headers))["stats"]
        assert {name: one["uuid"] for name, one in stats.items()} == {email: shown, own["email"]: own["uuid"]}
        for path in ("/api/usage/dashboard", today):
            people = (await desk.get(path, headers=headers)).json()["users"]
            assert {name: one["uuid"] for name, one in people.items()} == {email: shown, own["email"]: own["uuid"]}
    await call(desk, "GET", "/api/users/link", params={"email": email}, status=403, error="forbidden")
    by_id = {"uuid": str(key.secret)}
    await call(desk, "GET", "/api/users/link", params=by_id, status=403, error="forbidden")
    assert str(key.secret) in (await call(desk, "GET", "/api/users/link", params=by_id, headers=owners))["link"]
    assert own["uuid"] in (await call(desk, "GET", "/api/users/link", params={"email": own["email"]}))["link"]
    assert (await call(desk, "POST", "/api/users/kick", json={"email": email}))["new_uuid"] == "***"
    assert (await Key.get(id=key.id)).secret != key.secret
    fresh = (await call(desk, "POST", "/api/users/kick", json={"email": email}, headers=owners))["new_uuid"]
    assert fresh == str((await Key.get(id=key.id)).secret)


async def test_a_program_key_is_called_by_its_account(shop: Shop, desk: httpx.AsyncClient) -> None:
    maker, text = await program(shop)
    answer = await desk.post("/api/keys", json={"name": "device"}, headers={SIGNATURE: text})
    (shown,) = (await call(desk, "GET", "/api/users"))["users"]
    assert shown["uuid"] == answer.json()["uuid"]
    assert shown["email"] == f"{(await Key.get(maker_id=maker.id)).account_name}@shop.example"


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("add", None, "json_required"),
        ("add", [], "json_required"),
        ("add", {}, "email_required"),
        ("add", {"email": ""}, "invalid_email_format"),
        ("add", {"email": "nobody"}, "invalid_email_format"),
        ("add", {"email": "a b@example.com"}, "invalid_email_format"),
        ("add", {"email": "a\0@example.com"}, "invalid_email_format"),
        ("add", {"email": 5}, "invalid_email_format"),
        ("add", {"email": "x" * 250 + "@example.com"}, "email_too_long"),
        ("delete", {}, "email_required"),
        ("delete", {"email": ""}, "email_required"),
        ("kick", {"uuid": "nonsense"}, "invalid_uuid_format"),
        ("kick", {"uuid": "550e8400-e29b-11d4-a716-446655440000"}, "invalid_uuid_format"),
        ("kick", "user@example.com", "json_required"),
        ("update-alias", {"email": "user@example.com"}, "alias_required"),
        ("update-alias", {"email": "user@example.com", "alias": "x" * 65}, "invalid_alias"),
        ("update-alias", {"email": "user@example.com", "alias": None}, "invalid_alias"),
    ],
)
@ONE_ENGINE
async def test_malformed_requests_about_users(desk: httpx.AsyncClient, path: str, body: Any, error: str) -> None:
    await call(desk, "POST", f"/api/users/{path}", json=body, status=400, error=error)


@pytest.mark.parametrize(
    ("params", "status", "error"),
    [
        ({}, 400, "email_or_uuid_required"),
        ({"uuid": "x"}, 400, "invalid_uuid_format"),
        ({"uuid": str(uuid.uuid4())}, 404, "user_not_found"),
        ({"email": "nobody@example.com"}, 404, "user_not_found"),
        ({"email": "user@example.com", "uuid": str(uuid.uuid4())}, 404, "user_not_found"),
        ({"email": "%00"}, 404, "user_not_found"),
        ({"email": "k99999999999999999@shop.example"}, 404, "user_not_found"),
    ],
)
@ONE_ENGINE
async def test_links_of_nobody(desk: httpx.AsyncClient, params: dict[str, str], status: int, error: str) -> None:
    await added(desk)
    await call(desk, "GET", "/api/users/link", params=params, status=status, error=error)


async def test_statistics_by_email(shop: Shop, desk: httpx.AsyncClient, clock: Clock) -> None:
    user = await added(desk)
    await added(desk, "idle@example.com")
    await moved(shop, await key_id_of("user@example.com"), 100, 23)
    stats = (await call(desk, "GET", "/api/users/stats"))["stats"]
    assert set(stats) == {one["email"] for one in (await call(desk, "GET", "/api/users"))["users"]}
    assert stats["user@example.com"] == {
        "traffic": 123,
        "conns": 0,
        "isOnline": True,
        "uuid": user["uuid"],
        "alias": "",
        "daysUsed": 1,
        "firstSeenAt": "2026-11-21T12:00:00Z",
        "lastSeenAt": "2026-11-21T12:00:00Z",
        "top3Domains": [],
    }
    assert stats["idle@example.com"]["firstSeenAt"] is None
    clock.advance(seconds=300)
    one = (await call(desk, "GET", "/api/users/stats", params={"uuid": user["uuid"]}))["stats"]
    assert [found["isOnline"] for found in one.values()] == [False]
    assert list(one) == ["user@example.com"]


async def test_a_silent_worker_is_said(shop: Shop, server: Any) -> None:
    """Without a worker a new key stands in the list, and has no link yet."""
    _, text = await program(shop, "panel", ["operator"])
    async with (
        running(create_app(shop)) as url,
        browser(url, headers={SIGNATURE: text}) as client,
    ):
        await added(client)
        answer = await call(client, "GET", "/api/users/link", params={"email": "user@example.com"}, status=503)
        assert "vitrina worker" in answer["error"]


# ---- events


async def test_everything_an_operator_does_is_an_event(shop: Shop, desk: httpx.AsyncClient) -> None:
    body = {"email": "user@example.com"}
    await added(desk)
    await call(desk, "POST", "/api/users/kick", json=body)
    await call(desk, "POST", "/api/users/update-alias", json=body | {"alias": "a"})
    await call(desk, "POST", "/api/users/delete", json=body)
    await call(desk, "POST", "/api/settings", json={"ui": {"theme": "light"}})
    await call(desk, "POST", "/api/collector/toggle", json={"enabled": False})
    await call(desk, "POST", "/api/collector/run", json={"include_today": True})
    backup = (await call(desk, "POST", "/api/backups/create"))["filename"]
    await call(desk, "DELETE", "/api/backups/{file}", values={"file": backup})
    found = await call(desk, "GET", "/api/events", params={"limit": 1000})
    by = f"program:{(await api_keys.every())[0].id}"
    done = [(one["type"], one["action"], one["severity"]) for one in found["events"] if one["by"] == by]
    assert done == [
        ("SYSTEM", "backup_deleted", "WARN"),
        ("SYSTEM", "backup_created", "INFO"),
        ("COLLECTOR", "manual_run_completed", "INFO"),
        ("COLLECTOR", "toggle", "WARN"),
        ("SETTINGS", "saved", "INFO"),
        ("SETTINGS", "saved", "INFO"),
        ("USER", "delete", "WARN"),
        ("USER", "update_alias", "INFO"),
        ("USER", "kick", "WARN"),
        ("USER", "add", "INFO"),
    ]
    assert found["total"] == len(found["events"])
    few = await call(desk, "GET", "/api/events", params={"limit": 2, "type": "user", "severity": "warning"})
    assert ([one["action"] for one in few["events"]], few["total"]) == (["delete", "kick"], 2)
    one = await call(desk, "GET", "/api/events", params={"limit": 1, "service": "XRAY"})
    assert (len(one["events"]), one["total"]) == (1, 4)
    stats = (await call(desk, "GET", "/api/events/stats"))["stats"]
    assert stats["total"] == found["total"]
    assert stats["by_type"]["USER"] == 4
    for part in ("by_type", "by_severity", "by_service"):
        assert sum(stats[part].values()) == stats["total"]


async def test_old_events_are_not_counted(shop: Shop, desk: httpx.AsyncClient, clock: Clock) -> None:
    await added(desk)
    clock.advance(hours=2)
    assert (await call(desk, "GET", "/api/events", params={"hours": 1}))["total"] == 0
    assert (await call(desk, "GET", "/api/events", params={"hours": 3, "type": "USER"}))["total"] == 1
    assert (await call(desk, "GET", "/api/events", params={"type": "NOBODY"}))["events"] == []


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"limit": "0"}, "invalid_limit"),
        ({"limit": "1001"}, "invalid_limit"),
        ({"limit": "x"}, "invalid_limit"),
        ({"hours": "0"}, "invalid_hours"),
        ({"hours": "9" * 30}, "invalid_hours"),
        ({"severity": "LOUD"}, "invalid_severity"),
    ],
)
@ONE_ENGINE
async def test_malformed_questions_about_events(desk: httpx.AsyncClient, params: dict[str, str], error: str) -> None:
    await call(desk, "GET", "/api/events", params=params, status=400, error=error)


# ---- settings


async def test_settings_are_merged_deeply(desk: httpx.AsyncClient) -> None:
    before = (await call(desk, "GET", "/api/settings"))["settings"]
    assert before["ui"] == {
        "theme": "dark",
        "lang": "ru",
        "realtime_mode": "eco",
        "eco_poll_sec": 300,
        "live_push_sec": 5,
    }
    saved = (await call(desk, "POST", "/api/settings", json={"ui": {"theme": "light"}}))["settings"]
    assert saved == before | {"ui": before["ui"] | {"theme": "light"}}
    assert (await call(desk, "POST", "/api/settings", json=saved))["settings"] == saved
    again = (await call(desk, "POST", "/api/settings", json={"ui": {"lang": "en"}, "xray": {}}))["settings"]
    assert again["ui"] == saved["ui"] | {"lang": "en"}
    assert (await call(desk, "GET", "/api/settings"))["settings"] == again


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, "json_required"),
        ("text", "json_required"),
        ({"paths": {}}, "unknown_section: paths"),
        ({"\ud800": {}}, "unknown_section: ?"),
        ({"ui": []}, "invalid_value: ui"),
        ({"ui": {"theme": "pink"}}, "invalid_value: ui.theme"),
        ({"ui": {"theme": None}}, "invalid_value: ui.theme"),
        ({"ui": {"eco_poll_sec": True}}, "invalid_value: ui.eco_poll_sec"),
        ({"ui": {"eco_poll_sec": 10**30}}, "invalid_value: ui.eco_poll_sec"),
        ({"ui": {"size": 1}}, "invalid_value: ui.size"),
        ({"collector": {"enabled": 1}}, "invalid_value: collector.enabled"),
        ({"xray": {"config_path": "/etc/passwd"}}, "read_only: xray.config_path"),
        ({"xray": {"service_name": "sshd"}}, "read_only: xray.service_name"),
        ({"collector": {"usage_dir": "/"}}, "read_only: collector.usage_dir"),
        ({"ui": {"theme": "light"}, "xray": {"flow": "none"}}, "read_only: xray.flow"),
        ({"xray": {"reality_pbk": "key"}}, "read_only: xray.reality_pbk"),
    ],
)
@ONE_ENGINE
async def test_settings_that_are_refused_change_nothing(desk: httpx.AsyncClient, body: Any, error: str) -> None:
    before = await call(desk, "GET", "/api/settings")
    content = json.dumps(body)
    answer = await desk.post("/api/settings", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"ok": False, "error": error, "code": 400})
    assert await call(desk, "GET", "/api/settings") == before


async def test_engine_settings_that_no_link_could_work_with_are_refused(shop: Shop, desk: httpx.AsyncClient) -> None:
    await panels.add_server(shop, name="Berlin", settings={"port": 8443})
    wrong: dict[str, tuple[Any, ...]] = {
        "fp": ("netscape", "", "Chrome ", "360", 5, None, ["chrome"]),
        "sni": ("", "example", "https://example.com", "a b.com", "1.2.3.4", "-a.com", "a..com", "ж.рф", "a" * 300, 5),
        "server_host": (
            "",
            "http://x.com",
            "x.com:443",
            "[::1]",
            "0.0.0.0",
            "a b",
            "fe80::1%eth0",
            "a\0b.com",
            5,
            None,
        ),
        "server_port": (0, 65536, -1, "443", 443.0, True, None, 8000, 8443, 10001, 12000, 10**30),
    }
    before = await call(desk, "GET", "/api/settings")
    for name, values in wrong.items():
        for value in values:
            body = {"xray": {"fp": "firefox", name: value}, "ui": {"theme": "light"}}
            error = f"invalid_value: xray.{name}"
            await call(desk, "POST", "/api/settings", json=body, status=400, error=error)
    assert await call(desk, "GET", "/api/settings") == before


async def test_engine_settings_are_changed_and_shown(shop: Shop, desk: httpx.AsyncClient, server: Server) -> None:
    wanted = {"fp": "firefox", "sni": "www.example.org", "server_host": "vpn.example.com", "server_port": 2053}
    before = (await call(desk, "GET", "/api/settings"))["settings"]["xray"]
    saved = (await call(desk, "POST", "/api/settings", json={"xray": wanted}))["settings"]["xray"]
    assert saved == before | wanted
    assert (await call(desk, "GET", "/api/settings"))["settings"]["xray"] == saved
    (event,) = (await call(desk, "GET", "/api/events", params={"type": "settings"}))["events"]
    assert event["target"] == "xray.fp xray.server_host xray.server_port xray.sni"
    config = await engine_settings.config(shop, await Server.get(id=server.id))
    assert (config.fingerprint, config.address, config.port) == ("firefox", "vpn.example.com", 2053)
    assert (config.server_names, config.former_names) == (("www.example.org",), (before["sni"],))
    assert config.target == "www.example.org:443"  # its name was the site's own
    await call(desk, "POST", "/api/settings", json={"xray": {"sni": "WWW.Example.org"}})  # the same again
    assert (await call(desk, "GET", "/api/events", params={"type": "settings"}))["total"] == 1
    await call(desk, "POST", "/api/settings", json={"xray": {"sni": before["sni"]}})
    config = await engine_settings.config(shop, await Server.get(id=server.id))
    assert (config.server_names, config.former_names) == ((before["sni"],), ("www.example.org",))
    assert config.target == shop.settings.reality_target


async def test_an_environment_that_says_something_new_counts_again(shop: Shop, desk: httpx.AsyncClient) -> None:
    await call(desk, "POST", "/api/settings", json={"xray": {"server_host": "vpn.example.com"}})
    shop.settings = shop.settings.model_copy(update={"xray_host": "203.0.113.5"})  # moved to another machine
    assert (await call(desk, "GET", "/api/settings"))["settings"]["xray"]["server_host"] == "203.0.113.5"


# ---- how much is asked of the database


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/users", 2),
        ("/api/users/stats", 3),
        ("/api/live/now", 3),
        ("/api/live/series", 2),
        ("/api/live/top", 4),
        ("/api/events", 3),
        ("/api/events/stats", 2),
        ("/api/usage/dates", 2),
        ("/api/collector/status", 4),
    ],
)
async def test_statements_do_not_grow_with_the_keys(
    shop: Shop, desk: httpx.AsyncClient, statements: Statements, path: str, most: int
) -> None:
    for number in range(3):
        await added(desk, f"user{number}@example.com")
        await moved(shop, await key_id_of(f"user{number}@example.com"), 10)
    while await Key.filter(next_try_at__isnull=False).exists():  # noqa: ASYNC110 - the worker of the test ends in no other way
        await asyncio.sleep(0.02)
    statements.seen.clear()
    await call(desk, "GET", path)
    own = [one for one in statements.seen if "errands" not in one and "next_try_at" not in one]
    assert len(own) <= most, own


def test_the_errors_are_the_shops() -> None:
    for code, told in TEXTS.items():
        problem({"ok": False, "error": told.text, "code": told.status})
        assert code
    assert endpoint("GET", OPEN)["response"]["message"] == "pong"
