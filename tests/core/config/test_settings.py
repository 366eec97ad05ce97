"""Settings: what is missing or malformed is said in one sentence; secrets are kept to themselves."""

from pathlib import Path

import pytest

from core import config
from core.config import Settings, SettingsError
from core.operations.backups import making

TOKEN, ADMIN = "7000000001:AAsandbox_secret", "900"
PASSWORD = "s3cret-pass"  # never shown


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Only the two needed settings are set, and there is no `.env` around."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("ADMIN_IDS", ADMIN)
    return monkeypatch


def refusal() -> str:
    """What the operator is told."""
    with pytest.raises(SettingsError) as refused:
        config.load()
    text = str(refused.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 250
    assert TOKEN not in text
    assert PASSWORD not in text
    return text


def test_a_token_and_an_administrator_are_enough() -> None:
    settings = config.load()
    assert (settings.token, settings.bot_id, settings.admin_ids) == (TOKEN, 7000000001, (900,))
    assert not settings.uses_webhook
    assert settings.server_name == "dl.google.com"
    assert settings.data_dir.is_absolute()


@pytest.mark.parametrize("name", ["BOT_TOKEN", "ADMIN_IDS"])
@pytest.mark.parametrize("empty", [True, False])
def test_what_is_needed_and_missing_is_named_with_what_it_is(
    environment: pytest.MonkeyPatch, name: str, empty: bool
) -> None:
    if empty:
        environment.setenv(name, "")
    else:
        environment.delenv(name)
    told = refusal()
    assert told.startswith(f"{name} is not set: put it into .env (")
    assert ".)" not in told


def test_a_short_password_of_backups_is_told_in_characters(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BACKUP_PASSWORD", "short")
    assert refusal() == "BACKUP_PASSWORD cannot be used: it needs at least 12 characters."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "no token"),
        ("BOT_TOKEN", "123:"),
        ("ADMIN_IDS", "me"),
        ("ADMIN_IDS", "1;2"),
        ("ADMIN_IDS", "-5"),
        ("ADMIN_IDS", " , "),
        ("ADMIN_IDS", "٣"),
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "with a space in the middle"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("PUBLIC_URL", "ftp://shop.example"),
        ("PUBLIC_URL", "https://"),
        ("CLOCK_URL", "now"),
        ("DATABASE_URL", f"mysql://shop:{PASSWORD}@db/shop"),
        ("DATABASE_URL", "/var/lib/shop.db"),
        ("TIMEZONE", "Moscow"),
        ("TIMEZONE", "../../etc/passwd"),
        ("REALITY_TARGET", "dl.google.com"),
        ("REALITY_TARGET", ":443"),
        ("REALITY_TARGET", "dl.google.com:99999"),
        ("XRAY_PORT", "0"),
        ("WEB_PORT", "http"),
        ("STARS_KOPEKS_PER_STAR", "0"),
        ("TRIAL_DAYS", "-1"),
        ("TRIAL_GB", "0"),
        ("REFERRAL_PERCENT", "101"),
        ("AUTOPAY_HOURS_BEFORE", "0"),
        ("TOP_UP_MIN_RUBLES", "0"),
        ("TOP_UP_MAX_RUBLES", "much"),
        ("DEFAULT_LANGUAGE", "de"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("XRAY_ALLOW_PRIVATE_TARGETS", "perhaps"),
        ("TRAFFIC_SAMPLE_SECONDS", "0"),
        ("SHOP_NAME", "x" * 65),
    ],
)
def test_a_malformed_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    assert refusal().startswith(f"{name} cannot be used: ")


def test_settings_that_contradict_each_other_are_both_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TOP_UP_MIN_RUBLES", "100")
    environment.setenv("TOP_UP_MAX_RUBLES", "99")
    assert refusal() == "TOP_UP_MIN_RUBLES must not exceed TOP_UP_MAX_RUBLES."
    environment.setenv("TOP_UP_MAX_RUBLES", "100")
    environment.setenv("WEBHOOK_SECRET", "0123456789abcdef")
    assert "PUBLIC_URL" in refusal()
    environment.setenv("PUBLIC_URL", "https://shop.example/")
    assert config.load().uses_webhook
    assert config.load().public_url == "https://shop.example"


def test_several_administrators_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ADMIN_IDS", " 1, 22 ,333,")
    assert config.load().admin_ids == (1, 22, 333)


def test_the_file_is_read_and_the_environment_wins(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOP_NAME=From the file\nTRIAL_DAYS=7\nSOMEBODY_ELSES=1\n", encoding="utf-8")
    environment.setenv("TRIAL_DAYS", "5")
    settings = config.load()
    assert (settings.shop_name, settings.trial_days) == ("From the file", 5)


def test_both_names_of_postgresql_are_understood(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "postgresql://shop@db/shop")
    assert config.load().database_url == "postgres://shop@db/shop"


def test_no_secret_is_seen_in_what_is_printed(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PUBLIC_URL", "https://shop.example")
    environment.setenv("WEBHOOK_SECRET", "webhook-secret-0123456789")
    environment.setenv("DATABASE_URL", f"postgres://shop:{PASSWORD}@db/shop")
    environment.setenv("REDIS_URL", f"redis://:{PASSWORD}@redis/0")
    settings = config.load()
    for shown in (repr(settings), str(settings)):
        for secret in ("AAsandbox_secret", "webhook-secret", PASSWORD):
            assert secret not in shown


def test_settings_do_not_change_while_the_shop_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        config.load().trial_days = 9  # type: ignore[misc]


def test_a_table_stands_in_the_environment_as_json(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("METHODS", '{"CRYPTOBOT": {"offered": false, "percent": 2.5, "names": {"ru": "Крипта $ \' ₽"}}}')
    settings = config.load()
    assert (settings.methods["CRYPTOBOT"].offered, str(settings.methods["CRYPTOBOT"].percent)) == (False, "2.5")
    file = tmp_path / "restored.env"
    file.write_text(making.as_env_file(settings), encoding="utf-8")
    environment.delenv("METHODS")
    assert Settings(_env_file=file).methods == settings.methods
    environment.setenv("METHODS", "CRYPTOBOT")
    assert "METHODS" in refusal()
    environment.setenv("METHODS", '{"CRYPTOBOT": {"percent": 900}}')
    assert "METHODS" in refusal()
