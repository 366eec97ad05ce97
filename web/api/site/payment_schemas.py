"""The site's public schemas of paying: asking, invoices, payments. Amounts are kopeks; names are the contract's."""

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import AliasPath, Field

from core.money import MAX_KOPEKS
from core.payments.models import Payment as ShopPayment
from core.payments.queries import InvoiceState, Status, changed_at
from core.subscriptions.orders import Order
from core.users.models import User
from web.api.site.errors import CLIENT_ID_REQUIRED, INVALID_BODY, ApiError, required
from web.common.schemas import AsText, Moment, Schema, Text

PaymentStatus = Literal["pending", "succeeded", "canceled", "failed"]
INVOICE_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

# What the shop calls a payment's status, and what the contract does.
PUBLIC: Final[dict[str, PaymentStatus]] = {
    "pending": "pending",
    "review": "pending",
    "completed": "succeeded",
    "failed": "failed",
    "expired": "canceled",
    "dismissed": "canceled",
    "refunding": "canceled",
    "refunded": "canceled",
}
Method = Annotated[
    Text,
    Field(
        max_length=64,
        description="A way to pay, its vendor's name, or `balance`; by default the first to take the sum, Stars last.",
    ),
]
ReturnUrl = Annotated[
    Text,
    Field(max_length=2048, description="Where the customer goes after paying: an allowed origin or app scheme."),
]
TariffCode = Annotated[Text, Field(min_length=1, max_length=64, description="As `/tariffs` has it.")]
ClientId = Annotated[Text, Field(min_length=1, max_length=256, description="A key's `marzban_client_id` or UUID.")]


class NewPayment(Schema):
    """Which tariff, and how it is paid."""

    tariff_code: TariffCode
    payment_method: Method | None = None
    return_url: ReturnUrl | None = None


class Renewal(NewPayment):
    """Which key's subscription is to go on, and how that is paid."""

    client_id: ClientId


class TopUp(Schema):
    """Either a tariff for a key, as a renewal has it, or an amount for the balance."""

    tariff_code: TariffCode | None = None
    client_id: ClientId | None = None
    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_KOPEKS, description="Kopeks.")] | None = None
    payment_method: Method | None = None
    return_url: ReturnUrl | None = None

    def renewal(self) -> Renewal | None:
        """The tariff form, None for the amount's. Raises ApiError for neither, for half of one and for both."""
        if self.tariff_code is None and self.amount is None:
            raise ApiError(required("tariff_code"))
        if self.tariff_code is None:
            return None
        if self.amount is not None:
            raise ApiError(INVALID_BODY)
        if self.client_id is None:
            raise ApiError(CLIENT_ID_REQUIRED)
        return Renewal(**self.model_dump(exclude={"amount"}))


class PaymentResponse(Schema):
    """A payment that waits for its money at `payment_url`; `succeeded` for one made from the balance."""

    invoice_id: AsText = Field(validation_alias=AliasPath("invoice", "uuid"))
    payment_id: AsText = Field(validation_alias=AliasPath("payment", "uuid"))
    provider_payment_id: str = Field(description="The vendor's name for it; ours where it has none before it is paid.")
    payment_url: str = Field(validation_alias="url")
    status: PaymentStatus

    @classmethod
    def of(cls, order: Order) -> Self:
        vendor_id = order.payment.external_id or str(order.invoice.uuid)
        return cls.read(order, provider_payment_id=vendor_id, status=PUBLIC[order.payment.status])


class Invoice(Schema):
    """What is to be paid, and for what."""

    id: UUID = Field(validation_alias=AliasPath("invoice", "uuid"))
    user_id: UUID | None
    tariff_id: UUID | None
    amount: int = Field(validation_alias=AliasPath("invoice", "amount_kopeks"))
    currency: Literal["RUB"] = "RUB"
    status: Status
    external_id: str | None
    metadata: dict[str, Any]
    created_at: Moment = Field(validation_alias=AliasPath("invoice", "created_at"))
    updated_at: Moment

    @classmethod
    def of(cls, user: User, order: InvoiceState) -> Self:
        tariff, metadata = order.tariff, {"purpose": order.invoice.purpose}
        if tariff is not None:
            metadata |= {"tariff_code": tariff.public_code, "tariff_name": tariff.name}
        return cls.read(
            order,
            user_id=user.uuid,
            tariff_id=tariff.uuid if tariff else None,
            external_id=next((payment.external_id for payment in order.payments if payment.external_id), None),
            metadata=metadata,
        )


class Payment(Schema):
    """One attempt to pay an invoice. `raw_payload` holds no more of the vendor's words than is the payer's to know."""

    id: UUID = Field(validation_alias="uuid")
    invoice_id: UUID
    provider: str
    provider_payment_id: str
    amount: int
    currency: Literal["RUB"] = "RUB"
    status: PaymentStatus
    raw_payload: dict[str, Any] = Field(description="Status, whether it is paid, and what the vendor was asked for.")
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, order: InvoiceState, payment: ShopPayment) -> Self:
        terms = {"method": payment.method, "amount": payment.amount, "currency": payment.currency}
        return cls.read(
            payment,
            invoice_id=order.invoice.uuid,
            provider_payment_id=payment.external_id or str(order.invoice.uuid),
            amount=payment.credited_kopeks or order.invoice.amount_kopeks,
            currency="RUB",
            status=PUBLIC[payment.status],
            raw_payload={"status": payment.status, "paid": payment.status == "completed", **terms},
            updated_at=changed_at(payment),
        )


class PaymentShown(Schema):
    """An invoice with every attempt to pay it, oldest first."""

    invoice: Invoice
    payments: list[Payment]

    @classmethod
    def of(cls, user: User, order: InvoiceState) -> Self:
        return cls(invoice=Invoice.of(user, order), payments=[Payment.of(order, payment) for payment in order.payments])


class Received(Schema):
    """The webhook is kept, and need not come again."""

    status: Literal["ok"] = "ok"
