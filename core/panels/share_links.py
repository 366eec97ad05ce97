"""Share links as other panels print them: which are real, and under which name the customer's app shows them."""

import base64
import json
import re
import urllib.parse
from collections.abc import Iterable

from core.panels.proxies import read
from core.panels.share import encode

# Panels put what they have to say (expired, too many devices) into lines that look like links.
_DUMMY = re.compile(r"@(0\.0\.0\.0|127\.0\.0\.1|\[::1?\]):1\b|//00000000-0000-0000-0000-000000000000@")


def real(lines: Iterable[str], title: str) -> list[str]:
    """The links a customer can use, in the panel's order, named by the shop: `title`, `title 2` and so on.

    Left out are messages dressed as links, and Reality links without a public key, which no app can open.
    """
    usable = [line for line in map(str.strip, lines) if "://" in line and not _is_dummy(line) and not _keyless(line)]
    return [_named(line, title if number == 1 else f"{title} {number}") for number, line in enumerate(usable, 1)]


def lacks_short_id(line: str) -> bool:
    """Whether a Reality link names no short id; a panel that has just started may have forgotten it."""
    return _query(line).get("security") == "reality" and not _query(line).get("sid")


def _is_dummy(line: str) -> bool:
    if _DUMMY.search(line):
        return True
    try:  # vmess and old shadowsocks links pack their address
        proxy = read(line)
    except ValueError:
        return False
    return proxy.port == 1 and proxy.host in ("0.0.0.0", "127.0.0.1", "::", "::1")  # noqa: S104 - not bound to


def _keyless(line: str) -> bool:
    return _query(line).get("security") == "reality" and not _query(line).get("pbk")


def _query(line: str) -> dict[str, str]:
    try:
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(line).query, keep_blank_values=True))
    except ValueError:
        return {}


def _named(line: str, name: str) -> str:
    """The link under another name. A vmess link is base64 of JSON with the name in `ps`; all others end in it."""
    scheme, _, rest = line.partition("://")
    if scheme != "vmess" or "@" in rest:
        return f"{line.partition('#')[0]}#{encode(name)}"
    try:
        fields = json.loads(base64.b64decode(rest + "=" * (-len(rest) % 4)))
        fields["ps"] = name
    except (ValueError, TypeError):
        return line
    return "vmess://" + base64.b64encode(json.dumps(fields, sort_keys=True).encode()).decode()
