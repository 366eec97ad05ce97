"""The catalogue of everything that happens in the shop.

A fact is recorded inside the transaction that made it true (`Shop.record`) and is never changed. What follows from it
is in `core/wiring.py`. Every fact belongs to a user where there is one (`user_id`), holds only numbers, flags and short
texts, and never a secret.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. `user_id` is None for facts about the installation itself."""

    user_id: int | None

    def data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class UserRegistered(Fact):
    referrer_id: int | None
    campaign_id: int | None


@dataclass(frozen=True, slots=True)
class UserBlocked(Fact):
    by: str


@dataclass(frozen=True, slots=True)
class UserUnblocked(Fact):
    by: str


@dataclass(frozen=True, slots=True)
class EmailVerificationAsked(Fact):
    """The person has to read an e-mail before the address counts as theirs."""


@dataclass(frozen=True, slots=True)
class PasswordResetAsked(Fact):
    """Somebody wants a new password; `user_id` is None where there is no such address, and nothing follows."""


@dataclass(frozen=True, slots=True)
class PasswordChanged(Fact):
    """Whoever reads the account's mail has chosen its password."""


@dataclass(frozen=True, slots=True)
class PaymentSettled(Fact):
    """Money from outside is on the user's balance, and whatever the payment was for has been done with it."""

    payment_id: int
    amount_kopeks: int
    purpose: str


@dataclass(frozen=True, slots=True)
class PaymentLeftOnBalance(Fact):
    """The payment is settled, but what it was for could not be sold any more; the money waits on the balance.

    `reason` is the error's code, `from_date` the day from which it can be bought, where the error says one.
    """

    payment_id: int
    amount_kopeks: int
    reason: str
    from_date: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRefunded(Fact):
    payment_id: int
    amount_kopeks: int


@dataclass(frozen=True, slots=True)
class PaymentRefundAsked(Fact):
    """An operator wants a payment given back; the money is off the balance until its provider has answered."""

    payment_id: int
    amount_kopeks: int
    by: str


@dataclass(frozen=True, slots=True)
class PaymentDoubted(Fact):
    """A payment came that is not what was asked for; nothing is credited until an operator has looked."""

    payment_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentReviewed(Fact):
    """An operator decided about a payment that was doubted; `outcome` is accepted or dismissed."""

    payment_id: int
    outcome: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class PaymentReversed(Fact):
    """The provider took a payment back without being asked; the debit stands, below zero if need be."""

    payment_id: int
    amount_kopeks: int
    balance_kopeks: int


@dataclass(frozen=True, slots=True)
class PaymentsTroubled(Fact):
    """Something about a provider's payments that an operator has to look at, `count` times since the last notice.

    `trouble` is forged (webhooks), unmatched (webhooks about nobody's payment), unbookable (a listed payment) or
    difference (the provider's list and the books).
    """

    provider: str
    trouble: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class VendorSilent(Fact):
    """A payment vendor has not answered for minutes; `count` calls have failed so far."""

    provider: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class VendorAnswers(Fact):
    """A payment vendor that was silent answers again, after so many minutes and failed calls."""

    provider: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class BalanceGranted(Fact):
    """An administrator, a promocode or a campaign changed the balance; negative = taken away."""

    amount_kopeks: int
    source: str
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class ReferralRewarded(Fact):
    amount_kopeks: int
    referred_id: int


@dataclass(frozen=True, slots=True)
class ReferralRewardReturned(Fact):
    """The payment that earned a reward went back, and the reward with it, as far as it was still there."""

    amount_kopeks: int
    referred_id: int


@dataclass(frozen=True, slots=True)
class SubscriptionStarted(Fact):
    subscription_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class SubscriptionRenewed(Fact):
    """Paid. `automatic` when autopay did it."""

    subscription_id: int
    price_kopeks: int
    automatic: bool


@dataclass(frozen=True, slots=True)
class SubscriptionExtended(Fact):
    """Given by an administrator or a promocode."""

    subscription_id: int
    days: int
    traffic_bytes: int


@dataclass(frozen=True, slots=True)
class SubscriptionExpiring(Fact):
    subscription_id: int
    reminder: str


