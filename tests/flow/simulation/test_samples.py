"""The samples in docs/ match the plans. If this fails, run `make samples` to update them."""

from tests.cli.test_simulate import nudges as nudges
from tests.folders import SAMPLES, SCHEDULES
from tests.typed import Run


def test_the_first_weeks_of_every_sample_are_what_its_plan_does(nudges: Run) -> None:
    samples = sorted(SAMPLES.glob("*.txt"))
    assert {sample.stem.rpartition(".")[0] for sample in samples} == {
        p.stem for p in SCHEDULES.glob("*.yaml")
    }
    for sample in samples:
        plan, _, language = sample.stem.rpartition(".")
        given = ("--zone", "Europe/Madrid", "--from", "2027-01-04", "--days", "14", "--language", language)
        shown = nudges("simulate", plan, *given).out
        days = shown[: shown.rindex("\nperson ")].split()  # the words, however wide the screen is
        assert sample.read_text(encoding="utf-8").split()[: len(days)] == days, sample.stem
