"""What `check` found: for each property whether it holds, and the smallest counterexample."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from lif.neuron import Neuron

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Counterexample:
    """The smallest case that was found in which a property does not hold.

    Parameters
    ----------
    arguments : dict
        The arguments of the call, by name: for a simulation `i`, `neuron` and `dt`.
    words : str
        What the function returned, and what was expected.
    came : object
        What the function returned.
    v, spiked : (steps,) array, optional
        The results of a simulation, before each step.
    expected_v, expected_spiked : (steps,) array, optional
        The results of the plain loop for the same arguments and by the same conventions.
    step : int, optional
        The first step at which these results differ.
    function : str, optional
        The name of the function.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def simulate(i, neuron, dt):
    ...     return [neuron.el] * len(i), [False] * len(i)
    >>> report = lif.properties.check(simulate, only=["strong_drive"])
    >>> print(report.findings[0].counterexample.code)
    import lif
    import numpy as np
    i = np.array([1e-08] * 100)
    neuron = lif.Neuron()
    simulate(i, neuron, 0.001)
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
        return "\n".join(_repetition(self, _written))


@dataclass(frozen=True)
class Finding:
    """What was found out about one property.

    Parameters
    ----------
    name : str
        The name of the property, as `only` takes it.
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
    >>> print(report.findings[0])
    BROKEN strong_drive
      If one step is enough to cross the threshold, every interval is n_ref
      + 1 steps.
      the first spikes are at the steps [], expected [1, 2, 3, 4]
        import lif
        import numpy as np
        i = np.array([1e-08] * 100)
        neuron = lif.Neuron()
        simulate(i, neuron, 0.001)
    """

    name: str
    sentence: str
    outcome: str
    why: str = ""
    counterexample: Counterexample | None = None

    def __str__(self) -> str:
        """Return as text what should hold, what was found, and lines of Python to repeat it."""
        return "\n".join(_paragraph(self))


@dataclass(frozen=True)
class Report:
    """The findings about a function. ``print(report)`` shows them.

    Parameters
    ----------
    findings : tuple of Finding
        One for each property that was tried.
    conventions : tuple of str
        The conventions in which the function differs from `lif.run` without being wrong.
    contradictions : tuple of str
        The conventions in which the function differs from those that were declared.
    cause : str
        The mistake that explains the results, if one is known.

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
        """Raise AssertionError with the report, unless the report is `ok`."""
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
        lines = [part for line in lines for part in _wrapped(line, "", " " * 7)]
        order, apart = list(_MARKS), False
        for finding in sorted(self.findings, key=lambda x: order.index(x.outcome)):
            broken = finding.outcome == "broken"
            lines += (
                ["", *_paragraph(finding)] if broken or apart else _paragraph(finding)
            )
            apart = broken
        return lines


# The word before each finding. Broken properties come first in a report.
_MARKS = {
    "broken": "BROKEN ",
    "holds": "ok     ",
    "does not apply": "-      ",
    "not tried": "-      ",
}

# The lines are short, because they are read on small screens too.
_WIDTH = 72


def _wrapped(text: str, first: str, others: str) -> list[str]:
    """Break a text into lines, each with its indent."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paragraph(finding: Finding) -> list[str]:
    """Write a finding as lines of text."""
    mark, indent = _MARKS[finding.outcome], " " * 7
    if finding.outcome != "broken":
        lines = _wrapped(f"{finding.name}: {finding.sentence}", mark, indent)
        return lines + _wrapped(finding.why, indent, indent)
    indent = "  "
    lines = [mark + finding.name]
    for text in (finding.sentence, finding.why):
        lines += _wrapped(text, indent, indent)
    case = finding.counterexample
    for line in _repetition(case, _shortened) if case else ():
        lines += _wrapped(line, 2 * indent, 4 * indent)
    return lines


def _repetition(
    example: Counterexample, written: Callable[[str, Any], str]
) -> list[str]:
    """Return lines of Python that repeat a call; `written` writes a value."""
    lines, given = ["import lif", "import numpy as np"], []
    for name, x in example.arguments.items():
        value = written(name, x)
        if isinstance(x, (Neuron, np.ndarray)):  # it may be long, so it gets a name
            lines.append(f"{name} = {value}")
            value = name
        given.append(f"{name}={value}" if name in {"v0", "state"} else value)
    return [*lines, f"{example.function}({', '.join(given)})"]


def _shortened(name: str, x: Any) -> str:
    """Write a value as Python; if it is too long to read, write where it can be found."""
    value = _written(name, x)
    if len(value) <= 8 * _WIDTH:
        return value
    return f'counterexample.arguments["{name}"]  # {len(x)} values'


def _written(_name: str, x: Any) -> str:
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
    """Write an array, with each sequence of equal items as a product."""
    groups = [(item, len(list(same))) for item, same in groupby(items)]
    parts = []
    for long, some in groupby(groups, lambda group: group[1] >= 4):
        if long:
            parts += [f"[{item}] * {count}" for item, count in some]
        else:
            few = [item for item, count in some for _ in range(count)]
            parts.append(f"[{', '.join(few)}]")
    return f"np.array({' + '.join(parts) or '[]'})"
