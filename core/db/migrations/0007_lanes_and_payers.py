from core.db.migrations._operations import AddIndexed
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('shop', '0006_sign_in_attempts')]

    initial = False

    operations = [
        AddIndexed(
            model_name='TelegramUpdate',
            name='lane',
            field=fields.CharField(null=True, db_index=True, description='Whose it is, see `lane_of`', max_length=40),
        ),
        ops.AddField(
            model_name='Payment',
            name='payer_telegram_id',
            field=fields.BigIntField(null=True, description='Who paid, where Telegram says it: a refund goes there'),
        ),
    ]
