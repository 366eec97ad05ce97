"""A mail server that keeps what it is given: enough of SMTP for what the shop says to it."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests import logwatch


@dataclass
class MailServer:
    """`replies` are answers to give instead of the usual one, by command: {"RCPT": "550 no such person"}.

    While `awake` is not set, connections are taken and nothing is said to them; `calls` counts connections.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    calls: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.calls += 1
        await self.awake.wait()
        writer.write(b"220 mail.example\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word == "AUTH":
                self.logins.append(base64.b64decode(line.split(" ")[2]).decode())
            writer.write((self.replies.get(word) or self._usual(word)).encode() + b"\r\n")
            if word == "DATA" and word not in self.replies:
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-5].replace(b"\r\n..", b"\r\n.")
                self.letters.append(message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
                body = self.letters[-1].get_body(("plain", "html"))
                logwatch.learn_letter(body.get_content() if body is not None else "")
                writer.write(b"250 taken\r\n")
            if word == "QUIT":
                break
        writer.close()

    def _usual(self, word: str) -> str:
        usual = {
            "EHLO": "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            "DATA": "354 go on",
            "AUTH": "235 welcome",
        }
        return usual.get(word, "221 bye" if word == "QUIT" else "250 ok")


@asynccontextmanager
async def running() -> AsyncIterator[MailServer]:
    """A mail server on a free port."""
    mail = MailServer()
    mail.awake.set()
    server = await asyncio.start_server(mail.serve, "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    yield mail
    server.close()
    await server.wait_closed()
