"""The key API on a real Xray: keys serve when they are told of, drift is seen and healed, links outlive everything."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.catalogue.servers import Server
from core.config import Settings
from core.engine import calls, driver
from core.panels.share import parse
from core.panels.xray.panel import EmbeddedXray
from core.shop import Shop
from core.subscriptions.models import Key
from tests import lab
from tests.conftest import make_settings
from tests.contracts.keys import call
from tests.contracts.keys_desk import made, program, worked
from tests.core.panels.xray.conftest import data, site  # noqa: F401 - fixtures
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE  # the engine is real here; the shop's side is tested with both beside

PORTS = 6
STRANGER = "0b7c7bd6-50fd-4e1f-9b5e-3f7e5a2f2f10"
Verdict = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
def settings(database_url: str, tmp_path: Path, site: lab.Site) -> Settings:
    """A shop that serves at this machine, and whose Reality imitates a site of the test."""
    return make_settings(
        database_url,
        tmp_path,
        rate_limit_other=0,
        key_port_range=free_range(),
        xray_listen="127.0.0.1",
        xray_port=lab.free_port(),
        reality_target=f"127.0.0.1:{site.port}",
        reality_server_name=lab.SNI,
        xray_allow_private_targets=True,
    )


def free_range() -> tuple[int, int]:
    """Ports that follow each other; one that somebody takes meanwhile is passed over."""
    low = lab.free_port()
    return low, low + PORTS - 1


@pytest.fixture
async def panel(shop: Shop, server: Server) -> AsyncIterator[EmbeddedXray]:
    """The shop's own Xray, driven as the worker does."""
    with lab.run_dir() as folder:
        shop.settings = shop.settings.model_copy(update={"data_dir": folder})  # short enough for unix sockets
        await driver.start_new_servers(shop)
        started = shop.panels[server.id]
        assert isinstance(started, EmbeddedXray)
        await lab.eventually(lambda: lab.healthy(started))
        async with worked(shop):
            yield started
        await driver.stop_panels(shop)


@pytest.fixture
async def bot(shop: Shop, panel: EmbeddedXray) -> str:
    return (await program(shop))[1]


async def link_of(web: httpx.AsyncClient, bot: str, key: dict[str, Any]) -> str:
    found = await call(web, "GET", "/api/keys/{key_id}/config", key=bot, values={"key_id": key["id"]})
    return str(found["vless_url"])


async def gets(link: str, data: lab.Bytes, size: int = 1000) -> bool:
    """Whether an app with this link gets through."""
    with lab.Client(link) as app:
        return (await lab.download(data.url(size), app, seconds=5)).received >= size


async def valid(web: httpx.AsyncClient, bot: str) -> list[bool]:
    config = await call(web, "GET", "/api/system/config-status", key=bot)
    ports = await call(web, "GET", "/api/system/ports/status", key=bot)
    sync = await call(web, "GET", "/api/system/xray/validate-sync", key=bot)
    return [config["synchronized"], ports["validation"]["valid"], sync["validation"]["synchronized"]]


async def test_a_key_serves_when_it_is_told_of_and_is_refused_when_it_is_deleted(
    shop: Shop,
    web: httpx.AsyncClient,
    bot: str,
    data: lab.Bytes,
    panel: EmbeddedXray,
) -> None:
    key, other = await made(web, bot, "Анна & co"), await made(web, bot, "other")
    link = await link_of(web, bot, key)
    endpoint = parse(link)
    assert (endpoint.uuid, endpoint.port, endpoint.name) == (key["uuid"], key["port"], key["name"])
    assert (endpoint.pbk, endpoint.sid) == (panel.config.public_key, panel.config.short_ids[0])
    assert (endpoint.flow, endpoint.encryption, endpoint.sni) == ("xtls-rprx-vision", "none", lab.SNI)
    with lab.Client(link) as app:
        assert (await lab.download(data.url(1000), app)).code == 200
        going = await lab.start_download(data.url(10**9), app)
        await lab.eventually(lambda: carries(panel, key))
        done = await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": key["id"]})
        assert done == {"message": "Key deleted successfully"}
        assert (await going).received < 10**9
        assert (await lab.download(data.url(1000), app, seconds=3)).code == 0
    assert await gets(await link_of(web, bot, other), data)
    again = await made(web, bot, "again")
    assert again["port"] == key["port"]
    assert await gets(await link_of(web, bot, again), data)


