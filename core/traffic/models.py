"""What has been counted, and up to where.

Up is from the customer, down is to the customer. Minutes and hours are numbered from the Unix epoch, a day is one of
the shop's time zone. `key_id` 0 stands for all keys together.
"""

from tortoise import fields
from tortoise.models import Model

ALL_KEYS = 0


class TrafficMark(Model):
    """The reading up to which one counter of one counting process is in the books."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(64)
    name = fields.CharField(64)
    up_bytes = fields.BigIntField()
    down_bytes = fields.BigIntField()

    class Meta:
        table = "traffic_marks"
        unique_together = (("source", "name"),)


class TrafficDay(Model):
    """One key on one day."""

    id = fields.BigIntField(primary_key=True)
    key_id = fields.BigIntField()
    day = fields.DateField()
    up_bytes = fields.BigIntField(default=0)
    down_bytes = fields.BigIntField(default=0)
    peak_connections = fields.IntField(default=0, db_default=0)
    sessions = fields.IntField(default=0, db_default=0, description="How often it came after a pause")

    class Meta:
        table = "traffic_days"
        unique_together = (("key_id", "day"),)
        indexes = (("day",),)


class TrafficMinute(Model):
    """One key in one minute, kept for a day, only minutes with something in them."""

    id = fields.BigIntField(primary_key=True)
    key_id = fields.BigIntField()
    minute = fields.BigIntField(db_index=True)
    up_bytes = fields.BigIntField(default=0)
    down_bytes = fields.BigIntField(default=0)
    peak_connections = fields.IntField(default=0)

    class Meta:
        table = "traffic_minutes"
        unique_together = (("key_id", "minute"),)


class TrafficHour(Model):
    """The same in one hour, folded from its minutes, kept for two months."""

    id = fields.BigIntField(primary_key=True)
    key_id = fields.BigIntField()
    hour = fields.BigIntField(db_index=True)
    up_bytes = fields.BigIntField(default=0)
    down_bytes = fields.BigIntField(default=0)
    peak_connections = fields.IntField(default=0)

    class Meta:
        table = "traffic_hours"
        unique_together = (("key_id", "hour"),)


class KeyTraffic(Model):
    """One key: sums of all time, where its two resettable counters began, and how it is now."""

    id = fields.BigIntField(primary_key=True)
    key_id = fields.BigIntField(unique=True)
    up_bytes = fields.BigIntField(default=0, db_default=0, description="Of all time, never reset")
    down_bytes = fields.BigIntField(default=0, db_default=0)
    simple_up_bytes = fields.BigIntField(default=0, db_default=0, description="Where the current counter was reset")
    simple_down_bytes = fields.BigIntField(default=0, db_default=0)
    history_up_bytes = fields.BigIntField(default=0, db_default=0, description="Where the history was reset")
    history_down_bytes = fields.BigIntField(default=0, db_default=0)
    bytes_per_second = fields.BigIntField(default=0, db_default=0, description="Over the last sample")
    connections = fields.IntField(default=0, db_default=0, description="At the last sample")
    peak_connections = fields.IntField(default=0, db_default=0)
    first_seen_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True, db_index=True)
    sampled_at = fields.DatetimeField(null=True, description="When it changed last")

    class Meta:
        table = "key_traffic"
