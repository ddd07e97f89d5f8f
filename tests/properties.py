"""How many examples a property tries."""

from hypothesis import settings


def examples(few: int) -> int:
    """For a property whose examples are dear: so few by default, the thousands of `make properties` there."""
    most = settings.get_profile(settings.get_current_profile_name()).max_examples
    return most if settings.get_current_profile_name() == "long" else min(few, most)
