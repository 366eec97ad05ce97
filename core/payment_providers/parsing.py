"""How providers write amounts, moments and names; strict about money, patient about the rest.

Everything here raises ValueError for what it cannot read, so that an adapter needs one `with reading(...)` around its
reading of an answer.
"""

import hmac
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.payment_providers import Claim, ProviderError, ProviderUnavailable, Receipt, Unreadable
from core.phrases import Phrase

MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading an answer of another shape than documented ends in."""

WEBHOOK_LIMIT = 256 * 1024
MINOR_DIGITS = 2  # RUB, USD, EUR and every other currency that the providers with decimals bill in

_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
_EXACT = re.compile(r'"\\u0000([0-9]+(?:\.[0-9]+)?)\\u0000"')


@contextmanager
def reading(error: type[ProviderError], text: str) -> Iterator[None]:
    """Raises this error where what is read within has another shape than documented."""
    try:
        yield
    except MALFORMED:
        raise error(text) from None


def decimal_text(minor: int) -> str:
    """`500.00` for 50000: two decimals, always."""
    whole, rest = divmod(minor, 10**MINOR_DIGITS)
    return f"{whole}.{rest:0{MINOR_DIGITS}d}"


def minor_units(value: Any) -> int:
    """Minor units of an amount that a provider writes as a text or a number.

    Raises ValueError for floats (NaN and Infinity are such), exponents, signs, and fractions of a minor unit: an amount
    that is not written plainly is not believed.
    """
    text = str(value) if type(value) in (str, int, Decimal) else ""
    if not _DECIMAL.fullmatch(text):
        raise ValueError("this is no amount")
    minor = Decimal(text).scaleb(MINOR_DIGITS)
    if minor != int(minor):
        raise ValueError("an amount has two decimals")
    return int(minor)


def dumps(body: dict[str, Any]) -> bytes:
    """JSON in which a Decimal is a number, digit by digit as it stands."""
    text = json.dumps(body, ensure_ascii=True, default=lambda number: f"\0{number:f}\0")
    return _EXACT.sub(r"\1", text).encode()


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a webhook's body. Raises ValueError for anything else, and for one that is too long."""
    if len(body) > WEBHOOK_LIMIT:
        raise ValueError("the body is too long")
    try:
        parsed = json.loads(body, parse_float=Decimal)
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    if not isinstance(parsed, dict):
        raise ValueError("the body is no JSON object")
    return parsed


def name(value: Any) -> str:
    """A provider's name for a payment, safe to be put into a path. Raises ValueError."""
    text = str(value) if type(value) in (str, int) else ""
    if not _NAME.fullmatch(text):
        raise ValueError("this is no payment's name")
    return text


def invoice(value: Any) -> uuid.UUID | None:
    """Our own name in a provider's answer; None for payments that are not ours."""
    try:
        return uuid.UUID(value)
    except MALFORMED:
        return None


def moment(value: Any) -> datetime | None:
    """An ISO 8601 moment; None for anything else. Without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(value)
    except MALFORMED:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def web_address(value: Any) -> str:
    """An address to send the customer to. Raises ValueError for anything but http and https."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise ValueError("this is no web address")
    return value


class Rotation:
    """A secret and the one before it: what is still under way was signed with that, `until` a time where one is set."""

    def __init__(self, secret: str, previous: str, until: datetime | None, clock: Callable[[], datetime]) -> None:
        self._secret, self._previous, self._until, self._clock = secret, previous, until, clock

    def believed(self) -> list[str]:
        """The secrets that a signature may be made with now."""
        is_over = self._until is not None and self._clock() >= self._until
        return [self._secret] if is_over or not self._previous else [self._secret, self._previous]

    def signed(self, signature: bytes, sign: Callable[[str, bytes], bytes | str], *texts: bytes) -> bool:
        """Whether `sign` makes this signature of one of the texts with one of the secrets.

        Every one is tried, whatever the first one said: no difference in time, no hint.
        """
        expected = [sign(secret, text) for secret in self.believed() for text in texts]
        codes = [code.encode() if isinstance(code, str) else code for code in expected]
        return any([hmac.compare_digest(signature, code) for code in codes])


def answered(provider: str, claim: Claim, read: Callable[[Any], Receipt], content: Any) -> Receipt:
    """What the provider answers about the payment it was asked for. Raises ProviderUnavailable for anything else."""
    with reading(ProviderUnavailable, f"{provider} speaks of a payment in a shape that is not documented"):
        receipt = read(content)
    if claim.external_id not in (None, receipt.external_id):
        raise ProviderUnavailable(f"{provider} was asked for one payment and speaks of another")
    return receipt


def listed(provider: str, read: Callable[[Any], Receipt], items: Any) -> Iterator[Receipt | Unreadable]:
    """A provider's list, each item for itself. Raises ProviderUnavailable for something that is no list."""
    if not isinstance(items, Iterable) or isinstance(items, str | bytes | dict):
        raise ProviderUnavailable(f"{provider} lists payments in a shape that is not documented")
    for content in items:
        try:
            yield read(content)
        except MALFORMED:
            yield Unreadable(Phrase("vendor-listed-unreadable", vendor=provider, payment=_label(content)))


def _label(content: Any) -> str:
    """What a listed item is called, as far as it can be told."""
    names = (content.get(key) for key in ("id", "uuid", "invoice_id")) if isinstance(content, dict) else ()
    return next((str(one)[:64] for one in names if type(one) in (str, int)), "a payment without a name")


def cut(text: str, limit: int, *, unit: str = "characters") -> str:
    """The text, no longer than the provider takes it, in characters or UTF-8 `bytes`."""
    if unit == "bytes":
        return text.encode()[:limit].decode(errors="ignore")
    return text[:limit]
