"""What a subscription address answers: the same keys in the form each app reads, its headers, QR codes.

    base64    lines of links (Happ, v2rayNG, v2rayN, v2rayTun, Hiddify, Streisand, Shadowrocket, NekoBox)
    xray      an array of whole Xray configurations
    mihomo    YAML (mihomo, Clash-Meta, Stash, FlClash); no XHTTP
    singbox   JSON (sing-box, Karing); neither XHTTP nor VLESS encryption

A link a form cannot express is left out of it; base64 carries every link as it is.
"""

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import segno
import yaml

from core.panels.share import Endpoint, encode, parse

__all__ = ["FORMATS", "Endpoint", "Format", "format_for", "headers", "parse", "qr_png", "qr_svg", "render"]

Format = Literal["base64", "xray", "mihomo", "singbox"]
FORMATS: tuple[Format, ...] = ("base64", "xray", "mihomo", "singbox")

MIHOMO_AGENTS = ("mihomo", "clash", "stash", "verge")
SINGBOX_AGENTS = ("sing-box", "singbox", "sfa/", "sfi/", "sfm/", "sft/", "karing")
BROWSER_AGENTS = ("mozilla", "opera")
TITLE_LENGTH, ANNOUNCE_LENGTH = 25, 200  # what Happ shows of them
RESERVED = {"auto", "direct", "block", "DIRECT", "REJECT", "GLOBAL"}  # names the documents use themselves


def format_for(user_agent: str) -> Format | Literal["html"]:
    """What an app with this User-Agent wants; browsers want a page."""
    agent = user_agent.lower()
    if any(word in agent for word in MIHOMO_AGENTS):
        return "mihomo"
    if any(word in agent for word in SINGBOX_AGENTS):
        return "singbox"
    if agent.startswith(BROWSER_AGENTS) and "happ" not in agent:
        return "html"
    return "base64"


def render(links: Sequence[str], form: Format, title: str, *, hybrid: bool = False) -> tuple[str, str]:
    """(content type, body) of a subscription. `title` names the group of servers.

    `hybrid` says that the servers' core is 26.9.8 or later, which mihomo has to be told. Raises ValueError for a form
    that does not exist.
    """
    if form == "base64":
        return "text/plain; charset=utf-8", base64.b64encode("\n".join(links).encode()).decode()
    endpoints = [endpoint for endpoint in map(_endpoint, links) if endpoint is not None]
    if form == "xray":
        return "application/json; charset=utf-8", _json([_xray(endpoint) for endpoint in endpoints])
    # One proxy these two do not understand, and they refuse the whole document.
    plain = [endpoint for endpoint in endpoints if endpoint.type == "tcp"]
    if form == "mihomo":
        return "text/yaml; charset=utf-8", _mihomo(_named_apart(plain, title), title, hybrid)
    if form == "singbox":
        plain = [endpoint for endpoint in plain if endpoint.encryption == "none"]
        return "application/json; charset=utf-8", _json(_singbox(_named_apart(plain, title), title))
    raise ValueError(f"no such form: {form}")


def _endpoint(link: str) -> Endpoint | None:
    try:
        endpoint = parse(link)
    except ValueError:
        return None
    known = endpoint.type in ("tcp", "xhttp") and endpoint.security in ("reality", "tls", "none")
    return endpoint if known else None


def _named_apart(endpoints: Sequence[Endpoint], group: str) -> list[Endpoint]:
    """The same endpoints under names nothing else in the document has: mihomo and sing-box refuse it otherwise."""
    taken = {*RESERVED, group}
    out = []
    for endpoint in endpoints:
        wanted = endpoint.name or endpoint.host
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        taken.add(name)
        out.append(replace(endpoint, name=name))
    return out


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


# ---- the documents


