"""Every app gets the keys in the form it reads."""

import base64
import json
import string
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.subscriptions.keys import links
from core.subscriptions.keys.links import Endpoint, parse

ENDPOINT = Endpoint(
    uuid="76034187-df5d-4cf5-bb86-9f367e228c8c",
    host="vpn.example.com",
    port=443,
    name="🇳🇱 Нидерланды #1 & 100%",
    sni="www.example.org",
    pbk="AKrdhHRm1iZJSD8iR-tHGvUatceeINuz4qLJMap6FBk",
    sid="abcd",
)
XHTTP = replace(ENDPOINT, name="reserve", type="xhttp", flow="", path="/пу ть", mode="auto", extra={"x": "1-2"})
TROJAN = "trojan://secret@vpn.example.com:443?security=tls#other"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
hosts = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.lists(labels, min_size=2, max_size=4).map(".".join),
)
endpoints = st.builds(
    Endpoint,
    uuid=st.uuids().map(str),
    host=hosts,
    port=st.integers(1, 65535),
    name=texts,
    security=st.just("reality"),
    sni=texts,
    fp=st.sampled_from(["chrome", "firefox"]),
    pbk=texts,
    sid=texts,
    spx=texts,
    pqv=texts,
    flow=st.sampled_from(["", "xtls-rprx-vision"]),
    encryption=st.sampled_from(["none", "mlkem768x25519plus.native.0rtt.key"]),
)


@given(endpoints)
def test_a_link_says_all_there_is_to_say(endpoint: Endpoint) -> None:
    assert parse(endpoint.link()) == endpoint


@given(endpoints, texts, texts, st.dictionaries(texts, texts, max_size=3))
def test_so_does_a_link_over_xhttp(endpoint: Endpoint, path: str, hostname: str, extra: dict[str, str]) -> None:
    endpoint = replace(endpoint, type="xhttp", path=f"/{path}", hostname=hostname, mode="auto", extra=extra)
    assert parse(endpoint.link()) == endpoint


@given(endpoints)
def test_a_link_is_one_plain_line(endpoint: Endpoint) -> None:
    link = endpoint.link()
    assert link.isascii()
    assert not set(link) & set(string.whitespace)


def test_the_link_has_the_form_apps_agreed_on() -> None:
    assert replace(ENDPOINT, name="user@example.com").link() == (
        "vless://76034187-df5d-4cf5-bb86-9f367e228c8c@vpn.example.com:443?type=tcp&encryption=none&security=reality"
        "&sni=www.example.org&fp=chrome&pbk=AKrdhHRm1iZJSD8iR-tHGvUatceeINuz4qLJMap6FBk&sid=abcd"
        "&flow=xtls-rprx-vision#user%40example.com"
    )


def test_hosts_are_written_as_urls_want_them() -> None:
    assert "@[2001:db8::1]:443?" in replace(ENDPOINT, host="2001:db8::1").link()
    assert "@xn--e1afmkfd.xn--p1ai:443?" in replace(ENDPOINT, host="пример.рф").link()


@pytest.mark.parametrize(
    "link",
    [
        TROJAN,
        "vless://",
        "vless://id@host",
        "vless://id@host:99999?type=tcp",
        "vless://id@host:443?type=tcp&type=ws",
        "vless://id@host:443?type=xhttp&extra=%7B",
        "vless://id@host:443?type=tcp&headerType=http",
        "",
        "nonsense",
    ],
)
def test_what_is_no_vless_link_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(link)


def test_base64_carries_every_link_as_it_is() -> None:
    given_links = [ENDPOINT.link(), TROJAN]
    kind, body = links.render(given_links, "base64", "VPN")
    assert kind == "text/plain; charset=utf-8"
    assert base64.b64decode(body).decode().split("\n") == given_links


def test_xray_gets_a_whole_configuration_for_each_server() -> None:
    kind, body = links.render([ENDPOINT.link(), TROJAN, XHTTP.link()], "xray", "VPN")
    assert kind.startswith("application/json")
    first, trojan, second = json.loads(body)
    assert trojan["outbounds"][0]["settings"]["servers"][0]["password"] == "secret"
    assert first["remarks"] == ENDPOINT.name
    stream = first["outbounds"][0]["streamSettings"]
    assert stream["network"] == "raw"
    assert stream["realitySettings"]["publicKey"] == ENDPOINT.pbk
    assert second["outbounds"][0]["streamSettings"]["xhttpSettings"]["extra"] == {"x": "1-2"}


def test_mihomo_gets_yaml_with_a_group_to_choose_from() -> None:
    second = replace(ENDPOINT, name="second", encryption="mlkem768x25519plus.native.0rtt.key")
    _, body = links.render([ENDPOINT.link(), XHTTP.link(), second.link()], "mihomo", "Мой VPN")
    document = yaml.safe_load(body)
    assert [proxy["name"] for proxy in document["proxies"]] == [ENDPOINT.name, "second"]
    assert [proxy["encryption"] for proxy in document["proxies"]] == ["", second.encryption]
    reality = {"public-key": ENDPOINT.pbk, "short-id": ENDPOINT.sid, "support-x25519mlkem768": True}
    assert document["proxies"][0]["reality-opts"] == reality
    assert document["proxy-groups"][0]["proxies"] == ["auto", ENDPOINT.name, "second"]
    assert document["rules"][-1] == "MATCH,Мой VPN"


