"""Events in the console are told in words: titles, names of details, and values that are one of a few."""

import dataclasses
import re

import pytest

from core import i18n, outbox, wiring
from core.catalogue import servers
from core.config import catalogue
from core.events import Catalogue
from core.notifications.operators import ENGINE_TROUBLES
from core.operations import audit
from core.payments import models
from core.subscriptions.lifecycle import REMINDERS
from core.users.api_keys import SCOPES
from core.users.models import User
from tests.core.operations.test_checks import ALLOWED, LATIN
from web.api.operator.schemas import Event

HIDDEN = {"user_id", "by", "period", "fact"}
BRANDS = re.compile(r"ЮKassa|CryptoBot|Tribute|Heleket|MulenPay|Platega|API")
KINDS = {outbox.reaction_name(one).partition(".")[0] for many in wiring.REACTIONS.values() for one in many}
VALUES = {
    "purpose": {*wiring.PURPOSES, models.TOP_UP},
    "outcome": {"accepted", "dismissed"},
    "trouble": {"forged", "unmatched", "unbookable", "difference"},
    "refusal": {"gone", "short", "other"},
    "reminder": {*(name for name, _ in REMINDERS), "charge"},
    "kind": {*KINDS, "trial", "paid"},
    "label": {"scheduled", "manual", "pre-restore"},
    "scopes": set(SCOPES),
    "what": {*ENGINE_TROUBLES, *servers.CHANGEABLE, "made", "edited", "disabled", "panel", "keys", "token"},
    "reason": {"traffic", "operator", "insufficient-balance", "other-terms-running", "backup-no-room", "internal"},
    "provider": {"stars", "yookassa", "cryptobot", "tribute", "heleket", "mulenpay", "platega"},
}


def has(language: str, key: str) -> bool:
    return bool(i18n.bundle(language).has_message(key.lower().replace("_", "-")))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_event_and_every_detail_of_it_has_words(language: str) -> None:
    assert set(Catalogue.by_name) == set(audit.BY_NAME)
    kinds = [*audit.KINDS.values(), *audit.VARIANTS.values()]
    assert [kind for kind in kinds if not has(language, f"console-event-{kind.type}-{kind.action}")] == []
    names = {field.name for fact in Catalogue.by_name.values() for field in dataclasses.fields(fact)} - HIDDEN
    assert [name for name in sorted(names) if not has(language, f"console-detail-{name}")] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_every_value_that_is_one_of_a_few_has_a_word(language: str, name: str) -> None:
    assert [value for value in sorted(VALUES[name]) if not has(language, f"console-value-{name}-{value}")] == []


def test_words_of_values_are_russian_where_they_are_no_names() -> None:
    for line in (i18n.LOCALES / "ru" / "console.ftl").read_text(encoding="utf-8").splitlines():
        if line.startswith(("console-value-", "console-detail-", "console-event-")):
            text = line.partition(" = ")[2]
            assert not LATIN.search(BRANDS.sub("", ALLOWED.sub("", text))), line


def test_reactions_that_keep_failing_are_told_by_words_of_their_kind() -> None:
    for key in ("notice-reactions-stuck", "notice-reactions-recovered"):
        other = i18n.t(key, "ru", kind="unknown", count="1", number="1", text="x")
        texts = {kind: i18n.t(key, "ru", kind=kind, count="1", number="1", text="x") for kind in KINDS}
        assert other not in texts.values()
        assert len(set(texts.values())) == len(KINDS)


def test_changed_settings_are_named_by_their_titles_in_russian(user: User) -> None:
    name = next(iter(catalogue.SETTINGS))
    kind = audit.BY_NAME["SettingsSaved"]
    moment = user.created_at
    event = audit.Event(id=1, at=moment, kind=kind, user_id=None, target=name, details={"names": f"{name} gone"})
    assert Event.of(event, "en").details == {"names": f"{name} gone"}
    assert re.fullmatch("[А-Яа-яЁё ]+, gone", Event.of(event, "ru").details["names"])
