"""What has been counted, and up to where."""

from tortoise import fields
from tortoise.models import Model


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
    """Bytes of one key on one day of the shop's time zone. Up is from the customer, down is to the customer."""

    id = fields.BigIntField(primary_key=True)
    key_id = fields.BigIntField()
    day = fields.DateField()
    up_bytes = fields.BigIntField(default=0)
    down_bytes = fields.BigIntField(default=0)

    class Meta:
        table = "traffic_days"
        unique_together = (("key_id", "day"),)
