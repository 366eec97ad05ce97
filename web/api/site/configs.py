"""One key in the form that an app reads."""

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import Response

from core import errors
from core.subscriptions.keys import config_files, views
from core.subscriptions.keys.config_files import FORMS, TYPES
from web.api.site import key_schemas, schemas
from web.api.site.deps import OwnKey, limited
from web.api.site.errors import (
    CLIENT_ID_REQUIRED,
    CLIENT_NOT_FOUND,
    NO_SUCH_FORMAT,
    NOT_ALLOWED,
    SIGNED_IN,
    ApiError,
    answers,
    together,
)
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(tags=["site: configurations"], dependencies=[limited("other")])
ONE_KEY = together(SIGNED_IN, answers(CLIENT_NOT_FOUND, NOT_ALLOWED))
STRUCTURED = ("application/json", "application/x-yaml")
BYTES = {"type": "string", "format": "binary"}
FILES = {kind: {"schema": {"type": "object"} if kind in STRUCTURED else BYTES} for kind in TYPES.values()}
FILE: dict[int | str, Any] = {200: {"description": "The file.", "content": FILES}}
FormName = Annotated[str, Path(description="One of those that `info` names.", json_schema_extra={"enum": list(FORMS)})]


@router.get(
    "/vpn/config/{client_id:path}",
    summary="Link and subscription address",
    responses=together(ONE_KEY, answers(CLIENT_ID_REQUIRED)),
)
async def config(shop: TheShop, key: OwnKey) -> key_schemas.VPNConfig:
    """`config` is empty while the key is being prepared."""
    link = next(iter(views.shares(key)), "")
    return key_schemas.VPNConfig(
        config=link,
        subscription_url=schemas.subscription_url(shop, key) or "",
        id=key.uuid,
        username=key.account_name,
        protocol=views.carried(link)[0],
    )


@router.get("/configs/{client_id}/info", summary="Forms that there are", responses=ONE_KEY)
async def info(key: OwnKey) -> key_schemas.ConfigFormats:
    """What `/configs/{client_id}/{form}` has."""
    return key_schemas.ConfigFormats(formats=list(config_files.forms(views.shares(key))), client_id=key.account_name)


@router.get(
    "/configs/{client_id}/{form}",
    summary="The key as a file",
    response_class=Response,
    responses=FILE | together(ONE_KEY, answers(NO_SUCH_FORMAT)),
)
async def file(shop: TheShop, key: OwnKey, form: FormName) -> Response:
    """vless: the link; vmess: its JSON; qr: a PNG; hiddify: a sing-box configuration; clash: a mihomo one."""
    try:
        address = schemas.subscription_url(shop, key) or ""
        file = await config_files.make(views.shares(key), form, title=shop.settings.shop_name, address=address)
    except errors.NotFound:
        raise ApiError(NO_SUCH_FORMAT) from None
    name = f'attachment; filename="{key.account_name}.{file.ending}"'
    headers = {"content-disposition": name, "content-type": file.content_type, "cache-control": "no-store"}
    return Response(file.body, headers=headers)
