"""Texts as Telegram keeps them: markup parsed, edges trimmed, commands, links and mentions found."""

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.html_markup import parse_html, utf16_length

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_TEXT_LIMIT_BYTES = 32768

_AUTOMATIC = re.compile(
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
    marks: list[Json] = []
    if mode == "html":
        text, marks = parse_html(text)
    elif mode not in ("", "markdown", "markdownv2"):
        raise bad_request("unsupported parse_mode")
    elif not mode and isinstance(entities, list):
        marks = [dict(entity) for entity in entities if isinstance(entity, dict)]
    text, marks = _trimmed(text, marks)
    return text, _merged(marks, automatic_entities(text))


def message_text(text: object, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    """``formatted`` for a text message. Raises 400 when it is empty or longer than 4096 UTF-16 code units."""
    if not isinstance(text, str) or not text:
        raise bad_request("message text is empty")
    text, marks = formatted(text, parse_mode, entities)
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, marks


def caption_text(text: object, parse_mode: object, entities: object) -> tuple[str, list[Json]]:
    """``formatted`` for a caption, which may be empty. Raises 400 beyond 1024 UTF-16 code units."""
    text, marks = formatted(str(text or ""), parse_mode, entities)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, marks


def automatic_entities(text: str) -> list[Json]:
    """Commands, links, mentions, hashtags and addresses that every client highlights by itself."""
    if not any(sign in text for sign in "/@#."):
        return []
    entities = []
    for match in _AUTOMATIC.finditer(text):
        value = match.group()
        if match.lastgroup == "url":
            value = value.rstrip(".,:;!?)")
        offset = utf16_length(text[: match.start()])
        entities.append({"type": match.lastgroup, "offset": offset, "length": utf16_length(value)})
    return entities


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut white space off both ends, as the server does, and move the entities along."""
    body = text.strip()
    if body == text:
        return text, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(body)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return body, moved


def _merged(marks: list[Json], automatic: list[Json]) -> list[Json]:
    """Found entities never stand inside code, links or other found ones the sender has marked."""
    if not marks:
        return automatic
    opaque = [e for e in marks if e["type"] in ("code", "pre", "text_link", "text_mention", "url", "custom_emoji")]
    additions = [f for f in automatic if not any(_overlap(f, e) for e in opaque)]
    places = {(e["type"], e["offset"], e["length"]) for e in marks}
    additions = [f for f in additions if (f["type"], f["offset"], f["length"]) not in places]
    return sorted(marks + additions, key=lambda e: (e["offset"], -e["length"]))


def _overlap(a: Json, b: Json) -> bool:
    return bool(a["offset"] < b["offset"] + b["length"] and b["offset"] < a["offset"] + a["length"])
