"""Letters as people read them: what came for whom, in memory."""

import base64
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

Json = dict[str, Any]

KEPT_LETTERS = 1_000
_BEGINNINGS = [re.compile(rf"<{tag}\b[^<>]*>", re.IGNORECASE) for tag in ("head", "html", "!doctype")]
_NEW_TAB = '<base target="_blank">'


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in the box of everybody it came for. `at` is sandbox time; `html` is empty where it has none."""

    id: int
    to: tuple[str, ...]
    sender: str
    subject: str
    at: str
    text: str
    html: str = field(repr=False)

    def brief(self) -> Json:
        """What a list of letters shows."""
        return {"id": self.id, "to": list(self.to), "from": self.sender, "subject": self.subject, "at": self.at}

    def view(self) -> Json:
        """The whole letter."""
        return {**self.brief(), "text": self.text, "html": self.html}


class MailBox:
    """The last `KEPT_LETTERS` letters. Addresses are compared without regard to case."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=KEPT_LETTERS)
        self._numbers = count(1)

    def add(self, recipients: Sequence[str], raw: bytes, at: str) -> Letter:
        """Read what a mail server was given and keep it. `recipients` are the envelope's, whatever the header says."""
        message = message_from_bytes(raw, policy=policy.default)
        letter = Letter(
            next(self._numbers),
            tuple(address.lower() for address in recipients),
            str(message["From"] or "").strip(),
            str(message["Subject"] or "").strip(),
            at,
            _content(message.get_body(("plain",))),
            _with_pictures(_content(message.get_body(("html",))), message),
        )
        self._letters.append(letter)
        return letter

    def of(self, address: str = "", since: int = 0) -> list[Letter]:
        """Letters after number `since`, to one address if asked, the oldest first."""
        recipient = address.strip().lower()
        return [letter for letter in self._letters if letter.id > since and (not recipient or recipient in letter.to)]

    def find(self, letter_id: int) -> Letter:
        """Raises KeyError."""
        for letter in self._letters:
            if letter.id == letter_id:
                return letter
        raise KeyError(f"no letter {letter_id}")

    def clear(self) -> None:
        """Throw all letters away; numbers go on."""
        self._letters.clear()


def document(letter: Letter) -> str:
    """The letter as a page of its own, whose links open in a new tab."""
    matches = (beginning.search(letter.html) for beginning in _BEGINNINGS)
    at = next((match.end() for match in matches if match), 0)
    return letter.html[:at] + _NEW_TAB + letter.html[at:]


def _content(part: Any) -> str:
    """The text of a part, also where its charset is a lie; "" for no part."""
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):
        text = bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _with_pictures(html: str, message: EmailMessage) -> str:
    """HTML with the letter's own pictures in it, instead of `cid:` references to other parts (RFC 2392)."""
    for cid, address in _pictures(message):
        html = html.replace(f"cid:{cid}", address)
    return html


def _pictures(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        cid = str(part["Content-ID"] or "").strip().strip("<>")
        if cid and part.get_content_maintype() == "image":
            content = base64.b64encode(part.get_payload(decode=True) or b"").decode()  # type: ignore[arg-type]
            yield cid, f"data:{part.get_content_type()};base64,{content}"
