"""mihomo's form: YAML. One proxy that it does not understand, and it refuses the whole document."""

import json
import re
from collections.abc import Sequence
from typing import Any

from core.panels.proxies import Proxy
from core.subscriptions.keys.documents import checks, names

PROBE = "https://www.gstatic.com/generate_204"
# No rule needs a file that has to be fetched first.
PRIVATE = (
    *("IP-CIDR,10.0.0.0/8", "IP-CIDR,127.0.0.0/8", "IP-CIDR,169.254.0.0/16", "IP-CIDR,172.16.0.0/12"),
    *("IP-CIDR,192.168.0.0/16", "IP-CIDR6,::1/128", "IP-CIDR6,fc00::/7", "IP-CIDR6,fe80::/10"),
)
NETWORKS = {
    "vless": ("tcp", "ws", "grpc", "httpupgrade", "h2"),
    "vmess": ("tcp", "ws", "grpc", "httpupgrade", "h2"),
    "trojan": ("tcp", "ws", "grpc", "httpupgrade"),
    "shadowsocks": ("tcp",),
    "hysteria2": ("tcp",),
}
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def expresses(proxy: Proxy) -> bool:
    """Whether mihomo of the last years can reach the server: it has learned XHTTP too lately."""
    if not checks.is_sound(proxy) or proxy.network not in NETWORKS[proxy.protocol]:
        return False
    if proxy.protocol == "trojan":
        return proxy.security != "none" and proxy.header == "none"
    return not proxy.pin or re.fullmatch("[0-9a-f]{64}", proxy.pin) is not None


def document(proxies: Sequence[Proxy], unreachable_names: Sequence[str], title: str, *, hybrid: bool) -> str:
    """`unreachable_names` are the names of servers that mihomo cannot reach: each has a line of its own."""
    group = names.group(title)
    usable = names.apart(proxies, {group})
    listed = [proxy.name for proxy in usable]
    nowhere = [] if usable else names.apart([_nowhere(name) for name in unreachable_names], {group})
    auto = len(listed) > 1
    # Without a server nothing may go out unprotected, and an empty group is refused.
    choice = [*(["auto"] if auto else []), *listed, *(proxy.name for proxy in nowhere)] or ["REJECT"]
    groups: list[dict[str, Any]] = [{"name": group, "type": "select", "proxies": choice}]
    if auto:
        groups.append({"name": "auto", "type": "url-test", "url": PROBE, "interval": 300, "proxies": listed})
    resolvers = ["https://1.1.1.1/dns-query", "https://8.8.8.8/dns-query"]
    dead = {"type": "socks5", "server": "127.0.0.1", "port": 1}
    configuration = {
        "mixed-port": 7890,
        "mode": "rule",
        "log-level": "warning",
        "ipv6": True,
        "unified-delay": True,
        "dns": {"enable": True, "enhanced-mode": "fake-ip", "nameserver": resolvers},
        "proxies": [*(_proxy(proxy, hybrid) for proxy in usable), *({"name": proxy.name, **dead} for proxy in nowhere)],
        "proxy-groups": groups,
        "rules": [*(f"{rule},DIRECT,no-resolve" for rule in PRIVATE), f"MATCH,{group}"],
    }
    lines = [f"# ⚠ {names.plain(name)}" for name in unreachable_names]
    return "\n".join([*lines, *_lines(configuration, 0)]) + "\n"


def _nowhere(name: str) -> Proxy:
    return Proxy("socks5", "127.0.0.1", 1, "", name=f"⚠ {name}")


def _proxy(proxy: Proxy, hybrid: bool) -> dict[str, Any]:
    kinds = {"shadowsocks": "ss"}
    about: dict[str, Any] = {
        "name": proxy.name,
        "type": kinds.get(proxy.protocol, proxy.protocol),
        "server": proxy.host,
        "port": proxy.port,
    }
    if proxy.protocol == "hysteria2":
        return about | _of_hysteria(proxy)
    about["udp"] = True
    if proxy.protocol == "shadowsocks":
        return about | {"cipher": proxy.cipher, "password": proxy.credential}
    if proxy.protocol == "trojan":
        about |= {"password": proxy.credential, "sni": _server_name(proxy)}
    else:
        about |= {"uuid": proxy.credential, "tls": proxy.security != "none", "servername": _server_name(proxy)}
        about["packet-encoding"] = "xudp"
    if proxy.protocol == "vless":
        about["encryption"] = proxy.cipher
        if checks.flow(proxy):
            about["flow"] = checks.flow(proxy)
    if proxy.protocol == "vmess":
        about |= {"alterId": proxy.alter_id, "cipher": proxy.cipher or "auto"}
    return about | _security(proxy, hybrid) | _transport(proxy)


