"""The site's keys against its descriptions: what the shop wants, what panels hold, and what apps get of it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import yaml

from core.catalogue import servers
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import devices, links
from core.subscriptions.models import SUSPENDED, Key, PanelAccount, Subscription
from core.traffic import rollups
from core.users.models import User
from tests.conftest import Clock, make_settings, new_user
from tests.contracts.cabinet import bearer, token_of
from tests.contracts.site import call
from tests.core.conftest import followed, following
from tests.databases import ONE_ENGINE
from tests.panels import MemoryPanel
from tests.web.conftest import Statements

WANTED: dict[str, Any] = {
    "protocol": "vless",
    "transport": "tcp",
    "flow": "xtls-rprx-vision",
    "node_id": None,
    "meta": {"device": "iPhone"},
}
FOREIGN: dict[str, Any] = {"status": 403, "message": "client does not belong to user"}
NOT_ALLOWED: dict[str, Any] = {"status": 403, "message": "not allowed"}
MISSING: dict[str, Any] = {"status": 404, "message": "client not found"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests."""
    return make_settings(database_url, tmp_path, rate_limit_auth=0, rate_limit_payment=0, rate_limit_other=0)


@pytest.fixture
async def panel(shop: Shop, server: Server, clock: Clock) -> AsyncIterator[MemoryPanel]:
    """A panel that follows at once, as a worker sees to it."""
    made = MemoryPanel(clock)
    shop.panels[server.id] = made
    async with following(shop):
        yield made


async def customer(shop: Shop, tariff: Tariff, telegram_id: int = 777) -> tuple[User, str]:
    """Somebody with a running subscription, signed in."""
    user = await new_user(shop, telegram_id, balance_kopeks=1_000_00)
    await purchase.buy(shop, user, tariff, quote="before", by=Actor("user", user.id))
    await followed(shop)
    return user, await token_of(shop, user)


async def key_of(user: User, **filters: Any) -> Key:
    return await Key.get(subscription__user_id=user.id, **filters).select_related("subscription", "account")


# ---- what is shown


async def test_the_profile(shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel) -> None:
    user, token = await customer(shop, tariff)
    shown = await call(web, "GET", "/profile", token=token)
    assert shown["stats"]["clients_total"] == len(shown["clients"]) == 1
    assert shown["clients"] == await call(web, "GET", "/profile/keys", token=token, kind="VPNKey")
    key = await key_of(user)
    assert shown["user"]["marzban_username"] == key.account_name
    assert shown["clients"][0] == {
        "id": str(key.uuid),
        "user_id": str(user.uuid),
        "marzban_client_id": key.account_name,
        "protocol": "vless",
        "transport": "tcp",
        "created_at": "2026-11-21T12:00:00Z",
        "expires_at": "2026-12-21T12:00:00Z",
        "active": True,
        "subscription_url": f"https://shop.example/s/{key.subscription.token}",
        "config_text": key.account.links[0],
    }


async def test_somebody_without_keys(shop: Shop, web: httpx.AsyncClient, user: User) -> None:
    token = await token_of(shop, user)
    shown = await call(web, "GET", "/profile", token=token)
    assert (shown["stats"]["clients_total"], shown["clients"]) == (0, [])
    assert await call(web, "GET", "/profile/keys", token=token) == []
    assert await call(web, "GET", "/me/clients", token=token) == []


async def test_a_key_that_no_panel_holds_yet(shop: Shop, web: httpx.AsyncClient, tariff: Tariff) -> None:
    user, token = await customer(shop, tariff)
    assert await call(web, "GET", "/profile/keys", token=token) == []
    (wanted,) = await call(web, "GET", "/me/clients", token=token, kind="InternalClient")
    key = await Key.get(subscription__user_id=user.id)
    assert wanted == {
        "id": str(key.uuid),
        "uuid_key": str(key.secret),
        "protocol": "vless",
        "transport": "tcp",
        "flow": "xtls-rprx-vision",
        "status": "active",
        "expires_at": "2026-12-21T12:00:00Z",
    }
    shown = await call(web, "GET", "/vpn/config/{client_id}", token=token, values={"client_id": key.account_name})
    assert shown["config"] == ""
    answer = await web.get(f"/configs/{key.account_name}/info", headers=bearer(token))
    assert answer.json() == {"formats": [], "client_id": key.account_name}


async def test_what_becomes_of_a_wanted_key(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, clock: Clock
) -> None:
    user, token = await customer(shop, tariff)

    async def states() -> tuple[str, bool]:
        wanted, held = [await call(web, "GET", path, token=token) for path in ("/me/clients", "/profile/keys")]
        return wanted[0]["status"], held[0]["active"]

    assert await states() == ("active", True)
    await PanelAccount.all().update(state="limited")
    assert await states() == ("active", False)
    await Subscription.filter(user_id=user.id).update(status=SUSPENDED)
    assert await states() == ("suspended", False)
    clock.advance(days=31)
    token = await token_of(shop, user)
    assert await states() == ("expired", False)