async def carries(panel: EmbeddedXray, key: dict[str, Any]) -> bool:
    row = await Key.get(secret=key["uuid"])
    return await lab.connections(panel, row.account_name) > 0


async def test_drift_in_a_real_engine_is_seen_and_healed(
    shop: Shop,
    web: httpx.AsyncClient,
    bot: str,
    data: lab.Bytes,
    panel: EmbeddedXray,
) -> None:
    gone, changed, whole = [await made(web, bot, name) for name in ("gone", "changed", "whole")]
    links = {key["name"]: await link_of(web, bot, key) for key in (gone, changed, whole)}
    assert await valid(web, bot) == [True] * 3
    names = {key["name"]: (await Key.get(secret=key["uuid"])).account_name for key in (gone, changed, whole)}
    api = panel._supervisor.running().api
    await api.remove_inbound(f"inbound-{names['gone']}")
    await api.remove_user(f"inbound-{names['changed']}", names["changed"])
    await api.add_user(f"inbound-{names['changed']}", "stranger", STRANGER)
    assert await valid(web, bot) == [False] * 3
    found = (await call(web, "GET", "/api/system/xray/validate-sync", key=bot))["validation"]
    assert sorted(found["missing_in_config"]) == sorted([gone["uuid"], changed["uuid"]])
    assert found["extra_in_config"] == [STRANGER]
    issues = (await call(web, "GET", "/api/system/ports/status", key=bot))["validation"]["issues"]
    assert issues == [f"Port {gone['port']} of key {gone['id']} is not open in Xray"]
    assert not await gets(links["gone"], data)
    with lab.Client(links["whole"]) as app:
        going = await lab.start_download(data.url(3 * 10**6, 10**6), app)
        await call(web, "POST", "/api/system/xray/sync-config", key=bot)
        assert (await going).received >= 3 * 10**6
    assert await valid(web, bot) == [True] * 3
    for key in (gone, changed, whole):
        assert await link_of(web, bot, key) == links[key["name"]]
        assert await gets(links[key["name"]], data)


async def test_links_outlive_a_sync_and_a_restart_of_the_engine(
    shop: Shop,
    web: httpx.AsyncClient,
    bot: str,
    data: lab.Bytes,
    server: Server,
    panel: EmbeddedXray,
) -> None:
    key = await made(web, bot)
    link = await link_of(web, bot, key)
    await call(web, "POST", "/api/system/sync-config", key=bot)
    assert await link_of(web, bot, key) == link
    await calls.ask(shop, "restart", server_id=server.id)
    await lab.eventually(lambda: lab.healthy(shop.panels[server.id]))  # type: ignore[arg-type]
    assert await valid(web, bot) == [True] * 3
    assert await link_of(web, bot, key) == link
    assert await gets(link, data)


async def test_ports_begin_anew_where_another_program_leaves_room(
    shop: Shop,
    web: httpx.AsyncClient,
    bot: str,
    data: lab.Bytes,
    panel: EmbeddedXray,
) -> None:
    low, _ = shop.settings.key_port_range
    first, second, third = [await made(web, bot, name) for name in ("a", "b", "c")]
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": first["id"]})
    await call(web, "DELETE", "/api/keys/{key_id}", key=bot, values={"key_id": second["id"]})
    with contextlib.ExitStack() as held:
        held.enter_context(lab.Server(first["port"]))
        done = await call(web, "POST", "/api/system/ports/reset", key=bot)
        assert done["reassigned"] == 1
        (moved,) = await call(web, "GET", "/api/keys", key=bot)
        assert (moved["id"], moved["port"]) == (third["id"], second["port"])
        assert await gets(await link_of(web, bot, moved), data)
        assert (await made(web, bot, "passes over"))["port"] == third["port"] > low
    assert await valid(web, bot) == [True] * 3


async def test_the_real_verification_of_reality(
    shop: Shop,
    web: httpx.AsyncClient,
    bot: str,
    site: lab.Site,
) -> None:
    path = "/api/system/verify-reality"
    done = await call(web, "POST", path, key=bot)
    assert (done["message"], done["status"]) == ("Reality settings verified and updated successfully", "verified")
    assert done["checked"] >= 6
    assert done["issues"] == []
    shop.settings = shop.settings.model_copy(update={"reality_target": f"127.0.0.1:{lab.free_port()}"})
    failed = await call(web, "POST", path, key=bot, status=500, detail="Failed to verify Reality settings")
    (issue,) = failed["issues"]
    assert issue.startswith("target_reachable: ")
