"""Everything that can go wrong in the shop, as one tree: a class, its HTTP status where none is said otherwise, and the
classes that derive from it. A test compares this page with the classes.

    ShopError 500: NotFound Refused TooManyKeys 400 NoFreePort 400 TooMany WebhookForged 401 Conflict Forbidden
        Unauthenticated MethodNotAllowed 405 InvalidRequest 422 RequestTooLarge 413 RateLimited Unavailable
        EngineUnavailable RestoreUndone RestoreBroken
    NotFound 404: UserNotFound TariffNotFound ServerNotFound SubscriptionNotFound ApiKeyNotFound SessionNotFound
        KeyNotFound PaymentNotFound PaymentUnknown TicketNotFound BackupNotFound
        SettingsVersionNotFound VendorNotFound MethodNotFound TextNotFound
    Refused 400: UnknownSetting ReadOnlySetting SettingFixed SettingInvalid SettingsKeyLost
        TextInvalid
        BotNotStarted NoRealityLink InsufficientBalance
        TariffUnavailable NothingToDeliver PriceChanged TermsChanged OtherTermsRunning SubscriptionPaused
        TrafficUsedUp DiscountWaiting TrialUsed TrialDisabled ChannelRequired ServerUnavailable TooManyDevices
        RenewalUnavailable NotRenewable TrafficNotNeeded AmountOutOfRange InvalidValue ReturnUrlNotAllowed
        PaymentMethodUnknown PaymentExpired PaymentWorthless CannotRefund PromocodeInvalid PromocodeNotYetValid
        PromocodeExpired PromocodeUsedUp PromocodeAlreadyUsed PromocodeNewUsersOnly TicketClosed EmailTaken
        VerificationTokenInvalid VerificationTokenExpired ResetTokenInvalid ResetTokenExpired BackupDamaged
        BackupPasswordNeeded BackupPasswordWrong BackupNotEncrypted BackupWithoutSettings BackupTooNew
        BackupOtherEngine BackupNothing
    CannotRefund 400: RefundRefused
    TooMany 409: TooManyTickets
    Conflict 409: Busy SettingsStale EmailInUse KeyReused StillUnderWay PaymentDecided BackupUnderWay ShopRuns
    Forbidden 403: Blocked PaymentsFrozen KeyForeign EmailUnverified
    Unauthenticated 401: InvalidLogin WrongPassword
    RateLimited 429: TooManySignIns
    Unavailable 503: WorkerUnavailable TelegramUnavailable PaymentUnavailable BackupImpossible BackupToolMissing
        BackupNoRoom SettingsKeyUnwritable

Refused is understood and cannot be done now; nothing has changed. Unavailable is somebody else's service or this
machine; try again later. After RestoreUndone everything is as it was, after RestoreBroken it is not.

Each error carries a machine-readable `code`, an HTTP `status` and the `params` of its sentence, which lives in
`locales/*/errors.ftl` under `error-<code>`: the same error is the same sentence in the bot and on every surface.
"""

from typing import ClassVar


class ShopError(Exception):
    """Base of all errors a customer or an operator can meet. Params must never hold a secret."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, **params: str | int) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({params})"


class NotFound(ShopError):
    status = 404
    code = "not-found"


class UserNotFound(NotFound):
    code = "user-not-found"


class TariffNotFound(NotFound):
    code = "tariff-not-found"


class ServerNotFound(NotFound):
    code = "server-not-found"


class SettingsVersionNotFound(NotFound):
    code = "settings-version-not-found"


class VendorNotFound(NotFound):
    """The shop knows no payment vendor of this name."""

    code = "vendor-not-found"


class MethodNotFound(NotFound):
    """The shop knows no payment method of this id. It is an owner's question; customers get PaymentMethodUnknown."""

    code = "method-not-found"


class TextNotFound(NotFound):
    code = "text-not-found"


class SubscriptionNotFound(NotFound):
    code = "subscription-not-found"


class ApiKeyNotFound(NotFound):
    code = "api-key-not-found"


class SessionNotFound(NotFound):
    code = "session-not-found"


class KeyNotFound(NotFound):
    code = "key-not-found"


class PaymentNotFound(NotFound):
    code = "payment-not-found"


class PaymentUnknown(NotFound):
    """An administrator asks for a payment that does not exist."""

    code = "payment-unknown"


class TicketNotFound(NotFound):
    code = "ticket-not-found"


class BackupNotFound(NotFound):
    code = "backup-not-found"


class Refused(ShopError):
    status = 400
    code = "refused"


class UnknownSetting(Refused):
    """params: field, the section or the setting that does not exist."""

    code = "unknown-setting"


class ReadOnlySetting(Refused):
    """params: field, what only the environment can change."""

    code = "read-only-setting"


class BotNotStarted(Refused):
    """The bot may not write to an administrator who has never pressed Start, or who has stopped it."""

    code = "bot-not-started"


