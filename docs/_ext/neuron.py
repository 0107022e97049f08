"""A directive for the neuron on the home page: a slider, what it sets, and the program.

    ```{neuron}
    What stands beside the program.
    ```

Everything is computed with `lif` when the site is built (``_support/frames.py``). The page
shows one frame as a picture, and a script of a few kilobytes moves it to the others. Frames and
script are in the page itself, so that they are there at once, and also if it is opened from a
disk, where browsers refuse to fetch.
"""

from __future__ import annotations

import inspect
import json
import shutil
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from _ext.words import joined
from _support import frames
from _support.plots import Plot, quantity
from docutils import nodes
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

import lif

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

WEB = Path(__file__).parents[1] / "_web"
SCRIPT, STYLE = WEB / "neuron.js", WEB / "neuron.css"

# The words of the picture.
_THRESHOLD = _("threshold")
_REFRACTORY = _("refractory")
_F_I_CURVE = _("The f-I curve. A point on it shows the current that is set.")
_INPUT_CURRENT = _("Input current <i>I</i>")
_FIRING_RATE = _("Firing rate <i>f</i>")

# From SI units to those of the plots: ms, mV, pA.
_MILLI, _PICO = 1e3, 1e12
_SPIKE = -42.0  # mV: up to where a spike is drawn
_LAST = frames.CURRENTS[-1]

I_PLOT = Plot(
    name="i",
    x=(0, 200),
    y=(0, 1.06 * _LAST),
    y_ticks=(0, 400, 800),
)
V_PLOT = Plot(
    name="v",
    x=(0, 200),
    y=(-72, -41),
    x_ticks=(0, 50, 100, 150, 200),
    x_unit="ms",
    y_ticks=(-70, -60, -50),
)
F_PLOT = Plot(
    name="f",
    x=(0, _LAST),
    y=(0, 112),
    x_ticks=(0, 200, 400, 600, 800),
    x_unit="pA",
    y_ticks=(0, 50, 100),
)


def titled(plot: Plot) -> Plot:
    """Return a plot with its title in the language of the page."""
    titles = {
        "i": _("Input current <i>I</i> (pA)"),
        "v": _("Membrane potential <i>V</i> (mV)"),
        "f": _("Firing rate <i>f</i> (Hz)"),
    }
    key = (
        f'<span class="key key-level">{_THRESHOLD}</span>'
        f'<span class="key key-refractory">{_REFRACTORY}</span>'
    )
    return replace(
        plot, title=str(titles[plot.name]), key=key if plot.name == "v" else ""
    )


def shape(frame: frames.Frame, run: frames.Run) -> dict[str, str]:
    """Return the paths that a frame is drawn with. The script of the page does the same."""
    dt, t_ref = _MILLI * run.t[1], _MILLI * run.neuron.t_ref
    points, spikes = frames.unfold(frame, len(run.t))
    times = [dt * step for step in spikes]
    threshold, current = _MILLI * run.neuron.vth, frame["current"]
    level = [(0, current), (I_PLOT.x[1], current)]
    rate = frame["rate"]
    return {
        "i-area": I_PLOT.line([(0, 0), *level, (I_PLOT.x[1], 0)]),
        "i": I_PLOT.line(level),
        "refractory": V_PLOT.bars((time, time + t_ref) for time in times),
        "v": V_PLOT.line((dt * step, _MILLI * frames.UNIT * v) for step, v in points),
        "spikes": "".join(
            V_PLOT.line([(time, threshold), (time, _SPIKE)]) for time in times
        ),
        "drop": F_PLOT.line([(0, rate), (current, rate), (current, 0)]),
    }


def curve(neuron: lif.Neuron) -> str:
    """Return the path of the exact f-I curve; it rises from the rheobase like a wall."""
    rheobase = _PICO * lif.exact.rheobase(neuron)
    start = rheobase + (_LAST - rheobase) * np.linspace(0, 1, 120)[1:] ** 4
    current = [0, rheobase, *start]
    rate = [0, 0, *lif.exact.firing_rate(start / _PICO, neuron)]
    return F_PLOT.line(zip(current, rate, strict=True))


def zones(shown: Sequence[frames.Frame]) -> list[tuple[str, float, float]]:
    """Return each way to fire, with the currents between which it is found."""
    names = list(dict.fromkeys(frame["regime"] for frame in shown))
    firsts = [
        next(x["current"] for x in shown if x["regime"] == name) for name in names
    ]
    # A zone begins where the one before it ends, at the last current of that.
    edges = [0, *(first - frames.CURRENTS.step for first in firsts[1:]), _LAST]
    return [(name, *edges[k : k + 2]) for k, name in enumerate(names)]


def _short(name: str) -> str:
    """Return the name of a way to fire as it stands in the plot."""
    short = {
        str(_("Silent")): _("silent"),
        str(_("Regular firing")): _("regular"),
        str(_("Capped by refractoriness")): _("capped"),
    }
    return str(short[name])


_SENTENCE = _("{current} picoampere. {regime}: {rate} spikes per second.")


def described(frame: frames.Frame, language: str = "en") -> str:
    """Return the words for the picture of a frame."""
    values = {**frame, "rate": f"{frame['rate']:.1f}"}
    return joined([_SENTENCE.format(**values), frame["words"]], language)


