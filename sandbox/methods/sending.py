"""What every method that puts a message into a chat has in common."""

from typing import Any

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.markup import parse_markup
from sandbox.methods.call import Call

Json = dict[str, Any]


def deliver(call: Call, content: Json, *, with_invoice: bool = False) -> Json:
    """Post ``content`` to ``chat_id`` with the reply, thread, keyboard and flags the request names.

    Checks in the server's order: markup first, then the chat, then what is replied to. Returns the Message.
    """
    markup = request_markup(call, with_invoice=with_invoice)
    chat = call.world.writable_chat(call.args.get("chat_id"))
    content |= _context(call, chat)
    return post(call, chat, content, markup)


def request_markup(call: Call, *, with_invoice: bool = False) -> Json | None:
    """The checked ``reply_markup`` of the request, or None."""
    raw = call.args.get("reply_markup")
    if raw is None:
        return None
    in_private = not call.text("chat_id").startswith(("-", "@"))
    return parse_markup(raw, in_private=in_private, with_invoice=with_invoice)


def post(call: Call, chat: Chat, content: Json, markup: Json | None = None) -> Json:
    """Put the bot's message into a checked chat and show or hide its reply keyboard."""
    world = call.world
    if markup and "inline_keyboard" in markup:
        if markup["inline_keyboard"]:
            content["reply_markup"] = markup
    elif markup:
        chat.reply_keyboard = markup if "keyboard" in markup else None
        world.journal.add("keyboard", chat_id=chat.id, reply_keyboard=chat.reply_keyboard)
    sender = None if chat.type == "channel" else world.bot
    return world.post(chat, sender, content)


def _context(call: Call, chat: Chat) -> Json:
    args = call.args
    content: Json = {}
    if "reply_parameters" in args or "reply_to_message_id" in args:
        content |= _reply(call, chat)
    if "message_thread_id" in args:
        content |= _thread(call, chat)
    if "protect_content" in args and call.flag("protect_content"):
        content["has_protected_content"] = True
    if args.get("message_effect_id"):
        content["effect_id"] = call.text("message_effect_id")
    return content


def _reply(call: Call, chat: Chat) -> Json:
    parameters = call.json("reply_parameters")
    if not isinstance(parameters, dict):
        parameters = {
            "message_id": call.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    original = chat.messages.get(int(parameters.get("message_id", 0)))
    if original is None:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}


def _thread(call: Call, chat: Chat) -> Json:
    thread_id = call.integer("message_thread_id")
    if not thread_id:
        return {}
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread_id, "is_topic_message": True}
