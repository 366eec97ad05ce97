"""The machine is lost: from a backup the shop comes back elsewhere, and what customers have goes on working."""

import shutil
from pathlib import Path

import pytest

from tests import databases
from tests.conftest import ADMIN
from tests.journeys.conftest import World
from tests.journeys.test_first_sale import buy_for_stars, key_in, links_of_subscription
from tests.lab import Client, download, eventually

PASSWORD = "correct horse battery staple"


async def test_a_lost_machine_comes_back_from_its_backup(world: World) -> None:
    await the_machine_is_lost(world)


@pytest.mark.own_database
async def test_the_same_on_postgres(world: World, postgres_url: str) -> None:
    world.settings["DATABASE_URL"] = postgres_url
    await the_machine_is_lost(world, postgres_url)


async def test_a_backup_by_the_clock_comes_to_the_administrator(world: World) -> None:
    world.settings |= {"BACKUP_PASSWORD": PASSWORD, "BACKUP_EVERY_HOURS": "24", "BACKUP_TO_ADMINS": "true"}
    admin = await world.client.person(ADMIN, first_name="Admin", started=True)
    await world.start("run")
    message = await admin.wait_for(lambda m: "document" in m, timeout=60)
    (line,) = (await world.command("backups")).splitlines()
    assert message["document"]["file_name"] == line.split("\t")[0]
    await admin.send("/start")
    await admin.wait_for(lambda m: "reply_markup" in m, timeout=60)  # the bot is there, and everything can be stopped
    await world.stop()


async def the_machine_is_lost(world: World, postgres_url: str = "") -> None:
    world.settings["BACKUP_PASSWORD"] = PASSWORD
    await world.sell()
    await world.start("run")
    alice = await world.person(1001, "Алиса")
    await buy_for_stars(alice)
    message = await alice.wait_for(lambda m: "vless://" in m.get("caption", ""), timeout=60)
    key, links = key_in(message), await links_of_subscription(message)
    file = world.directory / "elsewhere.bak"
    assert str(file) in await world.command("backup", "--to", str(file))

    await world.stop("run", hard=True)
    await destroy(world, postgres_url)
    if not postgres_url:  # neither of them writes to a database
        said = await world.command("restore", str(file), "--settings-to", str(world.directory / "restored.env"))
        assert "settings written" in said
        assert world.settings["BOT_TOKEN"] in (world.directory / "restored.env").read_text()
        assert "nothing was changed" in await world.command("restore", str(file), "--dry-run")
    said = await world.command("restore", str(file))
    assert "users: 1 in the backup, 0 here now" in said
    assert "the books balance" in said

    await world.start("run")
    assert await eventually_the_same(links, message) == links
    assert key in links
    with Client(key) as app:

        async def carries() -> bool:
            return (await download(f"{world.downloads.url}/bytes/1000", app, seconds=5)).received >= 1000

        await eventually(carries, 60)
    assert "ok   books" in await world.command("doctor")
    await world.stop()


async def eventually_the_same(links: list[str], message: dict[str, object]) -> list[str]:
    """The links at the address that the customer has, as soon as they are there again."""
    found: list[str] = []

    async def there() -> bool:
        found[:] = await links_of_subscription(message)
        return found == links

    await eventually(there, 60)
    return found


async def destroy(world: World, postgres_url: str) -> None:
    """Nothing is left of the shop but the file that lies elsewhere."""
    shutil.rmtree(world.directory / "data")
    for left in world.directory.glob("shop.db*"):
        left.unlink()
    if postgres_url:
        server, _, name = postgres_url.rpartition("/")
        await databases.drop(f"{server}/", name)
        await databases.create(f"{server}/", name)
    assert not list(Path(world.directory).glob("**/*.db"))
