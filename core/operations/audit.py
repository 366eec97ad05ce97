"""The audit: what has happened in the shop, as events that operators read.

Every recorded fact (`core/outbox.py`) is one event. This module says of each class of facts what kind of event it is;
facts hold no secrets, so events do not either. Facts are kept for `outbox.KEPT`.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from core import db, events
from core.events import Fact
from core.shop import Shop

INFO, WARN, ERROR = SEVERITIES = ("INFO", "WARN", "ERROR")
UNKNOWN: Final = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of event a fact is; `target` is the name of the fact's field that says what it happened to."""

    type: str
    action: str
    severity: str = INFO
    service: str = "shop"
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `details` are the fact's own fields."""

    id: int
    at: datetime
    kind: Kind
    user_id: int | None
    target: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: those since a moment, of a type, a severity and a service where these are named."""

    since: datetime
    type: str | None = None
    severity: str | None = None
    service: str | None = None

    def takes(self, kind: Kind) -> bool:
        named = ((self.type, kind.type), (self.severity, kind.severity), (self.service, kind.service))
        return all(choice is None or choice.lower() == value.lower() for choice, value in named)


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many events there are in all, and by each property."""

    total: int
    by_type: dict[str, int]
    by_severity: dict[str, int]
    by_service: dict[str, int]


