"""`.env.example`, the README and docs/settings.md say what Settings are."""

import re
from pathlib import Path

import pytest

from core import i18n
from core.config import Settings, catalogue
from core.config.process import ProcessSettings
from tests.docs import render

LINE = re.compile(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
TOKEN, ADMIN = "7000000001:SANDBOX", "900"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def example() -> str:
    return render.ENV_EXAMPLE.read_text(encoding="utf-8")


def test_the_example_is_rendered_from_the_settings() -> None:
    assert example() == render.env_example(), "run: python -m tests.docs.render"


def test_the_tables_are_rendered_from_the_settings() -> None:
    for document, rendered in ((render.README, render.table()), (render.SHOP, render.shop_table())):
        text = document.read_text(encoding="utf-8")
        assert text == render.with_table(text, rendered), "run: python -m tests.docs.render"


def test_the_example_names_every_setting_once() -> None:
    named = [name.lower() for name, _ in LINE.findall(example())]
    assert sorted(named) == sorted(ProcessSettings.model_fields)


def test_a_setting_belongs_to_the_process_or_to_the_shop() -> None:
    of_process = ProcessSettings.model_fields.keys()
    assert not of_process & catalogue.SETTINGS.keys()
    assert of_process | catalogue.SETTINGS.keys() == Settings.model_fields.keys()


def test_every_setting_of_the_shop_has_a_name_and_a_sentence_for_owners() -> None:
    for setting in catalogue.SETTINGS.values():
        units = [setting.unit_key] if setting.unit_key else []
        for key in (*setting.text_keys, f"setting-group-{setting.group}", *units, *setting.choice_keys.values()):
            for language in i18n.LANGUAGES:
                assert i18n.t(key, language)


def test_every_setting_has_one_sentence_and_a_group() -> None:
    for setting in render.settings():
        assert setting.group, setting.name
        assert re.fullmatch(r"\S.*[.]", setting.description), setting.name


def test_only_what_is_needed_stands_without_a_comment_and_first() -> None:
    needed = re.findall(r"^([A-Z]\w*)=(.*)$", example(), re.MULTILINE)
    assert needed == [("BOT_TOKEN", ""), ("ADMIN_IDS", "")]
    assert [name for name, _ in LINE.findall(example())][:2] == ["BOT_TOKEN", "ADMIN_IDS"]


def test_the_example_with_every_line_switched_on_is_the_defaults(tmp_path: Path) -> None:
    filled = tmp_path / "filled.env"
    lines = [f"{name}={value}" for name, value in LINE.findall(example())]
    filled.write_text("\n".join([*lines, f"BOT_TOKEN={TOKEN}", f"ADMIN_IDS={ADMIN}"]), encoding="utf-8")
    defaults = Settings(_env_file=None, bot_token=TOKEN, admin_ids=ADMIN)
    assert Settings(_env_file=filled).model_dump() == {**defaults.model_dump(), "data_dir": Path("var").absolute()}
