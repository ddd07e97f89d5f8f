"""`python -m nudges` is `nudges`."""

from nudges.cli import command_line

command_line()
