"""Webhook delivery (BA:WebhookActor.cpp): lanes in order, retries with growing pauses, replies that are calls."""

import asyncio
import contextlib
import json
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request
from sandbox.markup import is_loopback
from sandbox.outgoing import Answer, Poster
from sandbox.state import World
from sandbox.updates import Pending

Json = dict[str, Any]
Lane = tuple[str, int]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
PORTS = (80, 88, 443, 8443)
ANSWER_TIMEOUT_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 3_600.0
GONE_SECONDS = 23 * 3_600
"""A webhook that answers 410 for this long is removed."""

log = logging.getLogger(__name__)


class Webhook:
    """The bot's webhook: set, deleted, and fed with updates one at a time per lane.

    ``execute`` runs a Bot API method given in the body of a webhook's answer; its result is lost.
    """

    def __init__(self, world: World, execute: Callable[[str, Json], Awaitable[None]]) -> None:
        self.url = ""
        self.last_error: tuple[int, str] = (0, "")
        self._world = world
        self._execute = execute
        self._secret = ""
        self._max_connections = 40
        self._slots = asyncio.Semaphore(40)
        self._poster: Poster | None = None
        self._lanes: dict[Lane, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone_since = 0.0

    def set(self, url: str, *, secret: str = "", max_connections: int = 40) -> None:
        """Deliver to this address from now on, what is pending first. Raises 400 for an unusable address."""
        check_webhook_url(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        self.delete()
        self._world.updates.interrupt("terminated by setWebhook request")
        self.url = url
        self._secret = secret
        self._max_connections = max(1, min(max_connections or 40, 100))
        self._slots = asyncio.Semaphore(self._max_connections)
        self._poster = Poster(url, verify=not is_loopback(urlsplit(url).hostname or ""))
        self._world.updates.on_added = self._enqueue
        for update in self._world.updates.pending():
            self._enqueue(update)

    def delete(self) -> None:
        """Stop delivering; what is pending stays pending."""
        self.url = ""
        self.last_error = (0, "")
        self._gone_since = 0.0
        self._world.updates.on_added = None
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()
        if self._poster:
            self._poster.close()
            self._poster = None

    async def close(self) -> None:
        """Stop delivering and wait for the senders to end."""
        tasks = list(self._tasks)
        self.delete()
        await asyncio.gather(*tasks, return_exceptions=True)

    def info(self) -> Json:
        """The webhook as a Bot API WebhookInfo."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates.pending()),
        }
        if self.url:
            info |= {"max_connections": self._max_connections, "ip_address": "127.0.0.1"}
        if self.last_error[0]:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self._world.updates.allowed is not None:
            info["allowed_updates"] = sorted(self._world.updates.allowed)
        return info

    def _enqueue(self, update: Pending) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._serve_lane(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve_lane(self, name: Lane) -> None:
        lane = self._lanes[name]
        failures = 0
        while lane:
            update = lane[0]
            if not self._world.updates.is_waiting(update):
                lane.popleft()
                continue
            async with self._slots:
                pause = await self._deliver(update)
            if pause is None:
                self._world.updates.remove(update.update_id)
                failures = 0
                continue
            # The first retry follows at once, then the pause doubles.
            backoff = min(2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS) if failures else 0.0
            failures += 1
            await self._world.clock.sleep(pause or backoff)
        if self._lanes.get(name) is lane:
            del self._lanes[name]

    async def _deliver(self, update: Pending) -> float | None:
        """Post one update. None when the bot took it, else the seconds it asked us to wait (0: as we like)."""
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        if self._poster is None:
            return None
        try:
            answer = await self._poster.post(update.content, headers, timeout=ANSWER_TIMEOUT_SECONDS)
        except OSError as error:
            return self._failed(str(error) or "Connection timed out")
        if 200 <= answer.status < 300:
            self._gone_since = 0.0
            await self._execute_reply(answer)
            return None
        pause = self._failed(f"Wrong response from the webhook: {answer.status}")
        if answer.status == 410:
            self._note_gone()
        with contextlib.suppress(ValueError):
            pause = min(float(answer.headers.get("retry-after", "0")), LONGEST_RETRY_AFTER_SECONDS)
        return pause

    def _failed(self, reason: str) -> float:
        self.last_error = (self._world.clock.stamp(), reason)
        self._world.journal.add("webhook_error", error=reason)
        log.warning("webhook %s: %s", self.url, reason)
        return 0.0

    def _note_gone(self) -> None:
        now = self._world.clock.now()
        self._gone_since = self._gone_since or now
        if now - self._gone_since >= GONE_SECONDS:
            asyncio.get_running_loop().call_soon(self.delete)

    async def _execute_reply(self, answer: Answer) -> None:
        try:
            reply = json.loads(answer.body) if answer.body.lstrip()[:1] == b"{" else None
        except ValueError:
            return
        if not isinstance(reply, dict) or not isinstance(reply.get("method"), str):
            return
        method = reply.pop("method").lower()
        if method.startswith("get") or method in ("setwebhook", "deletewebhook", "close", "logout"):
            return
        await self._execute(method, reply)


def check_webhook_url(url: str) -> None:
    """Refuse what Telegram would refuse; http is allowed for loopback and for bare host names in a private network.

    That is how a Bot API server started with ``--local`` behaves. Raises ApiError.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _invalid() from None
    if not host or parts.scheme not in ("http", "https"):
        raise _invalid()
    if is_loopback(host) or "." not in host:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _invalid() -> ApiError:
    return bad_request("invalid webhook URL specified")
