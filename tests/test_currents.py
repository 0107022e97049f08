"""Tests of the input currents: constant, step, sine, noise, random spikes and synapses."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import oracles
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import outside, within
from oracles import same_bits
from strategies import currents, numbers_of_neurons, statistical

import lif
from lif.properties._strategies import (
    decays,
    fractions,
    periods,
    positive_currents,
    seeds,
    spike_trains,
    time_constants,
    times,
)
from lif.properties._theory import EPS


@pytest.mark.guarantee(1)
@given(t=times, k=st.integers(0, 1000), i_mean=positive_currents, period=periods)
@example(t=1e-3, k=1, i_mean=25e-11, period=10e-3)
def test_current_repeats_after_one_period(
    t: float, k: int, i_mean: float, period: float
) -> None:
    """The sine current has the same value any number of whole periods later."""
    later = t + k * period
    before, after = lif.sine_current([t, later], i_mean, period)
    # The sine's argument is rounded in proportion to its size, the phase.
    phase = 2 * math.pi * later / period
    within(after - before, 4 * EPS * i_mean * (1 + phase))


@pytest.mark.guarantee(2)
@given(t=st.floats(-1e3, 1e3), i_mean=positive_currents, period=periods)
@example(t=7.5e-3, i_mean=25e-11, period=10e-3)
@example(t=2.5e-3, i_mean=25e-11, period=10e-3)
def test_current_stays_between_zero_and_twice_its_mean(
    t: float, i_mean: float, period: float
) -> None:
    """The sine current is never negative and never more than twice its mean."""
    # Exactly: |sin| <= 1 in floats too, and rounding keeps order.
    assert 0.0 <= lif.sine_current(t, i_mean, period) <= 2 * i_mean


@pytest.mark.guarantee(3)
@given(n=st.integers(2, 2000), i_mean=positive_currents, period=periods)
@example(n=10, i_mean=25e-11, period=10e-3)
def test_mean_over_one_period_is_i_mean(n: int, i_mean: float, period: float) -> None:
    """Over one period the mean of the sine current is i_mean."""
    i = lif.sine_current(np.arange(n) * period / n, i_mean, period)
    # Pairwise summation rounds log2(n) times; the sine and its argument add a few eps.
    within(np.mean(i) - i_mean, (24 + math.log2(n)) * EPS * i_mean)


@given(t=times, i_mean=positive_currents, period=periods)
def test_sine_current_is_evaluated_in_the_order_of_the_source(
    t: float, i_mean: float, period: float
) -> None:
    """The sine current is i_mean * (1 + sin((t * 2 * pi) / period)), for one time or many."""
    expected = i_mean * (1 + math.sin((t * 2 * math.pi) / period))
    # The sines of two libraries differ by at most 4 ulp = 2 eps; then 1 + sin rounds by eps,
    # and the product by 2 eps.
    assert abs(lif.sine_current(t, i_mean, period) - expected) <= 5 * EPS * i_mean
    many = lif.sine_current([[t, t]], i_mean, period)
    assert many.shape == (1, 2)
    assert np.all(abs(many - expected) <= 5 * EPS * i_mean)


@given(t=times, amplitude=currents)
def test_constant_current_never_changes(t: float, amplitude: float) -> None:
    """A constant current is the same at all times."""
    assert lif.constant_current(t, amplitude) == amplitude
    assert lif.constant_current([t, 2 * t], amplitude).tolist() == [amplitude] * 2


@given(t=times, amplitude=currents, start=times, length=times)
@example(t=1e-3, amplitude=1e-10, start=1e-3, length=1e-3)
def test_step_current_is_on_from_start_to_stop(
    t: float, amplitude: float, start: float, length: float
) -> None:
    """A step current is on from its start, which is included, to its stop, which is not."""
    edges = (start, start + length)
    # A time within 4 ulp of an edge counts as on it; the next tests look there.
    assume(all(t == edge or abs(t - edge) > 4 * math.ulp(t) for edge in edges))
    expected = amplitude if edges[0] <= t < edges[1] else 0.0
    assert lif.step_current(t, amplitude, *edges) == expected


@given(
    first=st.integers(0, 10**9),
    start=st.integers(0, 50),
    length=st.integers(0, 50),
    exponent=st.integers(1, 6),
)
@example(first=0, start=43, length=3, exponent=3)
@example(first=10**9 - 10, start=10, length=5, exponent=6)
def test_step_current_is_on_for_as_many_points_as_asked(
    first: int, start: int, length: int, exponent: int
) -> None:
    """Edges written as decimal numbers are on their grid points, however late in a run."""
    # dt, k*dt and the edge are rounded by half an eps each: 1.5 eps, which is 3 ulp or less.
    t = (first + np.arange(101)) * 10.0**-exponent
    edges = [float(f"{first + k}e-{exponent}") for k in (start, start + length)]
    i = lif.step_current(t, 1.0, *edges)
    assert np.flatnonzero(i).tolist() == list(range(start, start + length))


@pytest.mark.parametrize("k", [10**9, 10**9 - 1, 999_999_937])
def test_step_current_starts_at_its_start_late_in_a_long_run(k: int) -> None:
    """After 1000 s in steps of 1 microsecond, the current is on exactly from its start."""
    t = np.arange(k - 5, k + 5) * 1e-6
    i = lif.step_current(t, 1.0, start=k / 10**6, stop=2000.0)
    assert i.tolist() == [0.0] * 5 + [1.0] * 5


@pytest.mark.parametrize("single", ["nothing", "t", "item", "start", "stop"])
@pytest.mark.parametrize(
    ("edge", "largest"), [(1, -1), (1, -8), (2.0**-40, -(2.0**-38))]
)
def test_a_time_within_4_ulp_of_an_edge_counts_as_on_it(
    single: str, edge: float, largest: float
) -> None:
    """A time at most 4 ulp from an edge is on it, and the ulp is that of the largest |t|."""
    # It is a float32's if any time or edge is a float32.
    dtype = np.float64 if single == "nothing" else np.float32
    ulp = abs(float(np.spacing(dtype(largest))))
    t: Any = np.array([largest, edge - 5 * ulp, edge - 4 * ulp, edge, edge + ulp])
    if single in {"t", "item"}:
        t, exact = t.astype(np.float32), t
        assert np.all(t == exact)
    if single == "item":
        t = list(t)
    to_start: Any = np.float32 if single == "start" else float
    to_stop: Any = np.float32 if single == "stop" else float
    after = lif.step_current(t, 1.0, to_start(edge), to_stop(2))
    assert after.tolist() == [0, 0, 1, 1, 1]
    before = lif.step_current(t, 1.0, to_start(-9), to_stop(edge))
    assert before.tolist() == [1, 1, 0, 0, 0]


@given(k=st.integers(0, 1000), start=st.integers(0, 20), length=st.integers(0, 20))
@example(k=0, start=3, length=4)
def test_step_current_is_the_same_in_single_precision(
    k: int, start: int, length: int
) -> None:
    """A grid or edges in float32 give the current of the same grid and edges in float64."""
    # As above, but rounded to single precision: 2 of its ulp at most, and 1e-3 is far more.
    steps = np.arange(k, k + 41)
    edges = [(k + x) * 1e-3 for x in (start, start + length)]
    expected = np.zeros(41)
    expected[start : start + length] = 1e-10
    for t in (steps * 1e-3, steps.astype(np.float32) * np.float32(1e-3)):
        for kind in (float, np.float32, np.array):
            begin, end = map(kind, edges)  # type: Any, Any
            assert same_bits(lif.step_current(t, 1e-10, begin, end), expected)


def test_step_current_without_length_is_never_on() -> None:
    """If start and stop are equal, the current is zero at all times."""
    for edge in (0.0, 0.5, 1.0):
        assert lif.step_current([0.0, 0.5, 1.0], 1.0, edge, edge).tolist() == [0.0] * 3


@pytest.mark.parametrize("t", [1e-3, 0, np.float32(0.5), np.array(1e-3)])
def test_a_single_time_gives_a_float(t: float) -> None:
    """A single time, whatever its type, gives a current that is a plain float."""
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert type(i) is float


@pytest.mark.parametrize("shape", [(0,), (4,), (4, 1), (4, 3), (0, 3)])
@given(fraction=fractions)
def test_an_array_of_times_gives_currents_in_its_shape(
    shape: tuple[int, ...], fraction: float
) -> None:
    """An array of times, of any shape, gives float64 currents in that shape."""
    t = np.full(shape, fraction)
    t.flags.writeable = False  # the times are only read
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert isinstance(i, np.ndarray)
        assert i.dtype == np.float64
        assert i.shape == shape
        assert i.flags.writeable
        assert not np.shares_memory(i, t)


# ---------------------------------------------------------------- noise


@pytest.mark.guarantee(4)
@given(i_mean=currents, amplitude=st.floats(0, 10), seed=seeds)
def test_noise_stays_within_its_amplitude(
    i_mean: float, amplitude: float, seed: int
) -> None:
    """Uniform noise is never farther from its mean than its amplitude."""
    i = lif.noise_current(np.zeros(1000), i_mean, amplitude, rng=seed)
    # This holds exactly, because rounding keeps the order of numbers.
    edges = sorted([i_mean * (1 - amplitude), i_mean * (1 + amplitude)])
    assert np.all((i >= edges[0]) & (i <= edges[1]))


@pytest.mark.guarantee(4)
@statistical
@given(n=st.integers(10_000, 100_000), seed=seeds)
@example(n=10_000, seed=2020)
def test_noise_is_uniform(n: int, seed: int) -> None:
    """The noise has the mean, the variance and the distribution of U(-1, 1)."""
    xi = lif.noise_current(np.zeros(n), 1.0, 1.0, rng=seed) - 1.0  # rounds by eps
    # Chance exceeds each bound about once in 10**9 times: the inequality of Hoeffding; that of
    # Dvoretzky, Kiefer and Wolfowitz; six standard errors of the mean square, whose variance is
    # (1/5 - 1/9)/n.
    within(np.mean(xi), 6.55 / math.sqrt(n) + EPS, "mean")
    steps = np.arange(n + 1) / n
    cdf = (1 + np.sort(xi)) / 2
    distance = np.maximum(abs(cdf - steps[:-1]), abs(cdf - steps[1:]))
    within(distance, 3.28 / math.sqrt(n) + EPS, "distribution")
    within(np.mean(xi**2) - 1 / 3, 6 * math.sqrt(4 / 45 / n) + 2 * EPS, "variance")


Draw = Callable[..., Any]
DRAWS: dict[str, Draw] = {
    "noise": lambda t, n, rng, **_start: lif.noise_current(t, 2e-10, 0.5, n, rng=rng),
    "ou": lambda t, n, rng, **start: lif.ou_current(
        t, 2e-10, 5e-11, 5e-3, n, dt=1e-3, rng=rng, **start
    ),
}
each_kind = pytest.mark.parametrize("kind", DRAWS)


def draw_spikes(t: Any, n: Any, rng: Any) -> Any:
    """Draw spikes, about one in three steps."""
    return lif.poisson_spikes(t, 300.0, n, dt=1e-3, rng=rng)


ALL_DRAWS = DRAWS | {"spikes": draw_spikes}
each_draw = pytest.mark.parametrize("kind", ALL_DRAWS)


@pytest.mark.guarantee(5)
@each_kind
@given(seed=seeds, n=numbers_of_neurons, steps=st.integers(0, 50))
def test_the_same_seed_gives_the_same_current(
    kind: str, seed: int, n: int | None, steps: int
) -> None:
    """A seed, in any form, always gives the same bits; the global generators are not used."""
    before = np.random.get_state(), random.getstate()  # noqa: NPY002 - the global one
    t = np.arange(steps) * 1e-3
    first = DRAWS[kind](t, n, np.random.default_rng(seed))
    for rng in (seed, [seed], np.random.SeedSequence(seed), np.random.PCG64(seed)):
        assert same_bits(DRAWS[kind](t, n, rng), first)
    after = np.random.get_state(), random.getstate()  # noqa: NPY002 - the global one
    assert str(after) == str(before)


@pytest.mark.guarantee(6)
@each_kind
@given(seed=seeds, n=numbers_of_neurons, cuts=st.lists(st.integers(0, 50), max_size=4))
def test_blocks_of_noise_join(
    kind: str, seed: int, n: int | None, cuts: list[int]
) -> None:
    """Consecutive blocks drawn from one generator join to what a single draw would give."""
    t = np.arange(50) * 1e-3
    whole = DRAWS[kind](t, n, seed)
    rng, blocks = np.random.default_rng(seed), []
    start: dict[str, Any] = {}
    for piece in np.split(t, sorted(cuts)):
        blocks.append(DRAWS[kind](piece, n, rng, **start))
        if len(piece):
            start = {"start": blocks[-1][-1]}
    assert same_bits(np.concatenate(blocks), whole)


@pytest.mark.guarantee(7)
@each_kind
@given(seed=seeds, few=st.integers(1, 5), more=st.integers(0, 5))
def test_with_spawned_generators_neurons_do_not_depend_on_their_number(
    kind: str, seed: int, few: int, more: int
) -> None:
    """With a generator for each neuron, its noise does not depend on how many neurons run."""
    t = np.arange(20) * 1e-3

    def one_by_one(n: int) -> Any:
        rngs = np.random.default_rng(seed).spawn(n)
        return np.stack([DRAWS[kind](t, None, rng) for rng in rngs], axis=1)

    assert same_bits(one_by_one(few + more)[:, :few], one_by_one(few))


@given(seed=seeds, n=numbers_of_neurons, steps=st.integers(0, 20), amplitude=fractions)
def test_noise_is_drawn_row_by_row(
    seed: int, n: int | None, steps: int, amplitude: float
) -> None:
    """One number is drawn for each neuron and row, in the order of time."""
    i = lif.noise_current(np.zeros(steps), 2e-10, amplitude, n, rng=seed)
    rng = np.random.default_rng(seed)
    for row in i.reshape(steps, -1 if i.size else 0):
        for number in row:
            assert number == 2e-10 * (1 + amplitude * (2 * rng.random() - 1))


# ---------------------------------------------------------------- Ornstein-Uhlenbeck process


@given(
    seed=seeds,
    n=numbers_of_neurons,
    std=positive_currents,
    tau=time_constants,
    dt=st.floats(1e-5, 0.1),
)
@example(seed=2020, n=5, std=5e-11, tau=1.0, dt=1e-5)
def test_ou_current_is_a_decaying_sum_of_normal_numbers(
    seed: int, n: int | None, std: float, tau: float, dt: float
) -> None:
    """The distance from the mean decays by exp(-dt/tau) per row, plus a normal number."""
    mean, shape = 2e-10, (50,) if n is None else (50, n)
    t, rng = np.arange(50) * dt, np.random.default_rng(seed)
    i = lif.ou_current(t, mean, std, tau, n, dt=dt, rng=rng, start=mean)
    twin = np.random.default_rng(seed)
    normals = twin.standard_normal(shape)
    expected = mean + oracles.decay_to_normals(normals, std, dt, tau)
    # D is the largest distance from the mean, and a step adds at most 2*D. Each of the five
    # operations of a step rounds by eps/2 of its result, and rho and the spread are rounded:
    # together eps*(|mean| + 8*D), contracted by later steps. The oracle's sum rounds as much.
    largest = np.max(abs(i - mean), initial=0)
    terms = min(50, 1 / -math.expm1(-dt / tau))
    within(i - expected, 2 * terms * EPS * (abs(mean) + 8 * largest))
    # No more numbers were drawn.
    assert same_bits(rng.standard_normal(), twin.standard_normal())


@statistical
@given(seed=seeds, step=st.floats(0.01, 5), k=st.integers(0, 10), lag=st.integers(1, 5))
def test_ou_current_has_its_mean_variance_and_correlation(
    seed: int, step: float, k: int, lag: int
) -> None:
    """Mean, variance and correlation are right from the first row on, for any time step."""
    n, mean, std, tau = 10_000, 2e-10, 5e-11, 5e-3
    t = np.arange(k + lag + 1) * step * tau
    i = lif.ou_current(t, mean, std, tau, n, dt=step * tau, rng=seed)
    x, y = (i[k] - mean) / std, (i[-1] - mean) / std
    rho = math.exp(-lag * step)
    # Each is within six standard errors of n independent normal draws.
    within(np.mean(x), 6 / math.sqrt(n), "mean")
    within(np.mean(x * x) - 1, 6 * math.sqrt(2 / n), "variance")
    within(np.mean(x * y) - rho, 6 * math.sqrt((1 + rho**2) / n), "covariance")
    # The distribution is normal, judged as for the uniform noise above.
    cdf = np.array([math.erf(z / math.sqrt(2)) for z in np.sort(x)]) / 2 + 0.5
    within(cdf - (np.arange(n) + 0.5) / n, (3.28 + 0.01) / math.sqrt(n), "normal")


@statistical
@given(seed=seeds, step=st.floats(0.01, 5), distance=st.floats(-5, 5))
def test_ou_current_has_its_mean_and_variance_one_step_after_its_start(
    seed: int, step: float, distance: float
) -> None:
    """After a step, exp(-dt/tau) of the distance from the mean is left; the rest is noise."""
    n, mean, std, tau = 10_000, 2e-10, 5e-11, 5e-3
    start = mean + distance * std
    i = lif.ou_current(0.0, mean, std, tau, n, dt=step * tau, rng=seed, start=start)
    x, rho = (i - mean) / std, math.exp(-step)
    variance = 1 - rho**2
    within(np.mean(x) - rho * distance, 6 * math.sqrt(variance / n), "mean")
    spread = np.mean((x - rho * distance) ** 2)
    within(spread - variance, 6 * variance * math.sqrt(2 / n), "variance")


@given(mean=currents, start=currents, tau=time_constants, step=st.floats(0.01, 5))
def test_without_noise_ou_current_decays_to_its_mean(
    mean: float, start: float, tau: float, step: float
) -> None:
    """With a standard deviation of zero, the distance from the mean decays exponentially."""
    t = np.arange(20) * step * tau
    i = lif.ou_current(t, mean, 0.0, tau, dt=step * tau, rng=0, start=start)
    expected = mean + (start - mean) * np.exp(-np.arange(1, 21) * step)
    # Each of 20 steps rounds its factor, the product and the sum, and step*tau/tau rounds too.
    within(i - expected, 4 * 20 * EPS * (abs(mean) + abs(start)))
    still = lif.ou_current(t, mean, 0.0, tau, dt=step * tau, rng=0)
    assert np.all(still == mean)


def test_each_neuron_may_have_a_start_of_its_own() -> None:
    """A start of length n has one value for each neuron; a number holds for all of them."""
    options: dict[str, Any] = {"dt": 1e-3, "rng": 1}
    t, starts = [0.0, 1e-3], np.array([1e-10, 2e-10, 3e-10])
    many = lif.ou_current(t, 0.0, 0.0, 5e-3, 3, start=starts, **options)
    for j, start in enumerate(starts):
        one = lif.ou_current(t, 0.0, 0.0, 5e-3, start=start, **options)
        assert same_bits(many[:, j], one)
    assert starts.tolist() == [1e-10, 2e-10, 3e-10]
    common = lif.ou_current(t, 0.0, 0.0, 5e-3, 3, start=1e-10, **options)
    assert same_bits(common, np.repeat(many[:, :1], 3, axis=1))


@each_draw
@pytest.mark.parametrize("n", [None, 3])
def test_a_single_time_draws_one_row(kind: str, n: Any) -> None:
    """A single time draws as many numbers as a grid of one point."""
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    alone, first = ALL_DRAWS[kind](0.0, n, one), ALL_DRAWS[kind]([0.0], n, other)[0]
    assert np.array_equal(alone, first)
    assert one.random() == other.random()


def test_currents_near_the_largest_float_are_drawn() -> None:
    """Large currents are accepted as long as they cannot overflow."""
    assert lif.noise_current(0.0, 1e308, 0.7, rng=1) > 0.3e308
    t = np.arange(3) * 1e-3
    assert (
        lif.ou_current(t, 0.8e308, 0.0, 1.0, dt=1e-3, rng=1).tolist() == [0.8e308] * 3
    )


@each_draw
@pytest.mark.parametrize("n", [None, 3])
def test_an_empty_block_draws_nothing(kind: str, n: Any) -> None:
    """An empty block, even the first one, leaves the generator as it is."""
    rng = np.random.default_rng(1)
    assert ALL_DRAWS[kind]([], n, rng).shape == ((0,) if n is None else (0, 3))
    assert rng.random() == np.random.default_rng(1).random()


@each_draw
@pytest.mark.parametrize(
    ("t", "n", "shape"),
    [
        (0.0, 3, (3,)),
        (0.0, 0, (0,)),
        ([0.0], None, (1,)),
        ([0.0, 1e-3], None, (2,)),
        ([0.0, 1e-3], 1, (2, 1)),
        ([0.0, 1e-3], np.int8(3), (2, 3)),
        ((0, 1e-3), 0, (2, 0)),
        ([], None, (0,)),
        ([], 3, (0, 3)),
    ],
)
def test_time_is_the_first_axis_and_neurons_are_the_second(
    kind: str, t: Any, n: Any, shape: tuple[int, ...]
) -> None:
    """A grid gives the axis of time, and a number of neurons, even 1, gives the second axis."""
    i = ALL_DRAWS[kind](t, n, 1)
    assert type(i) is np.ndarray
    assert i.shape == shape
    assert i.dtype == (bool if kind == "spikes" else np.float64)
    assert i.flags.c_contiguous
    assert i.flags.writeable


@each_draw
@pytest.mark.parametrize("t", [1e-3, 0, np.float32(0.5), np.array(1e-3)])
def test_a_single_time_and_neuron_give_a_plain_number(kind: str, t: Any) -> None:
    """A single time, whatever its type, gives a float (or bool): the first of a grid."""
    i = ALL_DRAWS[kind](t, None, 1)
    assert type(i) is (bool if kind == "spikes" else float)
    assert i == ALL_DRAWS[kind]([0.0, 1e-3], None, 1)[0]


@each_draw
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_grid_in_single_precision_gives_the_same_draws(kind: str, dtype: Any) -> None:
    """A grid in float32, which is rounded 2**29 times as much, is a grid too."""
    t = np.arange(1000, dtype=dtype) * dtype(1e-3)
    expected = ALL_DRAWS[kind](np.arange(1000) * 1e-3, None, 1)
    assert same_bits(ALL_DRAWS[kind](t, None, 1), expected)
    assert same_bits(ALL_DRAWS[kind](list(t), None, 1), expected)


def test_steps_may_differ_by_the_rounding_of_two_times() -> None:
    """A step may differ from dt by a millionth of it and two digits in the last place."""
    late, digit = 2.0**20, EPS * 2.0**20

    def draw(dt: float, *points: float) -> Any:
        t = late + digit * np.array(points)
        return lif.ou_current(t, 0.0, 1e-10, 1.0, dt=dt, rng=1)

    assert len(draw(8 * digit, 0, 8, 18, 24)) == 4
    with pytest.raises(ValueError, match=r"in steps of dt=.*, got .* at index 2"):
        draw(8 * digit, 0, 8, 19, 24)
    assert len(draw(5 * digit, -5, 0)) == 2
    with pytest.raises(ValueError, match="in steps of dt="):
        draw(4 * digit, -4, 0)  # rounding is half a step: a grid cannot be recognised
    # A step of a million seconds, too long by a second and two digits, then by another digit.
    first = late - 1e6 - 1 - 2 * digit
    assert len(lif.ou_current([first, late], 0.0, 1.0, 1.0, dt=1e6, rng=1)) == 2
    with pytest.raises(ValueError, match="in steps of dt="):
        lif.ou_current([first - digit, late], 0.0, 1.0, 1.0, dt=1e6, rng=1)


@given(k=st.integers(0, 10**9), steps=st.integers(2, 20), dt=st.floats(1e-6, 1e-1))
def test_any_piece_of_a_grid_goes_in_steps_of_dt(k: int, steps: int, dt: float) -> None:
    """A late piece of a grid, where k*dt is rounded most, is accepted as a grid."""
    t = np.arange(k, k + steps) * dt
    assert lif.ou_current(t, 0.0, 1e-10, 5e-3, dt=dt, rng=1).shape == (steps,)


# ---------------------------------------------------------------- random spikes

# The chance that a count is farther from what is expected, on either side, is 1e-9.
SURPRISE = math.log(2e9)


@pytest.mark.guarantee(39)
@given(seed=seeds, n=numbers_of_neurons, steps=st.integers(0, 50))
def test_the_same_seed_gives_the_same_spikes(
    seed: int, n: int | None, steps: int
) -> None:
    """A seed, in any form, always gives the same spikes; the global generators are not used."""
    before = np.random.get_state(), random.getstate()  # noqa: NPY002 - the global one
    t = np.arange(steps) * 1e-3
    first = lif.poisson_spikes(t, 300.0, n, dt=1e-3, rng=np.random.default_rng(seed))
    for rng in (seed, [seed], np.random.SeedSequence(seed), np.random.PCG64(seed)):
        assert same_bits(lif.poisson_spikes(t, 300.0, n, dt=1e-3, rng=rng), first)
    after = np.random.get_state(), random.getstate()  # noqa: NPY002 - the global one
    assert str(after) == str(before)


@pytest.mark.guarantee(39)
@given(seed=seeds, n=numbers_of_neurons, cuts=st.lists(st.integers(0, 50), max_size=4))
def test_blocks_of_spikes_join(seed: int, n: int | None, cuts: list[int]) -> None:
    """Consecutive blocks drawn from one generator join to what a single draw would give."""
    t = np.arange(50) * 1e-3
    rate = np.linspace(0.0, 1000.0, 50)
    whole = lif.poisson_spikes(t, rate, n, dt=1e-3, rng=seed)
    rng = np.random.default_rng(seed)
    blocks = [
        lif.poisson_spikes(t[piece], rate[piece], n, dt=1e-3, rng=rng)
        for piece in np.split(np.arange(50), sorted(cuts))
    ]
    assert same_bits(np.concatenate(blocks), whole)


@pytest.mark.guarantee(39)
@given(seed=seeds, n=numbers_of_neurons, k=st.integers(-8, 8))
def test_there_are_no_spikes_at_rate_0_and_as_many_as_steps_at_rate_1_over_dt(
    seed: int, n: int | None, k: int
) -> None:
    """With probability 0 no step has a spike, and with probability 1 every step has one."""
    dt = 2.0**k
    t = np.arange(50) * dt
    assert not np.any(lif.poisson_spikes(t, 0.0, n, dt=dt, rng=seed))
    assert np.all(lif.poisson_spikes(t, 1 / dt, n, dt=dt, rng=seed))


@pytest.mark.guarantee(39)
@given(seed=seeds, exponent=st.floats(-6, -0.05), dt=st.floats(1e-5, 0.1))
@example(seed=2020, exponent=-5.0, dt=1e-3)
def test_the_number_of_spikes_is_binomial(
    seed: int, exponent: float, dt: float
) -> None:
    """Spikes, and pairs of spikes, are as many as independent trials with rate*dt give."""
    steps, n, rate = 1000, 101, 10**exponent / dt
    p = rate * dt
    spikes = lif.poisson_spikes(np.arange(steps) * dt, rate, n, dt=dt, rng=seed)
    count = int(np.sum(spikes))
    within(oracles.binomial_surprise(count, spikes.size, p), SURPRISE, "spikes")
    # Of all pairs one step apart, every second one, so that no two of them have a spike in
    # common; and likewise the pairs of neighbouring neurons.
    kinds = {"even steps": spikes, "odd steps": spikes[1:], "neurons": spikes.T}
    for kind, x in kinds.items():
        pairs = [one & other for one, other in zip(x[::2], x[1::2], strict=False)]
        trials, both = np.size(pairs), int(np.sum(pairs))
        within(oracles.binomial_surprise(both, trials, p * p), SURPRISE, kind)


@given(seed=seeds, n=numbers_of_neurons, steps=st.integers(0, 20), p=st.floats(0, 1))
def test_one_number_is_drawn_for_each_neuron_and_step(
    seed: int, n: int | None, steps: int, p: float
) -> None:
    """There is a spike where the next random number is below rate*dt, in the order of time."""
    dt = 2.0**-10  # a power of two, so that rate*dt is p
    generator, twin = np.random.default_rng(seed), np.random.default_rng(seed)
    spikes = lif.poisson_spikes(np.arange(steps) * dt, p / dt, n, dt=dt, rng=generator)
    assert spikes.ravel().tolist() == [twin.random() < p for _ in range(spikes.size)]
    assert generator.random() == twin.random()


@given(seed=seeds)
def test_a_random_number_equal_to_the_probability_gives_no_spike(seed: int) -> None:
    """The number has to be strictly below rate*dt, so that there is no spike at rate 0."""
    number = np.random.default_rng(seed).random()
    for p, expected in ((number, False), (math.nextafter(number, 1.0), True)):
        assert lif.poisson_spikes(0.0, p, dt=1.0, rng=seed) is expected


@pytest.mark.parametrize(
    ("shape", "n"),
    [
        ((), None),
        ((4,), None),
        ((1,), None),
        ((), 3),
        ((1,), 3),
        ((4,), 3),
        ((4,), 4),
        ((4,), 1),
        ((4, 1), 3),
        ((1, 3), 3),
        ((4, 3), 3),
        ((1, 1), 3),
        ((4, 1), 0),
        ((1, 0), 0),
        ((4, 0), 0),
    ],
)
@given(seed=seeds)
def test_a_rate_has_time_as_its_first_axis(
    shape: tuple[int, ...], n: int | None, seed: int
) -> None:
    """A rate may change in time, from neuron to neuron, in both, or in neither."""
    pattern = np.random.default_rng(seed).random(shape) < 0.5
    # With a probability of 0 or 1 in each place, the spikes show the rate.
    rate: Any = np.where(pattern, 1024.0, 0.0)
    t = np.arange(4) / 1024
    rows = pattern[:, np.newaxis] if len(shape) == 1 and n is not None else pattern
    expected = np.array(np.broadcast_to(rows, (4,) if n is None else (4, n)))
    for given_rate in (rate, np.asfortranarray(rate), rate.tolist()):
        spikes = lif.poisson_spikes(t, given_rate, n, dt=1 / 1024, rng=seed)
        assert same_bits(spikes, expected)
        assert spikes.flags.c_contiguous


@pytest.mark.parametrize(
    ("t", "shape", "n"), [(0.5, (3,), 3), (0.5, (1,), 3), (0.5, (), 3), ([], (0,), 3)]
)
def test_a_rate_for_one_time_or_none_has_the_shape_of_the_result(
    t: Any, shape: tuple[int, ...], n: int
) -> None:
    """At a single time there is no axis of time: a rate of length n is one per neuron."""
    rate = np.full(shape, 1000.0)
    spikes = lif.poisson_spikes(t, rate, n, dt=1e-3, rng=1)
    assert same_bits(spikes, np.ones((*np.shape(t), n), bool))
    silent = lif.poisson_spikes(t, 0 * rate, n, dt=1e-3, rng=1)
    assert same_bits(silent, np.zeros((*np.shape(t), n), bool))


@pytest.mark.parametrize(
    ("t", "shape", "n", "result"),
    [
        ([0.0, 1e-3], (3,), None, (2,)),
        ([0.0, 1e-3], (3,), 3, (2, 3)),
        ([0.0, 1e-3], (2, 2), 3, (2, 3)),
        ([0.0, 1e-3], (3, 2), 2, (2, 2)),
        ([0.0, 1e-3], (2, 1), None, (2,)),
        ([0.0, 1e-3], (1, 1, 2), 2, (2, 2)),
        ([0.0], (2,), None, (1,)),
        ([], (2,), 2, (0, 2)),
        (0.0, (2,), 3, (3,)),
        (0.0, (1,), None, ()),
        (0.0, (1, 3), 3, (3,)),
    ],
)
def test_a_rate_that_does_not_fit_is_refused(
    t: Any, shape: tuple[int, ...], n: int | None, result: tuple[int, ...]
) -> None:
    """The error names the shapes of the result and of the rate, and nothing is drawn."""
    rng = np.random.default_rng(1)
    words = f"rate must broadcast to the shape {result}, got shape {shape}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        lif.poisson_spikes(t, np.ones(shape), n, dt=1e-3, rng=rng)
    assert rng.random() == np.random.default_rng(1).random()


@pytest.mark.parametrize(
    ("rate", "dt", "words"),
    [
        (-1.0, 1e-3, "got rate=-1.0 and dt=0.001"),
        (1001.0, 1e-3, "got rate=1001.0 and dt=0.001"),
        (math.nan, 1e-3, "got rate=nan and dt=0.001"),
        (math.inf, 1e-3, "got rate=inf and dt=0.001"),
        (1e308, 1e3, "got rate=1e+308 and dt=1000.0"),
        ([1.0, -1.0, -2.0], 1e-3, "got rate=-1.0 and dt=0.001 at index 1"),
        (
            [[1.0], [1.0], [1001.0]],
            1e-3,
            "got rate=1001.0 and dt=0.001 at index (2, 0)",
        ),
        ([0.0, 1.0, math.nan], 1e-3, "got rate=nan and dt=0.001 at index 2"),
    ],
)
def test_a_probability_is_between_0_and_1(rate: Any, dt: float, words: str) -> None:
    """A rate that is negative, too large or no number is refused before anything is drawn."""
    rng = np.random.default_rng(1)
    words = f"rate must be >= 0 and rate*dt <= 1, {words}"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        lif.poisson_spikes(np.arange(3) * dt, rate, 2, dt=dt, rng=rng)
    assert rng.random() == np.random.default_rng(1).random()


def test_spikes_are_drawn_in_steps_of_dt() -> None:
    """Times in other steps are refused, since the probability of a spike depends on dt."""
    with pytest.raises(ValueError, match=r"t must be a grid in steps of dt=0.002, got"):
        lif.poisson_spikes([0.0, 1e-3, 2e-3], 10.0, dt=2e-3, rng=1)


# ---------------------------------------------------------------- synapses


@pytest.mark.guarantee(36)
@given(
    spikes=spike_trains,
    weight=currents,
    start=currents,
    tau=time_constants,
    step=decays,
)
@example(spikes=[True, False, True], weight=1e-10, start=0.0, tau=5e-3, step=0.2)
def test_synaptic_current_is_a_decaying_sum_of_spikes(
    spikes: list[Any], weight: float, start: float, tau: float, step: float
) -> None:
    """Each spike adds its weight, and everything decays by exp(-dt/tau) per step."""
    dt = step * tau
    i = lif.synaptic_current(spikes, weight, tau, dt=dt, start=start)
    expected = oracles.synaptic_sum(
        spikes, weight, dt=dt, time_constant=tau, start=start
    )
    m = synaptic_size(np.abs(spikes), weight, dt, tau) + abs(start)
    within(i - expected, synaptic_tolerance(len(spikes), dt / tau, m))


def synaptic_size(spikes: Any, weight: float, dt: float, tau: float) -> float:
    """Return the largest current that the spikes, none of them negative, could cause."""
    sums = oracles.synaptic_sum(spikes, abs(weight), dt=dt, time_constant=tau)
    return float(np.max(sums, initial=0.0))


def synaptic_tolerance(steps: int, step: float, m: float) -> Any:
    """Bound the rounding error of a synaptic current whose size is m, at each row.

    A step rounds its product and its sum, by eps/2*m each, and exp(-dt/tau) is rounded by eps/2
    and an error of its argument that is no larger. Later steps contract all of that by b each,
    and the sum of b**j over j < k is at most min(k, 1/(1 - b)).
    """
    return EPS * m * (2 * np.minimum(np.arange(steps), -1 / math.expm1(-step)) + 8)


@pytest.mark.guarantee(36)
@given(
    seed=seeds,
    steps=st.integers(0, 60),
    factor=st.integers(-3, 3),
    weight=currents,
    step=decays,
)
def test_synaptic_current_is_linear_in_the_spikes(
    seed: int, steps: int, factor: int, weight: float, step: float
) -> None:
    """The current of a sum of spike trains is the sum of their currents."""
    one, other = np.random.default_rng(seed).integers(-5, 6, (2, steps))
    tau, dt = 5e-3, step * 5e-3
    first, second, both = (
        lif.synaptic_current(spikes, weight, tau, dt=dt)
        for spikes in (one, other, factor * one + other)
    )
    m = synaptic_size(abs(factor * one) + abs(other), weight, dt, tau)
    # Three currents round.
    bound = 3 * synaptic_tolerance(steps, dt / tau, m)
    within(both - (factor * first + second), bound)


@pytest.mark.guarantee(37)
@given(at=st.integers(0, 60), weight=positive_currents, tau=time_constants, step=decays)
@example(at=0, weight=1e-10, tau=5e-3, step=0.2)
def test_a_spike_causes_a_jump_and_an_exponential_decay(
    at: int, weight: float, tau: float, step: float
) -> None:
    """Before the spike there is no current; m steps after it, weight*exp(-m*dt/tau)."""
    dt = step * tau
    spikes = np.arange(61) == at
    i = lif.synaptic_current(spikes, weight, tau, dt=dt)
    assert np.all(i[:at] == 0.0)
    expected = oracles.synaptic_sum(spikes[at:], weight, dt=dt, time_constant=tau)
    # Each of m steps rounds the product, the exponential, and the argument of that.
    m = np.arange(61 - at)
    within(i[at:] - expected, (m * (2 + dt / tau) + 2) * EPS * expected)


@pytest.mark.guarantee(37)
@given(weight=positive_currents, tau=time_constants, step=st.floats(0.01, 5.0))
@example(weight=1e-10, tau=5e-3, step=0.01)
def test_the_charge_of_a_spike_tends_to_weight_times_time_constant(
    weight: float, tau: float, step: float
) -> None:
    """The charge is weight*dt/(1 - b), which is weight*tau for small steps dt."""
    dt, gap = step * tau, -math.expm1(-step)
    steps = math.ceil(40 / gap)
    spikes = np.arange(steps) == 0
    charge = math.fsum(lif.synaptic_current(spikes, weight, tau, dt=dt)) * dt
    expected = weight * dt / gap
    # The errors of all lags m add up: sum of (m*(2 + dt/tau) + 2)*b**m; b**steps is left out;
    # and a dozen operations round here.
    b = 1 - gap
    lags = (2 + step) * b / gap**2 + 2 / gap
    bound = EPS * weight * dt * lags + expected * (b**steps + 12 * EPS)
    within(charge - expected, bound, "charge")
    # x/(1 - exp(-x)) is at least 1 + x/2 and at most 1 + x/2 + x**2/12.
    low = weight * tau * (1 + step / 2)
    high = weight * tau * (1 + step / 2 + step**2 / 12)
    assert np.all(outside(charge, low, high) <= bound)


@st.composite
def synapses(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Draw spikes, weights and starting currents for one neuron or several."""
    n, steps = draw(numbers_of_neurons), draw(st.integers(0, 50))
    rng = np.random.default_rng(draw(seeds))
    row = () if n is None else (n,)
    spikes = rng.random((steps, *draw(st.sampled_from([(), row])))) < 0.3
    weight = rng.normal(0.0, 1e-10, draw(st.sampled_from([(), row])))
    start = rng.normal(0.0, 1e-10, row)
    return spikes, weight, start


