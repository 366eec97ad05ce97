"""What customers can reach through the server, and what not."""

import asyncio

from core.panels.xray.config import skeleton
from tests import lab
from tests.core.panels.xray.conftest import Make


async def test_the_servers_own_networks_are_refused(make: Make) -> None:
    panel = await make(allow_private_targets=False)
    want = lab.account()
    await panel.apply(want)
    with lab.Bytes() as data, lab.Client((await panel.links(want))[0]) as client:
        targets = [
            data.url(10),
            f"http://localhost:{data.port}/bytes/10",
            f"http://[::ffff:127.0.0.1]:{data.port}/",
            f"http://[::1]:{data.port}/",
            "http://10.0.0.1/",
            "http://100.64.0.1/",
            "http://169.254.169.254/latest",
            "http://192.0.2.2:25/",
        ]
        results = await asyncio.gather(*(lab.download(target, client, seconds=2) for target in targets))
        assert [result.code for result in results] == [0] * len(targets)
        assert data.accepted == 0


async def test_a_laboratory_may_reach_loopback(make: Make, data: lab.Bytes) -> None:
    panel = await make(allow_private_targets=True)
    want = lab.account()
    await panel.apply(want)
    with lab.Client((await panel.links(want))[0]) as client:
        assert (await lab.download(data.url(10), client)).code == 200


async def test_private_targets_are_refused_unless_asked_for(make: Make) -> None:
    panel = await make(start=False, allow_private_targets=False)
    rules = skeleton(panel.config, "/run/x.sock")["outbounds"][0]["settings"]["finalRules"]
    assert [rule["action"] for rule in rules] == ["block", "block"]
    assert "25" in rules[1]["port"].split(",")
