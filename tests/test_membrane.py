"""One time step: the Euler step, the threshold, and the wait of a refractory neuron.

What holds for a step of any neuron stands in `lif.properties`, and is tried by
test_properties.py.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracles import same_bits
from strategies import Case, cases, currents, neurons_with_t_ref

import lif
from lif import Neuron, State
from lif.properties._strategies import fractions, neurons, passive_neurons, voltages

if TYPE_CHECKING:
    from lif.properties._theory import OneNeuron


# ---------------------------------------------------------------- the Euler step


@given(v=voltages, i=currents, neuron=neurons, a=fractions)
def test_euler_step_evaluates_the_equation_in_its_written_order(
    v: float, i: float, neuron: OneNeuron, a: float
) -> None:
    """A step is v + dt/tau*(el - v + r*i), bit for bit, for floats and for arrays."""
    dt = a * neuron.tau
    expected = v + dt / neuron.tau * (neuron.el - v + neuron.r * i)
    assert lif.euler_step(v, i, neuron, dt=dt) == expected
    after: Any = lif.euler_step(np.array([v, neuron.el]), i, neuron, dt=dt)
    assert after[0] == expected


@given(neuron=passive_neurons, v=voltages, a=st.floats(1, 100))
def test_a_single_step_may_have_any_length(
    neuron: OneNeuron, v: float, a: float
) -> None:
    """A single step longer than 2*tau is neither refused nor warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        after = lif.euler_step(v, 0.0, neuron, dt=a * neuron.tau)
        assert lif.step(State(v), 0.0, neuron, dt=a * neuron.tau).v == after


# ---------------------------------------------------------------- the threshold


@given(v=voltages, neuron=neurons)
@example(v=-50e-3, neuron=Neuron())
@example(v=math.nextafter(-50e-3, 1), neuron=Neuron())
def test_a_neuron_fires_strictly_above_its_threshold(
    v: float, neuron: OneNeuron
) -> None:
    """Above the threshold V is reset and the neuron spikes; at it or below, nothing changes."""
    expected = (neuron.vr, True) if v > neuron.vth else (v, False)
    assert lif.fire(v, neuron) == expected
    assert lif.fire(neuron.vth, neuron) == (neuron.vth, False)


@given(v=voltages)
def test_a_passive_membrane_never_fires(v: float) -> None:
    """With an infinite threshold no potential makes a neuron spike."""
    assert lif.fire(v, Neuron(vth=math.inf)) == (v, False)


# ---------------------------------------------------------------- the whole step


@given(v=voltages, i=currents, neuron=neurons, a=fractions)
def test_a_step_integrates_and_then_fires(
    v: float, i: float, neuron: OneNeuron, a: float
) -> None:
    """A neuron that is not refractory integrates over the step, and then fires or does not."""
    dt = a * neuron.tau
    after = lif.step(State(v, k=3), i, neuron, dt=dt)
    expected = lif.fire(lif.euler_step(v, i, neuron, dt=dt), neuron)
    assert after == State(*expected, refractory=0, k=4)


@pytest.mark.guarantee(33)
@given(v=voltages, i=currents, neuron=neurons_with_t_ref, left=st.integers(1, 100))
@example(v=-60e-3, i=20 * 25e-11, neuron=Neuron(t_ref=10e-3), left=10)
def test_a_refractory_neuron_never_spikes(
    v: float, i: float, neuron: OneNeuron, left: int
) -> None:
    """A refractory neuron waits at the reset potential, whatever the current."""
    after = lif.step(State(v, refractory=left), i, neuron, dt=0.05 * neuron.tau)
    assert after == State(neuron.vr, spiked=False, refractory=left - 1, k=1)


@pytest.mark.guarantee(33)
@given(case=cases())
def test_refractory_neurons_wait_while_the_others_integrate(case: Case) -> None:
    """In a step of many neurons, each waits, integrates or fires as it does alone."""
    i = np.zeros(case.run().v.shape[1:]) + 3e-10
    after = lif.step(case.state, i, case.neuron, dt=case.dt)
    waits = np.broadcast_to(np.greater(case.state.refractory, 0), i.shape)
    v = lif.euler_step(case.state.v, i, case.neuron, dt=case.dt)
    v, spiked = lif.fire(v, case.neuron)
    assert np.array_equal(after.v, np.where(waits, case.neuron.vr, v))
    assert np.array_equal(after.spiked, spiked & ~waits)
    left = np.broadcast_to(case.state.refractory, i.shape)
    n_ref = np.rint(case.neuron.t_ref / case.dt)
    expected = np.where(waits, left - 1, np.where(spiked, n_ref, 0))
    assert np.array_equal(after.refractory, expected)
    assert after.k == case.state.k + 1


@pytest.mark.guarantee(25)
@given(case=cases())
def test_a_step_does_not_modify_its_arguments(case: Case) -> None:
    """A step changes none of its arguments, and no result shares memory with an argument."""
    given_arrays = [x for x in case.state[:3] if isinstance(x, np.ndarray)]
    copies = [x.copy() for x in given_arrays]
    after = lif.step(
        case.state, np.zeros(case.run().v.shape[1:]), case.neuron, dt=case.dt
    )
    assert all(map(np.array_equal, given_arrays, copies))
    assert not any(np.shares_memory(x, y) for x in after[:3] for y in given_arrays)


