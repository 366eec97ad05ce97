"""The operator API and the machine: services, ports, the engine, the collector, backups, self-checks."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import installation, wiring
from core.catalogue.servers import Server
from core.config import Settings
from core.engine import driver
from core.operations import backups
from core.operations.backups import pending
from core.operations.operator_panel import collector
from core.outbox import RecordedFact
from core.shop import Shop
from core.telegram.client import Telegram
from core.traffic.models import TrafficHour, TrafficMinute
from core.users.models import User
from tests import lab, telegram
from tests.conftest import ADMIN, TOKEN, Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.keys_desk import BOSS, InspectablePanel, program, worked
from tests.contracts.operator import SIGNATURE, call
from tests.contracts.operator_desk import added, desk, key_id_of, moved, panel, settings  # noqa: F401 - fixtures
from tests.databases import ONE_ENGINE
from tests.lab import SNI, Site
from tests.servers import free_port
from vitrina import processes

NAMES = {
    *(
        "database",
        "migrations",
        "settings",
        "books",
        "outbox",
        "redis",
        "telegram",
        "keys",
        "outside panels",
        "payment vendors",
        "payment webhooks",
    ),
    *("collector", "disk", "clock", "engine", "ports", "reality target"),
}


@pytest.fixture
async def owner(shop: Shop, desk: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client, with the owner's API key."""
    desk.headers[SIGNATURE] = (await program(shop, "owner", ["owner"]))[1]
    return desk


@pytest.fixture
def ended() -> Iterator[asyncio.Event]:
    """Whether this process has been told to end."""
    told = asyncio.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: told.set())
    yield told
    signal.signal(signal.SIGTERM, before)


async def ends(told: asyncio.Event) -> None:
    for _ in range(100):
        if told.is_set():
            return
        await asyncio.sleep(0.05)
    pytest.fail("the process was not told to end")


# ---- services


async def test_status_has_the_three_services(desk: httpx.AsyncClient, panel: InspectablePanel) -> None:
    found = await call(desk, "GET", "/api/system/status")
    assert (found["ui"]["active"], found["ui"]["state"]) == (True, "active")
    assert found["ui"]["uptime_sec"] >= 0
    assert (found["xray"]["active"], found["xray"]["state"], found["xray"]["service"]) == (True, "active", "xray")
    assert (found["nextjs"]["active"], found["nextjs"]["state"]) == (False, "not_configured")
    panel.down = True
    broken = (await call(desk, "GET", "/api/system/status"))["xray"]
    assert (broken["active"], broken["state"], broken["detail"]) == (False, "failed", "switched off")


class TestSite:
    """A shop with a web site of its own, which is watched."""

    @pytest.fixture
    def settings(self, database_url: str, tmp_path: Path) -> Settings:
        self.listener = socket.create_server(("127.0.0.1", 0))
        port = self.listener.getsockname()[1]
        return make_settings(database_url, tmp_path, site_url=f"http://127.0.0.1:{port}", rate_limit_other=0)

    async def test_a_site_that_hangs_and_one_that_is_gone(self, desk: httpx.AsyncClient) -> None:
        hanging = (await call(desk, "GET", "/api/system/status"))["nextjs"]
        assert (hanging["active"], hanging["state"]) == (False, "timeout")
        ports = (await call(desk, "GET", "/api/ports/status"))["ports"]
        assert [one["status"] for one in ports if one["service"] == "nextjs"] == ["running"]
        self.listener.close()
        gone = (await call(desk, "GET", "/api/system/status"))["nextjs"]
        assert (gone["active"], gone["state"]) == (False, "inactive")
        ports = (await call(desk, "GET", "/api/ports/status"))["ports"]
        assert [one["status"] for one in ports if one["service"] == "nextjs"] == ["stopped"]
        body = {"target": "nextjs"}
        await call(desk, "POST", "/api/system/restart", json=body, status=409, error="service_not_configured")


