"""Stored settings: every one can be changed while the shop runs, wrong values change nothing, secrets stay sealed."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from core import db, errors, wiring
from core.config import catalogue, changes, seal, store
from core.config.catalogue import Setting
from core.config.changes import SettingChange, StoredSetting
from core.operations.checks import selfchecks
from core.outbox import RecordedFact
from core.shop import Shop
from tests.conftest import make_settings

BY = "admin:900"
SECRET = "smtp://shop:s3cret-pass@mail.example:587"
# Values that are good and no default, where the kind does not tell.
GOOD: dict[str, Any] = {
    "public_url": "https://other.example",
    "site_url": "https://site.example",
    "default_language": "en",
    "timezone": "Asia/Tokyo",
    "channel_username": "my_channel",
    "top_up_min_rubles": "75.50",
    "top_up_max_rubles": "9000",
    "email_verification": "optional",
    "smtp_url": SECRET,
    "reality_target": "example.com:443",
    "return_origins": ["https://my.site", "myapp://"],
    "cors_origins": ["https://my.site"],
    "previous_keys_until": "2026-12-01T00:00:00+00:00",
    "yookassa_payment_mode": "full_prepayment",
    "backup_password": "a long password",
    "methods": {"CRYPTOBOT": {"offered": False, "percent": "-2.5", "names": {"ru": "Крипта"}}},
}
GOOD |= dict.fromkeys(("terms_url", "privacy_url", "channel_link", "logo_url"), "https://my.site/page")
GOOD |= dict.fromkeys(("support_email", "yookassa_receipt_email"), "help@my.site")
GOOD |= {"mail_from": "Лиса <noreply@my.site>", "xray_host": "vpn.my.site", "reality_server_name": "www.my.site"}
# Texts that are good for a name and for nothing that has a form.
ODD = [
    "javascript:alert(1)",
    "two words",
    "https://shop .example",
    "http://[",
    "http://a:99999999",
    "a@",
    "@",
    "<>",
    "?",
]
BAD_OPTIONS: tuple[Any, ...] = (
    *("text", {"percent": "-51"}, {"percent": "1.555"}, {"percent": "NaN"}, {"order": -1}, {"icon": "card"}),
    *(
        {"names": {"ru": "x" * 41}},
        {"names": {"ru": "a\0b"}},
        {"names": {"de": "x"}},
        {"descriptions": {"en": "\ud800"}},
    ),
    *({"least_kopeks": 0}, {"least_kopeks": 200, "most_kopeks": 100}, {"colour": "red"}),
)
MORE_ODD = {
    "xray_host": ["::::", "....", "999.1.1.1", "-a", "a..b", "пример.рф"],
    "reality_server_name": ["...", ".a", "a" * 64],
    "reality_target": ["x y:443", "@:443", '"}:443', "/dev/shm/x:443", "https://example.com:443", "a:²", "a:١"],
    "smtp_url": ["smtp://[", "smtp://a..b", f"smtp://{'a' * 64}.example:25"],
    "mail_from": ["Shop <почта@my.site>", 'a"@b', "a;@b", "a(@b", "x" * 300 + "@b"],
}
FIXED = {"public_url", "xray_host"}  # of the environment of tests


def good(setting: Setting) -> Any:
    """A value that the setting takes and that is not its default."""
    if setting.name in GOOD:
        return GOOD[setting.name]
    match setting.kind:
        case "integer":
            return (setting.least or 0) + 2
        case "boolean":
            return True
        case "color":
            return "#123456"
    return f"{setting.name} of the shop"


def bad(setting: Setting) -> list[Any]:
    """Values that it does not take."""
    match setting.kind:
        case "integer":
            return ["many", 1.5, *([setting.least - 1] if setting.least is not None else []), "9" * 400]
        case "number":
            return ["many", "-1", "NaN", "Infinity"]
        case "boolean":
            return ["perhaps", 7]
        case "color":
            return ["red", "#12345"]
        case "choice":
            return ["none of them"]
        case "moment":
            return ["tomorrow", "2026-12-01T00:00:00"]
        case "table":
            return ["text", "[]", {"a": {}}, *({"CRYPTOBOT": options} for options in BAD_OPTIONS)]
        case "list":
            return ["not an origin", {"a": 1}, 5, True, [1, None], [["https://my.site"]]]
    if setting.name in catalogue.CREDENTIALS:
        forms = ["ключ", "ké"]
    else:
        forms = ODD if setting.name in catalogue.STRICTER or setting.name.endswith("_url") else []
    forms = [*forms, *MORE_ODD.get(setting.name, [])]
    return ["a\0b", "a\nb", "\ud800", "x" * 5000, ["a", "list"], {"an": "object"}, 5, *forms]


def fields(shop: Shop) -> dict[str, Any]:
    return shop.settings.model_dump()


@pytest.fixture
async def bare(database_url: str, tmp_path: Path, clock: Any) -> Any:
    """A shop whose environment says nothing that an owner may decide."""
    settings = make_settings(database_url, tmp_path)
    told = settings.model_fields_set - FIXED
    values = {name: getattr(settings, name) for name in told}
    async with wiring.opened(wiring.build_shop(type(settings)(**values), now=clock)) as shop:
        yield shop


async def another(shop: Shop) -> Shop:
    """Another process of the same shop; the database is this process's."""
    other = wiring.build_shop(shop.environment, now=shop.clock)
    await store.refresh(other)
    return other


