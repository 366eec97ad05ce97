from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('shop', '0009_leftover_accounts')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SettingChange',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('name', fields.CharField(max_length=64)),
                ('old', fields.TextField(null=True, description='As in `settings`, None was the default', unique=False)),
                ('new', fields.TextField(null=True, unique=False)),
                ('sealed', fields.BooleanField(default=False)),
                ('actor', fields.CharField(max_length=32)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'setting_changes', 'app': 'shop', 'unique_together': (('version', 'name'),), 'pk_attr': 'id', 'table_description': 'One setting changed once. Never updated or deleted.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StoredSetting',
            fields=[
                ('name', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('value', fields.TextField(description='JSON, or base64 where it is sealed', unique=False)),
                ('sealed', fields.BooleanField(default=False)),
                ('version', fields.IntField(description='Of the change that set it')),
            ],
            options={'table': 'settings', 'app': 'shop', 'pk_attr': 'name', 'table_description': 'What a setting is set to. Where there is no row, the default counts.'},
            bases=['Model'],
        ),
    ]
