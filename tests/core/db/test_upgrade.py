"""An upgrade: links that customers have stay what they are, byte for byte, whichever version the shop comes from."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.models import Model

from core import db, wiring
from core.catalogue import servers, tariffs
from core.catalogue.tariffs import Terms
from core.db import migrate
from core.engine import settings as engine_settings
from core.panels.xray.panel import EmbeddedXray
from core.shop import Actor, Shop
from core.subscriptions import purchase
from core.subscriptions.keys import provisioning, state
from core.subscriptions.models import Key, PanelAccount, Subscription
from tests import lab
from tests.conftest import make_settings, new_user
from tests.core.db.test_migrations import beside, insert, rows, unchecked
from tests.core.versions import RELEASED, Opened, Versions


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data directory with a short path."""
    with lab.run_dir() as made:
        yield made


@pytest.mark.parametrize("released", RELEASED[:-1])
async def test_links_stay_what_they_are_through_an_upgrade(versions: Versions, released: str, folder: Path) -> None:
    older = await versions.copy(released)
    newest = await beside(older, "newest")
    await migrate.migrate(newest)
    async with _shop(newest, folder) as shop:
        await servers.create(shop, name="Amsterdam", country="NL")
        tariff = await tariffs.create(shop, Terms(name="Month", period_days=30, price_kopeks=29900))
        user = await new_user(shop, balance_kopeks=299_00)
        await purchase.buy(shop, user, tariff, quote="1", by=Actor("user", user.id))
        links = await _links(shop)
        key = await Key.get()
        await PanelAccount.create(key=key, state="active", links=links, observed_at=shop.now())
        shown = await state.links(await Subscription.get())
    async with Opened(newest):
        columns = {str(model._meta.db_table): list(model._meta.fields_db_projection.values()) for model in _models()}
        sold = await rows(columns)
    async with Opened(older):
        await unchecked()
        for model in versions.models[released]:
            known = model._meta.fields_db_projection.values()
            for row in sold.get(str(model._meta.db_table), []):
                await insert(str(model._meta.db_table), {name: row[name] for name in known})

    await migrate.migrate(older)

    async with _shop(older, folder) as shop:
        assert await _links(shop) == links
        assert await state.links(await Subscription.get()) == shown == links


@contextlib.asynccontextmanager
async def _shop(url: str, directory: Path) -> AsyncIterator[Shop]:
    async with wiring.opened(wiring.build_shop(make_settings(url, directory))) as shop:
        yield shop


async def _links(shop: Shop) -> list[str]:
    """What the embedded panel says today of the shop's only key."""
    key = await Key.get().select_related("subscription__user", "server")
    panel = EmbeddedXray(await engine_settings.config(shop, key.server))
    return await panel.links(await provisioning.account_of(shop, key))


def _models() -> list[type[Model]]:
    apps = Tortoise.apps
    assert apps is not None
    return list(apps[db.APP].values())
