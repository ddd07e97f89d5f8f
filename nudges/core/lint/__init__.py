"""Checks plans and guides for what their author may have overlooked. Reports; changes nothing."""
