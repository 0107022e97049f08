"""The input current: its closed form, its bounds, its edges; what is drawn, and how."""

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
    """After any number of whole periods the sine current is what it was."""
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
    # A sum by halves rounds log2(n) times; the sine and its argument add a few eps.
    within(np.mean(i) - i_mean, (24 + math.log2(n)) * EPS * i_mean)


@given(t=times, i_mean=positive_currents, period=periods)
def test_sine_current_is_evaluated_in_the_order_of_the_source(
    t: float, i_mean: float, period: float
) -> None:
    """The sine current is i_mean * (1 + sin((t * 2 * pi) / period)), one time or many."""
    expected = i_mean * (1 + math.sin((t * 2 * math.pi) / period))
    # Sines of two libraries: 4 ulp = 2 eps; then 1 + sin rounds by eps, the product by 2 eps.
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
    """A step current is on from its start, which counts, to its stop, which does not."""
    stop = start + length
    # Up to 1e-9 from an edge, a time counts as on it; the next test looks there.
    assume(all(t == edge or abs(t - edge) > 2e-9 * edge for edge in (start, stop)))
    expected = amplitude if start <= t < stop else 0.0
    assert lif.step_current(t, amplitude, start, stop) == expected


@given(
    start=st.integers(0, 1000),
    length=st.integers(0, 1000),
    dt=st.sampled_from([1e-3, 1e-4, 1 / 3, 7e-6]),
    typed=st.sampled_from([0.0, -0.9e-9, 0.9e-9]),
)
@example(start=43, length=3, dt=1e-3, typed=0.0)
def test_step_current_is_on_for_as_many_points_as_asked(
    start: int, length: int, dt: float, typed: float
) -> None:
    """Edges that fall on grid points count as on them, though floats differ by a rounding."""
    t = np.arange(2001) * dt
    edges = [k * dt * (1 + typed) for k in (start, start + length)]
    i = lif.step_current(t, 1.0, *edges)
    assert np.flatnonzero(i).tolist() == list(range(start, start + length))


def test_step_current_takes_what_is_a_rounding_away_for_the_edge() -> None:
    """A thousand-millionth of the time of the edge is still rounding; any more is not."""
    t = [np.nextafter(1e9 - 1, 0), 1e9 - 1, 1e9]
    assert lif.step_current(t, 1.0, start=1e9, stop=2e9).tolist() == [0.0, 1.0, 1.0]


def test_step_current_tells_edges_apart_that_differ_by_more_than_rounding() -> None:
    """Two billionths (relative) before the edge is before it."""
    edge = 1.0
    times = [edge - 2e-9, edge - 0.5e-9, edge + 2e-9]
    assert lif.step_current(times, 1.0, edge, 2.0).tolist() == [0.0, 1.0, 1.0]
    assert lif.step_current(times, 1.0, 0.0, edge).tolist() == [1.0, 0.0, 0.0]
    assert lif.step_current([0.0, 1.0], 1.0, 0.5, 0.5).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("t", [1e-3, 0, np.float32(0.5), np.array(1e-3)])
def test_one_time_has_one_current(t: float) -> None:
    """A single time, of whatever type, gives a plain float."""
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert type(i) is float


@pytest.mark.parametrize("shape", [(0,), (4,), (4, 1), (4, 3), (0, 3)])
@given(fraction=fractions)
def test_many_times_have_an_array_of_currents(
    shape: tuple[int, ...], fraction: float
) -> None:
    """An array of times, of any shape, gives float64 currents in that shape, and is kept."""
    t = np.full(shape, fraction)
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert isinstance(i, np.ndarray)
        assert (i.dtype, i.shape) == (np.float64, shape)
        assert not np.shares_memory(i, t)
    assert np.all(t == fraction)


# ---------------------------------------------------------------- noise (guarantees 4 to 7)


