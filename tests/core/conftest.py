"""Fixtures of core's tests: a panel in memory and a Bot API that remembers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from tortoise.expressions import F

from core import worker
from core.catalogue.servers import Server
from core.outbox import RecordedFact
from core.payment_providers.stars import Stars
from core.shop import Shop
from core.subscriptions.keys import provisioning
from core.subscriptions.models import Key
from core.telegram.client import Telegram
from tests import telegram
from tests.conftest import TOKEN, Clock
from tests.core.versions import versions
from tests.lab import beside, eventually
from tests.panels import MemoryPanel
from tests.telegram import BotApi

__all__ = ["versions"]


@pytest.fixture
def panel(shop: Shop, server: Server, clock: Clock) -> MemoryPanel:
    """The panel of the shop's server."""
    made = MemoryPanel(clock)
    shop.panels[server.id] = made
    return made


@pytest.fixture
async def bot_api(shop: Shop) -> AsyncIterator[BotApi]:
    """A Bot API stand-in that the shop talks to."""
    async with telegram.running() as api:
        await shop.telegram.aclose()
        shop.telegram = Telegram(TOKEN, api.url)
        shop.providers = {"stars": Stars(shop.telegram, 100)}
        yield api
        await shop.telegram.aclose()


async def work(shop: Shop) -> None:
    """Do what is due now, until nothing is."""
    while await provisioning.converge_due(shop) + await worker.deliver_due(shop):
        pass


def following(shop: Shop) -> AbstractAsyncContextManager[None]:
    """Panels follow beside the test, as a worker sees to it."""
    return beside(lambda: provisioning.converge_due(shop))


async def followed(shop: Shop) -> None:
    """As `work`, where a worker runs beside the test: what that one has in hand is waited for."""

    async def agreed() -> bool:
        await work(shop)
        return not await Key.filter(server_id__in=list(shop.panels), have_version__lt=F("want_version")).exists()

    await eventually(agreed, 30)
    await work(shop)


async def facts(name: str) -> list[RecordedFact]:
    """What is recorded under this name, in order."""
    return await RecordedFact.filter(name=name).order_by("id")
