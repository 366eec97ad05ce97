"""The site's public shapes of paying: asking, invoices, payments. Amounts are kopeks; names are the contract's."""

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from core.money import MAX_KOPEKS
from core.payments.models import Payment as ShopPayment
from core.payments.queries import InvoiceState, Status, changed_at
from core.subscriptions.orders import Order
from core.users.models import User
from web.api.site.errors import CLIENT_ID_REQUIRED, INVALID_BODY, Refused, required
from web.api.site.schemas import USER_ID
from web.common.schemas import Moment, Text, example

PaymentStatus = Literal["pending", "succeeded", "canceled", "failed"]
INVOICE_ID, PAYMENT_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7", "2e3f89a4-5b6c-4d8e-9f0a-1b2c3d4e5f6a"
TARIFF_ID, VENDOR_ID = "9b2d7c1e-3f4a-4b5c-8d6e-7f8091a2b3c4", "2d8f1c3a-000f-5000-9000-1b2c3d4e5f6a"
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


class NewPayment(BaseModel):
    """Which tariff, and how it is paid."""

    tariff_code: TariffCode
    payment_method: Method | None = None
    return_url: ReturnUrl | None = None

    model_config = example(tariff_code="basic_month", return_url="https://my.site/paid")


class Renewal(NewPayment):
    """Which key's subscription is to go on, and how that is paid."""

    client_id: ClientId

    model_config = example(tariff_code="basic_month", client_id="k0001", return_url="https://my.site/paid")


class TopUp(BaseModel):
    """Either a tariff for a key, as a renewal has it, or an amount for the balance."""

    tariff_code: TariffCode | None = None
    client_id: ClientId | None = None
    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_KOPEKS, description="Kopeks.")] | None = None
    payment_method: Method | None = None
    return_url: ReturnUrl | None = None

    model_config = example(amount=50000, return_url="https://my.site/paid")

    def renewal(self) -> Renewal | None:
        """The tariff form, None for the amount's. Raises Refused for neither, for half of one and for both."""
        if self.tariff_code is None and self.amount is None:
            raise Refused(required("tariff_code"))
        if self.tariff_code is None:
            return None
        if self.amount is not None:
            raise Refused(INVALID_BODY)
        if self.client_id is None:
            raise Refused(CLIENT_ID_REQUIRED)
        return Renewal(
            tariff_code=self.tariff_code,
            client_id=self.client_id,
            payment_method=self.payment_method,
            return_url=self.return_url,
        )


class PaymentResponse(BaseModel):
    """A payment that waits for its money at `payment_url`; `succeeded` for one made from the balance."""

    invoice_id: str
    payment_id: str
    provider_payment_id: str = Field(description="The vendor's name for it; ours where it has none before it is paid.")
    payment_url: str
    status: PaymentStatus

    model_config = example(
        invoice_id=INVOICE_ID,
        payment_id=PAYMENT_ID,
        provider_payment_id=VENDOR_ID,
        payment_url="https://yoomoney.ru/checkout/payments/v2/contract?orderId=...",
        status="pending",
    )

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls(
            invoice_id=str(order.invoice.uuid),
            payment_id=str(order.payment.uuid),
            provider_payment_id=order.payment.external_id or str(order.invoice.uuid),
            payment_url=order.url,
            status=PUBLIC[order.payment.status],
        )


class Invoice(BaseModel):
    """What is to be paid, and for what."""

    id: UUID
    user_id: UUID | None
    tariff_id: UUID | None
    amount: int
    currency: Literal["RUB"] = "RUB"
    status: Status
    external_id: str | None
    metadata: dict[str, Any]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, user: User, found: InvoiceState) -> Self:
        metadata: dict[str, Any] = {"purpose": found.invoice.purpose}
        if found.tariff is not None:
            metadata |= {"tariff_code": found.tariff.public_code, "tariff_name": found.tariff.name}
        return cls(
            id=found.invoice.uuid,
            user_id=user.uuid,
            tariff_id=found.tariff.uuid if found.tariff else None,
            amount=found.invoice.amount_kopeks,
            status=found.status,
            external_id=next((payment.external_id for payment in found.payments if payment.external_id), None),
            metadata=metadata,
            created_at=found.invoice.created_at,
            updated_at=found.updated_at,
        )


class Payment(BaseModel):
    """One attempt to pay an invoice. `raw_payload` holds no more of the vendor's words than is the payer's to know."""

    id: UUID
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
    def of(cls, found: InvoiceState, payment: ShopPayment) -> Self:
        return cls(
            id=payment.uuid,
            invoice_id=found.invoice.uuid,
            provider=payment.provider,
            provider_payment_id=payment.external_id or str(found.invoice.uuid),
            amount=payment.credited_kopeks or found.invoice.amount_kopeks,
            status=PUBLIC[payment.status],
            raw_payload={
                "status": payment.status,
                "paid": payment.status == "completed",
                "method": payment.method,
                "amount": payment.amount,
                "currency": payment.currency,
            },
            created_at=payment.created_at,
            updated_at=changed_at(payment),
        )


class PaymentShown(BaseModel):
    """An invoice with every attempt to pay it, oldest first."""

    invoice: Invoice
    payments: list[Payment]

    model_config = example(
        invoice={
            "id": INVOICE_ID,
            "user_id": USER_ID,
            "tariff_id": TARIFF_ID,
            "amount": 29900,
            "currency": "RUB",
            "status": "paid",
            "external_id": VENDOR_ID,
            "metadata": {"purpose": "purchase", "tariff_code": "basic_month", "tariff_name": "Month"},
            "created_at": "2024-01-01T00:00:00Z",
            "updated_at": "2024-01-01T00:01:00Z",
        },
        payments=[
            {
                "id": PAYMENT_ID,
                "invoice_id": INVOICE_ID,
                "provider": "yookassa",
                "provider_payment_id": VENDOR_ID,
                "amount": 29900,
                "currency": "RUB",
                "status": "succeeded",
                "raw_payload": {
                    "status": "completed",
                    "paid": True,
                    "method": "YOOKASSA_SBP",
                    "amount": 29900,
                    "currency": "RUB",
                },
                "created_at": "2024-01-01T00:00:00Z",
                "updated_at": "2024-01-01T00:01:00Z",
            }
        ],
    )

    @classmethod
    def of(cls, user: User, found: InvoiceState) -> Self:
        return cls(invoice=Invoice.of(user, found), payments=[Payment.of(found, payment) for payment in found.payments])


class Received(BaseModel):
    """The webhook is kept, and need not come again."""

    status: Literal["ok"] = "ok"
