from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('shop', '0008_terms_as_sold')]

    initial = False

    operations = [
        ops.AddField(
            model_name='LeftoverAccount',
            name='wait_version',
            field=fields.IntField(default=0, description='What the key has to reach first', db_default=0),
        ),
        ops.AddField(
            model_name='LeftoverAccount',
            name='seen_version',
            field=fields.IntField(default=0, description="The key's version that the account follows", db_default=0),
        ),
    ]
