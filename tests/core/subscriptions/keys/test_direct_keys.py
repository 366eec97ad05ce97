"""Direct keys: made by programs and operators, live when they are told of, gone when they are taken back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import errors
from core.catalogue.servers import Server
from core.config import Settings
from core.shop import Actor, Shop
from core.subscriptions.keys import direct
from core.subscriptions.models import Key
from core.users import api_keys
from core.users.api_keys import ApiKey
from tests.conftest import ADMIN, make_settings
from tests.core.conftest import facts, following
from tests.panels import MemoryPanel

BOSS = Actor("admin", ADMIN)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, tmp_path, key_port_range=(10001, 10004))


@pytest.fixture(autouse=True)
async def provisioned(shop: Shop, panel: MemoryPanel, server: Server) -> AsyncIterator[None]:
    """What the worker does, beside the test."""
    async with following(shop):
        yield


@pytest.fixture
async def program(shop: Shop) -> ApiKey:
    return (await api_keys.make(shop, "bot", ["keys"], by=BOSS))[0]


async def test_a_key_serves_at_its_own_port_when_it_is_told_of(shop: Shop, program: ApiKey, panel: MemoryPanel) -> None:
    key = await direct.make(shop, " Anna ", maker=program)
    assert (key.label, key.port, key.subscription_id, key.maker_id) == ("Anna", 10001, None, program.id)
    assert panel.serves(key.account_name)
    held = panel.accounts[key.account_name]
    assert (held.port, held.title, held.expires_at, held.quota_bytes) == (10001, "Anna", None, None)
    (fact,) = await facts("KeyChanged")
    assert (fact.data["what"], fact.data["by"]) == ("made", f"program:{program.id}")


async def test_ports_are_given_once_however_many_ask_and_run_out_with_the_range(shop: Shop, program: ApiKey) -> None:
    made = await asyncio.gather(
        *(direct.make(shop, f"key {number}", maker=program) for number in range(7)), return_exceptions=True
    )
    ports = sorted(key.port for key in made if isinstance(key, Key))
    assert ports == [10001, 10002, 10003, 10004]
    refused = [error for error in made if isinstance(error, Exception)]
    assert {type(error) for error in refused} == {errors.TooManyKeys}
    assert refused[0].params == {"limit": 4}
    assert await Key.filter(port__isnull=False).count() == 4


async def test_a_key_taken_back_frees_its_port(shop: Shop, program: ApiKey, panel: MemoryPanel) -> None:
    first = await direct.make(shop, "one", maker=program)
    await direct.make(shop, "two", maker=program)
    await direct.remove(shop, first, by=BOSS)
    assert not panel.serves(first.account_name)
    with pytest.raises(errors.KeyNotFound):
        await direct.remove(shop, first, by=BOSS)
    assert (await direct.make(shop, "three", maker=program)).port == first.port
    assert [key.label for key in await direct.every(program)] == ["two", "three"]


async def test_an_engine_that_refuses_leaves_no_key(shop: Shop, program: ApiKey, panel: MemoryPanel) -> None:
    panel.rejects = "no such flow"
    with pytest.raises(errors.EngineUnavailable, match="no such flow"):
        await direct.make(shop, "one", maker=program)
    assert await direct.every(program) == []
    assert await Key.filter(port__isnull=False).count() == 0


async def test_ports_held_by_other_programs_are_passed_over(shop: Shop, program: ApiKey, panel: MemoryPanel) -> None:
    panel.rejects = "port 1 on 0.0.0.0 is taken"
    with pytest.raises(errors.NoFreePort):
        await direct.make(shop, "one", maker=program)
    assert await Key.filter(port__isnull=False).count() == 0


async def test_a_program_sees_what_it_has_made_and_the_owner_all(shop: Shop, program: ApiKey) -> None:
    key = await direct.make(shop, "one", maker=program)
    other, _ = await api_keys.make(shop, "other", ["keys"], by=BOSS)
    owner, _ = await api_keys.make(shop, "owner", ["owner"], by=BOSS)
    for called in (str(key.uuid), str(key.secret), str(key.uuid).upper()):
        assert (await direct.find(called, program)).id == key.id
        assert (await direct.find(called, owner)).id == key.id
        with pytest.raises(errors.KeyNotFound):
            await direct.find(called, other)
    for called in ("", "x", "k0001", "\0"):
        with pytest.raises(errors.KeyNotFound):
            await direct.find(called, owner)


async def test_ports_are_given_anew_from_the_start(shop: Shop, program: ApiKey, panel: MemoryPanel) -> None:
    keys = [await direct.make(shop, f"key {number}", maker=program) for number in range(3)]
    await direct.remove(shop, keys[0], by=BOSS)
    assert await direct.reset_ports(shop, by=BOSS) == 1
    assert [key.port for key in await direct.every(program)] == [10002, 10001]  # one has such a port already
    assert [panel.accounts[key.account_name].port for key in keys[1:]] == [10002, 10001]
    assert [(fact.data["key_id"], fact.data["what"]) for fact in await facts("KeyChanged")][-1] == (keys[2].id, "moved")


async def test_rotation_replaces_the_credentials_of_one_key(shop: Shop, panel: MemoryPanel) -> None:
    key = await direct.add_user(shop, "anna@home.example", by=BOSS)
    fresh = await direct.rotate(shop, key, by=BOSS)
    assert fresh.secret != key.secret
    assert panel.accounts[key.account_name].secrets.vless_uuid == str(fresh.secret)


@pytest.mark.parametrize("email", ["", "anna", "a b@c.example", "x" * 250 + "@c.example", "a@b", "a\0@b.example"])
async def test_an_operators_key_needs_a_name_of_its_own(shop: Shop, email: str) -> None:
    with pytest.raises(errors.InvalidValue):
        await direct.add_user(shop, email, by=BOSS)
    key = await direct.add_user(shop, "anna@home.example", by=BOSS)
    with pytest.raises(errors.EmailInUse):
        await direct.add_user(shop, "anna@home.example", by=BOSS)
    await direct.remove(shop, key, by=BOSS)
    await direct.add_user(shop, "anna@home.example", by=BOSS)


async def test_an_api_key_is_known_by_its_hash_until_it_is_revoked(shop: Shop) -> None:
    made, text = await api_keys.make(shop, "bot", ["operator", "keys"], by=BOSS)
    assert made.scopes == "keys operator"
    assert text not in str(vars(made))
    known = await api_keys.check(shop, text)
    assert (known.id, known.may("keys"), known.may("owner")) == (made.id, True, False)
    for wrong in ("", "vk_", text[:-1] + ("A" if text[-1] != "A" else "B"), text.upper(), "\0", "ключ"):
        with pytest.raises(errors.Unauthenticated):
            await api_keys.check(shop, wrong)
    await api_keys.revoke(shop, made.id, by=BOSS)
    with pytest.raises(errors.Unauthenticated):
        await api_keys.check(shop, text)
    with pytest.raises(errors.ApiKeyNotFound):
        await api_keys.revoke(shop, made.id, by=BOSS)


@pytest.mark.parametrize(("name", "scopes"), [("", ["keys"]), ("x" * 65, ["keys"]), ("bot", []), ("bot", ["all"])])
async def test_an_api_key_needs_a_name_and_scopes(shop: Shop, name: str, scopes: list[str]) -> None:
    with pytest.raises(errors.InvalidValue):
        await api_keys.make(shop, name, scopes, by=BOSS)
