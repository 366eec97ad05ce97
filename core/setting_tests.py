"""Tests of settings, before they are saved or after.

Each asks whomever a setting is about, changes nothing, and ends in one sentence for the owner, whatever comes of it.
Sentences are in `locales/*/setting_tests.ftl` and hold no secret.
"""

import asyncio
import base64
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from core import i18n
from core.config import store
from core.engine import calls
from core.notifications import email
from core.payment_providers import (
    AnswersProbes,
    CredentialsRefused,
    Merchant,
    ProviderError,
    ProviderRefused,
    registry,
)
from core.payments import vendors
from core.phrases import Phrase, Words
from core.shop import Actor, Shop
from core.telegram.client import BadRequest, PersonGone, TelegramError
from core.users.models import User

SECONDS: Final = 20.0  # for one test
TEXT_LENGTH: Final = 300
MANAGERS: Final = ("administrator", "creator")
# The findings about a Reality target that have a sentence, in the order in which they are told.
FINDINGS: Final = (
    *("target_form", "target_reachable", "target_tls13_x25519", "target_handshake", "target_h2"),
    *("sni_in_certificate", "certificate_trusted", "sni_choice"),
)
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test: `word` is the variant of the sentence `setting-test-<what>`."""

    ok: bool
    what: str
    word: str
    params: Mapping[str, Any] = field(default_factory=dict)
    zone: str = ""

    def text(self, shop: Shop, language: str) -> str:
        """The sentence, as plain text."""
        zone = self.zone or shop.settings.timezone
        params = dict(self.params)
        if "text" in params:  # somebody else's words, or a phrase of ours
            params["text"] = _clean(i18n.say(params["text"], language, zone=zone))
        return unescape(i18n.t(f"setting-test-{self.what}", language, zone=zone, outcome=self.word, **params))


async def letter(shop: Shop, values: Mapping[str, Any], *, by: Actor, address: str | None, language: str) -> Outcome:
    """Send a letter to this address, else to the caller's own. `values` are settings that are not saved yet.

    Raises UnknownSetting, SettingFixed, SettingInvalid, as all tests do that take values.
    """
    settings = await store.preview(shop, values)
    address = address or await _own_address(by)
    if settings.smtp_url is None:
        return Outcome(False, "letter", "off", {"address": "", "text": ""})
    if address is None:
        return Outcome(False, "letter", "address", {"address": "", "text": ""})
    shop_name = settings.shop_name
    message = email.compose(
        shop,
        address,
        email.Letter(
            subject=i18n.t("setting-test-letter-subject", language, shop=shop_name),
            paragraphs=[i18n.t("setting-test-letter-body", language, shop=shop_name)],
        ),
        settings,
    )
    url = settings.smtp_url.get_secret_value()
    try:
        async with asyncio.timeout(SECONDS):
            word, text = "sent", await email.deliver(url, message)
    except aiosmtplib.SMTPException as exc:
        word, text = _refusal(exc)
    except (OSError, ValueError) as exc:  # also TimeoutError; a host's name that is none
        word, text = "unreachable", type(exc).__name__
    return Outcome(word == "sent", "letter", word, {"address": address, "text": _clean(text, url)})


async def vendor(shop: Shop, name: str, values: Mapping[str, Any]) -> Outcome:
    """Ask a payment vendor something that makes nothing, with the credentials in `values`, else with the stored ones.

    Raises VendorNotFound.
    """
    known = vendors.named(name)
    settings = await store.preview(shop, values)
    provider = registry.PROVIDERS[name](settings, shop.telegram, shop.clock)
    if not isinstance(provider, AnswersProbes):
        return Outcome(False, "vendor", "missing", {"vendor": known.title, "text": ""})
    word, text = await _probed(provider)
    return Outcome(word in ("accepted", "test", "partly"), "vendor", word, {"vendor": known.title, "text": text})


async def channel(shop: Shop, values: Mapping[str, Any]) -> Outcome:
    """Whether the bot may look who is in the channel that the trial asks for."""
    settings = await store.preview(shop, values)
    name = settings.channel_username
    if not name:
        return Outcome(True, "channel", "off", {"channel": ""})
    try:
        async with asyncio.timeout(SECONDS):
            status = await shop.telegram.member_status(name, settings.bot_id)
        word = "administrator" if status in MANAGERS else "member"
    except (BadRequest, PersonGone) as exc:
        word = "absent" if "chat not found" in str(exc).lower() else "member"
    except (TelegramError, TimeoutError):
        word = "silent"
    return Outcome(word == "administrator", "channel", word, {"channel": f"@{name}"})


async def reality(shop: Shop, values: Mapping[str, Any]) -> Outcome:
    """Whether the site that Reality shows to strangers can serve, and has the name that is in keys."""
    settings = await store.preview(shop, values)
    about = {"target": settings.reality_target, "name": settings.server_name, "text": ""}
    try:
        async with asyncio.timeout(SECONDS):
            findings = await calls.verify_target(shop, settings.reality_target, settings.server_name)
    except TimeoutError:
        return Outcome(False, "reality", "silent", about)
    wrong = {finding["check"]: finding for finding in findings if finding["ok"] is False}
    remarks = {finding["check"]: finding for finding in findings if finding["ok"] is None}
    for check in FINDINGS:
        if check in wrong:
            return Outcome(False, "reality", check.replace("_", "-"), about | {"text": wrong[check]["detail"]})
    return Outcome(True, "reality", "sni-choice" if "sni_choice" in remarks else "good", about)


async def timezone(shop: Shop, values: Mapping[str, Any]) -> Outcome:
    """What time it is in the shop's zone."""
    zone = (await store.preview(shop, values)).timezone
    return Outcome(True, "timezone", "good", {"place": zone, "now_at": shop.now()}, zone=zone)


