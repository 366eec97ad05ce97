"""The two servers beside the Bot API: a TLS 1.3 site for Reality, and something to download."""

import asyncio
import ssl
import time
from pathlib import Path

import httpx

from sandbox.downloads import DownloadServer
from sandbox.tls_target import TlsTarget


async def test_the_target_speaks_tls_13_and_h2_under_its_name(tmp_path: Path) -> None:
    async with TlsTarget(tmp_path, "example.com") as target:
        trust = ssl.create_default_context(cafile=str(tmp_path / "example.com.crt"))
        trust.set_alpn_protocols(["h2"])
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", target.port, ssl=trust, server_hostname="example.com"
        )
        tls = writer.get_extra_info("ssl_object")
        assert (tls.version(), tls.selected_alpn_protocol()) == ("TLSv1.3", "h2")
        writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert (await reader.read(9))[3] == 4  # a SETTINGS frame comes first
        writer.close()
        made = (tmp_path / "example.com.crt").read_bytes()
    async with TlsTarget(tmp_path, "example.com"):
        assert (tmp_path / "example.com.crt").read_bytes() == made
    assert (tmp_path / "example.com.key").stat().st_mode & 0o077 == 0


async def test_downloads_have_the_size_and_speed_asked_for() -> None:
    async with DownloadServer() as server, httpx.AsyncClient(trust_env=False) as http:
        assert len((await http.get(f"{server.url}/bytes/3000000")).content) == 3_000_000
        started = time.monotonic()
        assert len((await http.get(f"{server.url}/bytes/20000/50000")).content) == 20_000
        assert 0.25 < time.monotonic() - started < 2
        await http.post(f"{server.url}/upload", content=b"x" * 500_000)
        assert (server.sent_bytes, server.received_bytes) == (3_020_000, 500_000)
        assert (await http.get(server.url)).text == "ok"
