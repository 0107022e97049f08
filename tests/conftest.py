"""Profiles of Hypothesis: by default, every run of the suite tries the same examples.

``HYPOTHESIS_PROFILE=deep pytest`` tries many more examples, and other ones each time. The
profile `quick` tries few examples, and does not look for a smaller one when a test fails: it is
for mutation testing, which runs the suite thousands of times, and for coverage.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("default", derandomize=True, deadline=None, max_examples=100)
settings.register_profile(
    "deep",
    derandomize=False,
    deadline=None,
    max_examples=20_000,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "quick",
    derandomize=True,
    deadline=None,
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# These need simulators, coverage, a browser or a release, which need not be here.
collect_ignore = ["bench", "browser", "live", "mutation", "package", "peers"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the plugin in worst_shares.py."""
    words = (
        "try the guarantees only, and write the worst share of each bound into a file"
    )
    parser.addoption("--worst-shares", metavar="FILE", type=Path, help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Load the plugin in worst_shares.py if its option is given."""
    if file := config.getoption("--worst-shares"):
        # It needs NumPy, which the tests in a browser do without.
        from worst_shares import WorstShares  # noqa: PLC0415

        config.pluginmanager.register(WorstShares(file))
