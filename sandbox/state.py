"""World: everything the sandbox knows, in memory, without HTTP."""

import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.chats import Chat, Person
from sandbox.clock import Clock
from sandbox.entities import automatic_entities
from sandbox.errors import QUERY_TOO_OLD, bad_request, forbidden
from sandbox.files import FileStore
from sandbox.journal import Journal
from sandbox.mail import Letter, MailBox
from sandbox.updates import QUERY_LIFETIME_SECONDS, UpdateQueue

Json = dict[str, Any]

CALL_LOG_LIMIT = 5_000
QUERY_MEMORY = 10_000


@dataclass(slots=True)
class Query:
    """A question to the bot that wants exactly one answer in time: callback, pre_checkout, inline or web_app.

    ``on_answer`` receives the answer; it runs inside the bot's request.
    """

    id: str
    kind: str
    person: Person
    expires_at: float
    answered: bool = False
    answer: Json | None = None
    on_answer: Callable[[Json], None] | None = None


@dataclass(slots=True)
class Invoice:
    """A bill in Telegram Stars. ``slug`` is the end of its ``https://t.me/$slug`` link.

    An invoice sent as a message can be paid once, where it stands; a link by anybody, any number of times.
    """

    slug: str
    title: str
    description: str
    payload: str
    total_amount: int
    currency: str = "XTR"
    start_parameter: str = ""
    photo_url: str = ""
    subscription_period: int = 0
    chat_id: int = 0
    message_id: int = 0
    paid_charge_id: str = ""

    def body(self) -> Json:
        """The invoice as a Bot API Invoice."""
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.total_amount,
        }


@dataclass(slots=True)
class Charge:
    """A payment that went through. A subscription renews at ``expires_at`` while ``state`` is "active"."""

    id: str
    person: Person
    invoice: Invoice
    refunded: bool = False
    expires_at: int = 0
    state: str = "active"


