from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('shop', '0005_sessions_by_person')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Attempts',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(description='HMAC of what is counted: no address stands here', unique=True, max_length=64)),
                ('count', fields.IntField()),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attempts', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'How often something was tried since its first time, until `expires_at`.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Session',
            name='proof',
            field=fields.CharField(null=True, description="Telegram's hash of the initData it began with", max_length=64),
        ),
    ]
