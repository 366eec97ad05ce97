"""All settings together, as the shop works with them. The only place that reads the environment."""

import socket
from collections.abc import Mapping
from functools import cache
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from core.config.process import ProcessSettings
from core.config.providers import VendorSettings
from core.config.shop import ShopSettings
from core.config.types import is_loopback


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that says which and what to do."""


class Settings(ProcessSettings, ShopSettings, VendorSettings):
    """Everything that can be set. In the environment, names are the fields' names in upper case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> Self:
        if self.top_up_min_rubles > self.top_up_max_rubles:
            raise PydanticCustomError("top-up-order", "TOP_UP_MIN_RUBLES must not exceed TOP_UP_MAX_RUBLES")
        if self.webhook_secret is not None and self.public_url is None:
            raise PydanticCustomError(
                "webhook-without-address",
                "WEBHOOK_SECRET needs PUBLIC_URL, the https address at which Telegram reaches the shop",
            )
        if self.panel_auth == "none" and not is_loopback(self.web_host):
            raise PydanticCustomError(
                "open-panel-host",
                "PANEL_AUTH=none needs WEB_HOST=127.0.0.1: anybody who reaches the panel owns the shop",
            )
        if self.panel_auth == "none" and self.trusted_proxies:
            raise PydanticCustomError(
                "open-panel-proxy",
                "PANEL_AUTH=none and TRUSTED_PROXIES exclude each other: whoever comes through the proxy would own the "
                "shop; set PANEL_AUTH=token, and give panels an API key of `vitrina apikey create`",
            )
        if self.backup_to_admins and self.backup_password is None:
            raise PydanticCustomError(
                "backup-unencrypted", "BACKUP_TO_ADMINS needs BACKUP_PASSWORD: a backup holds every secret of the shop"
            )
        return self

    def with_values(self, values: Mapping[str, Any]) -> "Settings":
        """The same with these values wherever the environment says nothing. Raises ValidationError."""
        told = {name: getattr(self, name) for name in self.model_fields_set}
        return ToldSettings(**{**values, **told})

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
    def sender(self) -> tuple[str, str]:
        """Whom letters are from: a name, which may have any signs in it, and the address."""
        if self.mail_from:
            name, _, address = self.mail_from.rpartition("<")
            return name.strip().strip('"'), address.rstrip("> ")
        host = urlsplit(self.public_url).hostname if self.public_url else None
        return self.shop_name, f"noreply@{host or 'localhost'}"

    @property
    def verifies_email(self) -> bool:
        """Whether an account must confirm its e-mail address before it can sign in."""
        if self.email_verification is None:
            return self.smtp_url is not None
        return self.email_verification == "required"

    @property
    def opens_the_panel(self) -> bool:
        """Whether customers' address leads to a panel that asks nobody who they are."""
        host = urlsplit(self.public_url or "").hostname
        return self.panel_auth == "none" and bool(host) and not is_loopback(host or "")

    @property
    def uses_webhook(self) -> bool:
        return self.webhook_secret is not None


class ToldSettings(Settings):
    """Settings that are told everything, whatever the environment says by now."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


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
