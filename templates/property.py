"""A property, to be copied into a module of `lif/properties` and changed.

Its name is the name in the report, and the first line of its docstring is the sentence that must
hold. The arguments of `holds_for` are the kind of function, the number of the guarantee (0 if
there is none), and what is drawn at random.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lif.properties import _strategies as draw
from lif.properties._property import holds_for
from lif.properties._theory import size

if TYPE_CHECKING:
    from lif.properties._subject import Step
    from lif.properties._theory import OneNeuron


@holds_for(
    "step",
    0,
    v=draw.voltages,
    i=draw.currents,
    more=draw.positive_currents,
    neuron=draw.neurons,
    a=draw.fractions,
)
def larger_current(
    step: Step, v: float, i: float, more: float, neuron: OneNeuron, a: float
) -> None:
    """With a larger current, the potential after a step is not lower."""
    dt = a * neuron.tau
    lower, higher = (step.of(v, x, neuron, dt) for x in (i, i + more))
    # Each of the two steps rounds by at most 4*eps*M.
    slack = 2 * step.slack(1.0, size(neuron, abs(i) + more, v))
    step.near(higher, max(lower, higher), slack)
