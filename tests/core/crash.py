"""A shop that is killed: run as a process of its own by test_crash.py, never imported by pytest.

`python -m tests.core.crash SERVER_URL DIRECTORY TELEGRAM_URL` sells one key by Stars again and again, each time in a
fresh database. The n-th time SIGKILL comes right before or right after the n-th write of the sale becomes permanent; a
second process then gets the same receipt again and works until nothing is left to do. One line of JSON a case says what
is there in the end.
"""

import asyncio
import dataclasses
import gc
import json
import os
import shutil
import signal
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

from core import ledger, wiring, worker
from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Terms
from core.db import migrate
from core.ledger import LedgerEntry
from core.notifications.delivery import Notification
from core.outbox import Delivery, RecordedFact
from core.payment_providers import Receipt
from core.payments import settlement
from core.payments.models import Invoice, Payment
from core.shop import Shop
from core.subscriptions import purchase
from core.subscriptions.keys import provisioning, state
from core.subscriptions.models import Key, Subscription
from core.users import accounts
from tests import databases
from tests.conftest import make_settings
from tests.panels import FilePanel

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
TELEGRAM_ID = 4242
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclasses.dataclass
class Killer:
    """Counts what becomes permanent, and kills this process around the `at`-th time."""

    at: int
    when: str
    seen: int = 0

    def before(self) -> None:
        self.seen += 1
        self._strike("before")

    def after(self) -> None:
        self._strike("after")

    def _strike(self, moment: str) -> None:
        if self.seen == self.at and moment == self.when:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(killer: Killer) -> None:
    """Tell the killer of every COMMIT and of every write outside a transaction."""
    for client, transaction in ((SqliteClient, SqliteTransactionWrapper), (AsyncpgDBClient, TransactionWrapper)):
        _around(transaction, "commit", killer, lambda *_: True)
        for method in ("execute_query", "execute_query_dict", "execute_insert"):
            _around(client, method, killer, _writes_alone(transaction))


def _writes_alone(transaction: type) -> Any:
    return lambda self, query, *_: not isinstance(self, transaction) and query.lstrip().upper().startswith(WRITES)


def _around(owner: type, name: str, killer: Killer, applies: Any) -> None:
    plain = getattr(owner, name)

    async def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        counts = applies(self, *args)
        if counts:
            killer.before()
        result = await plain(self, *args, **kwargs)
        if counts:
            killer.after()
        return result

    setattr(owner, name, watched)


class Case:
    """One sale in one database."""

    def __init__(self, server_url: str, directory: Path, telegram_url: str, name: str) -> None:
        self.server_url, self.directory, self.telegram_url, self.name = server_url, directory, telegram_url, name
        self.sqlite = server_url.startswith("sqlite")
        self.url = f"sqlite://{directory / name}.db" if self.sqlite else f"{server_url}crash_{name}"
        self.now = START

    def run(self, work: Any) -> int:
        """Do `work` in a process of its own; returns how that ended."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                asyncio.run(work())
                status = 0
            finally:
                sys.stdout.flush()
                os._exit(status)
        return os.waitpid(child, 0)[1]

    async def prepare(self) -> None:
        """The world before the sale: a person with an open invoice for a month."""
        await self._create()
        await migrate.migrate(self.url)
        async with wiring.opened(self._shop()) as shop:
            await servers.create(shop, name="Amsterdam", country="NL")
            tariff = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900))
            user, _ = await accounts.get_or_create(
                shop, accounts.TelegramProfile(TELEGRAM_ID, "Alice", language_code="ru")
            )
            await purchase.invoice(shop, user, tariff)
            await Delivery.all().delete()

    async def copy(self, template: "Case") -> None:
        if self.sqlite:
            shutil.copy(f"{template.directory / template.name}.db", f"{self.directory / self.name}.db")
        else:
            await self._create(template=f"crash_{template.name}")

    async def sell(self, killer: Killer) -> None:
        """The sale as the shop does it, with death somewhere on the way."""
        watch(killer)
        async with wiring.opened(self._shop()) as shop:
            await self._pay(shop)
            await self._work(shop, rounds=3)

    async def recover(self) -> None:
        """What follows: Telegram delivers the payment again, and the worker works until nothing is owed."""
        self.now = START + timedelta(minutes=10)  # claims of the dead have run out
        async with wiring.opened(self._shop()) as shop:
            await self._pay(shop)
            await self._work(shop, rounds=20)
            print(json.dumps({"case": self.name, **await self._found(shop)}))  # noqa: T201

    def _shop(self) -> Shop:
        settings = make_settings(self.url, self.directory, telegram_api_url=self.telegram_url)
        return wiring.build_shop(settings, now=lambda: self.now)

    async def _pay(self, shop: Shop) -> None:
        invoice = await Invoice.first()
        assert invoice is not None
        receipt = Receipt(
            "stars", "charge-1", "completed", uuid.UUID(str(invoice.uuid)), 299, "XTR", TELEGRAM_ID, START
        )
        await settlement.settle(shop, receipt)

    async def _work(self, shop: Shop, rounds: int) -> None:
        server = await Server.get()
        shop.panels[server.id] = FilePanel(self.directory / f"{self.name}.panel", shop.now)
        for _ in range(rounds):
            while await worker.deliver_due(shop) + await provisioning.converge_due(shop):
                pass
            if not await Delivery.all().count() and not await Key.filter(next_try_at__isnull=False).count():
                return
            self.now += timedelta(minutes=1)

    async def _found(self, shop: Shop) -> dict[str, Any]:
        panel = shop.panels[(await Server.get()).id]
        key = await Key.get()
        held = await panel.get(key.account_name)
        ready = await RecordedFact.filter(name="AccessReady")
        return {
            "unbalanced": await ledger.unbalanced(),
            "entries": sorted(await LedgerEntry.all().values_list("amount_kopeks", flat=True)),
            "payments": await Payment.all().values_list("status", flat=True),
            "subscriptions": await Subscription.all().values_list("status", flat=True),
            "days": ((await Subscription.get()).expires_at - START).total_seconds() // 86400,
            "account": held.state if held else None,
            "links": len(await state.links(await Subscription.get())),
            "ready": len(ready),
            "started": await RecordedFact.filter(name="SubscriptionStarted").count(),
            "told": await Notification.filter(key__in=[f"{fact.id}:{fact.user_id}" for fact in ready]).count(),
            "owed": await Delivery.all().count(),
        }

    async def _create(self, template: str = "template0") -> None:
        if not self.sqlite:
            await databases.create(self.server_url, f"crash_{self.name}", template)


def main() -> None:
    server_url, directory, telegram_url = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    template, undisturbed = (Case(server_url, directory, telegram_url, name) for name in ("template", "undisturbed"))
    # The first sale is this process's own: texts, modules and models that it has read are there for its children.
    asyncio.run(template.prepare())
    asyncio.run(undisturbed.copy(template))
    asyncio.run(undisturbed.recover())
    gc.freeze()
    for number in range(1, 200):
        for when in ("before", "after"):
            case = Case(server_url, directory, telegram_url, f"{when}_{number}")
            asyncio.run(case.copy(template))
            ended = case.run(lambda case=case, number=number, when=when: case.sell(Killer(number, when)))
            recovered = case.run(case.recover)
            if recovered:
                sys.exit(f"{case.name}: recovered {recovered}")
            if ended == 0:
                print(json.dumps({"writes": number - 1}))  # noqa: T201 - death came too late: the sale has no more writes
                return
            if not os.WIFSIGNALED(ended):
                sys.exit(f"{case.name}: ended with {ended}")


if __name__ == "__main__":
    main()
