r"""Properties that hold for any leaky integrate-and-fire neuron, to be tried on any code.

`check` looks for cases in which a simulation breaks a property, `check_step` does so for one step
of a membrane, `check_current` for a periodic current, and `check_synapse` for the current of a
synapse. The properties do not use this package's own simulation, so they judge it like any other.

The module needs Hypothesis: ``pip install "lif-neuron[properties]"``.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

try:
    import hypothesis
except ImportError as error:
    msg = 'lif.properties needs Hypothesis: pip install "lif-neuron[properties]"'
    raise ImportError(msg) from error

import numpy as np

from lif import _checks
from lif.properties import _conventions, currents, runs, steps, synapses
from lif.properties._property import PROPERTIES, Property
from lif.properties._report import Counterexample, Finding, Report
from lif.properties._strategies import DEFAULT
from lif.properties._subject import (
    BrokenError,
    Call,
    Current,
    DoesNotApplyError,
    Simulation,
    Step,
    Subject,
    Synapse,
    TimeUpError,
    UnsupportedError,
)
from lif.properties._theory import OURS, Conventions, as_reported, simulate
from lif.properties._watch import limited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "Conventions",
    "Counterexample",
    "Finding",
    "Report",
    "check",
    "check_current",
    "check_step",
    "check_synapse",
]

# In these modules each function is a property. Importing them has registered the properties.
_STATEMENTS = (runs, steps, currents, synapses)

_T = TypeVar("_T")

# The time that one property may take, in seconds.
_LIMIT = 20.0


def check(
    simulate: Callable[..., Any],
    *,
    only: Iterable[str] | None = None,
    examples: int = 100,
    seed: int = 0,
    conventions: Conventions = Conventions(),  # noqa: B008 - a constant
    limit: float = _LIMIT,
) -> Report:
    r"""Look for cases in which a simulation of a LIF neuron is wrong.

    Parameters
    ----------
    simulate : callable
        ``simulate(i, neuron, dt)`` returns ``(v, spiked)``: for a current of shape ``(steps,)``,
        the potential and whether the neuron spikes at each point of time, as arrays or lists.
        `neuron` is a `lif.Neuron`. If the function has a parameter `v0`, this is the potential
        at the start; otherwise a run starts at the leak potential. If it has a parameter `state`
        and returns a third item, this item is passed to the next piece of a run. If it accepts a
        current of shape ``(steps, n)``, it is tried with many neurons. A case for which it
        raises NotImplementedError is left out, because the function is not meant for it.
    only : iterable of str, optional
        Names of the properties to be tried; by default all of them.
    examples : int, optional
        How many cases are tried for each property.
    seed : int, optional
        The same seed gives the same report.
    conventions : Conventions, optional
        The choices in which correct simulations may differ. A convention that is given here has
        to be followed. A convention that is None is determined from the results.
    limit : float, second, optional
        How long one property may take.

    Returns
    -------
    Report
        What was found. In a test, call ``report.raise_for_failures()``.

    Raises
    ------
    TypeError
        If `simulate` cannot be called.
    ValueError
        If `only` contains a name that no property has.

    Notes
    -----
    A case is a counterexample if an error is larger than its bound. The bound is derived in the
    code of each property, from the rounding of floating-point numbers. The notation is that of

    .. math:: V_{k+1} = V_k + a \left(E_\text{L} - V_k + R\,I_k\right), \quad
        a = \Delta t/\tau_\text{m} \text{ or } 1 - e^{-\Delta t/\tau_\text{m}}

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def simulate(i, neuron, dt):
    ...     trace = lif.run(i, neuron, dt=dt)
    ...     return trace.v, trace.spiked
    >>> lif.properties.check(simulate, only=["hull", "causality"], examples=20).ok
    True
    """
    _check_callable("simulate", simulate)
    tried = _chosen(only, "simulation")
    options: dict[str, Any] = {"examples": examples, "seed": seed, "limit": limit}
    form = _attempt(PROPERTIES["form"], Simulation(simulate), **options)
    if form.outcome == "broken":
        others = (_skipped(p, "not tried") for p in tried if p.name != "form")
        return Report((_named(form, simulate), *others))
    found = _in_time(limit, partial(_conventions.find, simulate), OURS)
    subject = Simulation(simulate, found)
    nothing: dict[str, str] = {}
    why_not = _in_time(limit, partial(_inapplicable, subject), nothing)
    findings = tuple(
        _skipped(prop, "does not apply", why_not[prop.kind])
        if prop.kind in why_not
        else _beside_expected(_attempt(prop, subject, **options), subject, simulate)
        if prop.name != "form"
        else form  # which holds
        for prop in tried
    )
    broken = any(finding.outcome == "broken" for finding in findings)
    cause = _in_time(limit, partial(_conventions.cause, subject), "") if broken else ""
    return Report(findings, *_choices(found, conventions), cause)


def check_step(
    step: Callable[..., Any],
    *,
    only: Iterable[str] | None = None,
    examples: int = 100,
    seed: int = 0,
    method: str = "euler",
    limit: float = _LIMIT,
) -> Report:
    r"""Look for cases in which one step of a membrane without threshold is wrong.

    Parameters
    ----------
    step : callable
        ``step(v, i, neuron, dt)`` returns the potential at the end of a step.
    only : iterable of str, optional
        Names of the properties to be tried; by default all of them.
    examples : int, optional
        How many cases are tried for each property.
    seed : int, optional
        The same seed gives the same report.
    method : {"euler", "exact"}, optional
        Whether the step is a forward Euler step or the exact solution for a constant current.
    limit : float, second, optional
        How long one property may take.

    Returns
    -------
    Report
        What was found.

    Raises
    ------
    TypeError
        If `step` cannot be called.
    ValueError
        If `only` contains a name that no property has.

    Notes
    -----
    A step of length dt covers the fraction a of the distance to the target,

    .. math:: V_{k+1} = V_k + a \left(E_\text{L} - V_k + R\,I_k\right)

    where :math:`a = \Delta t/\tau_\text{m}` for the forward Euler method.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def step(v, i, neuron, dt):
    ...     return v + dt / neuron.tau * (neuron.el - v + neuron.r * i)
    >>> lif.properties.check_step(step, examples=20).ok
    True
    """
    _check_callable("step", step)
    subject = Step(step, OURS._replace(method=method))
    return _report(
        subject, _chosen(only, "step"), examples=examples, seed=seed, limit=limit
    )


def check_current(
    generator: Callable[..., Any],
    period: float,
    *,
    only: Iterable[str] | None = None,
    examples: int = 100,
    seed: int = 0,
    limit: float = _LIMIT,
) -> Report:
    r"""Look for times at which a current is not periodic.

    Parameters
    ----------
    generator : callable
        ``generator(t)`` returns the current at one time, or at each of an array of times.
    period : float, second
        The period, > 0.
    only : iterable of str, optional
        Names of the properties to be tried; by default all of them.
    examples : int, optional
        How many cases are tried for each property.
    seed : int, optional
        The same seed gives the same report.
    limit : float, second, optional
        How long one property may take.

    Returns
    -------
    Report
        What was found.

    Raises
    ------
    TypeError
        If `generator` cannot be called.
    ValueError
        If `period` is not a finite number > 0, or `only` contains a name that no property has.

    Notes
    -----
    A current of period T has the same value k periods later, apart from rounding:

    .. math:: I(t + k\,T) = I(t)

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> lif.properties.check_current(lif.sine_current, period=10e-3, examples=20).ok
    True
    >>> lif.properties.check_current(lif.sine_current, period=9e-3, examples=20).ok
    False
    """
    _check_callable("generator", generator)
    subject = Current(generator)
    subject.period = _checks.positive_number("period", period, "second")
    return _report(
        subject, _chosen(only, "current"), examples=examples, seed=seed, limit=limit
    )


def check_synapse(
    synapse: Callable[..., Any],
    *,
    only: Iterable[str] | None = None,
    examples: int = 100,
    seed: int = 0,
    limit: float = _LIMIT,
) -> Report:
    r"""Look for cases in which the current of an exponential synapse is wrong.

    Parameters
    ----------
    synapse : callable
        ``synapse(spikes, weight, time_constant, dt)`` returns the current at each step.
    only : iterable of str, optional
        Names of the properties to be tried; by default all of them.
    examples : int, optional
        How many cases are tried for each property.
    seed : int, optional
        The same seed gives the same report.
    limit : float, second, optional
        How long one property may take.

    Returns
    -------
    Report
        What was found.

    Raises
    ------
    TypeError
        If `synapse` cannot be called.
    ValueError
        If `only` contains a name that no property has.

    Notes
    -----
    The current jumps by the weight w at each spike, and decays between them:

    .. math:: I_k = e^{-\Delta t/\tau_\text{s}}\,I_{k-1} + w\,s_k

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> def synapse(spikes, weight, time_constant, dt):
    ...     return lif.synaptic_current(spikes, weight, time_constant, dt=dt)
    >>> lif.properties.check_synapse(synapse, examples=20).ok
    True
    """
    _check_callable("synapse", synapse)
    subject = Synapse(synapse)
    return _report(
        subject, _chosen(only, "synapse"), examples=examples, seed=seed, limit=limit
    )


def _check_callable(name: str, function: Any) -> None:
    """Raise TypeError unless `function` can be called."""
    if not callable(function):
        msg = f"{name} must be a function, got {function!r:.80} ({type(function).__name__})"
        raise TypeError(msg)


def _chosen(only: Iterable[str] | None, kind: str) -> list[Property]:
    """Return the properties of a kind, or only those of them that `only` names."""
    some = [p for p in PROPERTIES.values() if p.kind.startswith(kind)]
    if only is None:
        return some
    wanted = [only] if isinstance(only, str) else list(only)
    names = [p.name for p in some]
    for name in wanted:
        if name not in names:
            msg = f"only must be names among {names}, got {name!r}"
            raise ValueError(msg)
    return [p for p in some if p.name in wanted]


def _report(
    subject: Subject,
    tried: list[Property],
    examples: int,
    seed: int,
    limit: float,
) -> Report:
    """Try properties of a function that needs no preparation."""
    findings = (
        _attempt(p, subject, examples=examples, seed=seed, limit=limit) for p in tried
    )
    return Report(tuple(_named(x, subject.function) for x in findings))


def _skipped(prop: Property, outcome: str, why: str = "") -> Finding:
    """Return the finding about a property that was not tried."""
    return Finding(prop.name, prop.sentence, outcome, why)


def _attempt(
    prop: Property, subject: Subject, *, examples: int, seed: int, limit: float
) -> Finding:
    """Try a property, and return what was found."""
    # A single call is interrupted after the limit; between calls, the limit ends the search.
    subject.last, subject.failed = None, None
    subject.tried, subject.unsupported = False, ""
    subject.end = time.monotonic() + limit
    finding = partial(Finding, prop.name, prop.sentence)
    try:
        with limited(2 * limit):
            prop.attempt(subject, examples, seed)
    except BrokenError as error:
        return finding("broken", error.words, _example(error.call, error.words))
    except TimeUpError:
        return finding(*_out_of_time(prop, subject, limit))
    except (DoesNotApplyError, hypothesis.errors.Unsatisfiable):
        return finding(*_untried(prop, subject, "it follows other conventions"))
    except hypothesis.errors.Flaky:
        words = "called again with the same arguments, it returned another result"
        return finding("broken", words, _example(subject.last, words))
    return finding("holds")


def _untried(prop: Property, subject: Subject, why: str) -> tuple[str, str]:
    """Return outcome and reason if no case could be tried."""
    outcome = "broken" if prop.name == "form" else "does not apply"
    return outcome, subject.unsupported or why


def _out_of_time(
    prop: Property, subject: Subject, limit: float
) -> tuple[str, str, Counterexample | None]:
    """Return outcome, reason and case of a property that has run out of time."""
    if subject.failed is not None:  # a smaller case was being looked for
        words, call = subject.failed.words, subject.failed.call
        why = f"{words}; a smaller case may exist, but the time was over"
        return "broken", why, _example(call, words)
    if time.monotonic() >= subject.end + limit * 0.9:
        words = f"it did not return within {limit:g} s"
        return "broken", words, _example(subject.last, words)
    if not subject.tried:
        return *_untried(prop, subject, f"no case was finished in {limit:g} s"), None
    return "holds", f"as far as it was tried in {limit:g} s", None


def _example(call: Call | None, words: str) -> Counterexample | None:
    """Return a call as a counterexample."""
    return None if call is None else Counterexample(call.arguments, words, call.came)


def _in_time(limit: float, look: Callable[[], _T], otherwise: _T) -> _T:
    """Return what `look` returns, or `otherwise` if that takes too long."""
    with suppress(TimeUpError), limited(limit):
        return look()
    return otherwise


def _inapplicable(subject: Simulation) -> dict[str, str]:
    """Return which kinds of properties do not apply to a simulation, and why."""
    why_not = {}
    if "state" not in subject.takes:
        why_not["simulation in pieces"] = "the function has no parameter `state`"
    try:
        subject.run(np.full((5, 2), 3e-10), DEFAULT, 1e-3)
    except UnsupportedError:
        why_not["simulation of many neurons"] = subject.unsupported
    except BrokenError as error:
        words = f"the function simulates one neuron at a time: for two, {error.words}"
        why_not["simulation of many neurons"] = words
    return why_not


def _choices(
    found: Conventions, declared: Conventions
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in words which conventions differ from ours, and which from the declared ones."""
    others, against = [], []
    for name, value in found._asdict().items():
        words, wanted = _conventions.WORDS[name][value], getattr(declared, name)
        if wanted not in {None, value}:
            against.append(words)
        elif wanted is None and value != getattr(OURS, name):
            others.append(words)
    return tuple(others), tuple(against)


