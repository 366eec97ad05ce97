"""The key API's system group against its description: ports, and whether the engine holds what it should."""

from typing import Any

import httpx
import psutil
import pytest

from core.catalogue.servers import Server
from core.shop import Shop
from core.subscriptions.models import Key
from core.traffic import rollups
from tests.contracts.keys import call
from tests.contracts.keys_desk import (  # noqa: F401 - fixtures among them
    FIRST,
    LAST,
    InspectablePanel,
    bot,
    made,
    owner,
    panel,
    program,
    settings,
)
from tests.web.conftest import Statements

STRANGER = "0b7c7bd6-50fd-4e1f-9b5e-3f7e5a2f2f10"
SYNCS = {
    "/api/system/sync-config": "Configuration synchronized successfully",
    "/api/system/xray/sync-config": "Xray configuration synchronized successfully",
}
NOW = 1795262400
READ = ("config-status", "ports/status", "xray/config-status", "xray/validate-sync")


async def inbound_of(key: dict[str, Any]) -> str:
    return f"inbound-{(await Key.get(secret=key['uuid'])).account_name}"


async def verdicts(web: httpx.AsyncClient, key: str) -> list[bool]:
    """What every endpoint that looks at the engine makes of it."""
    found = [await call(web, "GET", f"/api/system/{path}", key=key) for path in READ]
    return [
        found[0]["synchronized"],
        found[1]["validation"]["valid"],
        found[2]["config_status"]["config_valid"],
        found[3]["validation"]["synchronized"],
    ]


# ---- D17, D18, D24 - D26: the engine


async def test_an_engine_in_order(web: httpx.AsyncClient, bot: str) -> None:
    keys = [await made(web, bot, name) for name in ("a", "b")]
    uuids = sorted(key["uuid"] for key in keys)
    status = await call(web, "GET", "/api/system/config-status", key=bot)
    assert (status["synchronized"], status["keys_json_count"], status["config_json_count"]) == (True, 2, 2)
    assert sorted(status["keys_json_uuids"]) == sorted(status["config_json_uuids"]) == uuids
    assert status["timestamp"] == NOW
    found = (await call(web, "GET", "/api/system/xray/validate-sync", key=bot))["validation"]
    assert sorted(found["key_uuids"]) == sorted(found["config_uuids"]) == uuids
    assert (found["missing_in_config"], found["extra_in_config"]) == ([], [])
    assert (found["total_keys"], found["total_config_clients"]) == (2, 2)
    config = (await call(web, "GET", "/api/system/xray/config-status", key=bot))["config_status"]
    assert (config["total_inbounds"], config["vless_inbounds"], config["config_valid"]) == (2, 2, True)
    assert set(config["port_assignments"]["used_ports"]) == {str(FIRST), str(FIRST + 1)}
    assert await verdicts(web, bot) == [True] * 4


@pytest.mark.parametrize("path", SYNCS)
async def test_drift_is_seen_and_healed(
    web: httpx.AsyncClient, bot: str, owner: str, panel: InspectablePanel, path: str
) -> None:
    gone, changed, whole = [await made(web, bot, name) for name in ("gone", "changed", "whole")]
    before = await panel.inventory()
    del panel.engine[await inbound_of(gone)]
    tag = await inbound_of(changed)
    panel.engine[tag] = {tag.removeprefix("inbound-"): STRANGER}
    panel.engine["shared"]["stranger"] = STRANGER
    found = (await call(web, "GET", "/api/system/xray/validate-sync", key=bot))["validation"]
    assert sorted(found["missing_in_config"]) == sorted([gone["uuid"], changed["uuid"]])
    assert found["extra_in_config"] == [STRANGER]
    assert whole["uuid"] in found["config_uuids"]
    all_ = (await call(web, "GET", "/api/system/xray/validate-sync", key=owner))["validation"]
    assert all_["extra_in_config"] == [STRANGER] * 2
    status = await call(web, "GET", "/api/system/ports/status", key=bot)
    assert status["validation"] == {
        "valid": False,
        "issues": [f"Port {gone['port']} of key {gone['id']} is not open in Xray"],
        "total_assignments": 3,
        "total_used_ports": 3,
    }
    assert await verdicts(web, bot) == [False] * 4
    done = await call(web, "POST", path, key=bot)
    assert (done["message"], done["status"], done["timestamp"]) == (SYNCS[path], "synced", NOW)
    assert await panel.inventory() == before
    for key in (bot, owner):
        assert await verdicts(web, key) == [True] * 4


async def test_an_inbound_of_a_deleted_key_is_too_much(
    web: httpx.AsyncClient, bot: str, owner: str, panel: InspectablePanel
) -> None:
    key = await made(web, bot)
    tag, users = await inbound_of(key), dict(panel.engine[await inbound_of(key)])
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": key["id"]})
    panel.engine[tag] = users
    for one in (bot, owner):
        status = (await call(web, "GET", "/api/system/ports/status", key=one))["validation"]
        assert status["issues"] == [f"{tag} is open in Xray and belongs to no key"]
        found = await call(web, "GET", "/api/system/config-status", key=one)
        assert (found["synchronized"], found["config_json_uuids"]) == (False, [key["uuid"]])