async def test_every_setting_is_changed_seen_elsewhere_and_put_back(bare: Shop) -> None:
    other, defaults = await another(bare), fields(bare)
    for name, setting in catalogue.SETTINGS.items():
        values = {name: good(setting)}
        if name == "backup_to_admins":
            values["backup_password"] = GOOD["backup_password"]
        version = await store.change(bare, values, by=BY)
        assert await store.refresh(other), name
        assert fields(other) == fields(bare) != defaults, name
        assert (bare.settings_version, other.settings_version) == (version, version)
        assert not await store.refresh(other), name
        await store.undo(bare, version, by=BY)
        assert await store.refresh(other), name
        assert fields(other) == fields(bare) == defaults, name
    assert await StoredSetting.all().count() == 0


async def test_wrong_values_are_refused_by_name_and_nothing_changes(bare: Shop) -> None:
    before = fields(bare)
    for name, setting in catalogue.SETTINGS.items():
        for value in bad(setting):
            with pytest.raises(errors.SettingInvalid) as refused:
                await store.change(bare, {"shop_name": "Never", name: value}, by=BY)
            assert refused.value.field == name, value
            for language in ("ru", "en"):
                assert bare.error_text(refused.value, language)
    assert fields(bare) == before
    assert await SettingChange.all().count() == await StoredSetting.all().count() == 0
    assert await RecordedFact.filter(name="SettingsSaved").count() == 0


@pytest.mark.parametrize("name", ["bot_token", "database_url", "no_such", "a\0b", "x" * 300, "__class__"])
async def test_what_is_no_setting_of_the_shop_is_refused(bare: Shop, name: str) -> None:
    with pytest.raises(errors.UnknownSetting):
        await store.change(bare, {name: "1", "shop_name": "Never"}, by=BY)
    assert bare.settings.shop_name == "Vitrina"


async def test_the_environment_wins_and_says_so(database_url: str, tmp_path: Path) -> None:
    free = make_settings(database_url, tmp_path)
    async with wiring.opened(wiring.build_shop(free)) as shop:
        await store.change(shop, {"shop_name": "Stored", "trial_days": 9}, by=BY)
        fixed = wiring.build_shop(make_settings(database_url, tmp_path, shop_name="Env"))
        await store.refresh(fixed)
        assert (fixed.settings.shop_name, fixed.settings.trial_days) == ("Env", 9)
        with pytest.raises(errors.SettingFixed) as refused:
            await store.change(fixed, {"shop_name": "Other", "trial_days": 1}, by=BY)
        assert refused.value.params == {"field": "SHOP_NAME"}
        assert fixed.settings.trial_days == 9


async def test_contradictions_are_refused_with_the_setting_named(bare: Shop) -> None:
    for values, name in [
        ({"top_up_min_rubles": 5000}, "top_up_min_rubles"),
        ({"backup_to_admins": True}, "backup_to_admins"),
    ]:
        with pytest.raises(errors.SettingInvalid) as refused:
            await store.change(bare, values, by=BY)
        assert refused.value.field == name
    await store.change(bare, {"top_up_min_rubles": 5000, "top_up_max_rubles": 6000}, by=BY)


