"""The check for secrets in logs: it sees what it has to, in the test that is guilty of it."""

import logging
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import Settings
from tests import logwatch
from tests.conftest import make_settings
from tests.logwatch import Watch

ROOT = Path(__file__).resolve().parent.parent
SECRET = "correct-horse-battery"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def watch() -> Watch:
    """A watch that only hears what a test tells it."""
    made = Watch()
    made.learn(SECRET)
    return made


def said(watch: Watch, message: str, *args: object, name: str = "core.x", level: int = logging.DEBUG) -> list[str]:
    watch.handle(logging.LogRecord(name, level, __file__, 1, message, args, None))
    return watch.leaks()


def test_a_secret_is_found_in_a_message_an_argument_an_extra_and_a_traceback(watch: Watch) -> None:
    assert said(watch, "payment %s is settled", 7) == []
    assert said(watch, f"the key is {SECRET}")
    for guilty in ({"args": ("x", SECRET)}, {"extra_key": SECRET}):
        other = Watch()
        other.learn(SECRET)
        record = logging.LogRecord("bot.x", logging.INFO, __file__, 1, "%s %s", ("a", "b"), None)
        record.__dict__.update(guilty)
        other.handle(record)
        assert other.leaks()
    try:
        raise ValueError(SECRET)
    except ValueError:
        other = Watch()
        other.learn(SECRET)
        other.handle(logging.LogRecord("web.x", logging.ERROR, __file__, 1, "trouble", (), sys.exc_info()))
        assert other.leaks()


@pytest.mark.parametrize(
    "line",
    [
        f"token {JWT} is old",
        "bot 7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
        "open https://shop.example/s/abcdefghijklmnopqrst",
        "open https://shop.example/app/reset-password#abcdefghijklmnop",
        "vless://0b6ce0f6-8d5a-4d0b-9c83-5b9ad1a6a9a3@host:443",
        "headers: {'Authorization': 'Bearer abcdefghijkl'}",
    ],
)
def test_some_shapes_are_secrets_wherever_a_process_prints_them(watch: Watch, line: str) -> None:
    watch.saw("vitrina run", f"fine\n{line}\nfine")
    assert watch.leaks() == [f"vitrina run: {line}"]


def test_others_are_heard_at_the_levels_of_production(watch: Watch) -> None:
    assert said(watch, SECRET, name="httpx", level=logging.INFO) == []
    assert said(watch, SECRET, name="aiohttp.access", level=logging.DEBUG) == []
    assert said(watch, SECRET, name="aiogram.dispatcher", level=logging.INFO)
    assert said(watch, SECRET, name="httpx", level=logging.WARNING)


def test_secrets_of_settings_are_known(tmp_path: Path) -> None:
    values = {
        "webhook_secret": "webhook-secret-of-telegram",
        "yookassa_shop_id": "123456",
        "yookassa_secret_key": "live_yookassa-secret",
        "smtp_url": "smtp://shop:smtp-password@127.0.0.1:25",
        "mail_from": "shop@shop.example",
    }
    with logwatch.watching() as watch:
        settings: Settings = make_settings(f"sqlite://{tmp_path}/x.db", tmp_path, **values)
        for secret in (settings.token, "webhook-secret-of-telegram", "live_yookassa-secret", "smtp-password"):
            watch.saw("x", secret)
    assert len(watch.leaks()) == 4


def test_secrets_of_a_shop_are_known(sqlite_url: str, tmp_path: Path) -> None:
    path = Path(sqlite_url.removeprefix("sqlite://"))
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO installation (key, value) VALUES ('signing_secret', '\"signs-every-token\"')")
    database.close()
    with logwatch.watching() as watch:
        logwatch.learn_sqlite(path)
        watch.saw("x", "signed with signs-every-token")
    assert watch.leaks()


async def test_secrets_of_a_request_and_its_answer_are_known() -> None:
    async def app(_scope: object, receive: object, send: object) -> None:
        await receive()  # type: ignore[operator]
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        body = b'{"user": {"refresh_token": "refresh-token-1", "token_type": "bearer12"}}'
        await send({"type": "http.response.body", "body": body})  # type: ignore[operator]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"password": "long enough"}'}

    async def send(_message: object) -> None:
        """Nobody listens."""

    headers = [(b"crypto-pay-api-signature", b"0123456789abcdef"), (b"user-agent", b"some-browser")]
    with logwatch.watching() as watch:
        await logwatch.Tap(app)({"type": "http", "headers": headers}, receive, send)  # type: ignore[arg-type]
        for text in ("refresh-token-1", "long enough", "0123456789abcdef", "bearer12", "some-browser"):
            watch.saw("x", text)
    assert watch.leaks() == ["x: refresh-token-1", "x: long enough", "x: 0123456789abcdef"]


@pytest.mark.timeout(60)
def test_the_guilty_test_fails_and_the_innocent_one_does_not(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import no_secret_is_logged\n")
    (tmp_path / "test_planted.py").write_text(
        "import logging\n"
        "from tests import logwatch\n"
        "def test_innocent():\n    logging.getLogger('core.a').debug('fine')\n"
        "def test_guilty():\n"
        f"    logwatch.learn('{SECRET}')\n    logging.getLogger('core.a').debug('it is %s', '{SECRET}')\n"
    )
    command = [sys.executable, "-m", "pytest", "-rE", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    run = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert re.search(r"^ERROR .*test_planted.py::test_guilty", run.stdout, re.MULTILINE)
    assert "2 passed, 1 error" in run.stdout
