"""The properties that judge anybody's neuron: they find mistakes, and raise no false alarm."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import threading
import time
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import loops
import numpy as np
import pytest
from hypothesis import settings
from judge import remember
from loops import MISTAKES, RIGHT
from strategies import INSTALLED

import lif
import lif.properties
from lif.properties import (
    Conventions,
    check,
    check_current,
    check_step,
    check_synapse,
)
from lif.properties._property import PROPERTIES, Property
from lif.properties._subject import BrokenError, Current, Simulation, Step, Synapse
from lif.properties._theory import OURS

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = settings().max_examples  # those of the profile


# ---------------------------------------------------------------- this package's own code


def engine(name: Any) -> Callable[..., Any]:
    """Return the run of an engine in the form that the properties take."""

    def simulate(
        i: Any, neuron: Any, dt: float, v0: Any = None, state: Any = None
    ) -> Any:
        start = state or lif.State(neuron.el if v0 is None else v0)
        return lif.run(i, neuron, dt=dt, state=start, engine=name)[1:]

    return simulate


def of_kind(kind: str) -> pytest.MarkDecorator:
    """Parametrize over the properties of a kind."""
    some = [
        pytest.param(p, id=p.name, marks=pytest.mark.guarantee(p.guarantee))
        for p in PROPERTIES.values()
        if p.kind.startswith(kind)
    ]
    assert some
    return pytest.mark.parametrize("prop", some)


def hold(prop: Property, subject: Any, examples: int = EXAMPLES) -> None:
    """Try a property, and remember the largest share of its bound."""
    worst = prop.attempt(subject, examples, seed=0)
    if worst is not None:
        remember(worst)


@of_kind("simulation")
@pytest.mark.parametrize("name", INSTALLED)
def test_every_engine_has_the_properties(name: str, prop: Any) -> None:
    """The runs of all engines have every property, bit for bit where that is promised."""
    # NumPy needs long for one neuron, and test_engines.py shows that its bits are the others'.
    examples = max(5, EXAMPLES // 5) if name == "numpy" else EXAMPLES
    hold(prop, Simulation(engine(name), OURS, same_bits=True), examples)


@of_kind("step")
def test_a_step_has_the_properties(prop: Any) -> None:
    """The Euler step has every property of a step."""

    def step(v: float, i: float, neuron: Any, dt: float) -> Any:
        return lif.euler_step(v, i, neuron, dt=dt)

    hold(prop, Step(step, OURS, same_bits=True))


@of_kind("current")
def test_the_sine_current_has_the_properties(prop: Any) -> None:
    """The sine current has every property of a periodic current."""
    current = Current(lif.sine_current)
    current.period = 10e-3
    hold(prop, current)


@of_kind("synapse")
def test_the_synaptic_current_has_the_properties(prop: Any) -> None:
    """The synaptic current has every property of a synapse."""

    def synapse(spikes: Any, weight: float, time_constant: float, dt: float) -> Any:
        return lif.synaptic_current(spikes, weight, time_constant, dt=dt)

    hold(prop, Synapse(synapse, same_bits=True))


# ---------------------------------------------------------------- other hands


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(name: str) -> None:
    """The report names a property that is broken, and the cause where it is known."""
    mistake = MISTAKES[name]
    limit = 1.0 if name == "an endless loop" else 20.0
    report = check(loops.mistaken(name), only=[mistake.caught_by], limit=limit)
    broken = {finding.name: finding for finding in report.broken}
    assert mistake.caught_by in broken, report
    assert mistake.cause in report.cause, report
    assert mistake.cause or not report.cause, report
    with pytest.raises(AssertionError, match=mistake.caught_by):
        report.raise_for_failures()


CONVENTIONS = {
    "nearest": "nearest whole number",
    "exact": "exact for a current",
    "single": "float32",
    "after": "after each step",
    "apart": "spikes after it",
    ">=": "at the threshold or above",
    "counts": "counts as the first",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_simulation_passes(name: str) -> None:
    """No property is broken, and what is a choice is told as such."""
    simulate, choices = RIGHT[name]
    report = check(simulate, examples=max(5, EXAMPLES // 5))
    report.raise_for_failures()
    told = {
        key
        for key, words in CONVENTIONS.items()
        if any(words in line for line in report.conventions)
    }
    assert told == choices, report


def test_the_lines_of_a_counterexample_repeat_it() -> None:
    """They run as they are, and return what the report says."""
    simulate = loops.mistaken("refractory for one step more")
    report = check(simulate, only=["interval", "clamp", "recursion"])
    assert len(report.broken) == 3
    for finding in report.broken:
        example = finding.counterexample
        assert example is not None
        *setup, call = example.code.splitlines()
        names: dict[str, Any] = {"simulate": simulate}
        exec("\n".join(setup), names)  # noqa: S102 - what the report says
        v, spiked = eval(call, names)  # noqa: S307
        assert v == example.came[0]
        assert spiked == example.came[1]


def test_a_report_can_be_read_on_a_small_screen() -> None:
    """Its lines are short, broken properties stand apart, and long arrays are left out."""
    report = check(loops.mistaken("no current in the first step"), examples=20)
    text = str(report)
    assert max(map(len, text.splitlines())) <= 72
    assert text.count("\n\nBROKEN ") == len(report.broken) > 1
    sine = next(x for x in report.broken if x.name == "sine")
    assert sine.counterexample is not None
    assert 'i = counterexample.arguments["i"]  # 1000 values\n' in str(sine)
    assert len(sine.counterexample.code) > 10_000
    assert str(sine) in text


def test_steps_and_intervals_are_numbered_as_a_reader_counts_them() -> None:
    """The first interval has the number 1, and a step has that of its time."""
    report = check(loops.mistaken("refractory for one step more"), only=["interval"])
    assert report.findings[0].why.startswith("the number of steps in interval 1 is")
    report = check(loops.mistaken("no current in the first step"), only=["step_of_tau"])
    case = report.findings[0].counterexample
    assert case is not None
    assert case.step == 1
    assert report.findings[0].why.startswith("V at step 1 is")


def test_numbers_that_differ_are_told_apart() -> None:
    """Two numbers that are equal to eight digits are written with all of theirs."""
    with pytest.raises(BrokenError) as raised:
        Simulation(plain).near([0.0, 1.0 + 1e-12], 1.0, [2.0, 0.0])
    assert raised.value.words == "V at step 1 is 1.000000000001, expected 1.0"


def test_a_counterexample_has_what_was_expected_beside_it() -> None:
    """The arrays can be plotted, and the step is the first at which they differ."""
    report = check(loops.mistaken("refractory for one step more"), only=["interval"])
    example = report.findings[0].counterexample
    assert example is not None
    assert example.v is not None
    assert example.expected_v is not None
    step = example.step
    assert step is not None
    assert np.array_equal(example.v[:step], example.expected_v[:step])
    assert example.v[step] != example.expected_v[step]


def test_the_same_seed_gives_the_same_report() -> None:
    """Two reports are equal word for word."""
    first, second = (
        str(check(loops.mistaken("no reset"), only=["recursion", "clamp"], seed=3))
        for _ in range(2)
    )
    assert first == second


def test_a_convention_that_was_declared_has_to_be_followed() -> None:
    """What is declared otherwise than it is found fails, and nothing else does."""
    after = RIGHT["after_each_step"][0]
    declared = Conventions(reported="after", threshold=">=", refractory="nearest")
    report = check(after, conventions=declared, examples=20)
    report.raise_for_failures()
    assert report.conventions == ()
    strict = Conventions(threshold=">")
    report = check(after, only=["hull"], conventions=strict, examples=20)
    assert not report.broken
    with pytest.raises(
        AssertionError, match="Contradicts what was declared: it spikes"
    ):
        report.raise_for_failures()


def test_only_some_properties_are_tried_if_asked_for() -> None:
    """The report has those that were named, and an unknown name is refused."""
    report = check(RIGHT["plain"][0], only=["hull", "interval"], examples=10)
    assert [finding.name for finding in report.findings] == ["hull", "interval"]
    with pytest.raises(ValueError, match=r"only must be names among .*, got 'hulls'"):
        check(RIGHT["plain"][0], only=["hulls"])


def test_what_is_no_function_is_refused() -> None:
    """The message says what came instead."""
    three: Any = 3
    for one in (check, check_step, check_synapse):
        with pytest.raises(TypeError, match="must be a function, got 3"):
            one(three)
    with pytest.raises(ValueError, match="period must be a finite number > 0, got 0"):
        check_current(lif.sine_current, 0)


def test_a_slow_simulation_is_tried_as_far_as_time_allows() -> None:
    """When the time is over, a property holds as far as it was tried."""
    report = check(RIGHT["plain"][0], only=["convergence"], examples=10**6, limit=2.0)
    report.raise_for_failures()
    assert report.findings[0].why == "as far as it was tried in 2 s"


@pytest.mark.parametrize(
    ("name", "longest", "outcome"),
    [("form", -1.0, "broken"), ("refractory", 0.0, "does not apply")],
)
def test_time_is_over_before_a_supported_case_is_found(
    name: str, longest: float, outcome: str
) -> None:
    """What was never tried does not hold, however slowly a simulation refuses the cases."""

    def slow(i: Any, neuron: Any, dt: float) -> Any:
        if neuron.t_ref > longest:
            time.sleep(0.3)
            msg = "to be written"
            raise NotImplementedError(msg)
        return plain(i, neuron, dt)

    finding = check(slow, only=[name], limit=2.0).findings[-1]
    assert (finding.name, finding.outcome) == (name, outcome)
    assert finding.why == "no case is supported: to be written"


def test_a_counterexample_counts_although_no_time_is_left_for_a_smaller_one() -> None:
    """A slow simulation is broken if the time ends while Hypothesis looks for a smaller case."""
    wrong = loops.mistaken("refractory for one step more")
    pauses = iter([0.0])  # the first counterexample comes in time, and no smaller one

    def slow(i: Any, neuron: Any, dt: float) -> Any:
        result = wrong(i, neuron, dt)
        if not np.array_equal(result[1], plain(i, neuron, dt)[1]):
            time.sleep(next(pauses, 4.5))
        return result

    finding = check(slow, only=["recursion"], limit=4.0).findings[0]
    assert finding.outcome == "broken"
    assert finding.counterexample is not None
    assert finding.why.startswith(finding.counterexample.words)
    assert finding.why.endswith("; a smaller case may exist, but the time was over")


def test_a_case_that_a_simulation_does_not_support_is_left_out() -> None:
    """A simulation without a refractory period is judged without one."""

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        if neuron.t_ref > 0:
            msg = "this neuron has no refractory period"
            raise NotImplementedError(msg)
        return plain(i, neuron, dt)

    report = check(simulate, only=["rest", "recursion", "refractory"], examples=20)
    report.raise_for_failures()
    assert [x.outcome for x in report.findings] == ["holds", "holds", "does not apply"]
    why = "no case is supported: this neuron has no refractory period"
    assert report.findings[-1].why == why


def test_a_simulation_that_supports_nothing_is_broken() -> None:
    """A function that is still to be written does not pass."""

    def simulate(_i: Any, _neuron: Any, _dt: float) -> Any:
        msg = "to be written"
        raise NotImplementedError(msg)

    report = check(simulate, examples=5)
    assert report.findings[0].name == "form"
    assert report.findings[0].why == "no case is supported: to be written"
    assert [x.name for x in report.broken] == ["form"]


def test_only_a_threshold_that_is_never_reached_is_unsupported() -> None:
    """Conventions are found, and a simulation of many neurons is recognised, all the same."""

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        if neuron.vth == np.inf or np.ndim(i) > 1:
            raise NotImplementedError
        return plain(i, neuron, dt)

    report = check(simulate, only=["hull", "recursion", "permutation"], examples=20)
    outcomes = ["does not apply", "holds", "does not apply"]
    assert [x.outcome for x in report.findings] == outcomes
    assert report.ok


def test_properties_need_hypothesis_and_nothing_else_does() -> None:
    """Without it, only `import lif.properties` fails, and says what to install."""
    code = """
