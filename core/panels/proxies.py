"""Share links of every protocol that panels print, read the way panels print them.

Panels write what is empty or default in many ways: `headerType=`, `flow=`, `encryption=`, no `type`, `security=` and
`alpn=` without a value. All of them mean what is usual. What a link cannot mean is a ValueError.
"""

import base64
import binascii
import json
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.panels.share import url_host

NETWORKS = {
    "": "tcp",
    "tcp": "tcp",
    "raw": "tcp",
    "none": "tcp",
    "ws": "ws",
    "websocket": "ws",
    "grpc": "grpc",
    "gun": "grpc",
    "httpupgrade": "httpupgrade",
    "xhttp": "xhttp",
    "splithttp": "xhttp",
    "http": "h2",
    "h2": "h2",
}
SECURITIES = ("none", "tls", "reality")
TRUE = ("1", "true")
_SCHEMES = {
    "vless": "vless",
    "vmess": "vmess",
    "trojan": "trojan",
    "ss": "shadowsocks",
    "hysteria2": "hysteria2",
    "hy2": "hysteria2",
}
_PLACE = re.compile(r"(?:(?P<who>.*)@)?(?P<host>\[[0-9A-Fa-f:.%]+\]|[^\[\]@:]+)(?::(?P<ports>\d[\d,-]*))?", re.DOTALL)
_EARLY_DATA = re.compile(r"[?&]ed=(\d{1,5})$")


@dataclass(frozen=True, slots=True)
class Proxy:
    """How a client reaches one server with one key, by any protocol. Empty means what is usual."""

    protocol: str  # vless, vmess, trojan, shadowsocks, hysteria2
    host: str
    port: int
    credential: str  # the id of vless and vmess, the password of the others
    name: str = ""
    ports: str = ""  # hysteria2: between which ports the client hops
    network: str = "tcp"  # tcp, ws, grpc, httpupgrade, xhttp, h2
    header: str = "none"  # of tcp: none or http
    path: str = ""
    hostname: str = ""
    service: str = ""  # of grpc
    mode: str = ""  # of grpc and xhttp
    extra: dict[str, Any] = field(default_factory=dict)  # of xhttp
    security: str = "none"
    sni: str = ""
    fp: str = ""
    alpn: tuple[str, ...] = ()
    insecure: bool = False  # the certificate is not checked
    pin: str = ""  # hysteria2: SHA-256 of the certificate
    pbk: str = ""
    sid: str = ""
    spx: str = ""
    pqv: str = ""
    flow: str = ""
    cipher: str = ""  # vless: encryption; vmess: its security; shadowsocks: its method
    alter_id: int = 0
    obfs: str = ""
    obfs_password: str = ""
    plugin: str = ""

    @property
    def early_data(self) -> tuple[str, int]:
        """The path without its last `ed=`, and how many bytes of early data that allows."""
        match = _EARLY_DATA.search(self.path)
        return (self.path[: match.start()], int(match[1])) if match else (self.path, 0)


def read(link: str) -> Proxy:
    """What a share link means. Raises ValueError for what is none, or of a protocol that is not known here."""
    link = link.strip()
    scheme, divider, rest = link.partition("://")
    protocol = _SCHEMES.get(scheme.lower())
    if not divider or protocol is None:
        raise ValueError("no share link of a known protocol")
    if protocol == "vmess" and "@" not in rest.partition("#")[0]:
        return _vmess(rest)
    if protocol == "shadowsocks":
        return _shadowsocks(rest)
    return _url(protocol, rest)


def name_of(link: str) -> str:
    """What the customer's app calls the server of any link, also of one that cannot be read; else where it leads."""
    try:
        proxy = read(link)
    except ValueError:
        text = urllib.parse.unquote(link.partition("#")[2]).strip()
        return text or link.partition("://")[2].partition("?")[0].rpartition("@")[2][:64] or link[:16]
    return proxy.name or proxy.host


def _url(protocol: str, rest: str) -> Proxy:
    body, _, fragment = rest.partition("#")
    place, _, text = body.partition("?")
    credential, host, ports = _place(place)
    if not credential:
        raise ValueError("no credential")
    query = _query(text)
    port, hops = _ports(ports or ("443" if protocol == "hysteria2" else ""), query.get("mport", ""))
    about: dict[str, Any] = {
        "protocol": protocol,
        "host": host,
        "port": port,
        "credential": credential,
        "name": urllib.parse.unquote(fragment).strip(),
        "sni": query.get("sni", query.get("peer", "")),
        "alpn": _listed(query.get("alpn", "")),
        "insecure": any(query.get(key, "").lower() in TRUE for key in ("allowInsecure", "insecure")),
        "fp": query.get("fp", ""),
    }
    if protocol == "hysteria2":
        obfs: dict[str, Any] = {"obfs": query.get("obfs", ""), "obfs_password": query.get("obfs-password", "")}
        if obfs["obfs"] in ("", "none"):
            obfs = {"obfs": "", "obfs_password": ""}
        pin = query.get("pinSHA256", "").replace(":", "").lower()
        return Proxy(**about, **obfs, security="tls", ports=hops, pin=pin)
    security = query.get("security", "tls" if protocol == "trojan" else "none").lower()
    if security not in SECURITIES:
        raise ValueError("a security that is not known")
    return Proxy(**about, **_transport(query), security=security, **_of_vless(query))


