"""Settings of payment vendors. A vendor is switched on by its secrets; without them it does not exist for customers."""

from typing import Literal

from pydantic import AwareDatetime, Field, SecretStr
from pydantic_settings import BaseSettings


class VendorSettings(BaseSettings):
    """The part of `Settings` that concerns payment vendors. Each takes its webhooks at PUBLIC_URL/webhooks/pay/NAME."""

    previous_keys_until: AwareDatetime | None = Field(
        None,
        description="Until when the PREVIOUS tokens and keys below are believed, such as 2026-12-01T00:00:00Z;"
        " empty for as long as they are set.",
    )

    # YooKassa
    yookassa_shop_id: str | None = Field(
        None,
        description="Shop id; set it together with YOOKASSA_SECRET_KEY. In YooKassa's cabinet, Integration → HTTP"
        " notifications wants PUBLIC_URL/webhooks/pay/yookassa for payment.succeeded, payment.canceled and"
        " refund.succeeded.",
    )
    yookassa_secret_key: SecretStr | None = Field(None, description="Secret key of the shop.")
    yookassa_api_url: str = Field("https://api.yookassa.ru/v3", description="Address of the API.")
    yookassa_receipt_email: str = Field(
        "", description="Mailbox for fiscal receipts of customers without an e-mail; empty sends none for them."
    )
    yookassa_vat_code: int = Field(1, ge=1, le=12, description="VAT code of receipts; 1 is without VAT.")
    yookassa_payment_mode: Literal["full_payment", "full_prepayment"] = Field(
        "full_payment", description="How receipts call the payment: full_payment or full_prepayment."
    )
    yookassa_test: bool = Field(False, description="This is a test shop: its payments count.")
    yookassa_save_methods: bool = Field(
        False, description="Offer to remember a way to pay for autopay; YooKassa has to allow this shop to."
    )
    yookassa_check_ip: bool = Field(
        False, description="Take webhooks from YooKassa's addresses only; needs TRUSTED_PROXIES behind a proxy."
    )

    # CryptoBot
    cryptobot_token: SecretStr | None = Field(
        None,
        description="Token of the Crypto Pay app. In @CryptoBot, Crypto Pay → My Apps → the app → Webhooks wants"
        " PUBLIC_URL/webhooks/pay/cryptobot.",
    )
    cryptobot_previous_token: SecretStr | None = Field(
        None, description="The token before a change; its webhooks are still believed."
    )
    cryptobot_api_url: str = Field("https://pay.crypt.bot", description="Address of the API.")

    # Tribute
    tribute_api_key: SecretStr | None = Field(
        None,
        description="API key of the shop. In Tribute, Settings → API Keys wants PUBLIC_URL/webhooks/pay/tribute.",
    )
    tribute_previous_api_key: SecretStr | None = Field(
        None, description="The key before a change; its webhooks are still believed."
    )
    tribute_shop_id: int | None = Field(None, description="Shop id, where the account has several shops.")
    tribute_api_url: str = Field("https://tribute.tg/api/v1", description="Address of the API.")

    # Heleket
    heleket_merchant_id: str | None = Field(
        None,
        description="Merchant id; set it together with HELEKET_API_KEY. Its webhooks need no setting but PUBLIC_URL.",
    )
    heleket_api_key: SecretStr | None = Field(None, description="Payment API key.")
    heleket_previous_api_key: SecretStr | None = Field(
        None, description="The key before a change; its webhooks are still believed."
    )
    heleket_api_url: str = Field("https://api.heleket.com/v1", description="Address of the API.")

    # MulenPay
    mulenpay_api_key: SecretStr | None = Field(
        None,
        description="API key; set it together with MULENPAY_SECRET_KEY and MULENPAY_SHOP_ID. In MulenPay's cabinet, the"
        " shop's callback URL is PUBLIC_URL/webhooks/pay/mulenpay.",
    )
    mulenpay_secret_key: SecretStr | None = Field(None, description="Secret key of the shop.")
    mulenpay_shop_id: int | None = Field(None, description="Shop id.")
    mulenpay_api_url: str = Field("https://mulenpay.ru/api/v2", description="Address of the API.")
    mulenpay_vat_code: int = Field(0, ge=0, le=10, description="VAT code of receipts; 0 is without VAT.")

    # Platega
    platega_merchant_id: str | None = Field(
        None,
        description="Merchant id; set it together with PLATEGA_SECRET. In Platega's cabinet, Settings → Callback URLs"
        " wants PUBLIC_URL/webhooks/pay/platega.",
    )
    platega_secret: SecretStr | None = Field(None, description="Secret of the merchant.")
    platega_api_url: str = Field("https://app.platega.io", description="Address of the API.")
    platega_method: int | None = Field(
        None, description="Way to pay: 2 is SBP, 10 and 11 are cards; empty leaves the choice to Platega's page."
    )
