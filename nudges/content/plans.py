"""Reads the folders an operator edits. A mistake is told by file and line, with what to write instead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.plan.choose import meant, misplaced
from nudges.core.plan.phases import After
from nudges.core.plan.plan import Plan, Step
from nudges.core.vocabulary import Every, Expects, Medium, Order, Sends, Who

_Loc = tuple[int | str, ...]
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


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of a plan file, by which editors complete and check as one types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Plan.model_json_schema()


def read_plans(folder: Path, guides: Guides | None = None) -> dict[str, Plan]:
    """Every plan in `folder` by its id, the file's name without `.yaml`, with the included steps in place.

    With `guides`, each pool is held against them. Raises NudgesError for the first mistake found, with its
    file and line.
    """
    plans, held = usable_plans(folder, guides)
    for mistake in held.values():
        raise mistake
    return plans


def usable_plans(
    folder: Path, guides: Guides | None = None
) -> tuple[dict[str, Plan], dict[str, NudgesError]]:
    """The plans in `folder` that can be used, by their ids, and the mistake in each of the others.

    A plan is held too if one that it includes is; its mistake comes after that one's. A folder without plans
    is one mistake, under no id.
    """
    files: dict[str, _PlanFile] = {}
    held: dict[str, NudgesError] = {}
    paths = sorted(folder.glob("[!.]*.y*ml"))
    for path in paths:
        try:
            files[path.stem] = _read(path)
        except NudgesError as mistake:
            held[path.stem] = mistake
    for name, file in files.items():
        try:
            if guides is not None:
                _check_pools(file, guides)
        except NudgesError as mistake:
            held[name] = mistake
    plans: dict[str, Plan] = {}
    for name in files:
        try:
            if name not in held:
                plans[name] = _whole(files, held, name)
        except NudgesError as mistake:
            held[name] = mistake
    if not paths:
        held[""] = NudgesError(
            f"{folder.name}/ holds no plans.",
            "A plan is a file such as daily-appreciation.yaml, and without one there is nothing to send.",
            "Add a plan file, or point the service at the folder that has them.",
        )
    return plans, {name: mistake for name, mistake in held.items() if name not in plans}


def read_plan(path: Path, guides: Guides | None = None, house: Path | None = None) -> Plan:
    """One plan file, wherever it stands; what it includes is looked for beside it, and then in `house`.

    Raises NudgesError as `read_plans`.
    """
    files, wanted = {path.stem: _read(path)}, [path.stem]
    while wanted:
        for name in files[wanted.pop()].plan.includes:
            beside = [folder / f"{name}.yaml" for folder in (path.parent, house) if folder is not None]
            found = next((one for one in beside if one.is_file()), None)
            if found is not None and name not in files:
                files[name] = _read(found)
                wanted.append(name)
    if guides is not None:
        for file in files.values():
            _check_pools(file, guides)
    return _whole(files, {}, path.stem)


@dataclass(frozen=True, slots=True)
class _PlanFile:
    """A plan as written: `tree` remembers on which line everything stands."""

    path: Path
    tree: CommentedMap
    plan: Plan

    def mistake(self, loc: _Loc, what: str, why: str, fix: str) -> NudgesError:
        return _mistake(self.path, _line(self.tree, loc), what, why, fix)


def _read(path: Path) -> _PlanFile:
    name = f"{_kebab(path.stem) or 'my-plan'}.yaml"
    if path.name != name:
        why = "A plan's name is lower-case words joined by hyphens, and its file ends in .yaml."
        raise _mistake(path, 1, "the file's name is not a plan's.", why, f"Rename it to {name}.")
    tree = _tree(path)
    try:
        return _PlanFile(path, tree, Plan.model_validate(tree))
    except ValidationError as error:
        # The topmost mistake, but a missing key last: it is often there under a misspelt name.
        first = min(error.errors(), key=lambda one: (one["type"] == "missing", _line(tree, one["loc"])))
        raise _mistake(path, _line(tree, first["loc"]), *_explain(first)) from None


def _tree(path: Path) -> CommentedMap:
    """The file as YAML 1.2, where 19:00 is a text and `on` a word. A key given twice is an error."""
    try:
        tree = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
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
    if not isinstance(tree, CommentedMap):
        why = "A plan is a list of keys and values."
        raise _mistake(path, 1, "this is not a plan.", why, "Begin with `title:`, `about:` and `steps:`.")
    return tree


def _check_pools(file: _PlanFile, guides: Guides) -> None:
    """Every practice is in a guide, and where it may be; every section of a phase is in one too."""
    for name, step in file.plan.steps.items():
        for n, practice_id in enumerate(step.practices):
            here: _Loc = ("steps", name, "practices", n)
            try:
                takes = guides.pool((practice_id,))
            except NudgesError as error:
                raise file.mistake(here, error.what, error.why, error.fix) from None
            if wrong := misplaced(takes, step, file.plan):
                raise file.mistake(here, *wrong)
            asked = len(meant(takes, file.plan.who, step.expects))
            if practice_id == file.plan.weekly_question and asked > 1:
                why = "A line is only drawn through the answers to one question in the same words."
                fix = "Choose a practice that has one, or make another practice of the others."
                raise file.mistake(("weekly_question",), f"{practice_id} has {asked} takes.", why, fix)
    sections = {section.id for guide in guides.guides for section in guide.sections}
    for n, phase in enumerate(file.plan.phases):
        for i, section in enumerate(phase.sections):
            if section not in sections:
                why = "The sections of the guides are its lines `## id Title`."
                fix = _rather(section, sections, "Remove it.")
                raise file.mistake(("phases", n, "sections", i), f"there is no section {section}.", why, fix)


def _whole(files: Mapping[str, _PlanFile], held: Mapping[str, NudgesError], name: str) -> Plan:
    """A plan with what it includes in place."""
    steps = _all_steps(files, held, (name,))  # first, for it refuses plans that include each other
    update = {"steps": steps, "weekly_question": _weekly_question(files, name)}
    return files[name].plan.model_copy(update=update)


def _weekly_question(files: Mapping[str, _PlanFile], name: str) -> str | None:
    """The plan's own weekly question, or that of the first included plan which has one."""
    plan = files[name].plan
    asked = (plan.weekly_question, *(_weekly_question(files, one) for one in plan.includes))
    return next((one for one in asked if one), None)


