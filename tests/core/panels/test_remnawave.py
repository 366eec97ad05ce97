"""The Remnawave adapter against what is particular about Remnawave; R1 to R14 are the traps, by their numbers.

The contract that it shares with other panels is in tests/contracts/test_panels.py.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from core.panels import Account, Conflict, Rejected, Secrets, Unauthorized, Unavailable
from core.panels.remnawave.config import RemnawaveConfig
from core.panels.remnawave.panel import RemnawavePanel
from tests import lab
from tests.standins.remnawave_kit import Remnawave28Kit, RemnawaveKit
from tests.standins.remnawave_state import DUMMY

MB = 1_000_000


@pytest.fixture(params=[Remnawave28Kit, RemnawaveKit], ids=lambda kit: kit.name)
async def kit(request: pytest.FixtureRequest) -> AsyncIterator[RemnawaveKit]:
    running: RemnawaveKit = request.param()
    await running.start()
    yield running
    await running.stop()


def wanted(kit: RemnawaveKit, key: int = 1, **changes: Any) -> Account:
    settings: dict[str, Any] = {
        "ref": f"shop-{key}",
        "expires_at": (kit.now() + timedelta(days=30)).replace(microsecond=0),
        "secrets": Secrets(vless_uuid=str(uuid4()), password=uuid4().hex, token=uuid4().hex),
    }
    return lab.account(f"k{key:07d}", **(settings | changes))


def gets_in(kit: RemnawaveKit, name: str) -> bool:
    return kit.remnawave.can_connect(kit.remnawave.named(name).vless_uuid)


def sent(kit: RemnawaveKit, method: str, ending: str = "") -> list[Any]:
    """Bodies of requests with this method to a path with this ending."""
    return [body for how, path, body in kit.remnawave.asked if how == method and path.endswith(ending)]


def by_hand(kit: RemnawaveKit) -> httpx.AsyncClient:
    """A client of the API that knows nothing of the traps."""
    headers = {"X-Forwarded-For": "1.1.1.1", "X-Forwarded-Proto": "https"}
    headers["Authorization"] = f"Bearer {kit.remnawave.token}"
    return httpx.AsyncClient(base_url=kit.remnawave.url, headers=headers, trust_env=False)


async def limited(kit: RemnawaveKit, **changes: Any) -> Account:
    """An account that has used up its quota, and the panel knows it."""
    want = wanted(kit, quota_bytes=5 * MB, **changes)
    await kit.panel.apply(want)
    kit.remnawave.use(want.name, 6 * MB)
    kit.remnawave.tick()
    assert kit.remnawave.named(want.name).status == "LIMITED"
    return want


# ---- the traps


async def test_r1_a_user_without_squads_has_no_access(kit: RemnawaveKit) -> None:
    async with by_hand(kit) as http:
        answer = await http.post("/api/users", json={"username": "nobody", "expireAt": "2027-01-01T00:00:00Z"})
    assert answer.status_code == 201
    assert not gets_in(kit, "nobody")

    want = wanted(kit)
    with pytest.raises(Rejected, match="no internal squad for the access profile 'vip'"):
        await kit.panel.apply(replace(want, profile="vip"))
    assert kit.remnawave.member(want.name) is None

    await kit.panel.apply(want)
    kit.remnawave.edit(want.name, squads=[])
    await kit.panel.apply(want)
    assert gets_in(kit, want.name)


async def test_r1_a_squad_the_panel_does_not_have_is_named(kit: RemnawaveKit) -> None:
    gone = str(uuid4())
    panel = kit.make(squads={wanted(kit).profile: [gone]})

    with pytest.raises(Rejected, match=gone):
        await panel.apply(wanted(kit))
    health = await panel.probe()

    assert not health.ok
    assert gone in health.detail

    await kit.panel.apply(wanted(kit, 2))
    with pytest.raises(Rejected, match=gone):
        await panel.apply(wanted(kit, 2))


async def test_r1_a_failure_without_a_reason_is_given_up_after_three_times(kit: RemnawaveKit) -> None:
    kit.remnawave.fail("A018", 4, method="POST")
    want = wanted(kit)

    for refusal in (Unavailable, Unavailable, Rejected, Unavailable):
        with pytest.raises(refusal, match="A018"):
            await kit.panel.apply(want)

    assert (await kit.panel.apply(want)).state == "active"


@pytest.mark.parametrize("state", ["LIMITED", "EXPIRED"])
async def test_r2_who_is_limited_or_expired_is_disabled_by_the_action(kit: RemnawaveKit, state: str) -> None:
    want = await limited(kit)
    if state == "EXPIRED":
        kit.remnawave.edit(want.name, expire_at=kit.now() - timedelta(days=1))
        kit.remnawave.tick()
    async with by_hand(kit) as http:
        await http.patch("/api/users", json={"username": want.name, "status": "DISABLED"})
    assert kit.remnawave.named(want.name).status == state

    assert (await kit.panel.apply(replace(want, enabled=False))).state == "disabled"


async def test_r3_an_end_in_the_past_is_never_sent(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)

    observed = await kit.panel.apply(replace(want, expires_at=kit.now() - timedelta(hours=1), quota_bytes=MB))

    assert observed.state == "disabled"
    assert [body for body in sent(kit, "PATCH") if "expireAt" in body] == []
    writes = kit.writes()
    await kit.panel.apply(replace(want, expires_at=kit.now() - timedelta(hours=1), quota_bytes=MB))
    assert kit.writes() == writes


async def test_r3_the_last_minutes_by_a_panel_whose_clock_is_ahead(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    kit.remnawave.now = lambda: kit.now() + timedelta(minutes=2)

    observed = await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(minutes=1), quota_bytes=MB))
    assert observed.quota_bytes == MB

    kit.remnawave.now = lambda: kit.now() + timedelta(hours=2)
    with pytest.raises(Rejected, match="expireAt: Expiration date cannot be in the past"):
        await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(hours=1)))


async def test_r4_a_used_up_quota_is_never_lifted_by_a_status(kit: RemnawaveKit) -> None:
    want = await limited(kit)
    writes = kit.writes()

    assert (await kit.panel.apply(want)).state == "limited"
    assert kit.writes() == writes
    assert (await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(days=60)))).state == "limited"

    assert "status" not in sent(kit, "PATCH")[-1]
    assert not gets_in(kit, want.name)


async def test_r4_a_limit_set_by_hand_is_lifted_for_who_has_not_used_up_the_shops(kit: RemnawaveKit) -> None:
    want = wanted(kit, quota_bytes=50 * MB)
    await kit.panel.apply(want)
    kit.remnawave.edit(want.name, status="LIMITED")

    assert (await kit.panel.apply(want)).state == "active"
    kit.remnawave.tick()
    assert gets_in(kit, want.name)


async def test_r5_who_is_disabled_already_counts_as_disabled(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    off = replace(want, enabled=False)

    observed = await asyncio.gather(*(kit.make().apply(off) for _ in range(5)))

    assert {one.state for one in observed} == {"disabled"}
    assert len(sent(kit, "POST", "/actions/disable")) > 1


async def test_r6_a_renewal_lifts_what_the_shop_has_disabled(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    await kit.panel.apply(replace(want, expires_at=kit.now() - timedelta(seconds=1)))
    assert kit.remnawave.named(want.name).status == "DISABLED"
    later = kit.now() + timedelta(days=60)
    async with by_hand(kit) as http:
        await http.patch("/api/users", json={"username": want.name, "expireAt": later.isoformat()})
    assert kit.remnawave.named(want.name).status == "DISABLED", "a new end alone lifts nothing"

    assert (await kit.panel.apply(replace(want, expires_at=later))).state == "active"
    assert gets_in(kit, want.name)


async def test_r6_what_the_panel_has_ended_is_left_expired_and_renewed(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    await kit.pass_time(31 * 86400)
    writes = kit.writes()

    assert (await kit.panel.apply(want)).state == "expired"
    assert kit.writes() == writes
    assert (await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(days=9)))).state == "active"


async def test_r7_a_taken_name_is_somebody_elses_or_the_account_itself(kit: RemnawaveKit) -> None:
    want, other = wanted(kit), wanted(kit, 2)
    kit.remnawave.fail("lost", method="POST")
    with pytest.raises(Unavailable):
        await kit.panel.apply(want)
    assert (await kit.panel.apply(want)).state == "active"

    kit.remnawave.add(other.name, description="bought by hand")
    with pytest.raises(Conflict, match="somebody else's"):
        await kit.panel.apply(other)
    assert len(kit.held()) == 2


async def test_r7_twenty_creations_at_once_make_one_account(kit: RemnawaveKit) -> None:
    want = wanted(kit)

    observed = await asyncio.gather(*(kit.make().apply(want) for _ in range(20)))

    assert {one.remote_id for one in observed} == {observed[0].remote_id}
    assert kit.held() == [want.name]
    assert len(sent(kit, "POST", "/users")) > 1, "some came too late, and took the account as it was"


async def test_a_token_that_another_account_has_leaves_the_link_to_the_panel(kit: RemnawaveKit) -> None:
    one = wanted(kit)
    two = wanted(kit, 2, secrets=replace(one.secrets, vless_uuid=str(uuid4())))
    await kit.panel.apply(one)

    assert (await kit.panel.apply(two)).state == "active"

    assert kit.remnawave.named(one.name).short_uuid == one.secrets.token
    assert kit.remnawave.named(two.name).short_uuid != one.secrets.token
    assert gets_in(kit, two.name)


async def test_r8_without_proxy_headers_the_panel_says_nothing(kit: RemnawaveKit) -> None:
    async with httpx.AsyncClient(base_url=kit.remnawave.url, trust_env=False) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get("/api/system/health", headers={"Authorization": f"Bearer {kit.remnawave.token}"})

    assert (await kit.panel.probe()).ok


async def test_r8_a_gate_before_the_panel_is_unavailable_until_its_header_is_set(kit: RemnawaveKit) -> None:
    kit.remnawave.gate = {"X-Gate": "open sesame", "Cookie": "gate=1"}

    with pytest.raises(Unavailable, match="something else than the panel"):
        await kit.panel.apply(wanted(kit))
    panel = kit.make(extra_headers={"X-Gate": "open sesame"}, cookies={"gate": "1"})

    assert (await panel.apply(wanted(kit))).state == "active"


async def test_r9_a_renewal_with_a_new_period_lifts_a_used_up_quota(kit: RemnawaveKit) -> None:
    want = await limited(kit)

    observed = await kit.panel.apply(replace(want, epoch=1, expires_at=kit.now() + timedelta(days=60)))

    assert (observed.state, observed.used_bytes, observed.used_total_bytes) == ("active", 0, 6 * MB)
    kit.remnawave.tick()
    assert gets_in(kit, want.name)


async def test_r10_lines_that_only_look_like_links_are_no_links(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    kit.remnawave.dummies_in_keys = True

    (link,) = await kit.panel.links(want)
    assert link.startswith(f"vless://{want.secrets.vless_uuid}@node.example:443?")

    await kit.panel.apply(replace(want, enabled=False))
    async with by_hand(kit) as http:
        answer = await http.get(f"/api/sub/{want.secrets.token}")
    assert answer.status_code == 200
    assert base64.b64decode(answer.text).decode() == DUMMY
    assert await kit.panel.links(want) == [link], "what a dead account once had"

    await kit.panel.apply(want)
    another = kit.make()
    kit.remnawave.squads.clear()
    with pytest.raises(Rejected, match="gives no link"):
        await another.links(want)


async def test_r11_links_do_not_depend_on_a_device_and_devices_are_counted(kit: RemnawaveKit) -> None:
    kit.remnawave.hwid_on = True
    want = wanted(kit, devices=3)
    await kit.panel.apply(want)
    assert kit.remnawave.named(want.name).devices == 3
    assert len(await kit.panel.links(want)) == 1

    await kit.panel.apply(replace(want, devices=None))
    assert kit.remnawave.named(want.name).devices == 0, "absent would be the panel's own limit"

    kit.remnawave.edit(want.name, devices=None)
    await kit.panel.apply(replace(want, devices=None))
    assert kit.remnawave.named(want.name).devices == 0


async def test_r12_the_tokens_end_is_told_before(kit: RemnawaveKit) -> None:
    assert "the API token lasts until 2027-11-21" in (await kit.panel.probe()).detail

    kit.remnawave.renew_token(days=13.5)
    panel = kit.make()
    soon = await panel.probe()
    assert soon.ok
    assert "the API token ends in 13 days: make a new one" in soon.detail

    await kit.pass_time(14 * 86400)
    over = await panel.probe()
    assert not over.ok
    assert "has ended on 2026-12-05" in over.detail
    with pytest.raises(Unauthorized, match="refuses the API token"):
        await panel.apply(wanted(kit))


async def test_r12_one_adapter_goes_on_while_the_panel_is_upgraded() -> None:
    kit = Remnawave28Kit()
    await kit.start()
    want = wanted(kit)
    first = await kit.panel.apply(want)
    links = await kit.panel.links(want)

    kit.remnawave.version = "3.3.2"
    off = await kit.panel.apply(replace(want, enabled=False))
    assert first.remote_id != off.remote_id
    assert off.state == "disabled"
    await kit.panel.apply(want)
    assert await kit.panel.links(want) == links
    await kit.panel.remove(want.name, want.ref)
    await kit.panel.remove(want.name, want.ref)

    assert kit.held() == []
    await kit.stop()


async def test_r12_versions_without_squads_are_refused() -> None:
    kit = RemnawaveKit()
    kit.remnawave.version = "1.6.12"
    await kit.start()

    with pytest.raises(Rejected, match="no Remnawave of a version the shop knows"):
        await kit.panel.apply(wanted(kit))
    assert not (await kit.panel.probe()).ok

    kit.remnawave.version = "3.3.2"
    assert (await kit.panel.probe()).ok, "after the upgrade it works"
    await kit.stop()


async def test_r13_only_harmless_characters_become_part_of_the_panels_link(kit: RemnawaveKit) -> None:
    for key, token in enumerate(("a b/?" * 4, "short", "x" * 60), 1):
        want = wanted(kit, key)
        await kit.panel.apply(replace(want, secrets=replace(want.secrets, token=token)))

        assert kit.remnawave.named(want.name).short_uuid != token
        assert gets_in(kit, want.name)


async def test_r14_an_account_is_made_active_and_with_the_shops_own_credentials(kit: RemnawaveKit) -> None:
    async with by_hand(kit) as http:
        body = {"username": "odd", "expireAt": "2027-01-01T00:00:00Z", "status": "LIMITED"}
        assert (await http.post("/api/users", json=body)).status_code == 201
    want = wanted(kit, expires_at=None)

    await kit.panel.apply(want)

    assert sent(kit, "POST", "/users")[-1]["status"] == "ACTIVE"
    member = kit.remnawave.named(want.name)
    assert (member.vless_uuid, member.short_uuid) == (want.secrets.vless_uuid, want.secrets.token)
    assert (member.trojan_password, member.ss_password) == (want.secrets.password, want.secrets.password)
    assert (member.expire_at.year, member.limit, member.strategy) == (2099, 0, "NO_RESET")


# ---- beside the traps


async def test_a_rotation_takes_the_panels_new_credentials(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    await kit.panel.links(want)
    new = replace(want, rotation=1, secrets=Secrets(str(uuid4()), uuid4().hex, uuid4().hex))

    await kit.panel.apply(new)

    member = kit.remnawave.named(want.name)
    assert member.vless_uuid not in (want.secrets.vless_uuid, new.secrets.vless_uuid)
    assert member.short_uuid not in (want.secrets.token, new.secrets.token)
    assert [member.vless_uuid in link for link in await kit.panel.links(new)] == [True]
    assert not kit.remnawave.can_connect(want.secrets.vless_uuid)


async def test_links_follow_credentials_that_were_changed_by_hand(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    (before,) = await kit.panel.links(want)
    kit.remnawave.edit(want.name, vless_uuid=str(uuid4()))
    assert await kit.panel.links(want) == [before], "known until somebody looks"

    _ = [held async for held in kit.panel.scan()]

    (after,) = await kit.panel.links(want)
    assert await kit.can_connect(after)


async def test_other_squads_of_another_profile(kit: RemnawaveKit) -> None:
    plain, premium = kit.remnawave.squads
    panel = kit.make(squads={"plain": [plain], "premium": [plain, premium.upper()]})
    want = wanted(kit, profile="plain", title="Oslo")
    await panel.apply(want)
    assert len(await panel.links(want)) == 1

    want = replace(want, profile="premium")
    await panel.apply(want)

    assert kit.remnawave.named(want.name).squads == [plain, premium]
    assert [link.rpartition("#")[2] for link in await panel.links(want)] == ["Oslo", "Oslo%202"]
    writes = kit.writes()
    await panel.apply(want)
    assert kit.writes() == writes


async def test_an_account_that_disappears_under_a_write_is_made_again_later(kit: RemnawaveKit) -> None:
    want = wanted(kit)
    await kit.panel.apply(want)
    kit.remnawave.on_write = lambda: kit.remnawave.members.clear()

    with pytest.raises(Unavailable, match="disappeared"):
        await kit.panel.apply(replace(want, quota_bytes=MB))

    kit.remnawave.on_write = None
    assert (await kit.panel.apply(replace(want, quota_bytes=MB))).quota_bytes == MB


@pytest.mark.parametrize("version", ["2.7.4", "2.8.1", "3.3.2"])
async def test_a_scan_walks_through_all_pages(version: str) -> None:
    kit = RemnawaveKit()
    kit.remnawave.version = version
    await kit.start()
    for number in range(23):
        kit.remnawave.add(f"user{number:02d}")
    panel = kit.make(page=5)

    names = [held.name async for held in panel.scan()]

    assert names == [f"user{number:02d}" for number in range(23)]
    assert bool(sent(kit, "GET", "/users/stream")) == (version != "2.7.4")
    await kit.stop()


async def test_readings_are_of_this_shop_and_whole(kit: RemnawaveKit) -> None:
    panel = kit.make(page=1, owner="shop-", identity="ams-1", readings_seconds=60.0)
    ours, theirs = wanted(kit), wanted(kit, 2, ref="other-2")
    for want in (ours, theirs):
        await panel.apply(want)
        kit.remnawave.use(want.name, 3 * MB)
    kit.remnawave.add("guest", lifetime=MB)

    (readings,) = await panel.readings()
    assert (readings.source, readings.closed) == ("remnawave:ams-1", False)
    assert readings.counters == {ours.name: (0, 3 * MB)}

    kit.remnawave.use(ours.name, MB)
    assert (await panel.readings())[0].counters == {ours.name: (0, 3 * MB)}, "the list is not asked for all the time"
    await kit.pass_time(61)
    kit.remnawave.fail("html", path="/stream")
    with pytest.raises(Unavailable):
        await panel.readings()
    assert (await panel.readings())[0].counters == {ours.name: (0, 4 * MB)}


async def test_a_stream_that_does_not_go_on_ends(kit: RemnawaveKit) -> None:
    for number in range(3):
        kit.remnawave.add(f"user{number}")
    kit.remnawave.stuck = True

    with pytest.raises(Unavailable, match="does not go on"):
        _ = [held async for held in kit.make(page=1).scan()]


async def test_a_token_without_a_scope_is_told(kit: RemnawaveKit) -> None:
    kit.remnawave.hidden = {"/api/nodes"}
    assert (await kit.panel.probe()).ok

    kit.remnawave.hidden = {"/api/users"}
    with pytest.raises(Unauthorized, match="lacks the scope"):
        await kit.panel.get("k0000001")


async def test_a_panel_whose_nodes_are_away_serves_nobody(kit: RemnawaveKit) -> None:
    kit.remnawave.nodes[0]["isConnected"] = False

    health = await kit.panel.probe()

    assert not health.ok
    assert "0 of 1 nodes connected" in health.detail


async def test_a_self_test_leaves_nothing_behind(kit: RemnawaveKit) -> None:
    panel = kit.make()
    assert isinstance(panel, RemnawavePanel)
    assert (await panel.self_test()).ok
    assert len(sent(kit, "POST", "/users")) == 1
    assert kit.held() == []

    kit.remnawave.fail("broken", method="DELETE", times=1)
    assert "remove it by hand" in (await panel.self_test()).detail

    kit.remnawave.members.clear()
    hostless = kit.make(squads={"default": [kit.remnawave.add_squad("Empty", hosts=False)]})
    health = await hostless.self_test()
    assert not health.ok
    assert "gives no link" in health.detail
    assert kit.held() == []


async def test_secrets_are_never_told(kit: RemnawaveKit) -> None:
    config = RemnawaveConfig(
        url="https://panel.example",
        token="the-token",
        identity="x",
        extra_headers={"X-Gate": "the-gate"},
        cookies={"gate": "the-cookie"},
    )
    assert not [secret for secret in ("the-token", "the-gate", "the-cookie") if secret in repr(config)]
    assert config.token_ends_at() is None

    kit.remnawave.fail("invalid", method="POST")
    want = wanted(kit)
    with pytest.raises(Rejected) as caught:
        await kit.panel.apply(want)
    for secret in (want.secrets.vless_uuid, want.secrets.password, want.secrets.token, kit.remnawave.token):
        assert secret not in str(caught.value)
