from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('shop', '0010_stored_settings')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TextOverride',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('language', fields.CharField(max_length=8)),
                ('key', fields.CharField(max_length=64)),
                ('text', fields.TextField(description='A Fluent pattern', unique=False)),
                ('original', fields.CharField(description="Digest of the product's text when this was saved", max_length=32)),
                ('placeholders', fields.TextField(description="Parameters of the product's text then, separated by blanks", unique=False)),
                ('version', fields.IntField(description='Of the change that set it, see `setting_changes`')),
                ('actor', fields.CharField(max_length=32)),
                ('saved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'text_overrides', 'app': 'shop', 'unique_together': (('language', 'key'),), 'pk_attr': 'id', 'table_description': "What is said in place of a text of the product. Where there is no row, the product's is said."},
            bases=['Model'],
        ),
    ]
