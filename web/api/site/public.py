"""What everybody may see: tariffs and servers."""

from core.catalogue import servers, tariffs
from web.api.site import schemas
from web.api.site.deps import limited
from web.api.site.errors import answers, failed
from web.common.routing import Pages

router = Pages(tags=["site: shop window"], dependencies=[limited("other")])


@router.get("/tariffs", summary="Tariffs on sale", responses=answers(failed("GET", "/tariffs")))
async def list_tariffs() -> list[schemas.PublicTariff]:
    """In the order of the shop window."""
    return [schemas.PublicTariff.of(tariff) for tariff in await tariffs.on_sale()]


@router.get("/nodes", summary="Servers")
async def list_nodes() -> list[schemas.Node]:
    """Where keys live. One in maintenance takes no new keys; addresses stand in keys alone."""
    return [schemas.Node.of(server) for server in await servers.every()]