def _xray(endpoint: Endpoint) -> dict[str, Any]:
    """A whole client configuration for one server."""
    sniffing = {"enabled": True, "destOverride": ["http", "tls", "quic"], "routeOnly": True}
    socks = {"tag": "socks", "listen": "127.0.0.1", "port": 10808, "protocol": "socks", "settings": {"udp": True}}
    return {
        "remarks": endpoint.name,
        "log": {"loglevel": "warning"},
        "dns": {"servers": ["https://1.1.1.1/dns-query", "8.8.8.8"], "queryStrategy": "UseIP"},
        "inbounds": [
            {**socks, "sniffing": sniffing},
            {"tag": "http", "listen": "127.0.0.1", "port": 10809, "protocol": "http"},
        ],
        "outbounds": [
            _xray_outbound(endpoint),
            {"tag": "direct", "protocol": "freedom"},
            {"tag": "block", "protocol": "blackhole"},
        ],
        "routing": {"domainStrategy": "AsIs", "rules": [{"protocol": ["bittorrent"], "outboundTag": "direct"}]},
    }


def _xray_outbound(endpoint: Endpoint) -> dict[str, Any]:
    stream: dict[str, Any] = {
        "network": "raw" if endpoint.type == "tcp" else endpoint.type,
        "security": endpoint.security,
    }
    if endpoint.security == "reality":
        stream["realitySettings"] = {
            "serverName": endpoint.sni,
            "fingerprint": endpoint.fp,
            "password": endpoint.pbk,
            "publicKey": endpoint.pbk,  # the name older cores know
            "shortId": endpoint.sid,
            "spiderX": endpoint.spx or "/",
        } | ({"mldsa65Verify": endpoint.pqv} if endpoint.pqv else {})
    elif endpoint.security == "tls":
        stream["tlsSettings"] = {"serverName": endpoint.sni or endpoint.host, "fingerprint": endpoint.fp}
    if endpoint.type == "xhttp":
        stream["xhttpSettings"] = {
            "path": endpoint.path or "/",
            "mode": endpoint.mode or "auto",
            **({"host": endpoint.hostname} if endpoint.hostname else {}),
            **({"extra": endpoint.extra} if endpoint.extra else {}),
        }
    user = {"id": endpoint.uuid, "encryption": endpoint.encryption, "flow": endpoint.flow}
    server = {"address": endpoint.host, "port": endpoint.port, "users": [user]}
    return {"tag": "proxy", "protocol": "vless", "settings": {"vnext": [server]}, "streamSettings": stream}


def _mihomo(endpoints: Sequence[Endpoint], group: str, hybrid: bool) -> str:
    names = [endpoint.name for endpoint in endpoints]
    auto = len(names) > 1
    groups: list[dict[str, Any]] = [
        # Without a server nothing may go out unprotected, and an empty group is refused.
        {"name": group, "type": "select", "proxies": ([*(["auto"] if auto else []), *names]) or ["REJECT"]}
    ]
    if auto:
        probe = "https://www.gstatic.com/generate_204"
        groups.append({"name": "auto", "type": "url-test", "url": probe, "interval": 300, "proxies": names})
    resolvers = ["https://1.1.1.1/dns-query", "https://8.8.8.8/dns-query"]
    document = {
        "mixed-port": 7890,
        "mode": "rule",
        "log-level": "warning",
        "ipv6": True,
        "unified-delay": True,
        "dns": {"enable": True, "enhanced-mode": "fake-ip", "nameserver": resolvers},
        "proxies": [_mihomo_proxy(endpoint, hybrid) for endpoint in endpoints],
        "proxy-groups": groups,
        "rules": ["GEOIP,private,DIRECT,no-resolve", f"MATCH,{group}"],
    }
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    return text


def _mihomo_proxy(endpoint: Endpoint, hybrid: bool) -> dict[str, Any]:
    proxy: dict[str, Any] = {
        "name": endpoint.name,
        "type": "vless",
        "server": endpoint.host,
        "port": endpoint.port,
        "udp": True,
        "uuid": endpoint.uuid,
        "network": endpoint.type,
        "packet-encoding": "xudp",
        "tls": endpoint.security != "none",
        "servername": endpoint.sni,
        "client-fingerprint": endpoint.fp,
        "encryption": "" if endpoint.encryption == "none" else endpoint.encryption,
    }
    if endpoint.flow:
        proxy["flow"] = endpoint.flow
    if endpoint.security == "reality":
        proxy["reality-opts"] = {"public-key": endpoint.pbk, "short-id": endpoint.sid}
        if hybrid:
            proxy["reality-opts"]["support-x25519mlkem768"] = True
    return proxy


