"""sing-box's form: JSON. One outbound that it does not understand, and it refuses the whole document."""

import re
from collections.abc import Sequence
from typing import Any

from core.panels.proxies import Proxy
from core.subscriptions.keys.documents import checks, names

NETWORKS = {
    "vless": ("tcp", "ws", "grpc", "httpupgrade", "h2"),
    "vmess": ("tcp", "ws", "grpc", "httpupgrade", "h2"),
    "trojan": ("tcp", "ws", "grpc", "httpupgrade", "h2"),
    "shadowsocks": ("tcp",),
    "hysteria2": ("tcp",),
}


def expresses(proxy: Proxy) -> bool:
    """Whether sing-box can reach the server: it knows neither XHTTP nor VLESS encryption nor TCP dressed as HTTP."""
    if not checks.is_sound(proxy) or proxy.network not in NETWORKS[proxy.protocol] or proxy.header != "none":
        return False
    return not (proxy.protocol == "vless" and proxy.cipher) and not proxy.pin


def document(proxies: Sequence[Proxy], unreachable_names: Sequence[str], title: str) -> dict[str, Any]:
    """`unreachable_names` are the names of servers that sing-box cannot reach: each has an entry that leads nowhere."""
    group = names.group(title)
    every = names.apart([*proxies, *map(_nowhere, unreachable_names)], {group})
    tags, nowhere = [item.name for item in every[: len(proxies)]], [item.name for item in every[len(proxies) :]]
    outbounds: list[dict[str, Any]] = [_outbound(proxy) for proxy in every]
    rules: list[dict[str, Any]] = [{"action": "sniff"}, {"protocol": "dns", "action": "hijack-dns"}]
    rules.append({"ip_is_private": True, "outbound": "direct"})
    remote: dict[str, Any] = {"type": "https", "tag": "remote", "server": "1.1.1.1"}
    route: dict[str, Any] = {"auto_detect_interface": True, "default_domain_resolver": "local", "rules": rules}
    if every:
        auto = [{"type": "urltest", "tag": "auto", "outbounds": tags}] if len(tags) > 1 else []
        choice = [*(["auto"] if auto else []), *tags, *nowhere]
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


def _nowhere(name: str) -> Proxy:
    return Proxy("socks", "127.0.0.1", 1, "", name=f"⚠ {name}")


def _outbound(proxy: Proxy) -> dict[str, Any]:
    about: dict[str, Any] = {"type": proxy.protocol, "tag": proxy.name, "server": proxy.host, "server_port": proxy.port}
    if proxy.protocol == "socks":
        return about
    if proxy.protocol == "hysteria2":
        return about | _of_hysteria(proxy)
    if proxy.protocol == "shadowsocks":
        return about | {"method": proxy.cipher, "password": proxy.credential}
    if proxy.protocol == "trojan":
        about["password"] = proxy.credential
    else:
        about |= {"uuid": proxy.credential, "packet_encoding": "xudp"}
    if proxy.protocol == "vless" and checks.flow(proxy):
        about["flow"] = checks.flow(proxy)
    if proxy.protocol == "vmess":
        about |= {"security": proxy.cipher or "auto", "alter_id": proxy.alter_id}
    return about | _security(proxy) | _transport(proxy)


def _security(proxy: Proxy) -> dict[str, Any]:
    if proxy.security == "none":
        return {}
    utls = {"enabled": True, "fingerprint": checks.fingerprint(proxy)}
    tls: dict[str, Any] = {"enabled": True, "server_name": proxy.sni or proxy.hostname or proxy.host, "utls": utls}
    if proxy.alpn:
        tls["alpn"] = list(proxy.alpn)
    if proxy.insecure:
        tls["insecure"] = True
    if proxy.security == "reality" and proxy.pbk:
        tls["reality"] = {"enabled": True, "public_key": proxy.pbk, "short_id": proxy.sid}
    return {"tls": tls}


def _transport(proxy: Proxy) -> dict[str, Any]:
    if proxy.network == "ws":
        path, early = proxy.early_data
        transport: dict[str, Any] = {"type": "ws", "path": _escaped(path)}
        if proxy.hostname:
            transport["headers"] = {"Host": proxy.hostname}
        if early:
            transport |= {"max_early_data": early, "early_data_header_name": "Sec-WebSocket-Protocol"}
    elif proxy.network == "httpupgrade":
        transport = {"type": "httpupgrade", "path": _escaped(proxy.early_data[0])}
        transport |= {"host": proxy.hostname} if proxy.hostname else {}
    elif proxy.network == "grpc":
        transport = {"type": "grpc", "service_name": proxy.service}
    elif proxy.network == "h2":
        transport = {"type": "http", "path": _escaped(proxy.path)}
        transport |= {"host": [proxy.hostname]} if proxy.hostname else {}
    else:
        return {}
    return {"transport": transport}


def _escaped(path: str) -> str:
    """A path that sing-box can read: a percent sign that begins no escape is one itself."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", path) or "/"


def _of_hysteria(proxy: Proxy) -> dict[str, Any]:
    tls: dict[str, Any] = {"enabled": True, "server_name": proxy.sni or proxy.host, "alpn": list(proxy.alpn) or ["h3"]}
    if proxy.insecure:
        tls["insecure"] = True
    about: dict[str, Any] = {"password": proxy.credential, "tls": tls}
    if proxy.ports:
        about["server_ports"] = [
            part.replace("-", ":") if "-" in part else f"{part}:{part}" for part in proxy.ports.split(",")
        ]
    if proxy.obfs:
        about["obfs"] = {"type": proxy.obfs, "password": proxy.obfs_password}
    return about
