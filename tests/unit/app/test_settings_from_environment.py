"""Settings come whole or not at all, and no message shows a secret."""

from pathlib import Path

import pytest

from app.settings import Reading, Settings, SettingsUnsound, hide_secrets

COMPLETE = {
    "DATABASE_URL": "postgresql://app:geheim@db:5432/tianping",
    "OWNER_DATABASE_URL": "postgresql://owner:geheimer@db:5432/tianping",
    "REDIS_URL": "redis://:geheim@cache:6379/0",
    "S3_ENDPOINT": "store:9000",
    "S3_ACCESS_KEY": "geheim-a",
    "S3_SECRET_KEY": "geheim-b",
    "SMS_GATEWAY_URL": "https://sms.example/send",
    "DATA_DIR": "/nonexistent/tianping",
}


def test_a_complete_environment_gives_settings_with_defaults() -> None:
    settings = Settings.from_environment(COMPLETE)
    assert settings.port == 8000
    assert settings.public_url == "http://localhost:8000"
    assert settings.s3_public_endpoint == "http://store:9000"
    assert settings.platform_keys_file == Path("/nonexistent/tianping/platform-keys.json")
    assert not settings.training


def test_the_owner_is_the_application_where_only_one_role_is_given() -> None:
    environment = {name: value for name, value in COMPLETE.items() if name != "OWNER_DATABASE_URL"}
    assert Settings.from_environment(environment).owner_database_url == COMPLETE["DATABASE_URL"]
    assert any("one role" in sentence for sentence in Reading.of(environment).warnings)


def test_cookies_are_secure_exactly_where_the_site_is_https() -> None:
    assert Settings.from_environment(COMPLETE | {"PUBLIC_URL": "https://ggzy.example"}).secure_cookies
    assert not Settings.from_environment(COMPLETE).secure_cookies


def test_a_public_site_without_tls_is_warned_of() -> None:
    assert any(
        "https" in each for each in Reading.of(COMPLETE | {"PUBLIC_URL": "http://ggzy.example"}).warnings
    )
    assert not Reading.of(COMPLETE).warnings


def test_a_site_that_can_send_nobody_a_code_is_warned_of() -> None:
    silent = COMPLETE | {"SMS_GATEWAY_URL": ""}
    told = [Reading.of(silent | more).warnings for more in ({}, {"SMTP_URL": "smtps://u:geheim@mail:465"})]
    assert all(any("register by themselves" in one for one in warnings) for warnings in told)
    assert not Reading.of(silent | {"TRAINING": "true"}).warnings
    mailing = {"SMTP_URL": "smtps://u:geheim@mail:465", "MAIL_FROM": "platform@example.cn"}
    assert not Reading.of(silent | mailing).warnings
    with pytest.raises(SettingsUnsound, match="SMTP_URL must look like"):
        Settings.from_environment(COMPLETE | {"SMTP_URL": "mail.example"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("TRAINING", "maybe"),
        ("DATABASE_URL", "mysql://db/geheim"),
        ("REDIS_URL", "cache:6379/geheim"),
        ("S3_ENDPOINT", "https://store:9000"),
        ("S3_BUCKET", "Großer Eimer"),
        ("LOG_FORMAT", "xml"),
        ("PUBLIC_URL", "ggzy.example"),
    ],
)
def test_a_malformed_value_is_one_sentence_naming_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsUnsound) as refusal:
        Settings.from_environment(COMPLETE | {name: value})
    first = refusal.value.faults[0]
    assert first.startswith(name)
    assert first.endswith(".")
    assert "geheim" not in str(refusal.value)


def test_every_missing_variable_is_told_at_once() -> None:
    with pytest.raises(SettingsUnsound) as refusal:
        Settings.from_environment({"DATA_DIR": "/nonexistent/tianping"})
    told = {sentence.split()[0] for sentence in refusal.value.faults}
    assert {"DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"} <= told


def test_no_secret_is_shown() -> None:
    shown = " ".join(entry.shown for entry in Reading.of(COMPLETE).entries)
    assert "geheim" not in shown
    assert "geheim" not in repr(Settings.from_environment(COMPLETE))
    assert hide_secrets("postgresql://app:geheim@db:5432/x") == "postgresql://app:••••••@db:5432/x"