# ---- usage


async def test_usage(shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, user: User) -> None:
    path = "/profile/usage"
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    for growth in ((100, 1000), (2**33, 7)):
        await rollups.add(shop, {key.id: growth})
    counted = {
        "client_id": key.account_name,
        "up": 2**33 + 100,
        "down": 1007,
        "total": 2**33 + 1107,
        "expires": "2026-12-21T12:00:00Z",
    }
    assert await call(web, "GET", path, token=token, kind="UsageStats") == counted
    for called in (key.account_name, str(key.uuid), str(key.uuid).upper()):
        assert await call(web, "GET", path, token=token, params={"client_id": called}) == counted
    stranger = await token_of(shop, user)
    await call(web, "GET", path, token=stranger, params={"client_id": key.account_name}, **FOREIGN)
    await call(web, "GET", path, token=stranger, status=404, message="no clients found")
    number = key.account_name.removeprefix("k")
    for unknown in ("k999999", str(uuid4()), f"k0{number}", f"K{number}", "x" * 250, "я", "k" + "9" * 18, str(key.id)):
        await call(web, "GET", path, token=token, params={"client_id": unknown}, **MISSING)
    for bad in ("\0", "x" * 257):
        await call(web, "GET", path, token=token, params={"client_id": bad}, status=400, message="invalid body")


async def test_a_new_key_has_used_nothing(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel
) -> None:
    _, token = await customer(shop, tariff)
    shown = await call(web, "GET", "/profile/usage", token=token)
    assert (shown["up"], shown["down"], shown["total"]) == (0, 0, 0)


# ---- making and revoking


async def test_making_a_key(shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel) -> None:
    user, token = await customer(shop, tariff)
    made = await call(web, "POST", "/me/clients", token=token, json=WANTED)
    assert made["client_id"] != made["uuid"]
    assert UUID(made["uuid"]).version == 4
    wanted = await call(web, "GET", "/me/clients", token=token)
    held = await call(web, "GET", "/profile/keys", token=token, kind="VPNKey")
    assert (wanted[0]["id"], wanted[0]["uuid_key"]) == (made["client_id"], made["uuid"])
    assert (held[0]["id"], held[0]["active"], held[0]["subscription_url"]) == (made["client_id"], True, None)
    assert made["uuid"] in held[0]["config_text"]
    assert len(wanted) == len(held) == 2
    assert (await Key.get(uuid=made["client_id"])).meta == WANTED["meta"]
    assert panel.serves(held[0]["marzban_client_id"])


async def test_a_key_is_made_while_its_panel_is_away(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel
) -> None:
    _, token = await customer(shop, tariff)
    panel.down = True
    made = await call(web, "POST", "/me/clients", token=token, json=WANTED)
    wanted = await call(web, "GET", "/me/clients", token=token)
    held = await call(web, "GET", "/profile/keys", token=token)
    assert made["client_id"] in [one["id"] for one in wanted]
    assert made["client_id"] not in [one["id"] for one in held]


@pytest.mark.parametrize("changes", [{"flow": ""}, {"meta": None}, {"node_id": ""}], ids=str)
async def test_what_may_be_left_open(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, changes: dict[str, Any]
) -> None:
    user, token = await customer(shop, tariff)
    made = await call(web, "POST", "/me/clients", token=token, json=WANTED | changes)
    key = await Key.get(uuid=made["client_id"])
    assert key.flow == "xtls-rprx-vision"
    assert key.meta == ({} if changes.get("meta", 0) is None else WANTED["meta"])


