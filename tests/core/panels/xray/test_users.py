"""Who gets in: accounts come, go and change while the core runs."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.panels import Conflict, Rejected, Secrets
from core.panels.xray.panel import EmbeddedXray
from tests import lab
from tests.core.panels.xray.conftest import Make


async def link_of(panel: EmbeddedXray, want) -> str:
    (link,) = await panel.links(want)
    return link


async def held_by_core(panel: EmbeddedXray) -> dict[str, str]:
    return await panel._supervisor.serving("shared").api.users("shared")


async def test_accounts_are_added_and_removed_without_a_restart(panel: EmbeddedXray, data: lab.Bytes) -> None:
    boot = (await panel.readings())[0].source
    want = lab.account()
    observed = await panel.apply(want)
    assert (observed.state, observed.ref, observed.name) == ("active", want.ref, want.name)
    with lab.Client(await link_of(panel, want)) as client:
        assert (await lab.download(data.url(1000), client)).code == 200
        await panel.remove(want.name, want.ref)
        assert (await lab.download(data.url(1000), client, seconds=5)).code == 0
        await panel.apply(want)
        assert (await lab.download(data.url(1000), client)).code == 200
    assert [reading.source for reading in await panel.readings()] == [boot]
    assert await panel.get(want.name) is not None


async def test_an_account_switched_off_is_kept_but_not_let_in(panel: EmbeddedXray) -> None:
    want = lab.account()
    await panel.apply(want)
    observed = await panel.apply(replace(want, enabled=False))
    assert observed.state == "disabled"
    assert await held_by_core(panel) == {}
    await panel.apply(want)
    assert await held_by_core(panel) == {want.name: want.secrets.vless_uuid}


async def test_an_account_past_its_expiry_is_not_let_in(panel: EmbeddedXray) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    observed = await panel.apply(lab.account(expires_at=past))
    assert observed.state == "expired"
    assert await held_by_core(panel) == {}


async def test_repeating_an_apply_changes_nothing(panel: EmbeddedXray) -> None:
    want = lab.account()
    first = await panel.apply(want)
    assert await panel.apply(want) == first
    assert await held_by_core(panel) == {want.name: want.secrets.vless_uuid}
    await panel.remove(want.name, want.ref)
    await panel.remove(want.name, want.ref)
    assert await panel.get(want.name) is None


async def test_new_credentials_replace_the_old_ones_and_end_their_sessions(
    panel: EmbeddedXray, data: lab.Bytes
) -> None:
    old = lab.account()
    await panel.apply(old)
    new = replace(old, rotation=1, secrets=Secrets(str(uuid.uuid4()), "-", "-"))
    with lab.Client(await link_of(panel, old)) as with_old, lab.Client(await link_of(panel, new)) as with_new:
        running = await lab.start_download(data.url(20_000_000, 1_000_000), with_old)
        await lab.eventually(lambda: lab.connections(panel, old.name))
        assert (await panel.apply(new)).rotation == 1
        assert (await running).exit_code == 18
        assert (await lab.download(data.url(1000), with_old, seconds=5)).code == 0
        assert (await lab.download(data.url(1000), with_new)).code == 200


async def test_a_foreign_account_is_neither_taken_over_nor_removed(panel: EmbeddedXray) -> None:
    want = lab.account()
    await panel.apply(want)
    with pytest.raises(Conflict):
        await panel.apply(replace(want, ref="somebody:else"))
    with pytest.raises(Conflict):
        await panel.remove(want.name, "somebody:else")
    assert await held_by_core(panel) == {want.name: want.secrets.vless_uuid}


async def test_a_uuid_belongs_to_one_account_only(panel: EmbeddedXray) -> None:
    want = lab.account()
    await panel.apply(want)
    with pytest.raises(Conflict):
        await panel.apply(lab.account("key2", secrets=want.secrets))
    await panel.remove(want.name, want.ref)
    await panel.apply(lab.account("key2", secrets=want.secrets))


async def test_uuids_that_xray_cannot_tell_apart_count_as_the_same(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    digits = want.secrets.vless_uuid.replace("-", "")
    alike = str(uuid.UUID(digits[:12] + "ffff" + digits[16:]))
    twin = replace(want, secrets=Secrets(alike, "-", "-"))
    with lab.Client(await link_of(panel, twin)) as client:  # this is why: the core lets it in
        assert (await lab.download(data.url(1000), client)).code == 200
    with pytest.raises(Conflict):
        await panel.apply(lab.account("key2", secrets=twin.secrets))


@pytest.mark.parametrize("name", ["k", "Key1", "key>>>1", "key 1", "1key"])
async def test_names_xray_would_misread_are_refused(panel: EmbeddedXray, name: str) -> None:
    with pytest.raises(Rejected):
        await panel.apply(lab.account(name))


async def test_a_uuid_that_is_none_is_refused(panel: EmbeddedXray) -> None:
    with pytest.raises(Rejected):
        await panel.apply(lab.account(secrets=Secrets("not-a-uuid", "-", "-")))


async def test_restored_accounts_are_in_when_the_port_opens(make: Make) -> None:
    panel = await make(start=False)
    accounts = [lab.account(f"key{number}") for number in range(21_000)]
    await panel.restore([*accounts, lab.account("copy", secrets=accounts[0].secrets)])
    await panel.start()
    assert len(await held_by_core(panel)) == 21_000
    assert "account_refused" in dict(panel.events)
    assert await panel.get("copy") is None
    assert (await panel.probe()).detail.endswith("21000 keys")
    assert len([held async for held in panel.scan()]) == 21_000


async def test_accounts_can_be_restored_into_a_running_panel(panel: EmbeddedXray) -> None:
    await panel.restore([lab.account("key1"), lab.account("key2"), lab.account("key3", enabled=False)])
    assert set(await held_by_core(panel)) == {"key1", "key2"}


async def test_a_new_epoch_starts_usage_from_zero(panel: EmbeddedXray, data: lab.Bytes) -> None:
    want = lab.account()
    await panel.apply(want)
    with lab.Client(await link_of(panel, want)) as client:
        await lab.download(data.url(100_000), client)
    await lab.eventually(lambda: lab.sent(panel, want.name, at_least=100_000))
    before = await panel.apply(want)
    after = await panel.apply(replace(want, epoch=1))
    assert before.used_bytes >= 100_000
    assert (after.used_bytes, after.used_total_bytes, after.epoch) == (0, before.used_total_bytes, 1)


async def test_an_account_that_a_clock_ended_too_early_is_let_in_again_when_it_goes_back(site: lab.Site) -> None:
    moment = [datetime.now(UTC)]
    with lab.run_dir() as folder:
        panel = EmbeddedXray(lab.xray_config(folder / "clock", site), now=lambda: moment[0])

        async def holds(accounts: dict[str, str]) -> bool:
            return await held_by_core(panel) == accounts

        await panel.start()
        try:
            want = lab.account(expires_at=moment[0] + timedelta(seconds=2))  # when the panel will look next
            await panel.apply(want)
            moment[0] += timedelta(days=40)
            await lab.eventually(lambda: holds({}), 40)
            moment[0] -= timedelta(days=40)
            await lab.eventually(lambda: holds({want.name: want.secrets.vless_uuid}), 40)
            moment[0] += timedelta(days=1)  # and it ends when its time has come
            await lab.eventually(lambda: holds({}), 40)
        finally:
            await panel.aclose()