async def test_a_stored_value_that_contradicts_the_environment_is_left_out_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with wiring.opened(wiring.build_shop(make_settings(database_url, tmp_path))) as shop:
        await store.change(shop, {"top_up_min_rubles": 1000, "shop_name": "Stored"}, by=BY)
        narrow = wiring.build_shop(make_settings(database_url, tmp_path, top_up_max_rubles=500))
        await store.refresh(narrow)
        assert (narrow.settings.top_up_min_rubles, narrow.settings.shop_name) == (50, "Stored")
        assert narrow.unused_settings == ("top_up_min_rubles",)
        await store.change(narrow, {"trial_days": 9}, by=BY)  # it hinders no other change
        assert narrow.settings.trial_days == 9
        with pytest.raises(errors.SettingInvalid) as refused:
            await store.change(narrow, {"top_up_min_rubles": 2000}, by=BY)
        assert refused.value.field == "top_up_min_rubles"
        await store.change(narrow, {"top_up_min_rubles": None}, by=BY)
        assert narrow.unused_settings == ()


async def test_of_several_contradictions_each_leaves_out_its_own_values_alone(
    database_url: str, tmp_path: Path
) -> None:
    async with wiring.opened(wiring.build_shop(make_settings(database_url, tmp_path))) as shop:
        await store.change(shop, {"top_up_min_rubles": 1000, "shop_name": "Stored"}, by=BY)
        await store.change(shop, {"backup_password": "a long password", "backup_to_admins": True}, by=BY)
        (shop.settings.data_dir / seal.FILE).unlink()
        other = wiring.build_shop(make_settings(database_url, tmp_path, top_up_max_rubles=500))
        await store.refresh(other)
        assert other.unused_settings == ("backup_password", "backup_to_admins", "top_up_min_rubles")
        assert other.settings.shop_name == "Stored"


async def test_secrets_are_sealed_and_shown_nowhere(bare: Shop) -> None:
    await store.change(bare, {"smtp_url": SECRET, "shop_name": "Named"}, by=BY)
    rows = [*await StoredSetting.all().values(), *await SettingChange.all().values()]
    facts = await RecordedFact.all().values()
    versions, total = await changes.history()
    assert total == 1
    assert [(change.name, change.new) for change in versions[0].changes] == [("shop_name", "Named"), ("smtp_url", None)]
    for text in (json.dumps([rows, facts], default=str), repr(versions), repr(bare), repr(bare.settings)):
        assert "s3cret" not in text
    key = bare.settings.data_dir / seal.FILE
    assert key.stat().st_mode & 0o777 == 0o600
    assert bare.settings.smtp_url is not None
    assert bare.settings.smtp_url.get_secret_value() == SECRET


async def test_without_its_key_a_secret_is_not_used_and_everything_else_is(bare: Shop) -> None:
    version = await store.change(bare, {"smtp_url": SECRET, "shop_name": "Named"}, by=BY)
    (bare.settings.data_dir / seal.FILE).rename(bare.settings.data_dir / "lost")
    other = await another(bare)
    assert (other.settings.smtp_url, other.settings.shop_name) == (None, "Named")
    assert other.unused_settings == ("smtp_url",)
    check = next(
        check
        for check in await selfchecks.run(other, {"settings": selfchecks.CHECKS["settings"]})
        if check.name == "settings"
    )
    assert (check.ok, "smtp_url" in check.text_in("en"), "settings.key" in check.advice_in("en")) == (False, True, True)
    await store.change(other, {"smtp_url": None}, by=BY)
    with pytest.raises(errors.SettingsKeyLost):
        await store.undo(other, version + 1, by=BY)
    await store.change(other, {"smtp_url": SECRET}, by=BY)  # entered again, with a new key
    assert (await another(bare)).settings.smtp_url is not None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0", b"not base64 !!\n", b"QUJD\n", b"\0" * 45, b"cut off"])
async def test_a_secret_is_kept_where_the_key_file_is_damaged(bare: Shop, content: bytes) -> None:
    await store.change(bare, {"smtp_url": SECRET}, by=BY)
    path = bare.settings.data_dir / seal.FILE
    path.write_bytes(content)
    other = await another(bare)
    assert other.unused_settings == ("smtp_url",)
    await store.change(other, {"smtp_url": SECRET}, by=BY)
    assert (await another(bare)).unused_settings == ()
    assert path.with_suffix(".damaged").read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_change_of_something_else_does_not_hide_that_secrets_are_lost(bare: Shop) -> None:
    await store.change(bare, {"smtp_url": SECRET, "cryptobot_token": "1:token"}, by=BY)
    (bare.settings.data_dir / seal.FILE).unlink()
    await store.change(bare, {"shop_name": "Named"}, by=BY)
    assert bare.unused_settings == ("cryptobot_token", "smtp_url")
    await store.change(bare, {"smtp_url": SECRET}, by=BY)
    assert bare.unused_settings == ("cryptobot_token",)


