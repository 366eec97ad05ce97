"""The service and its looks; needs no token."""

from core.users import login
from web.api.cabinet import schemas
from web.common.auth import limited
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(tags=["info"], dependencies=[limited("other")])


@router.get("/info", summary="What the service is and who helps")
async def info(shop: TheShop) -> schemas.Info:
    """What an operator has set; unset texts are empty."""
    return schemas.Info.read(shop.settings, telegram_login_url=login.telegram_page(shop))


@router.get("/branding", summary="Name, logo and colours")
async def branding(shop: TheShop) -> schemas.Branding:
    """What an app needs to look like the shop."""
    return schemas.Branding.read(shop.settings)
