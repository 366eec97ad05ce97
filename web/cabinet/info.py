"""The service and its looks; needs no token."""

from core.users import login
from web.cabinet import shapes
from web.cabinet.deps import limited
from web.deps import TheShop
from web.routing import Pages

router = Pages(tags=["info"], dependencies=[limited("other")])


@router.get("/info", summary="What the service is and who helps")
async def info(shop: TheShop) -> shapes.Info:
    """What an operator has set; unset texts are empty."""
    settings = shop.settings
    return shapes.Info(
        service_name=settings.shop_name,
        support_email=settings.support_email,
        support_telegram=settings.support_contact,
        terms_url=settings.terms_url,
        privacy_url=settings.privacy_url,
        telegram_login_url=login.telegram_page(shop),
    )


@router.get("/branding", summary="Name, logo and colours")
async def branding(shop: TheShop) -> shapes.Branding:
    """What an app needs to look like the shop."""
    settings = shop.settings
    return shapes.Branding(
        logo_url=settings.logo_url,
        primary_color=settings.primary_color,
        secondary_color=settings.secondary_color,
        app_name=settings.shop_name,
    )