import sys
sys.modules["hypothesis"] = None
import lif
lif.run([1e-10], lif.Neuron(), dt=1e-3)
import lif.properties
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert 'pip install "lif-neuron[properties]"' in result.stderr


def test_without_hypothesis_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same in this process."""
    for name in [name for name in sys.modules if name.startswith("lif.properties")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r'needs Hypothesis: pip install "lif-neuron'):
        importlib.import_module("lif.properties")


# ---------------------------------------------------------------- odd simulations


def plain(i: Any, neuron: Any, dt: float) -> Any:
    """Simulate with the plain loop."""
    return RIGHT["plain"][0](i, neuron, dt)


def odd(when: Callable[..., bool], what: Callable[[], Any]) -> Callable[..., Any]:
    """Return a simulation that does something odd for some arguments."""

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        return what() if when(i, neuron, dt) else plain(i, neuron, dt)

    return simulate


def fail() -> None:
    """Raise an error."""
    raise ZeroDivisionError


def hang() -> None:
    """Never return."""
    while True:
        pass


def test_an_error_in_rare_cases_is_found() -> None:
    """An error, a string or an endless loop for some arguments only is reported with these."""
    report = check(odd(lambda _i, n, _dt: n.vth == np.inf, fail), only=["sine"])
    assert report.findings[0].why == "it raised ZeroDivisionError: "
    report = check(odd(lambda i, _n, _dt: len(i) == 1000, lambda: "x"), only=["sine"])
    assert report.findings[0].why == "it returned 'x', expected (v, spiked)"
    report = check(
        odd(lambda i, _n, _dt: len(i) == 1000, hang), only=["sine"], limit=0.5
    )
    assert report.findings[0].why == "it did not return within 0.5 s"


@pytest.mark.parametrize("what", [fail, hang])
def test_conventions_that_cannot_be_found_are_taken_as_ours(
    what: Callable[[], Any],
) -> None:
    """If a simulation fails in the first trial run, the properties are tried all the same."""
    simulate = odd(lambda i, _n, dt: len(i) == 4 and dt == 8e-3, what)
    report = check(simulate, only=["hull"], examples=5, limit=1.0)
    assert report.ok
    assert report.conventions == ()


def test_a_cause_that_cannot_be_found_is_not_told() -> None:
    """If a simulation fails in a trial run for causes, none is named."""
    # The neuron of one of these runs has this leak potential; random neurons have others.
    rare = odd(lambda i, n, _dt: len(i) == 1000 or n.el == -62e-3, fail)
    report = check(rare, only=["constant_current"])
    assert report.broken
    assert report.cause == ""


def test_a_result_that_changes_between_calls_is_found() -> None:
    """A simulation that is wrong once, and never again, is broken too."""
    calls = []

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        v, spiked = plain(i, neuron, dt)
        calls.extend([1] if len(i) == 1000 else [])
        return ([x + (len(calls) == 20) for x in v], spiked)

    report = check(simulate, only=["constant_current"])
    words = "called again with the same arguments, it returned another result"
    assert report.findings[0].why == words


def test_without_threads_nothing_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no thread can be started, the properties are tried without a limit for a call."""

    def start(_thread: threading.Thread) -> None:
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", start)
    assert check(plain, only=["hull"], examples=5).ok


