"""Reply markup: checked the way the server checks it (BA:9694-9755, TD:ReplyMarkup.cpp, TD:LinkManager.cpp)."""

import ipaddress
import json
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request

Json = dict[str, Any]

MARKUP_LIMIT_BYTES = 10_240
CALLBACK_DATA_LIMIT_BYTES = 64
COPY_TEXT_LIMIT = 256

_ACTIONS = (
    "callback_data", "url", "web_app", "copy_text", "pay", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game", "disabled",
)  # fmt: skip
_KEYBOARD_ACTIONS = ("request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app")


def parse_markup(raw: object, *, in_private: bool = True, with_invoice: bool = False) -> Json | None:
    """The checked reply markup, or None when there is none. Raises 400 with the server's words."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        if len(raw.encode()) > MARKUP_LIMIT_BYTES:
            raise bad_request("reply markup is too long")
        try:
            raw = json.loads(raw)
        except ValueError:
            raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        rows = _rows(raw, "inline_keyboard", "InlineKeyboardMarkup")
        buttons = [[_inline_button(b, in_private, with_invoice) for b in row] for row in rows]
        return {"inline_keyboard": [row for row in buttons if row]}
    if "keyboard" in raw:
        rows = _rows(raw, "keyboard", "ReplyKeyboardMarkup")
        return {**raw, "keyboard": [[_keyboard_button(b, in_private) for b in row] for row in rows if row]}
    if raw.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if raw.get("force_reply"):
        return dict(raw)
    return None


def _rows(markup: Json, field: str, kind: str) -> list[list[Any]]:
    rows = markup[field]
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {kind} must be an Array of Arrays')
    return rows


def _inline_button(button: object, in_private: bool, with_invoice: bool) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unparsed('Can\'t find field "text"')
    fields = {key: value for key, value in button.items() if value is not None}
    actions = [key for key in _ACTIONS if key in fields and fields[key] not in (False,)]
    if not actions or fields.get("callback_data") == "":
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    match actions[0]:
        case "callback_data":
            if len(str(fields["callback_data"]).encode()) > CALLBACK_DATA_LIMIT_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            fields["url"] = checked_url(str(fields["url"]))
        case "web_app":
            if not in_private:
                raise bad_request("BUTTON_TYPE_INVALID")
            check_web_app(fields["web_app"], "inline keyboard button Web App URL")
        case "copy_text":
            copy_text = fields["copy_text"].get("text") if isinstance(fields["copy_text"], dict) else None
            if not isinstance(copy_text, str) or not 1 <= len(copy_text) <= COPY_TEXT_LIMIT:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "pay" if not with_invoice:
            raise bad_request("BUTTON_TYPE_INVALID")
    return fields


def _keyboard_button(button: object, in_private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    if any(key in button for key in _KEYBOARD_ACTIONS) and not in_private:
        if "web_app" in button:
            raise bad_request("web App buttons can be used in private chats only")
        raise bad_request("phone number can be requested in private chats only")
    if "web_app" in button:
        check_web_app(button["web_app"], "keyboard button Web App URL")
    return dict(button)


def checked_url(url: str) -> str:
    """The address of a url button with its scheme. Raises 400 for what is no http(s), tg or ton link.

    ``vless://`` and the like are refused, which is why "open in app" needs an https page in between
    (TD:ReplyMarkup.cpp:591, TD:LinkManager.cpp:1926 and 1984).
    """
    scheme, separator, _ = url.partition("://")
    if not separator:
        url, scheme = f"http://{url}", "http"
    scheme = scheme.lower()
    reason = ""
    if scheme not in ("http", "https", "tg", "ton"):
        reason = "Unsupported URL protocol"
    elif scheme in ("http", "https") and not _has_web_host(url):
        reason = "Wrong HTTP URL"
    if reason:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
    return url


def check_web_app(web_app: object, field: str) -> None:
    """Refuse a Mini App address that is not https. Plain http is allowed on loopback, as the test DC allows it."""
    url = str(web_app.get("url", "")) if isinstance(web_app, dict) else ""
    parts = urlsplit(url)
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return
    if parts.scheme != "https":
        raise bad_request(f"{field} '{url}' is invalid: Only HTTPS links are allowed")
    if not _has_web_host(url):
        raise bad_request(f"{field} '{url}' is invalid: Wrong HTTP URL")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _has_web_host(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return "." in host.strip(".") and " " not in url


def _unparsed(description: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {description}")
