"""What Telegram would sign for a person: a Mini App's initData and the Login Widget's answer."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.conftest import TOKEN

PERSON = {"id": 4242, "first_name": "Алиса", "last_name": "", "username": "alice", "language_code": "ru"}


def widget_answer(now: datetime, *, token: str = TOKEN, **changes: Any) -> dict[str, Any]:
    """The Login Widget's answer; a change to None leaves the field out."""
    fields = {"id": 4242, "first_name": "Alice", "username": "alice", "auth_date": int(now.timestamp())} | changes
    fields = {name: value for name, value in fields.items() if value is not None}
    secret = hashlib.sha256(token.encode()).digest()
    return {**fields, "hash": _signature(secret, fields)}


def init_data(now: datetime, *, token: str = TOKEN, **changes: str) -> str:
    """A Mini App's initData."""
    fields = {"query_id": "AAE4", "user": json.dumps(PERSON), "auth_date": str(int(now.timestamp()))} | changes
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    return urlencode({**fields, "hash": _signature(secret, fields)})


def _signature(secret: bytes, fields: Mapping[str, Any]) -> str:
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return hmac.new(secret, lines.encode(), "sha256").hexdigest()
