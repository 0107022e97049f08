"""The neuron on the home page, and the sign: both show what `lif` computes."""

from __future__ import annotations

import gzip
import json
import subprocess
from io import BytesIO
from math import e
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib.image
import numpy as np
import pytest
from _ext import brand, neuron
from _support import frames, node, sketches
from bs4 import BeautifulSoup

import lif

if TYPE_CHECKING:
    from pathlib import Path

NEURON, DT = lif.Neuron(t_ref=10e-3), 1e-4
T = lif.time_grid(200e-3, DT)
A = DT / NEURON.tau
FRAMES = frames.frames()
each_frame = pytest.mark.parametrize("frame", FRAMES, ids=lambda x: str(x["current"]))


@each_frame
def test_a_frame_equals_a_run(frame: frames.Frame) -> None:
    """The spikes are those of `lif.run`, and V is, but for rounding, at all kept points.

    The page draws straight lines between them. V is an exponential there, of at most 90 mV, and
    a chord of n steps is at most (n*rate)**2/8 of that away from it.
    """
    trace = lif.run(lif.constant_current(T, frame["current"] * 1e-12), NEURON, dt=DT)
    points, spikes = frames.unfold(frame, len(T))
    assert spikes == np.flatnonzero(trace.spiked).tolist()
    steps, v = np.array(points).T
    inside = steps < len(T)
    error = trace.v[steps[inside]] - frames.UNIT * v[inside]
    assert np.abs(error).max() <= 0.501 * frames.UNIT
    span = abs(NEURON.el + NEURON.r * frame["current"] * 1e-12 - NEURON.vr)
    bound = span * (frames.STRIDE * np.log1p(-A)) ** 2 / 8 + 0.501 * frames.UNIT
    drawn = np.interp(np.arange(len(T)), steps, frames.UNIT * v)
    assert np.abs(drawn - trace.v).max() <= bound


@each_frame
def test_v_before_the_first_spike_is_near_the_exact_solution(
    frame: frames.Frame,
) -> None:
    """Euler's error after k steps is at most k*a**2/2*exp(-a*(k-1)) of V_inf - V_0."""
    points, spikes = frames.unfold(frame, len(T))
    steps, v = np.array([p for p in points if not spikes or p[0] < spikes[0]]).T
    i = frame["current"] * 1e-12
    exact = lif.exact.constant_current_voltage(steps * DT, i, NEURON)
    bound = NEURON.r * i * A / 2 * e ** (A - 1) + 0.501 * frames.UNIT
    assert np.abs(frames.UNIT * v - exact).max() <= bound


@each_frame
def test_the_rate_is_that_of_the_exact_curve(frame: frames.Frame) -> None:
    """It is 0 at the rheobase, 100 pA, too, which no float hits."""
    exact = lif.exact.firing_rate(frame["current"] * 1e-12, NEURON)
    assert frame["rate"] == (0 if frame["current"] == 100 else round(exact, 1))


@pytest.mark.parametrize(
    "frame",
    [x for x in FRAMES if x["rate"] > 0 and x["cycle"]],
    ids=lambda x: str(x["current"]),
)
def test_the_interval_of_the_run_is_near_the_exact_one(frame: frames.Frame) -> None:
    """Euler's climb is faster by -log(1-a)/a, and ends at the next point of the grid."""
    exact = lif.exact.interspike_interval(frame["current"] * 1e-12, NEURON)
    climb = (exact - NEURON.t_ref) * A / -np.log1p(-A)
    assert frame["cycle"]
    late = frame["cycle"]["steps"] - (NEURON.t_ref + climb) / DT
    last = (
        len(T) - frame["rise"]["steps"]
    )  # the window may end before the interval does
    assert 0 <= late <= 1 or (frame["cycle"]["steps"] == last and late < 0)


def test_ways_to_fire_are_named_by_their_definitions() -> None:
    """Silent up to the rheobase, capped if the neuron is refractory half of the time."""
    for frame in FRAMES:
        interval = lif.exact.interspike_interval(frame["current"] * 1e-12, NEURON)
        name = "Regular firing" if interval > 2 * NEURON.t_ref else "Capped"
        name = "Silent" if frame["current"] <= 100 else name
        assert frame["regime"].startswith(name)
    assert len({frame["regime"] for frame in FRAMES}) == 3


def test_the_script_draws_what_the_picture_shows() -> None:
    """For every frame, the paths of the script equal those drawn at build time."""
    code = (
        f"import {{shape, said}} from {json.dumps(neuron.SCRIPT.as_uri())};"
        'import {readFileSync} from "node:fs";'
        'const data = JSON.parse(readFileSync(0, "utf8"));'
        "console.log(JSON.stringify(data.frames.map(x => [shape(x, data), said(x, data).long])))"
    )
    ran = subprocess.run(
        [node.NODE, "--input-type=module", "-e", code],
        input=json.dumps(neuron.data(FRAMES)),
        capture_output=True,
        text=True,
        check=True,
    )
    drawn = [
        [neuron.shape(frame, frames.run(frame["current"])), neuron.described(frame)]
        for frame in FRAMES
    ]
    assert json.loads(ran.stdout) == drawn


def test_the_sign_is_a_trace() -> None:
    """V climbs, ever more slowly; a spike; V is reset and climbs again in the same way."""
    (line,) = sketches.sign()
    x, y = np.array(line).T
    top = int(np.argmin(y))
    first, second = y[:top], y[top + 1 :]
    assert x[top] == x[top - 1] == x[top + 1]
    assert (np.diff(first) < 0).all()
    assert (np.diff(first, 2)[:-1] > 0).all()
    assert second[:-1] == pytest.approx(first[: len(second) - 1])
    assert ((x >= 2) & (x <= 30) & (y >= 2) & (y <= 30)).all()


def test_icons_are_valid() -> None:
    """The SVG is well-formed and has both colours; the PNG has 32 by 32 pixels."""
    text = brand.favicon()
    assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own
    assert brand.LIGHT in text
    assert brand.DARK in text
    pixels = matplotlib.image.imread(BytesIO(brand.favicon_in_pixels()))
    assert pixels.shape == (32, 32, 4)
    assert 0.05 < (pixels[..., 3] > 0.5).mean() < 0.5


def test_the_home_page_holds_frames_and_script(site: Path) -> None:
    """Frames as numbers, in less than 60 kB; a script of at most 8 kB; nothing to be fetched."""
    page = BeautifulSoup((site / "en/index.html").read_text("utf-8"), "html.parser")
    numbers, script = page.select("div.neuron > script, div.neuron + script")
    assert json.loads(numbers.text) == json.loads(json.dumps(neuron.data(FRAMES)))
    assert len(gzip.compress(numbers.text.encode())) < 60_000
    assert script["type"] == "module"
    assert script.text.strip() == neuron.SCRIPT.read_text("utf-8").strip()
    assert len(gzip.compress(script.text.encode())) <= 8_000
    assert not script.get("src")


def test_the_home_page_shows_the_program_that_was_run(site: Path) -> None:
    """With the value at which the slider stands, which has a name."""
    page = BeautifulSoup((site / "en/index.html").read_text("utf-8"), "html.parser")
    (slider,) = page.select("div.neuron input[type=range]")
    program = frames.PROGRAM.format(current=slider["value"])
    (shown,) = page.select(".neuron-program pre")
    assert shown.get_text() == program
    assert page.select(f"label[for={slider['id']}]")
    spans = page.select(".neuron-program span")
    # The script finds the value that it sets by its text.
    assert [span.text for span in spans].count(f"{slider['value']}e-12") == 1
