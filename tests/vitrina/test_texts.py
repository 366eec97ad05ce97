"""`vitrina texts`: found, shown, said otherwise, put back; a wrong text is refused in words."""

import pytest
from typer.testing import CliRunner

from core import i18n
from core.config import Settings
from tests.vitrina.test_admin_commands import settings
from vitrina.texts import texts

__all__ = ["settings"]

KEY = "bot-standing-none"


def command(*arguments: str, code: int = 0, stdin: str | None = None) -> str:
    """What a command prints; it has to end with this code."""
    result = CliRunner().invoke(texts, arguments, input=stdin)
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout


def test_a_text_is_said_otherwise_and_put_back(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    original = i18n.originals("en")[KEY].text
    assert command("get", KEY) == f"{original}\n"
    assert f"{KEY}\t{original}" in command("list", "no", "SUBSCRIPTION")
    assert command("set", KEY, "Nothing yet") == "Nothing yet\n"
    assert command("set", KEY, "--language", "ru", stdin="Пока\nнет\n") == "Пока\nнет\n"
    assert command("list", "--own") == f"{KEY}\tNothing yet\n"
    assert command("get", KEY, "--language", "ru") == "Пока\nнет\n"
    assert "no value “name”" in command("set", KEY, "{ $name }", code=1)
    assert command("reset", KEY) == ""
    assert command("get", KEY) == f"{original}\n"
    assert "no such text" in command("reset", "no-such-text", code=1)
