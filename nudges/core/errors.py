"""The one error a user may see: three lines, no traceback."""


class NudgesError(Exception):
    """A mistake a user can mend: what happened, why, and the exact next step.

    Entry points print the three lines and exit with 2; nothing has been changed when it is raised.
    """

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n{self.why}\n{self.fix}"
