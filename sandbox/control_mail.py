"""``/sim/mail/*``: the letters that came by SMTP."""

import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.control_http import Table
from sandbox.mail import document
from sandbox.state import World
from sandbox.wire import JSONResponse

LONGEST_WAIT_SECONDS = 30.0

LETTER_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A letter may look like anything and do nothing: no script, no request; its links open in a new tab."""


class MailControl:
    """Endpoints around the mail box."""

    def __init__(self, world: World) -> None:
        self.world = world

    def table(self) -> Table:
        """Routes, relative to nothing: full paths."""
        return [
            ("GET", "/sim/mail", self.list),
            ("DELETE", "/sim/mail", self.clear),
            ("GET", "/sim/mail/{letter_id:int}", self.letter),
            ("GET", "/sim/mail/{letter_id:int}/html", self.html),
        ]

    async def list(self, request: Request) -> Response:
        """Letters after number ``since``, to one address if asked; waits up to ``timeout`` seconds for the first."""
        query, journal = request.query_params, self.world.journal
        address, since = query.get("to", ""), int(query.get("since", 0))
        deadline = time.monotonic() + min(float(query.get("timeout", 0)), LONGEST_WAIT_SECONDS)
        while True:
            seq = journal.seq
            letters = self.world.mail.of(address, since)
            seconds_left = deadline - time.monotonic()
            if letters or seconds_left <= 0 or journal.closed:
                return JSONResponse({"smtp_url": self.world.smtp_url, "letters": [letter.view() for letter in letters]})
            await journal.wait(seq, seconds_left)

    async def clear(self, request: Request) -> Response:
        """Throw all letters away."""
        self.world.mail.clear()
        self.world.journal.add("mail_cleared")
        return JSONResponse({"ok": True})

    async def letter(self, request: Request) -> Response:
        """One letter."""
        return JSONResponse(self.world.mail.find(request.path_params["letter_id"]).view())

    async def html(self, request: Request) -> Response:
        """One letter's HTML, for a frame."""
        letter = self.world.mail.find(request.path_params["letter_id"])
        return HTMLResponse(document(letter), headers={"Content-Security-Policy": LETTER_POLICY})