@pytest.mark.guarantee(4)
@given(i_mean=currents, amplitude=st.floats(0, 10), seed=seeds)
def test_noise_stays_within_its_amplitude(
    i_mean: float, amplitude: float, seed: int
) -> None:
    """Uniform noise is nowhere farther from its mean than its amplitude."""
    i = lif.noise_current(np.zeros(1000), i_mean, amplitude, rng=seed)
    # Exactly: rounding keeps order.
    edges = sorted([i_mean * (1 - amplitude), i_mean * (1 + amplitude)])
    assert np.all((i >= edges[0]) & (i <= edges[1]))


@pytest.mark.guarantee(4)
@statistical
@given(n=st.integers(10_000, 100_000), seed=seeds)
@example(n=10_000, seed=2020)
def test_noise_is_uniform(n: int, seed: int) -> None:
    """The noise has the mean, the variance and the distribution of U(-1, 1)."""
    xi = lif.noise_current(np.zeros(n), 1.0, 1.0, rng=seed) - 1.0  # rounds by eps
    # Each bound is broken once in 10**9 times: Hoeffding; Dvoretzky, Kiefer and Wolfowitz; and
    # six standard errors of the mean square, whose variance is (1/5 - 1/9)/n.
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


@pytest.mark.guarantee(5)
@each_kind
@given(seed=seeds, n=numbers_of_neurons, steps=st.integers(0, 50))
def test_the_same_seed_gives_the_same_current(
    kind: str, seed: int, n: int | None, steps: int
) -> None:
    """A seed, in any form, gives the same bits each time; the global generators stay as is."""
    before = np.random.get_state(), random.getstate()  # noqa: NPY002 - that one
    t = np.arange(steps) * 1e-3
    first = DRAWS[kind](t, n, np.random.default_rng(seed))
    for rng in (seed, [seed], np.random.SeedSequence(seed), np.random.PCG64(seed)):
        assert same_bits(DRAWS[kind](t, n, rng), first)
    after = np.random.get_state(), random.getstate()  # noqa: NPY002 - that one
    assert str(after) == str(before)


@pytest.mark.guarantee(6)
@each_kind
@given(seed=seeds, n=numbers_of_neurons, cuts=st.lists(st.integers(0, 50), max_size=4))
def test_blocks_of_noise_join(
    kind: str, seed: int, n: int | None, cuts: list[int]
) -> None:
    """Consecutive blocks from one generator are, joined, what one draw of the whole gives."""
    t = np.arange(50) * 1e-3
    whole = DRAWS[kind](t, n, seed)
    rng, blocks, start = np.random.default_rng(seed), [], {}
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
    """If each neuron has a generator of its own, it gets the same noise, however many run."""
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


# ---------------------------------------------------------------- Ornstein and Uhlenbeck

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
    """Each row keeps exp(-dt/tau) of the last one's distance, and adds a normal number."""
    mean, shape = 2e-10, (50,) if n is None else (50, n)
    t, rng = np.arange(50) * dt, np.random.default_rng(seed)
    i = lif.ou_current(t, mean, std, tau, n, dt=dt, rng=rng, start=mean)
    twin = np.random.default_rng(seed)
    normals = twin.standard_normal(shape)
    expected = mean + oracles.decay_to_normals(normals, std, dt, tau)
    # D is the largest distance from the mean; what a step adds is at most 2*D. Each of its five
    # operations rounds by eps/2 of its result, and rho and the spread are rounded: all in all
    # eps*(|mean| + 8*D), which later steps contract; and the sum that judges rounds as much.
    largest = np.max(abs(i - mean), initial=0)
    terms = min(50, 1 / -math.expm1(-dt / tau))
    within(i - expected, 2 * terms * EPS * (abs(mean) + 8 * largest))
    assert same_bits(rng.standard_normal(), twin.standard_normal())  # and no more drawn


