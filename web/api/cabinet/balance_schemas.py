"""Public schemas of the balance: its history and the ways to pay."""

from html import unescape
from importlib.resources import files
from typing import Final, Literal, Self

from pydantic import Field

from core.config.methods import ICONS as OWN_ICONS
from core.ledger import Kind
from core.payments import methods, saved_methods
from core.payments.checkout import Offer
from core.payments.queries import Transaction as Entry
from core.shop import Shop
from web.common.deps import plain
from web.common.paging import Page
from web.common.schemas import InRubles, Moment, Schema

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


class Balance(Schema):
    """The money on a balance."""

    balance_kopeks: int
    balance_rubles: InRubles = Field(validation_alias="balance_kopeks")


class Transaction(Schema):
    """One change of a balance; debits are negative."""

    id: int
    type: TransactionType
    amount_kopeks: int
    amount_rubles: InRubles = Field(validation_alias="amount_kopeks")
    description: str
    created_at: Moment
    payment_method: str | None = Field(validation_alias="method")

    @classmethod
    def of(cls, shop: Shop, language: str, entry: Entry) -> Self:
        key = f"cabinet-entry-{entry.kind.replace('_', '-')}"
        description = plain(shop, key, language, name=entry.note or "\u2014")
        return cls.read(entry, type=TYPES[entry.kind], description=description)


class Transactions(Page):
    """A page of transactions, newest first."""

    items: list[Transaction]


class PaymentMethod(Schema):
    """A way to pay: a button."""

    id: str
    name: str
    enabled: bool
    min_amount_kopeks: int = Field(validation_alias="min_kopeks")
    min_amount_rubles: InRubles = Field(validation_alias="min_kopeks")
    max_amount_kopeks: int | None = Field(validation_alias="max_kopeks")
    max_amount_rubles: InRubles | None = Field(validation_alias="max_kopeks")
    currencies: list[str]
    icon_url: str
    description: str
    can_be_saved: bool = Field(False, description="Whether `save_method` of a top-up is possible.")

    @classmethod
    def of(cls, shop: Shop, language: str, offer: Offer) -> Self:
        chosen = methods.options(shop, offer.id).icon
        icon = f"{chosen if chosen in OWN_ICONS else offer.id.lower()}.svg"
        return cls.read(
            offer,
            name=unescape(methods.label(shop, language, offer.id)),
            enabled=True,
            currencies=[offer.currency],
            icon_url=f"/media/payment-icons/{icon if icon in ICONS else 'other.svg'}",
            description=unescape(methods.description(shop, language, offer.id)),
            can_be_saved=saved_methods.can_be_saved(shop, offer.id),
        )


class PaymentMethods(Schema):
    """Every way to pay that there is now."""

    methods: list[PaymentMethod]