def _all_steps(
    files: Mapping[str, _PlanFile], held: Mapping[str, NudgesError], way: tuple[str, ...]
) -> dict[str, Step]:
    """The steps of the last plan on `way`, those it includes first. `way` is how one came to it."""
    file = files[way[-1]]
    steps: dict[str, Step] = {}
    for n, name in enumerate(file.plan.includes):
        here: _Loc = ("includes", n)
        if name in held and name not in way:
            fix = "Mend that one first: `nudges plan check` names its line."
            raise file.mistake(here, f"it includes {name}, which cannot be used.", held[name].what, fix)
        if name not in files:
            why = f"Plans are the files beside it: {', '.join(files)}."
            raise file.mistake(here, f"there is no plan {name}.", why, _rather(name, files, "Remove it."))
        if name in way:
            why = f"The plans include each other in a circle: {' -> '.join([*way, name])}."
            raise file.mistake(here, f"{name} would include itself.", why, "Remove this line.")
        _add(steps, _all_steps(files, held, (*way, name)), file, here)
    _add(steps, file.plan.steps, file, ("includes",))
    return steps


def _add(steps: dict[str, Step], more: Mapping[str, Step], file: _PlanFile, loc: _Loc) -> None:
    for twice in steps.keys() & more.keys():
        why = "A step's name stands once in a plan, the included steps among them."
        fix = "Rename one of the two, or include only one of the plans."
        raise file.mistake(loc, f"the step {twice} would be there twice.", why, fix)
    steps.update(more)


def _mistake(path: Path, line: int, what: str, why: str, fix: str) -> NudgesError:
    return NudgesError(f"{path.parent.name}/{path.name}:{line}: {what}", why, fix)


def _marked(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _line(tree: object, loc: _Loc) -> int:
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
            return f"unknown key `{key}`.", why, _rather(key, model.model_fields, "Remove it.")
        case "missing":
            return f"`{key}` is missing.", f"A {kind} needs it.", f"Add {_example(model, key)}."
        case "enum":
            choices = [str(choice) for choice in _CHOICES[key]]
            why, otherwise = f"`{key}` is one of: {', '.join(choices)}.", f"Write {choices[0]}."
            return f"`{key}: {given}` is not known.", why, _rather(str(given), choices, otherwise)
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


def _rather(word: str, known: Iterable[str], otherwise: str) -> str:
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
