"""Two depths of search: every run of the suite tries the same examples; `deep` tries many more.

``HYPOTHESIS_PROFILE=deep pytest`` looks for what the daily hundred examples do not find.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("default", derandomize=True, deadline=None, max_examples=100)
settings.register_profile(
    "deep",
    derandomize=False,
    deadline=None,
    max_examples=20_000,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
