"""Webhooks of panels: which accounts are worth a look.

A hint is never a fact: panels repeat, lose and reorder them, and the shop's own writes come back as hints. Whoever
reads one asks the panel. Bodies hold customers' credentials and are not logged.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

BODY_LIMIT = 1 << 20
FRESH = timedelta(minutes=5)


class Forged(Exception):
    """The hint does not prove that the panel sent it, or sent it just now."""


class Unreadable(Exception):
    """The panel's secret is right and the content is not what this panel sends."""


def read_marzban(body: bytes, headers: Mapping[str, str], secret: str) -> Sequence[str]:
    """Account names in a webhook of Marzban, each once.

    `x-webhook-secret` carries the secret itself; nothing signs the content and nothing in it tells when it was sent.
    The body is a JSON array of notices. Raises Forged and Unreadable.
    """
    _check_secret(_header(headers, "x-webhook-secret"), secret)
    notices = _json(body)
    if not isinstance(notices, list):
        raise Unreadable("not a list of notices")
    return _names(notice.get("username") for notice in notices if isinstance(notice, dict))


def read_webhook(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> Sequence[str]:
    """Account names in a webhook of Remnawave: one, or none for events about nodes and the panel itself.

    `X-Remnawave-Signature` is the hex HMAC-SHA256 of the raw body. Only the timestamp in the body is signed, so that
    one has to be within five minutes of `now`. Raises Forged and Unreadable.
    """
    if not secret:
        raise Forged("no secret is set")
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    _check_secret(_header(headers, "x-remnawave-signature").lower(), expected)
    told = _json(body)
    if not isinstance(told, dict):
        raise Unreadable("not an event")
    try:
        sent_at = datetime.fromisoformat(told["timestamp"])
    except (KeyError, TypeError, ValueError):
        raise Unreadable("an event without a time") from None
    sent_at = sent_at if sent_at.tzinfo is not None else sent_at.replace(tzinfo=UTC)
    if abs(now - sent_at) > FRESH:
        raise Forged("an event of another time")
    data = told.get("data")
    scope = told.get("scope")
    if scope not in ("user", "user_hwid_devices") or not isinstance(data, dict):
        return ()
    person = data.get("user") if scope == "user_hwid_devices" else data
    return _names([person.get("username")] if isinstance(person, dict) else [])


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


def _check_secret(given: str, expected: str) -> None:
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged("the secret or the signature is wrong")


def _json(body: bytes) -> Any:
    if len(body) > BODY_LIMIT:
        raise Unreadable("too long")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None


def _names(found: Any) -> tuple[str, ...]:
    """Each name once, in order; what is no name is left out."""
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str) and name))