class NoRealityLink(Refused):
    """The key's panel has given no VLESS link."""

    code = "no-reality-link"


class InsufficientBalance(Refused):
    """params: required_kopeks, available_kopeks."""

    code = "insufficient-balance"


class TariffUnavailable(Refused):
    code = "tariff-unavailable"


class NothingToDeliver(Refused):
    """No enabled server could serve what is being bought; raised before any charge."""

    code = "nothing-to-deliver"


class PriceChanged(Refused):
    """It costs something else by now than what was shown, such as after a discount was spent."""

    code = "price-changed"


class TermsChanged(Refused):
    """The tariff gives something else by now than what was shown or agreed to."""

    code = "terms-changed"


class OtherTermsRunning(Refused):
    """A paid subscription runs on other terms, which this sale would overwrite. params: from_date, the first day on
    which it can be bought, in the shop's time zone (ISO 8601)."""

    code = "other-terms-running"


class SubscriptionPaused(Refused):
    """Support has paused the subscription: nothing is sold over it. params: contact, whom to ask."""

    code = "subscription-paused"


class TrafficUsedUp(Refused):
    """Days alone would bring no service back: the traffic is used up."""

    code = "traffic-used-up"


class DiscountWaiting(Refused):
    """One discount at a time: the person has one that is not spent. params: percent."""

    code = "discount-waiting"


class TrialUsed(Refused):
    code = "trial-used"


class TrialDisabled(Refused):
    code = "trial-disabled"


class ChannelRequired(Refused):
    """The trial is for members of the shop's channel. params: channel."""

    code = "channel-required"


class ServerUnavailable(Refused):
    """The chosen server takes no new sales, or does not serve what is being bought."""

    code = "server-unavailable"


class TooManyKeys(ShopError):
    """Every port that keys may have is given out. params: limit."""

    status = 400
    code = "too-many-keys"


class NoFreePort(ShopError):
    """The ports that are left are held by other programs."""

    status = 400
    code = "no-free-port"


class TooManyDevices(Refused):
    """The subscription has as many keys for devices as it allows. params: limit."""

    code = "too-many-devices"


class RenewalUnavailable(Refused):
    """No tariff on sale has this period and this traffic."""

    code = "renewal-unavailable"


class NotRenewable(Refused):
    code = "not-renewable"


class TrafficNotNeeded(Refused):
    code = "traffic-not-needed"


class AmountOutOfRange(Refused):
    """params: min_kopeks, max_kopeks."""

    code = "amount-out-of-range"


class InvalidValue(Refused):
    """params: field, and what is allowed."""

    code = "invalid-value"


class SettingFixed(Refused):
    """params: field, the name in the environment, which decides."""

    code = "setting-fixed"


class SettingInvalid(Refused):
    """`field` is the setting. params: fault, a word for what is wrong; bound, where one is overstepped."""

    code = "setting-invalid"

    def __init__(self, field: str, *, fault: str, bound: str | int) -> None:
        super().__init__(fault=fault, bound=bound)
        self.field = field


class TextInvalid(Refused):
    """params: fault, a word for what is wrong; part of the text that is, or its line; bound of the length."""

    code = "text-invalid"


class SettingsKeyLost(Refused):
    """A secret of before cannot be put back: the key that opens it is gone."""

    code = "settings-key-lost"


class ReturnUrlNotAllowed(Refused):
    code = "return-url-not-allowed"


class PaymentMethodUnknown(Refused):
    code = "payment-method-unknown"


class PaymentExpired(Refused):
    code = "payment-expired"


class PaymentWorthless(Refused):
    """An administrator wants to credit a payment of which nothing came that could be credited."""

    code = "payment-worthless"


class CannotRefund(Refused):
    code = "cannot-refund"


class RefundRefused(CannotRefund):
    """The payment's vendor says no; the money is still on the customer's balance."""

    code = "refund-refused"


class PromocodeInvalid(Refused):
    code = "promocode-invalid"


class PromocodeNotYetValid(Refused):
    code = "promocode-not-yet-valid"


class PromocodeExpired(Refused):
    code = "promocode-expired"


class PromocodeUsedUp(Refused):
    code = "promocode-used-up"


class PromocodeAlreadyUsed(Refused):
    code = "promocode-already-used"


class PromocodeNewUsersOnly(Refused):
    code = "promocode-new-users-only"


class TicketClosed(Refused):
    code = "ticket-closed"


class EmailTaken(Refused):
    code = "email-taken"


class VerificationTokenInvalid(Refused):
    code = "verification-token-invalid"


class VerificationTokenExpired(Refused):
    code = "verification-token-expired"


class ResetTokenInvalid(Refused):
    code = "reset-token-invalid"


class ResetTokenExpired(Refused):
    code = "reset-token-expired"


