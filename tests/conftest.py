"""Depths of search: every run of the suite tries the same examples; `deep` tries many more.

``HYPOTHESIS_PROFILE=deep pytest`` looks for what the daily hundred examples do not find.
`mutation` is for a suite that runs thousands of times, and need not say how little it takes
to fail.
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
    "mutation",
    derandomize=True,
    deadline=None,
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Scripts for simulators, and for mutmut, that are not installed here.
collect_ignore = ["bench", "mutation.py", "peers"]
