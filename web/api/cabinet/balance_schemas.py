"""Public shapes of the balance: its history and the ways to pay."""

from importlib.resources import files
from typing import Final, Literal, Self

from pydantic import BaseModel, Field

from core import money
from core.i18n import MissingText
from core.ledger import Kind
from core.payments import saved_methods
from core.payments.checkout import Offer
from core.payments.queries import Transaction as Entry
from core.shop import Shop
from web.common.deps import plain
from web.common.paging import Page
from web.common.schemas import Moment, example

TransactionType = Literal[
    "PAYMENT_COMPLETED",
    "SUBSCRIPTION_PURCHASE",
    "SUBSCRIPTION_RENEWAL",
    "REFERRAL_EARNING",
    "WITHDRAWAL",
    "BONUS",
    "REFUND",
]
# Each type with the ledger's kinds; the shop pays nothing out yet.
KINDS: Final[dict[TransactionType, tuple[Kind, ...]]] = {
    "PAYMENT_COMPLETED": ("top_up",),
    "SUBSCRIPTION_PURCHASE": ("purchase",),
    "SUBSCRIPTION_RENEWAL": ("renewal",),
    "REFERRAL_EARNING": ("referral_reward", "referral_clawback"),
    "WITHDRAWAL": (),
    "BONUS": ("grant", "promocode", "campaign"),
    "REFUND": ("refund",),
}
TYPES: Final[dict[Kind, TransactionType]] = {kind: name for name, kinds in KINDS.items() for kind in kinds}
ICONS: Final = {icon.name for icon in (files("web") / "static" / "media" / "payment-icons").iterdir()}


class Balance(BaseModel):
    """The money on a balance."""

    balance_kopeks: int
    balance_rubles: float

    model_config = example(balance_kopeks=15050, balance_rubles=150.50)

    @classmethod
    def of(cls, kopeks: int) -> Self:
        return cls(balance_kopeks=kopeks, balance_rubles=money.rubles(kopeks))


class Transaction(BaseModel):
    """One change of a balance; debits are negative."""

    id: int
    type: TransactionType
    amount_kopeks: int
    amount_rubles: float
    description: str
    created_at: Moment
    payment_method: str | None

    @classmethod
    def of(cls, shop: Shop, language: str, entry: Entry) -> Self:
        return cls(
            id=entry.id,
            type=TYPES[entry.kind],
            amount_kopeks=entry.amount_kopeks,
            amount_rubles=money.rubles(entry.amount_kopeks),
            description=plain(
                shop, f"cabinet-entry-{entry.kind.replace('_', '-')}", language, name=entry.note or "\u2014"
            ),
            created_at=entry.created_at,
            payment_method=entry.method,
        )


class Transactions(Page):
    """A page of transactions, newest first."""

    items: list[Transaction]

    model_config = example(
        items=[
            {
                "id": 123,
                "type": "PAYMENT_COMPLETED",
                "amount_kopeks": 50000,
                "amount_rubles": 500.00,
                "description": "Top-up",
                "created_at": "2024-01-15T10:30:00Z",
                "payment_method": "YOOKASSA_SBP",
            },
            {
                "id": 122,
                "type": "SUBSCRIPTION_PURCHASE",
                "amount_kopeks": -29900,
                "amount_rubles": -299.00,
                "description": "Subscription",
                "created_at": "2024-01-14T15:20:00Z",
                "payment_method": None,
            },
        ],
        total=45,
        page=1,
        per_page=20,
        pages=3,
    )


class PaymentMethod(BaseModel):
    """A way to pay: a button."""

    id: str
    name: str
    enabled: bool
    min_amount_kopeks: int
    min_amount_rubles: float
    max_amount_kopeks: int | None
    max_amount_rubles: float | None
    currencies: list[str]
    icon_url: str
    description: str
    can_be_saved: bool = Field(False, description="Whether `save_method` of a top-up is possible.")

    @classmethod
    def of(cls, shop: Shop, language: str, offer: Offer) -> Self:
        name, description = _texts(shop, language, offer.id)
        icon = f"{offer.id.lower()}.svg"
        return cls(
            id=offer.id,
            name=name,
            enabled=True,
            min_amount_kopeks=offer.min_kopeks,
            min_amount_rubles=money.rubles(offer.min_kopeks),
            max_amount_kopeks=offer.max_kopeks,
            max_amount_rubles=None if offer.max_kopeks is None else money.rubles(offer.max_kopeks),
            currencies=[offer.currency],
            icon_url=f"/media/payment-icons/{icon if icon in ICONS else 'other.svg'}",
            description=description,
            can_be_saved=saved_methods.can_be_saved(shop, offer.id),
        )


class PaymentMethods(BaseModel):
    """Every way to pay that there is now."""

    methods: list[PaymentMethod]

    model_config = example(
        methods=[
            {
                "id": "YOOKASSA_SBP",
                "name": "YooKassa SBP",
                "enabled": True,
                "min_amount_kopeks": 10000,
                "min_amount_rubles": 100.00,
                "max_amount_kopeks": None,
                "max_amount_rubles": None,
                "currencies": ["RUB"],
                "icon_url": "/media/payment-icons/yookassa_sbp.svg",
                "description": "From any bank's app by SBP",
            }
        ]
    )


def _texts(shop: Shop, language: str, method: str) -> tuple[str, str]:
    """Name and description of a button; a vendor whose texts nobody has written yet is called by its id."""
    key = method.lower().replace("_", "-")
    try:
        return (
            plain(shop, f"cabinet-method-{key}", language),
            plain(shop, f"cabinet-about-{key}", language),
        )
    except MissingText:
        name = method.replace("_", " ").title()
        return name, plain(shop, "cabinet-about-other", language, name=name)