async def test_programs_do_not_see_each_others_drift_nor_ids(
    shop: Shop, web: httpx.AsyncClient, bot: str, owner: str, panel: InspectablePanel
) -> None:
    _, other = await program(shop, "other")
    mine, theirs = await made(web, bot, "mine"), await made(web, other, "theirs")
    del panel.engine[await inbound_of(theirs)]
    assert await verdicts(web, bot) == [True] * 4
    assert await verdicts(web, other) == await verdicts(web, owner) == [False] * 4
    for path in (*READ, "ports"):
        answer = await web.get(f"/api/system/{path}", headers={"X-API-Key": bot})
        assert theirs["uuid"] not in answer.text
        assert theirs["id"] not in answer.text
    shown = await call(web, "GET", "/api/system/config-status", key=bot)
    assert shown["keys_json_uuids"] == [mine["uuid"]]


async def test_customers_and_keys_switched_off_are_no_drift(
    shop: Shop, web: httpx.AsyncClient, owner: str, panel: InspectablePanel, server: Server
) -> None:
    customers = await Key.create(server_id=server.id, email="a@b.example", created_at=shop.now())
    panel.engine["shared"][customers.account_name] = str(customers.secret)
    off = await made(web, owner)
    await Key.filter(secret=off["uuid"]).update(enabled=False)
    del panel.engine[await inbound_of(off)]
    assert await verdicts(web, owner) == [True] * 4
    found = await call(web, "GET", "/api/system/config-status", key=owner)
    assert (found["keys_json_count"], found["config_json_count"]) == (0, 0)
    panel.engine["shared"][customers.account_name] = STRANGER
    assert (await call(web, "GET", "/api/system/config-status", key=owner))["config_json_uuids"] == [STRANGER]


