"""A form changes only what was changed in it, and nothing that somebody else has changed meanwhile."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from nudges.core.errors import NudgesError

Field = TypeVar("Field", bound=Hashable)
Value = TypeVar("Value")


class ChangedMeanwhileError(NudgesError):
    """A form changes `fields` that have got another value since it was opened. Pages answer with 409."""

    def __init__(self, fields: frozenset[Hashable]) -> None:
        super().__init__(
            "This was changed meanwhile.",
            "Since the page was opened, the same field has got another value.",
            "Nothing was saved. Compare the two, and save again what is to hold.",
        )
        self.fields = fields


def edited(sent: Mapping[Field, Value], opened: Mapping[Field, Value]) -> dict[Field, Value]:
    """What was changed in a form that was opened with these values."""
    return {field: value for field, value in sent.items() if field not in opened or value != opened[field]}


def check_unchanged(
    wished: Mapping[Field, Value], opened: Mapping[Field, Value], current: Mapping[Field, Value]
) -> None:
    """Raises ChangedMeanwhileError if the current value of a field is neither what the form was opened with
    nor what it wishes. Call it in the transaction that writes."""
    known = opened.keys() & current.keys()
    changed = {
        field
        for field, value in wished.items()
        if field in known and current[field] not in (opened[field], value)
    }
    if changed:
        raise ChangedMeanwhileError(frozenset(changed))