def _named(finding: Finding, function: Any) -> Finding:
    """Return the finding with the name of the function, for the code of its counterexample."""
    if finding.counterexample is None:
        return finding
    name = getattr(function, "__name__", "simulate")
    name = name if name.isidentifier() else "simulate"
    return replace(
        finding, counterexample=replace(finding.counterexample, function=name)
    )


def _beside_expected(finding: Finding, subject: Simulation, function: Any) -> Finding:
    """Return the finding with the results of the plain loop beside those of the simulation."""
    finding = _named(finding, function)
    example = finding.counterexample
    if example is None or np.ndim(example.arguments["i"]) != 1:
        return finding
    if example.came is None or "state" in example.arguments:
        return finding
    i, neuron, dt = (example.arguments[name] for name in ("i", "neuron", "dt"))
    start = example.arguments.get("v0", neuron.el)
    try:
        v, spiked, _ = subject.result(example.came, np.shape(i))
    except BrokenError:
        return finding
    all_points = simulate(i, neuron, dt, start, subject.conventions)
    reported = subject.conventions.reported
    expected_v, expected_spiked = as_reported(*all_points, reported)
    bound = subject.tol(len(i), 1e-4, 1.0)
    differs = (np.abs(v - expected_v) > bound) | (spiked != expected_spiked)
    step = int(np.argmax(differs)) if differs.any() else None
    beside = replace(
        example,
        v=v,
        spiked=spiked,
        expected_v=expected_v,
        expected_spiked=expected_spiked,
        step=step,
    )
    return replace(finding, counterexample=beside)
