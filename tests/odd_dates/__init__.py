"""The tests on dates that are odd: Debian's faketime moves the clock of the machine for them."""