@pytest.mark.guarantee(38)
@given(synapse=synapses(), cuts=st.lists(st.integers(0, 50), max_size=4), step=decays)
def test_blocks_of_synaptic_current_join(
    synapse: tuple[Any, Any, Any], cuts: list[int], step: float
) -> None:
    """Blocks, each started with the last row of the block before, join to the whole."""
    spikes, weight, start = synapse
    whole = lif.synaptic_current(spikes, weight, 1e-2, dt=step * 1e-2, start=start)
    blocks = []
    for piece in np.split(spikes, sorted(min(k, len(spikes)) for k in cuts)):
        i = lif.synaptic_current(piece, weight, 1e-2, dt=step * 1e-2, start=start)
        blocks.append(i)
        if len(i):
            start = i[-1]
    assert same_bits(np.concatenate(blocks), whole)


@pytest.mark.guarantee(38)
@given(synapse=synapses(), step=decays)
def test_synapses_together_equal_synapses_one_by_one(
    synapse: tuple[Any, Any, Any], step: float
) -> None:
    """Each neuron of many has the current that it would have alone."""
    spikes, weight, start = synapse
    i = lif.synaptic_current(spikes, weight, 1e-2, dt=step * 1e-2, start=start)
    assert i.shape == (len(spikes), *start.shape)
    for j, start_j in enumerate(start.ravel()):
        spikes_j = spikes if spikes.ndim == 1 else spikes[:, j]
        weight_j = weight if weight.ndim == 0 else weight[j]
        alone = lif.synaptic_current(
            spikes_j, float(weight_j), 1e-2, dt=step * 1e-2, start=float(start_j)
        )
        assert same_bits(alone, i if i.ndim == 1 else np.array(i[:, j]))


