"""The control API ``/sim/*``: what a test or the chat page does on behalf of people. README.md lists it.

Bodies and answers are JSON. A refusal is ``{"error": "..."}`` with status 400 (bad request), 404 (no such person,
chat or button) or 409 (Telegram would not let them).
"""

import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import actions, payments
from sandbox.bot_api import BotApi
from sandbox.chats import MEMBER_STATUSES, Chat
from sandbox.control_http import Table, body_of, guarded
from sandbox.control_people import PeopleControl
from sandbox.mail import document
from sandbox.wire import JSONResponse, dump

Json = dict[str, Any]

LONGEST_WAIT_SECONDS = 30.0
KEEP_ALIVE_SECONDS = 15.0

LETTER_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A letter may look like anything and do nothing: no script, no request; its links open in a new tab."""

Row = TypeVar("Row")


class Control:
    """Routes over one BotApi and its world."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.world = api.world
        self.people = PeopleControl(api.world)

    def routes(self) -> list[Route]:
        """All routes of the control API."""
        table: Table = [
            ("GET", "/sim/state", self.state),
            ("POST", "/sim/reset", self.reset),
            ("GET", "/sim/clock", self.clock),
            ("POST", "/sim/clock", self.advance),
            ("GET", "/sim/calls", self.calls),
            ("GET", "/sim/faults", self.list_faults),
            ("POST", "/sim/faults", self.add_fault),
            ("DELETE", "/sim/faults", self.clear_faults),
            ("GET", "/sim/journal", self.journal),
            ("GET", "/sim/events", self.events),
            ("GET", "/sim/chats", self.list_chats),
            ("POST", "/sim/chats", self.add_chat),
            ("PUT", "/sim/chats/{chat_id}/members/{user_id:int}", self.set_member),
            ("POST", "/sim/redeliver", self.redeliver),
            ("POST", "/sim/updates/raw", self.raw_update),
            ("POST", "/sim/subscriptions/{charge_id}", self.subscription),
            ("GET", "/sim/files/{file_id}", self.file),
            *self.people.table(),
            ("GET", "/sim/mail", self.letters),
            ("DELETE", "/sim/mail", self.clear_letters),
            ("GET", "/sim/mail/{letter_id:int}", self.letter),
            ("GET", "/sim/mail/{letter_id:int}/html", self.letter_html),
        ]
        return [Route(path, guarded(handler), methods=[method]) for method, path, handler in table]

    async def state(self, request: Request) -> Response:
        """Everything a page needs to draw itself; also the readiness probe. ``?messages=0`` leaves chats out."""
        world = self.world
        state: Json = {
            "ok": True,
            "bot": world.bot,
            "seq": world.journal.seq,
            "now": world.clock.iso(),
            "offset_seconds": world.clock.offset_seconds,
            "people": [person.view() for person in world.people.values()],
            "commands": next(iter(world.profile.commands.values()), []),
            "description": world.profile.descriptions.get("", ""),
            "menu_button": world.profile.menu_button,
            "webhook": self.api.webhook.info(),
            "smtp_url": world.smtp_url,
        }
        if request.query_params.get("messages") != "0":
            state["chats"] = [
                {**chat.view(), "messages": list(chat.messages.values())[-300:]} for chat in world.chats.values()
            ]
        return JSONResponse(state)

    async def reset(self, request: Request) -> Response:
        """Forget people, chats, letters, calls and faults; webhook and commands stay."""
        self.world.clear()
        self.api.faults.clear()
        self.world.journal.add("reset")
        return JSONResponse({"ok": True})

    async def clock(self, request: Request) -> Response:
        """Sandbox time."""
        return JSONResponse({"now": self.world.clock.iso(), "offset_seconds": self.world.clock.offset_seconds})

    async def advance(self, request: Request) -> Response:
        """Move the clock by ``advance_seconds``; star subscriptions that fall due are renewed."""
        body = await body_of(request)
        self.world.clock.advance(float(body["advance_seconds"]))
        payments.renew_due(self.world)
        clock = self.world.clock
        self.world.journal.add("clock", now=clock.iso(), offset_seconds=clock.offset_seconds)
        return await self.clock(request)

    async def calls(self, request: Request) -> Response:
        """Calls of the bot after number ``since``, of one ``method`` if asked."""
        since = int(request.query_params.get("since", 0))
        method = request.query_params.get("method", "").lower()
        calls = [
            call
            for call in self.world.calls
            if call["number"] > since and (not method or call["method"].lower() == method)
        ]
        return JSONResponse({"calls": calls})

    async def list_faults(self, request: Request) -> Response:
        """Faults still to happen."""
        return JSONResponse({"faults": self.api.faults.view()})

    async def add_fault(self, request: Request) -> Response:
        """Plan a fault: fields of ``sandbox.faults.Fault``."""
        fault = self.api.faults.add(await body_of(request))
        return JSONResponse({"id": fault.id})

    async def clear_faults(self, request: Request) -> Response:
        """Forget all planned faults."""
        self.api.faults.clear()
        return JSONResponse({"ok": True})

    async def journal(self, request: Request) -> Response:
        """Events after ``since``, of one ``chat_id`` if asked; waits up to ``timeout`` seconds for the first."""
        query = request.query_params
        since, chat_id = int(query.get("since", 0)), int(query.get("chat_id") or 0) or None
        events, seq = await self._wait(request, lambda: self.world.journal.since(since, chat_id=chat_id))
        return JSONResponse({"events": events, "seq": seq})

    async def _wait(self, request: Request, read: Callable[[], list[Row]]) -> tuple[list[Row], int]:
        """What `read` has once it has something or `timeout` seconds are over, and the journal's number before it."""
        journal = self.world.journal
        deadline = time.monotonic() + min(float(request.query_params.get("timeout", 0)), LONGEST_WAIT_SECONDS)
        while True:
            seq, rows = journal.seq, read()
            seconds_left = deadline - time.monotonic()
            if rows or seconds_left <= 0 or journal.closed:
                return rows, seq
            await journal.wait(seq, seconds_left)

    async def events(self, request: Request) -> Response:
        """The journal as server-sent events, from ``?since=`` or Last-Event-ID on."""
        since = request.headers.get("last-event-id") or request.query_params.get("since") or self.world.journal.seq
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(int(since)), media_type="text/event-stream", headers=headers)

    async def _stream(self, seq: int) -> AsyncIterator[str]:
        journal = self.world.journal
        yield "retry: 1000\n\n"
        while not journal.closed:
            await journal.wait(seq, KEEP_ALIVE_SECONDS)
            events = journal.since(seq)
            if not events:
                yield ": still here\n\n"
            for event in events:
                seq = event["seq"]
                yield f"id: {seq}\ndata: {dump(event).decode()}\n\n"

    async def list_chats(self, request: Request) -> Response:
        """Groups and channels."""
        return JSONResponse({"chats": [c.view() for c in self.world.chats.values() if c.person is None]})

    async def add_chat(self, request: Request) -> Response:
        """Add a group, supergroup or channel, or change the bot's place in it."""
        body = await body_of(request)
        chat_id = int(body.get("id") or -1_001_000_000_000 - len(self.world.chats) - 1)
        chat = self.world.chats.get(chat_id)
        if chat is None:
            chat = Chat(chat_id, str(body.get("type", "channel")), title=str(body.get("title", "Channel")))
            self.world.chats[chat_id] = chat
        for field in ("title", "username", "is_forum", "bot_can_post", "migrated_to"):
            if field in body:
                setattr(chat, field, body[field])
        status = str(body.get("bot_status", chat.bot_status))
        by = next(iter(self.world.people.values()), None)
        actions.set_bot_status(self.world, chat, status, by.user() if by else self.world.bot)
        return JSONResponse(chat.view())

    async def set_member(self, request: Request) -> Response:
        """Let somebody join, leave, be expelled, ...: ``{"status": "member"}``."""
        chat = self.people.chat(request.path_params["chat_id"])
        person = self.people.person(request.path_params["user_id"])
        status = str((await body_of(request)).get("status", "member"))
        if status not in MEMBER_STATUSES:
            raise ValueError(f"status is one of {', '.join(MEMBER_STATUSES)}")
        actions.set_membership(self.world, chat, person, status)
        return JSONResponse(chat.view())

    async def redeliver(self, request: Request) -> Response:
        """Deliver a former update again ``times`` times, under new update ids."""
        body = await body_of(request)
        ids = actions.redeliver(
            self.world,
            update_id=int(body.get("update_id", 0)),
            kind=str(body.get("kind", "")),
            person_id=int(body.get("person_id", 0)),
            times=int(body.get("times", 1)),
        )
        return JSONResponse({"update_ids": ids})

    async def raw_update(self, request: Request) -> Response:
        """Queue the body in the place of an update, byte for byte; ``@ID@`` in it becomes the update's id."""
        return JSONResponse({"update_id": self.world.updates.add_raw(await request.body()).update_id})

    async def subscription(self, request: Request) -> Response:
        """``{"action": "renew" | "cancel" | "resume" | "fail"}`` a star subscription as its owner or Telegram."""
        charge = self.world.charges.get(request.path_params["charge_id"])
        if charge is None:
            raise KeyError("no such charge")
        action = str((await body_of(request)).get("action"))
        if action == "renew":
            return JSONResponse({"charge_id": payments.renew(self.world, charge)})
        payments.change_subscription(
            self.world, charge, {"cancel": "canceled", "resume": "active", "fail": "failed"}[action]
        )
        return JSONResponse({"state": charge.state})

    async def file(self, request: Request) -> Response:
        """The bytes of a file, for the page. Never rendered as a document of this origin."""
        file = self.world.files.by_id(request.path_params["file_id"])
        image_type = file.mime if file.mime.startswith(("image/png", "image/jpeg", "image/gif")) else ""
        media_type = image_type or ("image/png" if file.kind == "photo" else "application/octet-stream")
        return Response(file.content, media_type=media_type)

    async def letters(self, request: Request) -> Response:
        """Letters after number ``since``, to one address if asked; waits up to ``timeout`` seconds for the first."""
        address, since = request.query_params.get("to", ""), int(request.query_params.get("since", 0))
        letters, _ = await self._wait(request, lambda: self.world.mail.of(address, since))
        return JSONResponse({"smtp_url": self.world.smtp_url, "letters": [letter.view() for letter in letters]})

    async def clear_letters(self, request: Request) -> Response:
        """Throw all letters away."""
        self.world.mail.clear()
        self.world.journal.add("mail_cleared")
        return JSONResponse({"ok": True})

    async def letter(self, request: Request) -> Response:
        """One letter."""
        return JSONResponse(self.world.mail.find(request.path_params["letter_id"]).view())

    async def letter_html(self, request: Request) -> Response:
        """One letter's HTML, for a frame."""
        letter = self.world.mail.find(request.path_params["letter_id"])
        return HTMLResponse(document(letter), headers={"Content-Security-Policy": LETTER_POLICY})
