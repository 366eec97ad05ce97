"""``/auth``: the page of oauth.telegram.org that a web site sends a browser to, to sign in with Telegram.

Instead of asking the one whose browser it is, it asks who they are. The answer goes back behind ``#tgAuthResult=``, as
base64url of JSON: the Login Widget's fields and their ``hash``, HMAC-SHA256 over the sorted ``key=value`` lines with
the key SHA256(token) (core.telegram.org/widgets/login).
"""

import base64
import hashlib
import json
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.chats import Person
from sandbox.state import World
from sandbox.web_app import signature

Json = dict[str, Any]

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Telegram authorization</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="style.css">
<main class="pad">
<h1>Sign in to {site} with Telegram</h1>
<p>The sandbox plays Telegram. Who are you?</p>
<ul>{people}</ul>
<p><a href="{cancel}">Cancel</a></p>
</main>
</html>
"""


class LoginPage:
    """The page and the way back from it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        """Its addresses; they come before the chat page's files."""
        return [Route("/auth", self.ask), Route("/auth/{choice}", self.answer)]

    async def ask(self, request: Request) -> Response:
        """Who may sign in: everybody that the sandbox knows."""
        if self._wrong(request):
            return _invalid()

        def link(choice: object, text: str) -> str:
            return f'<li><a href="auth/{choice}?{escape(urlencode(request.query_params))}">{escape(text)}</a></li>'

        people = "".join(link(p.id, _name(p)) for p in self.world.people.values() if not p.deactivated)
        cancel = f"auth/cancel?{escape(urlencode(request.query_params))}"
        site = escape(urlsplit(request.query_params["origin"]).netloc)
        return HTMLResponse(PAGE.format(site=site, people=people or "<li>Nobody yet.</li>", cancel=cancel))

    async def answer(self, request: Request) -> Response:
        """Back to the site, with a signed answer or with ``false``."""
        choice = request.path_params["choice"]
        person = self.world.people.get(int(choice)) if choice.isascii() and choice.isdigit() else None
        if self._wrong(request) or (person is None and choice != "cancel"):
            return _invalid()
        if person is not None and request.query_params.get("request_access") == "write":
            person.started = True  # the bot may write to them from now on
            self.world.journal.add("person", person=person.view(), chat_id=person.id)
        result = json.dumps(person is not None and widget_answer(self.world, person), ensure_ascii=False)
        encoded = base64.urlsafe_b64encode(result.encode()).decode().rstrip("=")
        return RedirectResponse(f"{request.query_params['return_to']}#tgAuthResult={encoded}", 303)

    def _wrong(self, request: Request) -> bool:
        """Whether it is another bot's page, or it would lead to another site than it says."""
        query = request.query_params
        url = urlsplit(query.get("return_to", ""))
        same_site = f"{url.scheme}://{url.netloc}" == query.get("origin") and url.scheme in ("http", "https")
        return not same_site or query.get("bot_id") != self.world.token.partition(":")[0]


def widget_answer(world: World, person: Person) -> Json:
    """What the Login Widget says of a person, signed."""
    fields: Json = {"id": person.id, "first_name": person.first_name}
    if person.last_name:
        fields["last_name"] = person.last_name
    if person.username:
        fields["username"] = person.username
    fields["auth_date"] = world.clock.stamp()
    return {**fields, "hash": signature(fields, hashlib.sha256(world.token.encode()).digest())}


def _name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}".strip()


def _invalid() -> Response:
    return HTMLResponse("Bot domain invalid", 400)
