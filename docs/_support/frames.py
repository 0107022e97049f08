"""What the slider on the home page shows: one run of `lif` for each of its positions.

Under a constant current every interval between spikes is the same, because each of them starts
from V_reset. So a frame needs only two pieces of V: from the start to the first spike, and from
a spike to the next. It keeps one value of V for every millisecond, which is enough to draw
lines through them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

import numpy as np
from sphinx.locale import _

import lif

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRIDE = 10  # steps from one kept value of V to the next
UNIT = 1e-5  # volt: V is kept as a whole number of these
CURRENTS = range(0, 801, 5)  # picoampere
START = 250  # picoampere: where the slider stands when the page arrives

# The program beside the picture. It has computed the picture.
PROGRAM = """\
import lif

neuron = lif.Neuron(t_ref=10e-3)
t = lif.time_grid(t_max=200e-3, dt=1e-4)
i = lif.constant_current(t, {current}e-12)
trace = lif.run(i, neuron, dt=1e-4)
"""


class Piece(TypedDict):
    """A piece of V: how many steps it has, and V at every STRIDE-th of them and at the last."""

    steps: int
    v: list[int]


class Frame(TypedDict):
    """What the page shows for one current."""

    current: int
    rate: float
    regime: str
    words: str
    rise: Piece
    cycle: Piece | None


class Run(NamedTuple):
    """What the program has computed: its variables."""

    neuron: lif.Neuron
    t: NDArray[np.float64]
    i: NDArray[np.float64]
    trace: lif.Trace


def run(current: int) -> Run:
    """Run the program for a current in picoampere."""
    names: dict[str, Any] = {}
    exec(PROGRAM.format(current=current), names)  # noqa: S102 - it stands above
    return Run(*(names[name] for name in Run._fields))


def piece(v: NDArray[np.float64]) -> Piece:
    """Return a piece of V in whole numbers of UNIT."""
    kept = np.append(v[:-1:STRIDE], v[-1])
    return {"steps": len(v), "v": np.rint(kept / UNIT).astype(int).tolist()}


def regime(interval: float, neuron: lif.Neuron) -> tuple[str, str]:
    """Return the name of a way to fire, by the interval between spikes, and its reason."""
    if np.isinf(interval):
        rheobase = 1e12 * lif.exact.rheobase(neuron)
        words = _(
            "The current is not above the rheobase, {rheobase} pA. V stays below the threshold."
        )
        return str(_("Silent")), _filled(words, rheobase=f"{rheobase:.0f}")
    rest, climb = 1e3 * neuron.t_ref, 1e3 * (interval - neuron.t_ref)
    if rest < climb:
        words = _(
            "After each spike, V stays at the reset potential for {rest} ms and then takes "
            "{climb} ms to reach the threshold."
        )
        filled = _filled(words, rest=f"{rest:.0f}", climb=f"{climb:.1f}")
        return str(_("Regular firing")), filled
    words = _(
        "The neuron is refractory for {rest} ms of every {exact} ms. No current can raise its "
        "rate to {limit} Hz."
    )
    return str(_("Capped by refractoriness")), _filled(
        words,
        rest=f"{rest:.0f}",
        exact=f"{1e3 * interval:.1f}",
        limit=f"{1 / neuron.t_ref:.0f}",
    )


def _filled(words: str, **values: str) -> str:
    """Fill in the values, and keep each with its unit on one line."""
    kept = re.sub(r"(?<=\}) (?=(pA|ms|Hz)\b)", "\N{NO-BREAK SPACE}", str(words))
    return kept.format(**values)


def frame(current: int) -> Frame:
    """Run `lif` with a constant current, in picoampere, and return what the page shows."""
    neuron, t, i, trace = run(current)
    # At the rheobase itself, rounding would decide whether the neuron fires once a second.
    silent = np.isclose(i[0], lif.exact.rheobase(neuron), rtol=1e-9, atol=0)
    interval = np.inf if silent else lif.exact.interspike_interval(i[0], neuron)
    name, words = regime(interval, neuron)
    starts = [*np.flatnonzero(trace.spiked), len(t)]
    return {
        "current": current,
        "rate": round(1 / interval, 1),
        "regime": name,
        "words": words,
        "rise": piece(trace.v[: starts[0]]),
        "cycle": piece(trace.v[starts[0] : starts[1]]) if len(starts) > 1 else None,
    }


def unfold(frame: Frame, steps: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Return (step, V in UNIT) at the points that a frame keeps, and the steps of its spikes.

    The last interval may go on beyond the end. The script of the page does the same.
    """
    points: list[tuple[int, int]] = []
    spikes: list[int] = []
    start, part = 0, frame["rise"]
    while start < steps:
        last = part["steps"] - 1
        at = [start + min(k * STRIDE, last) for k in range(len(part["v"]))]
        points += zip(at, part["v"], strict=True)
        start += part["steps"]
        if frame["cycle"] is None or start >= steps:
            break
        spikes.append(start)
        part = frame["cycle"]
    return points, spikes


def frames() -> list[Frame]:
    """Return one frame for each position of the slider."""
    return [frame(current) for current in CURRENTS]
