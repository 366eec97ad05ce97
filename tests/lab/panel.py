"""What the shop would say to an embedded Xray, and what is seen of one."""

import contextlib
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.panels import Account, Secrets
from core.panels.xray.config import XrayConfig
from core.panels.xray.panel import EmbeddedXray
from core.panels.xray.reality import make_keys
from tests.lab.servers import SNI, Site
from tests.lab.waiting import free_port


@contextlib.contextmanager
def run_dir() -> Iterator[Path]:
    """A directory whose path is short enough for unix sockets."""
    with tempfile.TemporaryDirectory(prefix="vt-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "xray"


def xray_config(folder: Path, site: Site, **changes: Any) -> XrayConfig:
    """Settings of an embedded Xray on a free loopback port that may reach loopback targets."""
    keys = make_keys()
    settings: dict[str, Any] = {
        "run_dir": folder,
        "address": "127.0.0.1",
        "listen": "127.0.0.1",
        "port": free_port(),
        "server_names": (SNI,),
        "private_key": keys.private_key,
        "public_key": keys.public_key,
        "short_ids": keys.short_ids,
        "target": f"127.0.0.1:{site.port}",
        "allow_private_targets": True,
        "drain_seconds": 20.0,
        "warm_up_seconds": 0.1,  # an untrusted site is soon known
    }
    return XrayConfig(**(settings | changes))


def account(name: str = "key1", **changes: Any) -> Account:
    """An enabled account as the shop would want it, without limits."""
    settings: dict[str, Any] = {
        "name": name,
        "ref": f"lab:{name}",
        "title": "Лаборатория 🧪",
        "expires_at": None,
        "quota_bytes": None,
        "enabled": True,
        "profile": "default",
        "devices": None,
        "epoch": 0,
        "rotation": 0,
        "secrets": Secrets(vless_uuid=str(uuid.uuid4()), password="-", token="-"),
    }
    return Account(**(settings | changes))


async def connections(panel: EmbeddedXray, name: str) -> int:
    """Live connections of an account that have carried something."""
    count, _, sent = (await panel.live()).get(name, (0, 0, 0))
    return count if sent > 20_000 else 0


async def sent(panel: EmbeddedXray, name: str, *, at_least: int) -> bool:
    """Whether that much has been counted as sent to the account, over all cores."""
    return sum(reading.counters.get(name, (0, 0))[1] for reading in await panel.readings()) >= at_least


async def healthy(panel: EmbeddedXray) -> bool:
    """Whether the panel says that it serves."""
    return (await panel.probe()).ok


async def serves(panel: EmbeddedXray, *, after: str) -> bool:
    """Whether a core other than the one with this source serves."""
    return await healthy(panel) and any(
        not reading.closed and reading.source != after for reading in await panel.readings()
    )
