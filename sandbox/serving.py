"""An ASGI application on a socket of its own, inside the running event loop."""

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """uvicorn without signal handlers and without its loop of 0.1 s naps: the embedding program says when to stop."""

    async def open(self, listener: socket.socket) -> None:
        """Accept connections on a bound socket."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup(sockets=[listener])

    async def close(self, within: float) -> None:
        """Let running requests finish ``within`` seconds, then cut them off."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=within)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; ``port`` 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP; with it every answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


async def serve(app: ASGIApp, listener: socket.socket) -> Server:
    """Answer requests from now on."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        backlog=2048,
    )
    server = Server(config)
    await server.open(listener)
    return server
