"""What the WebSocket says: one recorded fact as the frames that a client knows.

A frame's `id` grows; it is the number that `last_event_id` takes.
"""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from core import events, money
from core.notifications.feed import News

Data = dict[str, Any]
PER_FACT = 10  # ids for the frames of one fact
ASKED_FOR: Final = frozenset({"access_ready"})  # the public description has six types; its clients hear of no other


def frame(frame_id: int, kind: str, data: Data, at: datetime) -> str:
    """One frame as it goes over the wire."""
    content = {"id": frame_id, "type": kind, "data": data, "timestamp": moment(at)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def frames(news: News, also: Collection[str] = ()) -> Iterator[tuple[int, str]]:
    """The frames of a fact, each with its id; of the `ASKED_FOR` ones those that the client has asked for."""
    for number, (kind, data) in enumerate(contents(news)):
        if kind in ASKED_FOR and kind not in also:
            continue
        frame_id = news.id * PER_FACT + number
        yield frame_id, frame(frame_id, kind, data, news.at)


def contents(news: News) -> list[tuple[str, Data]]:
    """Type and data of each frame of a fact."""
    tell = TELLERS.get(type(news.fact))
    items = tell(news, news.fact) if tell else []
    if isinstance(news.fact, MOVES_MONEY):
        items = [*items, ("balance_updated", _balance(news) | _amounts("balance", news.balance_kopeks))]
    return items


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _amounts(name: str, kopeks: int) -> Data:
    return {f"{name}_kopeks": kopeks, f"{name}_rubles": money.rubles(kopeks)}


def _balance(news: News) -> Data:
    return _amounts("new_balance", news.balance_kopeks)


def _paid(news: News, fact: events.PaymentSettled) -> list[tuple[str, Data]]:
    payment = news.payment
    return [
        (
            "payment_completed",
            _amounts("amount", fact.amount_kopeks)
            | _balance(news)
            | {
                "payment_id": str(payment.uuid) if payment else None,
                "payment_method": payment.method if payment else None,
            },
        )
    ]


def _renewed(news: News, fact: events.SubscriptionRenewed) -> list[tuple[str, Data]]:
    return _longer(news, fact.price_kopeks, automatic=fact.automatic)


def _extended(news: News, fact: events.SubscriptionExtended) -> list[tuple[str, Data]]:
    return _longer(news, 0, automatic=False)


def _longer(news: News, price_kopeks: int, *, automatic: bool) -> list[tuple[str, Data]]:
    subscription = news.subscription
    if subscription is None:
        return []
    content = {
        "subscription_id": subscription.id,
        "new_expires_at": moment(subscription.expires_at),
        "automatic": automatic,
    }
    return [("subscription_renewed", content | _amounts("amount_paid", price_kopeks))]


def _ready(news: News, fact: events.AccessReady) -> list[tuple[str, Data]]:
    return [("access_ready", {"subscription_id": fact.subscription_id})]


def _expiring(news: News, fact: events.SubscriptionExpiring) -> list[tuple[str, Data]]:
    subscription = news.subscription
    if subscription is None:
        return []
    return [
        (
            "subscription_expires_soon",
            {
                "subscription_id": subscription.id,
                "expires_at": moment(subscription.expires_at),
                "days_left": subscription.days_left(news.at),
                "autopay_enabled": subscription.autopay,
            },
        )
    ]


def _answered(news: News, fact: events.TicketMessageAdded) -> list[tuple[str, Data]]:
    if not fact.by_staff or news.message is None:
        return []
    return [
        ("ticket_reply", {"ticket_id": fact.ticket_id, "message_id": fact.message_id, "message": news.message.text})
    ]


def _earned(news: News, fact: events.ReferralRewarded) -> list[tuple[str, Data]]:
    return [
        (
            "referral_earned",
            _amounts("amount", fact.amount_kopeks) | _balance(news) | {"referral_user_id": fact.referred_id},
        )
    ]


TELLERS: Final[dict[type[events.Fact], Callable[[News, Any], list[tuple[str, Data]]]]] = {
    events.PaymentSettled: _paid,
    events.AccessReady: _ready,
    events.SubscriptionRenewed: _renewed,
    events.SubscriptionExtended: _extended,
    events.SubscriptionExpiring: _expiring,
    events.TicketMessageAdded: _answered,
    events.ReferralRewarded: _earned,
}
MOVES_MONEY: Final = (
    events.BalanceGranted,
    events.PaymentRefunded,
    events.PaymentSettled,
    events.PromocodeActivated,
    events.ReferralRewardReturned,
    events.ReferralRewarded,
    events.SubscriptionRenewed,
    events.SubscriptionStarted,
)