async def test_a_sync_that_does_not_help_says_so(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    key = await made(web, bot)
    del panel.engine[await inbound_of(key)]
    panel.stubborn = True
    for path in SYNCS:
        await call(web, "POST", path, key=bot, status=500, detail="Configuration sync verification failed")


async def test_an_engine_that_does_not_answer(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    await made(web, bot)
    panel.down = True
    for path in READ:
        await call(web, "GET", f"/api/system/{path}", key=bot, status=500, detail="Failed to read Xray config")
    failed = ("Failed to sync configuration", "Failed to sync Xray configuration")
    for path, text in zip(SYNCS, failed, strict=True):
        await call(web, "POST", path, key=bot, status=500, detail=text)


async def test_a_shop_without_the_embedded_engine(shop: Shop, web: httpx.AsyncClient, bot: str, server: Server) -> None:
    await Server.filter(id=server.id).update(panel="marzban")
    text = "There is no server with the embedded Xray: add one with vitrina admin"
    for path in (*READ, "ports"):
        await call(web, "GET", f"/api/system/{path}", key=bot, status=503, detail=text)
    for path in (*SYNCS, "/api/system/verify-reality", "/api/system/ports/reset"):
        await call(web, "POST", path, key=bot, status=503, detail=text)
    await call(web, "POST", "/api/keys", key=bot, json={"name": "x"}, status=503, detail=text)
    assert not (await call(web, "GET", "/api/traffic/status", key=bot))["simple_monitor_available"]


# ---- D20 - D22: ports


async def test_ports(shop: Shop, web: httpx.AsyncClient, bot: str, owner: str) -> None:
    empty = await call(web, "GET", "/api/system/ports", key=bot)
    assert (empty["used_ports"], empty["available_ports"], empty["port_assignments"]["used_ports"]) == (0, 5, {})
    key, other = await made(web, bot, "mine"), await made(web, owner, "owner's")
    found = await call(web, "GET", "/api/system/ports", key=bot)
    assert found == {
        "port_assignments": {
            "used_ports": {
                str(FIRST): {
                    "uuid": key["uuid"],
                    "key_id": key["id"],
                    "key_name": "mine",
                    "assigned_at": "2026-11-21T12:00:00.000000",
                    "is_active": True,
                }
            },
            "port_assignments": {
                key["uuid"]: {
                    "port": FIRST,
                    "key_id": key["id"],
                    "key_name": "mine",
                    "assigned_at": "2026-11-21T12:00:00.000000",
                }
            },
            "created_at": "2026-11-21T12:00:00.000000",
            "last_updated": "2026-11-21T12:00:00.000000",
        },
        "used_ports": 2,
        "available_ports": 3,
        "max_ports": 5,
        "port_range": f"{FIRST}-{LAST}",
        "timestamp": NOW,
    }
    whole = await call(web, "GET", "/api/system/ports", key=owner)
    assert set(whole["port_assignments"]["port_assignments"]) == {key["uuid"], other["uuid"]}


async def test_a_port_outside_the_range_is_an_issue(web: httpx.AsyncClient, bot: str) -> None:
    key = await made(web, bot)
    await Key.filter(secret=key["uuid"]).update(port=9999)
    status = (await call(web, "GET", "/api/system/ports/status", key=bot))["validation"]
    assert status["issues"] == [f"Port 9999 of key {key['id']} is outside {FIRST}-{LAST}"]
    ports = await call(web, "GET", "/api/system/ports", key=bot)
    assert (ports["used_ports"], ports["available_ports"]) == (0, 5)


async def test_a_reset_of_ports_moves_as_few_keys_as_it_can(
    shop: Shop, web: httpx.AsyncClient, bot: str, owner: str, panel: InspectablePanel
) -> None:
    _, other = await program(shop, "other")
    keys = [
        await made(web, bot, "a"),
        await made(web, other, "b"),
        await made(web, bot, "c"),
        await made(web, bot, "d"),
    ]
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": keys[0]["id"]})
    done = await call(web, "POST", "/api/system/ports/reset", key=bot)
    assert (done["message"], done["status"], done["reassigned"]) == ("All ports reset successfully", "reset", 1)
    left = {key["name"]: key["port"] for key in await call(web, "GET", "/api/keys", key=owner)}
    assert left == {"b": FIRST + 1, "c": FIRST + 2, "d": FIRST}
    moved = await Key.get(label="d")
    assert panel.accounts[moved.account_name].port == FIRST
    assert (await call(web, "POST", "/api/system/ports/reset", key=bot))["reassigned"] == 0
    assert await verdicts(web, owner) == [True] * 4


async def test_a_reset_of_ports_while_the_engine_refuses(
    web: httpx.AsyncClient, bot: str, panel: InspectablePanel
) -> None:
    first, second = await made(web, bot), await made(web, bot)
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": first["id"]})
    panel.rejects = "bad handler"
    text = "Failed to sync Xray configuration"
    await call(web, "POST", "/api/system/ports/reset", key=bot, status=500, detail=text)
    panel.rejects = "port is taken"
    await Key.filter(secret=second["uuid"]).update(port=LAST)
    await call(web, "POST", "/api/system/ports/reset", key=bot, status=400, detail="No available ports")


# ---- D23: the machine


async def test_the_machines_traffic(shop: Shop, web: httpx.AsyncClient, bot: str) -> None:
    key = await made(web, bot)
    row = await Key.get(secret=key["uuid"])
    await rollups.note_connections(shop, row.server_id, {row.id: 2})
    before = psutil.net_io_counters(pernic=True)
    found = await call(web, "GET", "/api/system/traffic/summary", key=bot)
    after = psutil.net_io_counters(pernic=True)
    summary = found["summary"]
    assert set(summary["interface_summary"]) == set(before) - {"lo"}
    for name, moved in summary["interface_summary"].items():
        assert before[name].bytes_recv <= moved["rx_bytes"] <= after[name].bytes_recv
        assert before[name].bytes_sent <= moved["tx_bytes"] <= after[name].bytes_sent
    assert summary["total_system_traffic"] == sum(one["total_bytes"] for one in summary["interface_summary"].values())
    assert (summary["active_ports"], summary["timestamp"], found["timestamp"]) == (1, float(NOW), NOW)


# ---- the price of reading


PRICED = (
    "/api/keys",
    "/api/traffic/simple",
    "/api/traffic/history",
    "/api/traffic/monthly",
    "/api/traffic/status",
    "/api/traffic/daily/2026-11-21",
    "/api/system/ports",
    *(f"/api/system/{path}" for path in READ),
    "/api/system/traffic/summary",
)


async def test_reading_costs_the_same_however_many_keys_there_are(
    shop: Shop, web: httpx.AsyncClient, owner: str, server: Server, statements: Statements
) -> None:
    await made(web, owner)

    async def count(path: str) -> int:
        statements.seen.clear()
        assert (await web.get(path, headers={"X-API-Key": owner})).status_code == 200
        return len([text for text in statements.seen if not any(name in text for name in ("errands", "next_try_at"))])

    few = {path: await count(path) for path in PRICED}
    maker = (await Key.first()).maker_id  # type: ignore[union-attr]
    await Key.bulk_create(
        [
            Key(
                server_id=server.id,
                label="x",
                maker_id=maker,
                port=20000 + number,
                have_version=1,
                created_at=shop.now(),
            )
            for number in range(300)
        ]
    )
    ids = await Key.all().values_list("id", flat=True)
    await rollups.add(shop, {key_id: (1, 2) for key_id in ids})
    assert {path: await count(path) for path in PRICED} == few
    assert {path: number for path, number in few.items() if number == 0 or number > 8} == {}
