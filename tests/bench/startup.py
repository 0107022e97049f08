"""Print how long a fresh process takes to import `lif`, and then to run it for 150 steps.

With ``startup.py hide`` numba is hidden, as if it were not installed. NumPy is imported before
the clock starts.
"""

import json
import sys
from time import perf_counter

import numpy as np

if "hide" in sys.argv:
    sys.modules["numba"] = None  # type: ignore[assignment]

began = perf_counter()
import lif  # noqa: E402 - the import is timed

imported = perf_counter()
t = lif.time_grid(t_max=150e-3, dt=1e-3)
i = lif.noise_current(t, 2.5e-10, 1.0, rng=np.random.default_rng(0))
begin_run = perf_counter()
lif.run(i, lif.Neuron(), dt=1e-3)
run = perf_counter() - begin_run

sys.stdout.write(json.dumps({"import": imported - began, "run": run}))
