"""What the usage dashboard answers. Its JSON is written by `core/traffic/dashboard_text.py`; these describe it."""

from typing import Any, Literal

from pydantic import Field

from web.common.schemas import Schema


class Meta(Schema):
    """What the answer is about."""

    from_: str = Field(alias="from")
    to: str
    days: list[str]
    prev_days: list[str]
    users: list[str]
    unit: Literal["bytes"]
    generated_at: str
    completeness: Literal["full", "partial"] = Field(description="partial where some day holds no data at all.")


class DayMeta(Meta):
    """And of which day."""

    date: str
    mode: Literal["daily", "cumulative"]
    window_days: int


class Everybody(Schema):
    """All keys together, by the day; also keys that are gone by now. Destinations are not recorded."""

    daily_traffic_bytes: list[int]
    prev_daily_traffic_bytes: list[int]
    daily_conns: list[int]
    prev_daily_conns: list[int]
    cumulative_traffic_bytes: list[int]
    cumulative_conns: list[int]
    top_domains_traffic: list[Any]
    top_domains_conns: list[Any]


class UserUsage(Schema):
    """One key by the day. The sums are of the whole window, whatever their names say."""

    email: str
    uuid: str
    alias: str
    daily_traffic_bytes: list[int]
    daily_conns: list[int] = Field(description="Sessions: how often it came after a pause of five minutes.")
    prev_daily_traffic_bytes: list[int]
    prev_daily_conns: list[int]
    sum7_traffic_bytes: int
    sum7_conns: int
    sum_prev7_traffic_bytes: int
    sum_prev7_conns: int
    top_domains_traffic: list[Any]
    top_domains_conns: list[Any]
    anomaly: bool = Field(description="Some day reached the setting `collector.anomaly_bytes`.")


class Kpi(Schema):
    """The numbers at the top."""

    today_bytes: int
    yesterday_bytes: int
    change_pct: float | None
    total_bytes: int
    total_users: int
    active_users: int


class CollectorState(Schema):
    """How the collector is."""

    enabled: bool
    lag_days: int | None


class Summary(Schema):
    """The day beside the one before, and the window beside the one before."""

    today_traffic_bytes: int
    yesterday_traffic_bytes: int
    avg_traffic_bytes: int
    today_conns: int
    yesterday_conns: int
    avg_conns: int
    total_traffic_bytes: int
    prev_total_traffic_bytes: int
    delta_today_traffic_pct: float | None
    delta_total_traffic_pct: float | None


class Dashboard(Schema):
    """Usage by the day. Arrays go with `meta.days`, those of the time before with `meta.prev_days`."""

    ok: Literal[True]
    meta: Meta
    everybody: Everybody = Field(alias="global")
    users: dict[str, UserUsage]
    kpi: Kpi
    collector: CollectorState


class DayDashboard(Dashboard):
    """The same for one day."""

    meta: DayMeta
    summary: Summary
