"""Tests of the exact solutions, which are compared with integrals and with one another."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import oracles
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import within
from oracles import same_bits
from strategies import currents, fields, neurons_with_t_ref

import lif
from lif.exact import (
    constant_current_voltage,
    firing_rate,
    interspike_interval,
    rheobase,
    sine_current_voltage,
)
from lif.properties._strategies import (
    fractions,
    neurons,
    passive_neurons,
    positive_currents,
    voltages,
)
from lif.properties._theory import EPS, size

if TYPE_CHECKING:
    from collections.abc import Callable

Neuron: Any = (
    lif.Neuron
)  # it is given lists here, and its parameters are read as numbers

durations = st.floats(0, 10)  # in time constants
# How far above the threshold a current leads, as a multiple of the distance from the reset.
overdrives = st.floats(1e-3, 1e3)

# ---------------------------------------------------------------- the potential


@given(neuron=passive_neurons, i=currents, v0=voltages, duration=durations)
@example(neuron=Neuron(), i=2.5e-10, v0=-60e-3, duration=1.0)
def test_the_constant_current_voltage_solves_the_membrane_equation(
    neuron: Any, i: float, v0: float, duration: float
) -> None:
    """The closed form for a constant current equals an integral over the current."""
    t = duration * neuron.tau
    v = constant_current_voltage(t, i, neuron, v0)
    expected = oracles.voltage_by_quadrature(
        t, lambda s: np.full_like(s, i), 1 / neuron.tau, neuron, v0
    )
    # The exponent is rounded in proportion to its size; a few operations, and the pairwise sum
    # of 200 numbers, add some eps.
    within(v - expected, (20 + 2 * duration) * EPS * size(neuron, i, v0))


@given(
    neuron=passive_neurons,
    i_mean=positive_currents,
    omega_tau=st.floats(0.01, 100),
    v0=voltages,
    duration=durations,
)
@example(neuron=Neuron(), i_mean=25e-11, omega_tau=4 * math.pi, v0=-60e-3, duration=7.5)
def test_the_sine_current_voltage_solves_the_membrane_equation(
    neuron: Any, i_mean: float, omega_tau: float, v0: float, duration: float
) -> None:
    """The closed form for a sine current equals an integral over the current."""
    t, period = duration * neuron.tau, 2 * math.pi * neuron.tau / omega_tau
    v = sine_current_voltage(t, i_mean, period, neuron, v0)
    expected = oracles.voltage_by_quadrature(
        t,
        lambda s: i_mean * (1 + np.sin(2 * math.pi * s / period)),
        (1 + omega_tau) / neuron.tau,
        neuron,
        v0,
    )
    # As above; besides, the sine's argument is rounded in proportion to its size, the phase, and
    # the sum has up to 20,000 numbers.
    phase = duration * omega_tau
    bound = (30 + 2 * duration + 2 * phase) * EPS * size(neuron, 2 * i_mean, v0)
    within(v - expected, bound)


@given(neuron=neurons_with_t_ref, i=currents, period=st.floats(1e-3, 1.0), v0=voltages)
def test_the_potential_starts_at_v0_or_at_the_leak_potential(
    neuron: Any, i: float, period: float, v0: float
) -> None:
    """At t = 0 the potential is v0, or the leak potential if no v0 is given."""
    for start, options in ((v0, {"v0": v0}), (neuron.el, {})):
        slack = 4 * EPS * size(neuron, 2 * i, start)
        v = constant_current_voltage(0.0, i, neuron, **options)
        assert abs(v - start) <= slack
        v = sine_current_voltage(0.0, i, period, neuron, **options)
        assert abs(v - start) <= slack


def test_after_one_time_constant_63_percent_of_the_distance_is_covered() -> None:
    """From -60 mV towards -35 mV, the potential covers 1 - 1/e of 25 mV."""
    v = constant_current_voltage(20e-3, 2.5e-10, Neuron())
    assert v == pytest.approx(-60e-3 + 25e-3 * (1 - 1 / math.e), rel=1e-14)


# ---------------------------------------------------------------- rheobase and intervals


@given(neuron=neurons)
def test_the_rheobase_leads_to_the_threshold(neuron: Any) -> None:
    """Under the rheobase the potential tends to the threshold: el + r*rheobase = vth."""
    i = rheobase(neuron)
    m = max(abs(neuron.vth), abs(neuron.el), abs(neuron.r * i))
    # The difference, the quotient, the product and the sum round by eps/2 each.
    within(neuron.el + neuron.r * i - neuron.vth, 2 * EPS * m)


def test_the_rheobase_of_the_default_neuron_is_100_picoampere() -> None:
    """(vth - el)/r = 10 mV / 100 Mohm, except that -0.05 + 0.06 is not exactly 0.01."""
    assert rheobase(Neuron()) == (-0.05 + 0.06) / 1e8 == pytest.approx(1e-10, rel=1e-15)


def test_the_rheobase_of_a_passive_membrane_is_infinite() -> None:
    """No current makes a passive membrane fire, so its firing rate is 0 for any current."""
    neuron = Neuron(vth=math.inf)
    assert rheobase(neuron) == math.inf
    assert interspike_interval(1e300 / neuron.r, neuron) == math.inf
    assert firing_rate([0.0, 1e-9], neuron).tolist() == [0.0, 0.0]
    mixed = Neuron(vth=[math.inf, -50e-3])
    assert firing_rate(1e-9, mixed).tolist() == [0.0, firing_rate(1e-9, Neuron())]


def test_very_short_periods_and_very_long_time_constants_are_accepted() -> None:
    """The potential is finite where omega**2 * tau**2 overflows, for a number and an array."""
    for neuron, period in ((Neuron(), 1e-200), (Neuron(tau=1e160), 1e-2)):
        one = sine_current_voltage(1e-3, 1e-10, period, neuron)
        assert one == sine_current_voltage([1e-3], 1e-10, period, neuron)[0]
        assert math.isfinite(one)


@given(neuron=neurons, overdrive=overdrives)
@example(neuron=Neuron(), overdrive=0.5)
def test_after_an_interval_the_potential_is_at_the_threshold(
    neuron: Any, overdrive: float
) -> None:
    """From the reset potential to the threshold it takes one interspike interval."""
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = (target - neuron.el) / neuron.r
    assume(neuron.r * (i - rheobase(neuron)) > 0)
    t = interspike_interval(i, neuron)
    v = constant_current_voltage(t, i, neuron, v0=neuron.vr)
    # The target, the rheobase and the closed form round by some eps*M. An error of eps*t in the
    # time is one of eps*t*slope in V, and t*slope = x*log(1 + d/x) <= d <= 2*M.
    within(v - neuron.vth, 16 * EPS * size(neuron, i, neuron.vr))


@given(neuron=neurons, i=currents, t_ref=st.floats(0, 1))
def test_the_refractory_period_adds_to_the_interval(
    neuron: Any, i: float, t_ref: float
) -> None:
    """The interval is t_ref plus that without t_ref; it is infinite up to the rheobase."""
    climb = interspike_interval(i, neuron)
    assert interspike_interval(i, replace(neuron, t_ref=t_ref)) == t_ref + climb
    assert (climb == math.inf) == (i <= rheobase(neuron))


@given(neuron=neurons, ratio=st.floats(1e-15, 1e-3))
def test_short_intervals_are_accurate(neuron: Any, ratio: float) -> None:
    """Far above the rheobase the interval equals its series, tau*(x - x**2/2 + ...)."""
    i = rheobase(neuron) + (neuron.vth - neuron.vr) / (neuron.r * ratio)
    x = (neuron.vth - neuron.vr) / (neuron.r * (i - rheobase(neuron)))
    series = x * (1 - x / 2 * (1 - 2 * x / 3 * (1 - 3 * x / 4 * (1 - 4 * x / 5))))
    # The series without its sixth term is off by x**5/6 < 2e-16; a dozen operations round.
    within(
        interspike_interval(i, neuron) - neuron.tau * series, 8 * EPS * neuron.tau * x
    )


def test_an_interval_of_one_time_constant() -> None:
    """If v_inf is e times as far from the reset as from the threshold, the interval is tau."""
    neuron = Neuron(tau=20e-3, el=0.0, vr=0.0, vth=1.0, r=1.0)
    i = math.e / (math.e - 1)
    assert interspike_interval(i, neuron) == pytest.approx(20e-3, rel=1e-15)
    assert firing_rate(i, neuron) == pytest.approx(50.0, rel=1e-15)


@given(neuron=neurons_with_t_ref, i=currents)
def test_the_rate_is_the_inverse_of_the_interval(neuron: Any, i: float) -> None:
    """The rate is 1/T, or 0 where there are no spikes, and at most 1/t_ref."""
    interval = interspike_interval(i, neuron)
    expected = 0.0 if interval == math.inf else 1 / interval
    assert firing_rate(i, neuron) == expected
    assert neuron.t_ref == 0 or expected <= 1 / neuron.t_ref


@given(neuron=neurons_with_t_ref)
@example(neuron=Neuron())
def test_the_rate_rises_from_zero_at_the_rheobase(neuron: Any) -> None:
    """At the rheobase the rate is 0, and from there on it rises, without a warning."""
    i_rh = rheobase(neuron)
    above = i_rh + np.concatenate([[0.0], np.geomspace(1e-18, 1e-6, 500)])
    rates = firing_rate(above, neuron)
    assert rates[0] == 0.0
    assert firing_rate(math.nextafter(i_rh, -1), neuron) == 0.0
    assert firing_rate(i_rh + max(math.ulp(i_rh), 1e-40), neuron) > 0.0
    # If nearly all of an interval is the refractory period, two rates may round to one float.
    assert np.all(np.diff(rates) >= 0)
    assert rates[-1] > rates[1]


# ---------------------------------------------------------------- the simulation against them


@pytest.mark.guarantee(31)
@given(
    neuron=neurons,
    n_ref=st.integers(0, 20),
    overdrive=st.floats(-1.0, 10.0),
    a=st.floats(0.01, 1, exclude_max=True),
)
@example(neuron=Neuron(), n_ref=0, overdrive=0.5, a=0.05)
@example(neuron=Neuron(), n_ref=2, overdrive=-0.5, a=0.05)
def test_the_rate_of_a_run_is_near_that_of_the_membrane_equation(
    neuron: Any, n_ref: int, overdrive: float, a: float
) -> None:
    """The f-I curve of a run is the exact one, within Euler's bias and a step per interval."""
    dt, steps = a * neuron.tau, 2000
    neuron = replace(neuron, t_ref=n_ref * dt)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = (target - neuron.el) / neuron.r
    # Closer to the rheobase than this, rounding decides whether there are spikes.
    assume(abs(target - neuron.vth) >= 8 * EPS * size(neuron, i, neuron.vr) / a)
    trace = lif.run(np.full(steps, i), neuron, dt=dt, state=lif.State(neuron.vr))
    (found,) = lif.spikes.firing_rate(trace)
    exact = firing_rate(i, neuron)
    if exact == 0.0:
        assert found == 0.0
        return
    # An interval is too long by at least bias, which is negative and proportional to the climb,
    # and by at most bias + dt. So the rate is between 1/(T + bias + dt) and 1/(T + bias).
    interval = 1 / exact
    bias = -(interval - neuron.t_ref) * (1 + a / math.log1p(-a))
    low, high = 1 / (interval + bias + dt), 1 / (interval + bias)
    # The run ends within an interval, which is one spike more or less, and its first interval
    # has no refractory period, which may be another.
    middle, half = (high + low) / 2, (high - low) / 2
    within(found - middle, half + 2 / (steps * dt))


