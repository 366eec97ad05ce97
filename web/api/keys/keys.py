"""Keys: made, listed, handed out as links, deleted."""

from typing import Any

from core import errors
from core.subscriptions.keys import direct
from web.api.keys.deps import Program, TheKey, actor
from web.api.keys.errors import INVALID_NAME, KEY_NOT_FOUND, NO_CONFIG, ApiError, answers, failed
from web.api.keys.schemas import CreateKeyRequest, KeyConfig, KeyDeleted, ProgramKey
from web.common.deps import TheShop
from web.common.routing import Pages

router = Pages(prefix="/api/keys", tags=["keys"])
ONE: Any = {"responses": answers(KEY_NOT_FOUND)}


@router.post(
    "",
    summary="Make a key",
    responses=answers(
        INVALID_NAME, errors.TooManyKeys, errors.NoFreePort, failed("POST", "/api/keys"), errors.ServerUnavailable
    ),
)
async def create(shop: TheShop, program: Program, body: CreateKeyRequest) -> ProgramKey:
    """With a port of its own; it serves when this is answered."""
    return ProgramKey.read(await direct.make(shop, body.name, maker=program))


@router.get("", summary="Keys")
async def list_keys(program: Program) -> list[ProgramKey]:
    """Oldest first."""
    return [ProgramKey.read(key) for key in await direct.every(program)]


@router.get("/{key_id}", summary="A key", **ONE)
async def get_key(key: TheKey) -> ProgramKey:
    """By its id or its VLESS UUID, as everywhere."""
    return ProgramKey.read(key)


@router.get("/{key_id}/config", summary="A key's share link", responses=answers(KEY_NOT_FOUND, NO_CONFIG))
async def config(key: TheKey) -> KeyConfig:
    """The link stays the same for as long as the key keeps its port."""
    if key.account is None or not key.account.links:
        raise ApiError(NO_CONFIG)
    return KeyConfig.of(key, key.account.links[0])


@router.delete(
    "/{key_id}",
    summary="Delete a key",
    responses=answers(KEY_NOT_FOUND, failed("DELETE", "/api/keys/{key_id}")),
)
async def delete(shop: TheShop, program: Program, key: TheKey) -> KeyDeleted:
    """Refused at once, its port is free. What it moved stays in reports by day and month until a clean-up.

    After a 500 the key is deleted all the same, and Xray forgets it as soon as it answers.
    """
    await direct.remove(shop, key, by=actor(program))
    return KeyDeleted(message="Key deleted successfully")