async def test_the_servers_id_is_that_of_the_nodes(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, clock: Clock
) -> None:
    other = await servers.create(shop, name="Oslo", country="NO")
    shop.panels[other.id] = MemoryPanel(clock)
    _, token = await customer(shop, tariff)
    node = (await call(web, "GET", "/nodes"))[1]
    for called in (node["id"], str(other.uuid)):
        made = await call(web, "POST", "/me/clients", token=token, json=WANTED | {"node_id": called})
        assert (await Key.get(uuid=made["client_id"])).server_id == other.id
    for unknown in ("999", "9" * 20, "nowhere", str(uuid4())):
        body = WANTED | {"node_id": unknown}
        await call(web, "POST", "/me/clients", token=token, json=body, status=404, message="node not found")
    await servers.change(shop, other, enabled=False)
    body = WANTED | {"node_id": node["id"]}
    await call(web, "POST", "/me/clients", token=token, json=body, status=404, message="node not found")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"protocol": "vmess"}, "unsupported protocol"),
        ({"transport": "ws"}, "unsupported transport"),
        ({"flow": "xtls-rprx-direct"}, "unsupported flow"),
        ({"protocol": ""}, "invalid body"),
        ({"flow": None}, "invalid body"),
        ({"meta": []}, "invalid body"),
        ({"meta": {"x": "y" * 4096}}, "invalid body"),
        ({"meta": {"x": "\0"}}, "invalid body"),
        ({"meta": {"x": "\ud800"}}, "invalid body"),
        ({"node_id": 1}, "invalid body"),
    ],
    ids=str,
)
@ONE_ENGINE
async def test_what_cannot_be_made(
    shop: Shop,
    web: httpx.AsyncClient,
    tariff: Tariff,
    panel: MemoryPanel,
    changes: dict[str, Any],
    message: str,
) -> None:
    _, token = await customer(shop, tariff)
    content = json.dumps(WANTED | changes).encode()
    headers = {"content-type": "application/json"}
    await call(web, "POST", "/me/clients", token=token, content=content, headers=headers, status=400, message=message)
    assert await Key.all().count() == 1


@pytest.mark.parametrize("missing", ["protocol", "transport", "flow"])
@ONE_ENGINE
async def test_what_has_to_be_said(shop: Shop, web: httpx.AsyncClient, user: User, missing: str) -> None:
    body = {name: value for name, value in WANTED.items() if name != missing}
    token = await token_of(shop, user)
    await call(web, "POST", "/me/clients", token=token, json=body, status=400, message="invalid body")


async def test_keys_need_a_running_subscription_with_room(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, user: User, clock: Clock
) -> None:
    await call(web, "POST", "/me/clients", token=await token_of(shop, user), json=WANTED, **NOT_ALLOWED)
    owner, token = await customer(shop, tariff)
    answers = await asyncio.gather(
        *(web.post("/me/clients", json=WANTED, headers=bearer(token)) for _ in range(tariff.devices + 2))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * tariff.devices + [403] * 2
    assert {answer.text for answer in answers if answer.status_code == 403} == {'{"message":"not allowed"}'}
    newest = (await call(web, "GET", "/me/clients", token=token))[0]
    await call(web, "POST", "/me/clients/{id}/revoke", token=token, values={"id": newest["id"]})
    await call(web, "POST", "/me/clients", token=token, json=WANTED)
    clock.advance(days=31)
    token = await token_of(shop, owner)
    await call(web, "POST", "/me/clients", token=token, json=WANTED, **NOT_ALLOWED)


async def test_revoking(shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, user: User) -> None:
    path = "/me/clients/{id}/revoke"
    _, token = await customer(shop, tariff)
    made = await call(web, "POST", "/me/clients", token=token, json=WANTED)
    values = {"id": made["client_id"]}
    stranger = await token_of(shop, user)
    await call(web, "POST", path, token=stranger, values=values, **MISSING)
    (held,) = [one for one in await call(web, "GET", "/profile/keys", token=token) if one["id"] == made["client_id"]]
    assert panel.serves(held["marzban_client_id"])
    for _ in range(2):
        await call(web, "POST", path, token=token, values=values)
    await followed(shop)
    assert not panel.serves(held["marzban_client_id"])
    wanted = await call(web, "GET", "/me/clients", token=token)
    assert [one["status"] for one in wanted] == ["revoked", "active"]
    after = (await call(web, "GET", "/profile/keys", token=token))[0]
    assert (after["id"], after["active"], after["config_text"]) == (made["client_id"], False, None)
    for unknown in (str(uuid4()), "nothing", "%00", "a%2Fb"):
        await call(web, "POST", path, token=token, values={"id": unknown}, **MISSING)
    for empty in ("", "%20"):
        await call(web, "POST", path, token=token, values={"id": empty}, status=400, message="id required")


# ---- configurations


async def test_the_configuration(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, user: User
) -> None:
    path = "/vpn/config/{client_id}"
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    values = {"client_id": key.account_name}
    assert await call(web, "GET", path, token=token, values=values) == {
        "config": key.account.links[0],
        "subscription_url": f"https://shop.example/s/{key.subscription.token}",
        "id": str(key.uuid),
        "username": key.account_name,
        "protocol": "vless",
    }
    await call(web, "GET", path, token=await token_of(shop, user), values=values, **NOT_ALLOWED)
    await call(web, "GET", path, token=token, values={"client_id": "k999999"}, **MISSING)
    for empty in ("", "%20"):
        told: Any = {"status": 400, "message": "client_id required"}
        await call(web, "GET", path, token=token, values={"client_id": empty}, **told)
    made = await devices.make(shop, owner)
    await devices.soon(made)
    shown = await call(web, "GET", path, token=token, values={"client_id": made.account_name})
    assert str(made.secret) in shown["config"]
    assert shown["subscription_url"] == ""


FORMS = {
    "vless": ("text/plain; charset=utf-8", "txt"),
    "qr": ("image/png", "png"),
    "hiddify": ("application/json", "json"),
    "clash": ("application/x-yaml", "yaml"),
}


async def test_every_form_of_a_key(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel, user: User
) -> None:
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    name, link = key.account_name, key.account.links[0]
    files: dict[str, bytes] = {}
    for form, (kind, ending) in FORMS.items():
        answer = await web.get(f"/configs/{name}/{form}", headers=bearer(token))
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind), answer.text
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{ending}"'
        assert answer.headers["cache-control"] == "no-store"
        files[form] = answer.content
    assert files["vless"].decode() == link
    assert files["qr"] == links.qr_png(link)
    (outbound,) = [one for one in json.loads(files["hiddify"])["outbounds"] if one["type"] == "vless"]
    (proxy,) = yaml.safe_load(files["clash"])["proxies"]
    assert outbound["uuid"] == proxy["uuid"] == str(key.secret)
    answer = await web.get(f"/configs/{name}/info", headers=bearer(token))
    assert answer.json() == {"formats": list(FORMS), "client_id": name}
    stranger = await token_of(shop, user)
    for form in (*FORMS, "vmess", "info"):
        for called, whose, told in ((name, stranger, NOT_ALLOWED), ("k999999", token, MISSING)):
            answer = await web.get(f"/configs/{called}/{form}", headers=bearer(whose))
            assert (answer.status_code, answer.json()) == (told["status"], {"message": told["message"]})
    for form in ("vmess", "nothing"):
        answer = await web.get(f"/configs/{name}/{form}", headers=bearer(token))
        assert (answer.status_code, answer.json()) == (404, {"message": "format not available"})


