"""The operator API's schemas: services, settings, the engine, the collector."""

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field

from core.operations.operator_panel import collector
from web.common.schemas import Moment, OkAnswer, Schema, Text


class Service(Schema):
    """A part of the shop. `state` is active, inactive, failed, timeout or not_configured."""

    active: bool
    state: str
    service: str
    detail: str = ""
    uptime_sec: int | None = None
    url: str | None = None
    status_code: int | None = None


class Services(OkAnswer):
    """This process, the embedded engine, and the shop's own web site."""

    ui: Service
    xray: Service
    nextjs: Service


class Restart(Schema):
    """What to restart."""

    target: Text


class Restarted(OkAnswer):
    """It is restarted."""

    message: Literal["restarted"] = "restarted"
    service: str


class Settings(OkAnswer):
    """Settings by section."""

    settings: dict[str, Any]

    @classmethod
    def of(cls, values: dict[str, dict[str, Any]], version: int) -> Self:
        return cls(settings={"version": version, **values})


class XrayConfig(OkAnswer):
    """The engine's configuration as Xray's JSON."""

    config: dict[str, Any]


class Reality(OkAnswer):
    """What links and strangers see of the engine."""

    port: int
    pbk: str = Field(validation_alias="public_key")
    sni: str = Field(validation_alias="server_name")
    sid: str = Field(validation_alias="short_id")
    fp: str = Field(validation_alias="fingerprint")
    flow: str
    server_host: str = Field(validation_alias="host")


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
        return cls.read(
            status,
            newest_date=status.newest.isoformat() if status.newest else None,
            disabled_reason=None if status.enabled else "disabled_by_settings",
            schedule=f"every {collector.EVERY_SECONDS} s",
        )


class CollectorStatus(OkAnswer):
    """How the collector is."""

    status: Collector


class Toggle(Schema):
    """On or off. `script` is the name that older panels know the job by."""

    enabled: bool
    script: Text | None = None

    model_config = ConfigDict(strict=True)


class Toggled(OkAnswer):
    """Whether it is on."""

    enabled: bool


class RunCollector(Schema):
    """Whether today counts too, though it has not ended."""

    include_today: bool = False

    model_config = ConfigDict(strict=True)


class CollectorRun(OkAnswer):
    """The day that the run was for, and how many keys moved anything on it."""

    date: str
    rows: int