def test_who_finishes_just_in_time_is_not_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the time is over when a property has just been tried, nothing happens."""

    class Late(threading.Event):
        """An event whose waiting ends too late to notice it."""

        def wait(self, timeout: float | None = None) -> bool:
            """Wait, and say that the time is over."""
            super().wait(timeout)
            return False

    monkeypatch.setattr(threading, "Event", Late)
    assert check(plain, only=["hull"], examples=5).ok


def test_a_simulation_that_catches_the_interrupt_is_interrupted_again() -> None:
    """An endless loop ends, even if the first interrupt is lost."""

    def stubborn(i: Any, neuron: Any, dt: float) -> Any:
        if len(i) == 1000:
            with suppress(BaseException):
                hang()
            hang()
        return plain(i, neuron, dt)

    report = check(stubborn, only=["sine"], limit=0.5)
    assert report.findings[0].why == "it did not return within 0.5 s"


def test_a_simulation_that_runs_away_does_not_warn() -> None:
    """Overflow in somebody's function is a finding, and not a warning of NumPy."""

    def runaway(i: Any, neuron: Any, _dt: float) -> Any:
        v = np.full(len(i), float(neuron.el))
        for k in range(1, len(v)):
            v[k] = np.square(v[k - 1] * 1e300)
        return v, [False] * len(v)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = check(runaway, only=["constant_current"], examples=5)
    assert "expected a finite number" in report.findings[0].why


