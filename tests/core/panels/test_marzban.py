"""Marzban's traps, each by its number in the order they were found, and how the adapter talks to it."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.panels import Account, Conflict, Rejected, Unauthorized, Unavailable
from core.panels.remote import BODY_LIMIT, Marker, marker, read_marker
from tests.contracts.test_panels import MB, gets_in, rotated, settled, wanted
from tests.standins.marzban import Admin
from tests.standins.marzban_kit import MarzbanKit
from tests.standins.plain_http import PlainServer, Reply, Request

REALITY, WS = "VLESS REALITY", "VLESS WS"


@pytest.fixture
async def kit() -> AsyncIterator[MarzbanKit]:
    kit = MarzbanKit()
    await kit.start()
    yield kit
    await kit.stop()


def bodies(kit: MarzbanKit, method: str) -> list[dict[str, Any]]:
    return [asked.body for asked in kit.marzban.writes if asked.method == method and asked.body]


# ---- traps


async def test_m1_a_creation_the_core_did_not_hear_is_repaired_by_the_second_write(kit: MarzbanKit) -> None:
    want = wanted(kit)
    kit.marzban.database.restart_core(deaf=True)

    observed = await kit.panel.apply(want)
    assert (observed.state, observed.again_after) == ("active", 20.0)
    assert not await gets_in(kit, want), "the answer was no proof"

    kit.marzban.database.deaf = False
    await kit.pass_time(10)
    assert (await kit.panel.apply(want)).again_after == 10.0, "too early: nothing is written"
    await kit.pass_time(10)
    assert (await (await kit.another()).apply(want)).again_after is None
    assert await gets_in(kit, want)
    assert len(bodies(kit, "PUT")) == 1


@pytest.mark.parametrize("enabled", [True, False])
async def test_m1_a_switch_the_core_did_not_hear_is_repaired_as_well(kit: MarzbanKit, enabled: bool) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await settled(kit, replace(want, enabled=not enabled))
    want = replace(want, enabled=enabled)
    kit.marzban.database.deaf = True
    observed = await kit.panel.apply(want)
    assert await gets_in(kit, want) is not enabled

    kit.marzban.database.deaf = False
    assert observed.again_after is not None
    await kit.pass_time(observed.again_after)
    await kit.panel.apply(want)

    assert await gets_in(kit, want) is enabled


async def test_m1_a_scan_says_what_still_has_to_be_written_twice(kit: MarzbanKit) -> None:
    await kit.panel.apply(wanted(kit))
    await settled(kit, wanted(kit, 2))
    await kit.panel.apply(wanted(kit, 3))

    left = {held.name: held.again_after async for held in kit.panel.scan()}

    assert left == {"k0000001": 0.0, "k0000002": None, "k0000003": 20.0}


async def test_m2_a_creation_always_names_inbounds(kit: MarzbanKit) -> None:
    await settled(kit, wanted(kit))

    assert bodies(kit, "POST")[0]["inbounds"] == {}
    assert kit.marzban.database.rows["k0000001"].inbounds == {"vless": [REALITY, WS]}


async def test_m2_an_account_without_inbounds_gets_them_back(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    kit.marzban.database.rows[want.name].excluded = {"vless": [REALITY, WS]}
    kit.marzban.database.restart_core()
    assert not await kit.can_connect(f"vless://{want.secrets.vless_uuid}@x:1")

    await settled(kit, want)

    assert await kit.can_connect(f"vless://{want.secrets.vless_uuid}@x:1")


async def test_m3_proxies_are_always_given(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)

    assert bodies(kit, "POST")[0]["proxies"] == {
        "vless": {"id": want.secrets.vless_uuid, "flow": "xtls-rprx-vision"},
    }


async def test_m3_a_list_that_somebody_broke_is_unavailable_and_changes_nothing(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await kit.meter(want, MB)
    before = await kit.panel.readings()
    broken = kit.marzban.database.rows[want.name]
    kit.marzban.database.rows["zz_broken"] = replace(broken, username="zz_broken", proxies={})

    with pytest.raises(Unavailable):
        await kit.panel.readings()

    del kit.marzban.database.rows["zz_broken"]
    assert await kit.panel.readings() == before


async def test_m4_a_write_never_makes_the_panel_invent_credentials(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    for changes in ({"enabled": False}, {"quota_bytes": MB}, {"epoch": 1}):
        await settled(kit, replace(want, **changes))
    assert not [body for body in bodies(kit, "PUT") if "proxies" in body], "nothing about credentials had changed"

    want = rotated(want)
    await settled(kit, want)

    sent = [body["proxies"] for body in bodies(kit, "PUT") if "proxies" in body]
    assert sent == [{"vless": {"id": want.secrets.vless_uuid, "flow": "xtls-rprx-vision"}}]
    assert await kit.can_connect(f"vless://{want.secrets.vless_uuid}@x:1")


async def test_m4_credentials_lost_by_anothers_write_come_back(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    kit.marzban.database.modify(kit.marzban.database.rows[want.name], {"proxies": {"vless": {}, "trojan": {}}})

    await settled(kit, want)

    assert kit.marzban.database.rows[want.name].proxies["vless"]["id"] == want.secrets.vless_uuid
    assert "trojan" not in kit.marzban.database.rows[want.name].proxies


async def test_m5_reset_of_a_disabled_user_never_lets_him_in(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await kit.meter(want, MB)
    want = replace(want, enabled=False)
    await settled(kit, want)
    kit.marzban.database.admitted.clear()

    observed = await settled(kit, replace(want, epoch=1))

    assert kit.marzban.database.admitted == [], "not even for a moment"
    assert (observed.state, observed.epoch, observed.used_bytes) == ("disabled", 0, MB)
    observed = await settled(kit, replace(want, epoch=1, enabled=True))
    assert (observed.state, observed.epoch, observed.used_bytes) == ("active", 1, 0)


async def test_m5_the_status_is_written_after_the_reset(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    await kit.panel.apply(replace(want, epoch=1))

    assert [asked.path.rpartition("/")[2] for asked in kit.marzban.writes[-2:]] == ["reset", want.name]
    assert bodies(kit, "PUT")[-1]["status"] == "active"


async def test_m6_a_deletion_answered_with_500_is_a_deletion(kit: MarzbanKit) -> None:
    kit.marzban.admins["shop"] = Admin("shop-password", sudo=True, environment=True)
    want = wanted(kit)
    await settled(kit, want)

    await kit.panel.remove(want.name, want.ref)

    assert kit.held() == []


@pytest.mark.parametrize(
    ("expires_at", "sent"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), 1577836800),
        (datetime(9999, 1, 1, tzinfo=UTC), 4102444799),
        (datetime(2027, 1, 1, tzinfo=UTC), 1798761600),
        (None, 0),
    ],
)
async def test_m7_expire_is_always_a_sane_number_of_seconds(
    kit: MarzbanKit, expires_at: datetime | None, sent: int
) -> None:
    want = wanted(kit)
    await settled(kit, want)
    want = replace(want, expires_at=expires_at)
    await settled(kit, want)
    writes = kit.writes()

    await settled(kit, want)

    assert (kit.marzban.database.rows[want.name].expire or 0) == sent
    assert kit.writes() == writes, "the guarded number is what is compared with"
    kit.marzban.database.review()
    assert not kit.marzban.database.review_died


async def test_m7_milliseconds_by_another_hand_are_read_and_repaired(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    kit.marzban.database.rows[want.name].expire = 1795262400000

    held = await kit.panel.get(want.name)
    assert held is not None
    assert held.expires_at == datetime.fromtimestamp(4102444799, UTC)
    assert (await settled(kit, want)).expires_at == want.expires_at


async def test_m8_a_panel_east_of_utc_does_not_keep_the_expired(
    kit: MarzbanKit, caplog: pytest.LogCaptureFixture
) -> None:
    kit.marzban.database.east_seconds = 12600
    want = wanted(kit)
    await settled(kit, want)
    over = replace(want, expires_at=kit.now() - timedelta(hours=1))

    with caplog.at_level(logging.ERROR):
        await settled(kit, over)

    assert not await kit.can_connect(f"vless://{want.secrets.vless_uuid}@x:1")
    assert "time zone is not UTC" in caplog.text


async def test_m8_a_panel_west_of_utc_is_told_to_the_operator(kit: MarzbanKit) -> None:
    kit.marzban.database.east_seconds = -5 * 3600
    want = wanted(kit)
    await settled(kit, want)

    with pytest.raises(Rejected, match="TZ=UTC"):
        await kit.panel.apply(replace(want, expires_at=kit.now() + timedelta(hours=1)))


@pytest.mark.parametrize(("east", "word"), [(0, ""), (12600, "late"), (-18000, "early")])
async def test_m8_a_self_test_shows_the_time_zone_and_leaves_nothing(kit: MarzbanKit, east: int, word: str) -> None:
    kit.marzban.database.east_seconds = east

    health = await kit.make().self_test()

    assert health.ok is (not word)
    assert word in health.detail
    assert kit.held() == []


async def test_m9_the_panels_own_url_is_never_compared(kit: MarzbanKit) -> None:
    want = wanted(kit)
    first = await settled(kit, want)
    writes = kit.writes()

    assert [await kit.panel.apply(want) for _ in range(3)] == [first] * 3
    assert kit.writes() == writes


async def test_m10_links_without_a_short_id_are_read_again(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    kit.marzban.database.fresh = True

    links = await kit.make().links(want)

    assert "sid=6ba85179e30d4fc2" in links[0]


async def test_m10_a_panel_that_has_no_short_ids_still_gives_links(kit: MarzbanKit) -> None:
    kit.marzban.database.short_ids = [""]
    want = wanted(kit)
    await settled(kit, want)

    assert len(await kit.panel.links(want)) == 2


async def test_m11_a_next_plan_by_another_hand_is_removed(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    kit.marzban.database.rows[want.name].next_plan = {"data_limit": 0, "expire": 0}

    await settled(kit, want)

    assert kit.marzban.database.rows[want.name].next_plan is None


async def test_m12_links_without_a_public_key_are_no_links(kit: MarzbanKit) -> None:
    kit.marzban.database.public_key = ""
    want = wanted(kit)
    await settled(kit, want)
    assert len(await kit.panel.links(want)) == 1, "the other inbound needs no key"

    only = kit.make(inbounds={"default": {"vless": [REALITY]}})
    await settled(kit, want, only)
    with pytest.raises(Rejected, match="publicKey"):
        await only.links(want)


async def test_m13_a_node_that_does_not_connect_is_told(kit: MarzbanKit) -> None:
    health = await kit.make(username="boss", password="boss-password").probe()

    assert health.ok
    assert "paris" in health.detail
    assert "sudo" in health.detail


async def test_m14_a_name_of_another_administrator_is_a_conflict(kit: MarzbanKit) -> None:
    want = wanted(kit)
    kit.marzban.database.create({"username": want.name, "proxies": {"vless": {}}, "inbounds": {}}, "boss")
    before = dict(vars(kit.marzban.database.rows[want.name]))

    for call in (kit.panel.apply(want), kit.panel.remove(want.name, want.ref), kit.panel.get(want.name)):
        with pytest.raises(Conflict):
            await call

    assert vars(kit.marzban.database.rows[want.name]) == before


async def test_m15_an_expired_account_the_panel_deleted_is_made_anew_at_renewal(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    (link, *_) = await kit.panel.links(want)
    await kit.pass_time(31 * 86400)
    await kit.forget(want.name)
    writes = kit.writes()

    assert (await settled(kit, replace(want, enabled=False))).state == "disabled"
    assert kit.writes() == writes, "nothing is made only to be switched off"
    await settled(kit, replace(want, expires_at=kit.now() + timedelta(days=30)))
    assert await kit.can_connect(link)


async def test_m16_a_uuid_somebody_else_has_is_a_conflict_also_after_a_restart(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    panel = kit.make()
    _ = [held async for held in panel.scan()]

    with pytest.raises(Conflict):
        await panel.apply(wanted(kit, 2, secrets=want.secrets))

    await kit.forget(want.name)
    await settled(kit, wanted(kit, 2, secrets=want.secrets), panel)


async def test_m17_a_scan_goes_page_by_page(kit: MarzbanKit) -> None:
    for key in range(1, 8):
        await kit.panel.apply(wanted(kit, key))
    kit.marzban.requests.clear()

    names = [held.name async for held in kit.make(page=3).scan()]

    assert names == sorted(kit.held())
    assert sum(asked.path == "users" for asked in kit.marzban.requests) == 3


# ---- the token


async def test_one_login_serves_many_requests_and_is_renewed_before_its_end(kit: MarzbanKit) -> None:
    want = wanted(kit)
    for _ in range(5):
        await settled(kit, want)
    assert kit.marzban.logins == 1

    await kit.pass_time(0.7 * 86400)
    await kit.panel.get(want.name)
    assert kit.marzban.logins == 1
    await kit.pass_time(0.11 * 86400)
    await kit.panel.get(want.name)
    assert kit.marzban.logins == 2


async def test_a_token_that_ended_during_a_scan_is_replaced_once(kit: MarzbanKit) -> None:
    for key in range(1, 6):
        await kit.panel.apply(wanted(kit, key))
    panel = kit.make(page=2)
    names = []

    async for held in panel.scan():
        names.append(held.name)
        if len(names) == 2:
            kit.marzban.token_epoch += 1

    assert len(names) == 5
    assert kit.marzban.logins == 3  # the first adapter's, and this one's two


async def test_a_refused_password_is_not_repeated_at_once(kit: MarzbanKit) -> None:
    panel = kit.make(password="wrong-password")
    for _ in range(10):
        with pytest.raises(Unauthorized) as caught:
            await panel.get("k0000001")
        assert "wrong-password" not in str(caught.value)
    assert kit.marzban.logins == 1
    assert "wrong-password" not in repr(kit.make(password="wrong-password")._config)

    await kit.pass_time(301)
    with pytest.raises(Unauthorized):
        await panel.get("k0000001")
    assert kit.marzban.logins == 2


async def test_a_token_without_an_end_is_kept(kit: MarzbanKit) -> None:
    kit.marzban.token_minutes = 0
    await settled(kit, wanted(kit))
    await kit.pass_time(400 * 86400)
    await kit.panel.get("k0000001")

    assert kit.marzban.logins == 1


# ---- profiles, links, readings, health


async def test_a_profile_opens_its_inbounds_only(kit: MarzbanKit) -> None:
    panel = kit.make(inbounds={"default": {"vless": [REALITY]}, "wide": {"vless": [], "trojan": []}})
    want = wanted(kit)

    await settled(kit, want, panel)
    assert kit.marzban.database.rows[want.name].inbounds == {"vless": [REALITY]}

    await settled(kit, replace(want, profile="wide"), panel)
    assert kit.marzban.database.rows[want.name].inbounds == {"vless": [REALITY, WS], "trojan": ["TROJAN TCP"]}
    assert kit.marzban.database.can_connect(want.secrets.password)

    await settled(kit, want, panel)
    assert kit.marzban.database.rows[want.name].inbounds == {"vless": [REALITY]}
    assert not kit.marzban.database.can_connect(want.secrets.password)
    with pytest.raises(Rejected, match="gold"):
        await panel.apply(replace(want, profile="gold"))


async def test_links_stay_though_the_panel_draws_by_lot_and_follow_it_in_the_end(kit: MarzbanKit) -> None:
    want = wanted(kit)
    await settled(kit, want)
    first = await kit.panel.links(want)
    kit.marzban.database.addresses = ["new.example"]

    _ = [held async for held in kit.panel.scan()]
    assert await kit.panel.links(want) == first
    await kit.pass_time(3600)
    assert "@new.example:" in (await kit.panel.links(want))[0]


async def test_an_account_with_access_and_no_link_is_told_to_the_operator(kit: MarzbanKit) -> None:
    kit.marzban.database.no_hosts = True
    want = wanted(kit)
    await settled(kit, want)

    with pytest.raises(Rejected, match="hosts"):
        await kit.panel.links(want)
    assert await kit.panel.links(replace(want, enabled=False)) == []
    assert await kit.panel.links(wanted(kit, 2)) == []


async def test_readings_are_one_source_of_the_shops_own_accounts(kit: MarzbanKit) -> None:
    want, foreign = wanted(kit), wanted(kit, 2, ref="other-2")
    await settled(kit, want)
    await settled(kit, foreign)
    await kit.occupy("somebody")
    await kit.meter(want, MB)
    panel = kit.make(owner="lab-", identity="server-7", url=f"{kit.marzban.server.url}/")

    (readings,) = await panel.readings()

    assert (readings.source, readings.closed) == ("marzban:server-7", False)
    assert dict(readings.counters) == {want.name: (0, MB)}


async def test_readings_ask_the_panel_no_more_often_than_it_can_bear(kit: MarzbanKit) -> None:
    want: Account = wanted(kit)
    await settled(kit, want)
    panel = kit.make(readings_seconds=60.0)
    first = await panel.readings()
    await kit.meter(want, MB)

    assert await panel.readings() == first
    await kit.pass_time(60)
    assert (await panel.readings())[0].counters[want.name] == (0, MB)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"core_started": False}, "core"),
        ({"version": "5.2.1"}, "another program"),
    ],
)
async def test_a_probe_says_what_is_wrong(kit: MarzbanKit, change: dict[str, Any], word: str) -> None:
    for name, value in change.items():
        setattr(kit.marzban, name, value)

    health = await kit.panel.probe()

    assert not health.ok
    assert word in health.detail


async def test_a_probe_names_inbounds_that_are_not_there(kit: MarzbanKit) -> None:
    health = await kit.make(inbounds={"default": {"vless": [REALITY, "GONE"]}}).probe()

    assert not health.ok
    assert "GONE" in health.detail


# ---- HTTP


async def _answering(kit: MarzbanKit, reply: Reply) -> tuple[PlainServer, Any, list[Request]]:
    seen: list[Request] = []

    async def handler(request: Request) -> Reply:
        seen.append(request)
        return reply

    server = PlainServer(handler)
    await server.start()
    return server, kit.make(url=server.url), seen


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, "moved"),
        Reply(200, "{" * 100_000),
        Reply(200, '"' + "a" * BODY_LIMIT + '"'),
        Reply(200, {"token": "of another program"}),
        Reply(200, [1]),
        Reply(200, None),
        Reply(403, "<html>denied</html>", "text/html"),
        Reply(404, "<html>not found</html>", "text/html"),
        Reply(503, {"detail": "starting"}),
    ],
    ids=["redirect", "deep", "endless", "another program", "list", "nothing", "gate", "web server", "starting"],
)
async def test_an_answer_that_is_not_marzbans_is_unavailable(kit: MarzbanKit, reply: Reply) -> None:
    server, panel, seen = await _answering(kit, reply)
    try:
        with pytest.raises(Unavailable) as caught:
            await panel.get("k0000001")
        assert len(seen) == 1
        assert "shop-password" not in str(caught.value)
    finally:
        await server.stop()


def test_a_marker_is_read_as_it_was_written_and_nothing_else_is() -> None:
    want = wanted(MarzbanKit(), ref="inst-7", epoch=3, rotation=4)

    assert marker(want) == "shop:inst-7;e=3;r=4"
    assert read_marker(marker(want)) == Marker("inst-7", 3, 4)
    assert read_marker(marker(want, 1795262400)) == Marker("inst-7", 3, 4, 1795262400)
    assert read_marker("shop:inst-7;e=3;r=4 a friend of Bob") == Marker("inst-7", 3, 4)
    for text in (None, 7, "", "VIP", "shop:inst-7", "shop:inst-7;e=x;r=0", "shop:a b;e=0;r=0", "shop:a;e=0;r=0x"):
        assert read_marker(text) is None
