"""The console's settings: everything an owner decides is read, changed, refused in words, remembered and undone."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core import i18n
from core.config import catalogue, changes
from core.payment_providers.registry import PROVIDERS, STARS
from core.shop import Shop
from tests.contracts.keys_desk import program
from tests.contracts.operator import SIGNATURE
from tests.web.conftest import Statements
from tests.web.console.client import ask, bot_api, console, counter, panel, settings, statements  # noqa: F401 - fixtures

SECRET = "s3cret-of-yookassa"


@pytest.fixture
async def owner(shop: Shop, console: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """The same client with the owner's key."""
    _, text = await program(shop, "owner", ["owner"])
    console.headers[SIGNATURE] = text
    return console


def by_name(answer: Any) -> dict[str, Any]:
    return {setting["name"]: setting for setting in answer["settings"]}


async def test_every_setting_is_shown_with_its_words_in_both_languages(owner: httpx.AsyncClient) -> None:
    for language in i18n.LANGUAGES:
        answer = await ask(owner, "GET", "/settings", headers={"accept-language": language})
        assert list(by_name(answer)) == [name for name, setting in catalogue.SETTINGS.items() if setting.listed]
        assert {setting["group"] for setting in answer["settings"]} == {group["name"] for group in answer["groups"]}
        assert all(setting["title"] and setting["help"] for setting in answer["settings"])
    shown = by_name(answer)
    assert shown["public_url"] | {"title": "", "help": ""} == {
        **{"name": "public_url", "group": "shop", "title": "", "help": "", "kind": "text", "unit": None, "choices": []},
        **{"choice_titles": {}, "least": None, "most": None, "default": None, "value": "https://shop.example"},
        "is_set": True,
        **{"source": "environment", "unused": False},
    }
    assert (shown["trial_days"]["value"], shown["trial_days"]["most"]) == (3, 365)


async def test_choices_are_told_in_words_of_both_languages(owner: httpx.AsyncClient) -> None:
    for language, titles in (
        ("ru", {"full_payment": "Полный расчёт", "full_prepayment": "Предоплата 100%"}),
        ("en", {"full_payment": "Full payment", "full_prepayment": "Full prepayment"}),
    ):
        shown = by_name(await ask(owner, "GET", "/settings", headers={"accept-language": language}))
        assert shown["yookassa_payment_mode"]["choice_titles"] == titles
        assert all(list(setting["choice_titles"]) == setting["choices"] for setting in shown.values())


async def test_groups_of_vendors_stand_apart_and_name_the_address_of_their_webhooks(owner: httpx.AsyncClient) -> None:
    groups = {group["name"]: group for group in (await ask(owner, "GET", "/settings"))["groups"]}
    apart = {name for name, group in groups.items() if group["place"] == "vendors"}
    assert apart == {"payments", *PROVIDERS} - {STARS}
    addresses = {name: group["webhook_url"] for name, group in groups.items() if group["webhook_url"]}
    assert addresses == {name: f"https://shop.example/webhooks/pay/{name}" for name in apart - {"payments"}}


