"""The operator API's schemas of backups. Names are the contract's."""

from typing import Any, Self

from pydantic import ConfigDict, Field

from core.operations.backups import Preview as CorePreview
from web.common.schemas import Moment, OkAnswer, Schema


class Backup(Schema):
    """A backup in the shop's directory."""

    filename: str = Field(validation_alias="name")
    size: int = Field(validation_alias="size_bytes")
    created: Moment = Field(validation_alias="made_at")
    label: str
    encrypted: bool


class Backups(OkAnswer):
    """Newest first."""

    backups: list[Backup]


class MadeBackup(OkAnswer):
    """The new backup."""

    backup: Backup
    filename: str


class PreviewUser(Schema):
    """A key in a backup."""

    id: int
    email: str
    alias: str
    flow: str


class PreviewInbound(Schema):
    """A server in a backup."""

    tag: str
    protocol: str = "vless"
    port: int | None
    listen: str
    users: int


class PreviewBody(Schema):
    """What a backup holds."""

    users: list[PreviewUser]
    inbounds: list[PreviewInbound]
    users_count: int
    inbounds_count: int
    ports: list[int]
    protocols: list[str]
    version: str
    created: Moment

    @classmethod
    def of(cls, preview: CorePreview, listen: str, emails: dict[int, str]) -> Self:
        manifest = preview.manifest
        users = [
            PreviewUser(id=key["id"], email=emails[key["id"]], alias=key.get("alias") or "", flow=key["flow"])
            for key in preview.accounts
        ]
        inbounds = [
            PreviewInbound(tag=place.name, port=place.port, listen=listen, users=place.keys)
            for place in manifest.servers
        ]
        return cls(
            users=users,
            inbounds=inbounds,
            users_count=manifest.counts.get("keys", len(users)),
            inbounds_count=len(inbounds),
            ports=sorted({place.port for place in manifest.servers if place.port}),
            protocols=["vless"] if inbounds else [],
            version=manifest.version,
            created=manifest.made_at,
        )


class BackupPreview(OkAnswer):
    """What a backup holds."""

    preview: PreviewBody


class RestoreBackup(Schema):
    """`preview` false, or `confirm` true, really restores; without either it is a dry run."""

    preview: bool = True
    confirm: bool = False

    model_config = ConfigDict(strict=True)


class Counts(Schema):
    """How much there is."""

    users_count: int
    inbounds_count: int | None = None


class Restore(OkAnswer):
    """What became of it, or in a dry run what would."""

    preview: bool | None = None
    current: Counts | None = None
    backup: Counts | None = None
    warning: str | None = None
    restored_from: str | None = None
    pre_restore_backup: str | None = None
    restart: dict[str, Any] | None = Field(default=None, description="Whether the shop restarts, and what that means.")