# ---------------------------------------------------------------- shapes

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "constant": lambda neuron, t, i: constant_current_voltage(t, i, neuron),
    "constant from": lambda neuron, t, i: constant_current_voltage(t, i, neuron, -0.06),
    "sine": lambda neuron, t, i: sine_current_voltage(t, i, 10e-3, neuron),
    "interval": lambda neuron, _t, i: interspike_interval(i, neuron),
    "rate": lambda neuron, _t, i: firing_rate(i, neuron),
    "rheobase": lambda neuron, _t, _i: rheobase(neuron),
}
each_function = pytest.mark.parametrize("name", FUNCTIONS)


@each_function
@pytest.mark.parametrize("number", [float, np.float64, np.array])
def test_single_numbers_give_a_float(name: str, number: Any) -> None:
    """If all arguments are single numbers, of any type, the result is a plain float."""
    assert type(FUNCTIONS[name](Neuron(), number(1e-3), number(2e-10))) is float


@each_function
@pytest.mark.parametrize("parameter", ["tau", "el", "vr", "vth", "r", "t_ref"])
def test_any_parameter_of_length_n_makes_n_results(name: str, parameter: str) -> None:
    """If any parameter has one value for each neuron, the result has one too."""
    one = FUNCTIONS[name](Neuron(), 1e-3, 2e-10)
    neuron = Neuron(**{parameter: np.full(3, getattr(Neuron(), parameter))})
    many = FUNCTIONS[name](neuron, 1e-3, 2e-10)
    assert same_bits(many, np.full(3, one))
    assert many.flags.writeable
    many[:] = 0  # which does not change the neuron
    assert neuron == Neuron(**{parameter: np.full(3, getattr(Neuron(), parameter))})