async def _own_address(by: Actor) -> str | None:
    user = await User.get_or_none(telegram_id=by.id) if by.kind == "admin" and by.id is not None else None
    return user.email if user else None


async def _probed(provider: AnswersProbes) -> tuple[str, Words]:
    """The word for what a vendor says, and its own words or its name for the merchant."""
    try:
        async with asyncio.timeout(SECONDS):
            merchant = await provider.probe()
    except CredentialsRefused as exc:
        return "credentials", exc.words
    except ProviderRefused as exc:
        return "refused", exc.words
    except ProviderError as exc:
        return "silent", exc.words
    except TimeoutError:
        return "silent", Phrase("check-no-answer", seconds=int(SECONDS))
    finally:
        await provider.aclose()
    return _accepted(merchant), merchant.name


def _accepted(merchant: Merchant) -> str:
    if merchant.is_test:
        return "test"
    return "accepted" if merchant.is_proven else "partly"


def _refusal(exc: aiosmtplib.SMTPException) -> tuple[str, str]:
    """The word for a mail server's refusal, and its own words."""
    if isinstance(exc, aiosmtplib.SMTPRecipientsRefused):
        first = exc.recipients[0]
        return "recipient", f"{first.code} {first.message}"
    if isinstance(exc, aiosmtplib.SMTPNotSupported):
        return "encryption", str(exc.message)
    if isinstance(exc, aiosmtplib.SMTPResponseException):
        words = {aiosmtplib.SMTPAuthenticationError: "login", aiosmtplib.SMTPSenderRefused: "sender"}
        return words.get(type(exc), "refused"), f"{exc.code} {exc.message}"
    is_away = isinstance(exc, OSError)
    return ("unreachable" if is_away else "encryption"), str(exc.message) or type(exc).__name__


def _clean(text: str, url: str = "") -> str:
    """Somebody else's words as they may be shown: short, on one line, without the password of the mail server."""
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    secrets = {parts.password or "", password}
    for plain in (password, f"\0{user}\0{password}"):
        secrets.add(base64.b64encode(plain.encode(errors="replace")).decode())
    for secret in sorted(secrets - {""}, key=len, reverse=True) if password else ():
        text = text.replace(secret, "…")
    return CONTROL.sub(" ", text).strip()[:TEXT_LENGTH]