@dataclass(slots=True)
class BotProfile:
    """What the bot has said about itself, by language code ("" for everybody)."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})


class World:
    """People, chats, files, queries and updates around one bot."""

    def __init__(self, token: str, bot_username: str, bot_name: str, *, polling_quirks: bool = False) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.clock = Clock()
        self.journal = Journal()
        self.updates = UpdateQueue(self.clock, quirks=polling_quirks)
        self.profile = BotProfile()
        self.smtp_url = ""
        self.clear()

    def clear(self) -> None:
        """Forget all people, chats, files and pending updates; the clock returns to real time.

        What the bot has set up when it started (webhook, commands, descriptions) stays: it will not say it again.
        """
        self.clock.reset()
        self.updates.clear()
        self.updates.recent.clear()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.queries: dict[str, Query] = {}
        self.invoices: dict[str, Invoice] = {}
        self.charges: dict[str, Charge] = {}
        self.transactions: list[Json] = []
        self.mail = MailBox()
        self.calls: deque[Json] = deque(maxlen=CALL_LOG_LIMIT)
        self.call_numbers = count(1)
        self._numbers = count(1)

    # People and chats

    def add_person(self, person: Person) -> Chat:
        """Let somebody into the world; their private chat with the bot exists from now on."""
        self.people[person.id] = person
        chat = self.chats[person.id] = Chat(person.id, "private", person=person)
        self.journal.add("person", person=person.view(), chat_id=person.id)
        return chat

    def find_chat(self, chat_id: object) -> Chat:
        """The chat by id or @username. Raises 400 ``chat_id is empty`` or ``chat not found`` (BA:6571, 8201)."""
        text = str(chat_id or "").strip()
        if not text:
            raise bad_request("chat_id is empty")
        if text.startswith("@"):
            name = text[1:].lower()
            for chat in self.chats.values():
                if chat.username.lower() == name and chat.type != "private":
                    return chat
            raise bad_request("chat not found")
        chat_or_none = self.chats.get(int(text)) if text.lstrip("-").isdigit() else None
        if chat_or_none is None:
            if text == str(self.bot["id"]):
                raise forbidden("bot can't send messages to bots")
            raise bad_request("chat not found")
        return chat_or_none

    def writable_chat(self, chat_id: object) -> Chat:
        """The chat if the bot may write there, else the refusal of BA:8133-8185."""
        chat = self.find_chat(chat_id)
        person = chat.person
        if person is None:
            self._check_group(chat)
        elif person.deactivated:
            raise forbidden("user is deactivated")
        elif person.blocked:
            raise forbidden("bot was blocked by the user")
        elif not person.started:
            if any(person.id in group.members for group in self.chats.values()):
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("chat not found")
        return chat

    def _check_group(self, chat: Chat) -> None:
        if chat.migrated_to:
            parameters = {"migrate_to_chat_id": chat.migrated_to}
            raise bad_request("group chat was upgraded to a supergroup chat", parameters)
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if chat.type == "channel" and (chat.bot_status != "administrator" or not chat.bot_can_post):
            raise bad_request("need administrator rights in the channel chat")

    # Messages

    def post(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """Put a message into a chat and tell the journal. ``sender`` None is the channel itself."""
        message: Json = {"message_id": chat.take_message_id()}
        if sender is not None:
            message["from"] = sender
        else:
            message["sender_chat"] = chat.brief()
        message["chat"] = chat.brief()
        message["date"] = self.clock.stamp()
        message |= content
        chat.keep(message)
        self.journal.add("message", chat_id=chat.id, message=message)
        return message

    def post_by_person(self, chat: Chat, person: Person, content: Json) -> Json:
        """A person's message: posted, and queued as a ``message`` update. Writing to the bot starts it."""
        if chat.person is not None:
            person.started = True
        text = content.get("text")
        if text:
            entities = automatic_entities(text)
            if entities:
                content = {**content, "entities": entities}
        message = self.post(chat, person.user(), content)
        self.updates.add("message", message, lane_id=chat.id)
        return message

    def replace(self, chat: Chat, message: Json) -> None:
        """Put an edited copy in place of a message; the former one stays as it is in journal and updates."""
        chat.messages[message["message_id"]] = message
        self.journal.add("edited", chat_id=chat.id, message=message)

    def delete(self, chat: Chat, message_id: int) -> None:
        """Take a message out of its chat."""
        chat.messages.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.journal.add("deleted", chat_id=chat.id, message_id=message_id)

    def is_bots(self, message: Json) -> bool:
        """Whether the bot has sent the message (or the channel it posts in)."""
        sender = message.get("from")
        return sender is None or bool(sender["id"] == self.bot["id"])

    # Queries

    def ask(self, kind: str, person: Person, lifetime: float = QUERY_LIFETIME_SECONDS) -> Query:
        """Register a question to the bot; it expires after ``lifetime`` seconds of sandbox time."""
        query = Query(self.new_id(), kind, person, self.clock.now() + lifetime)
        self.queries[query.id] = query
        if len(self.queries) > QUERY_MEMORY:
            del self.queries[next(iter(self.queries))]
        return query

    def settle(self, kind: str, query_id: object, answer: Json) -> Query:
        """Record the bot's answer. Raises 400 ``query is too old ...`` when late, repeated or unknown (BA:158)."""
        query = self.queries.get(str(query_id))
        if query is None or query.kind != kind or query.answered or query.expires_at <= self.clock.now():
            raise bad_request(QUERY_TOO_OLD)
        query.answered = True
        query.answer = answer
        if query.on_answer:
            query.on_answer(answer)
        return query

    # Mail

    def take_letter(self, recipients: Sequence[str], raw: bytes) -> Letter:
        """Put what came by SMTP into the mail box and tell the journal."""
        letter = self.mail.add(recipients, raw, self.clock.iso())
        self.journal.add("letter", letter=letter.brief())
        return letter

    def new_id(self) -> str:
        """A number nobody else has, as a decimal string like Telegram's query ids."""
        return f"{next(self._numbers)}{secrets.randbelow(10**12):012d}"

    def chat_instance(self, chat: Chat) -> str:
        """The stable opaque name of a chat in callback queries."""
        return str((chat.id * 2_654_435_761) % (1 << 63))
