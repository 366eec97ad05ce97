from core.db.migrations._operations import AddIndexed, Described
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('shop', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('user', fields.ForeignKeyField('shop.User', source_field='user_id', db_constraint=True, to_field='id', related_name='idempotency_keys', on_delete=OnDelete.CASCADE)),
                ('key', fields.CharField(max_length=255)),
                ('request_hash', fields.CharField(description='SHA-256 of the operation and the body', max_length=64)),
                ('answer', fields.TextField(null=True, description='JSON', unique=False)),
                ('created_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'idempotency_keys', 'app': 'shop', 'unique_together': (('user_id', 'key'),), 'pk_attr': 'id', 'table_description': 'One request that must not be done twice. Without an answer it is being done now.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LetterToken',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('user', fields.ForeignKeyField('shop.User', source_field='user_id', db_constraint=True, to_field='id', related_name='letter_tokens', on_delete=OnDelete.CASCADE)),
                ('purpose', fields.CharField(max_length=16)),
                ('token_hash', fields.CharField(unique=True, description='SHA-256 of the code', max_length=64)),
                ('fact_id', fields.BigIntField(null=True, unique=True, description='What asked for the letter')),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'letter_tokens', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'A code sent by e-mail: `purpose` is verification or reset. Good for one use.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PaymentEvent',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('provider', fields.CharField(max_length=32)),
                ('key', fields.CharField(unique=True, description='The same notice twice has the same key', max_length=128)),
                ('body', fields.TextField(unique=False)),
                ('state', fields.CharField(default='new', description='new done unmatched unreadable', max_length=12)),
                ('note', fields.CharField(default='', max_length=255)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'payment_events', 'app': 'shop', 'indexes': [Index(fields=['state', 'received_at'])], 'pk_attr': 'id', 'table_description': 'What a provider has sent, kept before it is looked at, so that a crash does not eat it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Session',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('user', fields.ForeignKeyField('shop.User', source_field='user_id', db_constraint=True, to_field='id', related_name='sessions', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(unique=True, description='SHA-256 of the refresh token', max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sessions', 'app': 'shop', 'pk_attr': 'id', 'table_description': 'One sign-in of a person on one device. The refresh token itself is nowhere but with the device.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UsedProof',
            fields=[
                ('proof', fields.CharField(primary_key=True, unique=True, db_index=True, description="Telegram's hash", max_length=64)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'used_proofs', 'app': 'shop', 'pk_attr': 'proof', 'table_description': 'A sign-in that Telegram has signed and somebody has used: it serves once.'},
            bases=['Model'],
        ),
        ops.AlterModelOptions(
            name='PanelAccount',
            options={'table': 'panel_accounts', 'app': 'shop', 'pk_attr': 'key_id', 'table_description': "What a key's panel last said it holds."},
        ),
        Described(
            model_name='Payment',
            name='status',
            field=fields.CharField(default='pending', description='pending completed failed expired review refunding refunded', max_length=16),
        ),
        ops.AddField(
            model_name='Payment',
            name='checks',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='Payment',
            name='expires_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        AddIndexed(
            model_name='Payment',
            name='next_check_at',
            field=fields.DatetimeField(null=True, db_index=True, description='When to ask the provider about it', auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Payment',
            name='pay_url',
            field=fields.TextField(null=True, description='Where the customer pays', unique=False),
        ),
        ops.AddField(
            model_name='Payment',
            name='return_url',
            field=fields.TextField(null=True, description="Where the customer's app wants to be called back", unique=False),
        ),
        ops.AddField(
            model_name='Subscription',
            name='chosen_server_id',
            field=fields.IntField(null=True, description="The customer's choice, None = all of the tariff's"),
        ),
        ops.AddIndex(
            model_name='TicketMessage',
            index=Index(fields=['ticket_id', 'id']),
        ),
        ops.AddIndex(
            model_name='User',
            index=Index(fields=['referrer_id', 'id']),
        ),
    ]
