"""Engine settings follow the shop's, and links of a former server name are let in wherever the name was changed."""

import pytest

from core.catalogue.servers import Server
from core.config import Settings, store
from core.engine import settings as engine_settings
from core.shop import Shop
from tests.conftest import make_settings

BY = "admin:900"


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """In a directory with a short name: an engine's sockets live there."""
    return make_settings(database_url, tmp_path_factory.mktemp("d"))


async def names(shop: Shop, server: Server) -> tuple[tuple[str, ...], tuple[str, ...]]:
    config = await engine_settings.config(shop, server)
    return config.server_names, config.former_names


async def test_links_outlive_a_server_name_that_the_owner_changes(shop: Shop, server: Server) -> None:
    assert await names(shop, server) == (("dl.google.com",), ())
    await engine_settings.keep_served_name("dl.google.com")  # an engine has served it
    await store.change(shop, {"reality_target": "www.example.org:443"}, by=BY)
    assert await names(shop, server) == (("www.example.org",), ("dl.google.com",))
    await engine_settings.keep_served_name("www.example.org")
    await store.change(shop, {"reality_server_name": "cdn.example.org"}, by=BY)
    assert await names(shop, server) == (("cdn.example.org",), ("www.example.org", "dl.google.com"))
    await store.change(shop, {"reality_server_name": None, "reality_target": None}, by=BY)
    assert await names(shop, server) == (("dl.google.com",), ("www.example.org",))  # no engine has served the third


async def test_a_name_chosen_in_the_panel_gives_way_to_a_newer_one_of_the_owner(shop: Shop, server: Server) -> None:
    await engine_settings.keep_served_name("dl.google.com")
    await engine_settings.change(shop, {"sni": "www.example.net"})
    assert (await names(shop, server))[0] == ("www.example.net",)
    await store.change(shop, {"reality_target": "www.example.org:443"}, by=BY)
    assert await names(shop, server) == (("www.example.org",), ("dl.google.com",))
