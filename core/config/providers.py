"""Settings of payment vendors. A vendor is switched on by its secrets; without them it does not exist for customers."""

from typing import Literal

from pydantic import AwareDatetime, SecretStr
from pydantic_settings import BaseSettings

from core.config.methods import Methods
from core.config.types import setting

MOST = 2**53 - 1  # what JavaScript tells from its neighbours


class VendorSettings(BaseSettings):
    """The part of `Settings` that concerns payment vendors. Each takes its webhooks at PUBLIC_URL/webhooks/pay/NAME."""

    methods: Methods = setting("payments", {})
    previous_keys_until: AwareDatetime | None = setting("payments", None)

    # YooKassa
    yookassa_shop_id: str | None = setting("yookassa", None)
    yookassa_secret_key: SecretStr | None = setting("yookassa", None)
    yookassa_receipt_email: str = setting("yookassa", "")
    yookassa_vat_code: int = setting("yookassa", 1, ge=1, le=12)
    yookassa_payment_mode: Literal["full_payment", "full_prepayment"] = setting("yookassa", "full_payment")
    yookassa_test: bool = setting("yookassa", False)
    yookassa_save_methods: bool = setting("yookassa", False)
    yookassa_check_ip: bool = setting("yookassa", False)

    # CryptoBot
    cryptobot_token: SecretStr | None = setting("cryptobot", None)
    cryptobot_previous_token: SecretStr | None = setting("cryptobot", None)

    # Tribute
    tribute_api_key: SecretStr | None = setting("tribute", None)
    tribute_previous_api_key: SecretStr | None = setting("tribute", None)
    tribute_shop_id: int | None = setting("tribute", None, ge=1, le=MOST)

    # Heleket
    heleket_merchant_id: str | None = setting("heleket", None)
    heleket_api_key: SecretStr | None = setting("heleket", None)
    heleket_previous_api_key: SecretStr | None = setting("heleket", None)

    # MulenPay
    mulenpay_api_key: SecretStr | None = setting("mulenpay", None)
    mulenpay_secret_key: SecretStr | None = setting("mulenpay", None)
    mulenpay_shop_id: int | None = setting("mulenpay", None, ge=1, le=MOST)
    mulenpay_vat_code: int = setting("mulenpay", 0, ge=0, le=10)

    # Platega
    platega_merchant_id: str | None = setting("platega", None)
    platega_secret: SecretStr | None = setting("platega", None)
    platega_method: int | None = setting("platega", None, ge=1, le=MOST)
