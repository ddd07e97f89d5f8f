"""The folder of plans that an operator edits: each plan with what it includes, held against the guides."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nudges.content.plan_file import Loc, PlanFile, rather, read_file
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.plan.fit import meant, sides
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.pools import misplaced, unserved


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
    files: dict[str, PlanFile] = {}
    held: dict[str, NudgesError] = {}
    paths = sorted(folder.glob("[!.]*.y*ml"))
    for path in paths:
        try:
            files[path.stem] = read_file(path)
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
    files, wanted = {path.stem: read_file(path)}, [path.stem]
    while wanted:
        for name in files[wanted.pop()].plan.includes:
            beside = [folder / f"{name}.yaml" for folder in (path.parent, house) if folder is not None]
            found = next((one for one in beside if one.is_file()), None)
            if found is not None and name not in files:
                files[name] = read_file(found)
                wanted.append(name)
    if guides is not None:
        for file in files.values():
            _check_pools(file, guides)
    return _whole(files, {}, path.stem)


def plan_in(text: str, name: str, guides: Guides | None, house: Path) -> Plan:
    """A plan as somebody typed or sent it, checked like a file of this name in `house`; nothing is kept.

    Raises NudgesError with the line of the first mistake.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / house.name / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8", errors="replace")
        return read_plan(path, guides, house)


def source_of(name: str, house: Path) -> str:
    """The plan's file as it stands in the folder; "" if it cannot be read."""
    try:
        return (house / f"{name}.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _check_pools(file: PlanFile, guides: Guides) -> None:
    """Every practice is in a guide, and where it may be; every section of a phase is in one too."""
    for name, step in file.plan.steps.items():
        for n, practice_id in enumerate(step.practices):
            here: Loc = ("steps", name, "practices", n)
            try:
                takes = guides.pool((practice_id,))
            except NudgesError as error:
                raise file.mistake(here, error.what, error.why, error.fix) from None
            if wrong := misplaced(takes, step, file.plan):
                raise file.mistake(here, *wrong)
            asked = max(len(meant(takes, who, step.expects)) for who in sides(file.plan.who))
            if practice_id == file.plan.weekly_question and asked > 1:
                why = "A line is only drawn through the answers to one question in the same words."
                fix = "Choose a practice that has one, or make another practice of the others."
                raise file.mistake(("weekly_question",), f"{practice_id} has {asked} takes.", why, fix)
        if step.practices and (who := unserved(guides, file.plan, step)):
            raise file.mistake(
                ("steps", name, "practices"),
                f"the pool of {name} has no take for `{who}`.",
                f"The plan is for `{file.plan.who}`, so everybody on it has to get something of their own.",
                f"Add a practice with a take `SMS ({who}): ...`, or narrow the line `who` of the plan.",
            )
    sections = {section.id for guide in guides.guides for section in guide.sections}
    for n, phase in enumerate(file.plan.phases):
        for i, section in enumerate(phase.sections):
            if section not in sections:
                why = "The sections of the guides are its lines `## id Title`."
                fix = rather(section, sections, "Remove it.")
                raise file.mistake(("phases", n, "sections", i), f"there is no section {section}.", why, fix)


def _whole(files: Mapping[str, PlanFile], held: Mapping[str, NudgesError], name: str) -> Plan:
    """A plan with what it includes in place."""
    steps = _all_steps(files, held, (name,))  # first, for it refuses plans that include each other
    update = {"steps": steps, "weekly_question": _weekly_question(files, name)}
    return files[name].plan.model_copy(update=update)


def _weekly_question(files: Mapping[str, PlanFile], name: str) -> str | None:
    """The plan's own weekly question, or that of the first included plan which has one."""
    plan = files[name].plan
    asked = (plan.weekly_question, *(_weekly_question(files, one) for one in plan.includes))
    return next((one for one in asked if one), None)


def _all_steps(
    files: Mapping[str, PlanFile], held: Mapping[str, NudgesError], way: tuple[str, ...]
) -> dict[str, Step]:
    """The steps of the last plan on `way`, those it includes first. `way` is how one came to it."""
    file = files[way[-1]]
    steps: dict[str, Step] = {}
    for n, name in enumerate(file.plan.includes):
        here: Loc = ("includes", n)
        if name in held:
            fix = "Mend that one first: `nudges plan check` names its line."
            raise file.mistake(here, f"it includes {name}, which cannot be used.", held[name].what, fix)
        if name not in files:
            why = f"Plans are the files beside it: {', '.join(files)}."
            raise file.mistake(here, f"there is no plan {name}.", why, rather(name, files, "Remove it."))
        if name in way:
            why = f"The plans include each other in a circle: {' -> '.join([*way, name])}."
            raise file.mistake(here, f"{name} would include itself.", why, "Remove this line.")
        _add(steps, _all_steps(files, held, (*way, name)), file, here)
    _add(steps, file.plan.steps, file, ("includes",))
    return steps


def _add(steps: dict[str, Step], more: Mapping[str, Step], file: PlanFile, loc: Loc) -> None:
    for twice in steps.keys() & more.keys():
        why = "A step's name stands once in a plan, the included steps among them."
        fix = "Rename one of the two, or include only one of the plans."
        raise file.mistake(loc, f"the step {twice} would be there twice.", why, fix)
    steps.update(more)
