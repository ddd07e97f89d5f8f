"""Read the settings of this process from the environment, `.env` and files of secrets."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError

from nudges.core.errors import NudgesError
from nudges.core.limits import why_not
from nudges.settings.settings import Settings

#: The secrets. Each may stand in a file that NAME_FILE names, as containers are given them; the encryption
#: key has NUDGES_KEY_FILE for that.
IN_FILES = (
    *("database_url", "metrics_token", "events_secret"),
    *("twilio_auth_token", "sendgrid_api_key", "smtp_url", "imap_url"),
)


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
