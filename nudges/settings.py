"""Everything an operator can set, read from the environment and `.env`. Nothing here is a global."""

import os
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from nudges.core.errors import NudgesError
from nudges.core.limits import why_not
from nudges.core.office.watched import parse_watched

_PACKAGE = Path(__file__).resolve().parent

#: Where the plans and templates that came with the service are: in an installed package its own copy of them
#: (hatch_build.py), in a checkout the folders at its top.
HOUSE = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent

#: RFC 5321 allows 64 characters before the @; our token is 32, and a +.
_REPLY_TO = re.compile(r"[A-Za-z0-9._-]{1,31}@[A-Za-z0-9.-]{1,190}")


#: A host or a bracketed IPv6 address, a port, and a path of parts that need no escaping.
_WEB_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:/[A-Za-z0-9._~-]+)*/*"
)

#: The same with the host alone, and whatever may stand in an address behind it, but for a fragment.
_POSTED_TO = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?][!-\"$-~]*)?"
)


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


#: The secrets. Each may stand in a file that NAME_FILE names, as containers are given them; the encryption
#: key has NUDGES_KEY_FILE for that.
IN_FILES = (
    *("database_url", "metrics_token", "events_secret"),
    *("twilio_auth_token", "sendgrid_api_key", "smtp_url", "imap_url"),
)

#: What the key of a signature may be (standardwebhooks.com): so many bytes, in base64.
_SECRET_BYTES = range(24, 65)


@cache
def _networks_in(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


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

    @field_validator("public_url", "twilio_api_url", "sendgrid_api_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        read = _WEB_ADDRESS.fullmatch(url)
        if read is None or not 0 < int(read["port"] or 80) <= 65_535:
            raise ValueError(
                "must be like https://nudges.example.org/here, without blanks, ?, # or a password"
            )
        return url.rstrip("/")

    @field_validator("join_countries")
    @classmethod
    def _countries(cls, text: str) -> str:
        if text and not re.fullmatch(r"\s*[A-Za-z]{2}\s*(,\s*[A-Za-z]{2}\s*)*", text):
            raise ValueError("must be two letters for each country (ISO 3166), comma between: US,CA,MX")
        return text

    @field_validator("watched_hours")
    @classmethod
    def _hours(cls, text: str) -> str:
        try:
            parse_watched(text)
        except NudgesError:
            raise ValueError(
                "must be days, hours and a zone, like Mon-Fri 09:00-17:00, Sat 10:00-13:00 Europe/Madrid"
            ) from None
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        try:
            _networks_in(text)
        except ValueError:
            raise ValueError("must be addresses or networks such as 10.0.0.0/8, comma between") from None
        return text

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, token: SecretStr) -> SecretStr:
        said = token.get_secret_value()
        if said and (len(said) < 16 or not said.isascii() or not said.isprintable() or " " in said):
            raise ValueError("must be 16 letters and digits at least, such as `openssl rand -hex 16` prints")
        return token

    @field_validator("events_url")
    @classmethod
    def _posted_to(cls, url: str) -> str:
        read = _POSTED_TO.fullmatch(url)
        if url and (read is None or not 0 < int(read["port"] or 443) <= 65_535):
            raise ValueError("must be like https://example.org/hooks?id=1, without blanks, # or a password")
        if read and read["scheme"] == "http" and not _on_this_machine(read["host"]):
            raise ValueError("must start with https://; http:// is for a receiver on this machine")
        return url

    @field_validator("events_secret")
    @classmethod
    def _signs(cls, secret: SecretStr, given: ValidationInfo) -> SecretStr:
        said = secret.get_secret_value()
        if not said and not given.data.get("events_url"):
            return secret
        try:
            key = b64decode(said.removeprefix("whsec_"), validate=True)
        except ValueError:
            key = b""
        if not said.startswith("whsec_") or len(key) not in _SECRET_BYTES:
            raise ValueError('must be what `echo "whsec_$(openssl rand -base64 32)"` prints, for EVENTS_URL')
        return secret

    @field_validator("operator_email")
    @classmethod
    def _mail_address(cls, address: str) -> str:
        if address and (address.count("@") != 1 or any(c.isspace() for c in address)):
            raise ValueError("must be one email address")
        return address

    @field_validator("reply_to")
    @classmethod
    def _room_for_a_token(cls, address: str) -> str:
        if address and not _REPLY_TO.fullmatch(address):
            raise ValueError("must be one email address like reply@in.example.org, at most 31 before the @")
        return address

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

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
        return _networks_in(self.trusted_proxies)

    @property
    def live(self) -> bool:
        """True if messages really leave the house."""
        return self.nudges_send == "live"


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. Raises NudgesError naming the first bad one, never its value."""
    files = dict(_from_files(_given(env_file)))
    try:
        return Settings(_env_file=env_file, **files)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise NudgesError(
            f"The setting {name} cannot be used.",
            why_not(first),
            f"Correct {name} in the environment or in .env; .env.example explains each setting.",
        ) from None


def _given(env_file: Path | None) -> dict[str, str]:
    """What the environment and the file say; the environment counts, also where it says nothing."""
    file = dotenv_values(env_file, encoding="utf-8") if env_file is not None else {}
    return {name: value for name, value in {**file, **os.environ}.items() if value}


def _from_files(given: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The secrets that stand in files. Raises NudgesError for a file that cannot be read, or one too many."""
    for field in IN_FILES:
        name, named = field.upper(), f"{field.upper()}_FILE"
        if named not in given:
            continue
        if name in given:
            raise NudgesError(
                f"Both {name} and {named} are set.",
                "Only one of them can be meant.",
                f"Leave {name} empty in the environment and in .env, or {named}.",
            )
        try:
            yield field, Path(given[named]).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise NudgesError(
                f"The file of {name} cannot be read.",
                f"{named} names {given[named]}: {why}.",
                f"Put the secret there, readable by the user that Nudges runs as, or set {name}.",
            ) from None
