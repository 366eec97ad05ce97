"""The contract of the Panel port, for every implementation.

Access is what counts: a case looks at who gets in, not at what the panel answers. `settled` does what provisioning
does: it applies once more when the panel asks for it.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.panels import Account, Conflict, Observed, Panel, Rejected, Secrets, Unauthorized, Unavailable
from tests import lab
from tests.contracts import panel_kits
from tests.contracts.panel_kits import KITS, PanelKit

MB = 1_000_000
REMOTE = [kit for kit in KITS if kit.remote]
LIMITING = [kit for kit in KITS if kit.limits]
UNAVAILABLE = {panel_kits.DOWN, panel_kits.HANG, panel_kits.HTML, panel_kits.BUSY, panel_kits.TLS}


async def _run(kit: PanelKit) -> AsyncIterator[PanelKit]:
    await kit.start()
    try:
        yield kit
    finally:
        await kit.stop()


@pytest.fixture(params=KITS, ids=lambda kit: kit.name)
async def kit(request: pytest.FixtureRequest) -> AsyncIterator[PanelKit]:
    async for running in _run(request.param()):
        yield running


@pytest.fixture(params=REMOTE, ids=lambda kit: kit.name)
async def remote(request: pytest.FixtureRequest) -> AsyncIterator[PanelKit]:
    async for running in _run(request.param()):
        yield running


@pytest.fixture(params=LIMITING, ids=lambda kit: kit.name)
async def limiting(request: pytest.FixtureRequest) -> AsyncIterator[PanelKit]:
    async for running in _run(request.param()):
        yield running


def wanted(kit: PanelKit, key: int = 1, **changes: Any) -> Account:
    """A month of access, as the shop would want it."""
    settings: dict[str, Any] = {
        "ref": f"lab-{key}",
        "expires_at": (kit.now() + timedelta(days=30)).replace(microsecond=0),
        "secrets": Secrets(vless_uuid=str(uuid4()), password=uuid4().hex, token=uuid4().hex),
    }
    return lab.account(f"k{key:07d}", **(settings | changes))


def rotated(want: Account) -> Account:
    """The next generation of its credentials."""
    secrets = Secrets(vless_uuid=str(uuid4()), password=uuid4().hex, token=uuid4().hex)
    return replace(want, rotation=want.rotation + 1, secrets=secrets)


async def settled(kit: PanelKit, want: Account, panel: Panel | None = None) -> Observed:
    """Applied as often as the panel asks for."""
    panel = panel or kit.panel
    observed = await panel.apply(want)
    for _ in range(3):
        if observed.again_after is None:
            return observed
        await kit.pass_time(observed.again_after)
        observed = await panel.apply(want)
    raise AssertionError("the panel never has enough")


async def gets_in(kit: PanelKit, want: Account) -> bool:
    """Whether all links of the account work; False when none does."""
    lines = await kit.panel.links(want)
    results = {await kit.can_connect(line) for line in lines}
    assert results != {True, False}, "some links work and some do not"
    return results == {True}


# ---- one account


async def test_a_new_account_gets_in_and_is_shown_as_wanted(kit: PanelKit) -> None:
    want = wanted(kit, quota_bytes=50 * MB, epoch=3, rotation=2)

    observed = await settled(kit, want)

    assert await gets_in(kit, want)
    assert observed.state == "active"
    shown = await kit.panel.get(want.name)
    assert shown is not None
    assert (shown.name, shown.expires_at, shown.quota_bytes) == (want.name, want.expires_at, want.quota_bytes)
    assert (shown.ref, shown.epoch, shown.rotation) == (want.ref, 3, 2)
    assert (shown.used_bytes, shown.used_total_bytes) == (0, 0)


async def test_nobody_holds_what_was_never_wanted(kit: PanelKit) -> None:
    assert await kit.panel.get("k0000077") is None


async def test_never_and_unlimited_are_shown_as_such_or_as_far_away(kit: PanelKit) -> None:
    want = wanted(kit, expires_at=None, quota_bytes=None)

    observed = await settled(kit, want)

    assert observed.quota_bytes is None
    assert observed.expires_at is None or observed.expires_at > kit.now() + timedelta(days=365 * 20)
    assert await gets_in(kit, want)


async def test_the_same_again_changes_nothing(remote: PanelKit) -> None:
    want = wanted(remote)
    first = await settled(remote, want)
    writes = remote.writes()

    second = await settled(remote, want)
    third = await settled(remote, want, await remote.another())

    assert remote.writes() == writes
    assert first == second == third


async def test_fifteen_at_once_make_one_account(kit: PanelKit) -> None:
    want = wanted(kit)

    observed = await asyncio.gather(*(kit.panel.apply(want) for _ in range(15)))

    assert {one.name for one in observed} == {want.name}
    assert kit.held() == [want.name]
    assert await gets_in(kit, want)


async def test_fifteen_processes_at_once_make_one_account(remote: PanelKit) -> None:
    want = wanted(remote)
    panels = [await remote.another() for _ in range(15)]

    await asyncio.gather(*(panel.apply(want) for panel in panels))
    await settled(remote, want)

    assert remote.held() == [want.name]
    assert await gets_in(remote, want)


async def test_the_end_moves_both_ways(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    for days in (60, 10):
        want = replace(want, expires_at=(kit.now() + timedelta(days=days)).replace(microsecond=0))
        observed = await settled(kit, want)
        assert (observed.expires_at, observed.state) == (want.expires_at, "active")
        assert await gets_in(kit, want)


async def test_what_has_ended_lets_nobody_in_until_it_is_extended(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    link = (await kit.panel.links(want))[0]
    over = replace(want, expires_at=(kit.now() - timedelta(hours=1)).replace(microsecond=0))

    observed = await settled(kit, over)
    assert observed.state in ("expired", "disabled")
    assert not await kit.can_connect(link)

    want = replace(want, expires_at=(kit.now() + timedelta(days=5)).replace(microsecond=0))
    assert (await settled(kit, want)).state == "active"
    assert await gets_in(kit, want)


async def test_what_ends_by_itself_lets_nobody_in(remote: PanelKit) -> None:
    want = wanted(remote)
    await settled(remote, want)
    link = (await remote.panel.links(want))[0]

    await remote.pass_time(31 * 86400)

    assert not await remote.can_connect(link)
    shown = await remote.panel.get(want.name)
    assert shown is not None
    assert shown.state == "expired"


async def test_switched_off_and_on(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    link = (await kit.panel.links(want))[0]

    assert (await settled(kit, replace(want, enabled=False))).state == "disabled"
    assert not await kit.can_connect(link)

    assert (await settled(kit, want)).state == "active"
    assert await kit.can_connect(link)


async def test_what_was_never_let_in_stays_out(kit: PanelKit) -> None:
    want = wanted(kit, enabled=False)

    assert (await settled(kit, want)).state == "disabled"

    assert not any([await kit.can_connect(line) for line in await kit.panel.links(want)])


# ---- traffic


async def test_a_quota_stops_and_a_higher_one_lets_in_again(limiting: PanelKit) -> None:
    want = wanted(limiting, quota_bytes=5 * MB)
    await settled(limiting, want)
    link = (await limiting.panel.links(want))[0]
    await limiting.meter(want, 6 * MB)
    await limiting.pass_time(60)

    assert not await limiting.can_connect(link)
    assert (await settled(limiting, want)).state == "limited"
    assert not await limiting.can_connect(link), "the same quota again lifts nothing"

    assert (await settled(limiting, replace(want, quota_bytes=20 * MB))).state == "active"
    assert await limiting.can_connect(link)


async def test_a_new_period_zeroes_the_usage_once(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await kit.meter(want, 3 * MB)
    next_period = replace(want, epoch=want.epoch + 1)

    observed = await settled(kit, next_period)
    assert (observed.used_bytes, observed.epoch) == (0, 1)
    assert observed.used_total_bytes >= 3 * MB

    await kit.meter(next_period, MB)
    observed = await settled(kit, next_period)
    assert observed.used_bytes >= MB


async def test_a_new_period_lifts_a_used_up_quota(limiting: PanelKit) -> None:
    want = wanted(limiting, quota_bytes=5 * MB)
    await settled(limiting, want)
    await limiting.meter(want, 6 * MB)
    await limiting.pass_time(60)

    assert (await settled(limiting, replace(want, epoch=1))).state == "active"
    assert await gets_in(limiting, want)


async def test_a_new_period_never_lets_in_who_is_switched_off(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await kit.meter(want, 2 * MB)
    link = (await kit.panel.links(want))[0]
    await settled(kit, replace(want, enabled=False))

    await settled(kit, replace(want, enabled=False, epoch=1))
    assert not await kit.can_connect(link)

    observed = await settled(kit, replace(want, epoch=1))
    assert (observed.used_bytes, observed.epoch, observed.state) == (0, 1, "active")
    assert await kit.can_connect(link)


async def test_readings_grow_and_survive_a_new_period_and_another_process(kit: PanelKit) -> None:
    want, other = wanted(kit), wanted(kit, 2)
    await settled(kit, want)
    await settled(kit, other)
    await kit.meter(want, 3 * MB)
    first = await counted(kit.panel, want.name)
    assert first >= 3 * MB

    await settled(kit, replace(want, epoch=1))
    await kit.meter(want, 2 * MB)

    assert await counted(kit.panel, want.name) >= first + 2 * MB
    assert await counted(kit.panel, other.name) < MB
    if kit.remote:
        again = await kit.another()
        assert await again.readings() == await kit.panel.readings()


async def counted(panel: Panel, name: str) -> int:
    return sum(sum(readings.counters.get(name, (0, 0))) for readings in await panel.readings())


# ---- credentials and links


async def test_a_rotation_replaces_the_credentials_once(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    (old, *_) = await kit.panel.links(want)
    want = rotated(want)

    assert (await settled(kit, want)).rotation == 1
    new = await kit.panel.links(want)
    assert old not in new
    assert not await kit.can_connect(old)
    assert await gets_in(kit, want)

    await settled(kit, want)
    assert await kit.panel.links(want) == new


async def test_links_are_the_same_for_the_same_wanted_state(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    first = await kit.panel.links(want)

    assert first
    assert len(set(first)) == len(first)
    assert not [line for line in first if "@0.0.0.0" in line or "://00000000-" in line]
    await settled(kit, replace(want, epoch=1))
    await kit.pass_time(1000)
    _ = [held async for held in kit.panel.scan()]
    assert await kit.panel.links(want) == first


async def test_links_carry_the_shops_name_for_the_server(kit: PanelKit) -> None:
    want = wanted(kit, title="Amsterdam 7")
    await settled(kit, want)

    assert (await kit.panel.links(want))[0].endswith("#Amsterdam%207")


async def test_one_uuid_is_one_account(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)

    with pytest.raises(Conflict):
        await kit.panel.apply(wanted(kit, 2, secrets=want.secrets))

    assert kit.held() == [want.name]


# ---- whose it is


async def test_removal_can_be_repeated(kit: PanelKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    link = (await kit.panel.links(want))[0]

    await kit.panel.remove(want.name, want.ref)
    await kit.panel.remove(want.name, want.ref)

    assert await kit.panel.get(want.name) is None
    assert not await kit.can_connect(link)


async def test_somebody_elses_account_is_left_alone(kit: PanelKit) -> None:
    want = wanted(kit)
    await kit.occupy(want.name)
    before = await kit.panel.get(want.name)

    with pytest.raises(Conflict):
        await kit.panel.apply(want)
    with pytest.raises(Conflict):
        await kit.panel.remove(want.name, want.ref)

    assert await kit.panel.get(want.name) == before
    assert before is not None
    assert before.ref != want.ref


async def test_a_scan_shows_every_account_and_whose_it_is(kit: PanelKit) -> None:
    wants = [wanted(kit, key, epoch=key, rotation=key + 1) for key in range(1, 6)]
    for want in wants:
        await settled(kit, want)
    await kit.occupy("somebody")

    held = {one.name: one async for one in kit.panel.scan()}

    assert set(held) == {*(want.name for want in wants), "somebody"}
    for want in wants:
        one = held[want.name]
        assert (one.ref, one.epoch, one.rotation, one.state) == (want.ref, want.epoch, want.rotation, "active")
    assert held["somebody"].ref not in {want.ref for want in wants}


# ---- others' hands


async def test_an_account_deleted_by_hand_comes_back_with_the_same_credentials(remote: PanelKit) -> None:
    want = wanted(remote)
    await settled(remote, want)
    link = (await remote.panel.links(want))[0]
    await remote.forget(want.name)
    assert not await remote.can_connect(link)

    await settled(remote, want)

    assert await remote.can_connect(link)
    assert link in await remote.panel.links(want)


async def test_edits_by_hand_are_undone(remote: PanelKit) -> None:
    want = wanted(remote, quota_bytes=50 * MB)
    before = await settled(remote, want)
    later = remote.now() + timedelta(days=900)

    for changes in ({"enabled": False}, {"quota_bytes": None}, {"quota_bytes": MB}, {"expires_at": later}):
        await remote.edit(want.name, **changes)
        assert await settled(remote, want) == before, changes
        assert await gets_in(remote, want)


async def test_access_given_by_hand_is_taken_back(remote: PanelKit) -> None:
    want = wanted(remote)
    await settled(remote, want)
    link = (await remote.panel.links(want))[0]
    await settled(remote, replace(want, enabled=False))
    await remote.edit(want.name, enabled=True)
    assert await remote.can_connect(link)

    await settled(remote, replace(want, enabled=False))

    assert not await remote.can_connect(link)


# ---- faults


@pytest.mark.parametrize("how", [panel_kits.LOST, panel_kits.BROKEN])
async def test_a_creation_whose_answer_was_lost_is_repaired_by_asking_again(remote: PanelKit, how: str) -> None:
    assert how in remote.faults
    want = wanted(remote)
    await remote.fault(how)
    with pytest.raises(Unavailable):
        await remote.panel.apply(want)

    await settled(remote, want)

    assert remote.held() == [want.name]
    assert await gets_in(remote, want)


@pytest.mark.parametrize("how", [panel_kits.LOST, panel_kits.BROKEN])
async def test_every_step_whose_answer_was_lost_is_repaired_by_asking_again(remote: PanelKit, how: str) -> None:
    want = wanted(remote, quota_bytes=5 * MB)
    await settled(remote, want)
    old = (await remote.panel.links(want))[0]
    await remote.meter(want, MB)
    goal = replace(rotated(want), epoch=1, quota_bytes=9 * MB)
    lost = 0
    for _ in range(10):
        await remote.fault(how)
        try:
            await remote.panel.apply(goal)
            break
        except Unavailable:
            lost += 1
    await remote.heal()

    observed = await settled(remote, goal)

    assert lost
    assert (observed.epoch, observed.rotation, observed.used_bytes, observed.quota_bytes) == (1, 1, 0, 9 * MB)
    assert await gets_in(remote, goal)
    assert not await remote.can_connect(old)


@pytest.mark.parametrize("how", [panel_kits.LOST, panel_kits.BROKEN])
async def test_a_removal_whose_answer_was_lost_is_a_removal(remote: PanelKit, how: str) -> None:
    want = wanted(remote)
    await settled(remote, want)
    await remote.fault(how)
    try:
        await remote.panel.remove(want.name, want.ref)
    except Unavailable:
        await remote.panel.remove(want.name, want.ref)

    assert remote.held() == []


FAULTY = [(kit, fault) for kit in KITS for fault in sorted(UNAVAILABLE & kit.faults)]


@pytest.mark.parametrize(("make", "fault"), FAULTY, ids=lambda value: getattr(value, "name", value))
async def test_a_panel_that_cannot_be_asked_is_unavailable_and_comes_back(make: type[PanelKit], fault: str) -> None:
    async for kit in _run(make()):
        want = wanted(kit)
        await settled(kit, want)
        await kit.fault(fault)

        assert not (await kit.panel.probe()).ok
        with pytest.raises(Unavailable):
            await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(days=90)))
        if kit.remote:
            with pytest.raises(Unavailable):
                _ = [held async for held in kit.panel.scan()]
            with pytest.raises(Unavailable):
                await kit.panel.readings()

        await kit.heal()
        assert (await settled(kit, want)).state == "active"
        assert (await kit.panel.probe()).ok


async def test_refused_credentials_are_unauthorized_until_they_are_taken_again(remote: PanelKit) -> None:
    want = wanted(remote)
    await settled(remote, want)
    await remote.fault(panel_kits.REFUSED)

    health = await remote.panel.probe()
    assert not health.ok
    for call in (remote.panel.apply(replace(want, enabled=False)), remote.panel.get(want.name)):
        with pytest.raises(Unauthorized) as caught:
            await call
        assert "password" not in str(caught.value) or "shop-password" not in str(caught.value)

    await remote.heal()
    await remote.pass_time(600)
    assert (await settled(remote, want)).state == "active"


async def test_content_the_panel_refuses_is_rejected_with_its_words(remote: PanelKit) -> None:
    want = wanted(remote)
    await remote.fault(panel_kits.INVALID)

    with pytest.raises(Rejected) as caught:
        await remote.panel.apply(want)

    assert len(str(caught.value)) > 20
    assert want.secrets.vless_uuid not in str(caught.value)
    await remote.heal()
    assert remote.held() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "k 1/../users"},
        {"name": "k"},
        {"name": "k" * 40},
        {"secrets": Secrets(vless_uuid="nobody", password="-", token="-")},
    ],
    ids=["strange", "short", "long", "no uuid"],
)
async def test_what_no_panel_could_hold_is_rejected(kit: PanelKit, changes: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        await kit.panel.apply(replace(wanted(kit), **changes))

    assert kit.held() == []


async def test_a_working_panel_says_so(kit: PanelKit) -> None:
    health = await kit.panel.probe()

    assert health.ok, health.detail
    assert health.version


async def test_closing_can_be_repeated(kit: PanelKit) -> None:
    await settled(kit, wanted(kit))

    await kit.panel.aclose()
    await kit.panel.aclose()
