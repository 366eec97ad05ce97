"""Keys for Reality, and the verification of its settings before customers find out.

Reality shows strangers the face of a real site (the target), so half of what can be wrong lies on somebody else's
server. `check` asks the target in the way Xray will: with a TLS 1.3 hello of our own making, because OpenSSL does not
tell which key share a server picked. RFC 8446 section 4 is the source of the bytes; the demands are those of
XTLS/REALITY (TLS 1.3, an X25519 share at once) and of Xray's own start-up warnings (names, port).
"""

import asyncio
import base64
import hashlib
import re
import secrets
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.panels.xray.config import SHORT_ID, XrayConfig, decode_key, split_target
from core.panels.xray.hello import HYBRID, X25519, ServerHello, ask, connect
from core.phrases import Phrase, Words

# Names Xray itself warns against at start: they draw attention, or their owners watch for such use.
POOR_NAME = re.compile(r"\.(ru|ir|cn)$|apple|icloud|microsoft", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RealityKeys:
    """A fresh server identity. Links carry the public key and a short id; the private key never leaves the server."""

    private_key: str
    public_key: str
    short_ids: tuple[str, ...]


def make_keys(short_ids: int = 1) -> RealityKeys:
    """New X25519 keys (base64url without padding) and this many random short ids of 16 hex digits."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    encoded = _base64url(raw)
    return RealityKeys(encoded, public_of(encoded), tuple(secrets.token_hex(8) for _ in range(short_ids)))


def public_of(private_key: str) -> str:
    """The public key that belongs to a private one. Raises ValueError."""
    private = X25519PrivateKey.from_private_bytes(decode_key(private_key))
    return _base64url(private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is to be verified; unlike XrayConfig it may be wrong in every way."""

    target: str
    server_names: tuple[str, ...]
    private_key: str
    public_key: str
    short_ids: tuple[str, ...]
    port: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ok` None = works, but the operator may want to know."""

    check: str  # a fixed name, for tests and translations
    ok: bool | None
    detail: Words  # what was seen
    advice: Words = ""  # what to do, when not ok


def settings_of(config: XrayConfig) -> Settings:
    """The part of a configuration that concerns Reality."""
    return Settings(
        config.target, config.server_names, config.private_key, config.public_key, config.short_ids, config.port
    )


async def verify(settings: Settings, public_host: str | None = None, *, trust_needed: bool = True) -> list[Finding]:
    """`check` in a thread."""
    return await asyncio.to_thread(check, settings, public_host, trust_needed=trust_needed)


def check(settings: Settings, public_host: str | None = None, *, trust_needed: bool = True) -> list[Finding]:
    """Everything that can be found out about the settings; takes 0.2 s, up to 30 s with a silent target.

    With `public_host` our own running port is asked too: strangers must see the target's certificate there.
    `trust_needed` False accepts a certificate no authority has signed (laboratories). Never raises for bad settings.
    """
    findings, certificate = check_target(settings.target, settings.server_names, trust_needed=trust_needed)
    findings = [*_keys(settings), *_short_ids(settings), *findings]
    if findings[-1].check == "target_form":
        return findings
    if public_host and certificate and settings.server_names:
        findings.append(_mirror(public_host, settings.port, settings.server_names[0], certificate))
    if settings.port != 443:
        findings.append(
            Finding("port_443", None, Phrase("reality-port", port=str(settings.port)), Phrase("reality-port-advice"))
        )
    return findings


def check_target(
    target: str, server_names: Sequence[str], *, trust_needed: bool = True
) -> tuple[list[Finding], bytes | None]:
    """The findings about the site alone, and the certificate that it shows. Never raises for a bad target."""
    try:
        host, port = split_target(target)
    except ValueError as error:
        detail, advice = Phrase("reality-target-form", error=str(error)), Phrase("reality-target-form-advice")
        return [Finding("target_form", False, detail, advice)], None
    findings: list[Finding] = []
    certificate: bytes | None = None
    for name in server_names:
        hello = _hello(host, port, name)
        findings += hello
        if hello[0].ok is False:
            continue
        handshake, certificate = _handshake(host, port, name, trust_needed)
        findings += handshake
        if POOR_NAME.search(name):
            findings.append(
                Finding("sni_choice", None, Phrase("reality-poor-name", name=name), Phrase("reality-poor-name-advice"))
            )
    return findings, certificate


def _keys(settings: Settings) -> Iterator[Finding]:
    remedy = Phrase("reality-key-pair-advice")
    try:
        derived = public_of(settings.private_key)
    except ValueError as error:
        yield Finding("key_pair", False, Phrase("reality-private-key-unreadable", error=str(error)), remedy)
        return
    fits = derived == settings.public_key
    detail = "" if fits else Phrase("reality-other-public-key", public_key=derived)
    yield Finding("key_pair", fits, detail, "" if fits else remedy)


def _short_ids(settings: Settings) -> Iterator[Finding]:
    bad = [short_id for short_id in settings.short_ids if not SHORT_ID.fullmatch(short_id)]
    if bad or not settings.short_ids:
        detail = Phrase("reality-short-ids-invalid", ids=", ".join(bad)) if bad else Phrase("reality-short-ids-none")
        yield Finding("short_ids", False, detail, Phrase("reality-short-ids-advice"))
    else:
        yield Finding("short_ids", True, Phrase("reality-short-ids-fine", count=len(settings.short_ids)))


def _hello(host: str, port: int, name: str) -> list[Finding]:
    """Reachability first, then what the target picked from our hellos."""
    try:
        plain = ask(host, port, name, hybrid=False)
        modern = ask(host, port, name, hybrid=True)
    except (OSError, ValueError) as error:
        detail = Phrase("reality-unreachable", name=name, error=str(error))
        return [Finding("target_reachable", False, detail, Phrase("reality-unreachable-advice"))]
    milliseconds = f"{plain.milliseconds:.0f}"
    return [
        Finding("target_reachable", True, Phrase("reality-reachable", name=name, milliseconds=milliseconds)),
        _tls13(name, plain),
        _hybrid(name, modern),
    ]


def _tls13(name: str, answer: ServerHello) -> Finding:
    if answer.tls13 and answer.group == X25519 and not answer.retry:
        return Finding("target_tls13_x25519", True, Phrase("reality-tls13", name=name))
    if not answer.tls13:
        alert = answer.alert
        flaw = Phrase("reality-older-tls", name=name) if alert is None else _tls_alert(name, alert)
    elif answer.retry:
        flaw = Phrase("reality-other-share", name=name)
    else:
        flaw = Phrase("reality-other-group", name=name, group=str(answer.group))
    return Finding("target_tls13_x25519", False, flaw, Phrase("reality-tls13-advice"))


def _tls_alert(name: str, alert: int) -> Phrase:
    return Phrase("reality-tls-alert", name=name, alert=str(alert))


def _hybrid(name: str, answer: ServerHello) -> Finding:
    if answer.group == HYBRID:
        return Finding("target_hybrid", True, Phrase("reality-hybrid", name=name))
    return Finding("target_hybrid", None, Phrase("reality-no-hybrid", name=name), Phrase("reality-no-hybrid-advice"))


def _handshake(host: str, port: int, name: str, trust_needed: bool) -> tuple[list[Finding], bytes | None]:
    findings = []
    try:
        alpn, certificate = _visit(host, port, name, verify=False)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; a name that is no host's a ValueError
        detail = Phrase("reality-handshake-failed", name=name, error=str(error))
        return [Finding("target_handshake", False, detail, Phrase("reality-handshake-failed-advice"))], None
    if alpn == "h2":
        findings.append(Finding("target_h2", True, f"{name}: {alpn}"))
    else:
        detail = Phrase("reality-no-http2", name=name, protocol=alpn or "-")
        findings.append(Finding("target_h2", False, detail, Phrase("reality-no-http2-advice")))
    names = _names(certificate)
    listed = ", ".join(names[:5]) or "-"
    if _covers(names, name):
        findings.append(Finding("sni_in_certificate", True, Phrase("reality-name-covered", name=name, names=listed)))
    else:
        detail = Phrase("reality-name-foreign", name=name, names=listed)
        findings.append(Finding("sni_in_certificate", False, detail, Phrase("reality-name-foreign-advice")))
    if trust_needed:
        findings.append(_trust(host, port, name))
    return findings, certificate


def _trust(host: str, port: int, name: str) -> Finding:
    try:
        _visit(host, port, name, verify=True)
    except ssl.SSLCertVerificationError as error:
        detail = Phrase("reality-untrusted", name=name, error=error.verify_message)
        return Finding("certificate_trusted", False, detail, Phrase("reality-untrusted-advice"))
    except OSError as error:
        detail = Phrase("reality-handshake-failed", name=name, error=str(error))
        return Finding("certificate_trusted", False, detail, Phrase("reality-try-again"))
    return Finding("certificate_trusted", True, name)


def _mirror(public_host: str, port: int, name: str, certificate: bytes) -> Finding:
    try:
        _, mine = _visit(public_host, port, name, verify=False)
    except OSError as error:
        detail = Phrase("reality-own-port-silent", address=f"{public_host}:{port}", error=str(error))
        return Finding("own_port_mirrors_target", False, detail, Phrase("reality-own-port-silent-advice"))
    fingerprint = hashlib.sha256(mine).hexdigest()[:16]
    if mine == certificate:
        return Finding("own_port_mirrors_target", True, fingerprint)
    detail = Phrase("reality-own-port-foreign", fingerprint=fingerprint)
    return Finding("own_port_mirrors_target", False, detail, Phrase("reality-own-port-foreign-advice"))


def _visit(host: str, port: int, name: str, *, verify: bool) -> tuple[str | None, bytes]:
    """A browser's handshake: the protocol agreed on and the certificate. Raises OSError."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with connect(host, port) as raw, context.wrap_socket(raw, server_hostname=name) as tls:
        return tls.selected_alpn_protocol(), tls.getpeercert(binary_form=True) or b""


def _names(certificate: bytes) -> list[str]:
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        return extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except (x509.ExtensionNotFound, ValueError):
        return []


def _covers(names: list[str], server_name: str) -> bool:
    server_name = server_name.lower()
    parent = "*." + server_name.partition(".")[2]
    return any(name.lower() in (server_name, parent) for name in names)
