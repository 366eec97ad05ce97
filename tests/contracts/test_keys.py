"""The key API against its description: keys, whose they are, and how a request is signed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from core.shop import Shop
from core.subscriptions.models import Key
from core.users import api_keys
from core.users.api_keys import ApiKey
from tests.contracts.keys import HEADER, call, contract, problem, signed
from tests.contracts.keys_desk import (  # noqa: F401 - fixtures among them
    BOSS,
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
from tests.core.conftest import facts
from tests.databases import ONE_ENGINE

MISSING: dict[str, Any] = {"status": 404, "detail": "Key not found"}
INVALID = "Invalid API key. Use X-API-Key header with the correct key."


def requests() -> Iterator[tuple[str, str]]:
    """Every endpoint, with something that fits in its path."""
    for one in contract()["endpoints"]:
        yield one["method"], one["path"].format(key_id=uuid4(), date="2025-08-05")


# ---- who may ask


def test_the_description_has_26_endpoints() -> None:
    assert len(contract()["endpoints"]) == 26


@ONE_ENGINE
async def test_nobody_asks_without_a_good_key(shop: Shop, web: httpx.AsyncClient, panel: InspectablePanel) -> None:
    _, operator = await program(shop, "panel", ["operator"])
    gone, revoked = await program(shop, "gone")
    await api_keys.revoke(shop, gone.id, by=BOSS)
    for method, path in requests():
        for text in ("", "wrong", "vk_" + "x" * 43, operator, revoked, revoked[:-1]):
            answer = await web.request(method, path, headers=signed(text))
            assert (answer.status_code, answer.json()) == (401, {"detail": INVALID}), (method, path, text)
            assert answer.headers["www-authenticate"] == "APIKey"
    for body in (b"{", b"\xac", b"[]"):
        answer = await web.post("/api/keys", content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()) == (401, {"detail": INVALID})
    assert await Key.all().count() == 0


async def test_what_is_elsewhere_speaks_the_same_envelope(web: httpx.AsyncClient, bot: str) -> None:
    for method, path, status in (
        ("GET", "/api/keys/a/b/c", 404),
        ("GET", "/api/system/xray/nothing", 404),
        ("PUT", "/api/keys", 405),
        ("POST", "/api/traffic/simple", 405),
    ):
        answer = await web.request(method, path, headers=signed(bot))
        assert answer.status_code == status
        problem(answer.json())
    assert (await web.put("/api/keys", headers=signed(bot))).headers["allow"] == "GET, POST"


async def test_programs_see_what_they_have_made_and_the_owner_sees_all(
    shop: Shop, web: httpx.AsyncClient, bot: str, owner: str
) -> None:
    _, other = await program(shop, "other")
    mine, theirs = await made(web, bot, "mine"), await made(web, other, "theirs")
    assert await call(web, "GET", "/api/keys", key=bot) == [mine]
    assert await call(web, "GET", "/api/keys", key=other) == [theirs]
    assert await call(web, "GET", "/api/keys", key=owner) == [mine, theirs]
    for one in contract()["endpoints"]:
        if "{key_id}" in one["path"]:
            for called in (theirs["id"], theirs["uuid"], str(uuid4()), "x", "%00", "1"):
                await call(web, one["method"], one["path"], key=bot, values={"key_id": called}, **MISSING)
    assert await call(web, "GET", "/api/keys", key=other) == [theirs]
    for called in (mine["id"], theirs["uuid"]):
        await call(web, "GET", "/api/keys/{key_id}", key=owner, values={"key_id": called})


# ---- D1 - D5


async def test_making_a_key(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    key = await made(web, bot)
    assert set(key) == {"id", "name", "uuid", "created_at", "is_active", "port"}
    assert (key["name"], key["is_active"], key["port"]) == ("user@example.com", True, FIRST)
    assert key["created_at"] == "2026-11-21T12:00:00.000000"
    assert key["id"] != key["uuid"]
    assert UUID(key["uuid"]).version == 4
    row = await Key.get(uuid=key["id"])
    assert panel.serves(row.account_name)
    assert panel.engine[f"inbound-{row.account_name}"] == {row.account_name: key["uuid"]}
    (fact,) = await facts("KeyChanged")
    assert (fact.data["what"], fact.data["name"]) == ("made", "user@example.com")
    again = await made(web, bot)
    assert (again["name"], again["port"]) == (key["name"], FIRST + 1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": None},
        {"name": 1},
        {"name": "x" * 256},
        {"name": "a\0b"},
        [],
        "x",
        None,
    ],
    ids=repr,
)
@ONE_ENGINE
async def test_a_bad_name(web: httpx.AsyncClient, bot: str, body: Any) -> None:
    answer = await web.post("/api/keys", json=body, headers=signed(bot))
    assert answer.status_code == 400
    problem(answer.json())
    assert await Key.all().count() == 0


async def test_names_are_kept_as_they_are(web: httpx.AsyncClient, bot: str) -> None:
    for name in ("x" * 255, "Анна 🧪", "a/b?c#d&e", "'; DROP TABLE keys; --"):
        key = await made(web, bot, name)
        assert key["name"] == name
        assert await call(web, "GET", "/api/keys/{key_id}", key=bot, values={"key_id": key["id"]}) == key


async def test_one_key_more_than_ports(web: httpx.AsyncClient, bot: str, owner: str) -> None:
    keys = [await made(web, bot if number % 2 else owner, f"key {number}") for number in range(5)]
    assert [key["port"] for key in keys] == list(range(FIRST, LAST + 1))
    refusal = "Maximum number of keys (5) reached"
    await call(web, "POST", "/api/keys", key=bot, json={"name": "one more"}, status=400, detail=refusal)
    await call(web, "DELETE", "/api/keys/{key_id}", key=owner, values={"key_id": keys[1]["id"]})
    assert (await made(web, bot))["port"] == keys[1]["port"]


async def test_ports_that_other_programs_hold(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    panel.rejects = "port is taken"
    await call(web, "POST", "/api/keys", key=bot, json={"name": "x"}, status=400, detail="No available ports")
    panel.rejects = ""
    assert await call(web, "GET", "/api/keys", key=bot) == []
    assert (await made(web, bot))["port"] == FIRST


async def test_an_engine_that_refuses_makes_no_key(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    panel.rejects = "bad handler"
    refusal = "Failed to add key to Xray config"
    await call(web, "POST", "/api/keys", key=bot, json={"name": "x"}, status=500, detail=refusal)
    assert await call(web, "GET", "/api/keys", key=bot) == []


async def test_a_key_by_its_id_and_by_its_uuid(web: httpx.AsyncClient, bot: str) -> None:
    key = await made(web, bot)
    for called in (key["id"], key["uuid"], key["id"].upper()):
        assert await call(web, "GET", "/api/keys/{key_id}", key=bot, values={"key_id": called}) == key


async def test_the_configuration(web: httpx.AsyncClient, bot: str) -> None:
    key = await made(web, bot)
    for called in (key["id"], key["uuid"]):
        config = await call(web, "GET", "/api/keys/{key_id}/config", key=bot, values={"key_id": called})
        assert config["key"] == key
        assert config["vless_url"] == config["qr_code_data"] == config["client_config"]
        assert config["vless_url"].startswith(f"vless://{key['uuid']}@")
    account = (await Key.get(uuid=key["id"]).select_related("account")).account
    assert account is not None
    account.links = []
    await account.save()
    refusal = "Failed to get key config: Xray has not confirmed the key yet, try again in a minute"
    config = await call(
        web, "GET", "/api/keys/{key_id}/config", key=bot, values={"key_id": key["id"]}, status=500, detail=refusal
    )


async def test_deleting_a_key(web: httpx.AsyncClient, bot: str, panel: InspectablePanel) -> None:
    first, second, third = [await made(web, bot, name) for name in ("a", "b", "c")]
    row = await Key.get(uuid=second["id"])
    done = await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": second["uuid"]})
    assert done == {"message": "Key deleted successfully"}
    assert not panel.serves(row.account_name)
    assert f"inbound-{row.account_name}" not in panel.engine
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": second["id"]}, **MISSING)
    assert await call(web, "GET", "/api/keys", key=bot) == [first, third]
    assert (await made(web, bot, "d"))["port"] == second["port"]


async def test_a_key_deleted_while_the_engine_refuses(
    web: httpx.AsyncClient, bot: str, panel: InspectablePanel
) -> None:
    key = await made(web, bot)
    panel.rejects = "no"
    refusal = "Failed to remove key from Xray config"
    values = {"key_id": key["id"]}
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values=values, status=500, detail=refusal)
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values=values, **MISSING)


async def test_the_key_of_a_request_is_noted_and_never_told(shop: Shop, web: httpx.AsyncClient, bot: str) -> None:
    await made(web, bot)
    key = await ApiKey.get(name="bot")
    assert key.used_at == shop.now()
    assert HEADER not in (await web.get("/api/keys", headers=signed(bot))).headers
    assert bot not in key.hash


async def test_health_tells_the_products_version(web: httpx.AsyncClient) -> None:
    found = (await web.get("/health")).json()
    assert found["status"] == "ok"
    assert found["version"]


async def test_the_apis_version_is_its_contracts(web: httpx.AsyncClient) -> None:
    found = (await web.get("/api/")).json()
    assert (found["version"], found["status"]) == ("2.1.3", "running")
    answer = await web.post("/api/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    problem(answer.json())
