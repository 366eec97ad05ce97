"""Handouts: one key in each form that people and apps take it, as files."""

import asyncio
import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from core import errors
from core.subscriptions.keys import links

Form = Literal["vless", "vmess", "qr", "hiddify", "clash"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
ENDINGS: Final[dict[Form, str]] = {"vless": "txt", "vmess": "json", "qr": "png", "hiddify": "json", "clash": "yaml"}
TYPES: Final[dict[Form, str]] = {
    "vless": "text/plain; charset=utf-8",
    "vmess": "application/json",
    "qr": "image/png",
    "hiddify": "application/json",
    "clash": "application/x-yaml",
}
VMESS = "vmess://"


@dataclass(frozen=True, slots=True)
class Handout:
    """A file to give to the key's owner."""

    content_type: str
    ending: str
    body: bytes


def forms(shares: Sequence[str]) -> list[Form]:
    """Forms that these share links of one key can be given in."""
    there: dict[Form, bool] = {
        "vless": _vless(shares) is not None,
        "vmess": _vmess(shares) is not None,
        "qr": bool(shares),
        "hiddify": _fills(shares, "singbox"),
        "clash": _fills(shares, "mihomo"),
    }
    return [form for form in FORMS if there[form]]


async def make(shares: Sequence[str], name: str, *, title: str, address: str = "") -> Handout:
    """The key in one of `forms`, by its name. `address` is what a QR code says instead of a link that it cannot hold.

    Raises NotFound for any other.
    """
    for form in forms(shares):
        if form == name:
            return Handout(TYPES[form], ENDINGS[form], await _body(shares, form, title, address))
    raise errors.NotFound()


async def _body(shares: Sequence[str], form: Form, title: str, address: str) -> bytes:
    if form == "vless":
        return (_vless(shares) or "").encode()
    if form == "vmess":
        return json.dumps(_vmess(shares), ensure_ascii=False, indent=1).encode()
    if form == "qr":
        text = links.qr_text(_vless(shares) or shares[0], address)
        if not text:
            raise errors.NotFound()
        return await asyncio.to_thread(links.qr_png, text)
    document: links.Format = "singbox" if form == "hiddify" else "mihomo"
    return links.render(shares, document, title)[1].encode()


def _fills(shares: Sequence[str], document: links.Document) -> bool:
    """Whether a document of these links has a server; those of vmess have a form of their own."""
    return any(proxy.protocol != "vmess" for proxy in links.expressible(shares, document))


def _vless(shares: Sequence[str]) -> str | None:
    return next((link for link in shares if link.startswith("vless://")), None)


def _vmess(shares: Sequence[str]) -> object | None:
    """What a vmess link says: base64 of a JSON object, as v2rayN shares it. None without a readable one."""
    for link in shares:
        if link.startswith(VMESS):
            text = link.removeprefix(VMESS)
            try:
                fields: object = json.loads(base64.b64decode(text + "=" * (-len(text) % 4)))
            except (binascii.Error, ValueError):
                continue
            return fields
    return None