@statistical
@given(seed=seeds, step=st.floats(0.01, 5), k=st.integers(0, 10), lag=st.integers(1, 5))
def test_ou_current_has_the_statistics_that_it_is_asked_for(
    seed: int, step: float, k: int, lag: int
) -> None:
    """From the first row on, mean, variance and correlation are right, for any time step."""
    n, mean, std, tau = 10_000, 2e-10, 5e-11, 5e-3
    t = np.arange(k + lag + 1) * step * tau
    i = lif.ou_current(t, mean, std, tau, n, dt=step * tau, rng=seed)
    x, y = (i[k] - mean) / std, (i[-1] - mean) / std
    rho = math.exp(-lag * step)
    # Each within six standard errors of n independent normal draws.
    within(np.mean(x), 6 / math.sqrt(n), "mean")
    within(np.mean(x * x) - 1, 6 * math.sqrt(2 / n), "variance")
    within(np.mean(x * y) - rho, 6 * math.sqrt((1 + rho**2) / n), "covariance")
    # And it is normal: the distribution, as for the uniform noise above.
    cdf = np.array([math.erf(z / math.sqrt(2)) for z in np.sort(x)]) / 2 + 0.5
    within(cdf - (np.arange(n) + 0.5) / n, (3.28 + 0.01) / math.sqrt(n), "normal")


@statistical
@given(seed=seeds, step=st.floats(0.01, 5), distance=st.floats(-5, 5))
def test_ou_current_forgets_its_start_as_fast_as_it_should(
    seed: int, step: float, distance: float
) -> None:
    """One step after its start the mean has come nearer by exp(-dt/tau), the variance grows."""
    n, mean, std, tau = 10_000, 2e-10, 5e-11, 5e-3
    start = mean + distance * std
    i = lif.ou_current(0.0, mean, std, tau, n, dt=step * tau, rng=seed, start=start)
    x, rho = (i - mean) / std, math.exp(-step)
    variance = 1 - rho**2
    within(np.mean(x) - rho * distance, 6 * math.sqrt(variance / n), "mean")
    spread = np.mean((x - rho * distance) ** 2)
    within(spread - variance, 6 * variance * math.sqrt(2 / n), "variance")


@given(mean=currents, start=currents, tau=correlation_times, step=st.floats(0.01, 5))
def test_without_noise_ou_current_goes_to_its_mean(
    mean: float, start: float, tau: float, step: float
) -> None:
    """With a standard deviation of zero, what is left is an exponential decay."""
    t = np.arange(20) * step * tau
    i = lif.ou_current(t, mean, 0.0, tau, dt=step * tau, rng=0, start=start)
    expected = mean + (start - mean) * np.exp(-np.arange(1, 21) * step)
    # Each step rounds its factor, the product and the sum; 20 steps; step*tau/tau rounds too.
    within(i - expected, 4 * 20 * EPS * (abs(mean) + abs(start)))
    still = lif.ou_current(t, mean, 0.0, tau, dt=step * tau, rng=0)
    assert np.all(still == mean)


def test_each_neuron_may_have_a_start_of_its_own() -> None:
    """A start of length n gives each neuron its own; a number serves them all."""
    options = {"dt": 1e-3, "rng": 1}
    t, starts = [0.0, 1e-3], np.array([1e-10, 2e-10, 3e-10])
    many = lif.ou_current(t, 0.0, 0.0, 5e-3, 3, start=starts, **options)
    for j, start in enumerate(starts):
        one = lif.ou_current(t, 0.0, 0.0, 5e-3, start=start, **options)
        assert same_bits(many[:, j], one)
    assert starts.tolist() == [1e-10, 2e-10, 3e-10]
    common = lif.ou_current(t, 0.0, 0.0, 5e-3, 3, start=1e-10, **options)
    assert same_bits(common, np.repeat(many[:, :1], 3, axis=1))


@pytest.mark.parametrize("n", [None, 3])
def test_a_single_time_draws_one_row(n: Any) -> None:
    """The generator goes on where a grid of one point would have left it."""
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    for draw in DRAWS.values():
        assert np.array_equal(draw(0.0, n, one), draw([0.0], n, other)[0])
        assert one.random() == other.random()


