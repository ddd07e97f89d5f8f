"""Everything an operator can set, read from the environment and `.env`. Nothing here is a global."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from nudges.settings import checks

_PACKAGE = Path(__file__).resolve().parent.parent

#: Where the plans and templates that came with the service are: in an installed package its own copy of them
#: (hatch_build.py), in a checkout the folders at its top.
HOUSE = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent


class Settings(BaseSettings):
    """One field a setting; `.env.example` lists them all, and a test keeps the two in step."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    nudges_send: Literal["off", "live"] = Field(
        "off", description="live = really send; off = keep in a sandbox"
    )
    programme: str = Field("Nudges", max_length=20, description="the name people see first in every message")
    contact: str = Field(
        "", max_length=40, description="whom people can write to with questions: a name, address or number"
    )

    operator_email: str = Field(
        "", repr=False, description="who is told by mail when a provider refuses the account"
    )
    care_hours: int = Field(
        72, ge=0, description="hours for which nudges are held after words of danger, or until RESUME"
    )
    on_unknown: Literal["resolve", "drop"] = Field(
        "resolve",
        description="what may have been sent: resolve = look it up, else try once more; drop = leave it",
    )

    database_url: str = Field(
        "sqlite:///data/nudges.db", repr=False, description="SQLite, or postgresql://user:pass@host/db"
    )
    nudges_key: SecretStr | None = Field(
        None, description="encryption keys, newest first, comma between; else the file"
    )
    nudges_key_file: Path = Field(Path("data/nudges.key"), description="made on first run; back it up")
    keep_words_days: int = Field(
        365, ge=0, description="days after which messages and replies lose their text; 0 = never"
    )
    keep_months: int = Field(
        0, ge=0, description="whole months of nudges and replies to keep besides this one; 0 = all"
    )
    schedules: Path = Field(HOUSE / "schedules", description="folder of plans")
    templates: Path = Field(HOUSE / "templates", description="folder of guides and message templates")

    public_url: str = Field(
        "http://localhost:8000", description="the address providers and people reach us at"
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="addresses and networks (10.0.0.0/8) of the proxies before us, comma between",
    )
    bind: str = Field("127.0.0.1", description="where the web server listens; 0.0.0.0 for everywhere")
    port: int = Field(8000, ge=1, le=65535, description="and on which port")

    metrics_token: SecretStr = Field(
        SecretStr(""), description="whoever sends it as a bearer token may read /metrics; empty = nobody"
    )

    events_url: str = Field(
        "", repr=False, description="where events are posted to, https://…; empty = none are kept or sent"
    )
    events_secret: SecretStr = Field(
        SecretStr(""), validate_default=True, description="signs them: whsec_ and 32 random bytes in base64"
    )

    join: Literal["off", "on"] = Field(
        "off", description="on = anybody may ask to be invited at /join/PLAN; off = only you add people"
    )

    join_countries: str = Field(
        "", description="whose numbers may join, like US,CA,MX; empty = the country of TWILIO_FROM"
    )

    office: Literal["off", "on"] = Field(
        "off", description="on = staff sign in at /office; the first owner by `nudges staff link`"
    )

    watched_hours: str = Field(
        "",
        description="when staff on duty read replies, like Mon-Fri 09:00-17:00 Europe/Madrid; only then the "
        "answer to words of danger says so; empty = never",
    )

    api: Literal["off", "on"] = Field(
        "off", description="on = programs with a token may use /api/v1 (docs/api.md); `nudges token add`"
    )

    twilio_account_sid: str = Field("", description="AC…, from the Twilio console")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="also checks the signature of webhooks")
    twilio_from: str = Field("", description="your number (+1…) or messaging service (MG…)")
    sms_per_second: float | None = Field(
        None, gt=0, description="segments a second your sender may pass on; empty = by its kind"
    )
    twilio_api_url: str = Field("https://api.twilio.com", description="change it only for tests")

    mail_from: str = Field("", description="the address summaries come from")
    sendgrid_api_key: SecretStr = Field(SecretStr(""), description="SG.…; empty = use SMTP")
    sendgrid_api_url: str = Field("https://api.sendgrid.com", description="change it only for tests")
    sendgrid_events_key: str = Field("", description="public key of the signed event webhook")
    sendgrid_inbound_key: str = Field("", description="public key of the signed inbound parse webhook")
    smtp_url: SecretStr = Field(SecretStr(""), description="smtp://user:pass@host:587 or smtps://…:465")

    reply_to: str = Field(
        "", description="the address that mails are answered to; +… is added to it, so it needs subaddresses"
    )
    imap_url: SecretStr = Field(
        SecretStr(""), description="imaps://user:pass@host/INBOX, a mailbox of its own; empty = none is read"
    )

    imap_authserv: str = Field(
        "",
        description="what your mail server calls itself in Authentication-Results (mx.google.com); "
        "empty = a STOP in a mail that is no reply to ours is obeyed, but gets no answer",
    )

    _web_address = field_validator("public_url", "twilio_api_url", "sendgrid_api_url")(checks.web_address)
    _countries = field_validator("join_countries")(checks.countries)
    _hours = field_validator("watched_hours")(checks.hours)
    _proxies = field_validator("trusted_proxies")(checks.proxies)
    _token = field_validator("metrics_token")(checks.hard_to_guess)
    _events_url = field_validator("events_url")(checks.posted_to)
    _mail_address = field_validator("operator_email")(checks.mail_address)
    _reply_to = field_validator("reply_to")(checks.room_for_a_token)
    _database = field_validator("database_url")(checks.database)

    @field_validator("events_secret")
    @classmethod
    def _signs(cls, secret: SecretStr, given: ValidationInfo) -> SecretStr:
        return checks.signs(secret, needed=bool(given.data.get("events_url")))

    def folder(self, name: str) -> Path:
        """A folder of the templates such as "guides": the operator's own, else the one that came along."""
        own = self.templates / name
        return own if own.is_dir() else HOUSE / "templates" / name

    def folders(self, name: str) -> tuple[Path, ...]:
        """The same, and then the one that came along, for when nothing can be made of the operator's."""
        return tuple(dict.fromkeys((self.folder(name), HOUSE / "templates" / name)))

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where a template is looked for, in this order: what the operator has not laid out came along."""
        return tuple(dict.fromkeys((self.templates, HOUSE / "templates")))

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Whose word counts about where a request came from."""
        return checks.networks_in(self.trusted_proxies)

    @property
    def live(self) -> bool:
        """True if messages really leave the house."""
        return self.nudges_send == "live"
