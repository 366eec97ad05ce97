"""The gRPC interface of one running core.

Service paths and type names are Xray's own (app/proxyman/command, app/stats/command, proxy/vless of Xray-core 26.x).
There is no authentication: whoever opens the socket commands the core, so it lies in a directory of ours alone.

Errors: `Unavailable` when the core does not answer, `Rejected` with the core's own text when it refuses. Refusals that
a caller has to tell apart are subclasses of `Rejected`.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

import grpc
import grpc.aio

from core.panels import Rejected, Unavailable
from core.panels.xray.messages import message
from core.phrases import Phrase

HANDLER = "/xray.app.proxyman.command.HandlerService/"
STATS = "/xray.app.stats.command.StatsService/"
FLOW = "xtls-rprx-vision"
# Replies may pass 4 MB (65,000 counters); the core itself takes no request above that.
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
CALL_SECONDS = 10.0
SILENT = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)

Empty = message("Empty")


class AlreadyThere(Rejected):
    """The user or the inbound's tag exists already."""


class NotThere(Rejected):
    """The user, inbound or counter does not exist."""


def typed(name: str, content: Any) -> Any:
    """Xray's envelope for a message whose type is known only at run time."""
    return message("TypedMessage")(type=name, value=content.SerializeToString())


def vless_user(name: str, uuid: str) -> Any:
    """A user as inbounds take it. Its `email` is the name counters and the access log use."""
    account = message("VlessAccount")(id=uuid, flow=FLOW)
    return message("User")(level=0, email=name, account=typed("xray.proxy.vless.Account", account))


def _translate(error: grpc.aio.AioRpcError) -> Exception:
    text = error.details() or str(error.code())
    if error.code() in SILENT:
        return Unavailable(f"the core does not answer: {text}")
    if "already exists" in text or "existing tag found" in text:
        return AlreadyThere(text)
    if "not found" in text or "not enough information" in text:
        return NotThere(text)
    return Rejected(text)


class CoreApi:
    """Calls to the core that listens at `target` ("unix:/path")."""

    def __init__(self, target: str) -> None:
        self._channel = grpc.aio.insecure_channel(target, options=OPTIONS)
        self._closed = False

    async def aclose(self) -> None:
        """Drop the connection; calls under way end with Unavailable."""
        self._closed = True
        await self._channel.close(None)

    async def call(
        self, path: str, request: Any, reply: type[Any] = Empty, *, timeout: float = CALL_SECONDS, wait: bool = False
    ) -> Any:
        """One call. `wait` waits for the core to start listening, up to the timeout in seconds."""
        if self._closed:
            raise Unavailable(Phrase("engine-stopped"))
        method = self._channel.unary_unary(
            path, request_serializer=type(request).SerializeToString, response_deserializer=reply.FromString
        )
        try:
            return await method(request, timeout=timeout, wait_for_ready=wait)
        except grpc.aio.AioRpcError as error:
            raise _translate(error) from None
        except (grpc.aio.UsageError, asyncio.CancelledError):
            # A channel closed under a call raises CancelledError into a task nobody has cancelled.
            task = asyncio.current_task()
            if not self._closed or (task is not None and task.cancelling()):
                raise
            raise Unavailable(Phrase("engine-stopped")) from None

    async def add_inbound(self, inbound: Any) -> None:
        """Start listening. A failed listen leaves the tag behind, dead; it is taken away again here."""
        try:
            await self.call(HANDLER + "AddInbound", message("AddInboundRequest")(inbound=inbound), timeout=30)
        except AlreadyThere:
            raise
        except Rejected as refusal:
            with contextlib.suppress(NotThere):
                await self.remove_inbound(inbound.tag)
            raise refusal from None

    async def remove_inbound(self, tag: str) -> None:
        """Stop listening; sessions go on. Raises NotThere."""
        await self.call(HANDLER + "RemoveInbound", message("RemoveInboundRequest")(tag=tag))

    async def inbound_tags(self) -> list[str]:
        """Tags of all inbounds, dead ones included."""
        request = message("ListInboundsRequest")(only_tags=True)
        reply = await self.call(HANDLER + "ListInbounds", request, message("ListInboundsResponse"))
        return [inbound.tag for inbound in reply.inbounds]

    async def add_user(self, tag: str, name: str, uuid: str) -> None:
        """Let the user in from now on. Raises AlreadyThere; another user's UUID is accepted and taken over silently."""
        operation = message("AddUserOperation")(user=vless_user(name, uuid))
        await self._alter(tag, "AddUserOperation", operation)

    async def remove_user(self, tag: str, name: str) -> None:
        """Let the user in no longer; sessions go on. Raises NotThere."""
        await self._alter(tag, "RemoveUserOperation", message("RemoveUserOperation")(email=name))

    async def _alter(self, tag: str, kind: str, operation: Any) -> None:
        envelope = typed(f"xray.app.proxyman.command.{kind}", operation)
        await self.call(HANDLER + "AlterInbound", message("AlterInboundRequest")(tag=tag, operation=envelope))

    async def users(self, tag: str) -> dict[str, str]:
        """UUID by name of everyone the inbound lets in."""
        request = message("GetInboundUserRequest")(tag=tag)
        reply = await self.call(HANDLER + "GetInboundUsers", request, message("GetInboundUserResponse"))
        account = message("VlessAccount")
        return {user.email: account.FromString(user.account.value).id for user in reply.users}

    async def counters(self) -> dict[str, tuple[int, int]]:
        """Bytes (received from, sent to) each user since the core started. Never reset: a lost answer would be lost."""
        request = message("QueryStatsRequest")(pattern="user>>>")
        reply = await self.call(STATS + "QueryStats", request, message("QueryStatsResponse"))
        return user_counters({stat.name: stat.value for stat in reply.stat})

    async def online_ips(self, name: str) -> set[str]:
        """Addresses the user is connected from. The core never counts 127.0.0.1."""
        request = message("GetStatsRequest")(name=f"user>>>{name}>>>online")
        try:
            reply = await self.call(STATS + "GetStatsOnlineIpList", request, message("OnlineIpListResponse"))
        except NotThere:  # never connected to this core
            return set()
        return {ip.strip("[]") for ip in reply.ips}

    async def online_users(self) -> set[str]:
        """Names of users with a connection now or a few seconds ago."""
        reply = await self.call(STATS + "GetAllOnlineUsers", Empty(), message("AllOnlineUsersResponse"))
        return {entry.split(">>>")[1] for entry in reply.users}

    async def system(self, *, timeout: float = CALL_SECONDS, wait: bool = False) -> Mapping[str, int]:
        """The Go runtime's figures: goroutines, bytes allocated, uptime in seconds."""
        reply = await self.call(STATS + "GetSysStats", Empty(), message("SysStatsResponse"), timeout=timeout, wait=wait)
        return {"goroutines": reply.num_goroutine, "alloc_bytes": reply.alloc, "uptime_seconds": reply.uptime}


def user_counters(stats: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """(received, sent) by name out of Xray's flat `user>>>NAME>>>traffic>>>uplink|downlink`."""
    out: dict[str, tuple[int, int]] = {}
    for key, value in stats.items():
        kind, name, what, way = key.split(">>>")
        if kind != "user" or what != "traffic":
            continue
        received_bytes, sent_bytes = out.get(name, (0, 0))
        out[name] = (value, sent_bytes) if way == "uplink" else (received_bytes, value)
    return out
