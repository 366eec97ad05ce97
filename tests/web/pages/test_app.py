"""The web process serves the built cabinet: how long it may be kept, who may frame it, and what is there without it."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.shop import Shop
from tests.databases import ONE_ENGINE
from tests.web.conftest import browser, running
from web.app import create_app
from web.pages.app import framing, policy

pytestmark = ONE_ENGINE  # pages and files ask no database

SCRIPT = "export const shop = 'a long line that is worth packing';" * 20


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A cabinet of a few files."""
    (tmp_path / "built" / "assets").mkdir(parents=True)
    (tmp_path / "built" / "index.html").write_text("<title>customers</title>")
    (tmp_path / "built" / "sw.js").write_text("self")
    (tmp_path / "built" / "assets" / "index-AbC123.js").write_text(SCRIPT)
    (tmp_path / "secret.txt").write_text("no")
    return tmp_path / "built"


@pytest.fixture
async def web(shop: Shop, pages: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(create_app(shop, cabinet_pages=pages)) as url,
        browser(url) as client,
    ):
        yield client


async def test_every_address_is_the_page_which_is_asked_for_each_time(web: httpx.AsyncClient) -> None:
    moved = await web.get("/app?startapp=1")
    assert (moved.status_code, moved.headers["location"]) == (308, "/app/?startapp=1")
    for path in ("/app/", "/app/wallet", "/app/support/7", "/app/admin/users"):
        page = await web.get(path)
        assert (page.status_code, page.text) == (200, "<title>customers</title>"), path
        assert page.headers["cache-control"] == "no-cache"
        assert page.headers["content-type"].startswith("text/html")


async def test_the_bare_address_of_the_shop_leads_to_the_cabinet(web: httpx.AsyncClient) -> None:
    for method in ("GET", "HEAD"):
        moved = await web.request(method, "/?startapp=1")
        assert (moved.status_code, moved.headers["location"]) == (307, "/app/?startapp=1")
    assert (await web.get("/", follow_redirects=True)).text == "<title>customers</title>"
    assert (await web.get("/nowhere")).status_code == 404


async def test_an_entry_of_its_own_has_what_is_below_its_name(web: httpx.AsyncClient, pages: Path) -> None:
    (pages / "admin.html").write_text("<title>operators</title>")
    assert (await web.get("/app/admin")).text == "<title>operators</title>"
    assert (await web.get("/app/admin/users")).text == "<title>operators</title>"
    assert (await web.get("/app/administration")).text == "<title>customers</title>"


async def test_files_are_packed_and_kept_for_ever(web: httpx.AsyncClient) -> None:
    packed = await web.get("/app/assets/index-AbC123.js")
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["vary"] == "accept-encoding"
    assert int(packed.headers["content-length"]) == len(gzip.compress(SCRIPT.encode(), 9))
    assert packed.text == SCRIPT
    plain = await web.get("/app/assets/index-AbC123.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == SCRIPT
    worker = await web.get("/app/sw.js")
    assert (worker.text, worker.headers["cache-control"]) == ("self", "no-cache")
    assert "connect-src 'self'" in worker.headers["content-security-policy"]


async def test_nothing_outside_is_served(web: httpx.AsyncClient) -> None:
    for path in ("/app/assets/none.js", "/app/assets/..%2f..%2fsecret.txt", "/app/assets/%2e%2e%2findex.html%00"):
        answer = await web.get(path)
        assert answer.status_code == 404 or answer.text == "<title>customers</title>", path
        assert answer.text != "no"


async def test_the_page_may_ask_this_shop_alone_and_stand_in_telegrams_frame(
    web: httpx.AsyncClient, shop: Shop
) -> None:
    headers = (await web.get("/app/")).headers
    assert headers["content-security-policy"] == policy(shop)
    assert "unsafe" not in policy(shop)
    assert "wss://shop.example" in policy(shop)
    assert "x-frame-options" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert f"frame-ancestors 'self' https://web.telegram.org {shop.settings.telegram_api_url}" in policy(shop)
    real = shop.settings.model_copy(update={"telegram_api_url": "https://api.telegram.org"})
    assert framing(real) == ("'self'", "https://web.telegram.org")
    letter = (await web.get("/app/verify-email")).headers  # no part of the cabinet: nobody frames it
    assert letter["x-frame-options"] == "DENY"


async def test_without_a_build_a_page_says_which_command_makes_it(shop: Shop, tmp_path: Path) -> None:
    async with (
        running(create_app(shop, cabinet_pages=tmp_path / "nothing")) as url,
        browser(url, follow_redirects=True) as web,
    ):
        page = await web.get("/app", headers={"accept-language": "en"})
        assert page.status_code == 503
        assert "make install" in page.text
        assert (await web.get("/app/assets/x.js")).status_code == 404
        assert (await web.get("/cabinet/info")).status_code == 200
        assert (await web.get("/app/reset-password")).status_code == 200
