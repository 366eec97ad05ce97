"""What people do in Telegram: write, tap, block, join. Each act changes the world and queues its updates."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.chats import Chat, Person, member
from sandbox.files import StoredFile
from sandbox.state import Query, World

Json = dict[str, Any]

START_PAYLOAD_LIMIT = 64


class CannotDo(Exception):
    """A person cannot do this now, and Telegram's own app would not let them (no such button, bot blocked, ...)."""


@dataclass(slots=True)
class Button:
    """A button somebody can see: ``kind`` tells inline ones from those of a reply keyboard."""

    kind: Literal["inline", "keyboard"]
    body: Json
    message_id: int = 0


def send(world: World, person: Person, content: Json, *, chat: Chat | None = None) -> Json:
    """Send a message, by default to the bot. Raises CannotDo while the bot is blocked."""
    chat = chat or world.chats[person.id]
    if chat.person is not None and person.blocked:
        raise CannotDo("the bot is blocked; unblock it first")
    if chat.person is None and chat.members.get(person.id, "left") in ("left", "kicked"):
        raise CannotDo("not a member of this chat")
    return world.post_by_person(chat, person, content)


def press_start(world: World, person: Person, payload: str = "") -> Json:
    """Open the bot by a link and press Start (or Restart, which unblocks). Raises CannotDo for a bad payload."""
    characters = payload.replace("-", "").replace("_", "")
    if payload and (
        len(payload) > START_PAYLOAD_LIMIT or not (characters.isascii() and (characters.isalnum() or not characters))
    ):
        raise CannotDo("a start payload is 1-64 characters of A-Z, a-z, 0-9, _ and -")
    if person.blocked:
        set_blocked(world, person, False)
    return send(world, person, {"text": f"/start {payload}".rstrip()})


def edit(world: World, person: Person, message_id: int, text: str, *, chat: Chat | None = None) -> Json:
    """Change one's own text message. Raises CannotDo when there is none."""
    chat = chat or world.chats[person.id]
    message = chat.messages.get(message_id)
    if message is None or message.get("from", {}).get("id") != person.id or "text" not in message:
        raise CannotDo("no own text message with this id")
    edited_message = {**message, "text": text, "edit_date": world.clock.stamp()}
    world.replace(chat, edited_message)
    world.updates.add("edited_message", edited_message, lane_id=chat.id)
    return edited_message


def visible_button(world: World, person: Person, label: str, message_id: int = 0) -> Button:
    """The newest button whose callback data equals ``label`` or whose label contains it. Raises CannotDo."""
    chat = world.chats[person.id]
    for message in chat.newest_first():
        if message_id and message["message_id"] != message_id:
            continue
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                if label == button.get("callback_data") or label.lower() in button["text"].lower():
                    return Button("inline", button, message["message_id"])
    if chat.reply_keyboard and not message_id:
        for row in chat.reply_keyboard["keyboard"]:
            for button in row:
                if label.lower() in button["text"].lower():
                    return Button("keyboard", button)
    raise CannotDo(f"no button {label!r} is visible")


def press_callback(world: World, person: Person, chat: Chat, message_id: int, data: str) -> Query:
    """Tap a callback button. Raises CannotDo when the message is gone or the button is disabled."""
    message = chat.messages.get(message_id)
    if message is None:
        raise CannotDo("the message with this button is gone")
    if chat.person is not None and person.blocked:
        raise CannotDo("the bot is blocked; unblock it first")
    query = world.ask("callback_query", person)

    def show(answer: Json) -> None:
        world.journal.add("callback_answered", chat_id=chat.id, query_id=query.id, person_id=person.id, **answer)

    query.on_answer = show
    world.journal.add(
        "callback", chat_id=chat.id, query_id=query.id, person_id=person.id, message_id=message_id, data=data
    )
    body = {
        "id": query.id,
        "from": person.user(),
        "message": message,
        "chat_instance": world.chat_instance(chat),
        "data": data,
    }
    world.updates.add("callback_query", body, lane_id=person.id)
    return query


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """Stop or restart the bot; the bot hears of it as ``my_chat_member``."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    chat = world.chats[person.id]
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    body = _member_change(world, chat, person.user(), world.bot, before, after)
    world.updates.add("my_chat_member", body, lane_id=person.id)
    world.journal.add("person", person=person.view(), chat_id=person.id)


def set_membership(world: World, chat: Chat, person: Person, status: str) -> None:
    """Let a person join, leave or be expelled; the bot hears ``chat_member`` where it is an administrator."""
    before = chat.members.get(person.id, "left")
    chat.members[person.id] = status
    if before != status and chat.bot_status == "administrator":
        user = person.user()
        body = _member_change(world, chat, user, user, before, status)
        world.updates.add("chat_member", body, lane_id=person.id)
    world.journal.add("chat", chat=chat.view(), chat_id=chat.id)


def set_bot_status(world: World, chat: Chat, status: str, by: Json) -> None:
    """Change the bot's own place in a group or channel; the bot hears ``my_chat_member``."""
    before, chat.bot_status = chat.bot_status, status
    if before != status:
        body = _member_change(world, chat, by, world.bot, before, status)
        world.updates.add("my_chat_member", body, lane_id=chat.id)
    world.journal.add("chat", chat=chat.view(), chat_id=chat.id)


def inline_query(world: World, person: Person, text: str, offset: str = "") -> Query:
    """Type ``@bot text`` in some chat."""
    query = world.ask("inline_query", person)
    body = {"id": query.id, "from": person.user(), "query": text, "offset": offset, "chat_type": "private"}
    world.updates.add("inline_query", body, lane_id=person.id)
    return query


def media_content(file: StoredFile, caption: str = "") -> Json:
    """The content of a message in which a person sends a file."""
    content: Json = {file.kind: media_object(file)}
    if caption:
        content["caption"] = caption
    return content


def media_object(file: StoredFile) -> Any:
    """The Bot API object of a file: a list of sizes for a photo, one object for the rest."""
    handle = file.handle()
    match file.kind:
        case "photo":
            return [{**handle, "width": file.width, "height": file.height}]
        case "animation" | "video":
            sizes = {"width": 320, "height": 240, "duration": 1}
            return {**handle, **sizes, "file_name": file.name, "mime_type": file.mime}
        case "voice" | "audio":
            return {**handle, "duration": 1, "mime_type": file.mime}
        case "sticker":
            shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {**handle, **shape}
        case _:
            return {**handle, "file_name": file.name, "mime_type": file.mime}


def redeliver(world: World, *, update_id: int = 0, kind: str = "", person_id: int = 0, times: int = 1) -> list[int]:
    """Queue a former update again under new ids, to see whether the bot is idempotent.

    ``kind`` is an update kind or a field of its message such as successful_payment. Raises CannotDo if none fits.
    """
    for former in reversed(world.updates.recent):
        body = former.body[former.kind]
        sender = body.get("from", {}).get("id")
        if update_id and former.update_id != update_id:
            continue
        if (kind and former.kind != kind and kind not in body) or (person_id and sender != person_id):
            continue
        copies = [world.updates.add(former.kind, body, lane_id=former.lane[1]) for _ in range(times)]
        return [copy.update_id for copy in copies if copy]
    raise CannotDo("no such update has been delivered")


def _member_change(world: World, chat: Chat, by: Json, user: Json, before: str, after: str) -> Json:
    return {
        "chat": chat.brief(),
        "from": by,
        "date": world.clock.stamp(),
        "old_chat_member": member(user, before),
        "new_chat_member": member(user, after),
    }
