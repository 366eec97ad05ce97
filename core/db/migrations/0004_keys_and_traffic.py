from core.db.migrations._operations import DropNotNull
from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('shop', '0003_payments_and_panels')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ApiKey',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=64)),
                ('hash', fields.CharField(unique=True, max_length=64)),
                ('scopes', fields.CharField(description='Separated by blanks', max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, description='To the hour', auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'api_keys', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'Who may ask, and for what: `keys` for what it has made itself, `operator`, `owner` for everything.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='WorkerCall',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=32)),
                ('params', fields.JSONField(default=dict, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('asked_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('taken_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
                ('error', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'errands', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'One question. `answer` has the result, or `error` the code of what went wrong, in words for the operator.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='KeyTraffic',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key_id', fields.BigIntField(unique=True)),
                ('up_bytes', fields.BigIntField(default=0, description='Of all time, never reset', db_default=0)),
                ('down_bytes', fields.BigIntField(default=0, db_default=0)),
                ('simple_up_bytes', fields.BigIntField(default=0, description='Where the current counter was reset', db_default=0)),
                ('simple_down_bytes', fields.BigIntField(default=0, db_default=0)),
                ('history_up_bytes', fields.BigIntField(default=0, description='Where the history was reset', db_default=0)),
                ('history_down_bytes', fields.BigIntField(default=0, db_default=0)),
                ('bytes_per_second', fields.BigIntField(default=0, description='Over the last sample', db_default=0)),
                ('connections', fields.IntField(default=0, description='At the last sample', db_default=0)),
                ('peak_connections', fields.IntField(default=0, db_default=0)),
                ('first_seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ('sampled_at', fields.DatetimeField(null=True, description='When it changed last', auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'key_traffic', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'One key: sums of all time, where its two resettable counters began, and how it is now.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TrafficHour',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key_id', fields.BigIntField()),
                ('hour', fields.BigIntField(db_index=True)),
                ('up_bytes', fields.BigIntField(default=0)),
                ('down_bytes', fields.BigIntField(default=0)),
                ('peak_connections', fields.IntField(default=0)),
            ],
            options={'table': 'traffic_hours', 'app': 'shop', 'unique_together': (('key_id', 'hour'),), 'pk_attr': 'id', 'table_description': 'The same in one hour, folded from its minutes, kept for two months.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TrafficMinute',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key_id', fields.BigIntField()),
                ('minute', fields.BigIntField(db_index=True)),
                ('up_bytes', fields.BigIntField(default=0)),
                ('down_bytes', fields.BigIntField(default=0)),
                ('peak_connections', fields.IntField(default=0)),
            ],
            options={'table': 'traffic_minutes', 'app': 'shop', 'unique_together': (('key_id', 'minute'),), 'pk_attr': 'id', 'table_description': 'One key in one minute, kept for a day, only minutes with something in them.'},
            bases=['Model'],
        ),
        ops.AlterModelOptions(
            name='Key',
            options={'table': 'keys', 'app': 'shop', 'unique_together': (('subscription_id', 'server_id', 'number'), ('server_id', 'port')), 'pk_attr': 'id', 'table_description': 'What the shop wants one server to hold: for one subscription, or for whoever made the key without any.'},
        ),
        DropNotNull(
            model_name='Key',
            name='subscription',
            field=fields.ForeignKeyField('shop.Subscription', source_field='subscription_id', null=True, db_constraint=True, to_field='id', related_name='keys', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Key',
            name='alias',
            field=fields.CharField(default='', description="A word of the operator's beside its name", db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Key',
            name='email',
            field=fields.CharField(null=True, unique=True, description='What the operator calls it', max_length=255),
        ),
        ops.AddField(
            model_name='Key',
            name='enabled',
            field=fields.BooleanField(default=True, description='Of one without a subscription', db_default=True),
        ),
        ops.AddField(
            model_name='Key',
            name='label',
            field=fields.CharField(null=True, description='What an API client calls it', max_length=255),
        ),
        ops.AddField(
            model_name='Key',
            name='maker',
            field=fields.ForeignKeyField('shop.ApiKey', source_field='maker_id', null=True, description='Who made it, by which API', db_constraint=True, to_field='id', related_name='keys', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Key',
            name='port',
            field=fields.IntField(null=True, description="A port of its own, None = the server's"),
        ),
        ops.AddConstraint(
            model_name='Key',
            constraint=UniqueConstraint(fields=('server_id', 'port'), name=None),
        ),
        ops.AlterModelOptions(
            name='TrafficDay',
            options={'table': 'traffic_days', 'app': 'shop', 'unique_together': (('key_id', 'day'),), 'indexes': [Index(fields=['day'])], 'pk_attr': 'id', 'table_description': 'One key on one day.'},
        ),
        ops.AddField(
            model_name='TrafficDay',
            name='peak_connections',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='TrafficDay',
            name='sessions',
            field=fields.IntField(default=0, description='How often it came after a pause', db_default=0),
        ),
        ops.AddIndex(
            model_name='TrafficDay',
            index=Index(fields=['day']),
        ),
        ops.RunSQL(
            'INSERT INTO key_traffic (key_id, up_bytes, down_bytes) SELECT key_id, sum(up_bytes), sum(down_bytes) FROM traffic_days GROUP BY key_id',
            'DELETE FROM key_traffic',
        ),
    ]
