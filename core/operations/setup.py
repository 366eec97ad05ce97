"""What a shop needs before its first sale, and what a demonstration shop sells."""

from core.catalogue import servers, tariffs
from core.catalogue.servers import Server
from core.catalogue.tariffs import Tariff, Terms
from core.shop import Shop

DEMO_TARIFFS = (
    Terms("Неделя", 7, 99_00, traffic_gb=30, devices=2, description="Попробовать всерьёз", position=1),
    Terms("Месяц", 30, 299_00, traffic_gb=200, devices=3, is_popular=True, position=2),
    Terms("Год", 365, 1990_00, devices=5, list_price_kopeks=3588_00, description="Без лимита трафика", position=3),
)


async def first_start(shop: Shop) -> None:
    """An installation without servers sells from this machine's own Xray."""
    if not await Server.all().exists():
        await servers.create(shop, name="VPN")


async def demo(shop: Shop) -> None:
    """A server and three tariffs to play with, where there are none."""
    if not await Server.all().exists():
        await servers.create(shop, name="Амстердам", country="NL")
    if not await Tariff.all().exists():
        for terms in DEMO_TARIFFS:
            await tariffs.create(shop, terms)
