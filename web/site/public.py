"""What everybody may see: tariffs and servers."""

from core import servers, tariffs
from web.routing import Pages
from web.site import shapes
from web.site.deps import limited
from web.site.errors import answers, failed

router = Pages(tags=["site: shop window"], dependencies=[limited("other")])


@router.get("/tariffs", summary="Tariffs on sale", responses=answers(failed("GET", "/tariffs")))
async def list_tariffs() -> list[shapes.PublicTariff]:
    """In the order of the shop window."""
    return [shapes.PublicTariff.of(tariff) for tariff in await tariffs.on_sale()]


@router.get("/nodes", summary="Servers")
async def list_nodes() -> list[shapes.Node]:
    """Where keys live. One in maintenance takes no new keys; addresses stand in keys alone."""
    return [shapes.Node.of(server) for server in await servers.every()]
