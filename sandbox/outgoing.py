"""A small keep-alive HTTP/1.1 client for webhooks: POST JSON, read the whole answer, nothing else."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWER_LIMIT_BYTES = 1 << 20


@dataclass(slots=True)
class Answer:
    """A complete HTTP answer; header names are lower-case."""

    status: int
    headers: dict[str, str]
    body: bytes


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Poster:
    """Posts to one URL over a pool of kept connections; certificates of loopback hosts are not verified."""

    def __init__(self, url: str, *, verify: bool = True) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = _tls_context(verify) if parts.scheme == "https" else None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._head = f"POST {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        self._idle: list[Connection] = []

    async def post(self, body: bytes, headers: dict[str, str], *, timeout: float) -> Answer:
        """Send one request. Raises OSError (also for a timeout or a broken answer)."""
        extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"{self._head}{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body
        try:
            async with asyncio.timeout(timeout):
                while self._idle:  # a kept connection may have been closed by the other side meanwhile
                    with contextlib.suppress(OSError, EOFError):
                        return await self._exchange(self._idle.pop(), request)
                new = await asyncio.open_connection(self.host, self.port, ssl=self._tls, limit=ANSWER_LIMIT_BYTES)
                return await self._exchange(new, request)
        except (EOFError, ValueError) as error:
            raise OSError(f"broken answer: {error}") from error

    async def _exchange(self, connection: Connection, request: bytes) -> Answer:
        reader, writer = connection
        keep_alive = False
        try:
            writer.write(request)
            answer = await _read_answer(reader)
            keep_alive = answer.headers.get("connection", "").lower() != "close"
            return answer
        finally:
            if keep_alive:
                self._idle.append(connection)
            else:
                writer.close()

    def close(self) -> None:
        """Close the kept connections."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    headers = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif status == 204:
        body = b""
    else:
        headers["connection"] = "close"
        body = await reader.read(ANSWER_LIMIT_BYTES)
    return Answer(status, headers, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    while (await reader.readline()).strip():
        pass
    return bytes(body)


def _tls_context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
