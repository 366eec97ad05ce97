"""What settings look like: each type checks a text of the environment and says in words what it should be."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

TOKEN_FORMAT = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,100}")
CHANNEL_FORMAT = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|[a-z][a-z0-9+.-]*://")
VISIBLE = re.compile(r"[!-~]+")  # what may stand in a header
WEBHOOK_SECRET_FORMAT = re.compile(r"[A-Za-z0-9_-]{16,256}")


def address(text: str) -> IPv4Address | IPv6Address:
    """An IP address, one of IPv4 also where it is written as IPv6 (`::ffff:192.0.2.1`). Raises ValueError."""
    found = ip_address(text)
    if isinstance(found, IPv4Address):
        return found
    return found.ipv4_mapped or IPv6Address(int(found))  # without the interface of a link-local one


def network(text: str) -> IPv4Network | IPv6Network:
    """An address or a network, of IPv4 also where it is written as IPv6. Raises ValueError."""
    found = ip_network(text, strict=False)
    if isinstance(found, IPv6Network) and found.prefixlen >= 96 and (mapped := found.network_address.ipv4_mapped):
        return IPv4Network((mapped, found.prefixlen - 96))
    return found


def is_loopback(host: str) -> bool:
    """Whether a host names this machine alone."""
    try:
        return host.lower().removesuffix(".") == "localhost" or address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _token(value: SecretStr) -> SecretStr:
    if not TOKEN_FORMAT.fullmatch(value.get_secret_value()):
        raise PydanticCustomError("token", "it must look like 123456789:AA…, as @BotFather gives it")
    return value


def _parts(value: Any) -> list[str]:
    """A list as it stands in the environment, separated by commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise PydanticCustomError("list", "it must be a list, separated by commas")
    return [part.strip() for part in parts if part.strip()]


def _ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = _parts(value)
    if not parts or not all(part.isascii() and part.isdigit() and 0 < int(part) < 2**52 for part in parts):
        raise PydanticCustomError("ids", "it must be Telegram ids such as 123456789,987654321")
    return tuple(int(part) for part in parts)


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not WEBHOOK_SECRET_FORMAT.fullmatch(value.get_secret_value()):
        raise PydanticCustomError("webhook-secret", "it must be 16-256 letters, digits, _ or -")
    return value


def _http(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that nobody closes, a port that is no number
        good = False
    if not good or not VISIBLE.fullmatch(value):
        raise PydanticCustomError("http-address", "it must be an http:// or https:// address")
    return value.rstrip("/")


def _database(value: str) -> str:
    scheme = value.partition("://")[0]
    if scheme not in ("sqlite", "postgres", "postgresql", "asyncpg"):
        raise PydanticCustomError("database", "it must begin with sqlite:// or postgres://")
    return re.sub(r"^postgresql://", "postgres://", value)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "it must be a zone such as Europe/Moscow") from None
    return value


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise PydanticCustomError("host-and-port", "it must be host:port, for example dl.google.com:443")
    return value


def _channel(value: str) -> str:
    name = value.strip().removeprefix("https://t.me/").removeprefix("@")
    if name and not CHANNEL_FORMAT.fullmatch(name):
        raise PydanticCustomError("channel", "it must be a public channel's name such as my_channel")
    return name


def _networks(value: Any) -> Any:
    try:
        return tuple(str(network(part)) for part in _parts(value))
    except ValueError:
        raise PydanticCustomError(
            "networks", "it must be addresses or networks such as 10.0.0.1,192.168.0.0/16"
        ) from None


def _port_range(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    low, dash, high = value.replace(",", "-").partition("-")  # as backups write every list
    if not (dash and low.isdecimal() and high.isdecimal() and 0 < int(low) <= int(high) < 32768):
        raise PydanticCustomError(
            "port-range", "it must be a range such as 10001-12000, below 32768, where outgoing connections begin"
        )
    return int(low), int(high)


def _origins(value: Any) -> Any:
    origins = tuple(_parts(value))
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise PydanticCustomError("origins", "it must be origins such as https://my.site or schemes such as myapp://")
    return origins


def _mail_server(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    try:
        good = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        good = False
    if not good:
        raise PydanticCustomError("mail-server", "it must look like smtp://user:password@host:587")
    return value


BotToken = Annotated[SecretStr, AfterValidator(_token)]
Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
HttpAddress = Annotated[str, AfterValidator(_http)]
DatabaseAddress = Annotated[str, AfterValidator(_database)]
Zone = Annotated[str, AfterValidator(_zone)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
Channel = Annotated[str, AfterValidator(_channel)]
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_networks)]
PortRange = Annotated[tuple[int, int], NoDecode, BeforeValidator(_port_range)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
Color = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
AbsolutePath = Annotated[Path, AfterValidator(Path.absolute)]


def setting(group: str, default: Any, *, unit: str | None = None, **bounds: Any) -> Any:
    """A field that an owner sets: shown in its group, its number with the unit."""
    return Field(default, json_schema_extra={"group": group, "unit": unit}, **bounds)
