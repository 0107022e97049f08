"""Tests of the input currents: constant, step, sine, noise, random spikes and synapses."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import oracles
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import within
from oracles import EPS, same_bits
from strategies import (
    currents,
    fractions,
    numbers_of_neurons,
    periods,
    positive_currents,
    seeds,
    statistical,
    times,
)

import lif


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
@pytest.mark.parametrize("largest", [-1.0, -8.0])
def test_a_time_within_4_ulp_of_an_edge_counts_as_on_it(
    single: str, largest: float
) -> None:
    """The ulp is that of the largest |t|, in the precision of what is given in the lesser."""
    ulp = abs(float(np.spacing(largest if single == "nothing" else np.float32(largest))))
    t: Any = np.array([largest, 1 - 5 * ulp, 1 - 4 * ulp, 1.0, 1 + ulp])
    if single in {"t", "item"}:
        t = t.astype(np.float32)
        assert t[1] == 1 - 5 * ulp
    if single == "item":
        t = list(t)
    to_start = np.float32 if single == "start" else float
    to_stop = np.float32 if single == "stop" else float
    from_one = lif.step_current(t, 1.0, to_start(1), to_stop(2))
    assert from_one.tolist() == [0, 0, 1, 1, 1]
    until_one = lif.step_current(t, 1.0, to_start(-9), to_stop(1))
    assert until_one.tolist() == [1, 1, 0, 0, 0]


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
            i = lif.step_current(t, 1e-10, *map(kind, edges))
            assert same_bits(i, expected)


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

correlation_times = st.floats(1e-4, 1.0)


@given(
    seed=seeds,
    n=numbers_of_neurons,
    std=positive_currents,
    tau=correlation_times,
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


@given(mean=currents, start=currents, tau=correlation_times, step=st.floats(0.01, 5))
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