def test_a_function_that_does_not_tell_its_parameters_is_tried() -> None:
    """A builtin function has no signature."""
    assert not check(max, only=["hull"]).ok


def test_mistakes_with_many_neurons_and_with_pieces_are_found() -> None:
    """A refractory period that all neurons share, and a state that forgets it."""

    def shared(i: Any, neuron: Any, dt: float) -> Any:
        v, spiked = RIGHT["many"][0](i, neuron, dt)
        return (v + 1e-3 * (i.shape[1:] > (1,)), spiked) if i.ndim > 1 else (v, spiked)

    report = check(shared, only=["independence", "permutation"])
    assert [finding.name for finding in report.broken] == ["independence"]
    example = report.broken[0].counterexample
    assert example is not None
    assert "np.array([[" in example.code

    def forgetful(i: Any, neuron: Any, dt: float, state: Any = None) -> Any:
        *result, now = loops.in_pieces(i, neuron, dt, state=state)
        return *result, now | {"wait": 0}

    report = check(forgetful, only=["pieces"])
    assert [finding.name for finding in report.broken] == ["pieces"]
    assert "state=" in str(report)

    def after(i: Any, neuron: Any, dt: float, state: Any = None) -> Any:
        v, spiked, now = loops.in_pieces(i, neuron, dt, state=state)
        return [*v[1:], now["v"]][: len(i)], [*spiked[1:], now["spiked"]][: len(i)], now

    check(after, only=["pieces"]).raise_for_failures()


