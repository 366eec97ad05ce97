"""Names in a document: each once, none that the program keeps for itself, nothing that breaks a line of rules."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace

from core.panels.proxies import Proxy

# What mihomo and sing-box call their own things, and the documents theirs. Compared without regard to case.
RESERVED = frozenset(
    {
        *("auto", "direct", "block", "reject", "reject-drop", "pass", "pass-rule", "compatible", "global", "dns"),
        *("default", "match", "any", "dns-out", "selector", "urltest"),
    }
)
JOINERS = "\u200d"  # holds emojis together
LENGTH = 80


def plain(text: str) -> str:
    """The text in one line, without what is invisible and without commas, which part rules."""
    chars = [" " if char.isspace() else char for char in text.replace(",", " ")]
    visible = (
        char for char in chars if char in JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    )
    return " ".join("".join(visible).split())[:LENGTH].strip()


def group(title: str) -> str:
    """The name of the group of servers."""
    name = plain(title) or "VPN"
    return f"{name} VPN" if name.casefold() in RESERVED else name


def apart(proxies: Sequence[Proxy], taken: Collection[str]) -> list[Proxy]:
    """The same proxies under names that nothing else has. Who came first keeps the name, the next have a number."""
    plain_names = [plain(proxy.name) or proxy.host for proxy in proxies]
    used = set(taken)
    named: dict[int, str] = {}
    for index, name in enumerate(plain_names):
        if name not in used and name.casefold() not in RESERVED:
            named[index] = name
            used.add(name)
    for index, name in enumerate(plain_names):
        if index not in named:
            named[index] = _numbered(name, used)
            used.add(named[index])
    return [replace(proxy, name=named[index]) for index, proxy in enumerate(proxies)]


def _numbered(name: str, used: Collection[str]) -> str:
    number = 2
    while f"{name} {number}" in used:
        number += 1
    return f"{name} {number}"
