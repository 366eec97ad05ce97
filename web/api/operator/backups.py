"""Backups of the whole shop."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator
from starlette.convertors import StringConvertor, register_url_convertor

from core import errors
from core.operations import backups
from core.operations.backups import pending
from core.operations.operator_panel import machine, panel_users
from web.api.operator import backup_schemas as schemas
from web.api.operator import schemas as common
from web.common.deps import TheShop
from web.common.operator_errors import BACKUP_NOT_FOUND, INVALID_BACKUP, INVALID_FILENAME, SIGNED_IN, answers, together
from web.common.operators import Operator, SignedRoute
from web.common.routing import Pages


class BackupName(StringConvertor):
    """What may stand where a backup's name does; not `create`, which is an address of its own."""

    regex = r"(?!create$)[^/]+"


register_url_convertor("backup", BackupName())
router = Pages(prefix="/backups", tags=["operator: backups"], route_class=SignedRoute)


def _inside(name: str) -> str:
    if ".." in name:
        raise ValueError("it leads elsewhere")
    return name


File = Annotated[
    str,
    Path(pattern=r"^[A-Za-z0-9_.-]{1,200}$", description="The name of a backup, without `..` in it."),
    AfterValidator(_inside),
]
MAKING: Any = answers(
    errors.BackupUnderWay, errors.BackupNothing, errors.BackupToolMissing, errors.BackupImpossible, errors.BackupNoRoom
)
READING: Any = answers(
    INVALID_FILENAME,
    BACKUP_NOT_FOUND,
    INVALID_BACKUP,
    errors.BackupPasswordNeeded,
    errors.BackupPasswordWrong,
    errors.BackupTooNew,
)
WARNING = "The shop restarts with the data of the backup; what has happened since is only in pre_restore_backup."


@router.get("", summary="Backups", responses=SIGNED_IN)
async def listing(shop: TheShop, _caller: Operator) -> schemas.Backups:
    """Newest first."""
    return schemas.Backups(backups=[schemas.Backup.read(backup) for backup in await backups.listing(shop)])


@router.post("/create", summary="Make a backup", responses=together(SIGNED_IN, MAKING))
async def create(shop: TheShop, caller: Operator) -> schemas.MadeBackup:
    """Of one moment, while the shop goes on; encrypted where BACKUP_PASSWORD is set."""
    backup = schemas.Backup.read(await backups.create(shop, by=caller.actor))
    return schemas.MadeBackup(backup=backup, filename=backup.filename)


@router.get("/{file}/preview", summary="What a backup holds", responses=together(SIGNED_IN, READING))
async def preview(shop: TheShop, _caller: Operator, file: File) -> schemas.BackupPreview:
    """Keys and servers, without credentials."""
    content = await backups.preview(shop, file)
    emails = {key["id"]: panel_users.label_in_backup(shop, key) for key in content.accounts}
    return schemas.BackupPreview(preview=schemas.PreviewBody.of(content, shop.settings.xray_listen, emails))


@router.post(
    "/{file}/restore",
    summary="Restore a backup",
    responses=together(SIGNED_IN, MAKING, READING, answers(errors.ShopRuns, errors.BackupOtherEngine)),
)
async def restore(shop: TheShop, caller: Operator, file: File, body: schemas.RestoreBackup) -> schemas.Restore:
    """A dry run, unless `preview` is false. What is there is backed up; then the process ends, and its next start
    restores before anything is opened. When that fails, everything is as it was, and an event says so."""
    if body.preview and not body.confirm:
        plan = await pending.plan(shop, file)
        return schemas.Restore(
            preview=True,
            current=schemas.Counts(users_count=plan.now.counts.get("keys", 0) if plan.now else 0),
            backup=schemas.Counts(
                users_count=plan.manifest.counts.get("keys", 0), inbounds_count=len(plan.manifest.servers)
            ),
            warning=WARNING,
        )
    before = await pending.ask(shop, file, by=caller.actor)
    machine.end_process_soon(shop)
    return schemas.Restore(
        restored_from=file,
        pre_restore_backup=before,
        restart={"ok": True, "message": "the shop starts again and restores first"},
    )


@router.delete(
    "/{file:backup}",
    summary="Remove a backup",
    responses=together(SIGNED_IN, answers(INVALID_FILENAME, BACKUP_NOT_FOUND, errors.BackupUnderWay)),
)
async def delete(shop: TheShop, caller: Operator, file: File) -> common.Done:
    """For good."""
    await backups.delete(shop, file, by=caller.actor)
    return common.Done(message="backup_deleted")
