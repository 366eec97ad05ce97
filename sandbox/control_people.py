"""``/sim/people/*``: what one person does. A person is named by their Telegram id."""

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox import actions, payments, web_app
from sandbox.actions import CannotDo
from sandbox.chats import Chat, Person
from sandbox.control_http import Table, body_of
from sandbox.files import Upload
from sandbox.state import Invoice, Query, World
from sandbox.wire import JSONResponse

Json = dict[str, Any]

FIRST_PERSON_ID = 1001
_PERSON_FIELDS = ("first_name", "last_name", "username", "language", "premium", "started", "deactivated")
_LINK_PREFIXES = ("https://t.me/$", "https://t.me/invoice/")


class PeopleControl:
    """Endpoints around a person. Every act answers with ``since``: the journal number before it happened."""

    def __init__(self, world: World) -> None:
        self.world = world

    def table(self) -> Table:
        """Routes, relative to nothing: full paths."""
        path = "/sim/people/{person_id:int}"
        return [
            ("GET", "/sim/people", self.list),
            ("POST", "/sim/people", self.add),
            ("PATCH", path, self.change),
            ("GET", f"{path}/messages", self.messages),
            ("GET", f"{path}/transcript", self.transcript),
            ("POST", f"{path}/send", self.send),
            ("POST", f"{path}/edit", self.edit),
            ("POST", f"{path}/start", self.start),
            ("POST", f"{path}/tap", self.tap),
            ("POST", f"{path}/pay", self.pay),
            ("POST", f"{path}/block", self.block),
            ("POST", f"{path}/unblock", self.unblock),
            ("POST", f"{path}/inline", self.inline),
            ("POST", f"{path}/web_app", self.web_app),
            ("POST", f"{path}/web_app_data", self.web_app_data),
            ("GET", "/sim/queries/{query_id}", self.query),
            ("GET", "/sim/invoices/{slug}", self.invoice),
        ]

    def person(self, person_id: object) -> Person:
        """The person by id. Raises KeyError."""
        try:
            return self.world.people[int(str(person_id))]
        except (KeyError, ValueError):
            raise KeyError(f"no person {person_id}") from None

    def chat(self, chat_id: object) -> Chat:
        """The chat by id. Raises KeyError."""
        try:
            return self.world.chats[int(str(chat_id))]
        except (KeyError, ValueError):
            raise KeyError(f"no chat {chat_id}") from None

    async def list(self, request: Request) -> Response:
        """Everybody."""
        return JSONResponse({"people": [person.view() for person in self.world.people.values()]})

    async def add(self, request: Request) -> Response:
        """Add a person, or change the one with this id."""
        body = await body_of(request)
        person_id = int(body.get("id") or max([FIRST_PERSON_ID - 1, *self.world.people]) + 1)
        person = self.world.people.get(person_id)
        if person is None:
            person = Person(person_id, str(body.get("first_name") or f"Person {person_id}"))
            self._change(person, body)
            self.world.add_person(person)
        else:
            self._change(person, body)
        return JSONResponse(person.view())

    async def change(self, request: Request) -> Response:
        """Change language, names, premium or deactivated."""
        person = self.person(request.path_params["person_id"])
        self._change(person, await body_of(request))
        self.world.journal.add("person", person=person.view(), chat_id=person.id)
        return JSONResponse(person.view())

    async def messages(self, request: Request) -> Response:
        """Messages of the chat with the bot (or ``?chat_id=``), the oldest first."""
        person = self.person(request.path_params["person_id"])
        chat = self.chat(request.query_params.get("chat_id", person.id))
        return JSONResponse({"messages": list(chat.messages.values()), "reply_keyboard": chat.reply_keyboard})

    async def transcript(self, request: Request) -> Response:
        """The chat as plain text, a line per message, for grep and for eyes."""
        person = self.person(request.path_params["person_id"])
        lines = [_line(message) for message in self.world.chats[person.id].messages.values()]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def send(self, request: Request) -> Response:
        """Send ``text``, a file (``kind``, ``name``, ``content_base64``, ``caption``) or the own ``contact``."""
        person, body, since = await self._act(request)
        chat = self.chat(body["chat_id"]) if "chat_id" in body else None
        message = actions.send(self.world, person, self._content(person, body, chat), chat=chat)
        return JSONResponse({"since": since, "message": message})

    async def edit(self, request: Request) -> Response:
        """Change an own message: ``message_id``, ``text``."""
        person, body, since = await self._act(request)
        message = actions.edit(self.world, person, int(body["message_id"]), str(body["text"]))
        return JSONResponse({"since": since, "message": message})

    async def start(self, request: Request) -> Response:
        """Open ``https://t.me/<bot>?start=<payload>`` and press Start; unblocks the bot."""
        person, body, since = await self._act(request)
        message = actions.press_start(self.world, person, str(body.get("payload", "")))
        return JSONResponse({"since": since, "message": message})

    async def tap(self, request: Request) -> Response:
        """Tap a button: ``button`` is (part of) a label or callback data, ``message_id`` narrows.

        The page sends ``data`` and ``message_id`` instead, having the very button. Answers with ``kind``: callback
        (``query_id``), text (a reply keyboard's), url, copy, web_app (``url`` to open) or pay (the charge).
        """
        person, body, since = await self._act(request)
        message_id = int(body.get("message_id", 0))
        if "data" in body:
            chat = self.chat(body.get("chat_id", person.id))
            query = actions.press_callback(self.world, person, chat, message_id, str(body["data"]))
            return JSONResponse({"since": since, "kind": "callback", "query_id": query.id})
        button = actions.visible_button(self.world, person, str(body["button"]), message_id)
        return JSONResponse({"since": since, **await self._press(person, button)})

    async def _press(self, person: Person, button: actions.Button) -> Json:
        body = button.body
        if button.kind == "keyboard" and "web_app" not in body:
            content = _contact(person) if body.get("request_contact") else {"text": body["text"]}
            return {"kind": "text", "message": actions.send(self.world, person, content)}
        if "callback_data" in body:
            chat = self.world.chats[person.id]
            query = actions.press_callback(self.world, person, chat, button.message_id, body["callback_data"])
            return {"kind": "callback", "query_id": query.id}
        if body.get("pay"):
            invoice = payments.newest_invoice(self.world, person, button.message_id)
            return {"kind": "pay", "charge_id": (await payments.pay(self.world, person, invoice)).id}
        if "web_app" in body:
            return {"kind": "web_app", "url": web_app.launch_url(self.world, person, body["web_app"]["url"])}
        if "copy_text" in body:
            return {"kind": "copy", "text": body["copy_text"]["text"]}
        return {"kind": "url", "url": body.get("url", "")}

    async def pay(self, request: Request) -> Response:
        """Pay the newest invoice message, the one of ``message_id``, or a ``link`` made by createInvoiceLink."""
        person, body, since = await self._act(request)
        if "link" in body:
            invoice = self._invoice(str(body["link"]))
        else:
            invoice = payments.newest_invoice(self.world, person, int(body.get("message_id", 0)))
        timeout = float(body.get("timeout", payments.PRE_CHECKOUT_SECONDS))
        charge = await payments.pay(self.world, person, invoice, timeout=timeout)
        return JSONResponse({"since": since, "charge_id": charge.id, "total_amount": invoice.total_amount})

    async def block(self, request: Request) -> Response:
        """Stop the bot."""
        return await self._set_blocked(request, True)

    async def unblock(self, request: Request) -> Response:
        """Let the bot write again, without pressing Start."""
        return await self._set_blocked(request, False)

    async def _set_blocked(self, request: Request, blocked: bool) -> Response:
        person, _, since = await self._act(request)
        actions.set_blocked(self.world, person, blocked)
        return JSONResponse({"since": since, "person": person.view()})

    async def inline(self, request: Request) -> Response:
        """Type ``@bot query``; the results are read from ``/sim/queries/<id>``."""
        person, body, since = await self._act(request)
        query = actions.inline_query(self.world, person, str(body.get("query", "")), str(body.get("offset", "")))
        return JSONResponse({"since": since, "query_id": query.id})

    async def web_app(self, request: Request) -> Response:
        """The address that opens a Mini App at ``url`` for this person, with signed initData."""
        person, body, since = await self._act(request)
        start_param = str(body.get("start_param", ""))
        url = web_app.launch_url(self.world, person, str(body["url"]), start_param=start_param)
        return JSONResponse({"since": since, "url": url})

    async def web_app_data(self, request: Request) -> Response:
        """What ``Telegram.WebApp.sendData`` does: ``data`` and the ``button_text`` the app was opened by."""
        person, body, since = await self._act(request)
        data = {"data": str(body["data"]), "button_text": str(body.get("button_text", ""))}
        message = actions.send(self.world, person, {"web_app_data": data})
        return JSONResponse({"since": since, "message": message})

    async def query(self, request: Request) -> Response:
        """Whether a query is answered, and how."""
        query: Query | None = self.world.queries.get(request.path_params["query_id"])
        if query is None:
            raise KeyError("no such query")
        return JSONResponse({"id": query.id, "answered": query.answered, "answer": query.answer})

    async def invoice(self, request: Request) -> Response:
        """What an invoice link asks for."""
        invoice = self._invoice(request.path_params["slug"])
        return JSONResponse({**invoice.body(), "subscription_period": invoice.subscription_period})

    def _invoice(self, link: str) -> Invoice:
        for prefix in _LINK_PREFIXES:
            link = link.removeprefix(prefix)
        try:
            return self.world.invoices[link]
        except KeyError:
            raise KeyError("no such invoice") from None

    async def _act(self, request: Request) -> tuple[Person, Json, int]:
        return self.person(request.path_params["person_id"]), await body_of(request), self.world.journal.seq

    def _change(self, person: Person, body: Json) -> None:
        for field in _PERSON_FIELDS:
            if body.get(field) is not None:
                setattr(person, field, type(getattr(person, field))(body[field]))

    def _content(self, person: Person, body: Json, chat: Chat | None) -> Json:
        content: Json = {}
        if "content_base64" in body:
            raw = base64.b64decode(body["content_base64"], validate=True)
            upload = Upload(str(body.get("name", "file")), raw, str(body.get("mime", "application/octet-stream")))
            file = self.world.files.keep(upload, str(body.get("kind", "document")))
            content = actions.media_content(file, str(body.get("caption", "")))
        elif body.get("contact"):
            content = _contact(person)
        elif body.get("text"):
            content = {"text": str(body["text"])}
        else:
            raise CannotDo("nothing to send")
        if body.get("message_thread_id"):
            content |= {"message_thread_id": int(body["message_thread_id"]), "is_topic_message": True}
        if body.get("reply_to_message_id"):
            source = chat or self.world.chats[person.id]
            content["reply_to_message"] = source.messages[int(body["reply_to_message_id"])]
        return content


def _contact(person: Person) -> Json:
    phone = f"+7900{person.id % 10_000_000:07d}"
    return {"contact": {"phone_number": phone, "first_name": person.first_name, "user_id": person.id}}


def _line(message: Json) -> str:
    sender = message.get("from", {}).get("first_name", "channel")
    text = message.get("text") or message.get("caption") or ""
    kinds = ("photo", "document", "invoice", "successful_payment", "refunded_payment", "contact", "web_app_data")
    marks = "".join(f"[{kind}] " for kind in kinds if kind in message)
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join(f" <{button['text']}>" for row in rows for button in row)
    return f"#{message['message_id']} {sender}: {marks}{' / '.join(str(text).splitlines())}{buttons}"
