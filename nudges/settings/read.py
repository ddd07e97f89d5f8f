"""Read the settings of this process from the environment, `.env` and files of secrets."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
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

#: How alike two names are, from 0 to 1, if the one was meant by the other (difflib).
_NEAR = 0.75


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
    return {name: value for name, value in {**_in_file(env_file), **os.environ}.items() if value}


def unknown_names(env_file: Path = Path(".env")) -> list[NudgesError]:
    """A mistake for each name in the file that is no setting and is nearly one: nothing reads it.

    What is like no setting may be meant for another program, such as Docker Compose.
    """
    known = [name.upper() for name in Settings.model_fields] + [f"{name.upper()}_FILE" for name in IN_FILES]
    return [
        NudgesError(
            f"{env_file} sets {name}, which is no setting.",
            f"It is ignored; the nearest name is {near[0]}.",
            f"Write {near[0]} in {env_file}, or take the line out; .env.example names each setting.",
        )
        for name in _in_file(env_file)
        if name.upper() not in known and (near := get_close_matches(name.upper(), known, 1, _NEAR))
    ]


def _in_file(env_file: Path | None) -> Mapping[str, str | None]:
    """What the file says. Raises NudgesError if it is not UTF-8."""
    try:
        return dotenv_values(env_file, encoding="utf-8") if env_file is not None else {}
    except UnicodeDecodeError as error:
        raise NudgesError(
            f"The settings in {env_file} cannot be read.",
            f"It is not UTF-8: byte {error.start + 1} is 0x{error.object[error.start]:02x}.",
            f"Save {env_file} as UTF-8.",
        ) from None


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
