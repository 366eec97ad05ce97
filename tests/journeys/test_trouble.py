"""What goes wrong around a sale, and that it comes right by itself."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator

import pytest

from core.operations.checks import runs
from tests import logwatch
from tests.journeys.conftest import World, environment
from tests.journeys.test_first_sale import buy_for_stars, key_in
from tests.lab import Client, download, eventually


@pytest.fixture
async def selling(world: World) -> World:
    """A shop with a tariff."""
    await world.sell()
    return world


async def test_a_shop_killed_right_after_the_payment_delivers_when_it_is_back(selling: World) -> None:
    await selling.start("run")
    alice = await selling.person(1001, "Алиса")
    await buy_for_stars(alice)
    await selling.stop("run", hard=True)
    await selling.start("run")

    message = await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60)
    with Client(key_in(message)) as app:
        assert (await download(f"{selling.downloads.url}/bytes/1000", app)).received >= 1000
    async with selling.opened() as shop:
        (books,) = await runs.look(shop, "books", running=True)
    assert books.ok, books


async def test_a_taken_port_is_named_and_the_shop_sells_all_the_same(selling: World) -> None:
    with taken(int(selling.settings["XRAY_PORT"])):
        await selling.start("run")
        alice = await selling.person(1001, "Алиса")
        await buy_for_stars(alice)
        await alice.wait_for("Доступ ещё готовится", timeout=60)
        assert selling.settings["XRAY_PORT"] in selling.log("run")
    message = await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60)
    with Client(key_in(message)) as app:
        assert (await download(f"{selling.downloads.url}/bytes/1000", app)).received >= 1000


async def test_a_customer_without_money_left_is_cut_off_at_the_end_of_the_traffic(world: World) -> None:
    await world.sell("Tiny", 99, 1)
    await world.start("run")
    alice = await world.person(1001, "Алиса")
    await buy_for_stars(alice, "Tiny")
    message = await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60)
    with Client(key_in(message)) as app:
        await download(f"{world.downloads.url}/bytes/{1_100_000_000}", app, seconds=60)
        await alice.wait_for("Трафик израсходован", timeout=60)

        async def refused() -> bool:
            return (await download(f"{world.downloads.url}/bytes/1000", app, seconds=3)).received < 1000

        await eventually(refused, 60)


async def test_a_token_that_telegram_does_not_know_is_one_sentence_and_exit_code_2(world: World) -> None:
    code, said = await vitrina_run(world, world.settings | {"BOT_TOKEN": "7000000002:SANDBOX-other"})
    assert code == 2
    assert "BotFather" in said.splitlines()[-1]


async def vitrina_run(world: World, settings: dict[str, str]) -> tuple[int | None, str]:
    """Exit code and output of `vitrina run` that cannot start."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "vitrina",
        "run",
        env=environment(settings),
        cwd=world.directory,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    logwatch.learn_environment(settings)
    logwatch.saw("vitrina run", out.decode())
    return process.returncode, out.decode()


@contextlib.contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody else listens on the port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        yield
