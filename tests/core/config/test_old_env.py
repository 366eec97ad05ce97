"""A filled `.env` from before settings were stored goes on working, and can be emptied line by line."""

from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from core import errors, wiring
from core.config import Settings, catalogue, store
from core.config.process import ProcessSettings
from tests import logwatch

ENV = Path(__file__).parent / "filled.env"
OLD = [name for name in catalogue.SETTINGS if name.upper() in dotenv_values(ENV)]


@pytest.fixture
def old(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the file does not say: where this shop lives."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return {"database_url": sqlite_url, "data_dir": tmp_path}


def test_the_file_says_something_else_than_the_default_of_every_setting_of_the_shop(old: dict[str, Any]) -> None:
    settings = logwatch.learn_settings(Settings(_env_file=ENV, **old))
    assert len(OLD) == 64
    for name in OLD:
        assert getattr(settings, name) != catalogue.SETTINGS[name].default, name
    assert settings.shop_name == 'Лиса & Ко "VPN"'


async def test_it_wins_and_is_shown_as_fixed_until_it_is_adopted_and_taken_out(
    old: dict[str, Any], tmp_path: Path
) -> None:
    async with wiring.opened(wiring.build_shop(logwatch.learn_settings(Settings(_env_file=ENV, **old)))) as shop:
        await store.refresh(shop)
        assert len(shop.providers) == 7
        before = shop.settings.model_dump()
        for name in OLD:
            with pytest.raises(errors.SettingFixed):
                await store.change(shop, {name: "1"}, by="admin")
        assert await store.adopt(shop, by="admin") == OLD
        assert shop.settings.model_dump() == before

        rest = tmp_path / "rest.env"
        process = [f"{name}={value}" for name, value in dotenv_values(ENV).items() if name.lower() in PROCESS]
        rest.write_text("\n".join(process) + "\nPUBLIC_URL=https://fox.example\n")
        smaller = wiring.build_shop(Settings(_env_file=rest, **old))
        await store.refresh(smaller)
        assert smaller.settings.model_dump() == before
        assert smaller.unused_settings == ()
        await store.change(smaller, {"trial_days": 5}, by="admin")
        assert smaller.settings.trial_days == 5


PROCESS = ProcessSettings.model_fields