async def test_resources(desk: httpx.AsyncClient) -> None:
    found = await call(desk, "GET", "/api/system/resources")
    assert 0 <= found["cpu"]["percent"] <= 100
    assert found["cpu"]["count"] >= 1
    whole = [found[part][name] for part in ("cpu", "memory", "disk") for name in found[part] if name != "percent"]
    assert [type(value) for value in whole] == [int] * len(whole)
    assert type(found["memory"]["percent"]) is float
    assert found["memory"]["total"] >= found["memory"]["used"] > 0
    assert found["disk"]["total"] >= found["disk"]["free"] > 0


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, "json_required"),
        ({}, "target_required"),
        ({"target": 5}, "invalid_target"),
        ({"target": "redis"}, "invalid_target: redis. Valid: ui, xray, nextjs"),
        ({"target": "{x}"}, "invalid_target: {x}. Valid: ui, xray, nextjs"),
    ],
)
@ONE_ENGINE
async def test_targets_that_cannot_be_restarted(desk: httpx.AsyncClient, body: Any, error: str) -> None:
    await call(desk, "POST", "/api/system/restart", json=body, status=400, error=error)


async def test_restarting_the_panel_answers_first(desk: httpx.AsyncClient, ended: asyncio.Event) -> None:
    found = await call(desk, "POST", "/api/system/restart", json={"target": "ui"})
    assert found["service"] == "vitrina"
    assert not ended.is_set()
    await ends(ended)
    (event,) = (await call(desk, "GET", "/api/events", params={"service": "ui"}))["events"]
    assert (event["action"], event["severity"]) == ("restart_ui", "WARN")


# ---- the engine


