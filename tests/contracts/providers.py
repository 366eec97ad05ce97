"""The payment providers that the contract is run over: one entry each, saying what is particular about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.payment_providers import PaymentProvider
from core.payment_providers.cryptobot import CryptoBot
from core.payment_providers.heleket import Heleket
from core.payment_providers.mulenpay import MulenPay
from core.payment_providers.platega import Platega
from core.payment_providers.tribute import Tribute
from core.payment_providers.yookassa import YooKassa


@dataclass(frozen=True)
class Case:
    """One adapter and its simulator.

    `make` builds the adapter from the API's address, the secrets shared with the simulator and a timeout. `said_*` is
    how the simulator's answer to a look-up writes the amount 500.00 and that it is paid, to be garbled by faults.
    """

    name: str
    secrets: Mapping[str, str]
    make: Callable[[str, Mapping[str, str], float], PaymentProvider]
    method: str
    said_amount: str
    said_paid: str
    said_currency: str = '"RUB"'
    currency: str = "RUB"
    fields: Mapping[str, str] = field(default_factory=dict)  # its names of "id", "amount" … where they differ
    idempotent: bool = False  # asking again with the same bill gives the same payment
    signed: bool = False  # a webhook proves who sent it
    pays_twice: bool = True  # the customer can pay the same invoice a second time
    saves: bool = False  # it can remember a way to pay and charge it later
    test_secrets: Mapping[str, str] | None = None  # of a test merchant, where payments say that they are tests

    def __str__(self) -> str:
        return self.name

    @property
    def gives_back(self) -> bool:
        """Whether money can be given back through this adapter."""
        return self.make("http://127.0.0.1:1", self.secrets, 1.0).refunds != "none"


CASES = (
    Case(
        name="yookassa",
        secrets={"shop_id": "123456", "secret_key": "live_contract-yookassa"},
        make=lambda url, s, timeout: YooKassa(
            s["shop_id"], s["secret_key"], base_url=url, timeout=timeout, save_methods=True
        ),
        method="YOOKASSA_SBP",
        said_amount='"500.00"',
        said_paid='"succeeded"',
        idempotent=True,
        saves=True,
        test_secrets={"shop_id": "123456", "secret_key": "test_contract-yookassa"},
    ),
    Case(
        name="mulenpay",
        secrets={"api_key": "contract-mulenpay-key", "secret_key": "contract-mulenpay-secret", "shop_id": "5"},
        make=lambda url, s, timeout: MulenPay(
            s["api_key"], s["secret_key"], int(s["shop_id"]), base_url=url, timeout=timeout
        ),
        method="MULENPAY_SBP",
        said_amount='"500.00"',
        said_paid='"status":3',
        said_currency='"rub"',
    ),
    Case(
        name="platega",
        secrets={"merchant_id": "contract-platega-merchant", "secret": "contract-platega-secret"},
        make=lambda url, s, timeout: Platega(s["merchant_id"], s["secret"], base_url=url, timeout=timeout),
        method="PLATEGA",
        said_amount="500.0",
        said_paid='"CONFIRMED"',
    ),
    Case(
        name="cryptobot",
        secrets={"token": "12345:contract-cryptobot-token"},
        make=lambda url, s, timeout: CryptoBot(s["token"], base_url=url, timeout=timeout),
        method="CRYPTOBOT",
        said_amount='"500.00"',
        said_paid='"paid"',
        signed=True,
        fields={"currency": "fiat", "id": "invoice_id"},
    ),
    Case(
        name="tribute",
        secrets={"api_key": "contract-tribute-api-key"},
        make=lambda url, s, timeout: Tribute(s["api_key"], base_url=url, timeout=timeout),
        method="TRIBUTE",
        said_amount="50000",
        said_paid='"paid"',
        said_currency='"rub"',
        signed=True,
        fields={"id": "uuid"},
    ),
    Case(
        name="heleket",
        secrets={"merchant_id": "contract-heleket-merchant", "api_key": "contract-heleket-payment-key"},
        make=lambda url, s, timeout: Heleket(s["merchant_id"], s["api_key"], base_url=url, timeout=timeout),
        method="HELEKET",
        said_amount='"500.00"',
        said_paid='"paid"',
        idempotent=True,
        signed=True,
        fields={"id": "uuid", "status": "status payment_status"},
    ),
)
