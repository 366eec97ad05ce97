"""Trouble of the embedded engine reaches administrators and the events: once when it begins, once when it is over."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import events
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.engine import driver, panels
from core.engine import settings as engine_settings
from core.engine.notes import EngineNotes
from core.notifications import operators
from core.operations import audit
from core.panels.xray.config import Watching
from core.panels.xray.panel import EmbeddedXray
from core.shop import Shop
from core.subscriptions.keys import provisioning
from tests import lab
from tests.conftest import ADMIN, Clock, make_settings
from tests.core.conftest import facts, work
from tests.core.panels.test_outside_panels import bought
from tests.telegram import BotApi

TAKEN = {"part": "engine", "what": "port_taken", "words": "port 443 on 0.0.0.0 is taken", "port": 443}
TARGET = {"part": "target", "what": "target_down", "words": "site.example:443 does not answer within 5 s", "port": 443}
QUICK = Watching(every=0.3, handshake_every=0.5, again=0.3, answer=0.4, handshake=2, silent=1, settled=0.3, steady=1)


async def said(shop: Shop, notes: EngineNotes, event: str, details: dict[str, Any]) -> None:
    notes(event, details)
    await notes.written()
    await work(shop)


async def health_events(shop: Shop, service: str = "xray") -> list[str]:
    """Oldest first."""
    found, _ = await audit.query(shop, audit.Wanted(audit.since(shop, 24), "SERVICE_HEALTH", service=service), 100)
    return [event.kind.action for event in reversed(found)]


async def test_trouble_is_told_once_when_it_begins_and_once_when_it_is_over(
    shop: Shop, server: Server, bot_api: BotApi, clock: Clock
) -> None:
    notes = EngineNotes(shop, server.id)
    for _ in range(3):
        await said(shop, notes, "troubled", TAKEN)
        clock.advance(minutes=5)
    (begun,) = bot_api.said_to(ADMIN)
    assert "порт 443 занят другой программой" in begun
    assert "Amsterdam" in begun
    await server.refresh_from_db()
    assert server.trouble == TAKEN["words"]
    await said(shop, notes, "recovered", {"part": "engine"})
    await said(shop, notes, "recovered", {"part": "engine"})
    _, over = bot_api.said_to(ADMIN)
    assert "15 мин" in over
    await server.refresh_from_db()
    assert (server.trouble, server.trouble_since) == (None, None)
    assert await health_events(shop) == ["service_down", "service_up"]


async def test_a_worker_that_starts_meanwhile_does_not_tell_the_same_trouble_again(
    shop: Shop, server: Server, bot_api: BotApi
) -> None:
    await said(shop, EngineNotes(shop, server.id), "troubled", TAKEN)
    await said(shop, EngineNotes(shop, server.id), "troubled", {**TAKEN, "what": "crashed", "words": "exited with 1"})
    assert len(bot_api.said_to(ADMIN)) == 1
    await said(shop, EngineNotes(shop, server.id), "recovered", {"part": "engine"})
    await said(shop, EngineNotes(shop, server.id), "recovered", {"part": "engine"})
    assert len(bot_api.said_to(ADMIN)) == 2


async def test_two_servers_have_troubles_of_their_own(shop: Shop, server: Server, bot_api: BotApi) -> None:
    second = await panels.add_server(shop, name="Berlin", settings={"port": 8443})
    first_notes, second_notes = EngineNotes(shop, server.id), EngineNotes(shop, second.id)
    await said(shop, first_notes, "troubled", TAKEN)
    await said(shop, second_notes, "troubled", {**TAKEN, "port": 8443})
    assert ["Amsterdam" in text for text in bot_api.said_to(ADMIN)] == [True, False]
    await said(shop, second_notes, "recovered", {"part": "engine"})
    troubled = [one.id for one in await Server.all() if one.trouble]
    assert troubled == [server.id]


async def test_the_target_is_told_apart_from_the_engine(shop: Shop, server: Server, bot_api: BotApi) -> None:
    notes = EngineNotes(shop, server.id)
    await said(shop, notes, "troubled", TARGET)
    await said(shop, notes, "troubled", TAKEN)
    await said(shop, notes, "recovered", {"part": "target"})
    await server.refresh_from_db()
    assert server.trouble == TAKEN["words"]
    assert len(bot_api.said_to(ADMIN)) == 3
    assert await health_events(shop, "reality") == ["service_down", "service_up"]
    assert await health_events(shop) == ["service_down"]


async def test_ports_of_single_keys_do_not_make_the_server_a_troubled_one(
    shop: Shop, server: Server, bot_api: BotApi
) -> None:
    shut = {"part": "keys", "what": "key_ports", "words": "port 10001 is taken", "port": 10001}
    await said(shop, EngineNotes(shop, server.id), "troubled", shut)
    await server.refresh_from_db()
    assert server.trouble is None
    assert "10001" in bot_api.said_to(ADMIN)[0]


async def test_a_refused_account_is_told_and_is_no_outage(shop: Shop, server: Server, bot_api: BotApi) -> None:
    refused = {"name": "k0007", "words": "the UUID is already in use"}
    await said(shop, EngineNotes(shop, server.id), "account_refused", refused)
    assert "k0007" in bot_api.said_to(ADMIN)[0]
    assert await health_events(shop) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_every_trouble_has_words(shop: Shop, server: Server, bot_api: BotApi, language: str) -> None:
    shop.settings = shop.settings.model_copy(update={"default_language": language})
    for what in (*operators.ENGINE_TROUBLES, "word_of_a_newer_version"):
        await shop.record(events.EngineTroubled(None, server.id, what, "details", 443))
    await work(shop)
    texts = bot_api.said_to(ADMIN)
    assert len(texts) == len(operators.ENGINE_TROUBLES) + 1
    assert len(set(texts)) == len(operators.ENGINE_TROUBLES)


async def test_an_engine_that_cannot_be_configured_is_told_once_and_holds_up_no_other_server(
    shop: Shop, server: Server, bot_api: BotApi, tmp_path: Path
) -> None:
    folder = tmp_path / ("x" * 100)  # the path of a unix socket has to be short
    shop.settings = shop.settings.model_copy(update={"data_dir": folder})
    outside = {"url": "http://127.0.0.1:9", "username": "shop", "password": "secret-of-a-panel"}
    other = await panels.add_server(shop, name="Berlin", kind="marzban", settings=outside)
    for _ in range(3):
        await driver.start_new_servers(shop)
    await work(shop)
    assert list(shop.panels) == [other.id]
    (told,) = bot_api.said_to(ADMIN)
    assert "Xray не запускается" in told
    assert str(folder) in told
    await driver.stop_panels(shop)


class TestRealEngine:
    """The whole way from a stopped process to the administrators' chat."""

    @pytest.fixture
    def settings(self, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
        with lab.Site() as imitated:
            yield make_settings(
                sqlite_url,
                tmp_path_factory.mktemp("x"),  # the path of a unix socket has to be short
                xray_port=lab.free_port(),
                xray_listen="127.0.0.1",
                xray_allow_private_targets=True,
                reality_target=f"127.0.0.1:{imitated.port}",
                reality_server_name=lab.SNI,
            )

    @pytest.fixture
    async def engine(self, shop: Shop, server: Server) -> AsyncIterator[EmbeddedXray]:
        config = replace(await engine_settings.config(shop, server), watching=QUICK)
        panel = EmbeddedXray(config, EngineNotes(shop, server.id))
        await panel.start()
        shop.panels[server.id] = panel
        yield panel
        await driver.stop_panels(shop)

    async def test_a_stopped_and_a_killed_core_are_told_in_order(
        self, shop: Shop, engine: EmbeddedXray, bot_api: BotApi
    ) -> None:
        async def told(count: int) -> bool:
            await work(shop)
            return len(bot_api.said_to(ADMIN)) == count

        os.kill(engine._supervisor.running().pid, signal.SIGSTOP)
        await lab.eventually(lambda: told(2))
        begun, over = bot_api.said_to(ADMIN)
        assert "Xray завис" in begun
        assert "ключи работают" in over
        os.kill(engine._supervisor.running().pid, signal.SIGKILL)
        await lab.eventually(lambda: told(4))
        assert await health_events(shop) == ["service_down", "service_up"] * 2
        assert [fact.data["what"] for fact in await facts("EngineTroubled")] == ["silent", "crashed"]

    async def test_a_key_that_waits_for_the_engine_ends_no_trouble(
        self, shop: Shop, server: Server, tariff: Tariff, bot_api: BotApi, clock: Clock
    ) -> None:
        """The engine answers some calls from memory while it serves nobody."""
        shop.panels[server.id] = EmbeddedXray(await engine_settings.config(shop, server))  # not started
        await said(shop, EngineNotes(shop, server.id), "troubled", TAKEN)
        for number in range(6):
            await bought(shop, tariff, number)
        for _ in range(20):
            await provisioning.converge_due(shop)
            clock.advance(seconds=10)
        await server.refresh_from_db()
        assert server.trouble == TAKEN["words"]
        assert not await facts("PanelRecovered")
        assert not await facts("PanelTroubled")
