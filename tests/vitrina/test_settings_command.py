"""`vitrina settings`: what an owner decides, without a browser, in the language of the terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import ADMIN, TOKEN
from vitrina.shop_settings import settings

SECRET = "s3cret-of-yookassa"


@pytest.fixture(autouse=True)
def environment(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    values = {"BOT_TOKEN": TOKEN, "ADMIN_IDS": str(ADMIN), "DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}
    for name, value in {**values, "TIMEZONE": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def command(*arguments: str, code: int = 0, asked: str | None = None) -> str:
    """What a command prints; it has to end with this code."""
    result = CliRunner().invoke(settings, arguments, input=asked)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_setting_is_changed_remembered_and_undone() -> None:
    assert command("set", "TRIAL_DAYS", "9") == "trial_days = 9\n"
    assert command("get", "trial_days").startswith("9\n")
    assert "trial_days: default → 9" in command("history")
    assert "is undone" in command("undo", "1")
    assert command("get", "trial_days").startswith("3\n")
    assert len([line for line in command("history").splitlines() if not line.startswith("  ")]) == 2


def test_a_secret_is_asked_for_and_printed_nowhere() -> None:
    printed = command("set", "yookassa_secret_key", asked=f"{SECRET}\n")
    printed += command("get", "yookassa_secret_key") + command("list") + command("history")
    assert SECRET not in printed
    assert "yookassa_secret_key = ***" in printed
    assert "yookassa_secret_key: ***" in printed


def test_what_the_environment_says_is_shown_as_fixed() -> None:
    assert "Asia/Tokyo (set in the environment)" in command("get", "timezone")
    assert "TIMEZONE is set in the environment" in command("set", "timezone", "Europe/Moscow", code=1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("set", "trial_days", "many"), "whole number"),
        (("set", "no_such", "1"), "no such setting"),
        (("get", "bot_token"), "no such setting"),
        (("undo", "7"), "no such change"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    assert words in command(*arguments, code=1)


def test_a_russian_terminal_is_answered_in_russian(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LC_ALL", "ru_RU.UTF-8")
    assert "Пробный срок" in command("list", "trial")
    assert "целое число" in command("set", "trial_days", "many", code=1)
