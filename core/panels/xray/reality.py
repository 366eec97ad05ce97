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
    detail: str  # what was seen
    advice: str = ""  # what to do, when not ok


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
            Finding("port_443", None, f"port {settings.port}", "443 looks most like the target; use it when you can.")
        )
    return findings


def check_target(
    target: str, server_names: Sequence[str], *, trust_needed: bool = True
) -> tuple[list[Finding], bytes | None]:
    """The findings about the site alone, and the certificate that it shows. Never raises for a bad target."""
    try:
        host, port = split_target(target)
    except ValueError as error:
        return [Finding("target_form", False, str(error), "Write the target as host:port, for example ...:443.")], None
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
                Finding("sni_choice", None, f"{name}: Xray itself warns against this name", "Prefer another.")
            )
    return findings, certificate


def _keys(settings: Settings) -> Iterator[Finding]:
    remedy = "Make a new pair and issue the links again."
    try:
        derived = public_of(settings.private_key)
    except ValueError as error:
        yield Finding("key_pair", False, f"the private key cannot be read: {error}", remedy)
        return
    fits = derived == settings.public_key
    yield Finding("key_pair", fits, "" if fits else f"the private key belongs to {derived}", "" if fits else remedy)


def _short_ids(settings: Settings) -> Iterator[Finding]:
    bad = [short_id for short_id in settings.short_ids if not SHORT_ID.fullmatch(short_id)]
    if bad or not settings.short_ids:
        detail = f"not valid: {', '.join(bad)}" if bad else "there is none"
        yield Finding("short_ids", False, detail, "Each has 0-16 lower-case hex digits, an even number of them.")
    else:
        yield Finding("short_ids", True, f"{len(settings.short_ids)} given")


def _hello(host: str, port: int, name: str) -> list[Finding]:
    """Reachability first, then what the target picked from our hellos."""
    try:
        plain = ask(host, port, name, hybrid=False)
        modern = ask(host, port, name, hybrid=True)
    except (OSError, ValueError) as error:
        advice = "Check host, port and firewall; every new connection of a customer needs the target."
        return [Finding("target_reachable", False, f"{name}: {error}", advice)]
    return [
        Finding("target_reachable", True, f"{name}: {plain.milliseconds:.0f} ms"),
        _tls13(name, plain),
        _hybrid(name, modern),
    ]


def _tls13(name: str, answer: ServerHello) -> Finding:
    if answer.tls13 and answer.group == X25519 and not answer.retry:
        return Finding("target_tls13_x25519", True, f"{name}: TLS 1.3 with X25519 at once")
    if not answer.tls13:
        flaw = f"TLS alert {answer.alert}" if answer.alert is not None else "an older TLS"
    else:
        flaw = "asks for another key share" if answer.retry else f"picked group {answer.group}"
    return Finding("target_tls13_x25519", False, f"{name}: {flaw}", "Choose a target that speaks TLS 1.3 with X25519.")


def _hybrid(name: str, answer: ServerHello) -> Finding:
    if answer.group == HYBRID:
        return Finding("target_hybrid", True, f"{name}: picks X25519MLKEM768")
    advice = "Works; a target with X25519MLKEM768 looks more like a current site."
    return Finding("target_hybrid", None, f"{name}: no X25519MLKEM768", advice)


def _handshake(host: str, port: int, name: str, trust_needed: bool) -> tuple[list[Finding], bytes | None]:
    findings = []
    try:
        alpn, certificate = _visit(host, port, name, verify=False)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; a name that is no host's a ValueError
        return [Finding("target_handshake", False, f"{name}: {error}", "Choose another target.")], None
    h2 = alpn == "h2"
    findings.append(Finding("target_h2", h2, f"{name}: {alpn}", "" if h2 else "Choose a target that speaks HTTP/2."))
    names = _names(certificate)
    covered = _covers(names, name)
    remedy = "" if covered else "Use a name from the target's certificate as the server name."
    findings.append(Finding("sni_in_certificate", covered, f"{name} in {', '.join(names[:5]) or 'nothing'}", remedy))
    if trust_needed:
        try:
            _visit(host, port, name, verify=True)
            findings.append(Finding("certificate_trusted", True, name))
        except ssl.SSLCertVerificationError as error:
            remedy = "Choose a target whose certificate browsers trust."
            findings.append(Finding("certificate_trusted", False, f"{name}: {error.verify_message}", remedy))
        except OSError as error:
            findings.append(Finding("certificate_trusted", False, f"{name}: {error}", "Try again."))
    return findings, certificate


def _mirror(public_host: str, port: int, name: str, certificate: bytes) -> Finding:
    try:
        _, mine = _visit(public_host, port, name, verify=False)
    except OSError as error:
        remedy = "Start the server, and open the port in the firewall and at the hoster."
        return Finding("own_port_mirrors_target", False, f"{public_host}:{port}: {error}", remedy)
    same = mine == certificate
    remedy = "" if same else "Something else answers on our port, or the target has several certificates."
    return Finding("own_port_mirrors_target", same, hashlib.sha256(mine).hexdigest()[:16], remedy)


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