# Of a few facts the kind depends on a field as well: see `VARIANTS`.
KINDS: Final[dict[type[Fact], Kind]] = {
    events.UserRegistered: Kind("AUTH", "registered"),
    events.UserBlocked: Kind("AUTH", "blocked", WARN),
    events.UserUnblocked: Kind("AUTH", "unblocked"),
    events.EmailVerificationAsked: Kind("AUTH", "email_verification"),
    events.PasswordResetAsked: Kind("AUTH", "password_reset"),
    events.PasswordChanged: Kind("AUTH", "password_changed", WARN),
    events.PaymentSettled: Kind("PAYMENT", "settled", service="payments", target="payment_id"),
    events.PaymentLeftOnBalance: Kind("PAYMENT", "left_on_balance", WARN, "payments", "payment_id"),
    events.PaymentRefunded: Kind("PAYMENT", "refunded", WARN, "payments", "payment_id"),
    events.PaymentRefundAsked: Kind("PAYMENT", "refund_asked", WARN, "payments", "payment_id"),
    events.PaymentDoubted: Kind("PAYMENT", "doubted", ERROR, "payments", "payment_id"),
    events.PaymentReviewed: Kind("PAYMENT", "reviewed", WARN, "payments", "payment_id"),
    events.PaymentReversed: Kind("PAYMENT", "reversed", ERROR, "payments", "payment_id"),
    events.PaymentsTroubled: Kind("PAYMENT", "troubled", ERROR, "payments", "provider"),
    events.VendorSilent: Kind("PAYMENT", "vendor_silent", ERROR, "payments", "provider"),
    events.VendorAnswers: Kind("PAYMENT", "vendor_answers", WARN, "payments", "provider"),
    events.BalanceGranted: Kind("PAYMENT", "balance_granted", service="payments"),
    events.ReferralRewarded: Kind("PAYMENT", "referral_rewarded", service="payments", target="referred_id"),
    events.ReferralRewardReturned: Kind("PAYMENT", "referral_returned", WARN, "payments", "referred_id"),
    events.MethodSaved: Kind("PAYMENT", "method_saved", service="payments", target="method_id"),
    events.ChargeAhead: Kind("PAYMENT", "charge_ahead", service="payments", target="subscription_id"),
    events.ChargeRefused: Kind("PAYMENT", "charge_refused", WARN, "payments", "subscription_id"),
    events.SubscriptionStarted: Kind("SUBSCRIPTION", "started", target="subscription_id"),
    events.SubscriptionRenewed: Kind("SUBSCRIPTION", "renewed", target="subscription_id"),
    events.SubscriptionExtended: Kind("SUBSCRIPTION", "extended", target="subscription_id"),
    events.SubscriptionExpiring: Kind("SUBSCRIPTION", "expiring", target="subscription_id"),
    events.SubscriptionExpired: Kind("SUBSCRIPTION", "expired", target="subscription_id"),
    events.SubscriptionReopened: Kind("SUBSCRIPTION", "reopened", WARN, target="subscription_id"),
    events.SubscriptionsReopened: Kind("SUBSCRIPTION", "reopened_together", WARN),
    events.SubscriptionSuspended: Kind("SUBSCRIPTION", "suspended", WARN, target="subscription_id"),
    events.SubscriptionResumed: Kind("SUBSCRIPTION", "resumed", target="subscription_id"),
    events.AutopayFailed: Kind("SUBSCRIPTION", "autopay_failed", WARN, target="subscription_id"),
    events.AccessReady: Kind("SUBSCRIPTION", "access_ready", target="subscription_id"),
    events.LinkReissued: Kind("SUBSCRIPTION", "link_reissued", WARN, target="subscription_id"),
    events.PromocodeActivated: Kind("SUBSCRIPTION", "promocode_activated", target="promocode_id"),
    events.TicketOpened: Kind("TICKET", "opened", service="bot", target="ticket_id"),
    events.TicketMessageAdded: Kind("TICKET", "message_added", service="bot", target="ticket_id"),
    events.TicketClosed: Kind("TICKET", "closed", service="bot", target="ticket_id"),
    events.BroadcastStarted: Kind("BROADCAST", "started", service="bot", target="broadcast_id"),
    events.BroadcastFinished: Kind("BROADCAST", "finished", service="bot", target="broadcast_id"),
    events.BroadcastCancelled: Kind("BROADCAST", "cancelled", WARN, "bot", "broadcast_id"),
    events.TariffChanged: Kind("SHOP", "tariff_changed", target="tariff_id"),
    events.PromocodeChanged: Kind("SHOP", "promocode_changed", target="promocode_id"),
    events.CampaignMade: Kind("SHOP", "campaign_made", target="campaign_id"),
    events.ServerChanged: Kind("NODE", "changed", service="panel", target="server_id"),
    events.PanelTroubled: Kind("SERVICE_HEALTH", "service_down", ERROR, "panel", "server_id"),
    events.PanelRecovered: Kind("SERVICE_HEALTH", "service_up", service="panel", target="server_id"),
    events.KeysMoved: Kind("NODE", "keys_moved", WARN, "panel", "server_id"),
    events.AccountsTakenOver: Kind("NODE", "accounts_taken_over", service="panel", target="server_id"),
    events.KeyMade: Kind("USER", "add", service="xray", target="key_id"),
    events.KeyRevoked: Kind("USER", "delete", WARN, "xray", "key_id"),
    events.KeyChanged: Kind("USER", "update", service="xray", target="key_id"),
    events.EngineTroubled: Kind("SERVICE_HEALTH", "service_down", ERROR, "xray", "server_id"),
    events.EngineRecovered: Kind("SERVICE_HEALTH", "service_up", service="xray", target="server_id"),
    events.EngineRestarted: Kind("XRAY", "restart", WARN, "xray"),
    events.ApiKeyMade: Kind("AUTH", "api_key_made", WARN, target="api_key_id"),
    events.ApiKeyRevoked: Kind("AUTH", "api_key_revoked", WARN, target="api_key_id"),
    events.BackupMade: Kind("SYSTEM", "backup_created", target="name"),
    events.BackupFailed: Kind("SYSTEM", "backup_failed", ERROR),
    events.BackupDeleted: Kind("SYSTEM", "backup_deleted", WARN, target="name"),
    events.BackupRestored: Kind("SYSTEM", "backup_restored", WARN, target="name"),
    events.BackupRestoreAsked: Kind("SYSTEM", "backup_restore_asked", WARN, "ui", "name"),
    events.BackupRestoreFailed: Kind("SYSTEM", "backup_restore_failed", ERROR, target="name"),
    events.RestartAsked: Kind("SYSTEM", "restart_ui", WARN, "ui", "service"),
    events.SettingsSaved: Kind("SETTINGS", "saved", service="ui", target="names"),
    events.CollectorToggled: Kind("COLLECTOR", "toggle", WARN, "collector"),
    events.CollectorRun: Kind("COLLECTOR", "manual_run_completed", service="collector", target="day"),
    events.ReactionsStuck: Kind("SERVICE_HEALTH", "service_down", ERROR, "outbox"),
    events.ReactionsRecovered: Kind("SERVICE_HEALTH", "service_up", service="outbox"),
    events.ReactionsRepeated: Kind("SYSTEM", "reactions_repeated", service="outbox"),
    events.ReactionDropped: Kind("SYSTEM", "reaction_dropped", WARN, "outbox", "fact_id"),
    events.ClockJumped: Kind("SERVICE_HEALTH", "clock_jumped", ERROR),
    events.ClockSettled: Kind("SERVICE_HEALTH", "clock_settled"),
    events.ChecksRun: Kind("SYSTEM", "checks_run", service="ui"),
}
# (fact, the text of its field `what` or `ok`) -> the kind it has then. SQLite writes truth as a number.
VARIANTS: Final[dict[tuple[type[Fact], str], Kind]] = {
    (events.KeyChanged, "made"): Kind("USER", "add", INFO, "xray", "key_id"),
    (events.KeyChanged, "removed"): Kind("USER", "delete", WARN, "xray", "key_id"),
    (events.KeyChanged, "rotated"): Kind("USER", "kick", WARN, "xray", "key_id"),
    (events.KeyChanged, "renamed"): Kind("USER", "update_alias", INFO, "xray", "key_id"),
    (events.KeyChanged, "moved"): Kind("USER", "move", WARN, "xray", "key_id"),
    (events.EngineTroubled, "account_refused"): Kind("USER", "refused", ERROR, "xray", "server_id"),
    (events.EngineTroubled, "settings_refused"): Kind("XRAY", "settings_refused", ERROR, "xray", "server_id"),
    (events.EngineRecovered, "settings_refused"): Kind("XRAY", "settings_applied", INFO, "xray", "server_id"),
    **{
        (fact, what): Kind("SERVICE_HEALTH", action, severity, service, "server_id")
        for what, service in (("target_down", "reality"), ("target_unfit", "reality"), ("key_ports", "key-ports"))
        for fact, action, severity in (
            (events.EngineTroubled, "service_down", ERROR),
            (events.EngineRecovered, "service_up", INFO),
        )
    },
    (events.EngineRestarted, "false"): Kind("XRAY", "restart", ERROR, "xray"),
    (events.EngineRestarted, "0"): Kind("XRAY", "restart", ERROR, "xray"),
}
BY_NAME: Final = {fact.__name__: kind for fact, kind in KINDS.items()}
VARIANTS_BY_NAME: Final = {(fact.__name__, variant): kind for (fact, variant), kind in VARIANTS.items()}
DEPENDENT: Final = sorted({name for name, _ in VARIANTS_BY_NAME})


