"""What answers here, for whoever has no key yet."""

from typing import Final, Literal

from web.api.keys.deps import Counted
from web.common.routing import Pages
from web.common.schemas import Schema

VERSION: Final = "2.1.3"  # of this API's contract; the product's own is in /health

router = Pages(prefix="/api", tags=["keys"])


class KeyApiInfo(Schema):
    """The API, and the version of its contract."""

    message: str
    version: str
    status: Literal["running"]


@router.get("/", summary="The API's version", dependencies=[Counted])
async def info() -> KeyApiInfo:
    """Needs no key."""
    return KeyApiInfo(message="VPN Key Management API", version=VERSION, status="running")
