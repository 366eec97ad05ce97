"""Xray's form: an array of whole client configurations, one a server."""

from collections.abc import Sequence
from typing import Any

from core.panels.proxies import Proxy
from core.subscriptions.keys.documents import checks

SNIFFING = {"enabled": True, "destOverride": ["http", "tls", "quic"], "routeOnly": True}


def expresses(proxy: Proxy) -> bool:
    """Whether Xray can reach the server; since 26 it checks every certificate, and knows no h2 besides XHTTP."""
    if not checks.is_sound(proxy) or proxy.network == "h2" or proxy.insecure or proxy.pin:
        return False
    return proxy.security != "reality" or (proxy.pbk != "" and proxy.network in ("tcp", "xhttp", "grpc"))


def document(proxies: Sequence[Proxy], unreachable_names: Sequence[str]) -> list[dict[str, Any]]:
    """`unreachable_names` are the names of servers that Xray cannot reach: each has an entry that leads nowhere."""
    nowhere = {"tag": "proxy", "protocol": "blackhole"}
    return [
        *(_configuration(proxy.name or proxy.host, _outbound(proxy)) for proxy in proxies),
        *(_configuration(f"⚠ {name}", nowhere) for name in unreachable_names),
    ]


def _configuration(remarks: str, outbound: dict[str, Any]) -> dict[str, Any]:
    socks = {"tag": "socks", "listen": "127.0.0.1", "port": 10808, "protocol": "socks", "settings": {"udp": True}}
    return {
        "remarks": remarks,
        "log": {"loglevel": "warning"},
        "dns": {"servers": ["https://1.1.1.1/dns-query", "8.8.8.8"], "queryStrategy": "UseIP"},
        "inbounds": [
            {**socks, "sniffing": SNIFFING},
            {"tag": "http", "listen": "127.0.0.1", "port": 10809, "protocol": "http"},
        ],
        "outbounds": [outbound, {"tag": "direct", "protocol": "freedom"}, {"tag": "block", "protocol": "blackhole"}],
        "routing": {"domainStrategy": "AsIs", "rules": [{"protocol": ["bittorrent"], "outboundTag": "direct"}]},
    }


def _outbound(proxy: Proxy) -> dict[str, Any]:
    place: dict[str, Any] = {"address": proxy.host, "port": proxy.port}
    if proxy.protocol == "hysteria2":
        return {
            "tag": "proxy",
            "protocol": "hysteria",
            "settings": {"version": 2, **place},
            "streamSettings": _of_hysteria(proxy),
        }
    if proxy.protocol in ("vless", "vmess"):
        user: dict[str, Any] = {"id": proxy.credential}
        if proxy.protocol == "vless":
            flow = proxy.flow if checks.flow(proxy) else ""
            user |= {"encryption": proxy.cipher or "none", "flow": flow}
        else:
            user |= {"security": proxy.cipher or "auto", "alterId": proxy.alter_id}
        settings: dict[str, Any] = {"vnext": [{**place, "users": [user]}]}
    elif proxy.protocol == "trojan":
        settings = {"servers": [{**place, "password": proxy.credential}]}
    else:
        settings = {"servers": [{**place, "method": proxy.cipher, "password": proxy.credential}]}
    return {"tag": "proxy", "protocol": proxy.protocol, "settings": settings, "streamSettings": _stream(proxy)}


def _stream(proxy: Proxy) -> dict[str, Any]:
    network = "raw" if proxy.network == "tcp" else proxy.network
    return {"network": network, "security": proxy.security, **_security(proxy), **_transport(proxy)}


def _security(proxy: Proxy) -> dict[str, Any]:
    if proxy.security == "reality":
        settings = {
            "serverName": proxy.sni,
            "fingerprint": proxy.fp or "chrome",
            "password": proxy.pbk,
            "publicKey": proxy.pbk,  # the name older cores know
            "shortId": proxy.sid,
            "spiderX": proxy.spx or "/",
        }
        return {"realitySettings": settings | ({"mldsa65Verify": proxy.pqv} if proxy.pqv else {})}
    if proxy.security == "tls":
        settings = {"serverName": proxy.sni or proxy.hostname or proxy.host, "fingerprint": proxy.fp or "chrome"}
        return {"tlsSettings": settings | ({"alpn": list(proxy.alpn)} if proxy.alpn else {})}
    return {}


def _transport(proxy: Proxy) -> dict[str, Any]:
    host = {"host": proxy.hostname} if proxy.hostname else {}
    path = proxy.path or "/"
    if proxy.network == "xhttp":
        extra = {"extra": proxy.extra} if proxy.extra else {}
        return {"xhttpSettings": {"path": path, "mode": proxy.mode or "auto", **host, **extra}}
    if proxy.network == "ws":
        return {"wsSettings": {"path": path, **host}}
    if proxy.network == "httpupgrade":
        return {"httpupgradeSettings": {"path": path, **host}}
    if proxy.network == "grpc":
        authority = {"authority": proxy.hostname} if proxy.hostname else {}
        return {"grpcSettings": {"serviceName": proxy.service, "multiMode": proxy.mode == "multi", **authority}}
    if proxy.header == "http":
        request: dict[str, Any] = {"path": [path]}
        if proxy.hostname:
            request["headers"] = {"Host": [proxy.hostname]}
        return {"rawSettings": {"header": {"type": "http", "request": request}}}
    return {}


def _of_hysteria(proxy: Proxy) -> dict[str, Any]:
    stream: dict[str, Any] = {
        "network": "hysteria",
        "hysteriaSettings": {"version": 2, "auth": proxy.credential},
        "security": "tls",
        "tlsSettings": {"serverName": proxy.sni or proxy.host, "alpn": list(proxy.alpn) or ["h3"]},
    }
    if proxy.obfs:
        mask = {"type": proxy.obfs, "settings": {"password": proxy.obfs_password}}
        stream["finalmask"] = {"udp": [mask]}
    return stream
