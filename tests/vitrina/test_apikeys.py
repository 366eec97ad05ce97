"""`vitrina apikey`: made and shown once, listed, revoked."""

import asyncio
import re

import pytest
from typer.testing import CliRunner

from core import errors, wiring
from core.config import Settings
from core.users import api_keys
from core.users.api_keys import ApiKey
from tests import logwatch
from tests.vitrina.test_admin_commands import settings
from vitrina.apikeys import apikey

__all__ = ["settings"]


def command(*arguments: str, code: int = 0) -> str:
    """What a command prints; it has to end with this code."""
    result = CliRunner().invoke(apikey, arguments)
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def made(*arguments: str) -> str:
    """The text of a new key, which stands alone in a line of standard output."""
    result = CliRunner().invoke(apikey, ("create", *arguments))
    assert result.exit_code == 0, result.output
    text = result.stdout.strip()
    assert re.fullmatch(r"vk_[A-Za-z0-9_-]{43}", text)
    logwatch.learn(text)
    assert "not shown again" in result.stderr
    return text


def opens(settings: Settings, text: str) -> ApiKey:
    async def inside() -> ApiKey:
        async with wiring.opened(wiring.build_shop(settings)) as shop:
            return await api_keys.check(shop, text)

    return asyncio.run(inside())


def test_a_key_is_shown_once_and_kept_as_a_hash(settings: Settings) -> None:
    text = made("seller")
    key = opens(settings, text)
    assert (key.name, key.scopes, key.may("keys"), key.may("operator")) == ("seller", "keys", True, False)
    listed = command("list")
    assert listed.startswith("1\tseller\tkeys\tmade ")
    assert text not in listed
    assert text.encode() not in (settings.data_dir / "shop.db").read_bytes()


def test_scopes(settings: Settings) -> None:
    assert opens(settings, made("both", "--scope", "operator", "--scope", "keys")).scopes == "keys operator"
    assert opens(settings, made("boss", "--scope", "owner")).may("operator")
    assert "scopes" in command("create", "x", "--scope", "everything", code=1)
    assert "name" in command("create", "  ", code=1)
    assert len(command("list").splitlines()) == 2


def test_a_revoked_key_opens_nothing(settings: Settings) -> None:
    text = made("seller")
    opens(settings, text)
    assert "used 20" in command("list")
    assert "seller" in command("revoke", "1")
    with pytest.raises(errors.Unauthenticated):
        opens(settings, text)
    assert "revoked" in command("list")
    for unknown in ("1", "99"):
        assert "vitrina apikey list" in command("revoke", unknown, code=1)
