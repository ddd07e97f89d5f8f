"""Why a setting or an option cannot be used, in our own words: pydantic's are a library's."""

from collections.abc import Mapping
from typing import Any

#: By pydantic's type of error; braces name its values.
_WORDS = {
    "int_parsing": "It is a whole number.",
    "int_from_float": "It is a whole number.",
    "int_type": "It is a whole number.",
    "float_parsing": "It is a number.",
    "bool_parsing": "It is yes or no.",
    "greater_than": "It is a number above {gt}.",
    "greater_than_equal": "It is {ge} or more.",
    "less_than": "It is a number below {lt}.",
    "less_than_equal": "It is {le} at most.",
    "literal_error": "It is one of: {expected}.",
    "enum": "It is one of: {expected}.",
    "string_too_long": "It has {max_length} characters at most.",
}


def why_not(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a sentence; a check of our own brings its words: "must be …"."""
    values = {**error.get("ctx", {})}
    if "expected" in values:
        values["expected"] = str(values["expected"]).replace("'", "").replace(" or ", ", ")
    if words := _WORDS.get(str(error["type"])):
        return words.format_map(values)
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"It {said}." if said.startswith("must ") else f"{said[:1].upper()}{said[1:]}."