class BackupDamaged(Refused):
    """The file is no backup, is cut off, or was changed."""

    code = "backup-damaged"


class BackupPasswordNeeded(Refused):
    code = "backup-password-needed"


class BackupPasswordWrong(Refused):
    code = "backup-password-wrong"


class BackupNotEncrypted(Refused):
    """A backup without a password is not sent to anybody."""

    code = "backup-not-encrypted"


class BackupWithoutSettings(Refused):
    """The backup was made without a password, so the settings are not in it."""

    code = "backup-without-settings"


class BackupTooNew(Refused):
    """Made by a version that this one does not understand. params: version."""

    code = "backup-too-new"


class BackupOtherEngine(Refused):
    """params: engine of the backup, and wanted, the one of DATABASE_URL."""

    code = "backup-other-engine"


class BackupNothing(Refused):
    """There is no shop in the database yet."""

    code = "backup-nothing"


class TooMany(ShopError):
    status = 409
    code = "too-many"


class TooManyTickets(TooMany):
    code = "too-many-tickets"


class WebhookForged(ShopError):
    status = 401
    code = "webhook-forged"


class Conflict(ShopError):
    status = 409
    code = "conflict"


class Busy(Conflict):
    """It is being done already. params: what."""

    code = "busy"


class SettingsStale(Conflict):
    """Somebody has changed settings since they were read."""

    code = "settings-stale"


class EmailInUse(Conflict):
    """An operator's key has this name already."""

    code = "email-in-use"


class KeyReused(Conflict):
    """An Idempotency-Key that came with another request before."""

    code = "key-reused"


class StillUnderWay(Conflict):
    """The first request with this Idempotency-Key has not been answered yet."""

    code = "still-under-way"


class PaymentDecided(Conflict):
    """The payment waits for no decision: it never did, or another administrator was faster."""

    code = "payment-decided"


class BackupUnderWay(Conflict):
    """Another backup is being made, restored or removed right now."""

    code = "backup-under-way"


class ShopRuns(Conflict):
    """The database cannot be replaced under a running shop."""

    code = "shop-runs"


class Forbidden(ShopError):
    status = 403
    code = "forbidden"


class Blocked(Forbidden):
    code = "blocked"


class PaymentsFrozen(Forbidden):
    """This vendor took a payment back, and the person's balance is below zero since. params: debt_kopeks."""

    code = "payments-frozen"


class KeyForeign(Forbidden):
    """The key is somebody else's."""

    code = "key-foreign"


class EmailUnverified(Forbidden):
    code = "email-unverified"


class Unauthenticated(ShopError):
    status = 401
    code = "unauthenticated"


class InvalidLogin(Unauthenticated):
    """What was said to be signed by Telegram is not, is too old, or has been used."""

    code = "invalid-login"


class WrongPassword(Unauthenticated):
    """Unknown e-mail, wrong password or closed account: a stranger cannot tell which."""

    code = "wrong-password"


class MethodNotAllowed(ShopError):
    status = 405
    code = "method-not-allowed"


class InvalidRequest(ShopError):
    """params: field, the first one that is malformed."""

    status = 422
    code = "invalid-request"


class RequestTooLarge(ShopError):
    """params: kilobytes that may be sent."""

    status = 413
    code = "request-too-large"


class RateLimited(ShopError):
    """params: seconds until the next try."""

    status = 429
    code = "rate-limited"


class TooManySignIns(RateLimited):
    """Too many wrong passwords for one account. params: seconds until the next try."""

    code = "too-many-sign-ins"


class Unavailable(ShopError):
    status = 503
    code = "unavailable"


class WorkerUnavailable(Unavailable):
    """The worker, which alone drives the panels, does not answer."""

    code = "worker-silent"


class EngineUnavailable(ShopError):
    """What the worker was asked for could not be done. params: text, for the operator."""

    code = "engine-trouble"


class TelegramUnavailable(Unavailable):
    """Telegram does not do now what it was asked for."""

    code = "telegram-silent"


class PaymentUnavailable(Unavailable):
    code = "payment-unavailable"


class BackupImpossible(Unavailable):
    """The disk, the database or its tools refuse. params: reason."""

    code = "backup-impossible"


class BackupToolMissing(Unavailable):
    """params: tool, and the Debian package it is in."""

    code = "backup-tool-missing"


class BackupNoRoom(Unavailable):
    """params: megabytes that the archive needs when unpacked."""

    code = "backup-no-room"


class RestoreUndone(ShopError):
    """A restore failed on its way, and everything is as it was. params: reason."""

    code = "restore-undone"


class RestoreBroken(ShopError):
    """A restore failed, and so did the way back. params: reason, and before, the backup of what was there."""

    code = "restore-broken"


class SettingsKeyUnwritable(Unavailable):
    """params: path of the key file that secrets are sealed with."""

    code = "settings-key-unwritable"
