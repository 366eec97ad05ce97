"""A web site's front end, in TypeScript and by the published types, against the shop: the compiler believes the client,
and a whole visit with it keeps what the types promise, the money and the keys' word.
"""

import asyncio
import contextlib
import json
import re
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.vendors.server import Vendors
from tests.journeys.conftest import World
from tests.lab import Client, download, eventually
from tests.node import Node, NoRegistry, find_node
from tests.programs import missing

# One installation of the packages serves all of them.
pytestmark = [pytest.mark.xdist_group("site_client"), pytest.mark.timeout(240)]

SOURCES = Path(__file__).parent / "site_client"
BACK = "https://my.site/paid"
PRICE_KOPEKS, PURCHASES, REFERRAL_PERCENT = 299_00, 3, 25
VISIT_SECONDS = 90
PUBLISHED = "email: string | null"


@pytest.fixture(scope="session")
def node() -> Node:
    """The machine's Node.js."""
    return find_node() or missing("Node.js")


@pytest.fixture(scope="session")
def package(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's sources with what they are compiled by."""
    made = tmp_path_factory.mktemp("site") / "client"
    shutil.copytree(SOURCES, made, ignore=shutil.ignore_patterns("node_modules", "dist"))
    try:
        node.install(made)
    except NoRegistry:
        missing("TypeScript (npm reaches no registry)")
    return made


@pytest.fixture
async def vendors(world: World) -> AsyncIterator[Vendors]:
    """YooKassa, which sends its news to the address that the site's contract names."""
    async with Vendors(webhooks={"yookassa": f"{world.web}/payments/webhook"}, clock=world.sandbox.world.clock) as made:
        world.settings["YOOKASSA_API_URL"] = made.api("yookassa")
        for secret, value in made.secrets("yookassa").items():
            world.settings[f"YOOKASSA_{secret}".upper()] = value
        yield made


def compiled(node: Node, package: Path) -> str:
    """Compile the package; what the compiler says against it."""
    command = [node.node, str(package / "node_modules" / "typescript" / "bin" / "tsc"), "--project", str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100).stdout


# Changes of a published type, and what the compiler has to say to each.
CHANGES = {
    "never-null": ("email: string", "'string | null' is not assignable to type 'string'"),
    "one-field-more": ("email: string | null\n  phone: string", "Property 'phone' is missing"),
    "one-field-less": ("", "'email' does not exist"),
}


def test_the_compiler_refuses_a_check_that_does_not_fit_its_type(node: Node, package: Path, tmp_path: Path) -> None:
    """Else a passing visit would prove nothing about the published types. One run of the compiler for all changes."""
    (tmp_path / "node_modules").symlink_to(package / "node_modules")
    for file in ("package.json", "tsconfig.json"):
        shutil.copy(package / file, tmp_path)
    (tmp_path / "tsconfig.json").write_text((package / "tsconfig.json").read_text().replace('"*.ts"', '"*/*.ts"'))
    for name, (changed, _) in CHANGES.items():
        copy = tmp_path / name
        copy.mkdir()
        for source in package.glob("*.ts"):
            shutil.copy(source, copy)
        types = (copy / "types.ts").read_text()
        assert types.count(PUBLISHED) == 1
        (copy / "types.ts").write_text(types.replace(PUBLISHED, changed))
    complaints = re.split(r"(?m)^(?=\S)", compiled(node, tmp_path))
    for name, (_, complaint) in CHANGES.items():
        own = "".join(text for text in complaints if f"{name}/" in text.partition("(")[0])
        assert complaint in own, (name, own)


async def test_a_front_end_by_the_published_types_goes_through_a_whole_visit(
    world: World, vendors: Vendors, node: Node, package: Path
) -> None:
    assert await asyncio.to_thread(compiled, node, package) == ""
    # A person's visit takes longer than this one, which would meet the limit of a minute.
    world.settings |= {"RETURN_ORIGINS": BACK.removesuffix("/paid"), "RATE_LIMIT_OTHER": "0", "RATE_LIMIT_AUTH": "0"}
    await world.sell()
    await world.start("run")
    with contextlib.ExitStack() as apps:
        await visit(world, node, package, apps)
    await eventually(lambda: rewards(world.directory) == PURCHASES, 60)
    assert "ok   books" in await world.command("doctor")
    await world.stop()
    money_balances(world.directory, vendors)


async def visit(world: World, node: Node, package: Path, apps: contextlib.ExitStack) -> None:
    """Run the compiled visit, and do what it asks for."""
    process = await asyncio.create_subprocess_exec(
        node.node,
        str(package / "dist" / "visit.js"),
        world.web,
        BACK,
        env=node.environment({}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    app: Client | None = None
    asked = []
    try:
        async with asyncio.timeout(VISIT_SECONDS):
            async for line in process.stdout:
                wish = json.loads(line)
                asked.append(wish["deed"])
                app = await done(world, wish, app, apps)
                process.stdin.write(b"done\n")
            said = (await process.stderr.read()).decode()
            assert await process.wait() == 0, said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert asked == ["connect", "later", "refused"]


async def done(world: World, wish: Mapping[str, Any], app: Client | None, apps: contextlib.ExitStack) -> Client:
    """One deed of those in `outside.ts`; the customer's app from then on."""
    if wish["deed"] == "connect":
        app = apps.enter_context(Client(wish["link"]))
        got = await download(f"{world.downloads.url}/bytes/{wish['bytes']}", app)
        assert got.received >= wish["bytes"]
        return app
    assert app is not None
    if wish["deed"] == "later":
        assert await gets(world, app)
        await world.client.advance(wish["seconds"])
    else:
        await eventually(lambda: gets_nothing(world, app), 60)
    return app


async def gets(world: World, app: Client) -> bool:
    return (await download(f"{world.downloads.url}/bytes/1000", app, seconds=3)).received >= 1000


async def gets_nothing(world: World, app: Client) -> bool:
    return not await gets(world, app)


def rewards(directory: Path) -> int:
    """How many rewards the friend has been given so far; it comes from the outbox, after the payment."""
    return len([kind for _, kind, _ in entries(directory) if kind == "referral_reward"])


def entries(directory: Path) -> list[tuple[str, str, int]]:
    """The ledger: whose, what kind of entry, and its kopeks, oldest first."""
    query = (
        "SELECT u.email, e.kind, e.amount_kopeks FROM ledger_entries e JOIN users u ON u.id = e.user_id ORDER BY e.id"
    )
    with contextlib.closing(sqlite3.connect(f"file:{directory / 'shop.db'}?mode=ro", uri=True)) as database:
        return list(database.execute(query))


def balances(directory: Path) -> dict[str, int]:
    """Kopeks on everybody's balance."""
    with contextlib.closing(sqlite3.connect(f"file:{directory / 'shop.db'}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT email, balance_kopeks FROM users"))


def money_balances(directory: Path, vendors: Vendors) -> None:
    """What the vendor took has come in once and gone out once, and the friend has the share of it."""
    bills = vendors.book("yookassa").bills.values()
    assert [(bill.status, bill.amount) for bill in bills] == [("paid", "299.00")] * PURCHASES
    reward = PRICE_KOPEKS * REFERRAL_PERCENT // 100
    expected = {
        ("customer@example.com", "top_up", PRICE_KOPEKS): PURCHASES,
        ("customer@example.com", "purchase", -PRICE_KOPEKS): PURCHASES,
        ("friend@example.com", "referral_reward", reward): PURCHASES,
    }
    assert Counter(entries(directory)) == expected
    assert balances(directory) == {"customer@example.com": 0, "friend@example.com": PURCHASES * reward}