async def test_a_panel_that_serves_vmess_too(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel
) -> None:
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    said = {"v": "2", "add": "vpn.example", "port": "443", "id": str(key.secret)}
    link = "vmess://" + base64.b64encode(json.dumps(said).encode()).decode().rstrip("=")
    await PanelAccount.filter(key_id=key.id).update(links=["vmess://broken", link])
    answer = await web.get(f"/configs/{key.account_name}/info", headers=bearer(token))
    assert answer.json()["formats"] == ["vmess", "qr"]
    answer = await web.get(f"/configs/{key.account_name}/vmess", headers=bearer(token))
    assert (answer.headers["content-type"], answer.json()) == ("application/json", said)
    shown = (await call(web, "GET", "/profile/keys", token=token))[0]
    assert (shown["protocol"], shown["transport"]) == ("vmess", None)


async def test_a_revoked_key_is_given_to_nobody(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel
) -> None:
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    await devices.revoke(shop, owner, key)
    shown = await call(web, "GET", "/vpn/config/{client_id}", token=token, values={"client_id": key.account_name})
    assert (shown["config"], shown["subscription_url"]) == ("", "")
    answer = await web.get(f"/configs/{key.account_name}/vless", headers=bearer(token))
    assert (answer.status_code, answer.json()) == (404, {"message": "format not available"})


async def test_a_key_that_was_taken_over_is_called_as_its_panel_called_it(
    shop: Shop, web: httpx.AsyncClient, tariff: Tariff, panel: MemoryPanel
) -> None:
    owner, token = await customer(shop, tariff)
    key = await key_of(owner)
    before = key.account_name
    await Key.filter(id=key.id).update(name="alice_77")
    assert (await call(web, "GET", "/profile/keys", token=token))[0]["marzban_client_id"] == "alice_77"
    assert (await call(web, "GET", "/profile", token=token))["user"]["marzban_id"] == "alice_77"
    await call(web, "GET", "/vpn/config/{client_id}", token=token, values={"client_id": "alice_77"})
    await call(web, "GET", "/vpn/config/{client_id}", token=token, values={"client_id": before}, **MISSING)


async def test_what_reading_costs(
    shop: Shop, web: httpx.AsyncClient, statements: Statements, tariff: Tariff, server: Server, clock: Clock
) -> None:
    shop.panels[server.id] = MemoryPanel(clock)
    owner, token = await customer(shop, tariff)
    await devices.make(shop, owner)
    await followed(shop)
    name = (await key_of(owner, number=0)).account_name
    most = {
        "/profile": 3,
        "/profile/keys": 2,
        "/me/clients": 2,
        "/profile/usage": 3,
        f"/profile/usage?client_id={name}": 3,
        f"/vpn/config/{name}": 2,
        f"/configs/{name}/info": 2,
        f"/configs/{name}/clash": 2,
    }
    for path, number in most.items():
        statements.seen.clear()
        assert (await web.get(path, headers=bearer(token))).status_code == 200
        assert len(statements.seen) <= number, (path, statements.seen)