@dataclass(frozen=True, slots=True)
class SubscriptionExpired(Fact):
    subscription_id: int


@dataclass(frozen=True, slots=True)
class SubscriptionReopened(Fact):
    """It had been closed before its end by a clock that was wrong, and runs again."""

    subscription_id: int


@dataclass(frozen=True, slots=True)
class SubscriptionsReopened(Fact):
    """So many subscriptions were reopened at once, for the owner of the shop."""

    count: int


@dataclass(frozen=True, slots=True)
class ClockJumped(Fact):
    """The machine's clock moved by so many seconds at once; nothing ends or is charged by it for a while."""

    seconds: int


@dataclass(frozen=True, slots=True)
class ClockSettled(Fact):
    """That is over: the clock came back, or has been `accepted` as it is now."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class SubscriptionSuspended(Fact):
    """Service stopped before its end: `reason` is traffic or operator, `by` whoever decided it."""

    subscription_id: int
    reason: str
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class SubscriptionResumed(Fact):
    """An operator's suspension is undone, and there is service again."""

    subscription_id: int
    by: str


@dataclass(frozen=True, slots=True)
class AutopayFailed(Fact):
    """Nothing was charged: `reason` is the error's code, `period` the end of the period (Unix seconds)."""

    subscription_id: int
    required_kopeks: int
    reason: str = "insufficient-balance"
    from_date: str = ""
    period: int = 0


@dataclass(frozen=True, slots=True)
class MethodSaved(Fact):
    """The customer's way to pay is remembered, as they agreed."""

    method_id: int


@dataclass(frozen=True, slots=True)
class ChargeAhead(Fact):
    """Autopay will charge the saved method, if nothing changes until then."""

    subscription_id: int
    method_id: int
    amount_kopeks: int


@dataclass(frozen=True, slots=True)
class ChargeRefused(Fact):
    """The saved method could not be charged: `refusal` is gone (it is forgotten now), short of money, or other."""

    subscription_id: int
    method_id: int
    amount_kopeks: int
    refusal: str


@dataclass(frozen=True, slots=True)
class AccessReady(Fact):
    """The panel has agreed: the subscription's link works."""

    subscription_id: int


@dataclass(frozen=True, slots=True)
class LinkReissued(Fact):
    subscription_id: int
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class PromocodeActivated(Fact):
    promocode_id: int


@dataclass(frozen=True, slots=True)
class TicketOpened(Fact):
    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class TicketMessageAdded(Fact):
    """`by_staff` tells who is to be told about it."""

    ticket_id: int
    message_id: int
    by_staff: bool
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class TicketClosed(Fact):
    ticket_id: int
    by_staff: bool
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class TariffChanged(Fact):
    """What is sold was changed: `what` is made, edited, enabled or disabled."""

    tariff_id: int
    what: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class ServerChanged(Fact):
    """A server was changed: `what` names the fields, separated by blanks."""

    server_id: int
    what: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class PromocodeChanged(Fact):
    """A promocode was changed: `what` is made, enabled or disabled."""

    promocode_id: int
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class CampaignMade(Fact):
    """There is one more start link."""

    campaign_id: int
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class BroadcastStarted(Fact):
    """A message goes to everybody: to so many people."""

    broadcast_id: int
    people: int
    by: str


@dataclass(frozen=True, slots=True)
class BroadcastCancelled(Fact):
    """A broadcast was stopped on its way."""

    broadcast_id: int
    by: str


@dataclass(frozen=True, slots=True)
class BroadcastFinished(Fact):
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class PanelTroubled(Fact):
    """A panel does not work, refuses keys, or will soon refuse the shop (`what`: panel, keys, token)."""

    server_id: int
    text: str
    what: str = "panel"


@dataclass(frozen=True, slots=True)
class PanelRecovered(Fact):
    """A panel that did not work works again, has taken what it refused, or knows new credentials of the shop."""

    server_id: int
    what: str = "panel"


@dataclass(frozen=True, slots=True)
class KeysMoved(Fact):
    """An operator moved the keys of one server to another; customers' links stay."""

    server_id: int
    target_id: int
    count: int
    by: str


@dataclass(frozen=True, slots=True)
class AccountsTakenOver(Fact):
    """An operator took over what a panel held before the shop came."""

    server_id: int
    count: int
    by: str