def test_currents_near_the_largest_float_are_drawn() -> None:
    """What cannot overflow is not refused."""
    assert lif.noise_current(0.0, 1e308, 0.7, rng=1) > 0.3e308
    t = np.arange(3) * 1e-3
    assert (
        lif.ou_current(t, 0.8e308, 0.0, 1.0, dt=1e-3, rng=1).tolist() == [0.8e308] * 3
    )


def test_a_draw_of_no_rows_draws_nothing() -> None:
    """An empty block, the first one too, leaves the generator where it is."""
    for draw in DRAWS.values():
        for n in (None, 3):
            rng = np.random.default_rng(1)
            assert draw([], n, rng).shape == ((0,) if n is None else (0, 3))
            assert rng.random() == np.random.default_rng(1).random()


@each_kind
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
def test_the_shapes_of_noise(kind: str, t: Any, n: Any, shape: tuple[int, ...]) -> None:
    """Time is the first axis, neurons the second; without a number of them there is none."""
    i = DRAWS[kind](t, n, 1)
    assert (type(i), i.shape, i.dtype) == (np.ndarray, shape, np.float64)
    assert i.flags.c_contiguous
    assert i.flags.writeable


@each_kind
@pytest.mark.parametrize("t", [1e-3, 0, np.float32(0.5), np.array(1e-3)])
def test_one_time_has_one_random_current(kind: str, t: Any) -> None:
    """A single time, of whatever type, gives a plain float: the first that a grid gets."""
    i = DRAWS[kind](t, None, 1)
    assert type(i) is float
    assert i == DRAWS[kind]([0.0, 1e-3], None, 1)[0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_grid_of_single_precision_is_a_grid(dtype: Any) -> None:
    """A grid of floats of 32 bits, rounded half a billion times as much, is a grid too."""
    t = np.arange(1000, dtype=dtype) * dtype(1e-3)
    assert same_bits(
        lif.ou_current(t, 0.0, 1e-10, 5e-3, dt=1e-3, rng=1),
        lif.ou_current(np.arange(1000) * 1e-3, 0.0, 1e-10, 5e-3, dt=1e-3, rng=1),
    )


def test_steps_may_differ_by_the_rounding_of_two_times() -> None:
    """A grid may be off by a millionth of a step, and two digits in the last place."""
    late, digit = 2.0**20, EPS * 2.0**20

    def draw(dt: float, *points: float) -> Any:
        t = late + digit * np.array(points)
        return lif.ou_current(t, 0.0, 1e-10, 1.0, dt=dt, rng=1)

    assert len(draw(8 * digit, 0, 8, 18, 24)) == 4
    with pytest.raises(ValueError, match=r"in steps of dt=.*, got .* at index 2"):
        draw(8 * digit, 0, 8, 19, 24)
    assert len(draw(5 * digit, -5, 0)) == 2
    with pytest.raises(ValueError, match="in steps of dt="):
        draw(4 * digit, -4, 0)  # rounding is as long as half a step: no telling
    # A step of a million seconds, a second and two digits too long, and then a little more.
    first = late - 1e6 - 1 - 2 * digit
    assert len(lif.ou_current([first, late], 0.0, 1.0, 1.0, dt=1e6, rng=1)) == 2
    with pytest.raises(ValueError, match="in steps of dt="):
        lif.ou_current([first - digit, late], 0.0, 1.0, 1.0, dt=1e6, rng=1)


@given(k=st.integers(0, 10**9), steps=st.integers(2, 20), dt=st.floats(1e-6, 1e-1))
def test_any_piece_of_a_grid_goes_in_steps_of_dt(k: int, steps: int, dt: float) -> None:
    """Late pieces of a grid, where k*dt is rounded most, are pieces of it all the same."""
    t = np.arange(k, k + steps) * dt
    assert lif.ou_current(t, 0.0, 1e-10, 5e-3, dt=dt, rng=1).shape == (steps,)
