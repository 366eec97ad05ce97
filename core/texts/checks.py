"""What may be saved as a text of the owner: the same parameters, the same markup, the length that its place takes."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from core import i18n
from core.errors import TextInvalid
from core.i18n import MissingText, Original
from core.telegram import texts as telegram
from core.texts import samples

GROUPS: Final = ("bot", "bot_payments", "notifications", "letters", "app", "cabinet", "web", "common", "errors")
MARKED_UP: Final = frozenset({"bot", "bot_payments", "notifications"})  # shown as Telegram's messages
AS_IS: Final = frozenset({"app", "web"})  # whose pages read no HTML in texts
TAGS: Final = ("b", "i", "s", "code")  # that the product's texts use
# What Telegram shows as plain text: labels of buttons, and the descriptions of commands.
BUTTON_PREFIXES: Final = ("bot-platform-", "bot-language-", "bot-field-", "bot-choice-")
BUTTONS: Final = {
    "bot-menu-cabinet",
    *(f"bot-admin-{name}" for name in ("today", "find", "payments", "tariffs", "servers", "promocodes", "campaigns")),
    *(f"bot-admin-{name}" for name in ("tickets", "broadcast", "settings", "console")),
}
COMMAND, INVOICE = "bot-command-", "invoice-"
BUTTON_MAX, COMMAND_MAX = 64, 256
SOURCE_MAX: Final = 12_000  # with all variants
PART_MAX: Final = 64  # of what is wrong, in the sentence about it
TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>?")
SIGN: Final = re.compile(r"&(?!(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);)|<(?![a-zA-Z/])")
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def _invalid(fault: str, part: str | int = "", bound: int = 0) -> TextInvalid:
    return TextInvalid(fault=fault, part=part[:PART_MAX] if isinstance(part, str) else part, bound=bound)


def is_plain(key: str, group: str) -> bool:
    """Whether no tags are read in a text."""
    return group not in MARKED_UP or _is_button(key) or key.startswith((COMMAND, INVOICE))


def _is_button(key: str) -> bool:
    return "-button-" in f"-{key}" or key.startswith(BUTTON_PREFIXES) or key in BUTTONS


def longest(key: str) -> int:
    """How long a text may be where it is shown, as Telegram counts."""
    if _is_button(key):
        return BUTTON_MAX
    return COMMAND_MAX if key.startswith(COMMAND) else telegram.MESSAGE_MAX


def cleaned(text: str) -> str:
    """A text as it is kept: lines end with \\n, none is empty at the beginning and the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\t", "    ").split("\n")]
    return "\n".join(lines).strip("\n")


def check(language: str, key: str, original: Original, text: str) -> None:
    """Whether a cleaned text can be said in place of the original. Raises TextInvalid."""
    for _ in renderings(language, key, original, text):
        pass


def renderings(
    language: str, key: str, original: Original, text: str, zone: str = "UTC"
) -> list[tuple[dict[str, Any], str]]:
    """A text with sample parameters: once for each way through its variants. Raises TextInvalid."""
    try:
        return _renderings(language, key, original, text, zone)
    except RecursionError:  # variants in variants in variants
        raise _invalid("variants") from None


def _renderings(language: str, key: str, original: Original, text: str, zone: str) -> list[tuple[dict[str, Any], str]]:
    pattern = parsed(text)
    _look_at_parts(pattern, original)
    chosen = samples.choices(parsed(original.text), pattern)
    ways = samples.ways(original, language, chosen)
    if len(ways) > samples.WAYS_MAX:
        raise _invalid("variants")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(i18n.as_message("text", text)))
    shown = []
    for params in ways:
        rendering = _rendering(bundle, language, zone, params)
        _look_at_rendering(key, original.group, rendering)
        shown.append(({name: value for name, value in params.items() if name in chosen}, rendering))
    return shown


def parsed(text: str) -> ast.Pattern:
    """A text as Fluent reads it. Raises TextInvalid."""
    if FORBIDDEN.search(text):
        raise _invalid("characters")
    if len(text) > SOURCE_MAX:
        raise _invalid("long", bound=SOURCE_MAX)
    if not text.strip():
        raise _invalid("empty")
    source = i18n.as_message("text", text)
    try:
        entries = FluentParser().parse(source).body
    except RecursionError:  # hundreds of braces in each other
        raise _invalid("syntax", 1) from None
    for entry in entries:
        if isinstance(entry, ast.Junk):
            raise _invalid("syntax", _line(source, entry))
    if len(entries) != 1 or not isinstance(entries[0], ast.Message) or entries[0].attributes:
        raise _invalid("message")
    if entries[0].value is None:
        raise _invalid("empty")
    return entries[0].value


def _line(source: str, junk: ast.Junk) -> int:
    """In which line of the text the fault is; the message's name has one of its own."""
    places = [annotation.span.start for annotation in junk.annotations or () if annotation.span is not None]
    return min(max(1, source.count("\n", 0, min(places, default=0))), source.count("\n") - 1)


def _look_at_parts(pattern: ast.Pattern, original: Original) -> None:
    for node in samples.nodes(pattern):
        if (part := _foreign(node)) is not None:
            raise _invalid("reference", part)
        if isinstance(node, ast.VariableReference) and node.id.name not in original.placeholders:
            raise _invalid("placeholder", node.id.name)


def _foreign(node: ast.BaseNode) -> str | None:
    """What a text refers to beside its parameters."""
    match node:
        case ast.MessageReference():
            return node.id.name
        case ast.TermReference():
            return f"-{node.id.name}"
        case ast.FunctionReference():
            return f"{node.id.name}()"
        case ast.SelectExpression() if not isinstance(node.selector, ast.VariableReference):
            return "->"
        case ast.Placeable() if isinstance(node.expression, ast.Placeable):
            return "{ { } }"
    return None


def _rendering(bundle: FluentBundle, language: str, zone: str, params: Mapping[str, Any]) -> str:
    for name in samples.unknown(bundle, language, params):
        raise _invalid("sometimes", name)
    try:
        return i18n.format_with(bundle, "text", language, zone, params)
    except MissingText:
        raise _invalid("other") from None


def _look_at_rendering(key: str, group: str, text: str) -> None:
    if not text.strip():
        raise _invalid("empty")
    if is_plain(key, group):
        if tag := TAG.search(text):
            raise _invalid("tag", tag[0])
    else:
        _Markup().look_at(text)
    if group not in AS_IS and SIGN.search(text):
        raise _invalid("sign")
    if telegram.length(text) > longest(key):
        raise _invalid("long", bound=longest(key))


class _Markup(HTMLParser):
    """Telegram's HTML, as far as the product's texts use it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def look_at(self, text: str) -> None:
        """Raises TextInvalid."""
        for tag in TAG.findall(text):
            if tag.strip("</>") not in TAGS or not tag.endswith(">"):
                raise _invalid("tag", tag)
        self.feed(text)
        self.close()
        if self.open:
            raise _invalid("unbalanced", f"<{self.open[-1]}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise _invalid("unbalanced", f"</{tag}>")
