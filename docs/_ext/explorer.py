"""A directive for the explorer: sliders, what they do to a neuron, and the loop that computes it.

The page begins with the picture of one setting, which is computed when the site is built. When
the reader presses a button, Python is started in the page (``_ext/live.py``), and from then on
the same program, ``_web/python/_explorer.py``, computes the picture of every setting there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from _ext.live import address
from _ext.neuron import STYLE as PLOTS
from _ext.words import joined
from _support import node, plots
from _support.plots import Plot
from _web.python import _explorer as explorer
from docutils import nodes
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

# The words of buttons and labels.
_THRESHOLD = _("threshold")
_REFRACTORY = _("refractory")
_EXACT = _("exact")
_SIMULATED = _("simulated")
_F_I_CURVE = _("The exact f-I curve, with the point of this setting.")
_PREDICT_THE_NEXT_SPIKE = _("Predict the next spike")
_QUESTION = _("When does the next spike come?")
_SHOW = _("Show")
_NO_SPIKE_WILL_COME = _("No spike will come")
_SETTINGS = _("Settings to begin with")
_THE_LOOP = _("The loop that computes the picture. You can change it.")
_THE_PROGRAM = _("The same setting as a program.")
_DRAW_NEW_NOISE = _("Draw new noise")
_COPY_A_LINK = _("Copy a link")
_COPY_AS_A_PROGRAM = _("Copy as a program")
_START_PYTHON = _("Start Python")

STYLE = node.WEB / "explorer.css"
_SECONDS = round(1e3 * explorer.T_MAX)


def plots_of(answer: dict[str, Any]) -> dict[str, Plot]:
    """Return the three plots, with the axes that an answer asks for."""
    titles = {
        "i": _("Input current <i>I</i> (pA)"),
        "v": _("Membrane potential <i>V</i> (mV)"),
        "f": _("Firing rate <i>f</i> (Hz)"),
    }
    keys = {
        "i": "",
        "v": f'<span class="key key-level">{_THRESHOLD}</span>'
        f'<span class="key key-refractory">{_REFRACTORY}</span>',
        "f": f'<span class="key key-exact">{_EXACT}</span>'
        f'<span class="key key-measured">{_SIMULATED}</span>',
    }
    across = {
        "i": ((), ""),
        "v": (tuple(range(0, _SECONDS + 1, 100)), "ms"),
        "f": (tuple(range(0, explorer.LAST + 1, 200)), "pA"),
    }
    return {
        name: Plot(
            name=name,
            title=str(titles[name]),
            key=keys[name],
            x=tuple(axis["x"]),
            y=tuple(axis["y"]),
            x_ticks=across[name][0],
            x_unit=across[name][1],
            y_ticks=tuple(axis["ticks"]),
        )
        for name, axis in answer["axes"].items()
    }


def shape(answer: dict[str, Any]) -> dict[str, str]:
    """Return the paths of a setting. The script of the page does the same."""
    shown = plots_of(answer)
    dt, level, mean = answer["dt"], answer["threshold"], answer["mean"]
    unit = 1e3 * explorer.UNIT
    return {
        "i": shown["i"].line((dt * k, i) for k, i in enumerate(answer["i"])),
        "refractory": shown["v"].bars(
            (time, time + answer["refractory"]) for time in answer["spikes"]
        ),
        "level": shown["v"].line([(0, level), (_SECONDS, level)]),
        "v": shown["v"].line((dt * k, unit * v) for k, v in enumerate(answer["v"])),
        "spikes": shown["v"].lines(
            [(time, level), (time, level + explorer.SPIKE)] for time in answer["spikes"]
        ),
        "drop": shown["f"].line([(mean, answer["exact"]), (mean, 0)]),
        "curve": shown["f"].line(answer["curve"]),
    }


def picture(answer: dict[str, Any], language: str = "en") -> str:
    """Return the HTML of the three plots, and of the words for what they show."""
    shown, paths = plots_of(answer), shape(answer)

    def drawn(*names: str) -> dict[str, str]:
        return {name: paths[name] for name in names}

    dots = "".join(
        shown["f"].label(kind, "", x=answer["mean"], y=answer[value])
        for kind, value in (("ring", "rate"), ("dot", "exact"))
    )
    over_time = shown["i"].html(drawn=drawn("i")) + shown["v"].html(
        drawn=drawn("refractory", "level", "v", "spikes"),
        around='<span class="hidden-future" hidden></span>'
        '<span class="marker" hidden></span>',
    )
    regime = str(_(answer["regime"]))
    sentences = (
        str(_(message)).format(**values) for message, values in answer["words"]
    )
    words = joined(sentences, language)
    return (
        f'<div class="neuron-time"><div role="img" aria-label="{escape(f"{regime}. {words}")}">'
        f"{over_time}</div></div>{_prediction()}"
        '<div class="neuron-current"><div role="img" aria-label="'
        f'{_F_I_CURVE}">'
        f"{shown['f'].html(drawn=drawn('drop', 'curve'), around=dots)}</div>"
        '<p class="neuron-words" aria-live="polite">'
        f"<strong>{regime}</strong> <span>{words}</span></p>"
        '<p class="explorer-agrees"></p></div>'
    )


def _prediction() -> str:
    return f"""
