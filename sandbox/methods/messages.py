"""Text messages: sending, editing, deleting, copying, pinning."""

from typing import Any

from sandbox.chats import Chat
from sandbox.entities import caption_text, message_text
from sandbox.errors import MESSAGE_NOT_MODIFIED, bad_request
from sandbox.methods.call import Call, Handler
from sandbox.methods.sending import deliver, post, request_markup

Json = dict[str, Any]

DELETE_WITHIN_SECONDS = 48 * 3_600
_CHAT_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_SERVICE_FIELDS = ("successful_payment", "refunded_payment", "invoice", "forum_topic_created", "pinned_message")
_NOT_COPIED = ("message_id", "from", "sender_chat", "chat", "date", "edit_date", "reply_markup",
                      "reply_to_message", "message_thread_id", "is_topic_message", "forward_origin")  # fmt: skip


def send_message(call: Call) -> Json:
    """A text message."""
    text, entities = message_text(call.args.get("text"), call.args.get("parse_mode"), call.json("entities"))
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if "link_preview_options" in call.args:
        content["link_preview_options"] = call.json("link_preview_options")
    return deliver(call, content)


def edit_message_text(call: Call) -> Json:
    """Change the text and the keyboard; a request without ``reply_markup`` removes the keyboard."""
    text, entities = message_text(call.args.get("text"), call.args.get("parse_mode"), call.json("entities"))
    chat, message = editable(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return apply_edit(call, chat, message, {"text": text, "entities": entities or None})


def edit_message_caption(call: Call) -> Json:
    """Change the caption of a photo, document or other media."""
    caption, entities = caption_text(
        call.args.get("caption"), call.args.get("parse_mode"), call.json("caption_entities")
    )
    chat, message = editable(call)
    if "text" in message or any(field in message for field in _SERVICE_FIELDS):
        raise bad_request("there is no caption in the message to edit")
    return apply_edit(call, chat, message, {"caption": caption or None, "caption_entities": entities or None})


def edit_message_reply_markup(call: Call) -> Json:
    """Change or remove the inline keyboard only."""
    chat, message = editable(call)
    return apply_edit(call, chat, message, {})


def editable(call: Call) -> tuple[Chat, Json]:
    """The message the request wants to edit. Raises 400 when it is unknown or not the bot's."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    if "message_id" not in call.args:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not call.world.is_bots(message):
        raise bad_request("message can't be edited")
    return chat, message


def apply_edit(call: Call, chat: Chat, message: Json, changes: Json) -> Json:
    """Replace fields (None removes one) and the keyboard. Raises 400 when nothing would change."""
    markup = request_markup(call, with_invoice="invoice" in message)
    changes["reply_markup"] = markup if markup and markup.get("inline_keyboard") else None
    if all(message.get(field) == value for field, value in changes.items()):
        raise bad_request(MESSAGE_NOT_MODIFIED)
    edited_message = {**message, **changes, "edit_date": call.world.clock.stamp()}
    edited_message = {field: value for field, value in edited_message.items() if value is not None}
    call.world.replace(chat, edited_message)
    return edited_message


def delete_message(call: Call) -> bool:
    """Delete one message: the bot's own within 48 hours, or anybody's in a private chat within 48 hours."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if call.world.clock.now() - message["date"] > DELETE_WITHIN_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    if not call.world.is_bots(message) and chat.person is None and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    call.world.delete(chat, message["message_id"])
    return True


def delete_messages(call: Call) -> bool:
    """Delete 1-100 messages; those that cannot be found are skipped."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    message_ids = call.json("message_ids")
    if not isinstance(message_ids, list) or not message_ids:
        raise bad_request("message identifiers are not specified")
    for message_id in message_ids:
        if int(message_id) in chat.messages:
            call.world.delete(chat, int(message_id))
    return True


def send_chat_action(call: Call) -> bool:
    """Show "typing..." to the chat."""
    action = call.needed("action")
    chat = call.world.writable_chat(call.args.get("chat_id"))
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.journal.add("chat_action", chat_id=chat.id, action=action)
    return True


def forward_message(call: Call) -> Json:
    """Repeat a message with its origin."""
    source = _source_message(call, "message to forward not found")
    origin: Json = {"type": "user", "sender_user": source.get("from", call.world.bot), "date": source["date"]}
    return deliver(call, {**_content_of(source), "forward_origin": origin})


def copy_message(call: Call) -> Json:
    """Repeat a message without its origin, with another caption if given. Answers with a MessageId."""
    source = _source_message(call, "message to copy not found")
    if any(field in source for field in _SERVICE_FIELDS):
        raise bad_request("message can't be copied")
    content = _content_of(source)
    if "caption" in call.args and "text" not in content:
        content["caption"], content["caption_entities"] = caption_text(
            call.args["caption"], call.args.get("parse_mode"), call.json("caption_entities")
        )
    return {"message_id": deliver(call, content)["message_id"]}


def pin_chat_message(call: Call) -> bool:
    """Pin a message."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    if message["message_id"] not in chat.pinned:
        chat.pinned.append(message["message_id"])
        post(call, chat, {"pinned_message": message})
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, the newest when none is named."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


def set_message_reaction(call: Call) -> bool:
    """Put the bot's reaction under a message."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    message_id = call.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to react not found")
    call.world.journal.add("reaction", chat_id=chat.id, message_id=message_id, reaction=call.json("reaction", []))
    return True


def _source_message(call: Call, refusal: str) -> Json:
    chat = call.world.find_chat(call.args.get("from_chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request(refusal)
    return message


def _content_of(message: Json) -> Json:
    return {field: value for field, value in message.items() if field not in _NOT_COPIED}


METHODS: dict[str, Handler] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
}
