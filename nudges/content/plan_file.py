"""One plan file as written. A mistake is told by file and line, with what to write instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from nudges.core.errors import NudgesError
from nudges.core.plan.phases import After
from nudges.core.plan.plan import Plan, Step
from nudges.core.text.yaml_bounds import excess
from nudges.core.vocabulary import Every, Expects, Medium, Order, Sends, Who

#: Characters of a plan's file, many times the longest there is.
MOST = 100_000

Loc = tuple[int | str, ...]
_CHOICES: dict[str, type[StrEnum]] = {
    "every": Every,
    "channel": Medium,
    "expects": Expects,
    "sends": Sends,
    "order": Order,
    "who": Who,
    "after": After,
}
#: Pydantic's findings, for readers who do not know its words.
_PLAINLY = {
    "string_type": "A text belongs here.",
    "string_too_short": "It is empty.",
    "too_short": "The list is empty.",
    "tuple_type": "A list in brackets belongs here.",
    "dict_type": "Lines of their own belong below it, indented.",
    "model_type": "Lines of their own belong below it, indented.",
    "invalid_key": "Every key here is a word.",
}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as written: `tree` remembers on which line everything stands."""

    path: Path
    tree: CommentedMap
    plan: Plan

    def mistake(self, loc: Loc, what: str, why: str, fix: str) -> NudgesError:
        return _mistake(self.path, _line(self.tree, loc), what, why, fix)


def read_file(path: Path) -> PlanFile:
    """Read and check one file, apart from what it includes. Raises NudgesError with the line."""
    name = f"{_kebab(path.stem) or 'my-plan'}.yaml"
    if path.name != name:
        why = "A plan's name is lower-case words joined by hyphens, and its file ends in .yaml."
        raise _mistake(path, 1, "the file's name is not a plan's.", why, f"Rename it to {name}.")
    tree = _tree(path)
    try:
        return PlanFile(path, tree, Plan.model_validate(tree))
    except ValidationError as error:
        # The topmost mistake, but a missing key last: it is often there under a misspelt name.
        first = min(error.errors(), key=lambda one: (one["type"] == "missing", _line(tree, one["loc"])))
        raise _mistake(path, _line(tree, first["loc"]), *_explain(first)) from None


def _tree(path: Path) -> CommentedMap:
    """The file as YAML 1.2, where 19:00 is a text and `on` a word. A key given twice is an error."""
    try:
        text = path.read_text(encoding="utf-8")
        if found := excess(text, MOST):
            raise _mistake(path, *found)
        tree = YAML(typ="rt", pure=True).load(text)
    except UnicodeDecodeError:
        raise _mistake(path, 1, "the file is not UTF-8 text.", "Plans are.", "Save it as UTF-8.") from None
    except OSError as error:
        why = f"{error.strerror or type(error).__name__}."
        raise _mistake(
            path, 1, "the file cannot be read.", why, "Check the file and who may read it."
        ) from None
    except DuplicateKeyError as error:
        what = str(error.problem).partition(" with value")[0].replace("found duplicate", "a second")
        why = "A key stands once in its block; the second would silently replace the first."
        raise _mistake(path, _marked(error), f"{what}.", why, "Remove or rename one of the two.") from None
    except MarkedYAMLError as error:
        why = f"YAML says: {error.problem}."
        fix = "Check this line and the one above: indentation, brackets, a missing colon or quote."
        raise _mistake(path, _marked(error), "this cannot be read.", why, fix) from None
    except YAMLError:
        why = "It holds a character that text files do not have."
        raise _mistake(path, 1, "this cannot be read.", why, "Save it anew as plain UTF-8 text.") from None
    except NudgesError:
        raise
    except Exception as error:  # a date that there is not, a tag of YAML: ruamel fails in many ways
        why = f"The parser of YAML failed ({type(error).__name__}): a date that there is not, or a tag (!)."
        raise _mistake(path, 1, "this cannot be read.", why, "Put such values in quotes.") from None
    if not isinstance(tree, CommentedMap):
        why = "A plan is a list of keys and values."
        raise _mistake(path, 1, "this is not a plan.", why, "Begin with `title:`, `about:` and `steps:`.")
    return tree


def _mistake(path: Path, line: int, what: str, why: str, fix: str) -> NudgesError:
    return NudgesError(f"{path.parent.name}/{path.name}:{line}: {what}", why, fix)


def _marked(error: MarkedYAMLError) -> int:
    mark = error.problem_mark
    return mark.line + 1 if mark else 1


def _line(tree: object, loc: Loc) -> int:
    """The line, from 1, of the deepest key on the way `loc` that stands in the file."""
    line = 0
    for part in loc:
        if isinstance(tree, CommentedMap) and part in tree:
            line = tree.lc.key(part)[0]
        elif isinstance(tree, CommentedSeq) and isinstance(part, int):
            line = tree.lc.item(part)[0]
        else:
            break
        tree = tree[part]
    return line + 1


def _explain(error: ErrorDetails) -> tuple[str, str, str]:
    """What, why and fix for one of pydantic's findings."""
    loc, given = error["loc"], error["input"]
    model: type[BaseModel] = Step if len(loc) > 2 and loc[0] == "steps" else Plan
    kind = "step" if model is Step else "plan"
    named = [str(part) for part in loc if isinstance(part, str) and part != "[key]"]
    key = named[-1] if named else ""
    match error["type"]:
        case "extra_forbidden":
            why = f"A {kind} has: {', '.join(model.model_fields)}."
            return f"unknown key `{key}`.", why, rather(key, model.model_fields, "Remove it.")
        case "missing":
            return f"`{key}` is missing.", f"A {kind} needs it.", f"Add {_example(model, key)}."
        case "enum":
            choices = [str(choice) for choice in _CHOICES[key]]
            why, otherwise = f"`{key}` is one of: {', '.join(choices)}.", f"Write {choices[0]}."
            return f"`{key}: {given}` is not known.", why, rather(str(given), choices, otherwise)
        case "plan":
            return f"`{key}` is not right." if key else "the plan is empty.", *_reason(error)
        case "string_pattern_mismatch":
            why = "Names are lower-case words joined by hyphens."
            return f"`{given}` cannot be a name.", why, f"Write {_kebab(str(given)) or 'my-step'}."
        case _:
            what = f"`{key}` is not right." if key else "this is not right."
            return what, _PLAINLY.get(error["type"], f"{error['msg']}."), f"Write {_example(model, key)}."


def _reason(error: ErrorDetails) -> tuple[str, str]:
    return str(error["ctx"]["why"]), str(error["ctx"]["fix"])


def rather(word: str, known: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f"Write {near[0]}." if near else otherwise


def _example(model: type[BaseModel], key: str) -> str:
    """A line of YAML that would be right, from the examples that the schema shows to editors."""
    field = model.model_fields.get(key)
    if field is None or not field.examples:
        return "it like the plans that came with the service"
    value = field.examples[0]
    flow = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
    return f"a line such as `{key}: {flow}`"


def _kebab(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-0123456789").rstrip("-")