<div class="explorer-predict">
<div class="live-bar"><button type="button" class="live-button" data-verb="predict" disabled>
{_PREDICT_THE_NEXT_SPIKE}</button></div>
<div class="explorer-guess" hidden>
<label for="explorer-guess">{_QUESTION} <output>{plots.quantity("0", "ms")}</output></label>
<input type="range" id="explorer-guess" min="0" max="{_SECONDS}" step="0.5" value="0">
<div class="live-bar"><button type="button" class="live-button" data-verb="show">
{_SHOW}</button>
<button type="button" class="live-button" data-verb="none">{_NO_SPIKE_WILL_COME}</button></div>
</div>
<p class="explorer-score" role="status"></p>
</div>"""


def sliders() -> Iterator[str]:
    """Return the HTML of the sliders, group by group."""
    groups = dict.fromkeys(slider.group for slider in explorer.SLIDERS)
    for group in groups:
        yield f"<fieldset disabled><legend>{_(group)}</legend>"
        for slider in explorer.SLIDERS:
            if slider.group == group:
                place = slider.values.index(slider.start)
                shown = plots.quantity(plots.number(slider.start), slider.unit)
                yield (
                    f'<p class="explorer-slider"><label for="explorer-{slider.name}">'
                    f"{_(slider.label)}</label>"
                    f'<output for="explorer-{slider.name}">'
                    f"{_(slider.zero) if slider.zero and not slider.start else shown}</output>"
                    f'<input type="range" id="explorer-{slider.name}" '
                    f'name="{slider.name}" min="0" max="{len(slider.values) - 1}" '
                    f'value="{place}" autocomplete="off"></p>'
                )
        yield "</fieldset>"


def presets() -> str:
    """Return the HTML of the buttons that set all sliders."""
    return "".join(
        f'<button type="button" class="live-button" data-preset="{name}" disabled>'
        f"{_(name)}</button>"
        for name in explorer.PRESETS
    )


def program_of(setting: explorer.Setting) -> str:
    """Return the program that the page's script writes for a setting."""
    code = (
        f"import {{toProgram}} from {json.dumps((node.WEB / 'setting.js').as_uri())};"
        'import {readFileSync} from "node:fs";'
        'process.stdout.write(toProgram(...JSON.parse(readFileSync(0, "utf8"))))'
    )
    known = json.dumps([setting, described(), _SECONDS])
    command = [node.NODE, "--input-type=module", "-e", code]
    return subprocess.run(  # noqa: S603 - our own command
        command,
        input=known,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


def described() -> list[dict[str, Any]]:
    """Return what the script needs to know of the sliders."""
    known = ("name", "unit", "exponent", "values", "start", "zero")
    return [
        {key: slider._asdict()[key] for key in known}
        | {"zero": str(_(slider.zero)) if slider.zero else ""}
        for slider in explorer.SLIDERS
    ]


def data(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what the script needs to know."""
    return {
        "sliders": described(),
        "presets": explorer.PRESETS,
        "loop": explorer.LOOP,
        "duration": _SECONDS,
        "unit": 1e3 * explorer.UNIT,
        "spike": explorer.SPIKE,
        "answer": answer,
    }


class Explorer(SphinxDirective):
    """``explorer``, once on a page."""

    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        """Return sliders, picture, code and data."""
        for file in (explorer.__file__, plots.__file__, __file__):
            self.env.note_dependency(str(file))
        answer = explorer.answer(explorer.START, explorer.loop())
        answer |= {name: answer[name].tolist() for name in ("i", "v")}
        loop, program = (
            nodes.literal_block(text, text, language="python")
            for text in (explorer.LOOP, program_of(explorer.START))
        )
        numbers = json.dumps(data(answer), separators=(",", ":"))
        return [
            _raw(
                f'<div class="explorer" data-python="{address(self.config, "")}">'
                f"{_PLACE_OF_NOTE}"
                '<div class="live-bar explorer-presets" role="group" '
                f'aria-label="{_SETTINGS}">{presets()}</div>'
                f'<div class="explorer-picture">{picture(answer, self.config.language)}</div>'
                f'<form class="explorer-sliders">{"".join(sliders())}</form>'
                f"{_bar()}"
                '<div class="explorer-code"><div class="explorer-loop">'
                f"<p>{_THE_LOOP}</p>"
            ),
            loop,
            _raw(
                '<pre class="explorer-error" role="alert" hidden></pre></div>'
                '<div class="explorer-program">'
                f"<p>{_THE_PROGRAM}</p>"
            ),
            program,
            _raw(
                f'</div></div><script type="application/json">{numbers}</script></div>'
            ),
        ]


_PLACE_OF_NOTE = "<!-- note of the explorer -->"


def _bar() -> str:
    return f"""
<div class="live-bar explorer-bar">
<button type="button" class="live-button" data-verb="noise" disabled>{_DRAW_NEW_NOISE}</button>
<button type="button" class="live-button" data-verb="link" disabled>{_COPY_A_LINK}</button>
<button type="button" class="live-button" data-verb="program" disabled>
{_COPY_AS_A_PROGRAM}</button>
<span class="explorer-copied" role="status"></span>
</div>"""


def _note(app: Sphinx) -> str:
    """Return the sentence at the top, with the button if the site ships Python."""
    if not app.config.lif_python:
        words = _(
            "The picture shows one setting. The sliders do not move, because this copy of "
            "the site was built without Python for the browser."
        )
        return f'<p class="explorer-say">{words}</p>'
    folder = app.lif_python_folder  # type: ignore[attr-defined]
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    size = sum(files[name]["bytes"] for name in ("python", "library", "lif"))
    words = _(
        "The picture shows one setting. To change it, start Python in this page: this loads "
        "{size} MB once."
    )
    without = _(
        "The sliders need scripts, which your browser does not run at the moment."
    )
    return (
        '<div class="live-bar explorer-start">'
        '<button type="button" class="live-button" data-verb="start" disabled>'
        f"{_START_PYTHON}</button> "
        f'<span class="explorer-say" role="status">{words.format(size=round(size / 1e6))}'
        f"</span></div><noscript><p>{without}</p></noscript>"
    )


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _add_files(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if _PLACE_OF_NOTE in context.get("body", ""):
        context["body"] = context["body"].replace(_PLACE_OF_NOTE, _note(app))
        app.add_css_file(PLOTS.name)
        app.add_css_file("live/live.css")
        app.add_css_file(STYLE.name)
        app.add_js_file("live/explorer.js", loading_method="defer")


def _copy_style(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        shutil.copy(STYLE, app.outdir / "_static")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and bring its files to the pages that have it."""
    app.add_directive("explorer", Explorer)
    app.connect("html-page-context", _add_files)
    app.connect("build-finished", _copy_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
