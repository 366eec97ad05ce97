"""One VLESS endpoint and its share link.

The form is the one of XTLS/Xray-core issue 91 with its later additions (discussion 716): a valid URL, names case
sensitive, order free but no name twice, every value through encodeURIComponent, IPv6 in brackets, IDN as punycode,
`encryption` never empty.
"""

import json
import urllib.parse
from dataclasses import dataclass, field
from typing import Any


def encode(text: str) -> str:
    """JavaScript's encodeURIComponent, which the form prescribes."""
    return urllib.parse.quote(text, safe="-_.!~*'()")


def url_host(host: str) -> str:
    """The host as it stands in a URL: IPv6 in brackets, IDN as punycode. Raises ValueError."""
    if ":" in host:
        return f"[{host.strip('[]')}]"
    if host.isascii():
        return host
    return host.encode("idna").decode()  # UnicodeError is a ValueError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a client reaches one server with one key. Field names are the link's parameters where it has them."""

    uuid: str
    host: str
    port: int
    name: str = ""  # what the customer's app shows
    security: str = "reality"  # "reality", "tls" or "none"
    sni: str = ""
    fp: str = "chrome"  # whose hello the client imitates; since 26.9.8 hardly another one gets through
    pbk: str = ""
    sid: str = ""
    spx: str = ""
    pqv: str = ""  # ML-DSA-65 key: 2.6 kB, makes QR codes unreadable
    flow: str = "xtls-rprx-vision"
    encryption: str = "none"
    type: str = "tcp"  # transport; "tcp" is what cores call raw
    path: str = ""
    hostname: str = ""  # the link's `host`
    mode: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def link(self) -> str:
        """The share link; the same for the same endpoint. Raises ValueError for an impossible host."""
        query = {"type": self.type, "encryption": self.encryption, "security": self.security}
        if self.security == "reality":
            query |= {"sni": self.sni, "fp": self.fp, "pbk": self.pbk, "sid": self.sid}
            query |= {key: value for key, value in (("spx", self.spx), ("pqv", self.pqv)) if value}
        elif self.security == "tls":
            query |= {"sni": self.sni, "fp": self.fp}
        if self.type != "tcp":
            query |= {"path": self.path or "/"}
            query |= {key: value for key, value in (("host", self.hostname), ("mode", self.mode)) if value}
            if self.extra:
                query["extra"] = json.dumps(self.extra, separators=(",", ":"), ensure_ascii=False)
        if self.flow:
            query["flow"] = self.flow
        parameters = "&".join(f"{key}={encode(value)}" for key, value in query.items())
        return f"vless://{encode(self.uuid)}@{url_host(self.host)}:{self.port}?{parameters}#{encode(self.name)}"


def parse(link: str) -> Endpoint:
    """The endpoint of a vless link. Raises ValueError for anything else."""
    url = urllib.parse.urlsplit(link.strip())
    if url.scheme != "vless" or not url.username or not url.hostname or url.port is None:
        raise ValueError("not a vless link")
    pairs = urllib.parse.parse_qsl(url.query, keep_blank_values=True)
    query = dict(pairs)
    if len(query) != len(pairs):
        raise ValueError("a parameter is given twice")
    if query.get("headerType", "") not in ("", "none"):  # panels print it empty
        raise ValueError("header obfuscation has no place in an Endpoint")
    kind = query.get("type") or "tcp"
    return Endpoint(
        uuid=urllib.parse.unquote(url.username),
        host=url.hostname,
        port=url.port,
        name=urllib.parse.unquote(url.fragment),
        security=query.get("security") or "none",
        sni=query.get("sni", ""),
        fp=query.get("fp") or "chrome",
        pbk=query.get("pbk", ""),
        sid=query.get("sid", ""),
        spx=query.get("spx", ""),
        pqv=query.get("pqv", ""),
        flow=query.get("flow", ""),
        encryption=query.get("encryption") or "none",
        type="tcp" if kind == "raw" else kind,
        path=query.get("path", ""),
        hostname=query.get("host", ""),
        mode=query.get("mode", ""),
        extra=json.loads(query["extra"]) if query.get("extra") else {},
    )