@pytest.mark.parametrize(
    ("spikes", "weight", "start", "shape"),
    [
        ((5,), (), (), (5,)),
        ((5, 1), (), (), (5, 1)),
        ((5, 3), (), (), (5, 3)),
        ((5,), (3,), (), (5, 3)),
        ((5,), (), (3,), (5, 3)),
        ((5, 1), (3,), (1,), (5, 3)),
        ((5, 3), (1,), (3,), (5, 3)),
        ((5,), (1,), (), (5, 1)),
        ((5,), (0,), (), (5, 0)),
        ((5, 0), (), (), (5, 0)),
        ((0,), (), (), (0,)),
        ((0,), (3,), (), (0, 3)),
        ((0, 3), (), (3,), (0, 3)),
        ((0, 0), (0,), (), (0, 0)),
    ],
)
def test_synaptic_current_has_a_second_axis_if_any_argument_has_a_length(
    spikes: Any, weight: Any, start: Any, shape: Any
) -> None:
    """Time is the first axis, and the second one has the common length of the arguments."""
    options: dict[str, Any] = {"dt": 1e-3, "start": np.full(start, 1e-10)}
    i = lif.synaptic_current(np.ones(spikes), np.full(weight, 2e-10), 5e-3, **options)
    assert type(i) is np.ndarray
    assert i.shape == shape
    assert i.dtype == np.float64
    assert i.flags.c_contiguous
    assert i.flags.writeable
    assert np.all(i[:1] == 1e-10 * math.exp(-1e-3 / 5e-3) + 2e-10)


