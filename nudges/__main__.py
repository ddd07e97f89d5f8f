"""`python -m nudges` is `nudges`."""

from nudges.cli import main

main()
