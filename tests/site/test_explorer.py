"""The explorer: its loop, its words, its links and programs, and what its page shows at first."""

from __future__ import annotations

import json
import random
import subprocess
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from _ext import explorer as page
from _support import node
from _web.python import _explorer as explorer
from bs4 import BeautifulSoup

import lif

if TYPE_CHECKING:
    from pathlib import Path

LOOP = explorer.loop()


def drawn(seed: int) -> explorer.Setting:
    """Draw a setting that `lif.run` accepts: half of them have no sine, half have no noise."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    setting = {x.name: random_.choice(x.values) for x in explorer.SLIDERS}
    setting["dt"] = random_.choice(
        [dt for dt in explorer.SLIDERS_BY_NAME["dt"].values if dt <= 2 * setting["tau"]]
    )
    for name in ("period", "noise"):
        setting[name] *= random_.randrange(2)
    return setting | {"seed": random_.randrange(1, 10_000)}


SETTINGS = [drawn(seed) for seed in range(200)]
PRESETS = [explorer.START | changes for changes in explorer.PRESETS.values()]


def javascript(code: str, given: Any) -> Any:
    """Run a piece of a module that begins with `given`, and return what it computes as `made`."""
    program = (
        f"import * as setting from {json.dumps((node.WEB / 'setting.js').as_uri())};"
        f"import * as explorer from {json.dumps((node.WEB / 'explorer.js').as_uri())};"
        'import {readFileSync} from "node:fs";'
        'const given = JSON.parse(readFileSync(0, "utf8"));'
        f"console.log(JSON.stringify({code}))"
    )
    ran = subprocess.run(
        [node.NODE, "--input-type=module", "-e", program],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(ran.stdout)


@pytest.mark.parametrize("number", range(200))
def test_the_loop_equals_run(number: int) -> None:
    """For 200 drawn settings, bit for bit."""
    setting = SETTINGS[number]
    neuron = explorer.neuron_of(setting)
    dt = explorer.values(setting)["dt"]
    i = explorer.current_of(setting, lif.time_grid(explorer.T_MAX, dt))
    v, spiked = LOOP(i, neuron, dt)
    with np.errstate(all="raise"):
        trace = explorer.run(i, neuron, dt)
    assert np.array_equal(v, trace.v)
    assert np.array_equal(spiked, trace.spiked)
    assert explorer.answer(setting, LOOP)["differs"] is None


def test_an_error_of_the_loop_is_noticed() -> None:
    """The first step at which it differs is told; too few numbers are refused."""
    wrong = explorer.loop(explorer.LOOP.replace("v > neuron.vth", "v > neuron.el"))
    first = explorer.answer(explorer.START, LOOP)["spikes"][0] / explorer.START["dt"]
    assert 0 < explorer.answer(explorer.START, wrong)["differs"] < first
    with pytest.raises(
        ValueError, match=r"must return 1500 potentials and 1500 spikes"
    ):
        explorer.answer(explorer.START, lambda i, *_: (i[1:], i[1:] > 0))


@pytest.mark.parametrize("name", explorer.PRESETS)
def test_a_preset_is_what_its_name_says(name: str) -> None:
    """The words beside the picture begin with the name of the way to fire."""
    regime = explorer.answer(explorer.START | explorer.PRESETS[name], LOOP)["regime"]
    said = {"Below the rheobase": "Silent", "Capped": "Capped by refractoriness"}
    assert regime == said.get(name, f"{name} firing" if name == "Regular" else name)


@pytest.mark.parametrize(
    "setting",
    [explorer.START | {"mean": mean, "t_ref": 10} for mean in range(0, 801, 50)],
    ids=lambda x: f"{x['mean']} pA",
)
def test_regimes_of_a_constant_current(setting: explorer.Setting) -> None:
    """Silent up to the rheobase, and capped if refractory for half of the time or more."""
    interval = lif.exact.interspike_interval(
        setting["mean"] * 1e-12, lif.Neuron(t_ref=10e-3)
    )
    name = "Regular firing" if interval > 20e-3 else "Capped by refractoriness"
    answer = explorer.answer(setting, LOOP)
    assert answer["regime"] == ("Silent" if setting["mean"] <= 100 else name)
    exact = 0 if setting["mean"] <= 100 else 1 / interval
    assert answer["exact"] == round(exact, 2)


@pytest.mark.parametrize("setting", [*PRESETS, *SETTINGS[:20]], ids=str)
def test_the_curve_is_exact_and_passes_through_the_point(
    setting: explorer.Setting,
) -> None:
    """Between two of its points the curve rises, so the point lies between their rates."""
    answer = explorer.answer(setting, LOOP)
    currents, rates = np.array(answer["curve"]).T
    exact = lif.exact.firing_rate(currents[1:] * 1e-12, explorer.neuron_of(setting))
    # The currents are rounded to 0.01 pA. Near the rheobase the curve is a wall.
    assert (np.diff(rates) >= 0).all()
    far = currents[1:] > currents[1] + 1
    assert rates[1:][far] == pytest.approx(exact[far], rel=5e-3)
    place = int(np.searchsorted(currents, answer["mean"]))
    assert rates[max(place - 1, 0)] - 0.01 <= answer["exact"] <= rates[place] + 0.01


def test_the_script_draws_what_the_picture_shows() -> None:
    """For the presets and for drawn settings."""
    answers = [explorer.answer(x, LOOP) for x in [*PRESETS, *SETTINGS[:20]]]
    for answer in answers:
        answer |= {name: answer[name].tolist() for name in ("i", "v")}
    given = [page.data(answer) for answer in answers]
    code = "given.map(data => explorer.shape(data.answer, data))"
    assert javascript(code, given) == [page.shape(answer) for answer in answers]


def test_a_program_simulates_the_setting() -> None:
    """What the button copies gives the same current and the same trace, bit for bit."""
    code = "given[0].map(x => setting.toProgram(x, given[1], 300))"
    programs = javascript(code, [SETTINGS, page.described()])
    for program, setting in zip(programs, SETTINGS, strict=True):
        names: dict[str, Any] = {"print": lambda *_: None}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # dt may be long
            exec(program, names)  # noqa: S102 - our own
        neuron, dt = explorer.neuron_of(setting), explorer.values(setting)["dt"]
        assert (names["neuron"], names["dt"]) == (neuron, dt)
        i = explorer.current_of(setting, lif.time_grid(explorer.T_MAX, dt))
        assert np.array_equal(names["i"], i)
        assert np.array_equal(names["trace"].v, explorer.run(i, neuron, dt).v)


def test_a_link_holds_the_setting() -> None:
    """Every drawn setting comes back."""
    code = "given[0].map(x => setting.fromLink(setting.toLink(x, given[1]), given[1]))"
    assert javascript(code, [SETTINGS, page.described()]) == SETTINGS


def test_a_prediction_is_judged_by_the_exact_interval() -> None:
    """The interval goes to the page only if it is finite."""
    answer = explorer.answer(explorer.START, LOOP)
    neuron = explorer.neuron_of(explorer.START)
    interval = lif.exact.interspike_interval(250e-12, neuron)
    assert answer["interval"] == round(1e3 * interval, 3)
    assert answer["constant"]
    assert explorer.answer(explorer.START | {"mean": 80}, LOOP)["interval"] is None
    assert not explorer.answer(explorer.START | {"noise": 10}, LOOP)["constant"]


def test_the_page_is_whole_without_python(site: Path) -> None:
    """It shows the picture of the first setting, its words, the loop and the program."""
    html = BeautifulSoup((site / "en/explorer.html").read_text("utf-8"), "html.parser")
    answer = explorer.answer(explorer.START, LOOP)
    answer |= {name: answer[name].tolist() for name in ("i", "v")}
    paths = {path["class"][0]: path["d"] for path in html.select(".explorer path")}
    assert page.shape(answer).items() <= paths.items()
    words = " ".join(text.format(**values) for text, values in answer["words"])
    shown = html.select(".neuron-words")[0].get_text()
    assert words in shown.replace("\N{NO-BREAK SPACE}", " ")
    loop, program = (x.get_text() for x in html.select(".explorer-code .highlight pre"))
    assert loop == explorer.LOOP
    assert program == page.program_of(explorer.START)


def test_every_slider_has_a_name_and_a_place(site: Path) -> None:
    """The place is that of the first setting, and nothing moves before Python is started."""
    html = BeautifulSoup((site / "en/explorer.html").read_text("utf-8"), "html.parser")
    for slider in explorer.SLIDERS:
        (control,) = html.select(f"input[name={slider.name}]")
        assert html.select(f"label[for={control['id']}]")
        assert slider.values[int(str(control["value"]))] == slider.start
        assert control["max"] == str(len(slider.values) - 1)
        assert html.select(f"fieldset[disabled] input[name={slider.name}]")
