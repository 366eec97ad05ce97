"""What Telegram signs: a Mini App's initData and the Login Widget's answer.

Both are checked with the bot's token: every field but `hash` as `name=value` lines in order of name, under HMAC-SHA256.
A check says who it is, or raises InvalidLogin; using a sign-in only once is up to the caller (`Proof.hash`).

The Login Widget works without telegram.org's script too: a page of Telegram's asks the person (`authorization_url`) and
comes back with the same answer.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.errors import InvalidLogin

INIT_DATA_LENGTH = 8192
WIDGET_MAX_AGE = timedelta(hours=24)
AHEAD = timedelta(minutes=5)  # how far Telegram's clock may be before ours
LARGEST_ID = 2**52
OAUTH_URL = "https://oauth.telegram.org"


@dataclass(frozen=True, slots=True)
class Proof:
    """A checked sign-in. `start_param` is signed, but chosen by whoever made the link."""

    telegram_id: int
    first_name: str
    last_name: str | None
    username: str | None
    language_code: str | None
    start_param: str | None
    hash: str
    expires_at: datetime


def accepts_page(address: str, *, api: str) -> bool:
    """Whether Telegram opens a page at this address: by https, or on this machine where the sandbox plays Telegram.

    `api` is the address of the Bot API server.
    """
    return address.startswith("https://") or (_is_local(address) and _is_local(api))


def authorization_url(bot_id: int, page: str, *, api: str) -> str | None:
    """Where Telegram asks whether the person wants to sign in; None where it would refuse the page.

    It comes back to `page`, an address of the shop, with `#tgAuthResult=` and the widget's answer as base64url of JSON.
    The bot's owner must have given the page's host to @BotFather (/setdomain).
    """
    if not accepts_page(page, api=api):
        return None
    at = urlsplit(page)
    query = {
        "bot_id": bot_id,
        "origin": f"{at.scheme}://{at.netloc}",
        "embed": 0,
        "request_access": "write",
        "return_to": page,
    }
    return f"{OAUTH_URL if at.scheme == 'https' else api}/auth?{urlencode(query)}"


def _is_local(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def check_init_data(token: str, init_data: str, *, now: datetime, max_age: timedelta) -> Proof:
    """The person whom a Mini App's initData is about. Raises InvalidLogin."""
    fields = _fields(init_data)
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    _check_signature(secret, fields)
    expires_at = _check_age(fields, now, max_age)
    try:
        user = json.loads(fields["user"])
    except (KeyError, ValueError, RecursionError):
        raise InvalidLogin() from None
    if not isinstance(user, dict):
        raise InvalidLogin()
    return _proof(user, fields, expires_at)


def check_widget(token: str, answer: Mapping[str, Any], *, now: datetime) -> Proof:
    """The person who has signed in by the Login Widget; fields that are None were not sent. Raises InvalidLogin."""
    fields: dict[str, str] = {}
    for name, value in answer.items():
        if value is None:
            continue
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise InvalidLogin()
        fields[name] = str(value)
    _check_signature(hashlib.sha256(token.encode()).digest(), fields)
    expires_at = _check_age(fields, now, WIDGET_MAX_AGE)
    telegram_id = _number(fields.get("id", ""))
    return _proof({**fields, "id": telegram_id}, fields, expires_at)


def _fields(init_data: str) -> dict[str, str]:
    """The pairs of a query string. Raises InvalidLogin, also where a name stands twice."""
    if len(init_data) > INIT_DATA_LENGTH:
        raise InvalidLogin()
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=64)
    except ValueError:
        raise InvalidLogin() from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InvalidLogin()
    return fields


def _check_signature(secret: bytes, fields: Mapping[str, str]) -> None:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "hash")
    try:
        expected_hash = hmac.new(secret, lines.encode(), "sha256").hexdigest()
        stated_hash = fields.get("hash", "").encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise InvalidLogin() from None
    if not hmac.compare_digest(expected_hash.encode(), stated_hash):
        raise InvalidLogin()


def _check_age(fields: Mapping[str, str], now: datetime, max_age: timedelta) -> datetime:
    """When the sign-in stops being good."""
    try:
        made_at = datetime.fromtimestamp(_number(fields.get("auth_date", "")), UTC)
    except (OverflowError, ValueError, OSError):
        raise InvalidLogin() from None
    if not made_at - AHEAD <= now <= made_at + max_age:
        raise InvalidLogin()
    return made_at + max_age


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise InvalidLogin()
    return int(text)


def _proof(user: Mapping[str, Any], fields: Mapping[str, str], expires_at: datetime) -> Proof:
    telegram_id = user.get("id")
    if not isinstance(telegram_id, int) or isinstance(telegram_id, bool) or not 0 < telegram_id < LARGEST_ID:
        raise InvalidLogin()
    return Proof(
        telegram_id=telegram_id,
        first_name=_text(user, "first_name") or "",
        last_name=_text(user, "last_name"),
        username=_text(user, "username"),
        language_code=_text(user, "language_code"),
        start_param=_text(fields, "start_param"),
        hash=fields["hash"],
        expires_at=expires_at,
    )


def _text(values: Mapping[str, Any], name: str) -> str | None:
    """A text that can be stored, None for anything else."""
    value = values.get(name)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode("utf-8", "ignore").decode() or None
