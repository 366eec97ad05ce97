"""Settings of the process: what has to be known before the database is there. Environment names, one sentence each."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

from core.config.types import (
    AbsolutePath,
    BotToken,
    DatabaseAddress,
    HttpAddress,
    Ids,
    Networks,
    PortRange,
    WebhookSecret,
)


class ProcessSettings(BaseSettings):
    """The part of `Settings` that comes from the environment alone."""

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
    web_host: str = Field("0.0.0.0", description="Address the web process listens on.")  # noqa: S104 - a public shop
    web_port: int = Field(8000, ge=1, le=65535, description="Port the web process listens on.")
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks of the proxies whose X-Forwarded-For is believed, separated by commas.",
    )

    # Operator's panel
    panel_auth: Literal["token", "none"] = Field(
        "token",
        description="Who may use the operator API: token wants an administrator's access token or an API key; none "
        "lets everybody in on this machine; it needs a loopback WEB_HOST, no proxy and no public PUBLIC_URL.",
    )

    # Embedded Xray
    xray_listen: str = Field("0.0.0.0", description="Address Xray listens on.")  # noqa: S104 - a public VPN server
    xray_port: int = Field(443, ge=1, le=65535, description="Port of the shared Xray inbound.")
    key_port_range: PortRange = Field(
        (10001, 12000), description="Ports of keys that have one of their own, made through the key API."
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
    clock_url: HttpAddress | None = Field(
        None, description="Sandbox clock that the shop follows, so that days pass in seconds; tests and demo only."
    )

    # Addresses of payment vendors' APIs, for a simulator of them
    yookassa_api_url: str = Field("https://api.yookassa.ru/v3", description="Address of YooKassa's API.")
    cryptobot_api_url: str = Field("https://pay.crypt.bot", description="Address of CryptoBot's API.")
    tribute_api_url: str = Field("https://tribute.tg/api/v1", description="Address of Tribute's API.")
    heleket_api_url: str = Field("https://api.heleket.com/v1", description="Address of Heleket's API.")
    mulenpay_api_url: str = Field("https://mulenpay.ru/api/v2", description="Address of MulenPay's API.")
    platega_api_url: str = Field("https://app.platega.io", description="Address of Platega's API.")
