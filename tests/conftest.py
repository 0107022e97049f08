"""Profiles of Hypothesis: by default, every run of the suite tries the same examples.

``HYPOTHESIS_PROFILE=deep pytest`` tries many more examples, and other ones each time. The
profile `quick` tries few examples, and does not look for a smaller one when a test fails: it is
for mutation testing, which runs the suite thousands of times, and for coverage.
"""

import os

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

# These need simulators, coverage or a browser, which need not be installed here.
collect_ignore = ["bench", "browser", "live", "mutation", "peers"]
