"""Accounts with a port of their own: they come and go without touching anyone else."""

from dataclasses import replace

import pytest

from core.panels import Rejected
from core.panels.xray.inbounds import own_tag
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.core.panels.xray.conftest import Make


def with_port(name: str = "own1", **changes: object) -> object:
    return lab.account(name, port=lab.free_port(), **changes)


async def link_of(panel: EmbeddedXray, want) -> str:
    (link,) = await panel.links(want)
    return link


async def test_an_account_comes_in_at_its_own_port_alone(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = with_port()
    await panel.apply(want)
    link = await link_of(panel, want)
    assert f":{want.port}?" in link
    with lab.Client(link) as client:
        assert (await lab.download(data.url(1000), client)).code == 200
    with lab.Client(link.replace(f":{want.port}?", f":{panel.config.port}?")) as client:
        assert (await lab.download(data.url(1000), client, seconds=5)).code == 0


async def test_a_removed_one_is_cut_and_its_port_is_free_at_once(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want, other = with_port(), lab.account("key2")
    await panel.apply(want)
    await panel.apply(other)
    with lab.Client(await link_of(panel, want)) as client, lab.Client(await link_of(panel, other)) as shared:
        cut = await lab.start_download(data.url(4 * 10**6, 10**6), client)
        untouched = await lab.start_download(data.url(4 * 10**6, 10**6), shared)
        for name in (want.name, other.name):
            await lab.eventually(lambda name=name: lab.connections(panel, name))
        await panel.remove(want.name, want.ref)
        assert (await cut).exit_code == 18
        assert (await untouched).exit_code == 0
        assert (await lab.download(data.url(1000), client, seconds=5)).code == 0
    again = replace(lab.account("own2"), port=want.port)
    assert (await panel.apply(again)).state == "active"


async def test_traffic_at_an_own_port_is_counted_by_account(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = with_port()
    await panel.apply(want)
    with lab.Client(await link_of(panel, want)) as client:
        await lab.download(data.url(10**6), client)
        assert await lab.sent(panel, want.name, at_least=10**6)


async def test_another_port_and_the_shared_one_take_the_place_of_the_old(panel: EmbeddedXray) -> None:
    want = with_port()
    await panel.apply(want)
    moved = replace(want, port=lab.free_port())
    await panel.apply(moved)
    assert (await panel.inventory())[own_tag(want.name)] == {want.name: want.secrets.vless_uuid}
    await panel.apply(replace(want, port=None))
    assert own_tag(want.name) not in await panel.inventory()
    assert want.name in (await panel.inventory())["shared"]


async def test_a_taken_port_is_refused_with_a_reason_and_nothing_else_suffers(panel: EmbeddedXray) -> None:
    with lab.Bytes() as stranger:
        taken = replace(lab.account("own1"), port=stranger.port)
        with pytest.raises(Rejected, match="taken"):
            await panel.apply(taken)
        assert (await panel.apply(with_port("own2"))).state == "active"
        assert (await panel.probe()).ok


async def test_own_ports_open_with_a_new_core(make: Make, data: lab.Bytes) -> None:
    panel = await make(start=False)
    wants = [with_port(f"own{number}") for number in range(5)]
    await panel.restore(wants)
    await panel.start()
    assert set(await panel.inventory()) == {"shared", *(own_tag(want.name) for want in wants)}
    await panel.swap()
    with lab.Client(await link_of(panel, wants[3])) as client:
        assert (await lab.download(data.url(1000), client)).code == 200


async def test_what_was_changed_in_the_core_is_undone(panel: EmbeddedXray) -> None:
    own, shared = with_port(), lab.account("key2")
    for want in (own, shared):
        await panel.apply(want)
    before = await panel.inventory()
    api = panel._supervisor.running().api
    await api.remove_inbound(own_tag(own.name))
    await api.remove_user("shared", shared.name)
    await api.add_user("shared", "stranger", "0b7c7bd6-50fd-4e1f-9b5e-3f7e5a2f2f10")
    assert await panel.inventory() != before
    await panel.repair()
    assert await panel.inventory() == before
