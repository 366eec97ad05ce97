"""The Bot API methods the sandbox knows, in one table by lower-case name.

Each module is an area of the Bot API and ends with its own table; anything not listed is answered with
404 ``Not Found: method not found`` (BA:12664).
"""

from sandbox.methods import chats, media, messages, payments, profile, queries, updates
from sandbox.methods.call import Handler

AREAS = (updates, messages, media, queries, payments, chats, profile)

METHODS: dict[str, tuple[str, Handler]] = {
    name.lower(): (name, handler) for area in AREAS for name, handler in area.METHODS.items()
}
"""Lower-case name to (proper name, handler): the real server ignores case in method names."""
