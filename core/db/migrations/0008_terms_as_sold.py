import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('shop', '0007_lanes_and_payers')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Subscription',
            name='sold',
            field=fields.JSONField(null=True, description='The terms it was sold with last', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
    ]
