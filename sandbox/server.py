"""Running the sandbox: inside an event loop (``Sandbox``) or as a process (``python -m sandbox``)."""

import argparse
import asyncio
import logging
import signal

from sandbox.app import SandboxApp, create_app
from sandbox.mail_server import MailServer
from sandbox.markup import is_loopback
from sandbox.serving import Running, Server, listen, serve
from sandbox.state import World

log = logging.getLogger(__name__)

STOP_WITHIN_SECONDS = 1.0


class Sandbox(Running):
    """A Bot API server in the running event loop.

    ::

        async with Sandbox() as sandbox:
            bot = Bot(sandbox.token, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))

    ``port`` 0 takes a free one. ``url`` is what a bot needs as TELEGRAM_API_URL, and the chat page's address;
    ``smtp_url`` is the mail server whose letters that page shows, on ``mail_port``.
    Raises ValueError for a token that is not the sandbox's, OSError when the port is taken.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = "7000000001:SANDBOX",  # noqa: S107 - a token only the sandbox accepts
        bot_username: str = "vitrina_demo_bot",
        bot_name: str = "Vitrina",
        *,
        mail_port: int = 0,
        limits: bool = False,
        polling_quirks: bool = False,
    ) -> None:
        super().__init__(host, port)
        self.token = token
        self.app: SandboxApp = create_app(
            token, bot_username=bot_username, bot_name=bot_name, limits=limits, polling_quirks=polling_quirks
        )
        self._mail = MailServer(self.app.world, host, mail_port)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """``http://host:port``, without a slash at the end."""
        return f"http://{self.address}"

    @property
    def smtp_url(self) -> str:
        """``smtp://host:port``."""
        return self._mail.url

    @property
    def world(self) -> World:
        """The model behind it, for those in the same process."""
        return self.app.world

    async def start(self) -> None:
        """Listen, and return when requests are answered."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        try:
            await self._mail.start()
        except OSError:
            listener.close()
            raise
        self._server = await serve(self.app, listener)
        log.info("sandbox at %s, its mail server at %s", self.url, self.smtp_url)

    async def stop(self) -> None:
        """Stop within two seconds, however many polls and event streams are open."""
        if self._server is None:
            return
        await self._mail.stop()
        self.world.journal.close()
        self.world.updates.interrupt("")
        await self.app.api.webhook.close()
        await self._server.close(STOP_WITHIN_SECONDS)
        self._server = None


def main(argv: list[str] | None = None) -> None:
    """The command line of ``python -m sandbox``; returns after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram Bot API server to play against")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on")
    parser.add_argument("--mail-port", type=int, default=8025, help="port for letters (SMTP)")
    parser.add_argument("--token", default="7000000001:SANDBOX", help="bot token; must look like <id>:SANDBOX[-name]")
    parser.add_argument("--bot-username", default="vitrina_demo_bot")
    parser.add_argument("--bot-name", default="Vitrina")
    parser.add_argument("--limits", action="store_true", help="apply Telegram's rate limits")
    parser.add_argument("--polling-quirks", action="store_true", help="hold hasty pollers back, as Telegram does")
    parser.add_argument("--allow-remote", action="store_true", help="listen beyond this machine (no password!)")
    options = parser.parse_args(argv)
    if not options.allow_remote and not is_loopback(options.host):
        parser.error(f"{options.host} is reachable from outside and the sandbox has no password; add --allow-remote")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        sandbox = Sandbox(
            options.host,
            options.port,
            options.token,
            options.bot_username,
            options.bot_name,
            mail_port=options.mail_port,
            limits=options.limits,
            polling_quirks=options.polling_quirks,
        )
    except ValueError as error:
        parser.error(str(error))
    asyncio.run(_run(sandbox))


async def _run(sandbox: Sandbox) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with sandbox:
        await stop.wait()