def _of_vless(query: Mapping[str, str]) -> dict[str, Any]:
    cipher, flow = query.get("encryption", ""), query.get("flow", "")
    fields = {key: query.get(key, "") for key in ("sid", "spx", "pqv")}
    fields |= {"pbk": _key(query.get("pbk", "")), "flow": "" if flow == "none" else flow}
    return fields | {"cipher": "" if cipher == "none" else cipher}


def _transport(query: Mapping[str, str]) -> dict[str, Any]:
    network = NETWORKS.get(query.get("type", "").lower())
    header = query.get("headerType", "none").lower()
    if network is None or (network == "tcp" and header not in ("none", "http")):
        raise ValueError("a transport that is not known")
    extra = json.loads(query["extra"]) if query.get("extra") else {}
    if not isinstance(extra, dict):
        raise ValueError("settings of xhttp that are no object")
    return {
        "network": network,
        "header": header if network == "tcp" else "none",
        "path": query.get("path", ""),
        "hostname": query.get("host", ""),
        "service": query.get("serviceName", query.get("path", "") if network == "grpc" else ""),
        "mode": query.get("mode", ""),
        "extra": extra,
    }


def _vmess(rest: str) -> Proxy:
    """v2rayN's form: base64 of a JSON object, whose numbers may be texts."""
    try:
        parsed = json.loads(_unpacked(rest.partition("#")[0]))
        fields = {key: str(value).strip() for key, value in parsed.items() if value not in (None, "")}
    except (AttributeError, RecursionError):
        raise ValueError("a vmess link that holds no object") from None
    query = {
        "type": fields.get("net", ""),
        "headerType": fields.get("type", "none"),
        "path": fields.get("path", ""),
        "host": fields.get("host", ""),
        "mode": fields.get("type", "") if fields.get("net") in ("grpc", "xhttp") else "",
    }
    security = fields.get("tls", "none").lower()
    if security not in SECURITIES:
        raise ValueError("a security that is not known")
    if not fields.get("add") or not fields.get("id"):
        raise ValueError("a vmess link without an address or an id")
    cipher = fields.get("scy", "")
    alter_id = fields.get("aid", "0")
    return Proxy(
        protocol="vmess",
        host=fields["add"].strip("[]"),
        port=_port(fields.get("port", "")),
        credential=fields["id"],
        name=fields.get("ps", ""),
        **_transport({key: value for key, value in query.items() if value}),
        security=security,
        sni=fields.get("sni", ""),
        fp=fields.get("fp", ""),
        alpn=_listed(fields.get("alpn", "")),
        insecure=fields.get("allowInsecure", fields.get("insecure", "")).lower() in TRUE,
        pbk=_key(fields.get("pbk", "")),
        sid=fields.get("sid", ""),
        cipher="" if cipher == "auto" else cipher,
        alter_id=int(alter_id) if alter_id.isascii() and alter_id.isdigit() and len(alter_id) < 6 else 0,
    )


def _shadowsocks(rest: str) -> Proxy:
    """SIP002, and the form before it, where everything but the name is base64."""
    body, _, fragment = rest.partition("#")
    place, _, text = body.partition("?")
    place = place.rstrip("/")
    if "@" not in place:
        place = _unpacked(place)
    who, _, address = place.rpartition("@")
    _, host, ports = _place(address)
    credentials = urllib.parse.unquote(who)
    if ":" not in credentials:
        credentials = _unpacked(credentials)
    method, _, password = credentials.partition(":")
    if not method or not password:
        raise ValueError("a shadowsocks link without a method or a password")
    plugin = _query(text).get("plugin", "")
    return Proxy(
        protocol="shadowsocks",
        host=host,
        port=_port(ports),
        credential=password,
        name=urllib.parse.unquote(fragment).strip(),
        cipher=method.lower(),
        plugin="" if plugin == "none" else plugin,
    )


def _place(text: str) -> tuple[str, str, str]:
    """Credential, host and ports of `credential@host:ports`."""
    match = _PLACE.fullmatch(text.rstrip("/").strip())
    if match is None:
        raise ValueError("no address")
    host = match["host"].strip("[]")
    return urllib.parse.unquote(match["who"] or ""), host if host.isascii() else url_host(host), match["ports"] or ""


def _ports(text: str, hops: str) -> tuple[int, str]:
    """The first port, and the ranges that a client hops in, if there are any."""
    several = hops or (text if "," in text or "-" in text else "")
    sound = all(_is_range(*part.partition("-")) for part in several.split(",") if part)
    return _port(re.split("[,-]", text)[0]), several if sound else ""


def _is_range(low: str, dash: str, high: str) -> bool:
    return _is_port(low) and (not dash or (_is_port(high) and int(low) <= int(high)))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 65535


def _port(text: str) -> int:
    if not _is_port(text):
        raise ValueError("no port")
    return int(text)


def _key(text: str) -> str:
    """A key in the alphabet of addresses; some write it in the other one."""
    return text.translate(str.maketrans("+/ ", "-_-")).rstrip("=")


def _query(text: str) -> dict[str, str]:
    """Parameters that have a value; of one given twice the first counts."""
    values: dict[str, str] = {}
    for key, value in urllib.parse.parse_qsl(text):
        if value.strip():
            values.setdefault(key.strip(), value.strip())
    return values


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _unpacked(text: str) -> str:
    """Base64 of either alphabet, with or without its padding."""
    plain = "".join(urllib.parse.unquote(text).split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("no base64") from None
