"""Thumbnails of the gallery, drawn for their size from each example's own figure.

One part of the figure is drawn again, with thick lines and without letters: what is left is
its shape, by which it is found. The file beside the script may say which part of the figure
this is, ``thumbnail = 1`` for the second; by default it is the first.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import QuadMesh

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (3.2, 2.2)  # inches: 230 points across, shown in about 200 pixels
_LINE, _MARKER, _FRAME = 3.2, 7.0, 1.6  # points, the thinnest
_MARGIN = 0.05
_MANY = 12  # lines


def _thicker(axes: Axes) -> None:
    """Draw all that is thin as thick as it has to be."""
    for line in axes.lines:
        # Of many lines, none may cover the others.
        least = _LINE if len(axes.lines) < _MANY else _LINE / 2
        line.set_linewidth(max(line.get_linewidth(), least))
        line.set_markersize(max(line.get_markersize(), _MARKER))
    for collection in axes.collections:
        if not isinstance(collection, QuadMesh):  # whose cells have no frames
            widths = np.atleast_1d(collection.get_linewidth())
            collection.set_linewidth(np.maximum(widths, _FRAME))
    for spine in axes.spines.values():
        spine.set_linewidth(_FRAME)


def _without_letters(axes: Axes) -> None:
    """Take away ticks, labels, legend and notes."""
    axes.set(xlabel="", ylabel="", title="")
    axes.tick_params(
        which="both", length=0, labelbottom=False, labelleft=False, labelright=False
    )
    axes.grid(visible=False)
    if legend := axes.get_legend():
        legend.remove()
    for text in list(axes.texts):
        text.remove()


def draw(original: Figure, part: int = 0) -> str:
    """Return the thumbnail of a figure as SVG."""
    figure: Figure = pickle.loads(pickle.dumps(original))  # noqa: S301 - a copy
    kept = figure.axes[part]
    for axes in figure.axes:
        if axes is not kept:
            axes.remove()
    figure.set_layout_engine("none")
    figure.legends.clear()
    figure.texts.clear()
    figure.suptitle("")
    figure.set_size_inches(SIZE)
    kept.set_position((_MARGIN, _MARGIN, 1 - 2 * _MARGIN, 1 - 2 * _MARGIN))
    _without_letters(kept)
    _thicker(kept)
    file = io.StringIO()
    with mpl.rc_context({"savefig.bbox": "standard", "svg.hashsalt": "thumbnail"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    plt.close(figure)
    return file.getvalue()