@pytest.mark.parametrize(
    "convert",
    [
        lambda spikes: spikes.tolist(),
        lambda spikes: spikes.astype(np.int8),
        lambda spikes: spikes.astype(np.uint64),
        lambda spikes: spikes.astype(np.float32),
        np.asfortranarray,
        lambda spikes: np.repeat(spikes, 2, axis=0)[::2],
        lambda spikes: spikes[::-1].copy()[::-1],
    ],
    ids=["list", "int8", "uint64", "float32", "Fortran", "strided", "reversed"],
)
def test_synaptic_current_takes_spikes_of_any_type_and_layout(convert: Any) -> None:
    """Truth values and counts of any type, in any order of memory, give the same current."""
    spikes = np.random.default_rng(1).random((20, 3)) < 0.5
    expected = lif.synaptic_current(spikes, 1e-10, 5e-3, dt=1e-3)
    assert same_bits(
        lif.synaptic_current(convert(spikes), 1e-10, 5e-3, dt=1e-3), expected
    )
    one = lif.synaptic_current(convert(spikes[:, :1]), 1e-10, 5e-3, dt=1e-3)
    assert same_bits(one, np.array(expected[:, :1]))


def test_synaptic_input_only_reads_its_arguments() -> None:
    """No argument is changed, and no result shares memory with one."""
    spikes, rates = np.ones((4, 2)), np.full((4, 2), 1000.0)
    weight, start = np.array([1e-10, 2e-10]), np.array([3e-10, 4e-10])
    t = np.arange(4) * 1e-3
    arrays = [spikes, rates, weight, start, t]
    for x in arrays:
        x.flags.writeable = False
    results = [
        lif.synaptic_current(spikes, weight, 5e-3, dt=1e-3, start=start),
        lif.synaptic_current(spikes[:, 0], 1.0, 5e-3, dt=1e-3),
        lif.poisson_spikes(t, rates, 2, dt=1e-3, rng=1),
    ]
    assert not any(np.shares_memory(x, y) for x in results for y in arrays)