def _singbox(endpoints: Sequence[Endpoint], group: str) -> dict[str, Any]:
    tags = [endpoint.name for endpoint in endpoints]
    outbounds: list[dict[str, Any]] = [_singbox_outbound(endpoint) for endpoint in endpoints]
    rules: list[dict[str, Any]] = [{"action": "sniff"}, {"protocol": "dns", "action": "hijack-dns"}]
    rules.append({"ip_is_private": True, "outbound": "direct"})
    remote: dict[str, Any] = {"type": "https", "tag": "remote", "server": "1.1.1.1"}
    route: dict[str, Any] = {"auto_detect_interface": True, "default_domain_resolver": "local", "rules": rules}
    if tags:
        auto = [{"type": "urltest", "tag": "auto", "outbounds": tags}] if len(tags) > 1 else []
        choice = [*(["auto"] if auto else []), *tags]
        outbounds = [{"type": "selector", "tag": group, "outbounds": choice}, *auto, *outbounds]
        remote["detour"] = route["final"] = group
    else:
        rules.append({"action": "reject"})  # without a server nothing may go out unprotected
    return {
        "log": {"level": "warn"},
        "dns": {"servers": [remote, {"type": "local", "tag": "local"}], "final": "remote"},
        "inbounds": [
            {
                "type": "tun",
                "tag": "tun",
                "address": ["172.18.0.1/30", "fdfe:dcba:9876::1/126"],
                "auto_route": True,
                "strict_route": True,
            },
            {"type": "mixed", "tag": "mixed", "listen": "127.0.0.1", "listen_port": 2080},
        ],
        "outbounds": [*outbounds, {"type": "direct", "tag": "direct"}],
        "route": route,
    }


def _singbox_outbound(endpoint: Endpoint) -> dict[str, Any]:
    outbound: dict[str, Any] = {
        "type": "vless",
        "tag": endpoint.name,
        "server": endpoint.host,
        "server_port": endpoint.port,
        "uuid": endpoint.uuid,
        "packet_encoding": "xudp",
    }
    if endpoint.flow:
        outbound["flow"] = endpoint.flow
    if endpoint.security != "none":
        utls = {"enabled": True, "fingerprint": endpoint.fp}
        outbound["tls"] = {"enabled": True, "server_name": endpoint.sni or endpoint.host, "utls": utls}
    if endpoint.security == "reality":
        outbound["tls"]["reality"] = {"enabled": True, "public_key": endpoint.pbk, "short_id": endpoint.sid}
    return outbound


# ---- headers and QR codes


def headers(
    *,
    title: str,
    uploaded_bytes: int,
    downloaded_bytes: int,
    quota_bytes: int | None = None,
    expires: int | None = None,
    update_hours: int = 12,
    support_url: str = "",
    page_url: str = "",
    announce: str = "",
    filename: str = "vpn",
) -> dict[str, str]:
    """Response headers apps show: name, traffic, expiry (Unix seconds; None = never), support, a notice.

    Texts travel as base64:<utf-8>, because headers are ASCII. A quota of None is written as 0, which means unlimited.
    """
    usage = f"upload={uploaded_bytes}; download={downloaded_bytes}; total={quota_bytes or 0}"
    out = {
        "profile-title": _header_text(title[:TITLE_LENGTH]),
        "profile-update-interval": str(update_hours),
        "subscription-userinfo": usage if expires is None else f"{usage}; expire={expires}",
        "content-disposition": f"attachment; filename=\"{filename}\"; filename*=UTF-8''{encode(title)}",
    }
    notice = _header_text(announce[:ANNOUNCE_LENGTH]) if announce else ""
    optional = {"support-url": support_url, "profile-web-page-url": page_url, "announce": notice}
    return out | {name: value for name, value in optional.items() if value}


def _header_text(text: str) -> str:
    return "base64:" + base64.b64encode(text.encode()).decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """A PNG of the text as a QR code. Costs 10-50 ms of CPU: run it in a thread. Raises ValueError when too long."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def qr_svg(text: str) -> str:
    """The same as an SVG that scales to its container. Costs CPU: run it in a thread. Raises ValueError."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=4, omitsize=True, xmldecl=False)
    return out.getvalue().decode()