WRONG_FORMS: dict[str, Any] = {
    "three": (1, "it returned 1, expected"),
    "one": ([1], "it returned list of another length"),
    "words": ((["a"], [0]), r"v is \['a'\], expected numbers"),
    "twos": (([-0.06], [2]), "spiked is 2.0 at step 0, expected True or False"),
}


@pytest.mark.parametrize("name", WRONG_FORMS)
def test_a_result_of_the_wrong_form_is_described(name: str) -> None:
    """The report says what came instead of potentials and spikes."""
    came, words = WRONG_FORMS[name]
    report = check(lambda _i, _neuron, _dt: came)
    assert re.match(words, report.findings[0].why)
    assert {finding.outcome for finding in report.findings[1:]} == {"not tried"}


WRONG_SPIKES: dict[str, tuple[Callable[..., Any], str]] = {
    "at rest": (lambda v, n: v >= n.el, "rest"),
    "below the rheobase": (lambda v, n: v > n.vth - 1e-3, "below_rheobase"),
    "only far above": (lambda v, n: v > n.vth + 1e-3, "above_rheobase"),
}


@pytest.mark.parametrize("name", WRONG_SPIKES)
def test_spikes_at_the_wrong_potential_are_found(name: str) -> None:
    """A neuron that fires too early, too late or at rest is broken."""
    above, caught_by = WRONG_SPIKES[name]

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        v, spiked, rows = neuron.el, False, []
        for i_k in i:
            rows.append((v, spiked))
            v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
            spiked = above(v, neuron) and len(rows) > 0
            v = neuron.vr if spiked else v
        return tuple(zip(*rows, strict=True))

    assert not check(simulate, only=[caught_by]).ok


def test_a_spike_without_a_reset_at_rest_is_found() -> None:
    """A neuron that stays at rest, but is said to spike, is broken."""

    def simulate(i: Any, neuron: Any, dt: float) -> Any:
        v, spiked = plain(i, neuron, dt)
        return v, [x or not i.any() for x in spiked]

    report = check(simulate, only=["rest"])
    assert report.findings[0].why == "it spikes at step 0, without a current"


def test_a_spike_at_the_rheobase_is_found() -> None:
    """A neuron that seems to fire above its threshold, but fires at it, is broken."""
    rare = odd(
        lambda i, _n, _dt: len(i) == 2000, lambda: ([-0.0625] * 2000, [True] * 2000)
    )
    assert not check(rare, only=["at_rheobase"]).ok


def test_a_bound_has_to_be_finite() -> None:
    """An infinite bound would hold for any error."""
    with pytest.raises(ValueError, match="an infinite bound holds for any error"):
        Simulation(plain).near(1.0, 0.0, np.inf)


def test_an_attempt_tells_the_largest_share_of_a_bound() -> None:
    """The share is that of the worst case, and None where there is no bound."""

    def shifted(i: Any, neuron: Any, dt: float) -> Any:
        v, spiked = plain(i, neuron, dt)
        return [x * (1 + 2**-50) for x in v], spiked

    closed_form, below = PROPERTIES["constant_current"], PROPERTIES["below_threshold"]
    shares = [closed_form.attempt(Simulation(f), 20, seed=0) for f in (plain, shifted)]
    assert shares[0] is not None
    assert shares[1] is not None
    assert 0 < shares[0] < shares[1] < 1
    assert below.attempt(Simulation(plain), 20, seed=0) is None
    simulation = Simulation(plain)
    simulation.near([1.0, 2.0], 0.0, [4.0, 4.0])
    simulation.near(1.0, 0.0, 4.0)
    assert simulation.shares == [0.5, 0.25]


