"""A shop that sends letters."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.config import Settings
from tests import mail
from tests.conftest import make_settings
from tests.mail import MailServer


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail.running() as server:
        yield server


@pytest.fixture
def settings(database_url: str, tmp_path: Path, post: MailServer) -> Settings:
    return make_settings(database_url, tmp_path, smtp_url=post.url, shop_name="Tom & Co")
