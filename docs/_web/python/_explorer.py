"""What the explorer shows for a setting of its sliders.

The same code runs while the site is built, for the picture that stands there at first, and in
the reader's browser, whenever a slider moves. A setting holds the numbers of the sliders, in
the units that these show.
"""

from __future__ import annotations

import json
import math
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import lif

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Setting = dict[str, float]
    Simulate = Callable[[Array, lif.Neuron, float], tuple[ArrayLike, ArrayLike]]


Sentence = tuple[str, dict[str, str]]  # a message, and the values of its {names}


def _(message: str) -> str:
    """Mark a message for the catalogue; what shows it translates it."""
    return message


class Slider(NamedTuple):
    """A slider: its label, and the numbers that it offers."""

    name: str
    label: str  # HTML
    unit: str
    exponent: int  # of ten: from the unit of the slider to an SI unit
    values: tuple[float, ...]
    start: float
    group: str
    zero: str = ""  # what 0 means, in a word


def _range(first: float, last: float, step: float) -> tuple[float, ...]:
    return tuple(first + step * k for k in range(round((last - first) / step) + 1))


_CURRENT, _MEMBRANE = _("Input current"), _("Membrane")
_SPIKE = _("Threshold and reset")
SLIDERS = (
    Slider(
        "mean",
        _("Mean of <i>I</i>"),
        "pA",
        -12,
        _range(0, 800, 5),
        250,
        _CURRENT,
    ),
    Slider(
        "period",
        _("Period of the sine"),
        "ms",
        -3,
        (0, *_range(5, 100, 1)),
        0,
        _CURRENT,
        _("constant"),
    ),
    Slider(
        "noise",
        _("Noise, up to ±"),
        "pA",
        -12,
        _range(0, 1000, 10),
        0,
        _CURRENT,
        _("none"),
    ),
    Slider(
        "tau",
        _("Time constant <i>τ</i><sub>m</sub>"),
        "ms",
        -3,
        _range(5, 50, 1),
        20,
        _MEMBRANE,
    ),
    Slider("r", _("Resistance <i>R</i>"), "MΩ", 6, _range(20, 200, 5), 100, _MEMBRANE),
    Slider(
        "el",
        _("Leak potential <i>E</i><sub>L</sub>"),
        "mV",
        -3,
        _range(-80, -56, 1),
        -60,
        _MEMBRANE,
    ),
    Slider(
        "dt",
        _("Time step Δ<i>t</i>"),
        "ms",
        -3,
        (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30),
        0.2,
        _MEMBRANE,
    ),
    Slider(
        "vth",
        _("Threshold <i>V</i><sub>th</sub>"),
        "mV",
        -3,
        _range(-55, -40, 1),
        -50,
        _SPIKE,
    ),
    Slider(
        "vr",
        _("Reset <i>V</i><sub>reset</sub>"),
        "mV",
        -3,
        _range(-85, -56, 1),
        -70,
        _SPIKE,
    ),
    Slider(
        "t_ref",
        _("Refractory period <i>t</i><sub>ref</sub>"),
        "ms",
        -3,
        _range(0, 20, 0.5),
        5,
        _SPIKE,
        _("none"),
    ),
)
SLIDERS_BY_NAME = {slider.name: slider for slider in SLIDERS}
START: Setting = {slider.name: slider.start for slider in SLIDERS} | {"seed": 1}
PRESETS: dict[str, Setting] = {
    _("Below the rheobase"): {"mean": 80},
    _("Regular"): {"mean": 250},
    _("Capped"): {"mean": 700, "t_ref": 10},
    _("Noise-driven"): {"mean": 90, "noise": 1000},
    _("Time step too long"): {"mean": 250, "dt": 10},
}
T_MAX = 300e-3  # second
LAST = 800  # pA: the largest current of the f-I curve
UNIT = 1e-5  # volt: V is sent to the page as a whole number of these
SPIKE = 8  # mV: how high the mark of a spike is drawn
TOLERATED = 0.05  # error of the interval that a time step may cause without a remark

FILE = "/tmp/trace"  # noqa: S108 - in the file system of the page

# The loop that stands beside the picture, and can be edited there.
LOOP = """\
import math

def simulate(i, neuron, dt):
    # 1e-6 is taken off, so that a rounding error does not add a step.
    n_ref = math.ceil(neuron.t_ref / dt - 1e-6)
    v, fired, waiting = neuron.el, False, 0
    potentials, spikes = [], []
    for i_k in i.tolist():
        potentials.append(v)
        spikes.append(fired)
        if waiting > 0:
            v, fired, waiting = neuron.vr, False, waiting - 1
        else:
            slope = neuron.el - v + neuron.r * i_k
            v = v + dt / neuron.tau * slope
            fired = v > neuron.vth
            if fired:
                v, waiting = neuron.vr, n_ref
    return potentials, spikes
"""


