"""One request of the bot, and what every method needs to read from it."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request, required
from sandbox.files import Upload
from sandbox.state import World
from sandbox.webhook import Webhook

Json = dict[str, Any]


class Call:
    """A Bot API request: its arguments as they came (text in forms, values in JSON bodies) and its file parts."""

    __slots__ = ("args", "files", "webhook", "world")

    def __init__(self, world: World, webhook: Webhook, args: Json, files: dict[str, Upload]) -> None:
        self.world = world
        self.webhook = webhook
        self.args = args
        self.files = files

    def text(self, name: str) -> str:
        """The argument as text; "" when absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """The argument as text. Raises 400 ``parameter "..." is required``."""
        value = self.text(name)
        if not value:
            raise required(name)
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """The argument as a whole number; the default when absent or not a number, as the real server does."""
        value = self.args.get(name)
        try:
            return default if value in (None, "") else int(float(str(value)) if "." in str(value) else str(value))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """The argument as a truth value: true, 1 and yes are true (BA:Client.cpp to_bool)."""
        return str(self.args.get(name, "")).lower() in ("true", "1", "yes", "t", "y")

    def json(self, name: str, default: Any = None, *, complaint: str = "") -> Any:
        """The argument decoded from JSON text. Raises 400 ``complaint`` when it cannot be."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(complaint or f"can't parse {name} JSON object") from None


Handler = Callable[[Call], Any]
"""A Bot API method: returns the ``result`` (or an awaitable of it), raises ApiError."""
