"""Receiving updates: getUpdates, webhooks, and the bot's own account."""

from typing import Any

from sandbox.errors import WEBHOOK_ACTIVE, conflict
from sandbox.methods.call import Call, Handler
from sandbox.wire import Raw

Json = dict[str, Any]


def get_me(call: Call) -> Json:
    """The bot as a User with its abilities."""
    return {
        **call.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


async def get_updates(call: Call) -> Raw:
    """Long polling; ``timeout`` in seconds up to 50, ``limit`` 1-100."""
    if call.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    updates = call.world.updates
    updates.allow(_allowed_updates(call))
    limit = call.integer("limit", 100)
    if not 1 <= limit <= 100:
        limit = 100
    batch = await updates.get(call.integer("offset"), limit, call.integer("timeout"))
    return Raw(b"[%s]" % b",".join(update.content for update in batch))


def set_webhook(call: Call) -> bool:
    """Deliver by HTTP from now on; an empty ``url`` is deleteWebhook."""
    url = call.text("url")
    updates = call.world.updates
    if not url:
        return delete_webhook(call)
    if call.flag("drop_pending_updates"):
        updates.clear()
    updates.allow(_allowed_updates(call))
    call.webhook.set(url, secret=call.text("secret_token"), max_connections=call.integer("max_connections", 40))
    return True


def delete_webhook(call: Call) -> bool:
    """Back to getUpdates."""
    if call.flag("drop_pending_updates"):
        call.world.updates.clear()
    call.webhook.delete()
    return True


def get_webhook_info(call: Call) -> Json:
    """Where updates go and how many wait."""
    return call.webhook.info()


def log_out(call: Call) -> bool:
    """Nothing to leave: the sandbox is the only server there is. Answers true."""
    return True


def _allowed_updates(call: Call) -> list[str] | None:
    kinds = call.json("allowed_updates")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else None


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": log_out,
}