# ---------------------------------------------------------------- shapes and types


@given(neuron=neurons_with_t_ref, v=voltages, i=currents, a=fractions)
def test_results_for_one_neuron_are_plain_numbers(
    neuron: OneNeuron, v: float, i: float, a: float
) -> None:
    """For one neuron every function returns floats and bools, and no NumPy scalars."""
    numbers: list[Any] = [float, np.float64, np.array]
    for number in numbers:
        assert list(map(type, lif.fire(number(v), neuron))) == [float, bool]
        after = lif.euler_step(number(v), number(i), neuron, dt=a * neuron.tau)
        assert type(after) is float


@pytest.mark.parametrize("n", [0, 1, 3])
def test_any_argument_of_length_n_makes_n_results(n: int) -> None:
    """If one argument has n values, a step and a comparison return n results."""
    many = np.full(n, 1e-3)
    for v, i, neuron in (
        (many, 0.0, Neuron()),
        (0.0, many, Neuron()),
        (0.0, 0.0, replace(Neuron(), tau=many)),
    ):
        assert np.shape(lif.euler_step(v, i, neuron, dt=1e-3)) == (n,)
        after = lif.step(State(v), i, neuron, dt=1e-3)
        assert list(map(np.shape, after[:3])) == [(n,)] * 3
    assert list(map(np.shape, lif.fire(-0.06, Neuron(vth=many)))) == [(n,), (n,)]
    assert list(map(np.shape, lif.fire(many, Neuron()))) == [(n,), (n,)]


@pytest.mark.parametrize("name", ["tau", "el", "vr", "vth", "r", "t_ref"])
@pytest.mark.parametrize("v", [-49e-3, -51e-3])
def test_any_parameter_of_length_n_makes_n_results(name: str, v: float) -> None:
    """If a parameter has one value for each neuron, so has every result."""
    neuron = Neuron(**{name: np.full(2, getattr(Neuron(), name))})
    after = lif.euler_step(v, 0.0, neuron, dt=1e-3)
    assert same_bits(after, np.full(2, lif.euler_step(v, 0.0, Neuron(), dt=1e-3)))
    for many, one in zip(lif.fire(v, neuron), lif.fire(v, Neuron()), strict=True):
        assert same_bits(many, np.full(2, one))


@pytest.mark.parametrize("name", ["tau", "el", "vr", "vth", "r", "t_ref"])
@pytest.mark.parametrize("v", [-49e-3, np.array([-49e-3, -51e-3])])
def test_results_are_new_arrays_that_can_be_written_to(name: str, v: float) -> None:
    """Every result is writeable, C-ordered, and shares no memory with an argument."""
    neuron = Neuron(**{name: np.full(2, getattr(Neuron(), name))})
    results: list[Any] = [
        lif.euler_step(v, 0.0, neuron, dt=1e-3),
        *lif.fire(v, neuron),
        *lif.step(State(v), 0.0, neuron, dt=1e-3)[:3],
    ]
    for x in results:
        assert x.flags.writeable
        assert x.flags.c_contiguous
        assert not np.shares_memory(x, v)
        assert not np.shares_memory(x, getattr(neuron, name))


# ---------------------------------------------------------------- bad arguments


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"neuron": None}, TypeError, r"^neuron must be a lif.Neuron, got None"),
        ({"dt": 0.0}, ValueError, r"^dt must be a finite number > 0, got 0.0$"),
        ({"dt": math.nan}, ValueError, r"^dt must be a finite number > 0, got nan$"),
        ({"dt": "1 ms"}, TypeError, r"^dt must be a real number, got '1 ms'"),
        ({"v": math.nan}, ValueError, r"v must be finite, got nan$"),
        ({"v": np.array([0.0, math.inf])}, ValueError, r"v .* got inf at index 1$"),
        ({"v": True}, TypeError, r"v must be real numbers, got True"),
        ({"i": math.inf}, ValueError, r"^i must be finite, got inf$"),
        ({"i": [0.0, math.nan]}, ValueError, r"^i must be finite, got nan at index 1$"),
        ({"i": None}, TypeError, r"^i must be real numbers, got None"),
    ],
)
def test_a_bad_argument_is_refused_by_name(bad: Any, error: Any, words: str) -> None:
    """A step and a comparison name the argument that they cannot accept, and its value."""
    arguments: Any = {"v": -60e-3, "i": 0.0, "neuron": Neuron(), "dt": 1e-3} | bad
    v, i, neuron, dt = arguments.values()
    with pytest.raises(error, match=words):
        lif.euler_step(v, i, neuron, dt=dt)
    with pytest.raises(error, match=words):
        lif.step(State(v), i, neuron, dt=dt)
    if "v" in bad or "neuron" in bad:
        with pytest.raises(error, match=words):
            lif.fire(v, neuron)


# ---------------------------------------------------------------- numbers near the largest float