# ---------------------------------------------------------------- steps, currents, synapses

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "the leak has the wrong sign": (
        lambda v, i, n, dt: v + dt / n.tau * (v - n.el + n.r * i),
        "hull_of_a_step",
    ),
    "half a step": (
        lambda v, i, n, dt: v + dt / n.tau / 2 * (n.el - v + n.r * i),
        "whole_step",
    ),
    "implicit": (
        lambda v, i, n, dt: (v + dt / n.tau * (n.el + n.r * i)) / (1 + dt / n.tau),
        "steps_of_constant_current",
    ),
    "a method of order two": (
        lambda v, i, n, dt: (
            v + (dt / n.tau - (dt / n.tau) ** 2 / 2) * (n.el - v + n.r * i)
        ),
        "order_of_a_step",
    ),
    "no number": (lambda _v, _i, _n, _dt: None, "step_at_rest"),
    "not a number": (lambda _v, _i, _n, _dt: np.nan, "step_at_rest"),
    "a step that keeps its side": (
        lambda v, i, n, dt: (
            v + (min(dt / n.tau, 4 - dt / n.tau)) * (n.el - v + n.r * i)
            if dt < 2 * n.tau
            else v + (v - n.el - n.r * i)
        ),
        "divergence",
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_mistake_in_a_step_is_found(name: str) -> None:
    """The report names the property that is broken."""
    step, caught_by = STEPS[name]
    assert caught_by in {x.name for x in check_step(step, only=[caught_by]).broken}


def test_a_right_step_passes() -> None:
    """A step in another order, and an exact one that is declared as such, are right."""

    def euler(v: float, i: float, n: Any, dt: float) -> float:
        return float(v * (1 - dt / n.tau) + (n.el + n.r * i) * dt / n.tau)

    def exact(v: float, i: float, n: Any, dt: float) -> float:
        keep = np.exp(-dt / n.tau)
        return float(keep * v + (1 - keep) * (n.el + n.r * i))

    few = max(5, EXAMPLES // 5)
    check_step(euler, examples=few).raise_for_failures()
    check_step(exact, method="exact", examples=few).raise_for_failures()
    assert not check_step(exact).ok


CURRENTS: dict[str, tuple[Callable[..., Any], bool]] = {
    "square": (lambda t: np.where(np.asarray(t) % 10e-3 < 5e-3, 1e-10, 0.0), True),
    "sine of another period": (lambda t: lif.sine_current(t, period=9.99e-3), False),
    "a trend": (lambda t: lif.sine_current(t) * (1 + 1e-9 * np.asarray(t)), False),
    "one time for many": (lambda t: float(np.sin(np.max(t))), False),
    "a string": (lambda _t: "1 nA", False),
    "strings": (lambda t: 0.0 if np.ndim(t) == 0 else ["1 nA"], False),
}


@pytest.mark.parametrize("name", CURRENTS)
def test_currents_are_judged_by_their_period(name: str) -> None:
    """A current is periodic or not, jumps or not."""
    generator, periodic = CURRENTS[name]
    assert check_current(generator, 10e-3).ok == periodic


def _synapse(
    jump: Callable[[float, float], float], decay: Callable[[float, float], float]
) -> Callable[..., Any]:
    def synapse(spikes: Any, weight: float, time_constant: float, dt: float) -> Any:
        i, now = [], 0.0
        for spike in spikes:
            now = now * decay(dt, time_constant) + jump(weight, float(spike))
            i.append(now)
        return i

    return synapse


SYNAPSES: dict[str, tuple[Callable[..., Any], bool]] = {
    "right": (
        _synapse(lambda w, s: w * s, lambda dt, tau: float(np.exp(-dt / tau))),
        True,
    ),
    "Euler": (_synapse(lambda w, s: w * s, lambda dt, tau: 1 - dt / tau), False),
    "one spike at most": (
        _synapse(lambda w, s: w * (s > 0), lambda dt, tau: float(np.exp(-dt / tau))),
        False,
    ),
    "nothing": (lambda _s, _w, _tau, _dt: None, False),
    "one number": (lambda _s, _w, _tau, _dt: 0.0, False),
    "a string": (lambda _s, _w, _tau, _dt: "1 nA", False),
}


@pytest.mark.parametrize("name", SYNAPSES)
def test_synapses_are_judged(name: str) -> None:
    """A synapse is right or not."""
    synapse, right = SYNAPSES[name]
    assert check_synapse(synapse).ok == right
