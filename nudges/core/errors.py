"""The only error shown to users: three lines, no traceback."""


class NudgesError(Exception):
    """A mistake that a user can fix: what happened, why, and the exact next step.

    Entry points print the three lines and exit with code 2. Nothing has been changed when it is raised.
    """

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n{self.why}\n{self.fix}"