@given(
    neuron=neurons_with_t_ref,
    other=neurons_with_t_ref,
    i=st.tuples(currents, currents),
    t=fractions,
)
def test_many_neurons_at_many_times_equal_each_one_alone(
    neuron: Any, other: Any, i: tuple[float, float], t: float
) -> None:
    """An array of times and neurons has the values of single calls, within a few ulp."""
    pair = [neuron, other]
    both = Neuron(**{name: [fields(x)[name] for x in pair] for name in fields(neuron)})
    times = np.array([[0.0], [t], [2 * t]])
    for name, function in FUNCTIONS.items():
        found = function(both, times, np.array(i))
        assert found.shape == ((3, 2) if "constant" in name or name == "sine" else (2,))
        for (k, j), x in np.ndenumerate(np.atleast_2d(found)):
            alone = function(pair[j], float(times[k, 0]), i[j])
            # NumPy may compute exponentials and sines of arrays differently: 4 ulp each.
            assert x == alone or abs(x - alone) <= 16 * EPS * max(abs(alone), 0.1)


@pytest.mark.parametrize(
    ("t", "i", "period", "v0", "shape"),
    [
        ((5,), (), (), (), (5,)),
        ((5, 1), (3,), (), (), (5, 3)),
        ((5, 1), (), (3,), (), (5, 3)),
        ((5, 1), (), (), (3,), (5, 3)),
        ((), (2, 3), (), (3,), (2, 3)),
        ((0,), (), (), (), (0,)),
        ((0, 1), (3,), (), (), (0, 3)),
        ((4, 1), (0,), (), (), (4, 0)),
    ],
)
def test_arguments_broadcast(t: Any, i: Any, period: Any, v0: Any, shape: Any) -> None:
    """Arrays of any shape broadcast as in NumPy."""
    v = sine_current_voltage(
        np.ones(t), np.ones(i), np.ones(period), Neuron(), np.ones(v0)
    )
    assert (v.shape, v.dtype) == (shape, np.float64)
    if period == ():
        v = constant_current_voltage(np.ones(t), np.ones(i), Neuron(), np.ones(v0))
        assert v.shape == shape
    if i:
        assert interspike_interval(np.ones(i), Neuron()).shape == i


@each_function
def test_inputs_are_not_modified(name: str) -> None:
    """No argument is changed, and no result shares memory with one."""
    t, i = np.array([1e-3, 2e-3]), np.array([2e-10, 3e-10])
    result = FUNCTIONS[name](Neuron(tau=[1e-2, 2e-2], vth=[-0.05, -0.04]), t, i)
    assert t.tolist() == [1e-3, 2e-3]
    assert i.tolist() == [2e-10, 3e-10]
    assert not any(np.shares_memory(result, x) for x in (t, i))
