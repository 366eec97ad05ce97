"""Billing of one key: how its subscription stands, and what happened to it and its owner's payments.

Nothing is kept for it: the events are the recorded facts (`core/events.py`, 180 days of them) and the payments that
came to nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core import db
from core.subscriptions.models import TRIAL, Key
from core.users.models import User

EventType = Literal[
    "payment_received",
    "payment_succeeded",
    "payment_failed",
    "renewed",
    "expired",
    "suspended",
    "resumed",
    "trial_started",
    "refunded",
    "auto_renew_failed",
]
LATEST = 10
NUMBERS = ("amount_kopeks", "price_kopeks", "required_kopeks", "days", "traffic_bytes", "automatic")
FAILED = "failed"  # stands for a payment that came to nothing: no fact is recorded of it

# What each fact is called, and why it happened where that is worth a word.
CALLED: Mapping[str, Callable[[dict[str, Any]], tuple[EventType, str | None]]] = {
    "PaymentSettled": lambda data: ("payment_succeeded", data["purpose"]),
    "PaymentLeftOnBalance": lambda data: ("payment_received", data["reason"]),
    "PaymentDoubted": lambda _: ("payment_received", "under review"),
    "PaymentRefunded": lambda _: ("refunded", None),
    "SubscriptionStarted": lambda data: ("trial_started", None) if data["kind"] == TRIAL else ("renewed", "started"),
    "SubscriptionRenewed": lambda data: ("renewed", "autopay" if data["automatic"] else "paid"),
    "SubscriptionExtended": lambda _: ("renewed", "given"),
    "SubscriptionExpired": lambda _: ("expired", None),
    "SubscriptionSuspended": lambda data: ("suspended", data["reason"]),
    "SubscriptionResumed": lambda _: ("resumed", None),
    "AutopayFailed": lambda _: ("auto_renew_failed", None),
    FAILED: lambda _: ("payment_failed", None),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` are the fact's numbers, and no more of it."""

    id: str
    payment: UUID | None
    type: EventType
    reason: str | None
    data: Mapping[str, int | bool]
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """How a key's billing stands: its owner's last completed payment, and the latest events, newest first."""

    last_payment: UUID | None
    events: Sequence[Event]

    def updated_at(self, key: Key) -> datetime:
        """When anything about it changed last."""
        return max([key.own_subscription.created_at, *(event.at for event in self.events)])


async def account(user: User, key: Key) -> Account:
    """The billing of a person's key, by one statement."""
    payment_id, subscription_id = db.number_in("f.data", "payment_id"), db.number_in("f.data", "subscription_id")
    names = ", ".join(f"'{name}'" for name in CALLED)
    rows = await db.fetch(
        "SELECT last.uuid AS last_payment, e.id, e.name, e.data, e.at, e.payment FROM (SELECT 1 AS one) AS whoever"  # noqa: S608 - constants only
        " LEFT JOIN (SELECT uuid FROM payments WHERE user_id = $1 AND status = 'completed'"
        " ORDER BY settled_at DESC, id DESC LIMIT 1) AS last ON TRUE"
        " LEFT JOIN (SELECT f.id, f.name, f.data, f.at, p.uuid AS payment FROM facts f"
        f" LEFT JOIN payments p ON p.id = {payment_id} AND p.user_id = f.user_id"
        f" WHERE f.user_id = $1 AND f.name IN ({names}) AND coalesce({subscription_id}, $2) = $2"
        " UNION ALL SELECT 0, $3, NULL, p.created_at, p.uuid FROM payments p"
        " WHERE p.user_id = $1 AND p.status IN ('failed', 'dismissed')"
        f" ORDER BY 4 DESC, 1 DESC LIMIT {LATEST}) AS e ON TRUE ORDER BY e.at DESC, e.id DESC",
        user.id,
        key.subscription_id,
        FAILED,
    )
    last = rows[0]["last_payment"]
    return Account(UUID(str(last)) if last else None, [_event(row) for row in rows if row["name"] is not None])


def _event(row: Any) -> Event:
    data = db.from_json(row["data"]) or {}
    payment = UUID(str(row["payment"])) if row["payment"] else None
    kind, reason = CALLED[row["name"]](data)
    return Event(
        id=str(row["id"] or payment),
        payment=payment,
        type=kind,
        reason=reason,
        data={name: data[name] for name in NUMBERS if name in data},
        at=db.as_moment(row["at"]),
    )
