"""What the folder promises about itself: light imports, silence about secrets, a link that needs nothing."""

import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.panels.share import parse
from core.panels.xray.api import user_counters
from core.panels.xray.counters import Counters
from core.panels.xray.messages import build, message
from core.panels.xray.process import ACCESS, ADDRESS
from tests import lab
from tests.core.panels.xray.conftest import Make

ROOT = Path(__file__).parents[4]


def imported(statement: str, *flags: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    result = subprocess.run([sys.executable, *flags, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return {name.partition(".")[0] for name in result.stdout.split()}


def test_importing_the_package_its_settings_or_links_loads_nothing_heavy() -> None:
    loaded = imported("import core.panels.xray, core.panels.xray.config, core.panels.share")
    assert not loaded & {"grpc", "google", "pydantic", "cryptography", "asyncio", "xray"}


def test_the_child_needs_nothing_but_the_standard_library() -> None:
    loaded = imported("import runpy; runpy.run_path('core/panels/xray/child.py')")
    assert not loaded & {"core", "grpc", "google", "pydantic", "cryptography", "asyncio", "xray"}


async def test_a_link_needs_no_running_core_and_is_always_the_same(make: Make) -> None:
    panel = await make(start=False, public_port=443)
    want = lab.account(title="🇳🇱 Амстердам & 100%")
    (link,) = await panel.links(want)
    assert [link] == await panel.links(replace(want, enabled=False, epoch=7))
    endpoint = parse(link)
    assert (endpoint.uuid, endpoint.name, endpoint.port) == (want.secrets.vless_uuid, want.title, 443)
    assert link.startswith(
        f"vless://{want.secrets.vless_uuid}@127.0.0.1:443?type=tcp&encryption=none&security=reality&"
    )


async def test_nothing_secret_is_logged(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="core")
    panel = await make()
    want = lab.account()
    await panel.apply(want)
    await panel.restore([lab.account("key2", secrets=want.secrets)])
    await panel.kick(want.name)
    await panel.remove(want.name, want.ref)
    await panel.aclose()
    assert caplog.text
    assert want.secrets.vless_uuid not in caplog.text
    assert panel.config.private_key not in caplog.text


@pytest.mark.parametrize(
    ("source", "peer"),
    [
        ("tcp:203.0.113.9:40001", ("203.0.113.9", "40001")),
        ("203.0.113.9:40001", ("203.0.113.9", "40001")),
        ("tcp:[2001:db8::1]:40001", ("2001:db8::1", "40001")),
    ],
)
@pytest.mark.parametrize("target", ["tcp:example.com:443", "udp:[2001:db8::2]:53"])
def test_an_access_line_gives_peer_and_account(source: str, peer: tuple[str, str], target: str) -> None:
    line = f"2026/11/21 01:02:03.456 from {source} accepted {target} [shared >> direct] email: key1"
    found = ACCESS.search(line)
    assert found is not None
    assert found.groups() == (*peer, "key1")


def test_where_customers_go_is_blotted_out_of_warnings() -> None:
    line = "[Warning] failed to dial tcp:secret.example:443 > 203.0.113.7:443 > [2001:db8::7]:443: refused"
    blotted = ADDRESS.sub("(address)", line)
    assert "secret" not in blotted
    assert "203.0.113.7" not in blotted
    assert "2001:db8" not in blotted


def test_counters_of_inbounds_are_not_mistaken_for_accounts() -> None:
    stats = {
        "user>>>key1>>>traffic>>>uplink": 1,
        "user>>>key1>>>traffic>>>downlink": 2,
        "user>>>key2>>>traffic>>>downlink": 3,
        "inbound>>>shared>>>traffic>>>uplink": 9,
    }
    assert user_counters(stats) == {"key1": (1, 2), "key2": (0, 3)}


def test_a_late_reading_never_lowers_a_counter() -> None:
    counters = Counters()
    counters.open("boot")
    counters.update("boot", {"key1": (5, 50)})
    counters.close("boot")
    counters.update("boot", {"key1": (4, 40)})
    counters.update("unknown", {"key1": (9, 9)})
    (reading,) = counters.readings()
    assert (reading.closed, reading.counters) == (True, {"key1": (5, 50)})
    counters.forget("boot")
    assert counters.readings() == []
    assert counters.total("key1") == 55


def test_messages_survive_the_wire() -> None:
    user = message("User")(email="key1", level=0)
    request = message("AddInboundRequest")(inbound=message("InboundHandler")(tag="shared"))
    assert message("User").FromString(user.SerializeToString()).email == "key1"
    assert message("AddInboundRequest").FromString(request.SerializeToString()).inbound.tag == "shared"
    ips = message("OnlineIpListResponse")(ips={"203.0.113.9": 5})
    assert dict(message("OnlineIpListResponse").FromString(ips.SerializeToString()).ips) == {"203.0.113.9": 5}


@pytest.mark.parametrize("text", ["message A {}", "package p; message A { Unknown x = 1; }"])
def test_a_proto_the_builder_does_not_understand_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no package|unknown type"):
        build(text, "broken.proto")