class TestEngine:
    """With a real Xray."""

    @pytest.fixture
    def settings(self, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
        with Site() as imitated:
            yield make_settings(
                sqlite_url,
                tmp_path_factory.mktemp("x"),  # the path of a unix socket has to be short
                rate_limit_other=0,
                xray_port=free_port(),
                xray_listen="127.0.0.1",
                xray_allow_private_targets=True,
                reality_target=f"127.0.0.1:{imitated.port}",
                reality_server_name=SNI,
            )

    @pytest.fixture
    async def panel(self, shop: Shop) -> AsyncIterator[None]:
        await driver.start_new_servers(shop)
        async with worked(shop):
            yield
        await driver.stop_panels(shop)

    async def test_restarting_keeps_links_and_counters(
        self, shop: Shop, desk: httpx.AsyncClient, settings: Settings
    ) -> None:
        await added(desk)
        body = {"email": "user@example.com"}
        link = (await call(desk, "GET", "/api/users/link", params=body))["link"]
        reality = await call(desk, "GET", "/api/xray/reality")
        for name in ("pbk", "sni", "sid", "fp", "flow"):
            assert f"{name}={reality[name]}" in link
        assert f"@{reality['server_host']}:{reality['port']}?" in link
        assert (reality["port"], reality["sni"]) == (settings.xray_port, SNI)
        for path, options in (("/api/xray/restart", {}), ("/api/system/restart", {"json": {"target": "xray"}})):
            before = list(shop.panels.values())
            assert (await call(desk, "POST", path, **options))["service"] == "xray"
            assert list(shop.panels.values()) != before
        assert (await call(desk, "GET", "/api/users/link", params=body))["link"] == link
        assert await call(desk, "GET", "/api/xray/reality") == reality
        ports = (await call(desk, "GET", "/api/ports/status"))["ports"]
        assert [one["status"] for one in ports if one["service"] == "xray"] == ["running"]
        found = await call(desk, "GET", "/api/tests/run", params={"path": "engine"})
        assert found["results"]["success"], found
        found = await call(desk, "GET", "/api/tests/run", params={"path": "reality target"})
        assert found["results"]["success"], found

    async def test_links_follow_changed_settings_and_nobody_is_disconnected(
        self, shop: Shop, desk: httpx.AsyncClient, settings: Settings
    ) -> None:
        await added(desk)
        body = {"email": "user@example.com"}
        before = (await call(desk, "GET", "/api/users/link", params=body))["link"]

        async def followed(*parts: str) -> str:
            link = str((await call(desk, "GET", "/api/users/link", params=body))["link"])
            return link if all(part in link for part in parts) else ""

        with lab.Bytes() as data, lab.Client(before) as client:
            running = await lab.start_download(data.url(2_000_000, 200_000), client)
            port = lab.free_port()
            wanted = {"fp": "firefox", "sni": f"new.{SNI}", "server_port": port}
            await call(desk, "POST", "/api/settings", json={"xray": wanted})
            await driver.start_new_servers(shop)  # as the worker does when it is woken
            link = await lab.eventually(lambda: followed("fp=firefox", f"sni=new.{SNI}", f"@127.0.0.1:{port}?"))
            with lab.Client(link) as fresh:
                assert (await lab.download(data.url(1000), fresh)).code == 200
            reality = await call(desk, "GET", "/api/xray/reality")
            assert (reality["fp"], reality["sni"], reality["port"]) == ("firefox", f"new.{SNI}", port)
            core = shop.panels[1]._supervisor.running()  # type: ignore[attr-defined]
            await call(desk, "POST", "/api/settings", json={"xray": {"server_host": "vpn.example.com"}})
            await driver.start_new_servers(shop)
            assert await lab.eventually(lambda: followed(f"@vpn.example.com:{port}?", "fp=firefox"))
            assert shop.panels[1]._supervisor.running() is core  # type: ignore[attr-defined]
            assert (await running).exit_code == 0

    async def test_a_port_that_is_taken_leaves_all_as_it_was_and_is_told(
        self, shop: Shop, desk: httpx.AsyncClient, settings: Settings
    ) -> None:
        async def troubles() -> list[str]:
            found = (await call(desk, "GET", "/api/events", params={"service": "xray"}))["events"]
            return [event["action"] for event in found if event["action"] != "add"]

        with socket.create_server(("127.0.0.1", lab.free_port())) as holder:
            wanted = {"server_port": holder.getsockname()[1]}
            await call(desk, "POST", "/api/settings", json={"xray": wanted})
            for _ in range(2):
                await driver.start_new_servers(shop)
            assert (await call(desk, "GET", "/api/system/status"))["xray"]["active"] is True
            assert await troubles() == ["settings_refused"]
        await call(desk, "POST", "/api/settings", json={"xray": {"server_port": settings.xray_port}})
        await driver.start_new_servers(shop)
        assert await troubles() == ["settings_applied", "settings_refused"]


async def test_the_configuration_shows_no_secret(
    shop: Shop, desk: httpx.AsyncClient, server: Server, settings: Settings
) -> None:
    user = await added(desk)
    found = (await call(desk, "GET", "/api/xray/config"))["config"]
    server = await Server.get(id=server.id)
    text = json.dumps(found)
    assert server.panel_state["private_key"] not in text
    assert user["uuid"] not in text
    (inbound,) = found["inbounds"]
    assert inbound["streamSettings"]["realitySettings"]["privateKey"] == "***"
    assert inbound["settings"]["clients"] == [{"id": "***", "email": "k0001", "flow": "xtls-rprx-vision"}]
    params = {"reveal": "1"}
    await call(desk, "GET", "/api/xray/config", params=params, status=403, error="forbidden")
    await call(desk, "GET", "/api/xray/config", params={"reveal": "x"}, status=400, error="invalid_reveal")
    desk.headers[SIGNATURE] = (await program(shop, "owner", ["owner"]))[1]
    whole = json.dumps((await call(desk, "GET", "/api/xray/config", params=params))["config"])
    assert server.panel_state["private_key"] in whole
    assert user["uuid"] in whole
    del desk.headers[SIGNATURE]
    token = bearer(await token_of(shop, await new_user(shop, ADMIN)))
    await call(desk, "GET", "/api/xray/config", params=params, headers=token)


async def test_a_shop_without_an_engine(shop: Shop, desk: httpx.AsyncClient, server: Server) -> None:
    await Server.filter(id=server.id).update(panel="marzban")
    for method, path in (("GET", "/api/xray/config"), ("GET", "/api/xray/reality"), ("POST", "/api/xray/restart")):
        await call(desk, method, path, status=400, error="VLESS inbound not found")
    assert (await call(desk, "GET", "/api/system/status"))["xray"]["state"] == "not_configured"
    await call(desk, "POST", "/api/collector/run", json={})


# ---- the collector


async def test_the_collector_is_switched_off_and_on(shop: Shop, desk: httpx.AsyncClient, clock: Clock) -> None:
    assert (await call(desk, "GET", "/api/collector/status"))["status"] == {
        "enabled": True,
        "lag_days": None,
        "newest_date": None,
        "disabled_reason": None,
        "schedule": "every 300 s",
        "last_run": None,
    }
    await added(desk)
    key_id = await key_id_of("user@example.com")
    off = {"enabled": False, "script": "xray_daily_usage.sh"}
    assert (await call(desk, "POST", "/api/collector/toggle", json=off))["enabled"] is False
    await moved(shop, key_id, 7)
    clock.advance(days=2)
    await collector.run_due(shop)
    assert await TrafficHour.all().count() == 0
    assert await TrafficMinute.filter(key_id=key_id).count() == 1
    status = (await call(desk, "GET", "/api/collector/status"))["status"]
    assert status | {"enabled": False, "lag_days": 2, "disabled_reason": "disabled_by_settings"} == status
    assert (await call(desk, "GET", "/api/settings"))["settings"]["collector"]["enabled"] is False
    await call(desk, "POST", "/api/collector/toggle", json={"enabled": True})
    await collector.run_due(shop)
    assert [hour.up_bytes for hour in await TrafficHour.filter(key_id=key_id)] == [7]
    status = (await call(desk, "GET", "/api/collector/status"))["status"]
    assert status | {"enabled": True, "last_run": "2026-11-23T12:00:00Z", "newest_date": "2026-11-21"} == status


async def test_the_collector_runs_at_once(shop: Shop, desk: httpx.AsyncClient) -> None:
    await added(desk)
    await moved(shop, await key_id_of("user@example.com"), 7)
    today = await call(desk, "POST", "/api/collector/run", json={"include_today": True})
    assert (today["date"], today["rows"]) == ("2026-11-21", 1)
    assert (await call(desk, "POST", "/api/collector/run", json={}))["date"] == "2026-11-20"
    with shop.exclusive("collector"):
        await call(desk, "POST", "/api/collector/run", json={}, status=409, error="collector_running")


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("toggle", None, 400, "json_required"),
        ("toggle", {}, 400, "enabled_required"),
        ("toggle", {"enabled": "yes"}, 400, "invalid_enabled"),
        ("toggle", {"enabled": True, "script": "rm.sh"}, 404, "script_not_found"),
        ("toggle", {"enabled": True, "script": "../../bin/sh"}, 404, "script_not_found"),
        ("run", {"include_today": 1}, 400, "invalid_include_today"),
    ],
)
@ONE_ENGINE
async def test_malformed_orders_to_the_collector(
    desk: httpx.AsyncClient, path: str, body: Any, status: int, error: str
) -> None:
    await call(desk, "POST", f"/api/collector/{path}", json=body, status=status, error=error)
    assert (await call(desk, "GET", "/api/collector/status"))["status"]["enabled"] is True


