"""Chats and their members: lookups, invite links, forum topics."""

from typing import Any

from sandbox.chats import Chat, member
from sandbox.errors import bad_request, forbidden
from sandbox.methods.call import Call, Handler

Json = dict[str, Any]

TOPIC_COLOR = 7322096
_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat(call: Call) -> Json:
    """The chat as a ChatFullInfo."""
    chat = _readable(call)
    info: Json = {
        **chat.brief(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }
    if chat.pinned:
        info["pinned_message"] = chat.messages[chat.pinned[-1]]
    if chat.type == "channel" and not chat.username:
        info["invite_link"] = f"https://t.me/+sandbox{abs(chat.id)}"
    return info


def get_chat_member(call: Call) -> Json:
    """One member; people who never joined have the status "left" (TD:DialogParticipantManager.cpp:1824, 1887)."""
    chat = _readable(call)
    user_id = call.integer("user_id")
    if user_id == call.world.bot["id"]:
        return member(call.world.bot, chat.bot_status)
    if chat.type == "channel" and chat.bot_status != "administrator":
        raise bad_request("member list is inaccessible")
    person = call.world.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID" if user_id > 0 else "invalid user_id specified")
    if chat.person is not None:
        return member(person.user(), "member")
    return member(person.user(), chat.members.get(user_id, "left"))


def get_chat_administrators(call: Call) -> list[Json]:
    """The owner and administrators, the bot among them."""
    chat = _readable(call)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    administrators = [
        member(call.world.people[user_id].user(), status)
        for user_id, status in chat.members.items()
        if status in ("creator", "administrator") and user_id in call.world.people
    ]
    if chat.bot_status == "administrator":
        administrators.append(member(call.world.bot, "administrator"))
    return administrators


def get_chat_member_count(call: Call) -> int:
    """How many are in the chat, the bot included."""
    chat = _readable(call)
    return 1 + sum(1 for status in chat.members.values() if status not in ("left", "kicked"))


def create_chat_invite_link(call: Call) -> Json:
    """A new invite link."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    if chat.person is not None:
        raise bad_request("chat is a private chat")
    link: Json = {
        "invite_link": f"https://t.me/+{call.world.new_id()}",
        "creator": call.world.bot,
        "creates_join_request": call.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    if call.text("name"):
        link["name"] = call.text("name")
    if call.integer("member_limit"):
        link["member_limit"] = call.integer("member_limit")
    if call.integer("expire_date"):
        link["expire_date"] = call.integer("expire_date")
    return link


def create_forum_topic(call: Call) -> Json:
    """A new topic; its thread id is the id of the service message that opens it."""
    chat = call.world.writable_chat(call.args.get("chat_id"))
    name = call.needed("name")
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    topic: Json = {"name": name, "icon_color": call.integer("icon_color", TOPIC_COLOR)}
    thread_id = chat.next_message_id
    content = {"message_thread_id": thread_id, "is_topic_message": True, "forum_topic_created": dict(topic)}
    topic["message_thread_id"] = thread_id
    chat.topics[thread_id] = topic
    call.world.post(chat, call.world.bot, content)
    return topic


def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    topic = _topic(call)
    if call.text("name"):
        if call.text("name") == topic["name"]:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic["name"] = call.text("name")
    return True


def close_forum_topic(call: Call) -> bool:
    """Close or reopen a topic; the sandbox only checks that it exists."""
    _topic(call)
    return True


def _topic(call: Call) -> Json:
    chat = call.world.writable_chat(call.args.get("chat_id"))
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _readable(call: Call) -> Chat:
    """The chat if the bot may look into it: blocking does not hide a person, being expelled hides a group."""
    chat = call.world.find_chat(call.args.get("chat_id"))
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot_status == "left" and chat.type != "channel":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


METHODS: dict[str, Handler] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "createChatInviteLink": create_chat_invite_link,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": close_forum_topic,
}
