"""An SMTP server that takes every letter and sends none on."""

import asyncio
import logging
import weakref
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from sandbox.serving import Running, listen
from sandbox.state import World

LARGEST_LETTER = 10 * 2**20

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's; else it tells every command


class MailServer(Running):
    """Listens on `host:port` (0 takes a free one) between `start` and `stop`; any name and password will do."""

    def __init__(self, world: World, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self.world = world
        self._server: asyncio.Server | None = None
        self._open: weakref.WeakSet[SMTP] = weakref.WeakSet()

    @property
    def url(self) -> str:
        """`smtp://host:port`."""
        return f"smtp://{self.address}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self._server = await asyncio.get_running_loop().create_server(self._protocol, sock=listener)
        self.world.smtp_url = self.url

    async def stop(self) -> None:
        """Close everything, also connections that still talk."""
        if self._server is None:
            return
        self._server.close()
        for protocol in list(self._open):
            if protocol.transport is not None:
                protocol.transport.close()
        self._server = None
        self.world.smtp_url = ""

    def _protocol(self) -> SMTP:
        protocol = SMTP(
            _Handler(self.world),
            data_size_limit=LARGEST_LETTER,
            enable_SMTPUTF8=True,
            hostname="sandbox",  # else it asks the DNS for its own name
            ident="Sandbox",
            auth_require_tls=False,
            authenticator=_anybody,
            loop=asyncio.get_running_loop(),
        )
        self._open.add(protocol)
        return protocol


class _Handler:
    """What aiosmtpd does with a letter."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # aiosmtpd's name
        self._world.take_letter(envelope.rcpt_tos, envelope.original_content)
        return "250 OK"


def _anybody(*_: Any) -> AuthResult:
    return AuthResult(success=True)
