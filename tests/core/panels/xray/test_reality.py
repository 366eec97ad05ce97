"""Broken Reality settings are recognised before customers find out."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.panels.xray import reality
from core.panels.xray.config import XrayConfig
from core.panels.xray.reality import Finding, Settings
from tests import lab
from tests.core.panels.xray.conftest import Make


@pytest.fixture
def good(site: lab.Site) -> Iterator[Settings]:
    with lab.run_dir() as folder:
        yield reality.settings_of(lab.xray_config(folder, site))


def failed(findings: list[Finding]) -> set[str]:
    bad = [finding for finding in findings if finding.ok is False]
    assert all(finding.advice for finding in bad)
    return {finding.check for finding in bad}


def test_good_settings_pass(good: Settings) -> None:
    findings = reality.check(good, trust_needed=False)
    assert failed(findings) == set()
    passed = {finding.check for finding in findings if finding.ok}
    assert {"key_pair", "short_ids", "target_tls13_x25519", "target_h2", "sni_in_certificate"} <= passed


def test_keys_that_do_not_belong_together_are_recognised(good: Settings) -> None:
    other = reality.make_keys().public_key
    assert failed(reality.check(replace(good, public_key=other), trust_needed=False)) == {"key_pair"}
    assert "key_pair" in failed(reality.check(replace(good, private_key="short"), trust_needed=False))


def test_a_name_that_is_not_in_the_certificate_is_recognised(good: Settings) -> None:
    wrong = replace(good, server_names=("other.example",))
    assert failed(reality.check(wrong, trust_needed=False)) == {"sni_in_certificate"}
    covered = replace(good, server_names=(f"www.{lab.SNI}",))
    assert failed(reality.check(covered, trust_needed=False)) == set()


def test_a_target_without_tls_1_3_is_recognised(good: Settings) -> None:
    with lab.Site(newest=ssl.TLSVersion.TLSv1_2) as old:
        wrong = replace(good, target=f"127.0.0.1:{old.port}")
        assert failed(reality.check(wrong, trust_needed=False)) == {"target_tls13_x25519"}


def test_a_target_that_is_down_is_recognised(good: Settings) -> None:
    wrong = replace(good, target=f"127.0.0.1:{lab.free_port()}")
    assert failed(reality.check(wrong, trust_needed=False)) == {"target_reachable"}


def test_a_target_that_speaks_no_tls_is_recognised(good: Settings, data: lab.Bytes) -> None:
    wrong = replace(good, target=f"127.0.0.1:{data.port}")
    assert failed(reality.check(wrong, trust_needed=False)) == {"target_reachable"}


def test_a_target_nobody_can_read_is_recognised(good: Settings) -> None:
    assert failed(reality.check(replace(good, target="no-port"), trust_needed=False)) == {"target_form"}


@pytest.mark.parametrize("short_ids", [(), ("abc",), ("ABCD",), ("0123456789abcdef00",), ("zz",)])
def test_bad_short_ids_are_recognised(good: Settings, short_ids: tuple[str, ...]) -> None:
    assert failed(reality.check(replace(good, short_ids=short_ids), trust_needed=False)) == {"short_ids"}


def test_a_certificate_nobody_trusts_is_recognised(good: Settings) -> None:
    assert failed(reality.check(good, trust_needed=True)) == {"certificate_trusted"}


def test_a_poor_name_and_port_are_only_remarks(good: Settings) -> None:
    findings = reality.check(replace(good, server_names=(lab.SNI, "www.example.ru"), port=8443), trust_needed=False)
    remarks = {finding.check for finding in findings if finding.ok is None}
    assert {"sni_choice", "port_443"} <= remarks
    assert failed(findings) == {"sni_in_certificate"}


async def test_our_own_port_shows_strangers_the_targets_certificate(make: Make) -> None:
    panel = await make(allow_private_targets=False)  # which is about customers, not about the target
    settings = reality.settings_of(panel.config)
    findings = await reality.verify(settings, "127.0.0.1", trust_needed=False)
    assert [finding.ok for finding in findings if finding.check == "own_port_mirrors_target"] == [True]
    with lab.Site() as impostor:
        findings = await reality.verify(replace(settings, port=impostor.port), "127.0.0.1", trust_needed=False)
        assert failed(findings) == {"own_port_mirrors_target"}
    findings = await reality.verify(replace(settings, port=lab.free_port()), "127.0.0.1", trust_needed=False)
    assert failed(findings) == {"own_port_mirrors_target"}


@pytest.mark.parametrize(
    "change",
    [
        {"private_key": "short"},
        {"public_key": "?" * 43},
        {"server_names": ()},
        {"short_ids": ()},
        {"short_ids": ("abc",)},
        {"target": "example.com"},
        {"port": 0},
        {"address": ""},
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(site: lab.Site, change: dict[str, object]) -> None:
    with lab.run_dir() as folder, pytest.raises(ValueError, match=next(iter(change)).split("_")[0]):
        lab.xray_config(folder, site, **change)


def test_a_directory_too_deep_for_a_socket_is_refused(site: lab.Site) -> None:
    with lab.run_dir() as folder, pytest.raises(ValueError, match="run_dir is too long"):
        lab.xray_config(folder / ("x" * 100), site)


def test_the_private_key_does_not_show_in_texts(site: lab.Site) -> None:
    with lab.run_dir() as folder:
        config = lab.xray_config(folder, site)
        assert isinstance(config, XrayConfig)
        assert config.private_key not in repr(config)