# ---- backups


async def test_a_backup_from_being_made_to_being_removed(shop: Shop, desk: httpx.AsyncClient) -> None:
    await added(desk)
    await new_user(shop)
    name = (await call(desk, "POST", "/api/backups/create"))["filename"]
    (listed,) = (await call(desk, "GET", "/api/backups"))["backups"]
    assert (listed["filename"], listed["created"]) == (name, "2026-11-21T12:00:00Z")
    assert listed["size"] > 0
    values = {"file": name}
    preview = (await call(desk, "GET", "/api/backups/{file}/preview", values=values))["preview"]
    assert preview["users"] == [
        {"id": 1, "email": "user@example.com", "alias": "", "flow": "xtls-rprx-vision"},
    ]
    assert (preview["users_count"], preview["inbounds_count"], preview["protocols"]) == (1, 1, ["vless"])
    assert preview["ports"] == [443]
    for body in ({"preview": True}, {}):
        dry = await desk.post(f"/api/backups/{name}/restore", json=body)
        assert dry.json() | {"ok": True, "preview": True, "restored_from": None} == dry.json()
        assert (dry.json()["current"]["users_count"], dry.json()["backup"]["users_count"]) == (1, 1)
        assert dry.json()["warning"]
    assert (await call(desk, "DELETE", "/api/backups/{file}", values=values))["message"] == "backup_deleted"
    assert (await call(desk, "GET", "/api/backups"))["backups"] == []
    for method, path, options in (
        ("DELETE", "/api/backups/{file}", {}),
        ("GET", "/api/backups/{file}/preview", {}),
        ("POST", "/api/backups/{file}/restore", {"json": {"preview": False}}),
    ):
        await call(desk, method, path, values=values, status=404, error="backup_not_found", **options)


