"""The templates hold, so that a copy begins with something that works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROPERTY = Path(__file__).parents[2] / "templates" / "property.py"

# In a process of its own, because a property is registered when it is defined.
JUDGE = """
import runpy, sys
import lif, lif.properties

runpy.run_path(sys.argv[1])
for sign in (1, -1):
    report = lif.properties.check_step(
        lambda v, i, neuron, dt: lif.euler_step(v, sign * i, neuron, dt=dt),
        only=["larger_current"],
    )
    print(report.findings[0].outcome)
"""


def test_the_property_holds_for_our_step_and_not_for_one_with_a_wrong_sign() -> None:
    """The property of the template finds the mistake that its sentence is about."""
    command = [sys.executable, "-c", JUDGE, str(PROPERTY)]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    assert output.stdout.split() == ["holds", "broken"]