@pytest.mark.parametrize("v", [1.7e308, -1.7e308])
@pytest.mark.parametrize("n", [None, 3])
def test_a_step_is_accepted_if_its_result_is_finite(v: float, n: int | None) -> None:
    """With dt = tau and EL = 0, a step from 1.7e308 V leads to 0.0 V and is accepted."""
    neuron = Neuron(el=0.0, vth=math.inf)
    start: Any = v if n is None else np.full(n, v)
    end = np.zeros(()) if n is None else np.zeros(n)
    assert same_bits(lif.euler_step(start, 0.0, neuron, dt=20e-3), end)
    assert same_bits(lif.step(State(start), 0.0, neuron, dt=20e-3).v, end)


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("i", [2e300, -2e300])
def test_a_product_r_times_i_that_is_not_finite_is_refused(
    i: float, *, many: bool
) -> None:
    """If R*I overflows, the message names r and i with their values and the first index."""
    neuron = Neuron(r=np.array([1.0, 1e8, 1e9])) if many else Neuron(r=1e8)
    current: Any = np.array([0.0, i, i]) if many else i
    index = " at index 1" if many else ""
    words = re.escape(f"r*i must be finite, got r=100000000.0 and i={i}{index}")
    with pytest.raises(ValueError, match=f"^{words}$"):
        lif.euler_step(-60e-3, current, neuron, dt=1e-3)
    # A refractory neuron does not integrate, but its current has to be valid too.
    for refractory in (0, 3):
        with pytest.raises(ValueError, match=f"^{words}$"):
            lif.step(State(-60e-3, refractory=refractory), current, neuron, dt=1e-3)


@pytest.mark.parametrize(
    ("v", "i", "el", "dt", "index"),
    [
        (-1.7e308, 1.0, 1.7e308, 1e-3, ""),
        (1.7e308, 0.0, -1.7e308, 20e-3, ""),
        (1e308, 0.0, 0.0, 60e-3, ""),
        (0.0, 1.7e308, 1.7e308, 1e-3, ""),
        (np.array([0.0, 1.7e308, 1.7e308]), 0.0, -1.7e308, 20e-3, " at index 1"),
        (0.0, np.array([0.0, 0.0, 1.7e308]), 1.7e308, 1e-3, " at index 2"),
    ],
)
def test_a_potential_that_is_not_finite_after_the_step_is_refused(
    v: Any, i: Any, el: float, dt: float, index: str
) -> None:
    """If V overflows, the message names v, i and el with their values and the first index."""
    neuron = Neuron(el=el, vr=-1.75e308, vth=math.inf, r=1.0)
    at = int(index[-1]) if index else ()
    first = [float(np.broadcast_to(x, np.broadcast(v, i).shape)[at]) for x in (v, i)]
    words = "V at the end of the step must be finite, got "
    words += f"v={first[0]} and i={first[1]} and el={el}{index}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        lif.euler_step(v, i, neuron, dt=dt)
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        lif.step(State(v), i, neuron, dt=dt)


def test_a_step_ignores_the_callers_settings_for_floating_point_errors() -> None:
    """With np.seterr(all="raise") underflow passes, and overflow is a ValueError as always."""
    neuron = Neuron(el=0.0, vr=-0.01, vth=0.01, t_ref=1e-320)
    many = Neuron(el=0.0, vr=-0.01, vth=0.01, t_ref=np.full(2, 1e-320))
    with np.errstate(all="raise"):
        for n in (neuron, many):
            for v in (1e-310, np.full(2, 1e-310)):
                assert np.all(lif.euler_step(v, 1e-320, n, dt=1e-3) != 0.0)
                assert np.all(lif.step(State(v), 1e-320, n, dt=1e-3).v != 0.0)
                assert np.all(np.equal(lif.fire(v, n)[0], v))
                with pytest.raises(ValueError, match=r"r\*i must be finite"):
                    lif.euler_step(v, 1e308, n, dt=1e-3)
                with pytest.raises(ValueError, match=r"r\*i must be finite"):
                    lif.step(State(v), 1e308, n, dt=1e-3)
        # dt/tau is too small for a float, or too large.
        assert lif.euler_step(0.0, 0.0, replace(neuron, tau=1e300), dt=1e-300) == 0.0
        with pytest.raises(ValueError, match="V at the end of the step"):
            lif.euler_step(1.0, 0.0, replace(neuron, tau=1e-300), dt=1e300)
        many = replace(many, tau=np.array([1.0, 1e-300]))
        with pytest.raises(ValueError, match=r"V at the end of the step .* at index 1"):
            lif.step(State(1.0), 0.0, many, dt=1e300)


def test_message_names_what_does_not_fit() -> None:
    """Of three shapes it names the two that do not agree."""
    neuron = lif.Neuron(tau=np.full(2, 20e-3))
    with pytest.raises(
        ValueError, match=r"^v and neuron must agree .*\(3,\) and \(2,\)"
    ):
        lif.euler_step(np.zeros(3), 0.0, neuron, dt=1e-3)
    with pytest.raises(
        ValueError, match=r"^i and neuron must agree .*\(3,\) and \(2,\)"
    ):
        lif.euler_step(0.0, np.zeros(3), neuron, dt=1e-3)
