"""Judge another simulator by the properties of `lif.properties`, and keep the table.

Each property is tried twice: with the conventions that the simulator is found to follow, and with
those of `lif.run`. What holds only with its own conventions holds by convention.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from comparison import SEED, save
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from lif.properties import check
from lif.properties._property import PROPERTIES
from lif.properties._subject import DoesNotApplyError, Simulation
from lif.properties._theory import OURS, size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comparison import Row

    from lif.properties import Finding

EXAMPLES = 20
RULE_EXAMPLES = 1000
LIMIT = 60.0  # seconds for one property


class DiffersError(BaseException):
    """A property does not hold. Hypothesis would look for a smaller case of an Exception."""


class AsItComes(Simulation):
    """A simulation that is judged by the conventions of `lif.run`, up to the first difference."""

    def refute(self, words: str) -> NoReturn:
        """Stop."""
        raise DiffersError(words)


def holds_as_it_comes(name: str, simulate: Callable[..., Any]) -> bool:
    """Return whether no case shows that a simulation follows other conventions."""
    try:
        PROPERTIES[name].attempt(AsItComes(simulate, OURS), EXAMPLES, SEED)
    except DiffersError:
        return False
    except (DoesNotApplyError, Unsatisfiable):
        return True
    return True


def outcome(finding: Finding, simulate: Callable[..., Any]) -> str:
    """Return the word of the table."""
    if finding.outcome == "holds":
        same = holds_as_it_comes(finding.name, simulate)
        return "holds" if same else "convention"
    return {"broken": "differs"}.get(finding.outcome, finding.outcome)


def follows(rule: Callable[..., Any] | None, finding: Finding) -> str:
    """Return whether the case of a difference follows the simulator's own rule."""
    case = finding.counterexample
    if rule is None or case is None:
        return ""
    if case.came is None:
        return "no"
    v, spiked = rule(**case.arguments)
    same_v = np.allclose(case.came[0], v, rtol=1e-9, atol=0.0)
    return "yes" if same_v and np.array_equal(case.came[1], spiked) else "no"


def cases_by_rule(simulate: Callable[..., Any], rule: Callable[..., Any]) -> int:
    """Count random cases in which V and spikes are those of the rule; fail at any other."""
    prop, count = PROPERTIES["recursion"], 0

    def equal(sim: Simulation, neuron: Any, n_ref: int, i: Any, a: float) -> None:
        """V and spikes are those of the rule, if the refractory period is at least a step."""
        nonlocal count
        dt = a * neuron.tau
        neuron = sim.neuron_with(neuron, n_ref, dt)
        came = sim.call({"i": i, "neuron": neuron, "dt": dt})
        v, spiked = rule(i, neuron, dt)
        bound = sim.tol(len(i), sim.share(neuron, dt), size(neuron, i, neuron.vr))
        sim.near(came[1], 1.0 * spiked, 0.0, "spiked")
        sim.near(came[0], v, bound)
        count += 1

    strategies = prop.strategies | {"n_ref": st.integers(1, 20)}
    own = prop._replace(function=equal, strategies=strategies)
    own.attempt(
        Simulation(simulate, OURS._replace(method="exact")), RULE_EXAMPLES, SEED
    )
    return count


def rows(
    subject: str, simulate: Callable[..., Any], rule: Callable[..., Any] | None
) -> list[Row]:
    """Return a row for each property."""
    report = check(simulate, examples=EXAMPLES, seed=SEED, limit=LIMIT)
    sys.stdout.write(f"{subject}\n\n{report}\n\n")
    by_rule = cases_by_rule(simulate, rule) if rule else ""
    return [
        {
            "subject": subject,
            "property": finding.name,
            "outcome": outcome(finding, simulate),
            "why": finding.why,
            "case": finding.counterexample.code if finding.counterexample else "",
            "by its own rule": follows(rule, finding),
            "random cases by its own rule": by_rule,
            "conventions": "; ".join(report.conventions),
        }
        for finding in report.findings
    ]


def judge(
    subjects: Mapping[str, Callable[..., Any]],
    package: str,
    file: str,
    rules: Mapping[str, Callable[..., Any]] | None = None,
) -> None:
    """Judge all subjects of a package, and write the table.

    A rule is what the documentation of a simulator says about cases that the conventions do not
    describe, as a simulation by other means.
    """
    rules = rules or {}
    found = [
        row
        for name, simulate in subjects.items()
        for row in rows(name, simulate, rules.get(name))
    ]
    assert any(row["outcome"] == "holds" for row in found), "nothing was judged"
    save(file, found, package)
