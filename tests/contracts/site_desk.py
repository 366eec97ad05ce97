"""A site's shop on trial: vendors of the sandbox that tell it by the shared address, and tokens for its customers."""

from pathlib import Path
from typing import Any

import pytest

from core.catalogue.tariffs import Tariff
from core.config import Settings
from core.payments.models import Payment
from core.shop import Shop
from core.users.models import User
from sandbox.vendors.book import Bill
from tests.conftest import make_settings
from tests.contracts.cabinet import token_of
from tests.contracts.site import call
from tests.core.cash_desk import CashDesk, desk  # noqa: F401 - a fixture

PAID_KEYS = {"invoice_id", "payment_id", "provider_payment_id", "payment_url", "status"}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A shop that does not count requests, and sends customers back to two places."""
    limits = {"rate_limit_auth": 0, "rate_limit_payment": 0, "rate_limit_other": 0}
    return make_settings(database_url, tmp_path, return_origins=("myapp://", "https://my.site"), **limits)


@pytest.fixture
async def token(shop: Shop, user: User) -> str:
    return await token_of(shop, user)


@pytest.fixture
async def vendors(desk: CashDesk) -> CashDesk:
    """The desk, with Stars as the last way to pay and every vendor's webhooks at the site's address."""
    stars = desk.shop.providers["stars"]
    others = {name: vendor for name, vendor in desk.shop.providers.items() if name != "stars"}
    desk.shop.providers = {**others, "stars": stars}
    for name in others:
        desk.book(name).webhook_url = f"{desk.web.base_url}/payments/webhook".replace("//payments", "/payments")
    return desk


async def asked(desk: CashDesk, token: str, tariff: Tariff, **more: Any) -> dict[str, Any]:
    """A payment for a tariff, as `/payments/create` opens it."""
    body = {"tariff_code": tariff.public_code, **more}
    answer: dict[str, Any] = await call(desk.web, "POST", "/payments/create", token=token, json=body)
    assert set(answer) == PAID_KEYS
    return answer


async def bill_of(desk: CashDesk, answer: dict[str, Any]) -> tuple[str, Bill]:
    """The vendor that an answer sends the customer to, and its bill."""
    payment = await Payment.get(uuid=answer["payment_id"])
    bill = desk.book(payment.provider).by_ref(answer["invoice_id"])
    assert bill is not None
    return payment.provider, bill


async def pay(desk: CashDesk, answer: dict[str, Any]) -> None:
    """Pay where the answer says, and wait until the shop has been told."""
    name, bill = await bill_of(desk, answer)
    desk.book(name).pay(bill.id)
    await desk.book(name).settled()
