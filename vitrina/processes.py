"""Running the shop: its parts in one process or in several."""

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from concurrent.futures import Future
from functools import partial
from types import ModuleType
from typing import Any, NoReturn, cast

import uvicorn

from core import installation, wiring
from core.catalogue import servers
from core.config import Settings, store
from core.db import migrate, soundness
from core.db.cancellation import unless
from core.errors import RestoreBroken
from core.operations.backups import pending, replacing
from core.shop import Shop
from vitrina import watchdog

PARTS = ("web", "worker", "bot")
MOST_DESCRIPTORS = 1 << 20
LOOK_SECONDS, COMMAND_LOOK_SECONDS = 5.0, 1.0  # for looking through a large database file before it is opened
STOP_SECONDS = 4.5  # Ctrl-C promises five
IMPORT = "import"  # how threads that import are called

logger = logging.getLogger(__name__)


class CannotStart(Exception):
    """A part of the shop cannot run; the text says why and what to do."""


class MustRestart(Exception):
    """A part that ran cannot go on in this process; the text says why. The supervisor starts a new one."""


class WebServer(uvicorn.Server):
    """uvicorn without signal handlers of its own: one stop event serves all parts."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


class Stop(asyncio.Event):
    """Set when it is time to wind up; `again` tells whether the process begins anew afterwards."""

    again = False

    def end(self) -> None:
        """Wind up for good, whatever was asked for before."""
        self.again = False
        self.set()

    def restart(self) -> None:
        """Wind up and begin anew, unless the process ends already."""
        self.again = self.again or not self.is_set()
        self.set()


async def run(settings: Settings, parts: Collection[str], stop: asyncio.Event | None = None) -> bool:
    """Run these parts until SIGINT, SIGTERM or `stop`; tells whether to begin anew.

    Raises CannotStart and MustRestart.
    """
    stop = stop or stop_on_signals()
    _refuse_half_restored(settings)
    if "web" in parts:
        _refuse_an_open_panel(settings)
    failed = await _restore_what_was_asked(settings)
    listener = _listen(settings) if "web" in parts else None
    with listener or contextlib.nullcontext():
        if await unless(stop, make_ready(settings, LOOK_SECONDS)):
            await _serve(settings, parts, listener, failed, stop)
    return isinstance(stop, Stop) and stop.again


async def _serve(
    settings: Settings,
    parts: Collection[str],
    listener: socket.socket | None,
    failed: pending.Failed | None,
    stop: asyncio.Event,
) -> None:
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        shop.restart = stop.restart if isinstance(stop, Stop) else stop.set
        soundness.leave_mark(settings.data_dir, await installation.identity(shop))
        await store.refresh(shop)
        if "web" in parts:
            _refuse_an_open_panel(shop.settings)
        if failed is not None:
            await pending.tell(shop, failed)
        if "worker" in parts:
            await servers.create_first(shop)
        runners: dict[str, Callable[[], Awaitable[None]]] = {
            "web": lambda: _run_web(shop, listener, stop),
            "worker": lambda: _run_worker(shop, stop),
            "bot": lambda: _run_bot(shop, stop),
        }
        chosen = {part: runners[part] for part in PARTS if part in parts}
        beside = {"watchdog": lambda: guard(stop), "settings": lambda: _follow_settings(shop, stop)}
        await _run_together(chosen | beside, stop)


async def _follow_settings(shop: Shop, stop: asyncio.Event) -> None:
    await unless(stop, store.follow(shop))


async def guard(stop: asyncio.Event, limit: float = watchdog.LIMIT_SECONDS) -> None:
    """End the process when it cannot ask its database any more for `limit` seconds. Raises MustRestart."""
    try:
        await watchdog.watch(stop, limit=limit)
    except watchdog.Stuck as exc:
        watchdog.end_for_certain(str(exc))
        raise MustRestart(str(exc)) from None


def begin_anew() -> NoReturn:
    """Replace this process by the same command, with its environment, directory and number, and nothing left open."""
    logger.warning("the process begins anew")
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(3, limit if limit != resource.RLIM_INFINITY else MOST_DESCRIPTORS)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - its own command


async def make_ready(settings: Settings, seconds: float = COMMAND_LOOK_SECONDS) -> list[str]:
    """Look at the database and bring it up to date; the migrations that were applied.

    Raises CannotStart where it is no database for this shop.
    """
    try:
        await soundness.look(settings, seconds=seconds)
        return await migrate.migrate(settings.database_url)
    except soundness.Unsound as exc:
        raise CannotStart(str(exc)) from None
    except Exception as exc:
        sentence = soundness.explained(exc, settings.database_url)
        if sentence is None:
            raise
        raise CannotStart(sentence) from None


async def _restore_what_was_asked(settings: Settings) -> pending.Failed | None:
    """Carry out the restore that an operator has asked for, if any. Raises CannotStart when nothing is whole."""
    shop = wiring.build_shop(settings)
    try:
        return await pending.carry_out(shop)
    except RestoreBroken as exc:
        raise CannotStart(shop.error_text(exc, settings.default_language)) from None
    finally:
        await shop.telegram.aclose()


def _refuse_half_restored(settings: Settings) -> None:
    """Raises CannotStart while the database is neither the old nor the restored one."""
    if replacing.is_unfinished(settings):
        before = replacing.interrupted(settings)
        advice = f"; `vitrina restore {before}` brings back what was there before" if before else ""
        raise CannotStart(f"A restore was cut off, the database is not whole: repeat `vitrina restore`{advice}.")


def _refuse_an_open_panel(settings: Settings) -> None:
    """Raises CannotStart where the panel asks nobody who they are and customers reach this process from outside."""
    if settings.opens_the_panel:
        raise CannotStart(
            f"PANEL_AUTH=none opens the shop to everybody who reaches {settings.public_url}, which leads to this "
            "process: set PANEL_AUTH=token and give panels an API key of `vitrina apikey create`, or take PUBLIC_URL "
            "away while you try the panel on this machine."
        )


def stop_on_signals() -> Stop:
    """An event that Ctrl-C and SIGTERM set."""
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.end)
    return stop


async def _run_together(runners: dict[str, Callable[[], Awaitable[None]]], stop: asyncio.Event) -> None:
    """Run all until one ends or `stop` is set, then give the others a moment to wind up."""
    tasks = {asyncio.ensure_future(run()): part for part, run in runners.items()}
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
        for task in late:
            logger.warning("%s does not stop in time and is cut off", tasks[task])
            task.cancel()
    finally:
        waiting.cancel()
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


def _listen(settings: Settings) -> socket.socket:
    """The web process's socket. Raises CannotStart, so that a taken port is one clear sentence."""
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.web_host, settings.web_port))
    except OSError as exc:
        listener.close()
        raise CannotStart(
            f"The web port {settings.web_port} on {settings.web_host} cannot be used ({exc.strerror}): "
            "set WEB_PORT to a free one."
        ) from None
    listener.setblocking(False)
    return listener