async def test_a_change_holds_and_a_secret_is_told_to_nobody(shop: Shop, owner: httpx.AsyncClient) -> None:
    values = {"trial_days": 9, "shop_name": "Новый <b>", "yookassa_shop_id": "1", "yookassa_secret_key": SECRET}
    answer = await ask(owner, "PATCH", "/settings", json={"values": values, "version": 0})
    shown = by_name(answer)
    assert (answer["version"], shown["trial_days"]["value"], shown["shop_name"]["value"]) == (1, 9, "Новый <b>")
    assert shown["trial_days"]["source"] == "shop"
    assert (shown["yookassa_secret_key"]["value"], shown["yookassa_secret_key"]["is_set"]) == (None, True)
    assert (shop.settings.trial_days, "yookassa" in shop.providers) == (9, True)
    history = await ask(owner, "GET", "/settings/history")
    (version,) = history["items"]
    assert version["by"].startswith("program:")
    secrets = [(change["name"], change["old"], change["new"]) for change in version["changes"] if change["secret"]]
    assert secrets == [("yookassa_secret_key", None, None)]
    for path in ("/settings", "/settings/history", "/overview"):
        assert SECRET not in (await owner.get(f"/api/admin/v1{path}")).text
    for path in ("/api/events", "/api/settings"):
        assert SECRET not in (await owner.get(path)).text
    answer = await ask(owner, "POST", "/settings/history/1/undo")
    assert (answer["version"], by_name(answer)["trial_days"]["value"]) == (2, 3)
    assert "yookassa" not in shop.providers


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"trial_days": 999, "shop_name": "x"}, "trial_days", "at most 365"),
        ({"trial_days": "many"}, "trial_days", "whole number"),
        ({"timezone": "Moscow"}, "timezone", "Europe/Moscow"),
        ({"smtp_url": "mail.example"}, "smtp_url", "smtp://"),
        ({"backup_to_admins": True}, "backup_to_admins", "password of backups"),
        ({"public_url": "https://other.example"}, "public_url", "PUBLIC_URL"),
        ({"no_such": 1}, "no_such", "no_such"),
        ({"bot_token": "1:x"}, "bot_token", "bot_token"),
        ({"shop_name": ["x"]}, "shop_name", "does not fit"),
        ({"shop_name": "a\u0000b"}, "shop_name", "characters"),
    ],
)
async def test_a_value_that_does_not_fit_is_refused_with_its_field(
    shop: Shop, owner: httpx.AsyncClient, values: dict[str, Any], field: str, words: str
) -> None:
    answer = await owner.patch("/api/admin/v1/settings", json={"values": values})
    body = answer.json()
    assert (answer.status_code, body["ok"], body["code"], body["field"]) == (400, False, 400, field)
    assert words in body["error"]
    assert shop.settings.model_dump() == shop.environment.model_dump()
    assert (await changes.history())[1] == 0


async def test_a_change_over_an_older_version_is_a_conflict(owner: httpx.AsyncClient) -> None:
    await ask(owner, "PATCH", "/settings", json={"values": {"trial_days": 4}, "version": 0})
    await ask(owner, "PATCH", "/settings", json={"values": {"trial_days": 5}, "version": 0}, status=409)
    await ask(owner, "POST", "/settings/history/7/undo", status=404)


async def test_whoever_is_not_the_owner_reads_and_changes_nothing(console: httpx.AsyncClient) -> None:
    assert not (await ask(console, "GET", "/settings"))["may_change"]
    await ask(console, "PATCH", "/settings", json={"values": {"trial_days": 4}}, status=403)
    await ask(console, "POST", "/settings/history/1/undo", status=403)


@pytest.mark.parametrize("body", [{}, {"values": {}}, {"values": []}, {"values": {"shop_name": "x"}, "version": -1}])
async def test_a_body_without_values_is_malformed(owner: httpx.AsyncClient, body: Any) -> None:
    await ask(owner, "PATCH", "/settings", json=body, status=400)


async def test_limits_and_foreign_pages_follow_at_once(shop: Shop, owner: httpx.AsyncClient) -> None:
    ask_for_leave = {"origin": "https://my.site", "access-control-request-method": "GET"}
    answer = await owner.options("/cabinet/info", headers=ask_for_leave)
    assert "access-control-allow-origin" not in answer.headers
    await ask(owner, "PATCH", "/settings", json={"values": {"cors_origins": ["https://my.site"]}})
    answer = await owner.options("/cabinet/info", headers=ask_for_leave)
    assert answer.headers["access-control-allow-origin"] == "https://my.site"
    await ask(owner, "PATCH", "/settings", json={"values": {"cors_origins": []}})
    answer = await owner.options("/cabinet/info", headers=ask_for_leave)
    assert "access-control-allow-origin" not in answer.headers


async def test_reading_settings_asks_the_database_nothing(
    owner: httpx.AsyncClient,
    statements: Statements,
) -> None:
    statements.seen.clear()
    assert (await owner.get("/cabinet/branding")).status_code == 200
    # The worker beside has statements of its own.
    assert [sql for sql in statements.seen if '"settings"' in sql or "setting_changes" in sql] == []
