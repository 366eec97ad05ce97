"""Settings: environment names, defaults and one sentence each. The only place that reads the environment."""

import socket
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from core.config.providers import VendorSettings
from core.config.types import (
    AbsolutePath,
    BotToken,
    Channel,
    Color,
    DatabaseAddress,
    HostAndPort,
    HttpAddress,
    Ids,
    MailServer,
    Networks,
    Origins,
    PortRange,
    WebhookSecret,
    Zone,
    is_loopback,
)


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that says which and what to do."""


class Settings(VendorSettings):
    """Everything an operator can set. Names are the fields' names in upper case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # Telegram
    bot_token: BotToken = Field(description="Token of the bot, from @BotFather.")
    admin_ids: Ids = Field(description="Telegram ids of the administrators, separated by commas.")
    telegram_api_url: HttpAddress = Field(
        "https://api.telegram.org",
        description="Bot API server; a self-hosted one or the sandbox instead of Telegram's.",
    )
    webhook_secret: WebhookSecret | None = Field(
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
    channel_username: Channel = Field(
        "",
        description="Telegram channel whose members alone get the trial, such as my_channel; the bot must be its "
        "administrator.",
    )
    channel_link: str = Field("", description="Address of that channel; by default https://t.me/CHANNEL_USERNAME.")
    top_up_min_rubles: Decimal = Field(Decimal(50), gt=0, le=1_000_000, description="Smallest top-up in roubles.")
    top_up_max_rubles: Decimal = Field(
        Decimal(2500),
        gt=0,
        le=1_000_000,
        description="Largest top-up in roubles by Telegram Stars; by other methods their vendors' own limits count.",
    )
    referral_percent: int = Field(
        25, ge=0, le=100, description="Share of each payment that goes to the person who invited the payer."
    )
    autopay_hours_before: int = Field(
        24, ge=1, le=240, description="Hours before the end at which autopay renews from the balance."
    )

    timezone: Zone = Field("Europe/Moscow", description="Time zone of the shop's days and of dates in messages.")

    # Storage and processes
    database_url: DatabaseAddress = Field(
        "sqlite://var/vitrina.db",
        description="sqlite://FILE, or postgres://USER:PASSWORD@HOST:PORT/NAME.",
        repr=False,  # the password in it
    )
    redis_url: str | None = Field(
        None,
        description="redis://HOST:PORT/N; wakes processes up at once when the shop runs as several of them.",
        repr=False,
    )
    allow_empty_database: bool = Field(
        False,
        description="Begin with an empty database although DATA_DIR shows that a shop has lived there; otherwise the "
        "start is refused.",
    )
    data_dir: AbsolutePath = Field(Path("var"), description="Directory of the embedded Xray's run files.")

    # Web
    public_url: HttpAddress | None = Field(
        None, description="Address of the web process as customers reach it, https in production."
    )
    web_host: str = Field("0.0.0.0", description="Address the web process listens on.")  # noqa: S104 - a public shop
    web_port: int = Field(8000, ge=1, le=65535, description="Port the web process listens on.")

    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks of the proxies whose X-Forwarded-For is believed, separated by commas.",
    )

    return_origins: Origins = Field(
        (),
        description="Where customers may be sent back after paying, separated by commas: origins such as "
        "https://my.site, and app schemes such as myapp://.",
    )

    cors_origins: Origins = Field(
        (), description="Web sites whose pages may call the APIs from a browser, such as https://my.site, by commas."
    )

    # Operator's panel
    panel_auth: Literal["token", "none"] = Field(
        "token",
        description="Who may use the operator API: token wants an administrator's access token or an API key; none "
        "lets everybody in on this machine; it needs a loopback WEB_HOST, no proxy and no public PUBLIC_URL.",
    )
    site_url: HttpAddress | None = Field(
        None, description="Address of the shop's own web site; the operator API shows whether it answers."
    )

    # Cabinet
    access_token_minutes: int = Field(15, ge=1, le=1440, description="Minutes that an access token is good for.")
    refresh_token_days: int = Field(7, ge=1, le=365, description="Days that a refresh token is good for.")
    init_data_max_age: int = Field(
        86400, ge=60, le=604_800, description="Seconds for which a Mini App may sign in with its initData."
    )
    rate_limit_auth: int = Field(
        5, ge=0, le=100_000, description="Requests a minute to each sign-in endpoint; 0 switches the limit off."
    )
    rate_limit_payment: int = Field(
        10, ge=0, le=100_000, description="Requests a minute to the payment endpoints; 0 switches the limit off."
    )
    rate_limit_other: int = Field(
        60, ge=0, le=100_000, description="Requests a minute to everything else; 0 switches the limit off."
    )
    support_email: str = Field("", max_length=254, description="Support's e-mail address, shown by the apps.")
    terms_url: str = Field("", description="Address of the terms of service, shown by the apps.")
    privacy_url: str = Field("", description="Address of the privacy policy, shown by the apps.")
    logo_url: str = Field(
        "/static/icon.svg", description="Logo that the apps show: an address, or a path of this shop."
    )
    primary_color: Color = Field("#0088CC", description="Main colour of the apps, as #RRGGBB.")
    secondary_color: Color = Field("#FF6600", description="Second colour of the apps, as #RRGGBB.")

    # Letters
    smtp_url: MailServer | None = Field(
        None,
        description="smtp://USER:PASSWORD@HOST:PORT (STARTTLS) or smtps:// (TLS at once) of the mail server.",
    )
    mail_from: str | None = Field(
        None,
        description="Sender of letters, such as Shop <noreply@shop.example>; by default noreply at PUBLIC_URL's host.",
    )
    email_verification: Literal["required", "optional"] | None = Field(
        None,
        description="Whether an e-mail address must be confirmed before signing in; by default required with SMTP_URL.",
    )

    # Embedded Xray
    xray_host: str | None = Field(
        None, description="Address of this machine in customers' links; by default the outgoing interface's."
    )
    xray_listen: str = Field("0.0.0.0", description="Address Xray listens on.")  # noqa: S104 - a public VPN server
    xray_port: int = Field(443, ge=1, le=65535, description="Port of the shared Xray inbound.")
    key_port_range: PortRange = Field(
        (10001, 12000), description="Ports of keys that have one of their own, made through the key API."
    )
    reality_target: HostAndPort = Field(
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

    # Backups
    backup_password: SecretStr | None = Field(
        None, min_length=12, description="Password that backups are encrypted with; without it they are not."
    )
    backup_every_hours: int = Field(
        0, ge=0, le=24 * 31, description="Hours between two backups to DATA_DIR/backups; 0 makes none by itself."
    )
    backup_keep: int = Field(
        14, ge=1, le=10_000, description="How many of the backups made by the clock are kept, the newest ones."
    )
    backup_to_admins: bool = Field(
        False,
        description="Send these backups to the administrators in Telegram; needs BACKUP_PASSWORD.",
    )

    # Observation
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    log_format: Literal["text", "json"] = Field("text", description="text for people, json for machines.")
    clock_url: HttpAddress | None = Field(
        None, description="Sandbox clock that the shop follows, so that days pass in seconds; tests and demo only."
    )

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> Self:
        if self.top_up_min_rubles > self.top_up_max_rubles:
            raise ValueError("TOP_UP_MIN_RUBLES must not exceed TOP_UP_MAX_RUBLES")
        if self.webhook_secret is not None and self.public_url is None:
            raise ValueError("WEBHOOK_SECRET needs PUBLIC_URL, the https address at which Telegram reaches the shop")
        if self.panel_auth == "none" and not is_loopback(self.web_host):
            raise ValueError("PANEL_AUTH=none needs WEB_HOST=127.0.0.1: anybody who reaches the panel owns the shop")
        if self.panel_auth == "none" and self.trusted_proxies:
            raise ValueError(
                "PANEL_AUTH=none and TRUSTED_PROXIES exclude each other: whoever comes through the proxy would own the "
                "shop; set PANEL_AUTH=token, and give panels an API key of `vitrina apikey create`"
            )
        if self.backup_to_admins and self.backup_password is None:
            raise ValueError("BACKUP_TO_ADMINS needs BACKUP_PASSWORD: a backup holds every secret of the shop")
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
    def sender(self) -> str:
        """Whom letters are from."""
        host = urlsplit(self.public_url).hostname if self.public_url else None
        return self.mail_from or f"{self.shop_name} <noreply@{host or 'localhost'}>"

    @property
    def verifies_email(self) -> bool:
        """Whether an account must confirm its e-mail address before it can sign in."""
        if self.email_verification is None:
            return self.smtp_url is not None
        return self.email_verification == "required"

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
            what = (Settings.model_fields[name.lower()].description or "").rstrip(".")
            text = f"{name} is not set: put it into .env ({what})"
        elif fault["type"] == "too_short":  # pydantic counts a secret's "items after validation"
            text = f"{name} cannot be used: it needs at least {fault['ctx']['min_length']} characters"
        else:
            message = fault["msg"].removeprefix("Value error, ")
            text = f"{name} cannot be used: {message}" if name else message
        raise SettingsError(text.rstrip(".") + ".") from None
