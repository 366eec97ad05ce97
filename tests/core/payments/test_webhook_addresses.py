"""Where vendors tell of payments is said to whoever has to set it up."""

from pathlib import Path

import pytest

from core import wiring
from core.config import Settings
from core.operations.checks import Check, selfchecks
from tests.conftest import make_settings

KEYS = {
    "yookassa_shop_id": "1",
    "yookassa_secret_key": "s",
    "cryptobot_token": "1:t",
    "tribute_api_key": "k",
    "heleket_merchant_id": "m",
    "heleket_api_key": "k",
    "mulenpay_api_key": "k",
    "mulenpay_secret_key": "s",
    "mulenpay_shop_id": 5,
    "platega_merchant_id": "m",
    "platega_secret": "s",
}
VENDORS = ("yookassa", "cryptobot", "tribute", "heleket", "mulenpay", "platega")
ROOT = Path(__file__).parents[3]


async def _look(settings: Settings) -> Check:
    shop = wiring.build_shop(settings)
    (found,) = await selfchecks.run(shop, {"payment webhooks": selfchecks.CHECKS["payment webhooks"]})
    return found


async def test_every_vendor_that_is_on_has_its_address_and_the_page_that_wants_it(tmp_path: Path) -> None:
    found = await _look(make_settings("sqlite://:memory:", tmp_path, public_url="https://vpn.example:8443/", **KEYS))
    assert found.ok
    for name in VENDORS:
        assert f"https://vpn.example:8443/webhooks/pay/{name} " in found.text_in("en")
    assert "Integration → HTTP notifications" in found.text_in("en")
    assert "/webhooks/pay/heleket (told with every bill)" in found.text_in("en")
    assert "stars" not in found.text_in("en")


async def test_a_vendor_that_is_off_is_not_named(tmp_path: Path) -> None:
    found = await _look(make_settings("sqlite://:memory:", tmp_path, tribute_api_key="k"))
    assert found.text_in("en").count("/webhooks/pay/") == 1
    assert (await _look(make_settings("sqlite://:memory:", tmp_path))).ok


async def test_a_missing_public_address_is_said_plainly(tmp_path: Path) -> None:
    found = await _look(make_settings("sqlite://:memory:", tmp_path, public_url=None, tribute_api_key="k"))
    assert not found.ok
    assert "PUBLIC_URL is not set" in found.text_in("en")
    assert "tribute" in found.text_in("en")
    assert "PUBLIC_URL" in found.advice_in("en")
    assert (await _look(make_settings("sqlite://:memory:", tmp_path, public_url=None))).ok  # nobody needs it


@pytest.mark.parametrize("name", VENDORS)
def test_the_readme_names_every_address(name: str) -> None:
    assert f"/webhooks/pay/{name}`" in (ROOT / "README.md").read_text()
