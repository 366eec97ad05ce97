"""What every program refuses in one proxy; mihomo and sing-box refuse the whole document with it."""

import base64
import binascii
import re

from core.panels.proxies import Proxy

SHORT_ID = re.compile(r"(?:[0-9a-fA-F]{2}){0,8}")
KEY = re.compile(r"(?:[A-Za-z0-9_-]{43})?")  # of x25519; without one there is nothing to refuse
ENCRYPTION = re.compile(r"(?:mlkem768x25519plus\.(?:native|xorpub|random)\.[01]rtt(?:\.[A-Za-z0-9_-]+)+)?")
METHODS = frozenset(
    {
        *("aes-128-gcm", "aes-256-gcm", "chacha20-ietf-poly1305", "xchacha20-ietf-poly1305"),
        *("2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm", "2022-blake3-chacha20-poly1305"),
    }
)
FINGERPRINTS = frozenset({"chrome", "firefox", "safari", "ios", "android", "edge", "360", "qq", "random", "randomized"})
VISION = "xtls-rprx-vision"
VMESS_CIPHERS = frozenset({"", "none", "zero", "aes-128-gcm", "chacha20-poly1305"})
_SIZES = {"2022-blake3-aes-128-gcm": 16, "2022-blake3-aes-256-gcm": 32, "2022-blake3-chacha20-poly1305": 32}


def is_sound(proxy: Proxy) -> bool:
    """Whether its credentials have the form that programs expect."""
    if proxy.security == "reality" and not (KEY.fullmatch(proxy.pbk) and SHORT_ID.fullmatch(proxy.sid)):
        return False
    if proxy.protocol == "vless":
        return proxy.flow in ("", VISION, f"{VISION}-udp443") and ENCRYPTION.fullmatch(proxy.cipher) is not None
    if proxy.protocol == "vmess" and proxy.cipher not in VMESS_CIPHERS:
        return False
    if proxy.protocol == "shadowsocks":
        return proxy.cipher in METHODS and not proxy.plugin and _fits(proxy.cipher, proxy.credential)
    if proxy.protocol == "hysteria2":
        return proxy.obfs == "" or (proxy.obfs == "salamander" and proxy.obfs_password != "")
    return True


def fingerprint(proxy: Proxy) -> str:
    """Whose hello to imitate: a name that every program knows."""
    return proxy.fp if proxy.fp in FINGERPRINTS else "chrome"


def flow(proxy: Proxy) -> str:
    """Vision, where it can work: over TCP, inside TLS or Reality."""
    return VISION if proxy.flow and proxy.network == "tcp" and proxy.security != "none" else ""


def _fits(method: str, password: str) -> bool:
    """Methods of 2022 take keys of one size, several of them with colons between."""
    if method not in _SIZES:
        return True
    try:
        keys = [base64.b64decode(part, validate=True) for part in password.split(":")]
    except binascii.Error:
        return False
    return all(len(key) == _SIZES[method] for key in keys)