def values(setting: Setting) -> dict[str, float]:
    """Return the numbers of a setting in SI units, as a program would read them."""
    return {x.name: float(f"{setting[x.name]:g}e{x.exponent}") for x in SLIDERS}


def neuron_of(setting: Setting) -> lif.Neuron:
    """Return the neuron that is set."""
    v = values(setting)
    return lif.Neuron(
        **{name: v[name] for name in ("tau", "el", "vr", "vth", "r", "t_ref")}
    )


def current_of(setting: Setting, t: Array) -> Array:
    """Return the input current that is set."""
    v = values(setting)
    if v["period"]:
        i = lif.sine_current(t, i_mean=v["mean"], period=v["period"])
    else:
        i = lif.constant_current(t, v["mean"])
    if v["noise"]:
        rng = np.random.default_rng(int(setting["seed"]))
        i = i + v["noise"] * rng.uniform(-1, 1, len(t))
    return i


def loop(source: str = LOOP) -> Simulate:
    """Return the function that a program defines."""
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - our own, or the reader's in the reader's browser
    function: Simulate = names["simulate"]
    return function


def run(i: Array, neuron: lif.Neuron, dt: float) -> lif.Trace:
    """Run `lif` without its warning of a long time step, which the words of the page replace."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return lif.run(i, neuron, dt=dt)


def varies(setting: Setting) -> bool:
    """Return whether the current is not constant."""
    return bool(setting["period"] or setting["noise"])


def exact_interval(setting: Setting, neuron: lif.Neuron) -> float:
    """Return the interval between spikes under the mean current; at the rheobase, infinity."""
    mean = values(setting)["mean"]
    if mean <= lif.exact.rheobase(neuron) * (1 + 1e-9):  # it is rounded
        return math.inf
    return float(lif.exact.interspike_interval(mean, neuron))


def regime(
    setting: Setting, neuron: lif.Neuron, spikes: Array
) -> tuple[str, list[Sentence]]:
    """Return the name of what the neuron does, and the reason in a sentence or two."""
    exact, intervals = exact_interval(setting, neuron), np.diff(spikes)
    rheobase = f"{1e12 * lif.exact.rheobase(neuron):.4g}"
    if values(setting)["dt"] > neuron.tau:
        words = _(
            "The time step is longer than the time constant, so each step overshoots the "
            "potential that V approaches."
        )
        return _("Time step too long"), [(words, {})]
    if varies(setting):
        return _with_variation(setting, exact, rheobase, intervals)
    if math.isinf(exact):
        words = _(
            "The current is not above the rheobase, {rheobase} pA, so V stays below the "
            "threshold."
        )
        return _("Silent"), [(words, {"rheobase": rheobase})]
    rest = 1e3 * neuron.t_ref
    numbers = {"exact": f"{1e3 * exact:.1f}", "rest": f"{rest:.4g}"}
    if len(intervals) and abs(intervals[-1] / exact - 1) > TOLERATED:
        words = _(
            "The exact interval between spikes is {exact} ms. With this time step "
            "the simulation makes it {simulated} ms."
        )
        numbers["simulated"] = f"{1e3 * intervals[-1]:.4g}"
        return _("Time step too long"), [(words, numbers)]
    if exact < 2 * neuron.t_ref:
        words = _(
            "The neuron is refractory for {rest} ms of every {exact} ms. "
            "No current can raise its rate to {limit} Hz."
        )
        numbers["limit"] = f"{1 / neuron.t_ref:.4g}"
        return _("Capped by refractoriness"), [(words, numbers)]
    words = _(
        "V needs {climb} ms from the reset to the threshold, so the neuron fires every "
        "{exact} ms."
    )
    numbers["climb"] = f"{1e3 * exact - rest:.1f}"
    return _("Regular firing"), [(words, numbers)]


def _with_variation(
    setting: Setting, exact: float, rheobase: str, intervals: Array
) -> tuple[str, list[Sentence]]:
    """Return name and reason under a current that is not constant."""
    spread: list[Sentence] = []
    if len(intervals) > 1:
        cv = np.std(intervals) / np.mean(intervals)
        words = _("The coefficient of variation of the intervals is {cv}.")
        spread = [(words, {"cv": f"{cv:.2f}"})]
    if math.isfinite(exact):
        words = _("The mean current alone would cause {rate} spikes per second.")
        return _("Mean-driven"), [(words, {"rate": f"{1 / exact:.1f}"}), *spread]
    carries = {
        "noise": _(
            "The mean current is not above the rheobase, {rheobase} pA, but the noise "
            "carries V across the threshold."
        ),
        "sine": _(
            "The mean current is not above the rheobase, {rheobase} pA, but the sine "
            "carries V across the threshold."
        ),
    }
    fails = {
        "noise": _(
            "The mean current is not above the rheobase, {rheobase} pA, and the noise "
            "rarely or never carries V across the threshold."
        ),
        "sine": _(
            "The mean current is not above the rheobase, {rheobase} pA, and the sine "
            "rarely or never carries V across the threshold."
        ),
    }
    cause = "noise" if setting["noise"] else "sine"
    if len(intervals):
        name = {"noise": _("Noise-driven"), "sine": _("Sine-driven")}[cause]
        return name, [(carries[cause], {"rheobase": rheobase}), *spread]
    return _("Silent or nearly so"), [(fails[cause], {"rheobase": rheobase})]


def answer(setting: Setting, simulate: Simulate) -> dict[str, Any]:
    """Run a loop and `lif.run` with a setting; return what the page draws, in its units."""
    neuron, dt = neuron_of(setting), values(setting)["dt"]
    t = lif.time_grid(t_max=T_MAX, dt=dt)
    i = current_of(setting, t)
    trace = run(i, neuron, dt)
    potentials, fired = simulate(i, neuron, dt)
    v = np.asarray(potentials, dtype=float)
    spiked = np.asarray(fired, dtype=bool)
    if v.shape != t.shape or spiked.shape != t.shape:
        msg = (
            f"simulate must return {len(t)} potentials and {len(t)} spikes, "
            f"got arrays of the shapes {v.shape} and {spiked.shape}"
        )
        raise ValueError(msg)
    differs = np.flatnonzero((v != trace.v) | (spiked != trace.spiked))
    spikes = t[spiked]
    interval = exact_interval(setting, neuron)
    name, words = regime(setting, neuron, t[trace.spiked])
    currents, rates = curve(neuron)
    rate = rate_of(spikes)
    v = np.clip(np.nan_to_num(v), -1, 1)
    return {
        "dt": 1e3 * dt,
        "i": np.rint(1e12 * i).astype(np.int32),
        "v": np.rint(v / UNIT).astype(np.int32),
        "spikes": np.round(1e3 * spikes, 3).tolist(),
        "refractory": 1e3 * dt * math.ceil(neuron.t_ref / dt - 1e-6),
        "threshold": 1e3 * neuron.vth,
        "curve": np.round([1e12 * currents, rates], 2).T.tolist(),
        "mean": setting["mean"],
        "rate": round(rate, 2),
        "exact": round(1 / interval, 2),
        # With a constant current, the next spike can be predicted.
        "interval": round(1e3 * interval, 3) if np.isfinite(interval) else None,
        "constant": not varies(setting),
        "regime": name,
        "words": words,
        "differs": int(differs[0]) if len(differs) else None,
        "axes": axes(setting, v, max(rate, rates[-1])),
    }


def rate_of(spikes: Array) -> float:
    """Return the spikes per second: by the intervals, if there are any."""
    return float(
        1 / np.mean(np.diff(spikes)) if len(spikes) > 1 else len(spikes) / T_MAX
    )


@lru_cache(maxsize=1)
def curve(neuron: lif.Neuron) -> tuple[Array, Array]:
    """Return currents and exact rates, with many points where the curve is steep."""
    rheobase = max(lif.exact.rheobase(neuron), 0.0)
    steep = rheobase + (LAST * 1e-12 - rheobase) * np.linspace(0, 1, 80) ** 4
    currents = np.array([0.0, *steep])
    return currents, lif.exact.firing_rate(currents, neuron)


def axes(setting: Setting, v: Array, rate: float) -> dict[str, dict[str, list[float]]]:
    """Return the ranges of the three plots, and the numbers at their vertical axes."""
    swing = setting["mean"] if setting["period"] else 0
    high = 200 * max(math.ceil((setting["mean"] + swing + setting["noise"]) / 200), 1)
    low = 200 * math.floor(min(0, setting["mean"] - swing - setting["noise"]) / 200)
    bottom = math.floor(min(1e3 * v.min(), setting["vr"]) - 1.5)
    top = 20 * max(math.ceil(1.05 * rate / 20), 2)
    step = 10 * max(math.ceil((setting["vth"] - bottom) / 40), 1)
    time = [0.0, 1e3 * T_MAX]
    return {
        "i": {"x": time, "y": [low, 1.05 * high], "ticks": sorted({low, 0, high})},
        "v": {
            "x": time,
            "y": [bottom, setting["vth"] + SPIKE + 1],
            "ticks": list(
                range(step * math.ceil(bottom / step), int(setting["vth"]) + 1, step)
            ),
        },
        "f": {"x": [0.0, LAST], "y": [0, top], "ticks": [0, top // 2, top]},
    }


def show(setting: Setting, simulate: Simulate) -> None:
    """Print the answer for the page, and write the long arrays into a file: that is quicker."""
    found = answer(setting, simulate)
    arrays = np.array([found.pop(name) for name in ("i", "v")], dtype=np.int32)
    Path(FILE).write_bytes(arrays.tobytes())
    print(json.dumps(found, separators=(",", ":")))  # noqa: T201
