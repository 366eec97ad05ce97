"""`vitrina admin`: servers on panels of other machines, what is on sale, and what the doctor says of them."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Terms
from core.config import Settings
from core.operations.checks import Check, runs
from core.shop import Shop
from core.subscriptions.models import Key
from tests.core.outside import settings_of
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.remnawave_kit import RemnawaveKit
from tests.vitrina.test_admin_commands import command, in_shop, settings
from vitrina import servers as commands

__all__ = ["commands", "settings"]  # `commands` adds them


@pytest.fixture
def shop_of(settings: Settings) -> Settings:
    """A shop with two servers of its own machine, both on sale, and a tariff."""

    async def work(shop: Shop) -> None:
        await servers.create(shop, name="Amsterdam", country="NL")
        await servers.create(shop, name="Oslo", country="NO")
        await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900))

    in_shop(settings, work)
    return settings


class Beside:
    """A panel that runs in a thread of its own: commands bring event loops of their own."""

    def __init__(self, kit: MarzbanKit | RemnawaveKit) -> None:
        self.kit = kit
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.do(kit.start())

    def do(self, work: Awaitable[Any]) -> Any:
        async def inside() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(inside(), self._loop).result(30)

    def close(self) -> None:
        self.do(self.kit.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture(params=[MarzbanKit, RemnawaveKit], ids=lambda kind: kind.name)
def beside(request: pytest.FixtureRequest) -> Iterator[Beside]:
    made = Beside(request.param())
    yield made
    made.close()


def add(beside: Beside, tmp_path: Path, code: int = 0, **changes: Any) -> str:
    path = tmp_path / "panel.json"
    path.write_text(json.dumps(settings_of(beside.kit) | changes))
    kind = beside.kit.name.partition("-")[0]
    return command("add-server", "Riga", "--panel", kind, "--settings", str(path), code=code)


def on_sale(settings: Settings) -> list[bool]:
    async def work(_shop: Shop) -> list[bool]:
        return [server.enabled for server in await Server.all().order_by("id")]

    return list(in_shop(settings, work))


def checked(settings: Settings, name: str) -> Check:
    async def work(shop: Shop) -> Check:
        return (await runs.look(shop, name, running=False))[0]

    check = in_shop(settings, work)
    assert isinstance(check, Check)
    return check


def test_a_panel_that_works_is_added_on_sale(shop_of: Settings, beside: Beside, tmp_path: Path) -> None:
    assert "on sale" in add(beside, tmp_path)
    assert on_sale(shop_of) == [True, True, True]
    assert checked(shop_of, "outside panels").text_in("en") == "1 work"


@pytest.mark.parametrize("trouble", ["down", "refused", "html"])
def test_a_panel_that_does_not_work_is_not_added(
    shop_of: Settings, beside: Beside, tmp_path: Path, trouble: str
) -> None:
    known = settings_of(beside.kit)
    beside.do(beside.kit.fault(trouble))
    told = add(beside, tmp_path, code=1, **known)
    assert "NOT in order" in told
    assert "no server was added" in told
    assert len(on_sale(shop_of)) == 2


def test_nor_is_one_whose_settings_name_what_it_does_not_have(
    shop_of: Settings, beside: Beside, tmp_path: Path
) -> None:
    if isinstance(beside.kit, MarzbanKit):
        told = add(beside, tmp_path, code=1, inbounds={"default": {"vless": ["NOBODY"]}})
        assert "NOBODY" in told
    else:
        lost = "00000000-0000-4000-8000-000000000000"
        assert lost in add(beside, tmp_path, code=1, squads={"default": [lost]})
    assert len(on_sale(shop_of)) == 2


@pytest.mark.parametrize("moves", [1, 2])
@pytest.mark.parametrize("before", [[True, True], [True, False], [False, True], [False, False]])
def test_there_and_back_leaves_on_sale_what_was(shop_of: Settings, before: list[bool], moves: int) -> None:
    for number, state in enumerate(before, 1):
        command("set-sale", str(number), "on" if state else "off")
    for _ in range(moves):
        told = command("move-server", "1", "2")
    assert on_sale(shop_of) == [False, before[1]]
    assert ("nobody can buy" in told) is (not before[1])
    command("move-server", "2", "1")
    assert on_sale(shop_of) == before


def test_a_server_that_was_moved_away_from_is_sold_again_when_keys_come_from_elsewhere(shop_of: Settings) -> None:
    async def third(shop: Shop) -> None:
        await servers.create(shop, name="Riga")

    in_shop(shop_of, third)
    for source, target in ("12", "23", "31"):
        command("move-server", source, target)
    assert on_sale(shop_of) == [True, False, False]


def test_what_an_operator_took_off_sale_stays_off(shop_of: Settings) -> None:
    command("move-server", "1", "2")
    command("set-sale", "1", "on")
    command("set-sale", "1", "off")
    command("move-server", "2", "1")
    assert on_sale(shop_of)[0] is False


def test_a_move_that_is_refused_leaves_the_sale_as_it_is(shop_of: Settings) -> None:
    command("move-server", "1", "1", code=1)
    command("move-server", "1", "9", code=1)
    assert on_sale(shop_of) == [True, True]
    command("move-server", "1", "2", "--keep-selling")
    assert on_sale(shop_of) == [True, True]


def test_the_doctor_says_that_nothing_is_sold(shop_of: Settings) -> None:
    assert checked(shop_of, "outside panels").ok
    command("set-sale", "1", "off")
    told = command("set-sale", "2", "off")
    assert "nobody can buy" in told
    check = checked(shop_of, "outside panels")
    assert not check.ok
    assert "no server is on sale" in check.text_in("en")
    assert "set-sale" in check.advice_in("en")
    assert "(off sale)" in command("servers")


def test_the_doctor_names_a_tariff_whose_servers_are_off_sale(shop_of: Settings) -> None:
    async def work(shop: Shop) -> None:
        first = await Server.get(id=1)
        await tariffs.create(shop, Terms(name="Fast", period_days=30, price_kopeks=100), servers=[first])

    in_shop(shop_of, work)
    assert checked(shop_of, "outside panels").ok
    command("set-sale", "1", "off")
    assert "Fast" in checked(shop_of, "outside panels").text_in("en")


def test_the_doctor_asks_panels_itself_where_no_worker_runs(shop_of: Settings, beside: Beside, tmp_path: Path) -> None:
    add(beside, tmp_path)
    assert checked(shop_of, "outside panels").ok
    beside.do(beside.kit.fault("down"))
    check = checked(shop_of, "outside panels")
    assert not check.ok
    assert "Riga" in check.text_in("en")
    beside.do(beside.kit.heal())
    assert checked(shop_of, "outside panels").ok


def test_the_doctor_names_a_refused_key_with_its_customer_and_server(shop_of: Settings) -> None:
    async def work(shop: Shop) -> None:
        wrong = {"next_try_at": None, "last_error": "no such inbound", "created_at": shop.now(), "label": "Alice"}
        await Key.create(server_id=2, want_version=2, have_version=1, **wrong)

    in_shop(shop_of, work)
    check = checked(shop_of, "keys")
    assert not check.ok
    for word in ("Oslo", "k0001", "Alice", "no such inbound"):
        assert word in check.text_in("en")