def web_server(app: Any, gate: Any = None) -> WebServer:
    """The web process's server of an ASGI application, with its limits; it takes its sockets when it serves."""
    from web.common.connections import Connection, Socket
    from web.common.gate import Gate

    gate = gate or Gate()
    config = uvicorn.Config(
        app,
        http=cast(Any, partial(Connection, gate)),
        ws=cast(Any, partial(Socket, gate)),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=False,
        ws_per_message_deflate=False,
        ws_max_size=65536,
        timeout_graceful_shutdown=2,
    )
    return WebServer(config)


async def _run_web(shop: Shop, listener: socket.socket | None, stop: asyncio.Event) -> None:
    from web.app import create_app
    from web.common.gate import Gate

    app = create_app(shop)
    server = web_server(app, Gate(trusted=shop.settings.trusted_proxies))
    serving = asyncio.create_task(server.serve(sockets=[listener] if listener else None))
    logger.info("web: listening on %s:%s", shop.settings.web_host, shop.settings.web_port)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
    await app.state.limiter.aclose()


async def _run_worker(shop: Shop, stop: asyncio.Event) -> None:
    from core.worker import Worker, WorkerReplaced, WorkerRunning

    looking = asyncio.create_task(_look_at_reality(shop))
    try:
        await Worker(shop).run(stop)
    except WorkerRunning as exc:
        raise CannotStart(f"{exc}.") from None
    except WorkerReplaced as exc:
        raise MustRestart(f"{exc}: this one ends.") from None
    finally:
        looking.cancel()


async def _look_at_reality(shop: Shop) -> None:
    """Say at start what is wrong with the site that Reality shows; the shop runs on meanwhile."""
    from core.operations.checks import runs

    for check in await runs.reality_findings(shop):
        if not check.ok:
            logger.warning("%s: %s. %s", check.name, check.text_in("en"), check.advice_in("en"))


async def _run_bot(shop: Shop, stop: asyncio.Event) -> None:
    module = await _imported("bot.app", stop)
    if module is None:
        return
    from bot.receiver import ReceiverError

    try:
        await module.BotApp(shop).run(stop)
    except ReceiverError as exc:
        raise CannotStart(str(exc)) from None


async def _imported(name: str, stop: asyncio.Event) -> ModuleType | None:
    """Import a module that takes seconds while the loop goes on; None when it is time to stop.

    In a daemon thread: the interpreter waits for those of an executor, however little they are still needed. It cannot
    be made to leave off, so whoever ends the process looks at `still_importing`.
    """
    imported: Future[ModuleType] = Future()
    imported.set_running_or_notify_cancel()  # whoever stops waiting for it must not keep the thread from delivering

    def work() -> None:
        try:
            imported.set_result(_import(name))
        except BaseException as exc:
            imported.set_exception(exc)

    async def waiting() -> None:
        await asyncio.wrap_future(imported)

    threading.Thread(target=work, name=f"{IMPORT} {name}", daemon=True).start()
    return imported.result() if await unless(stop, waiting()) else None


def _import(name: str) -> ModuleType:
    gc.disable()  # whatever an import makes stays: looking for garbage in it takes a quarter of the time
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()  # and no later collection walks through aiogram's classes
        gc.enable()


def still_importing() -> bool:
    """Whether an import is under way that nobody waits for: the interpreter would wait for it, or break over it."""
    return any(thread.name.startswith(IMPORT) for thread in threading.enumerate())


@contextlib.asynccontextmanager
async def shop_for_command(settings: Settings) -> AsyncIterator[Shop]:
    """An open, migrated shop for a short command."""
    _refuse_half_restored(settings)
    await make_ready(settings)
    async with wiring.opened(wiring.build_shop(settings)) as shop:
        await store.refresh(shop)
        yield shop