def test_spikes_of_one_run_weighted_and_summed_drive_another() -> None:
    """Two neurons with the weights 1 and -2 cause the current of their weighted trains."""
    i = np.array([4e-10, 5e-10])
    trace = lif.run(np.tile(i, (100, 1)), lif.Neuron(), dt=1e-3)
    found = lif.synaptic_current(
        trace.spiked @ np.array([1.0, -2.0]), 1e-10, 5e-3, dt=1e-3
    )
    one, other = lif.synaptic_current(trace.spiked, 1e-10, 5e-3, dt=1e-3).T
    assert np.any(trace.spiked[:, 0] != trace.spiked[:, 1])
    m = 1e-10 * 3 / -math.expm1(-0.2)  # if both spiked in each step
    within(found - (one - 2 * other), 3 * synaptic_tolerance(100, 0.2, m))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            {"spikes": [0.0, math.nan]},
            ValueError,
            "spikes must be finite, got nan at index 1",
        ),
        (
            {"spikes": [math.inf]},
            ValueError,
            "spikes must be finite, got inf at index 0",
        ),
        (
            {"spikes": True},
            ValueError,
            "spikes must have the shape (steps,) or (steps, n), got ()",
        ),
        (
            {"spikes": np.zeros((2, 1, 1))},
            ValueError,
            "spikes must have the shape (steps,) or (steps, n), got (2, 1, 1)",
        ),
        ({"weight": math.nan}, ValueError, "weight must be finite, got nan"),
        (
            {"weight": [1.0, math.inf]},
            ValueError,
            "weight must be finite, got inf at index 1",
        ),
        (
            {"weight": [[1.0]]},
            ValueError,
            "weight must be a number or one-dimensional, got shape (1, 1)",
        ),
        ({"weight": True}, TypeError, "weight must be real numbers, got True (bool)"),
        ({"start": -math.inf}, ValueError, "start must be finite, got -inf"),
        (
            {"start": [[1.0]]},
            ValueError,
            "start must be a number or one-dimensional, got shape (1, 1)",
        ),
        (
            {"time_constant": 0.0},
            ValueError,
            "time_constant must be a finite number > 0, got 0.0",
        ),
        (
            {"time_constant": math.inf},
            ValueError,
            "time_constant must be a finite number > 0, got inf",
        ),
        ({"dt": -1.0}, ValueError, "dt must be a finite number > 0, got -1.0"),
        (
            {"spikes": np.zeros((4, 2)), "weight": [1.0] * 3},
            ValueError,
            "spikes and weight must agree in the number of neurons, got the shapes (2,) and (3,)",
        ),
        (
            {"weight": [1.0] * 3, "start": [1.0] * 2},
            ValueError,
            "weight and start must agree in the number of neurons, got the shapes (3,) and (2,)",
        ),
        (
            {"weight": 1e308, "spikes": [0, 1, 1]},
            ValueError,
            "synaptic_current must be finite, got inf at index 2",
        ),
        (
            {"weight": [1.0, -1e308], "spikes": [0, 10, -10]},
            ValueError,
            "synaptic_current must be finite, got -inf at index (1, 1)",
        ),
    ],
)
def test_what_synaptic_current_refuses(
    change: dict[str, Any], error: type[Exception], words: str
) -> None:
    """The error names the argument, the rule, the value and the first index."""
    arguments: dict[str, Any] = {
        "spikes": [True, False],
        "weight": 1e-10,
        "time_constant": 5e-3,
        "dt": 1e-3,
        "start": 0.0,
    }
    with pytest.raises(error, match=f"^{re.escape(words)}$"):
        lif.synaptic_current(**arguments | change)


