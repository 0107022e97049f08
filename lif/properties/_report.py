"""What `check` found: for each property whether it holds, and the smallest counterexample."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Counterexample:
    """The smallest case that was found in which a property does not hold.

    Parameters
    ----------
    arguments : dict
        The arguments of the call, by name: for a simulation `i`, `neuron` and `dt`.
    words : str
        What came, and what was expected.
    came : object
        What the function returned.
    v, spiked : (steps,) array, optional
        What a simulation returned, before each step.
    expected_v, expected_spiked : (steps,) array, optional
        What the plain loop gives for the same arguments, by the same conventions.
    step : int, optional
        The first step at which the two differ.
    function : str, optional
        The function's name.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def simulate(i, neuron, dt):
    ...     return [neuron.el] * len(i), [False] * len(i)
    >>> report = lif.properties.check(simulate, only=["strong_drive"])
    >>> print(report.findings[0].counterexample.code)
    import numpy as np, lif
    neuron = lif.Neuron()
    simulate(np.array([1e-08] * 100), neuron, 0.001)
    """

    arguments: dict[str, Any]
    words: str
    came: Any = None
    v: NDArray[np.float64] | None = None
    spiked: NDArray[np.bool_] | None = None
    expected_v: NDArray[np.float64] | None = None
    expected_spiked: NDArray[np.bool_] | None = None
    step: int | None = None
    function: str = "simulate"

    @property
    def code(self) -> str:
        """Lines of Python that repeat the call."""
        lines, given = ["import numpy as np, lif"], []
        for name, x in self.arguments.items():
            value = _written(x)
            if isinstance(x, Neuron):
                lines.append(f"neuron = {value}")
                value = "neuron"
            given.append(f"{name}={value}" if name in {"v0", "state"} else value)
        return "\n".join([*lines, f"{self.function}({', '.join(given)})"])


@dataclass(frozen=True)
class Finding:
    """What was found out about one property.

    Parameters
    ----------
    name : str
        The property's name, which `only` takes.
    sentence : str
        What should hold.
    outcome : {"holds", "broken", "does not apply", "not tried"}
        What was found.
    why : str, optional
        Why a property is broken, or was not tried to the end.
    counterexample : Counterexample, optional
        The case that breaks it.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def simulate(i, neuron, dt):
    ...     return [neuron.el] * len(i), [False] * len(i)
    >>> report = lif.properties.check(simulate, only=["strong_drive"])
    >>> report.findings[0].why
    'the first spikes are at the steps [], expected [1, 2, 3, 4]'
    """

    name: str
    sentence: str
    outcome: str
    why: str = ""
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Report:
    """The findings about a function. ``print(report)`` shows them.

    Parameters
    ----------
    findings : tuple of Finding
        One for each property that was tried.
    conventions : tuple of str
        In which choices the function differs from `lif.run`, without being wrong.
    contradictions : tuple of str
        Which choices are not those that were declared.
    cause : str
        The mistake that explains the results, where one is known.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def simulate(i, neuron, dt):
    ...     return [neuron.el] * len(i), [False] * len(i)
    >>> report = lif.properties.check(simulate, only=["strong_drive"])
    >>> report.ok, report.cause
    (False, 'the current has no effect: it has to be multiplied by the resistance')
    """

    findings: tuple[Finding, ...]
    conventions: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    cause: str = ""

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The findings about properties that do not hold."""
        return tuple(x for x in self.findings if x.outcome == "broken")

    @property
    def ok(self) -> bool:
        """Whether nothing is broken, and no declared convention is contradicted."""
        return not self.broken and not self.contradictions

    def raise_for_failures(self) -> None:
        """Raise AssertionError with the report, unless all is well."""
        if not self.ok:
            raise AssertionError("\n" + str(self))

    def __str__(self) -> str:
        """Return the report as text."""
        return "\n".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> list[str]:
        """Return the report line by line."""
        outcomes = [finding.outcome for finding in self.findings]
        counts = [
            f"{word}: {outcomes.count(word)}" for word in _MARKS if word in outcomes
        ]
        lines = [f"Properties tried: {len(outcomes)} ({', '.join(counts)})."]
        lines += [f"Follows another convention: {x}." for x in self.conventions]
        lines += [f"Contradicts what was declared: {x}." for x in self.contradictions]
        if self.cause:
            lines.append(f"Likely cause: {self.cause}.")
        order = list(_MARKS)
        for finding in sorted(self.findings, key=lambda x: order.index(x.outcome)):
            lines += _paragraph(finding)
        return lines


# What stands before each finding. What is broken is told first.
_MARKS = {
    "broken": "BROKEN ",
    "holds": "ok     ",
    "does not apply": "-      ",
    "not tried": "-      ",
}


def _paragraph(finding: Finding) -> list[str]:
    """Write a finding."""
    lines = [f"{_MARKS[finding.outcome]}{finding.name}: {finding.sentence}"]
    if finding.why:
        lines += textwrap.wrap(
            finding.why, 90, initial_indent=" " * 7, subsequent_indent=" " * 7
        )
    if finding.counterexample:
        lines += [
            f"           {line}" for line in finding.counterexample.code.splitlines()
        ]
    return lines


def _written(x: Any) -> str:
    """Write a value as Python, an array in its shortest form."""
    if isinstance(x, Neuron):
        default = Neuron()
        changed = [
            f"{name}={_number(getattr(x, name))}"
            for name in ("tau", "el", "vr", "vth", "r", "t_ref")
            if not np.array_equal(getattr(x, name), getattr(default, name))
        ]
        return f"lif.Neuron({', '.join(changed)})"
    if isinstance(x, np.ndarray) and x.ndim == 1:
        return _runs([_number(y) for y in x.tolist()])
    if isinstance(x, np.ndarray):
        return f"np.array({x.tolist()})"
    return _number(x)


def _number(x: Any) -> str:
    """Write a number as Python."""
    if isinstance(x, float) and x == np.inf:
        return "np.inf"
    return repr(x.item() if isinstance(x, np.generic) else x)


def _runs(items: list[str]) -> str:
    """Write a list, with equal items that follow each other as a product."""
    groups = [(item, len(list(same))) for item, same in groupby(items)]
    parts = []
    for long, some in groupby(groups, lambda group: group[1] >= 4):
        if long:
            parts += [f"[{item}] * {count}" for item, count in some]
        else:
            few = [item for item, count in some for _ in range(count)]
            parts.append(f"[{', '.join(few)}]")
    return f"np.array({' + '.join(parts) or '[]'})"
