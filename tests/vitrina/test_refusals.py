"""What a command cannot do is one sentence and an exit code, never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests import logwatch
from tests.conftest import ADMIN, TOKEN
from vitrina import cli


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of a shop that has never been started."""
    monkeypatch.chdir(tmp_path)
    values = {"BOT_TOKEN": TOKEN, "ADMIN_IDS": str(ADMIN), "DATABASE_URL": f"sqlite://{tmp_path / 'shop.db'}"}
    for name, value in {**values, "DATA_DIR": str(tmp_path / "data"), "TELEGRAM_API_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    logwatch.learn(TOKEN)


def refusal(*arguments: str, code: int) -> str:
    """The only line that a command prints; it has to end with this code."""
    result = CliRunner().invoke(cli.whole(), arguments)
    assert (result.exit_code, type(result.exception)) == (code, SystemExit), (result.output, result.exception)
    (line,) = result.output.splitlines()
    assert len(line) > 20
    return line


@pytest.mark.parametrize("arguments", [("backup",), ("restore", "nothing.bak"), ("restore", "/")])
def test_what_cannot_be_backed_up_or_restored_is_one_sentence(arguments: tuple[str, ...], tmp_path: Path) -> None:
    refusal(*arguments, code=1)
    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.parametrize("name", ["BOT_TOKEN", "ADMIN_IDS"])
def test_a_setting_that_is_missing_is_one_sentence_and_exit_code_2(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    assert f"{name} is not set" in refusal("run", code=2)