# The test's own connection would keep PostgreSQL from being replaced; tests/core/operations/test_restore.py does that.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_restore_ends_the_process_and_its_next_start_restores(
    shop: Shop, desk: httpx.AsyncClient, ended: asyncio.Event, settings: Settings
) -> None:
    await new_user(shop)
    name = (await call(desk, "POST", "/api/backups/create"))["filename"]
    await new_user(shop, 77)
    values, body = {"file": name}, {"preview": False}
    found = await call(desk, "POST", "/api/backups/{file}/restore", values=values, json=body)
    assert found["restored_from"] == name
    assert "pre-restore" in found["pre_restore_backup"]
    assert found["restart"]["ok"] is True
    await ends(ended)
    assert await User.all().count() == 2  # nothing has happened yet


@pytest.fixture
async def closed(sqlite_url: str, tmp_path: Path, clock: Clock) -> Settings:
    """Settings of a shop that does not run, which has one user and a backup of before that."""
    settings = make_settings(sqlite_url, tmp_path, web_port=free_port(), web_host="127.0.0.1")
    async with wiring.opened(wiring.build_shop(settings, now=clock)) as shop:
        made = await backups.create(shop)
        await new_user(shop)
        await pending.ask(shop, made.name, by=BOSS)
    return settings


async def started(settings: Settings) -> list[dict[str, Any]]:
    """Start the web process, let it serve, stop it; what has been recorded."""
    stop = asyncio.Event()
    serving = asyncio.create_task(processes.run(settings, ["web"], stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.web_port}", trust_env=False) as client:
        for _ in range(200):
            try:
                assert (await client.get("/api/ping")).json()["ok"] is True
                break
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    stop.set()
    await serving
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        assert shop.settings is settings
        return [{**fact.data, "name": fact.name} for fact in await RecordedFact.all().order_by("id")]


async def test_the_next_start_restores(closed: Settings) -> None:
    recorded = await started(closed)
    assert [one["name"] for one in recorded if one["name"] in ("UserRegistered", "BackupRestored")] == [
        "BackupRestored"
    ]
    assert len([one for one in await started(closed) if one["name"] == "BackupRestored"]) == 1


async def test_a_restore_that_fails_leaves_everything_as_it_was(closed: Settings) -> None:
    for archive in (closed.data_dir / "backups").glob("*manual*"):
        archive.write_bytes(b"no archive at all")
    recorded = await started(closed)
    names = [one["name"] for one in recorded]
    assert "UserRegistered" in names
    assert "BackupRestored" not in names
    (failed,) = [one for one in recorded if one["name"] == "BackupRestoreFailed"]
    assert failed["code"] == "backup-damaged"


async def test_a_restore_is_refused_while_another_process_drives_the_panels(
    shop: Shop, desk: httpx.AsyncClient, settings: Settings, panel: InspectablePanel
) -> None:
    name = (await call(desk, "POST", "/api/backups/create"))["filename"]
    shop.panels.clear()
    lock = installation.worker_lock(settings.data_dir)
    assert lock is not None
    with lock:
        answer = await desk.post(f"/api/backups/{name}/restore", json={"confirm": True})
    assert answer.status_code == 409
    assert "Stop every vitrina process" in answer.json()["error"]


async def test_a_file_that_is_no_backup(shop: Shop, desk: httpx.AsyncClient, settings: Settings) -> None:
    name = (await call(desk, "POST", "/api/backups/create"))["filename"]
    (settings.data_dir / "backups" / name).write_bytes(b"{}")
    values = {"file": name}
    await call(desk, "GET", "/api/backups/{file}/preview", values=values, status=400, error="invalid_backup")
    body = {"preview": False}
    path = "/api/backups/{file}/restore"
    await call(desk, "POST", path, values=values, json=body, status=400, error="invalid_backup")
    await call(desk, "POST", path, values=values, json={"preview": "no"}, status=400, error="invalid_preview")


@pytest.mark.parametrize("name", ["..%2f..%2fshop.db", "%2e%2e", "a%20b", "a%00", "x" * 201, "%D1%8F", "a..b"])
@ONE_ENGINE
async def test_names_that_lead_elsewhere(desk: httpx.AsyncClient, name: str, settings: Settings) -> None:
    outside = settings.data_dir / "shop.db"
    outside.write_text("not a backup")
    for method, path in (("DELETE", ""), ("GET", "/preview"), ("POST", "/restore")):
        options = {"json": {"preview": False}} if method == "POST" else {}
        answer = await desk.request(method, f"/api/backups/{name}{path}", **options)
        assert answer.status_code in (400, 404, 405), (method, name, answer.text)
        assert answer.json()["error"] in ("invalid_filename", "not_found", "method_not_allowed")
    assert outside.exists()


# ---- self-checks


async def test_self_checks_are_run_listed_and_told_about(
    shop: Shop, desk: httpx.AsyncClient, panel: InspectablePanel
) -> None:
    listed = (await call(desk, "GET", "/api/tests/list"))["tests"]
    assert {one["name"] for one in listed} == NAMES
    assert {one["status"] for one in listed} == {"unknown"}
    assert all(one["description"] for one in listed)
    status = await call(desk, "GET", "/api/tests/status")
    assert (status["status"], status["last_run"], status["tests_count"]) == ("ready", None, len(NAMES))
    async with telegram.running() as api:
        await shop.telegram.aclose()
        shop.telegram = Telegram(TOKEN, api.url)
        found = (await call(desk, "GET", "/api/tests/run"))["results"]
    tests = {one["name"]: one for one in found["tests"]}
    assert set(tests) == NAMES
    for name in ("database", "migrations", "books", "outbox", "redis", "telegram", "keys", "collector", "engine"):
        assert tests[name]["status"] == "passed", tests[name]
    assert tests["ports"]["status"] == "failed"
    assert "worker" in tests["ports"]["advice"]
    summary = found["summary"]
    assert summary["total"] == len(NAMES) == summary["passed"] + summary["failed"]
    assert found["success"] is (summary["failed"] == 0)
    listed = (await call(desk, "GET", "/api/tests/list"))["tests"]
    assert {one["name"]: one["status"] for one in listed} == {name: one["status"] for name, one in tests.items()}
    desk.headers["accept-language"] = "ru"
    russian = {one["name"]: one for one in (await call(desk, "GET", "/api/tests/list"))["tests"]}
    assert (tests["books"]["detail"], russian["books"]["detail"]) == (
        "every balance is the sum of its entries",
        "каждый баланс равен сумме своих записей",
    )
    assert russian["ports"]["advice"].startswith("Работает ли обработчик?")
    assert (await call(desk, "GET", "/api/tests/status"))["last_run"] == "2026-11-21T12:00:00Z"
    (event,) = (await call(desk, "GET", "/api/events", params={"type": "SYSTEM"}))["events"]
    assert event["details"] == {"total": len(NAMES), "failed": summary["failed"]}


async def test_one_self_check_and_one_run_at_a_time(
    shop: Shop, desk: httpx.AsyncClient, panel: InspectablePanel
) -> None:
    one = (await call(desk, "GET", "/api/tests/run", params={"path": "database"}))["results"]
    assert [test["name"] for test in one["tests"]] == ["database"]
    for path in ("nothing", "tests/test_money.py; rm -rf /", "../../etc/passwd"):
        await call(desk, "GET", "/api/tests/run", params={"path": path}, status=404, error="test_not_found")
    with shop.exclusive("checks"):
        await call(desk, "GET", "/api/tests/run", status=409, error="tests_running")
        assert (await call(desk, "GET", "/api/tests/status"))["status"] == "running"
    panel.down = True
    broken = (await call(desk, "GET", "/api/tests/run", params={"path": "engine"}))["results"]
    assert (broken["success"], broken["tests"][0]["status"]) == (False, "failed")
    assert broken["tests"][0]["advice"]
