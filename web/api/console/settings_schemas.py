"""The console API's schemas of the shop's settings."""

from typing import Any, Literal, Self

from pydantic import Field, JsonValue

from core import i18n
from core.config import catalogue, store
from core.config.catalogue import Kind, Setting
from core.config.changes import Version
from core.payment_providers import registry
from core.payments import vendors
from core.shop import Shop
from web.api.console.schemas import AdminPage
from web.common.deps import plain
from web.common.schemas import Email, Moment, OkAnswer, Schema


class AdminSetting(Schema):
    """One setting as it holds now. The value of a secret is told to nobody."""

    name: str
    group: str
    title: str
    help: str
    kind: Kind
    unit: str | None
    choices: list[str]
    choice_titles: dict[str, str] = Field(description="The choices in words.")
    least: int | None = Field(description="Of a number, or of a text's length.")
    most: int | None
    default: JsonValue
    value: JsonValue
    is_set: bool = Field(description="Whether it is anything else than its default.")
    source: Literal["default", "shop", "environment"] = Field(description="The environment's cannot be changed.")
    unused: bool = Field(description="Stored, but it does not fit, or its key is gone: enter it again.")

    @classmethod
    def of(cls, shop: Shop, setting: Setting, language: str) -> Self:
        value = getattr(shop.settings, setting.name)
        fixed = setting.name in shop.environment.model_fields_set
        stored = setting.name in shop.settings.model_fields_set
        title, sentence = (plain(shop, key, language) for key in setting.text_keys)
        return cls(
            name=setting.name,
            group=setting.group,
            title=title,
            help=sentence,
            kind=setting.kind,
            unit=plain(shop, setting.unit_key, language) if setting.unit_key else None,
            choices=list(setting.choices),
            choice_titles={choice: plain(shop, key, language) for choice, key in setting.choice_keys.items()},
            least=setting.least,
            most=setting.most,
            default=store.as_json(setting.default),
            value=None if setting.secret else store.as_json(value),
            is_set=value != setting.default,
            source="environment" if fixed else "shop" if stored else "default",
            unused=setting.name in shop.unused_settings,
        )


class AdminSettingGroup(Schema):
    """What stands together."""

    name: str
    title: str
    place: Literal["shop", "vendors"] = Field(description="Whether it belongs to the shop or to payment vendors.")
    webhook_url: str | None = Field(description="Where a vendor sends its webhooks; null without PUBLIC_URL.")

    @classmethod
    def of(cls, shop: Shop, group: str, language: str) -> Self:
        vendor = registry.VENDORS.get(group)
        return cls(
            name=group,
            title=plain(shop, f"setting-group-{group}", language),
            place="vendors" if group in catalogue.VENDOR_GROUPS else "shop",
            webhook_url=vendors.webhook_address(shop, vendor) if vendor else None,
        )


class AdminSettings(OkAnswer):
    """Every setting of the shop, in the order in which it is shown; `version` is what a change is made over."""

    version: int
    may_change: bool = Field(description="Whether whoever asks may change them: the shop's owner may.")
    groups: list[AdminSettingGroup]
    settings: list[AdminSetting]

    @classmethod
    def of(cls, shop: Shop, language: str, *, may_change: bool) -> Self:
        return cls(
            version=shop.settings_version,
            may_change=may_change,
            groups=[AdminSettingGroup.of(shop, group, language) for group in catalogue.GROUPS],
            settings=[
                AdminSetting.of(shop, setting, language) for setting in catalogue.SETTINGS.values() if setting.listed
            ],
        )


class AdminSettingsChange(Schema):
    """What to set, by name; null puts the default back. All of it is taken, or nothing."""

    version: int | None = Field(None, ge=0, le=2**31 - 1, description="What was read; a newer one is a refusal by 409.")
    values: dict[str, JsonValue] = Field(min_length=1, max_length=200)


class AdminSettingTest(Schema):
    """Settings to test with, by name, that are not saved; the others are as they stand."""

    values: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)


class AdminLetterTest(AdminSettingTest):
    """Where a test letter goes; without it to the caller's own address."""

    email: Email | None = None


class AdminSettingTested(OkAnswer):
    """What came of a test. It never holds a secret."""

    passed: bool
    text: str


class AdminSettingChange(Schema):
    """One setting's part of a change; null is the default. Values of secrets are told to nobody."""

    name: str
    title: str
    secret: bool
    old: Any
    new: Any


class AdminSettingsVersion(Schema):
    """What was changed in one go."""

    version: int
    at: Moment
    by: str
    changes: list[AdminSettingChange]

    @classmethod
    def of(cls, version: Version, language: str) -> Self:
        return cls(
            version=version.number,
            at=version.at,
            by=version.by,
            changes=[
                AdminSettingChange.read(change, title=_title(change.name, language)) for change in version.changes
            ],
        )


class AdminSettingsHistory(AdminPage):
    """Changes, newest first."""

    items: list[AdminSettingsVersion]


def _title(name: str, language: str) -> str:
    """A setting's name; that of a setting which is no more stays as it was."""
    setting = catalogue.SETTINGS.get(name)
    return i18n.t(setting.text_keys[0], language) if setting else name
