"""People and chats: what the sandbox remembers about both sides of every conversation."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

HISTORY_LIMIT = 5_000
"""Messages kept per chat; older ones are forgotten so that a benchmark cannot eat the machine."""

MEMBER_STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")

ADMINISTRATOR_RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_post_messages": True,
    "can_edit_messages": True,
    "can_pin_messages": True,
    "can_manage_topics": True,
    "can_send_welcome_messages": True,
}
"""All fields clients require of ChatMemberAdministrator as of Bot API 10.3."""

_RESTRICTED = {
    "is_member": True,
    **dict.fromkeys(
        (
            "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
            "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
            "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
            "can_invite_users", "can_pin_messages", "can_manage_topics",
        ),
        False,
    ),
    "until_date": 0,
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account. ``started`` is true once they pressed Start or wrote to the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = "ru"
    premium: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def user(self) -> Json:
        """The person as a Bot API User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        if self.premium:
            user["is_premium"] = True
        return user

    def view(self) -> Json:
        """The person as the control API shows them."""
        return asdict(self)


@dataclass(slots=True)
class Chat:
    """A private chat, group, supergroup or channel, with its messages by id."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    bot_status: str = "administrator"
    bot_can_post: bool = True
    migrated_to: int = 0
    person: Person | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    next_message_id: int = 1
    reply_keyboard: Json | None = None
    menu_button: Json | None = None
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Json] = field(default_factory=dict)

    def brief(self) -> Json:
        """The chat as a Bot API Chat."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.person:
            chat["first_name"] = self.person.first_name
            if self.person.last_name:
                chat["last_name"] = self.person.last_name
            if self.person.username:
                chat["username"] = self.person.username
            return chat
        chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def view(self) -> Json:
        """The chat as the control API shows it, without messages."""
        return {
            **self.brief(),
            "bot_status": self.bot_status,
            "members": {str(user_id): status for user_id, status in self.members.items()},
            "reply_keyboard": self.reply_keyboard,
            "menu_button": self.menu_button,
            "topics": list(self.topics.values()),
            "pinned": list(self.pinned),
        }

    def take_message_id(self) -> int:
        """The next message id: 1, 2, 3 in every chat."""
        self.next_message_id += 1
        return self.next_message_id - 1

    def keep(self, message: Json) -> None:
        """Remember a message, forgetting the oldest beyond HISTORY_LIMIT."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > HISTORY_LIMIT:
            del self.messages[next(iter(self.messages))]

    def newest_first(self) -> Iterable[Json]:
        """Messages, the newest first."""
        return reversed(self.messages.values())


def member(user: Json, status: str) -> Json:
    """A ChatMember of the given status, with every field strict clients require."""
    body: Json = {"status": status, "user": user}
    if status == "administrator":
        body |= ADMINISTRATOR_RIGHTS
    elif status == "creator":
        body["is_anonymous"] = False
    elif status == "restricted":
        body |= _RESTRICTED
    elif status == "kicked":
        body["until_date"] = 0
    return body
