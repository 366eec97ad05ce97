"""Telegram's webhook and the health check."""

from pathlib import Path

import httpx
import pytest

from core.config import Settings
from core.shop import Shop
from core.telegram import inbox
from tests.conftest import make_settings
from tests.databases import ONE_ENGINE

SECRET = "a-secret-of-good-length"
HEADERS = {"x-telegram-bot-api-secret-token": SECRET}
UPDATE = {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, tmp_path, webhook_secret=SECRET)


async def test_an_update_is_stored_before_it_is_acknowledged(shop: Shop, web: httpx.AsyncClient) -> None:
    answer = await web.post("/telegram/webhook", json=UPDATE, headers=HEADERS)
    assert answer.status_code == 200
    assert await inbox.pending(after=0) == [UPDATE]


async def test_an_update_that_comes_twice_is_stored_once(shop: Shop, web: httpx.AsyncClient) -> None:
    for _ in range(3):
        assert (await web.post("/telegram/webhook", json=UPDATE, headers=HEADERS)).status_code == 200
    assert len(await inbox.pending(after=0)) == 1


@pytest.mark.parametrize("given", [{}, {"x-telegram-bot-api-secret-token": "wrong"}])
@ONE_ENGINE
async def test_without_the_secret_nothing_is_taken(shop: Shop, web: httpx.AsyncClient, given: dict[str, str]) -> None:
    assert (await web.post("/telegram/webhook", json=UPDATE, headers=given)).status_code == 403
    assert await inbox.pending(after=0) == []


@ONE_ENGINE
async def test_a_secret_that_is_not_ascii_is_wrong_and_no_error(shop: Shop, web: httpx.AsyncClient) -> None:
    odd = {b"x-telegram-bot-api-secret-token": "секрет".encode()}
    assert (await web.post("/telegram/webhook", json=UPDATE, headers=odd)).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id": null}', b"\xff\xfe"])
@ONE_ENGINE
async def test_what_is_no_update_is_acknowledged_and_dropped(shop: Shop, web: httpx.AsyncClient, body: bytes) -> None:
    assert (await web.post("/telegram/webhook", content=body, headers=HEADERS)).status_code == 200
    assert await inbox.pending(after=0) == []


@ONE_ENGINE
async def test_a_flood_in_one_request_is_refused(web: httpx.AsyncClient) -> None:
    answer = await web.post("/telegram/webhook", content=b" " * (2 << 20), headers=HEADERS)
    assert answer.status_code == 413


async def test_health_follows_the_database(shop: Shop, web: httpx.AsyncClient) -> None:
    assert (await web.get("/health")).json()["status"] == "ok"
