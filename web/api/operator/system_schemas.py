"""The operator API's schemas: services, settings, the engine, the collector."""

from typing import Any, Literal, Self

from pydantic import ConfigDict

from core.engine.settings import Reality as CoreReality
from core.operations.operator_panel import collector
from web.common.schemas import Moment, Schema, Text


class Service(Schema):
    """A part of the shop. `state` is active, inactive, failed, timeout or not_configured."""

    active: bool
    state: str
    service: str
    detail: str = ""
    uptime_sec: int | None = None
    url: str | None = None
    status_code: int | None = None


class Services(Schema):
    """This process, the embedded engine, and the shop's own web site."""

    ok: Literal[True] = True
    ui: Service
    xray: Service
    nextjs: Service


class Restart(Schema):
    """What to restart."""

    target: Text


class Restarted(Schema):
    """It is restarted."""

    ok: Literal[True] = True
    message: Literal["restarted"] = "restarted"
    service: str


class Settings(Schema):
    """Settings by section."""

    ok: Literal[True] = True
    settings: dict[str, Any]

    @classmethod
    def of(cls, values: dict[str, dict[str, Any]], version: int) -> Self:
        return cls(settings={"version": version, **values})


class XrayConfig(Schema):
    """The engine's configuration as Xray's JSON."""

    ok: Literal[True] = True
    config: dict[str, Any]


class Reality(Schema):
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


class Collector(Schema):
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


class CollectorStatus(Schema):
    """How the collector is."""

    ok: Literal[True] = True
    status: Collector


class Toggle(Schema):
    """On or off. `script` is the name that older panels know the job by."""

    enabled: bool
    script: Text | None = None

    model_config = ConfigDict(strict=True)


class Toggled(Schema):
    """Whether it is on."""

    ok: Literal[True] = True
    enabled: bool


class RunCollector(Schema):
    """Whether today counts too, though it has not ended."""

    include_today: bool = False

    model_config = ConfigDict(strict=True)


class CollectorRun(Schema):
    """The day that the run was for, and how many keys moved anything on it."""

    ok: Literal[True] = True
    date: str
    rows: int