def test_synaptic_input_raises_no_floating_point_error() -> None:
    """Numbers that underflow become 0, whatever `np.seterr` says."""
    with np.errstate(all="raise"):
        for weight in (1e-310, [1e-310, 1e-300]):
            i = lif.synaptic_current([1e-10, 1.0, 0.0, 0.0], weight, 1e-3, dt=1.0)
            assert np.all(i[2:] == 0.0)
        for n in (None, 2):
            t = np.array([0.0, 1e-310])
            assert not np.any(lif.poisson_spikes(t, 1e-300, n, dt=1e-310, rng=1))


@pytest.mark.parametrize("largest", [0.0, 5e-324, 1e-310, 1.7e308])
def test_step_current_raises_no_floating_point_error(largest: float) -> None:
    """An ulp below all normal floats, or a large one, is no error, whatever `np.seterr` says."""
    with np.errstate(all="raise"):
        i = lif.step_current([-largest, largest], 1e-10, -1.0, 2.0)
        assert i.tolist() == [
            1e-10 if abs(x) <= 1 else 0.0 for x in (-largest, largest)
        ]


@pytest.mark.guarantee(40)
@statistical
@given(seed=seeds, p=st.floats(0.01, 0.9), b=st.floats(0.1, 0.9), lag=st.integers(1, 9))
@example(seed=2020, p=0.01, b=0.8, lag=3)
def test_poisson_input_has_the_mean_and_covariance_of_campbells_theorem(
    seed: int, p: float, b: float, lag: int
) -> None:
    """Mean, variance and autocovariance are w*p/(1 - b), w**2*p*q/(1 - b**2), variance*b**m."""
    dt, weight, q = 1e-3, 1e-10, 1 - p
    tau = -dt / math.log(b)
    n = max(10_000, math.ceil(1000 / p))  # at least 1000 spikes in each step
    rng, first = np.random.default_rng(seed), np.zeros(n)

    def later(i: Any, steps: int) -> Any:
        t = np.arange(steps) * dt
        spikes = lif.poisson_spikes(t, p / dt, n, dt=dt, rng=rng)
        return lif.synaptic_current(spikes, weight, tau, dt=dt, start=i)[-1]

    for _ in range(
        math.ceil(4 / (1 - b))
    ):  # after 40/(1 - b) steps the start is forgotten
        first = later(first, 10)
    last = later(first, lag)
    mean, std = weight * p / (1 - b), weight * math.sqrt(p * q / (1 - b * b))
    x, y, rho = (first - mean) / std, (last - mean) / std, b**lag
    # Six standard errors of n independent samples. Shot noise has an excess kurtosis, by which
    # E[x*x*y*y] = 1 + rho**2*(2 + kurtosis), since y is rho*x and a part independent of x.
    kurtosis = (1 - 6 * p * q) / (p * q) * (1 - b * b) / (1 + b * b)
    within(np.mean(x), 6 / math.sqrt(n), "mean")
    within(np.mean(x * x) - 1, 6 * math.sqrt((2 + kurtosis) / n), "variance")
    error = 6 * math.sqrt((1 + rho**2 * (1 + kurtosis)) / n)
    within(np.mean(x * y) - rho, error, "covariance")
