"""Which payment providers the settings switch on. A new provider is its file and its lines below.

The only module that meets concrete adapters. Telegram Stars come and go through the bot itself, which takes from here
what it needs of their adapter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from core.config import Settings
from core.payment_providers import Method, PaymentProvider, base
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.heleket import Heleket
from core.payment_providers.mulenpay import MulenPay
from core.payment_providers.platega import Platega
from core.payment_providers.stars import NAME as STARS
from core.payment_providers.stars import Stars
from core.payment_providers.stars import invoice_params as stars_invoice
from core.payment_providers.stars import receipt_of as stars_receipt
from core.payment_providers.tribute import Tribute
from core.payment_providers.yookassa import YooKassa
from core.telegram.client import Telegram

__all__ = ["PROVIDERS", "STARS", "VENDORS", "Vendor", "configured", "stars_invoice", "stars_receipt"]

Clock = Callable[[], datetime]
Make = Callable[[Settings, Telegram, Clock], PaymentProvider | None]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider as it is known before it is configured. `needs` are the settings without which it is not."""

    name: str
    title: str
    methods: Sequence[Method]
    needs: tuple[str, ...]
    takes_webhooks: bool


def configured(settings: Settings, telegram: Telegram, clock: Clock) -> dict[str, PaymentProvider]:
    """Every provider whose settings are there by its name, in the order customers see."""
    made = {name: make(settings, telegram, clock) for name, make in PROVIDERS.items()}
    return {name: provider for name, provider in made.items() if provider is not None}


def unchanged(before: Settings, settings: Settings) -> set[str]:
    """Names of the providers that are the same under both settings."""
    changed = {field for field in Settings.model_fields if getattr(before, field) != getattr(settings, field)}
    if "previous_keys_until" in changed:
        return set()
    same = {name for name in PROVIDERS if not any(field.startswith(f"{name}_") for field in changed)}
    return same - {"heleket"} if "public_url" in changed else same


def _stars(settings: Settings, telegram: Telegram, _clock: Clock) -> Stars:
    return Stars(telegram, settings.stars_kopeks_per_star)


def _yookassa(settings: Settings, _telegram: Telegram, clock: Clock) -> YooKassa | None:
    if not settings.yookassa_shop_id or not settings.yookassa_secret_key:
        return None
    return YooKassa(
        settings.yookassa_shop_id,
        settings.yookassa_secret_key.get_secret_value(),
        base_url=settings.yookassa_api_url,
        receipt_email=settings.yookassa_receipt_email,
        vat_code=settings.yookassa_vat_code,
        payment_mode=settings.yookassa_payment_mode,
        is_test=settings.yookassa_test,
        check_peer=settings.yookassa_check_ip,
        save_methods=settings.yookassa_save_methods,
        clock=clock,
    )


def _cryptobot(settings: Settings, _telegram: Telegram, clock: Clock) -> CryptoBot | None:
    if not settings.cryptobot_token:
        return None
    return CryptoBot(
        settings.cryptobot_token.get_secret_value(),
        previous_token=_open(settings.cryptobot_previous_token),
        previous_until=settings.previous_keys_until,
        clock=clock,
        base_url=settings.cryptobot_api_url,
    )


def _tribute(settings: Settings, _telegram: Telegram, clock: Clock) -> Tribute | None:
    if not settings.tribute_api_key:
        return None
    return Tribute(
        settings.tribute_api_key.get_secret_value(),
        shop_id=settings.tribute_shop_id,
        previous_api_key=_open(settings.tribute_previous_api_key),
        previous_until=settings.previous_keys_until,
        base_url=settings.tribute_api_url,
        clock=clock,
    )


def _heleket(settings: Settings, _telegram: Telegram, clock: Clock) -> Heleket | None:
    if not settings.heleket_merchant_id or not settings.heleket_api_key:
        return None
    return Heleket(
        settings.heleket_merchant_id,
        settings.heleket_api_key.get_secret_value(),
        previous_api_key=_open(settings.heleket_previous_api_key),
        previous_until=settings.previous_keys_until,
        webhook_url=f"{settings.public_url}/webhooks/pay/heleket" if settings.public_url else "",
        base_url=settings.heleket_api_url,
        clock=clock,
    )


def _mulenpay(settings: Settings, _telegram: Telegram, clock: Clock) -> MulenPay | None:
    if not settings.mulenpay_api_key or not settings.mulenpay_secret_key or settings.mulenpay_shop_id is None:
        return None
    return MulenPay(
        settings.mulenpay_api_key.get_secret_value(),
        settings.mulenpay_secret_key.get_secret_value(),
        settings.mulenpay_shop_id,
        base_url=settings.mulenpay_api_url,
        vat_code=settings.mulenpay_vat_code,
        clock=clock,
    )


def _platega(settings: Settings, _telegram: Telegram, clock: Clock) -> Platega | None:
    if not settings.platega_merchant_id or not settings.platega_secret:
        return None
    return Platega(
        settings.platega_merchant_id,
        settings.platega_secret.get_secret_value(),
        base_url=settings.platega_api_url,
        method=settings.platega_method,
        clock=clock,
    )


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


PROVIDERS: Mapping[str, Make] = {
    STARS: _stars,
    "yookassa": _yookassa,
    "mulenpay": _mulenpay,
    "platega": _platega,
    "cryptobot": _cryptobot,
    "heleket": _heleket,
    "tribute": _tribute,
}

ADAPTERS: Final[Sequence[type[base.Provider]]] = (Stars, YooKassa, MulenPay, Platega, CryptoBot, Heleket, Tribute)
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "yookassa": ("yookassa_shop_id", "yookassa_secret_key"),
    "mulenpay": ("mulenpay_api_key", "mulenpay_secret_key", "mulenpay_shop_id"),
    "platega": ("platega_merchant_id", "platega_secret"),
    "cryptobot": ("cryptobot_token",),
    "heleket": ("heleket_merchant_id", "heleket_api_key"),
    "tribute": ("tribute_api_key",),
}
VENDORS: Final[Mapping[str, Vendor]] = {
    kind.name: Vendor(kind.name, kind.title, kind.methods, NEEDS.get(kind.name, ()), hasattr(kind, "webhook_page"))
    for kind in ADAPTERS
}