async def query(shop: Shop, selection: Wanted, limit: int) -> tuple[list[Event], int]:
    """The newest events of those that are wanted, and how many there are of them in all; two statements."""
    counted = await _counted(selection)
    if not counted:
        return [], 0
    condition, params = _chosen(list(counted))
    rows = await db.fetch(
        f"SELECT id, name, user_id, data, at, {_variant()} AS variant FROM facts"  # noqa: S608 - placeholders only
        f" WHERE at >= $1 AND ({condition}) ORDER BY at DESC, id DESC LIMIT $2",
        selection.since,
        limit,
        *params,
    )
    return [_event(row) for row in rows], sum(counted.values())


async def statistics(shop: Shop, selection: Wanted) -> Statistics:
    """Numbers of the events that are wanted, by one statement."""
    by_type: Counter[str] = Counter()
    by_severity: Counter[str] = Counter()
    by_service: Counter[str] = Counter()
    for (name, variant), count in (await _counted(selection)).items():
        kind = kind_of(name, variant)
        by_type[kind.type] += count
        by_severity[kind.severity] += count
        by_service[kind.service] += count
    return Statistics(by_type.total(), dict(by_type), dict(by_severity), dict(by_service))


def since(shop: Shop, hours: int) -> datetime:
    """The moment so many hours ago."""
    return shop.now() - timedelta(hours=hours)


def kind_of(name: str, variant: str | None = None) -> Kind:
    """The kind of a fact by its name; one of a newer version is unknown."""
    kind = VARIANTS_BY_NAME.get((name, (variant or "").lower()))
    return kind or BY_NAME.get(name) or Kind(UNKNOWN, name, INFO, UNKNOWN)


async def _counted(selection: Wanted) -> dict[tuple[str, str], int]:
    """How many there are of each name and variant, as far as their kind is wanted."""
    rows = await db.fetch(
        f"SELECT name, {_variant()} AS variant, count(*) AS n FROM facts WHERE at >= $1 GROUP BY 1, 2",  # noqa: S608
        selection.since,
    )
    counts = {(row["name"], row["variant"]): int(row["n"]) for row in rows}
    return {key: count for key, count in counts.items() if selection.takes(kind_of(*key))}


def _variant() -> str:
    """SQL for the field that a kind may depend on, "" for facts that have none such."""
    names = ", ".join(f"'{name}'" for name in DEPENDENT)  # class names of ours
    if db.is_postgres():
        field = "coalesce(data->>'what', data->>'ok', '')"
    else:
        field = "CAST(coalesce(json_extract(data, '$.what'), json_extract(data, '$.ok'), '') AS text)"
    return f"CASE WHEN name IN ({names}) THEN {field} ELSE '' END"


def _chosen(keys: Collection[tuple[str, str]]) -> tuple[str, Sequence[str]]:
    """SQL for these names and variants, from $3 on."""
    params: list[str] = []
    parts = []
    for name, variant in keys:
        parts.append(f"(name = ${len(params) + 3} AND {_variant()} = ${len(params) + 4})")
        params += [name, variant]
    return " OR ".join(parts), params


def _event(row: Any) -> Event:
    data = dict(db.from_json(row["data"]))
    data.pop("user_id", None)
    kind = kind_of(row["name"], row["variant"])
    target = data.get(kind.target) if kind.target else None
    return Event(
        id=row["id"],
        at=db.as_moment(row["at"]),
        kind=kind,
        user_id=row["user_id"],
        target=None if target is None else str(target),
        details=data,
    )
