"""The operator API's shapes: services, settings, the engine, the collector, backups, self-checks."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from core.engine_settings import Reality as CoreReality
from core.examination import Run
from core.operations import collector
from core.operations.backups import Preview as CorePreview
from core.operations.backups.place import Backup as CoreBackup
from core.operations.check import Check
from web.cabinet.shapes import Moment, Text, example


class Service(BaseModel):
    """A part of the shop. `state` is active, inactive, failed, timeout or not_configured."""

    active: bool
    state: str
    service: str
    detail: str = ""
    uptime_sec: int | None = None
    url: str | None = None
    status_code: int | None = None


class Services(BaseModel):
    """This process, the embedded engine, and the shop's own web site."""

    ok: Literal[True] = True
    ui: Service
    xray: Service
    nextjs: Service


class Restart(BaseModel):
    """What to restart."""

    target: Text

    model_config = example(target="xray")


class Restarted(BaseModel):
    """It is restarted."""

    ok: Literal[True] = True
    message: Literal["restarted"] = "restarted"
    service: str


class Settings(BaseModel):
    """Settings by section."""

    ok: Literal[True] = True
    settings: dict[str, Any]

    @classmethod
    def of(cls, values: dict[str, dict[str, Any]], version: int) -> Self:
        return cls(settings={"version": version, **values})


class XrayConfig(BaseModel):
    """The engine's configuration as Xray's JSON."""

    ok: Literal[True] = True
    config: dict[str, Any]


class Reality(BaseModel):
    """What links and strangers see of the engine."""

    ok: Literal[True] = True
    port: int
    pbk: str
    sni: str
    sid: str
    fp: str
    flow: str
    server_host: str

    @classmethod
    def of(cls, found: CoreReality) -> Self:
        return cls(
            port=found.port,
            pbk=found.public_key,
            sni=found.server_name,
            sid=found.short_id,
            fp=found.fingerprint,
            flow=found.flow,
            server_host=found.host,
        )


class Collector(BaseModel):
    """How the collector is."""

    enabled: bool
    lag_days: int | None
    newest_date: str | None
    disabled_reason: str | None
    schedule: str
    last_run: Moment | None

    @classmethod
    def of(cls, status: collector.Status) -> Self:
        return cls(
            enabled=status.enabled,
            lag_days=status.lag_days,
            newest_date=status.newest.isoformat() if status.newest else None,
            disabled_reason=None if status.enabled else "disabled_by_settings",
            schedule=f"every {collector.EVERY_SECONDS} s",
            last_run=status.last_run,
        )


class CollectorStatus(BaseModel):
    """How the collector is."""

    ok: Literal[True] = True
    status: Collector


class Toggle(BaseModel):
    """On or off. `script` is the name that older panels know the job by."""

    enabled: bool
    script: Text | None = None

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"enabled": True}]})


class Toggled(BaseModel):
    """Whether it is on."""

    ok: Literal[True] = True
    enabled: bool


class RunCollector(BaseModel):
    """Whether today counts too, though it has not ended."""

    include_today: bool = False

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"include_today": False}]})


class CollectorRun(BaseModel):
    """The day that the run was for, and how many keys moved anything on it."""

    ok: Literal[True] = True
    date: str
    rows: int


class Backup(BaseModel):
    """A backup in the shop's directory."""

    filename: str
    size: int
    created: Moment
    label: str
    encrypted: bool

    @classmethod
    def of(cls, backup: CoreBackup) -> Self:
        return cls(
            filename=backup.name,
            size=backup.size_bytes,
            created=backup.made_at,
            label=backup.label,
            encrypted=backup.encrypted,
        )


class Backups(BaseModel):
    """Newest first."""

    ok: Literal[True] = True
    backups: list[Backup]


class MadeBackup(BaseModel):
    """The new backup."""

    ok: Literal[True] = True
    backup: Backup
    filename: str


class PreviewUser(BaseModel):
    """A key in a backup."""

    id: int
    email: str
    alias: str
    flow: str


class PreviewInbound(BaseModel):
    """A server in a backup."""

    tag: str
    protocol: str = "vless"
    port: int | None
    listen: str
    users: int


class PreviewBody(BaseModel):
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
            PreviewUser(id=one["id"], email=emails[one["id"]], alias=one.get("alias") or "", flow=one["flow"])
            for one in preview.accounts
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


class BackupPreview(BaseModel):
    """What a backup holds."""

    ok: Literal[True] = True
    preview: PreviewBody


class RestoreBackup(BaseModel):
    """`preview` false, or `confirm` true, really restores; without either it is a dry run."""

    preview: bool = True
    confirm: bool = False

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"preview": True}]})


class Counts(BaseModel):
    """How much there is."""

    users_count: int
    inbounds_count: int | None = None


class Restore(BaseModel):
    """What became of it, or in a dry run what would."""

    ok: Literal[True] = True
    preview: bool | None = None
    current: Counts | None = None
    backup: Counts | None = None
    warning: str | None = None
    restored_from: str | None = None
    pre_restore_backup: str | None = None
    restart: dict[str, Any] | None = Field(default=None, description="Whether the shop restarts, and what that means.")


class Test(BaseModel):
    """A self-check, and how it ended last."""

    name: str
    status: Literal["unknown", "passed", "failed"]
    description: str = ""
    detail: str = ""
    advice: str = ""

    @classmethod
    def of(cls, check: Check, description: str) -> Self:
        status: Literal["passed", "failed"] = "passed" if check.ok else "failed"
        return cls(name=check.name, status=status, description=description, detail=check.text, advice=check.advice)


class Tests(BaseModel):
    """Every self-check."""

    ok: Literal[True] = True
    tests: list[Test]


class Summary(BaseModel):
    """How many there were."""

    passed: int
    failed: int
    errors: int = 0
    total: int


class Results(BaseModel):
    """How a run ended."""

    success: bool
    summary: Summary
    tests: list[Test]
    started_at: Moment
    finished_at: Moment
    duration_sec: float
    output: str

    @classmethod
    def of(cls, run: Run, descriptions: dict[str, str]) -> Self:
        failed = sum(not check.ok for check in run.checks)
        words = (f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.text} {check.advice}" for check in run.checks)
        return cls(
            success=failed == 0,
            summary=Summary(passed=len(run.checks) - failed, failed=failed, total=len(run.checks)),
            tests=[Test.of(check, descriptions.get(check.name, "")) for check in run.checks],
            started_at=run.began_at,
            finished_at=run.ended_at,
            duration_sec=(run.ended_at - run.began_at).total_seconds(),
            output="\n".join(line.rstrip() for line in words),
        )


class TestRun(BaseModel):
    """A run has happened; whether all is well is in `results.success`."""

    ok: Literal[True] = True
    results: Results


class TestStatus(BaseModel):
    """Whether the checks can be run now."""

    ok: Literal[True] = True
    status: Literal["ready", "running"]
    last_run: Moment | None
    tests_count: int

    @classmethod
    def of(cls, running: bool, last_run: datetime | None, count: int) -> Self:
        return cls(status="running" if running else "ready", last_run=last_run, tests_count=count)