def _server_name(proxy: Proxy) -> str:
    return proxy.sni or (proxy.hostname or proxy.host if proxy.security == "tls" else "")


def _security(proxy: Proxy, hybrid: bool) -> dict[str, Any]:
    if proxy.security == "none":
        return {}
    about: dict[str, Any] = {"client-fingerprint": checks.fingerprint(proxy)}
    if proxy.alpn:
        about["alpn"] = list(proxy.alpn)
    if proxy.insecure:
        about["skip-cert-verify"] = True
    if proxy.security == "reality" and proxy.pbk:
        about["reality-opts"] = {"public-key": proxy.pbk, "short-id": proxy.sid}
        if hybrid:  # cores from 26.9.8 on refuse a hello without it, older ones take it
            about["reality-opts"]["support-x25519mlkem768"] = True
    return about


def _transport(proxy: Proxy) -> dict[str, Any]:
    headers = {"headers": {"Host": proxy.hostname}} if proxy.hostname else {}
    if proxy.network in ("ws", "httpupgrade"):
        path, early = proxy.early_data
        options: dict[str, Any] = {"path": path or "/", **headers}
        if proxy.network == "httpupgrade":
            options["v2ray-http-upgrade"] = True
        elif early:
            options |= {"max-early-data": early, "early-data-header-name": "Sec-WebSocket-Protocol"}
        return {"network": "ws", "ws-opts": options}
    if proxy.network == "grpc":
        return {"network": "grpc", "grpc-opts": {"grpc-service-name": proxy.service}}
    if proxy.network == "h2":
        host = {"host": [proxy.hostname]} if proxy.hostname else {}
        return {"network": "h2", "h2-opts": {"path": proxy.path or "/", **host}}
    if proxy.header == "http":
        names_host = {"headers": {"Host": [proxy.hostname]}} if proxy.hostname else {}
        return {"network": "http", "http-opts": {"path": [proxy.path or "/"], **names_host}}
    return {"network": "tcp"}


def _of_hysteria(proxy: Proxy) -> dict[str, Any]:
    about: dict[str, Any] = {"password": proxy.credential, "sni": proxy.sni or proxy.host}
    about |= {"ports": proxy.ports} if proxy.ports else {}
    about |= {"alpn": list(proxy.alpn)} if proxy.alpn else {}
    about |= {"skip-cert-verify": True} if proxy.insecure else {}
    about |= {"fingerprint": proxy.pin} if proxy.pin else {}
    return about | ({"obfs": proxy.obfs, "obfs-password": proxy.obfs_password} if proxy.obfs else {})


# ---- YAML in which every text is quoted: readers of version 1.1 take 0123, 1e10 and "on" for something else


def _lines(value: dict[str, Any], depth: int) -> list[str]:
    out = []
    for key, entry in value.items():
        start = f"{'  ' * depth}{key}:"
        if isinstance(entry, dict) and entry:
            out += [start, *_lines(entry, depth + 1)]
        elif isinstance(entry, list) and entry:
            out.append(start)
            for item in entry:
                out += _entry(item, depth + 1)
        else:
            out.append(f"{start} {_scalar(entry)}")
    return out


def _entry(item: Any, depth: int) -> list[str]:
    indent = "  " * depth
    if not isinstance(item, dict):
        return [f"{indent}- {_scalar(item)}"]
    first, *rest = _lines(item, depth + 1)
    return [f"{indent}- {first.lstrip()}", *rest]


def _scalar(value: Any) -> str:
    """JSON's scalars are YAML's, but for what YAML does not let stand in a text."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
