"""What the readers of panels' webhooks share.

A webhook is never a fact: panels repeat, lose and reorder them, and the shop's own writes come back as webhooks.
Whoever reads one asks the panel. Bodies hold customers' credentials and are not logged.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

BODY_LIMIT = 1 << 20


class Forged(Exception):
    """The webhook does not prove that the panel sent it, or sent it just now."""


class Unreadable(Exception):
    """The panel's secret is right and the content is not what this panel sends."""


def header(headers: Mapping[str, str], name: str) -> str:
    """A header by its lower-case name, "" without."""
    return next((value for given, value in headers.items() if given.lower() == name), "")


def check_secret(given: str, expected: str) -> None:
    """Compare in constant time. Raises Forged, also for an empty `expected`."""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged("the secret or the signature is wrong")


def parse(body: bytes) -> Any:
    """The JSON of a body. Raises Unreadable."""
    if len(body) > BODY_LIMIT:
        raise Unreadable("too long")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None


def names(values: Iterable[Any]) -> tuple[str, ...]:
    """Each name once, in order; what is no name is left out."""
    return tuple(dict.fromkeys(name for name in values if isinstance(name, str) and name))