@dataclass(frozen=True, slots=True)
class KeyMade(Fact):
    """A customer made a further key for a device."""

    key_id: int


@dataclass(frozen=True, slots=True)
class KeyRevoked(Fact):
    """A customer gave a key up for good."""

    key_id: int


@dataclass(frozen=True, slots=True)
class BackupMade(Fact):
    """The installation was backed up; `send` when the administrators are to get the archive."""

    name: str
    size_bytes: int
    label: str
    send: bool
    by: str = "shop"


@dataclass(frozen=True, slots=True)
class BackupFailed(Fact):
    """A scheduled backup could not be made: `code` of the error, and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class BackupRestored(Fact):
    """The database is the one of a backup; `before` names the backup of what was there, if anything was."""

    name: str
    made_at: str
    before: str | None


@dataclass(frozen=True, slots=True)
class ApiKeyMade(Fact):
    """An operator let a program in."""

    api_key_id: int
    name: str
    scopes: str
    by: str


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Fact):
    """A program is let in no longer."""

    api_key_id: int
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class KeyChanged(Fact):
    """A key was made, removed, rotated, renamed or moved by an operator or a program of theirs."""

    key_id: int
    what: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class EngineTroubled(Fact):
    """Customers do not get in at an embedded Xray any more: `what` is one of `core/panels/xray/troubles.py`."""

    server_id: int
    what: str
    text: str
    port: int | None = None


@dataclass(frozen=True, slots=True)
class EngineRecovered(Fact):
    """What was wrong with an embedded Xray (`what`, as it began) is over, after so many seconds."""

    server_id: int
    what: str
    seconds: int


@dataclass(frozen=True, slots=True)
class EngineRestarted(Fact):
    """An operator restarted the embedded Xray."""

    ok: bool
    detail: str
    by: str


@dataclass(frozen=True, slots=True)
class BackupDeleted(Fact):
    """A backup is gone for good."""

    name: str
    by: str


@dataclass(frozen=True, slots=True)
class BackupRestoreAsked(Fact):
    """An operator wants a backup restored; the shop ends and does it at its next start."""

    name: str
    by: str


@dataclass(frozen=True, slots=True)
class BackupRestoreFailed(Fact):
    """What an operator wanted restored could not be; everything is as it was."""

    name: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SettingsSaved(Fact):
    """An operator changed settings of the panel: their names, separated by blanks."""

    names: str
    by: str


@dataclass(frozen=True, slots=True)
class CollectorToggled(Fact):
    """An operator let traffic be folded into reports, or stopped it."""

    enabled: bool
    by: str


@dataclass(frozen=True, slots=True)
class CollectorRun(Fact):
    """An operator had traffic counted and folded at once."""

    day: str
    rows: int
    by: str


@dataclass(frozen=True, slots=True)
class ReactionsStuck(Fact):
    """Something that follows from what happened keeps failing; `reaction`, `number` and `text` are the oldest one's."""

    kind: str
    count: int
    reaction: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ReactionsRecovered(Fact):
    """None of this kind keeps failing any more."""

    kind: str


@dataclass(frozen=True, slots=True)
class ReactionsRepeated(Fact):
    """An operator had reactions that keep failing tried again at once."""

    count: int
    by: str


@dataclass(frozen=True, slots=True)
class ReactionDropped(Fact):
    """An operator let go of a reaction: it will never be carried out."""

    reaction: str
    fact: str
    fact_id: int
    by: str


@dataclass(frozen=True, slots=True)
class ChecksRun(Fact):
    """An operator had the shop check itself."""

    total: int
    failed: int
    by: str


@dataclass(frozen=True, slots=True)
class RestartAsked(Fact):
    """An operator wants a service of the shop ended, to be started again by whoever supervises it."""

    service: str
    by: str


class Catalogue:
    """Facts by name, to read recorded ones back."""

    by_name: ClassVar[dict[str, type[Fact]]] = {fact.__name__: fact for fact in Fact.__subclasses__()}

    @classmethod
    def load(cls, name: str, data: dict[str, Any]) -> Fact:
        return cls.by_name[name](**data)
