"""The application's description, made once a test process: it takes the framework seconds."""

import functools
from pathlib import Path
from typing import Any

from core.shop import Shop
from tests.conftest import make_settings
from web.app import create_app


@functools.cache
def document() -> dict[str, Any]:
    """What `/openapi.json` answers."""
    settings = make_settings("sqlite://:memory:", Path())
    # Settings and nothing else are enough to describe the application.
    shop = Shop(settings=settings, telegram=None, providers={}, reactions={}, purposes={}, wakeups=None)  # type: ignore[arg-type]
    return create_app(shop).openapi()