@pytest.mark.parametrize("damage", ['"cut of', "", "\\x00\\x01", "[" * 100_000, "[1]", "null"])
async def test_a_stored_value_that_was_damaged_does_not_stop_the_start(bare: Shop, damage: str) -> None:
    await store.change(bare, {"shop_name": "Named", "trial_days": 7}, by=BY)
    await StoredSetting.filter(name="shop_name").update(value=damage)
    await SettingChange.filter(name="shop_name").update(old=damage, new=damage)
    other = await another(bare)
    assert (other.settings.shop_name, other.settings.trial_days) == ("Vitrina", 7)
    assert other.unused_settings == ("shop_name",)
    assert (await changes.history())[1] == 1
    await store.change(other, {"shop_name": "Again"}, by=BY)
    assert (await another(bare)).settings.shop_name == "Again"


async def test_a_secret_of_one_setting_opens_nothing_as_another(bare: Shop) -> None:
    await store.change(bare, {"yookassa_secret_key": "one", "mulenpay_secret_key": "two"}, by=BY)
    one = await StoredSetting.get(name="yookassa_secret_key")
    await StoredSetting.filter(name="mulenpay_secret_key").update(value=one.value)
    assert (await another(bare)).unused_settings == ("mulenpay_secret_key",)


async def test_whoever_chose_over_an_older_version_is_told(bare: Shop) -> None:
    version = await store.change(bare, {"trial_days": 5}, by=BY, version=0)
    with pytest.raises(errors.SettingsStale):
        await store.change(bare, {"trial_days": 6}, by=BY, version=0)
    assert await store.change(bare, {"trial_days": 6}, by=BY, version=version) == version + 1


async def test_what_changes_nothing_makes_no_version(bare: Shop) -> None:
    version = await store.change(bare, {"trial_days": 5}, by=BY)
    assert await store.change(bare, {"trial_days": "5", "shop_name": None, "support_contact": " "}, by=BY) == version


async def test_changes_of_one_moment_become_versions_one_after_the_other(bare: Shop) -> None:
    await asyncio.gather(*(store.change(bare, {"trial_days": n, "trial_gb": n}, by=BY) for n in range(4, 12)))
    await store.refresh(bare)
    assert bare.settings_version == 8
    assert bare.settings.trial_days == bare.settings.trial_gb
    _, total = await changes.history(limit=3)
    assert total == 8


async def test_half_a_change_is_never_seen(bare: Shop) -> None:
    other, seen = await another(bare), set()

    async def look() -> None:
        for _ in range(60):
            await store.refresh(other)
            seen.add((other.settings.trial_days, other.settings.trial_gb))
            await asyncio.sleep(0.005)

    async def write() -> None:
        for n in range(10, 20):
            await store.change(bare, {"trial_days": n, "trial_gb": n}, by=BY)
            await asyncio.sleep(0.01)

    await asyncio.gather(look(), write())
    assert len(seen) > 2
    assert all(days == gigabytes for days, gigabytes in seen - {(3, 5)})


async def test_a_change_that_is_rolled_back_is_none(bare: Shop) -> None:
    async def half() -> None:
        async with db.transaction():
            await store.change(bare, {"trial_days": 7}, by=BY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert bare.settings.trial_days == 3
    assert not await store.refresh(bare)


async def test_a_vendor_comes_and_goes_and_the_others_stay_as_they_are(bare: Shop) -> None:
    stars = bare.providers["stars"]
    assert set(bare.providers) == {"stars"}
    await store.change(bare, {"yookassa_shop_id": "1", "yookassa_secret_key": "test_key"}, by=BY)
    yookassa = bare.providers["yookassa"]
    await store.change(bare, {"cryptobot_token": "1:token"}, by=BY)
    assert list(bare.providers) == ["stars", "yookassa", "cryptobot"]
    assert (bare.providers["stars"], bare.providers["yookassa"]) == (stars, yookassa)
    await store.change(bare, {"yookassa_secret_key": "another"}, by=BY)
    assert bare.providers["yookassa"] is not yookassa
    await store.change(bare, {"yookassa_secret_key": None}, by=BY)
    assert list(bare.providers) == ["stars", "cryptobot"]
