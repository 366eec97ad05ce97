"""What is stored of the shop's settings, and what was changed when and by whom."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import db
from core.config import texts


class StoredSetting(Model):
    """What a setting is set to. Where there is no row, the default counts."""

    name = fields.CharField(64, primary_key=True)
    value = fields.TextField(description="JSON, or base64 where it is sealed")
    sealed = fields.BooleanField(default=False)
    version = fields.IntField(description="Of the change that set it")

    class Meta:
        table = "settings"


class SettingChange(Model):
    """One setting changed once. Never updated or deleted."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField()
    name = fields.CharField(64)
    old = fields.TextField(null=True, description="As in `settings`, None was the default")
    new = fields.TextField(null=True)
    sealed = fields.BooleanField(default=False)
    actor = fields.CharField(32)
    created_at = fields.DatetimeField()

    class Meta:
        table = "setting_changes"
        unique_together = (("version", "name"),)


@dataclass(frozen=True, slots=True)
class Change:
    """One setting's or one text's part of a version. Values of secrets are left out."""

    name: str
    secret: bool
    old: Any = None
    new: Any = None


@dataclass(frozen=True, slots=True)
class Version:
    """What was changed in one go, when and by whom."""

    number: int
    at: datetime
    by: str
    changes: list[Change] = field(default_factory=list)


async def history(*, limit: int = 20, offset: int = 0) -> tuple[list[Version], int]:
    """A page of versions, newest first, and how many there are in all."""
    total = await db.fetch_one("SELECT count(DISTINCT version) AS versions FROM setting_changes")
    numbers = await db.fetch(
        "SELECT DISTINCT version FROM setting_changes ORDER BY version DESC LIMIT $1 OFFSET $2", limit, offset
    )
    rows = await SettingChange.filter(version__in=[row["version"] for row in numbers]).order_by("-version", "name")
    versions: dict[int, Version] = {}
    for row in rows:
        version = versions.setdefault(row.version, Version(row.version, row.created_at, row.actor))
        if texts.is_change_name(row.name):
            old, new = texts.shown(row.old), texts.shown(row.new)
        else:
            old, new = (None, None) if row.sealed else (_json(row.old), _json(row.new))
        version.changes.append(Change(row.name, row.sealed, old, new))
    return list(versions.values()), int(total["versions"]) if total else 0


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)
