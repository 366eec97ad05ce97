"""What routes ask for."""

from typing import Annotated

from fastapi import Depends, Request

from core.shop import Shop


def _shop(request: Request) -> Shop:
    shop: Shop = request.app.state.shop
    return shop


TheShop = Annotated[Shop, Depends(_shop)]
