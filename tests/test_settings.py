"""Settings: `.env.example` names each one and is safe as it stands; a bad one is named, never shown."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from nudges.core.errors import NudgesError
from nudges.settings import IN_FILES, Settings, read_settings
from tests.folders import REPOSITORY
from tests.harness import SECRET

EXAMPLE = REPOSITORY / ".env.example"
FIELDS = Settings.model_fields
SIGNS = f"whsec_{b64encode(bytes(32)).decode()}"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FIELDS:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def explained() -> list[tuple[str, str]]:
    """Each setting of the example with the comment above it."""
    return re.findall(r"^# (.*)\n#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_names_exactly_the_settings_there_are_each_explained() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in FIELDS)
    said = {name.lower(): comment for comment, name in explained()}
    assert said == {name: field.description for name, field in FIELDS.items()}


def test_a_copy_of_the_example_is_the_same_as_no_file_and_sends_nothing() -> None:
    copied = read_settings(EXAMPLE)
    assert copied == read_settings(None)
    assert not copied.live


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nPROGRAMME=Ours\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "9002")
    settings = read_settings(tmp_path / ".env")
    assert (settings.port, settings.programme) == (9002, "Ours")


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:///data/x.db", "sqlite:///data/x.db"),
    ],
)
def test_a_database_address_as_hosts_give_it(url: str, used: str) -> None:
    assert Settings(_env_file=None, database_url=url).database_url == used


def test_a_public_address_loses_its_last_slash() -> None:
    assert Settings(_env_file=None, public_url="https://n.example/").public_url == "https://n.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://n.example/here",
        "http://[::1]:8000",
        "https://N-1.example:65535/a/b.c~d",
        "http://localhost:8000",
    ],
)
def test_a_public_address_may_have_a_port_and_a_path(url: str) -> None:
    assert Settings(_env_file=None, public_url=url).public_url == url


def test_proxies_are_addresses_and_networks() -> None:
    proxies = Settings(_env_file=None, trusted_proxies=" 10.0.0.0/8, ::1 ,192.0.2.7").proxies
    assert [str(one) for one in proxies] == ["10.0.0.0/8", "::1/128", "192.0.2.7/32"]
    assert Settings(_env_file=None, trusted_proxies="").proxies == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NUDGES_SEND", f"yes{SECRET}"),
        ("PUBLIC_URL", f"{SECRET}.example"),
        ("PUBLIC_URL", f"https://n.example/?{SECRET}"),
        ("PUBLIC_URL", f"'https://n.example/#{SECRET}'"),
        ("PUBLIC_URL", f"https://n.example/{SECRET} x"),
        ("PUBLIC_URL", f"https://{SECRET}:x@n.example"),
        ("PUBLIC_URL", f"https:///{SECRET}"),
        ("PUBLIC_URL", f"https://n.example:99999/{SECRET}"),
        ("PUBLIC_URL", f"https://n.example/{SECRET}/%20"),
        ("PUBLIC_URL", f"https://n.example//{SECRET}"),
        ("TRUSTED_PROXIES", f"10.0.0.0/8,{SECRET}"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("JOIN_COUNTRIES", f"US,{SECRET}"),
        ("DATABASE_URL", f"mysql://{SECRET}@h/d"),
        ("PORT", f"80{SECRET}"),
        ("PORT", "0"),
        ("PROGRAMME", SECRET * 3),
        ("EVENTS_URL", f"http://n.example/{SECRET}"),
        ("EVENTS_URL", f"https://{SECRET}:x@n.example/"),
        ("EVENTS_URL", f"https://n.example/#{SECRET}"),
        ("EVENTS_URL", f"https://n.example/ {SECRET}"),
        ("EVENTS_SECRET", SECRET),
        ("EVENTS_SECRET", f"whsec_{SECRET}"),
        ("REPLY_TO", SECRET),
        ("REPLY_TO", f"{SECRET}+x@in.example.org"),
        ("REPLY_TO", f"{SECRET * 3}@in.example.org"),
        ("REPLY_TO", f"Nudges <{SECRET}@in.example.org>"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_not_told(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"{name}={value}\n", encoding="utf-8")
    with pytest.raises(NudgesError) as caught:
        read_settings(file)
    error = caught.value
    assert name in error.what
    assert name in error.fix
    assert SECRET not in f"{error.what} {error.why} {error.fix} {error!r}"


@pytest.mark.parametrize("url", ["https://h.example/hooks?key=1", "http://127.0.0.1:9000", "http://[::1]/x"])
def test_events_go_out_encrypted_or_stay_on_this_machine_and_are_signed(url: str) -> None:
    settings = Settings(_env_file=None, events_url=url, events_secret=SIGNS)
    assert settings.events_url == url
    assert url not in repr(settings)
    with pytest.raises(ValidationError, match="events_secret"):
        Settings(_env_file=None, events_url=url)


def test_secrets_are_not_in_a_repr() -> None:
    names = ("nudges_key", "twilio_auth_token", "sendgrid_api_key", "smtp_url", "imap_url")
    secret: dict[str, Any] = dict.fromkeys(names, SECRET)
    assert SECRET not in repr(Settings(_env_file=None, **secret))


def test_every_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {name for name, field in FIELDS.items() if "Secret" in str(field.annotation)}
    assert set(IN_FILES) == (secrets | {"database_url"}) - {"nudges_key"}
    told = (REPOSITORY / "docs" / "deploy.md").read_text(encoding="utf-8")
    for name in IN_FILES:
        assert f"`{name.upper()}`" in told, name
        others = {"database_url": "postgresql://u:p@h/d", "events_secret": SIGNS}
        value = others.get(name, f"{SECRET}-{name}")
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / name))
    settings = read_settings(None)
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert settings.smtp_url.get_secret_value() == f"{SECRET}-smtp_url"


def test_an_env_file_may_name_it_and_the_environment_may_empty_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(SECRET * 2, encoding="utf-8")
    env = tmp_path / ".env"
    env.write_text(
        f"METRICS_TOKEN=another-token-by-far\nMETRICS_TOKEN_FILE={tmp_path / 'token'}\n", encoding="utf-8"
    )
    with pytest.raises(NudgesError, match="Both METRICS_TOKEN and METRICS_TOKEN_FILE"):
        read_settings(env)
    monkeypatch.setenv("METRICS_TOKEN", "")
    assert read_settings(env).metrics_token.get_secret_value() == SECRET * 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(NudgesError) as caught:
        read_settings(None)
    assert "SMTP_URL_FILE" in caught.value.why
    (tmp_path / "short").write_text(SECRET[:9], encoding="utf-8")
    monkeypatch.delenv("SMTP_URL_FILE")
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "short"))
    with pytest.raises(NudgesError) as caught:
        read_settings(None)
    assert "METRICS_TOKEN" in caught.value.what
    assert SECRET[:9] not in str(caught.value)
