"""What routes ask for."""

from html import unescape
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from core import i18n
from core.shop import Shop


async def _shop(connection: HTTPConnection) -> Shop:
    shop: Shop = connection.app.state.shop
    return shop


TheShop = Annotated[Shop, Depends(_shop)]


def accepted_language(shop: Shop, connection: HTTPConnection) -> str:
    """The language that a browser or an app asks for."""
    return i18n.pick(connection.headers.get("accept-language", "")[:2], shop.settings.default_language)


async def _asked_language(connection: HTTPConnection) -> str:
    """The language a caller asks for; English where it asks for none."""
    return i18n.pick(connection.headers.get("accept-language", "")[:2], "en")


AskedLanguage = Annotated[str, Depends(_asked_language)]


def plain(shop: Shop, key: str, language: str, **params: Any) -> str:
    """A text of the shop without HTML."""
    return unescape(shop.t(key, language, **params))
