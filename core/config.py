"""Settings: environment names, defaults and one sentence each. The only place that reads the environment."""

import re
import socket
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TOKEN_FORMAT = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,100}")
WEBHOOK_SECRET_FORMAT = re.compile(r"[A-Za-z0-9_-]{16,256}")


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that says which and what to do."""


class Settings(BaseSettings):
    """Everything an operator can set. Names are the fields' names in upper case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # Telegram
    bot_token: SecretStr = Field(description="Token of the bot, from @BotFather.")
    admin_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        description="Telegram ids of the administrators, separated by commas."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        description="Bot API server; a self-hosted one or the sandbox instead of Telegram's.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        description="16-256 letters, digits, _ or -; set it together with PUBLIC_URL to receive updates by webhook "
        "instead of polling.",
    )

    # Shop
    shop_name: str = Field("Vitrina", max_length=64, description="Name that customers see.")
    default_language: Literal["ru", "en"] = Field(
        "ru", description="Language of people whose own language the shop does not speak."
    )
    support_contact: str = Field(
        "", description="Where people turn to beside tickets, for example @my_support; shown by /paysupport and /terms."
    )
    stars_kopeks_per_star: int = Field(100, ge=1, le=100_000, description="Kopeks that one Telegram Star is worth.")
    trial_days: int = Field(3, ge=0, le=365, description="Length of the free trial in days; 0 switches trials off.")
    trial_gb: int = Field(5, ge=1, le=100_000, description="Traffic of the free trial in gigabytes.")
    trial_devices: int = Field(2, ge=1, le=1000, description="Devices of the free trial.")
    top_up_min_rubles: Decimal = Field(Decimal(50), gt=0, le=1_000_000, description="Smallest top-up in roubles.")
    top_up_max_rubles: Decimal = Field(
        Decimal(2500),
        gt=0,
        le=1_000_000,
        description="Largest top-up in roubles; Telegram allows 100,000 Stars at once.",
    )
    referral_percent: int = Field(
        25, ge=0, le=100, description="Share of each payment that goes to the person who invited the payer."
    )
    autopay_hours_before: int = Field(
        24, ge=1, le=240, description="Hours before the end at which autopay renews from the balance."
    )

    timezone: str = Field("Europe/Moscow", description="Time zone of the shop's days and of dates in messages.")

    # Storage and processes
    database_url: str = Field(
        "sqlite://var/vitrina.db",
        description="sqlite://FILE, or postgres://USER:PASSWORD@HOST:PORT/NAME.",
        repr=False,  # the password in it
    )
    redis_url: str | None = Field(
        None,
        description="redis://HOST:PORT/N; wakes processes up at once when the shop runs as several of them.",
        repr=False,
    )
    data_dir: Path = Field(Path("var"), description="Directory of the embedded Xray's run files.")

    # Web
    public_url: str | None = Field(
        None, description="Address of the web process as customers reach it, https in production."
    )
    web_host: str = Field("0.0.0.0", description="Address the web process listens on.")  # noqa: S104 - a public shop
    web_port: int = Field(8000, ge=1, le=65535, description="Port the web process listens on.")

    # Embedded Xray
    xray_host: str | None = Field(
        None, description="Address of this machine in customers' links; by default the outgoing interface's."
    )
    xray_listen: str = Field("0.0.0.0", description="Address Xray listens on.")  # noqa: S104 - a public VPN server
    xray_port: int = Field(443, ge=1, le=65535, description="Port of the shared Xray inbound.")
    reality_target: str = Field(
        "dl.google.com:443", description="host:port of the foreign TLS 1.3 site that Reality shows to strangers."
    )
    reality_server_name: str | None = Field(
        None, description="Server name in links; by default the host of REALITY_TARGET."
    )
    xray_python: Path | None = Field(
        None, description="Python of a virtual environment with another xray-core wheel, to run another core version."
    )
    xray_allow_private_targets: bool = Field(
        False, description="Let customers reach loopback and private addresses through the VPN; tests and demo only."
    )
    traffic_sample_seconds: int = Field(5, ge=1, le=60, description="Seconds between two readings of traffic counters.")

    # Observation
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    log_format: Literal["text", "json"] = Field("text", description="text for people, json for machines.")
    clock_url: str | None = Field(
        None, description="Sandbox clock that the shop follows, so that days pass in seconds; tests and demo only."
    )

    @field_validator("bot_token")
    @classmethod
    def _token_has_its_shape(cls, value: SecretStr) -> SecretStr:
        if not TOKEN_FORMAT.fullmatch(value.get_secret_value()):
            raise ValueError("it must look like 123456789:AA…, as @BotFather gives it")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not parts or not all(part.isascii() and part.isdigit() and 0 < int(part) < 2**52 for part in parts):
            raise ValueError("it must be Telegram ids such as 123456789,987654321")
        return tuple(int(part) for part in parts)

    @field_validator("webhook_secret")
    @classmethod
    def _secret_has_telegrams_alphabet(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not WEBHOOK_SECRET_FORMAT.fullmatch(value.get_secret_value()):
            raise ValueError("it must be 16-256 letters, digits, _ or -")
        return value

    @field_validator("telegram_api_url", "public_url", "clock_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must be an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        scheme = value.partition("://")[0]
        if scheme not in ("sqlite", "postgres", "postgresql", "asyncpg"):
            raise ValueError("it must begin with sqlite:// or postgres://")
        return re.sub(r"^postgresql://", "postgres://", value)

    @field_validator("timezone")
    @classmethod
    def _is_known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("it must be a zone such as Europe/Moscow") from None
        return value

    @field_validator("data_dir")
    @classmethod
    def _is_absolute(cls, value: Path) -> Path:
        return value.absolute()

    @field_validator("reality_target")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError("it must be host:port, for example dl.google.com:443")
        return value

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> Self:
        if self.top_up_min_rubles > self.top_up_max_rubles:
            raise ValueError("TOP_UP_MIN_RUBLES must not exceed TOP_UP_MAX_RUBLES")
        if self.webhook_secret is not None and self.public_url is None:
            raise ValueError("WEBHOOK_SECRET needs PUBLIC_URL, the https address at which Telegram reaches the shop")
        return self

    @property
    def token(self) -> str:
        return self.bot_token.get_secret_value()

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])

    @property
    def server_name(self) -> str:
        return self.reality_server_name or self.reality_target.rpartition(":")[0].strip("[]")

    @property
    def public_host(self) -> str:
        """Address of this machine for customers: XRAY_HOST, or that of the interface towards the internet."""
        return self.xray_host or outgoing_address()

    @property
    def uses_webhook(self) -> bool:
        return self.webhook_secret is not None


@cache
def outgoing_address() -> str:
    """This machine's address on the way out (a connected UDP socket sends nothing), or loopback where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def load(**overrides: Any) -> Settings:
    """Settings from the environment and `.env`. Raises SettingsError with one sentence about the first fault."""
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        fault = exc.errors(include_input=False, include_url=False)[0]
        name = str(fault["loc"][0]).upper() if fault["loc"] else ""
        if fault["type"] == "missing":
            text = f"{name} is not set: put it into .env ({Settings.model_fields[name.lower()].description})"
        else:
            message = fault["msg"].removeprefix("Value error, ")
            text = f"{name} cannot be used: {message}" if name else message
        raise SettingsError(text.rstrip(".") + ".") from None
