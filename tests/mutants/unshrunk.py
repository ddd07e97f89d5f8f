"""A pytest plugin for changed code: a property that fails need not look for its shortest example."""

from hypothesis import Phase, settings


def pytest_configure() -> None:
    settings.register_profile(
        "unshrunk", settings.get_profile("same"), phases=[Phase.explicit, Phase.generate]
    )
    settings.load_profile("unshrunk")
