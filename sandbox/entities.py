"""Texts as Telegram keeps them: markup parsed, edges trimmed, commands, links and mentions found."""

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.html_markup import parse_html, utf16_length

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_TEXT_LIMIT_BYTES = 32768

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w))"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<url>(?:https?|tg|ton)://[^\s<>\"']+|(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|ru|me|io|dev|app)\b(?:/[^\s<>\"']*)?)"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)


def formatted(text: str, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    """Parse, trim and complete a text the way sendMessage does.

    Markdown modes are accepted, and their text is kept as it is. Raises 400 for bad markup or an unknown mode.
    """
    if len(text) * 4 > RAW_TEXT_LIMIT_BYTES and len(text.encode()) > RAW_TEXT_LIMIT_BYTES:
        raise bad_request("text is too long")
    mode = str(parse_mode or "").lower()
    marked: list[Json] = []
    if mode == "html":
        text, marked = parse_html(text)
    elif mode not in ("", "markdown", "markdownv2"):
        raise bad_request("unsupported parse_mode")
    elif not mode and isinstance(entities, list):
        marked = [dict(entity) for entity in entities if isinstance(entity, dict)]
    text, marked = _trimmed(text, marked)
    return text, _merged(marked, found_entities(text))


def message_text(text: object, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    """``formatted`` for a text message. Raises 400 when it is empty or longer than 4096 UTF-16 code units."""
    if not isinstance(text, str) or not text:
        raise bad_request("message text is empty")
    text, marked = formatted(text, parse_mode, entities)
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, marked


def caption_text(text: object, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    """``formatted`` for a caption, which may be empty. Raises 400 beyond 1024 UTF-16 code units."""
    text, marked = formatted(str(text or ""), parse_mode, entities)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, marked


def found_entities(text: str) -> list[Json]:
    """Commands, links, mentions, hashtags and addresses that every client highlights by itself."""
    if not any(sign in text for sign in "/@#."):
        return []
    found = []
    for match in _FOUND.finditer(text):
        value = match.group()
        if match.lastgroup == "url":
            value = value.rstrip(".,:;!?)")
        offset = utf16_length(text[: match.start()])
        found.append({"type": match.lastgroup, "offset": offset, "length": utf16_length(value)})
    return found


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut white space off both ends, as the server does, and move the entities along."""
    body = text.strip()
    if body == text:
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(body)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(length, entity["offset"] + entity["length"] - cut)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return body, kept


def _merged(marked: list[Json], found: list[Json]) -> list[Json]:
    """Found entities never stand inside code, links or other found ones the sender has marked."""
    if not marked:
        return found
    opaque = [e for e in marked if e["type"] in ("code", "pre", "text_link", "text_mention", "url", "custom_emoji")]
    free = [f for f in found if not any(_overlap(f, e) for e in opaque)]
    known = {(e["type"], e["offset"], e["length"]) for e in marked}
    free = [f for f in free if (f["type"], f["offset"], f["length"]) not in known]
    return sorted(marked + free, key=lambda e: (e["offset"], -e["length"]))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
