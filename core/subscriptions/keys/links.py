"""What a subscription address answers: the same keys in the form each app reads, its headers, QR codes.

    base64    lines of links (Happ, v2rayNG, v2rayN, v2rayTun, Hiddify, Streisand, Shadowrocket, NekoBox, FoXray)
    xray      an array of whole Xray configurations
    mihomo    YAML (mihomo, Clash-Meta, Clash Verge, Stash, FlClash)
    singbox   JSON (sing-box, Karing)

A server that a form cannot express is named in it, so that nobody looks for it in vain; base64 carries every link as
it is.
"""

import base64
import io
import json
import re
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import segno

from core.panels import proxies
from core.panels.proxies import Proxy
from core.panels.share import Endpoint, encode, parse
from core.subscriptions.keys.documents import mihomo, singbox, xray

__all__ = [
    "Document",
    "Endpoint",
    "Format",
    "expressible",
    "format_for",
    "headers",
    "parse",
    "qr_png",
    "qr_svg",
    "qr_text",
    "render",
    "support_url",
]

Format = Literal["base64", "xray", "mihomo", "singbox"]
Document = Literal["xray", "mihomo", "singbox"]

# Apps by the first word of their User-Agent: what follows it names cores and other apps for the sake of servers that
# guess. Whoever is not here reads base64. A word that ends in * begins the names of several.
AGENTS: Mapping[str, Format | Literal["html"]] = {
    **dict.fromkeys(("mozilla", "opera"), "html"),
    **dict.fromkeys(("clash*", "mihomo*", "flclash*", "stash", "koala-clash", "openclash", "sparkle"), "mihomo"),
    **dict.fromkeys(("sing-box", "singbox", "sfa", "sfi", "sfm", "sft", "karing"), "singbox"),
}
FIRST_WORD = re.compile(r"[^\s/;(,]+")
TITLE_LENGTH, ANNOUNCE_LENGTH = 25, 200  # what Happ shows of them
QR_BYTES = 2331  # what the largest code holds at level M
EXPRESSES: Mapping[Document, Callable[[Proxy], bool]] = {
    "xray": xray.expresses,
    "mihomo": mihomo.expresses,
    "singbox": singbox.expresses,
}


def format_for(user_agent: str) -> Format | Literal["html"]:
    """What an app with this User-Agent wants; browsers want a page."""
    match = FIRST_WORD.search(user_agent.lower())
    word = match[0] if match else ""
    form = AGENTS.get(word) or next(
        (AGENTS[key] for key in AGENTS if key[-1] == "*" and word.startswith(key[:-1])), None
    )
    if form == "html" and "happ" in user_agent.lower():
        return "base64"
    return form or "base64"


def render(links: Sequence[str], form: Format, title: str, *, hybrid: bool = True) -> tuple[str, str]:
    """(content type, body) of a subscription. `title` names the group of servers.

    `hybrid` off is for mihomo before it knew X25519MLKEM768, and servers that do not ask for it. Raises ValueError for
    a form that does not exist.
    """
    if form == "base64":
        return "text/plain; charset=utf-8", base64.b64encode("\n".join(links).encode()).decode()
    if form not in EXPRESSES:
        raise ValueError(f"no such form: {form}")
    usable = expressible(links, form)
    unreachable_names = [proxies.name_of(link) for link in links if _read(link) not in usable]
    if form == "xray":
        return "application/json; charset=utf-8", _json(xray.document(usable, unreachable_names))
    if form == "mihomo":
        return "text/yaml; charset=utf-8", mihomo.document(usable, unreachable_names, title, hybrid=hybrid)
    return "application/json; charset=utf-8", _json(singbox.document(usable, unreachable_names, title))


def expressible(links: Sequence[str], form: Document) -> list[Proxy]:
    """The servers that this form can name with all that a client needs, in the links' order."""
    return [proxy for link in links if (proxy := _read(link)) is not None and EXPRESSES[form](proxy)]


def _read(link: str) -> Proxy | None:
    try:
        return proxies.read(link)
    except ValueError:
        return None


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def qr_text(link: str | None, address: str) -> str:
    """What a QR code says: the link where it fits, the subscription's address for a longer one."""
    return link if link is not None and len(link.encode()) <= QR_BYTES else address


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


def support_url(contact: str) -> str:
    """The operator's contact as an address that an app can open; empty where it names none."""
    for word in contact.replace(",", " ").replace(";", " ").split():
        word = word.strip("()<>«»\"'.")
        if re.match(r"(?:https?|tg|mailto|tel):", word, re.IGNORECASE):
            return urllib.parse.quote(word, safe="-._~:/?#[]@!$&'()*+,;=%")
        if re.fullmatch(r"(?:t|telegram)\.me/\S+", word, re.IGNORECASE):
            return "https://" + urllib.parse.quote(word, safe="-._~/?=&+")
        if re.fullmatch(r"@[A-Za-z0-9_]{4,32}", word):
            return f"https://t.me/{word[1:]}"
        if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", word):
            return "mailto:" + urllib.parse.quote(word, safe="@._+-")
        if re.fullmatch(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/\S*)?", word):
            return "https://" + urllib.parse.quote(word, safe="-._~/?=&+")
    name = contact.strip()
    return f"https://t.me/{name}" if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name) else ""


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
