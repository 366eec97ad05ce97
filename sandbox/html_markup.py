"""``parse_mode=HTML``: TDLib's parser, refusal by refusal (TD:MessageEntity.cpp:3290-3600).

Offsets in refusals are bytes of the UTF-8 source; offsets in entities are UTF-16 code units of the result.
"""

import string
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, bad_request

Json = dict[str, Any]

SIMPLE_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strikethrough", "strike": "strikethrough",
    "del": "strikethrough", "u": "underline", "ins": "underline", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = {*SIMPLE_TAGS, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
SPACES = " \t\r\n\0\v"
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    text_start: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text without markup, and its entities sorted by offset. Raises 400 ``can't parse entities: ...``."""
    return _HtmlParser(source).run()


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes; Telegram counts offsets in them."""
    return len(text) + sum(1 for character in text if character > "\uffff")


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.end = len(source)
        self.at = 0
        self.output: list[str] = []
        self.offset = 0
        self.open: list[_OpenTag] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while self.at < self.end:
            character = self.source[self.at]
            if character == "<":
                if self.source.startswith("</", self.at):
                    self._close_tag()
                else:
                    self._open_tag()
            else:
                self._emit(self._character())
        if self.open:
            raise self._refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.output), self.entities

    def _emit(self, character: str) -> None:
        self.output.append(character)
        self.offset += 2 if character > "\uffff" else 1

    def _character(self) -> str:
        """The next character, with ``&lt;`` and ``&#10;`` decoded; unknown names stay as they are."""
        if self.source[self.at] == "&":
            character, after = _character_reference(self.source, self.at)
            if character:
                self.at = after
                return character
        self.at += 1
        return self.source[self.at - 1]

    def _open_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take_until(SPACES + ">").lower()
        if self.at >= self.end:
            raise self._refuse("Unclosed start tag", begin)
        if name not in TAGS:
            raise self._refuse(f'Unsupported start tag "{name}"', begin)
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.at >= self.end:
                raise self._refuse(f'Unclosed start tag "{name}"', begin)
            if self.source[self.at] == ">":
                break
            key, value = self._attribute(name, begin)
            attributes.setdefault(key, value)
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_OpenTag(name, attributes, self.offset))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._take_until(SPACES + "=>")
        if not name:
            raise self._refuse(f'Empty attribute name in the tag "{tag}"', begin)
        self._skip_spaces()
        if self.source[self.at : self.at + 1] != "=":
            return name, ""
        self.at += 1
        self._skip_spaces()
        if self.at >= self.end:
            raise self._refuse("Unclosed start tag", begin)
        quote = self.source[self.at]
        if quote not in "\"'":
            return name, self._name_token()
        self.at += 1
        value: list[str] = []
        while self.at < self.end and self.source[self.at] != quote:
            value.append(self._character())
        self.at += 1
        if self.at >= self.end:
            raise self._refuse("Unclosed start tag", begin)
        return name, "".join(value)

    def _name_token(self) -> str:
        begin = self.at
        while self.at < self.end and self.source[self.at] in string.ascii_letters + string.digits + ".-":
            self.at += 1
        if self.source[self.at : self.at + 1] not in (*SPACES, ">"):
            raise self._refuse("Unexpected end of name token", begin)
        return self.source[begin : self.at].lower()

    def _close_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._refuse("Unexpected end tag", begin)
        self.at += 2
        name = self._take_until(SPACES + ">").lower()
        self._skip_spaces()
        if self.source[self.at : self.at + 1] != ">":
            raise self._refuse("Unclosed end tag", begin)
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise self._refuse("Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"')
        if self.offset > tag.text_start:
            self._add_entity(tag)

    def _add_entity(self, tag: _OpenTag) -> None:
        entity: Json = {"offset": tag.text_start, "length": self.offset - tag.text_start}
        entity["type"] = SIMPLE_TAGS.get(tag.name, tag.name)
        match tag.name:
            case "a":
                entity["type"] = "text_link"
                entity["url"] = tag.attributes.get("href") or "".join(self.output)[-entity["length"] :]
                if "." not in entity["url"] and "://" not in entity["url"]:
                    return  # an address that leads nowhere is shown as plain text
            case "code":
                language = tag.attributes.get("class", "").removeprefix("language-")
                if language and self.open and self.open[-1].name == "pre":
                    self.open[-1].attributes["language"] = language
                if self.open and self.open[-1].name == "pre":
                    return  # <pre><code> is one block
            case "pre":
                if "language" in tag.attributes:
                    entity["language"] = tag.attributes["language"]
            case "blockquote":
                if "expandable" in tag.attributes:
                    entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["type"] = "custom_emoji"
                entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
            case "tg-time":
                entity["type"] = "date_time"
                entity["unix_time"] = int(tag.attributes.get("unix", "0") or 0)
                entity["date_time_format"] = tag.attributes.get("format", "")
        self.entities.append(entity)

    def _take_until(self, stops: str) -> str:
        begin = self.at
        while self.at < self.end and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_spaces(self) -> None:
        while self.at < self.end and self.source[self.at] in SPACES:
            self.at += 1

    def _refuse(self, description: str, at: int | None = None, tail: str = "") -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {description}{place}{tail}")


def _character_reference(source: str, at: int) -> tuple[str, int]:
    """Decode ``&name;`` or ``&#number;`` at ``at``: the character and the place after it, or ("", at)."""
    end = at + 1
    if source.startswith("#", end):
        base, digits, end = 10, string.digits, end + 1
        if source[end : end + 1] in ("x", "X"):
            base, digits, end = 16, string.hexdigits, end + 1
        start = end
        while end < len(source) and source[end] in digits:
            end += 1
        code = int(source[start:end], base) if end > start else 0
        character = chr(code) if 0 < code < 0x110000 else ""
    else:
        start = end
        while end < len(source) and source[end] in string.ascii_letters:
            end += 1
        character = NAMED_CHARACTERS.get(source[start:end], "")
    if not character:
        return "", at
    return character, end + 1 if source.startswith(";", end) else end
