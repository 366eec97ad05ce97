from core.db.migrations._operations import AddIndexed, Described, RemoveUnique
from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('shop', '0002_cabinet')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Alert',
            fields=[
                ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=320)),
                ('count', fields.IntField()),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('at', fields.DatetimeField(db_index=True, description='When it came last', auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_alarms', 'app': 'shop', 'pk_attr': 'key', 'table_description': 'Trouble with payments that an operator is told of: how often it came since they were told last.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LeftoverAccount',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('server', fields.ForeignKeyField('shop.Server', source_field='server_id', db_constraint=True, to_field='id', related_name='leftovers', on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=36)),
                ('ref', fields.CharField(max_length=64)),
                ('attempts', fields.IntField(default=0)),
                ('next_try_at', fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ('last_error', fields.CharField(null=True, max_length=255)),
            ],
            options={'table': 'leftover_accounts', 'app': 'shop', 'unique_together': (('server_id', 'name'),), 'pk_attr': 'id', 'table_description': 'An account that its key has moved away from: the panel has to forget it, as soon as it can be asked.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SavedMethod',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('user', fields.ForeignKeyField('shop.User', source_field='user_id', db_constraint=True, to_field='id', related_name='saved_methods', on_delete=OnDelete.RESTRICT)),
                ('provider', fields.CharField(max_length=32)),
                ('method', fields.CharField(max_length=32)),
                ('token', fields.CharField(description="The vendor's name for it, useless without the shop's credentials", max_length=255)),
                ('title', fields.CharField(description='What the customer knows it by, such as the end of a card number', max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'saved_methods', 'app': 'shop', 'unique_together': (('provider', 'token'),), 'indexes': [Index(fields=['user_id', 'removed_at'])], 'pk_attr': 'id', 'table_description': 'A way to pay that the customer let the vendor remember, so that a renewal can be charged to it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Lease',
            fields=[
                ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=320)),
                ('until', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_turns', 'app': 'shop', 'pk_attr': 'key', 'table_description': 'Whose turn it is to ask a vendor about something, and nobody else asks before `until`.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Campaign',
            name='bonus_days',
            field=fields.IntField(default=0, description="Free days of the trial's kind", db_default=0),
        ),
        RemoveUnique(
            model_name='Key',
            name=None,
            fields=['subscription_id', 'server_id'],
        ),
        ops.AddField(
            model_name='Key',
            name='flow',
            field=fields.CharField(default='xtls-rprx-vision', db_default='xtls-rprx-vision', max_length=32),
        ),
        ops.AddField(
            model_name='Key',
            name='meta',
            field=fields.JSONField(null=True, description='What a front end keeps with it', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Key',
            name='name',
            field=fields.CharField(null=True, unique=True, description='Account name taken over from a panel', max_length=36),
        ),
        ops.AddField(
            model_name='Key',
            name='number',
            field=fields.IntField(default=0, description="0 = the subscription's own, others are made by hand", db_default=0),
        ),
        ops.AddField(
            model_name='Key',
            name='revoked_at',
            field=fields.DatetimeField(null=True, description='When its owner gave it up for good', auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Key',
            name='transport',
            field=fields.CharField(default='tcp', db_default='tcp', max_length=16),
        ),
        ops.AddConstraint(
            model_name='Key',
            constraint=UniqueConstraint(fields=('subscription_id', 'server_id', 'number'), name=None),
        ),
        Described(
            model_name='Payment',
            name='status',
            field=fields.CharField(default='pending', description='pending completed failed expired review dismissed refunding refunded', max_length=16),
        ),
        ops.AddField(
            model_name='Payment',
            name='doubt',
            field=fields.CharField(null=True, description='Why it waits, or waited, for an operator', max_length=255),
        ),
        ops.AddField(
            model_name='Payment',
            name='received',
            field=fields.BigIntField(null=True, description='What came of a payment in review, minor units'),
        ),
        ops.AddField(
            model_name='Payment',
            name='received_currency',
            field=fields.CharField(null=True, description='In which currency it came', max_length=8),
        ),
        ops.AddField(
            model_name='Payment',
            name='reversed_at',
            field=fields.DatetimeField(null=True, description='When the provider took it back without being asked', auto_now=False, auto_now_add=False),
        ),
        Described(
            model_name='PaymentEvent',
            name='state',
            field=fields.CharField(default='new', description='new done unmatched unreadable given_up', max_length=12),
        ),
        ops.AddField(
            model_name='PaymentEvent',
            name='attempts',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='PaymentEvent',
            name='claims',
            field=fields.JSONField(null=True, description='What it says, to be looked at again', encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        AddIndexed(
            model_name='PaymentEvent',
            name='next_try_at',
            field=fields.DatetimeField(null=True, db_index=True, description='When to look again whose payment it is', auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name='Promocode',
            options={'table': 'promocodes', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'A code for `uses_left` people. `value` is kopeks, days, gigabytes or percent by kind, 0 for a tariff.'},
        ),
        ops.AddField(
            model_name='Promocode',
            name='tariff',
            field=fields.ForeignKeyField('shop.Tariff', source_field='tariff_id', null=True, description='What a code of kind tariff gives', db_constraint=True, to_field='id', related_name='promocodes', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='PromocodeUse',
            name='spent_at',
            field=fields.DatetimeField(null=True, description='When a discount was taken off a purchase', auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Server',
            name='capacity',
            field=fields.IntField(null=True, description='How many keys it takes, None = as many as come'),
        ),
        ops.AddField(
            model_name='Server',
            name='trouble',
            field=fields.CharField(null=True, description='Why its panel cannot be worked with now', max_length=255),
        ),
        ops.AddField(
            model_name='Server',
            name='trouble_since',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        AddIndexed(
            model_name='Session',
            name='family',
            field=fields.UUIDField(null=True, db_index=True, description='Sessions that followed from one sign-in'),
        ),
        ops.AddField(
            model_name='Session',
            name='replaced_at',
            field=fields.DatetimeField(null=True, description='When a newer token took its place', auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Tariff',
            name='code',
            field=fields.CharField(null=True, unique=True, description='What front ends call it', max_length=32),
        ),
    ]