def picture(
    shown: Sequence[frames.Frame], start: frames.Frame, language: str = "en"
) -> tuple[str, str]:
    """Return the HTML of V over time, and that of the f-I curve with the slider."""
    run = frames.run(start["current"])
    paths = shape(start, run)
    threshold, cap = _MILLI * run.neuron.vth, 1 / run.neuron.t_ref
    over_time = titled(I_PLOT).html(
        drawn={name: paths[name] for name in ("i-area", "i")}
    ) + titled(V_PLOT).html(
        drawn={
            "refractory": paths["refractory"],
            "level": V_PLOT.line([(0, threshold), (V_PLOT.x[1], threshold)]),
            "v": paths["v"],
            "spikes": paths["spikes"],
        },
    )
    of_current = titled(F_PLOT).html(
        drawn={
            "level": F_PLOT.line([(0, cap), (_LAST, cap)]),
            "edges": F_PLOT.lines(
                [(edge, 0), (edge, cap)] for _, edge, _ in zones(shown)[1:]
            ),
            "drop": paths["drop"],
            "curve": curve(run.neuron),
        },
        around=F_PLOT.label("note", str(_("1 / refractory period")), x=0, y=cap)
        + "".join(
            F_PLOT.label("zone", _short(name), x=(first + last) / 2, y=cap)
            for name, first, last in zones(shown)
        )
        + F_PLOT.label("dot", "", x=start["current"], y=start["rate"]),
    )
    in_time = (
        f'<div class="neuron-time" role="img" aria-label="{escape(described(start, language))}">'
        f"{over_time}</div>"
    )
    with_slider = (
        '<div class="neuron-current"><div role="img" aria-label="'
        f'{_F_I_CURVE}">{of_current}</div>'
        f"{slider(start)}</div>"
    )
    return in_time, with_slider


def slider(start: frames.Frame) -> str:
    """Return the HTML of the slider, and of what it sets in words."""
    values = frames.CURRENTS
    return (
        f'<input type="range" id="neuron-i" min="{values[0]}" max="{_LAST}" '
        f'step="{values.step}" value="{start["current"]}" autocomplete="off">'
        '<p class="neuron-set"><label for="neuron-i">'
        f"{_INPUT_CURRENT}</label>"
        f'<output for="neuron-i">{quantity(str(start["current"]), "pA")}</output></p>'
        f'<p class="neuron-set"><span>{_FIRING_RATE}</span>'
        f'<span class="neuron-rate">{quantity(format(start["rate"], ".1f"), "Hz")}</span></p>'
        f'<p class="neuron-words"><strong>{start["regime"]}</strong> '
        f"<span>{start['words']}</span></p>"
    )


def data(shown: Sequence[frames.Frame], language: str = "en") -> dict[str, Any]:
    """Return what the script draws from."""
    run = frames.run(frames.START)
    return {
        "steps": len(run.t),
        "dt": _MILLI * run.t[1],
        "stride": frames.STRIDE,
        "unit": _MILLI * frames.UNIT,
        "refractory": _MILLI * run.neuron.t_ref,
        "threshold": _MILLI * run.neuron.vth,
        "spike": _SPIKE,
        "plots": {
            plot.name: {"x": plot.x, "y": plot.y} for plot in (I_PLOT, V_PLOT, F_PLOT)
        },
        "zones": {
            name: _short(name) for name in dict.fromkeys(x["regime"] for x in shown)
        },
        "sentence": str(_SENTENCE),
        "space": joined(["", ""], language),
        "frames": shown,
    }


class Neuron(SphinxDirective):
    """``neuron`` with what stands beside the program."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the picture, the slider, the program, the frames and the script."""
        for module in (frames, Plot):
            self.env.note_dependency(_file(module))
        self.env.note_dependency(str(SCRIPT))
        shown = frames.frames()
        start = shown[frames.CURRENTS.index(frames.START)]
        language = self.config.language
        over_time, of_current = picture(shown, start, language)
        program = frames.PROGRAM.format(current=frames.START)
        code = nodes.literal_block(program, program, language="python")
        self.set_source_info(code)
        numbers = json.dumps(data(shown, language), separators=(",", ":"))
        script = SCRIPT.read_text(encoding="utf-8")
        return [
            _raw(f'<div class="neuron">{over_time}{of_current}'),
            _raw('<div class="neuron-program">'),
            code,
            _raw('</div><div class="neuron-beside">'),
            *self.parse_content_to_nodes(),
            _raw("</div>"),
            _raw(f'<script type="application/json">{numbers}</script></div>'),
            _raw(f'<script type="module">\n{script}</script>'),
        ]


def _file(thing: Any) -> str:
    return str(inspect.getsourcefile(thing))


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _add_style(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if '<div class="neuron">' in context.get("body", ""):
        app.add_css_file(STYLE.name)


def _copy_style(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        shutil.copy(STYLE, Path(app.outdir) / "_static")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and bring its style sheet to the pages that have it."""
    app.add_directive("neuron", Neuron)
    app.connect("html-page-context", _add_style)
    app.connect("build-finished", _copy_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
