"""Settings of the shop: what its owner decides, in the console, by `vitrina settings` or in the environment.

One place for each: a group, a unit where there is one, bounds, and one sentence. Names and sentences in the owners'
languages are in `locales/*/settings.ftl`. No setting needs a restart.
"""

from decimal import Decimal
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from core.config.types import Channel, Color, HostAndPort, HttpAddress, MailServer, Origins, Zone, setting


class ShopSettings(BaseSettings):
    """The part of `Settings` that can be stored, without payment vendors'."""

    shop_name: str = setting("shop", "Vitrina", max_length=64)
    public_url: HttpAddress | None = setting("shop", None)
    site_url: HttpAddress | None = setting("shop", None)
    default_language: Literal["ru", "en"] = setting("shop", "ru")
    timezone: Zone = setting("shop", "Europe/Moscow")
    support_contact: str = setting("shop", "")
    support_email: str = setting("shop", "", max_length=254)
    hide_first_steps: bool = setting("shop", False)

    trial_days: int = setting("trial", 3, ge=0, le=365, unit="days")
    trial_gb: int = setting("trial", 5, ge=1, le=100_000, unit="gigabytes")
    trial_devices: int = setting("trial", 2, ge=1, le=1000)
    channel_username: Channel = setting("trial", "")
    channel_link: str = setting("trial", "")

    stars_kopeks_per_star: int = setting("money", 100, ge=1, le=100_000, unit="kopeks")
    top_up_min_rubles: Decimal = setting("money", Decimal(50), gt=0, le=1_000_000, unit="rubles")
    top_up_max_rubles: Decimal = setting("money", Decimal(2500), gt=0, le=1_000_000, unit="rubles")
    referral_percent: int = setting("money", 25, ge=0, le=100, unit="percent")
    stars_are_enough: bool = setting("money", False)
    autopay_hours_before: int = setting("money", 24, ge=1, le=240, unit="hours")

    logo_url: str = setting("looks", "/static/icon.svg")
    primary_color: Color = setting("looks", "#0088CC")
    secondary_color: Color = setting("looks", "#FF6600")
    terms_url: str = setting("looks", "")
    privacy_url: str = setting("looks", "")

    smtp_url: MailServer | None = setting("email", None)
    mail_from: str | None = setting("email", None)
    email_verification: Literal["required", "optional"] | None = setting("email", None)

    xray_host: str | None = setting("engine", None)
    reality_target: HostAndPort = setting("engine", "dl.google.com:443")
    reality_server_name: str | None = setting("engine", None)

    backup_password: SecretStr | None = setting("backups", None, min_length=12)
    backup_every_hours: int = setting("backups", 0, ge=0, le=24 * 31, unit="hours")
    backup_keep: int = setting("backups", 14, ge=1, le=10_000)
    backup_to_admins: bool = setting("backups", False)

    return_origins: Origins = setting("access", ())
    cors_origins: Origins = setting("access", ())
    access_token_minutes: int = setting("access", 15, ge=1, le=1440, unit="minutes")
    refresh_token_days: int = setting("access", 7, ge=1, le=365, unit="days")
    init_data_max_age: int = setting("access", 86400, ge=60, le=604_800, unit="seconds")
    rate_limit_auth: int = setting("access", 5, ge=0, le=100_000, unit="per_minute")
    rate_limit_payment: int = setting("access", 10, ge=0, le=100_000, unit="per_minute")
    rate_limit_other: int = setting("access", 60, ge=0, le=100_000, unit="per_minute")
