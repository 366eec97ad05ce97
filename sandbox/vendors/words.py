"""What the payment page says, in both languages, and which buttons it shows when."""

from collections.abc import Mapping

PENDING_ACTS = ("pay", "cancel", "pay_twice", "pay_less", "late")

ACTS: Mapping[str, tuple[str, ...]] = {
    "pending": PENDING_ACTS,
    "paid": ("resend", "refund"),
    "refunded": ("resend",),
    "canceled": ("resend",),
    "expired": ("resend",),
}
"""Buttons by the bill's status, the usual one first."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "language": "ru",
        "title": "Оплата",
        "sandbox": "Песочница: деньги ненастоящие",
        "order": "Назначение",
        "number": "Номер платежа",
        "reference": "Счёт магазина",
        "method": "Способ",
        "status-pending": "Ожидает оплаты",
        "status-paid": "Оплачено",
        "status-canceled": "Отменено",
        "status-expired": "Время вышло",
        "status-refunded": "Деньги возвращены",
        "pay": "Оплатить",
        "cancel": "Отменить",
        "pay_twice": "Заплатить дважды",
        "pay_less": "Заплатить меньше",
        "late": "Сообщить с опозданием",
        "resend": "Отправить уведомление ещё раз",
        "refund": "Вернуть деньги",
        "tricks": "Что ещё бывает",
        "back": "Вернуться в магазин",
        "webhooks": "Уведомления магазину",
        "silent": "магазин ещё не ответил",
    },
    "en": {
        "language": "en",
        "title": "Payment",
        "sandbox": "Sandbox: no real money",
        "order": "For",
        "number": "Payment",
        "reference": "Shop's invoice",
        "method": "Method",
        "status-pending": "Waiting for payment",
        "status-paid": "Paid",
        "status-canceled": "Canceled",
        "status-expired": "Expired",
        "status-refunded": "Refunded",
        "pay": "Pay",
        "cancel": "Cancel",
        "pay_twice": "Pay twice",
        "pay_less": "Pay too little",
        "late": "Send late",
        "resend": "Send webhook again",
        "refund": "Refund",
        "tricks": "What else happens",
        "back": "Back to the shop",
        "webhooks": "Webhooks to the shop",
        "silent": "no answer yet",
    },
}