def test_an_old_mihomo_can_do_without_hybrid_hellos() -> None:
    _, body = links.render([ENDPOINT.link()], "mihomo", "VPN", hybrid=False)
    assert "support-x25519mlkem768" not in yaml.safe_load(body)["proxies"][0]["reality-opts"]


def test_singbox_gets_only_what_it_can_do() -> None:
    _, body = links.render([XHTTP.link(), ENDPOINT.link(), TROJAN], "singbox", "VPN")
    document = json.loads(body)
    found = {outbound["tag"]: outbound for outbound in document["outbounds"]}
    assert [found[name]["type"] for name in (ENDPOINT.name, "other")] == ["vless", "trojan"]
    assert (XHTTP.name in found, f"⚠ {XHTTP.name}" in found) == (False, True)
    assert found[ENDPOINT.name]["tls"]["reality"]["short_id"] == ENDPOINT.sid
    assert document["route"]["final"] == "VPN"


@pytest.mark.parametrize("form", ["mihomo", "singbox"])
def test_servers_of_one_name_are_told_apart(form: links.Format) -> None:
    named = [replace(ENDPOINT, name=name).link() for name in ("VPN", "auto", "NL", "NL", "")]
    _, body = links.render(named, form, "VPN")
    document = yaml.safe_load(body) if form == "mihomo" else json.loads(body)
    if form == "mihomo":
        names = [proxy["name"] for proxy in document["proxies"]]
    else:
        names = [outbound["tag"] for outbound in document["outbounds"] if outbound["type"] == "vless"]
    assert names == ["VPN 2", "auto 2", "NL", "NL 2", "vpn.example.com"]


def test_without_servers_nothing_goes_out_unprotected() -> None:
    mihomo = yaml.safe_load(links.render([], "mihomo", "VPN")[1])
    assert mihomo["proxy-groups"][0]["proxies"] == ["REJECT"]
    singbox = json.loads(links.render([], "singbox", "VPN")[1])
    assert singbox["route"]["rules"][-1] == {"action": "reject"}
    assert json.loads(links.render([], "xray", "VPN")[1]) == []
    assert links.render([], "base64", "VPN")[1] == ""


def test_a_form_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such form"):
        links.render([], "html", "VPN")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("agent", "form"),
    [
        ("clash-verge/v2.0", "mihomo"),
        ("ClashMetaForAndroid/2.11", "mihomo"),
        ("FlClash/v0.8 mihomo", "mihomo"),
        ("SFA/1.11.0 (sing-box 1.11.0)", "singbox"),
        ("Karing/1.0", "singbox"),
        ("sing-box 1.12.0", "singbox"),
        ("SFI/1.11.4 (Build 1; sing-box 1.11.4; language ru)", "singbox"),
        ("Stash/3.1.1 Clash/1.9.0", "mihomo"),
        ("ClashX Meta/v1.4.24 (com.metacubex.ClashX.meta; build:622; macOS 26.0.0)", "mihomo"),
        ("mihomo.party/v1.7.7 (clash.meta)", "mihomo"),
        ("clash.meta", "mihomo"),
        ("HiddifyNext/4.1.1 (android) like ClashMeta v2ray sing-box", "base64"),
        ("NekoBox/Android/1.3.4 (Prefer ClashMeta Format)", "base64"),
        ("v2RayTun/ios", "base64"),
        ("Streisand/1.6 (sing-box)", "base64"),
        ("FoXray/5 CFNetwork clash", "base64"),
        ("Shadowrocket/2070 CFNetwork/1474 Darwin/23.0.0", "base64"),
        ("SomethingNew/1.0 mihomo sing-box", "base64"),
        ("Mozilla/5.0 (iPhone) Happ/3.1 clash", "base64"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537.36", "html"),
        ("Happ/3.1/ios", "base64"),
        ("v2rayNG/1.9", "base64"),
        ("Hiddify/2.5 Mozilla-like", "base64"),
        ("", "base64"),
    ],
)
def test_the_app_decides_the_form(agent: str, form: str) -> None:
    assert links.format_for(agent) == form


def test_headers_tell_the_app_what_is_left() -> None:
    out = links.headers(
        title="Мой VPN с длинным названием сервиса",
        uploaded_bytes=1,
        downloaded_bytes=2,
        quota_bytes=100 << 30,
        expires=1_800_000_000,
        support_url="https://t.me/support",
        announce="Привет",
    )
    assert out["subscription-userinfo"] == "upload=1; download=2; total=107374182400; expire=1800000000"
    assert base64.b64decode(out["profile-title"].removeprefix("base64:")).decode() == "Мой VPN с длинным названи"
    assert base64.b64decode(out["announce"].removeprefix("base64:")).decode() == "Привет"
    assert all(value.isascii() for value in out.values())
    assert "profile-web-page-url" not in out


def test_no_limit_and_no_end_are_written_the_way_apps_expect() -> None:
    out = links.headers(title="VPN", uploaded_bytes=0, downloaded_bytes=0)
    assert out["subscription-userinfo"] == "upload=0; download=0; total=0"


def test_qr_codes_are_made_for_links_of_usual_length() -> None:
    assert links.qr_png(ENDPOINT.link()).startswith(b"\x89PNG")
    assert links.qr_svg(ENDPOINT.link()).startswith("<svg")
    with pytest.raises(ValueError, match=r".*"):
        links.qr_png("x" * 5000)
