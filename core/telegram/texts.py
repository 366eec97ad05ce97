"""HTML texts cut to what Telegram takes at once, without losing or breaking anything.

Telegram counts UTF-16 code units of what is left after the mark-up is read
(https://core.telegram.org/bots/api#html-style). Where a text is divided, its tags are closed and opened again; no tag,
no character reference, no sign of several code points (an emoji, a flag, a letter with its accents) is torn apart, nor,
where they fit at all, a link or a piece of code.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

MESSAGE_MAX, CAPTION_MAX = 4096, 1024
RAW_MAX = 28_000  # bytes with the mark-up; Telegram's limit is 32,768
WHOLE = ("a", "code", "tg-emoji", "tg-time")  # not divided where they fit
SIGN_MAX = 32  # code points of one sign; nobody has to keep hundreds of accents together

_TAG = re.compile(r"</?[a-z][a-z-]*(?:\s[^<>]*)?>")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATOM = re.compile(rf"<(?P<end>/?)(?P<tag>[a-z][a-z-]*)(?:\s[^<>]*)?>|{_REFERENCE.pattern}|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    markup: str
    number: int


@dataclass(frozen=True, slots=True)
class _Atom:
    """One visible code point: as it is written, as a reader sees it, and the tags it stands in."""

    source: str
    sign: str
    tags: tuple[_Tag, ...]

    @property
    def units(self) -> int:
        return units(self.sign)


def units(text: str) -> int:
    """How many UTF-16 code units a plain text takes."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def length(text: str) -> int:
    """How long Telegram finds an HTML text."""
    return units(_REFERENCE.sub(lambda reference: unescape(reference[0]), _TAG.sub("", text)))


def parts(text: str, limit: int = MESSAGE_MAX) -> list[str]:
    """The HTML text as one or more texts of at most `limit`, in order; nothing visible is lost."""
    if 2 * len(text) <= limit or (len(text) <= RAW_MAX // 4 and length(text) <= limit):
        return [text]
    atoms = _atoms(text)
    texts, begin = [], 0
    while begin < len(atoms):
        end = _end(atoms, begin, limit)
        if any(_is_visible(atom.sign) for atom in atoms[begin:end]):
            texts.append(_html(atoms[begin:end]))
        begin = end
    return texts or [text]


def cut(text: str, limit: int) -> str:
    """The beginning of an HTML text, with an ellipsis where something is missing."""
    pieces = parts(text, limit)
    return pieces[0] if len(pieces) == 1 else parts(text, limit - 1)[0].rstrip() + "…"


def plain_parts(text: str, limit: int) -> list[str]:
    """A plain text as one or more of at most `limit` UTF-16 code units."""
    if 2 * len(text) <= limit:
        return [text]
    atoms = [_Atom(sign, sign, ()) for sign in text]
    texts, begin = [], 0
    while begin < len(atoms):
        end = _end(atoms, begin, limit)
        texts.append("".join(atom.sign for atom in atoms[begin:end]))
        begin = end
    return texts


def cut_plain(text: str, limit: int) -> str:
    """The beginning of a plain text, with an ellipsis where something is missing."""
    return text if units(text) <= limit else _beginning(text, limit - 1).rstrip() + "…"


def _beginning(text: str, limit: int) -> str:
    size = at = 0
    while at < len(text) and size + units(text[at]) <= limit:
        size += units(text[at])
        at += 1
    minimum = max(at - SIGN_MAX, 1)
    end = next((place for place in range(at, minimum, -1) if not _is_glued(text, place)), at)
    return text[:end]


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    stack: tuple[_Tag, ...] = ()
    for number, match in enumerate(_ATOM.finditer(text)):
        if match["tag"] is None:
            signs = unescape(match[0])
            atoms += [_Atom(match[0] if place == 0 else "", sign, stack) for place, sign in enumerate(signs)]
        elif match["end"]:
            stack = stack[:-1]
        else:
            stack = (*stack, _Tag(match["tag"], match[0], number))
    return atoms


def _end(atoms: Sequence[_Atom], begin: int, limit: int) -> int:
    """Where the part that begins there has to end: at a line, a word or at least a sign."""
    end, size, raw = begin, 0, 0
    while end < len(atoms) and size + atoms[end].units <= limit and raw <= RAW_MAX:
        size += atoms[end].units
        raw += len(atoms[end].source.encode())
        if end == begin or atoms[end].tags is not atoms[end - 1].tags:
            raw += sum(2 * len(tag.markup.encode()) for tag in atoms[end].tags)
        end += 1
    if end == len(atoms):
        return end
    end = max(end, begin + 1)
    half = begin + max((end - begin) // 2, 1)
    for ending in ("\n", " "):
        for place in range(end, half, -1):
            if atoms[place - 1].sign == ending and not _same_element(atoms[place - 1], atoms[place]):
                return place
    signs = "".join(atom.sign for atom in atoms[begin : end + 1])
    for shared in (False, True):
        for place in range(end, max(begin, end - SIGN_MAX) if shared else begin, -1):
            if (shared or not _same_element(atoms[place - 1], atoms[place])) and not _is_glued(signs, place - begin):
                return place
    return end


def _same_element(left: _Atom, right: _Atom) -> bool:
    """Whether both stand in the same link or piece of code."""
    return any(tag.name in WHOLE and tag in right.tags for tag in left.tags)


def _is_glued(text: str, place: int) -> bool:
    """Whether the code points before and at this place of a text belong to one sign."""
    before, after = text[place - 1], text[place]
    if after == "\u200d" or before == "\u200d":
        return True
    if unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U000e0020" <= after <= "\U000e007f" or (before, after) == ("\r", "\n"):
        return True
    if _is_flag(after):  # two of them are one flag: an odd number before this one makes it the second
        count = 0
        while count < place and _is_flag(text[place - 1 - count]):
            count += 1
        return count % 2 == 1
    return False


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_visible(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Zs", "Zl", "Zp") and sign != "\u2800"


def _html(atoms: Sequence[_Atom]) -> str:
    """HTML of these, with their tags opened and closed."""
    pieces: list[str] = []
    open_tags: tuple[_Tag, ...] = ()
    for atom in atoms:
        if atom.tags != open_tags:
            shorter = min(len(open_tags), len(atom.tags))
            common = next((n for n in range(shorter) if open_tags[n] != atom.tags[n]), shorter)
            pieces += [f"</{tag.name}>" for tag in reversed(open_tags[common:])]
            pieces += [tag.markup for tag in atom.tags[common:]]
            open_tags = atom.tags
        pieces.append(atom.source)
    return "".join([*pieces, *(f"</{tag.name}>" for tag in reversed(open_tags))])
