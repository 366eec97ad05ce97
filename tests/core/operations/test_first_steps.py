"""The first steps of a fresh shop: each is done by what it asks for, and all of them or the owner put the list away."""

from pathlib import Path
from typing import Any

import pytest

from core.catalogue.tariffs import Tariff
from core.config import store
from core.operations import first_steps
from core.shop import Actor, Shop
from core.subscriptions import purchase
from tests.conftest import make_settings, new_user
from tests.panels import MemoryPanel

BARE: dict[str, Any] = {"shop_name": "Vitrina", "public_url": None, "backup_every_hours": 0}
NOTHING: dict[str, Any] = {"providers": ["stars"], "has_tariff": False, "has_purchase": False}


@pytest.mark.parametrize(
    ("name", "values", "facts"),
    [
        ("", {"public_url": "http://127.0.0.1:8000"}, {}),
        ("name", {"shop_name": "Lighthouse"}, {}),
        ("tariff", {}, {"has_tariff": True}),
        ("payment", {}, {"providers": ["stars", "yookassa"]}),
        ("payment", {"stars_are_enough": True}, {}),
        ("address", {"public_url": "https://shop.example"}, {}),
        ("backup", {"backup_every_hours": 24}, {}),
        ("purchase", {}, {"has_purchase": True}),
    ],
)
def test_a_step_is_done_by_what_it_asks_for(
    tmp_path: Path, name: str, values: dict[str, Any], facts: dict[str, Any]
) -> None:
    settings = make_settings("sqlite://:memory:", tmp_path, **{**BARE, **values})
    steps = first_steps.steps(settings, **{**NOTHING, **facts})
    assert [step.name for step in steps if step.done] == ([name] if name else [])
    assert len(steps) == 6


async def test_the_list_goes_when_all_is_done_or_the_owner_hides_it(
    shop: Shop, tariff: Tariff, panel: MemoryPanel
) -> None:
    values = {"shop_name": "Lighthouse", "stars_are_enough": True, "backup_every_hours": 24}
    values = {name: value for name, value in values.items() if name not in shop.environment.model_fields_set}
    await store.change(shop, values, by="admin:900")
    before = await first_steps.checklist(shop)
    assert (before.shown, [step.name for step in before.steps if not step.done]) == (True, ["purchase"])
    await store.change(shop, {"hide_first_steps": True}, by="admin:900")
    assert not (await first_steps.checklist(shop)).shown
    await store.change(shop, {"hide_first_steps": None}, by="admin:900")
    user = await new_user(shop, balance_kopeks=500_00)
    await purchase.buy(shop, user, tariff, by=Actor("user", user.id))
    done = await first_steps.checklist(shop)
    assert all(step.done for step in done.steps)
    assert not done.shown
