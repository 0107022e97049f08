"""A backend of matplotlib that sends figures to the page, in the order of the cell's output."""

from __future__ import annotations

import io
import re
import sys
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import numpy as np
from _cells import send
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.image import imread

if TYPE_CHECKING:
    from collections.abc import Mapping

# An image in a figure, such as dots that are `rasterized`.
_IMAGE = re.compile(r'<image (?=xlink:href="data:image/png;base64,\s*([\w+/=\s]+)")')
_GREY = 16 / 255  # channels that differ by no more make a grey


class FigureManager(FigureManagerBase):
    """A manager whose `show` sends all figures and closes them, as in a notebook."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:  # noqa: ARG003
        """Do what `plt.show()` means."""
        show_all(sys.modules["__main__"].__dict__)


class FigureCanvas(FigureCanvasSVG):
    """A canvas of lines and letters."""

    manager_class = FigureManager


def show_all(names: Mapping[str, Any]) -> None:
    """Send all open figures, or the animations in which they move, and close them."""
    managers = Gcf.get_all_fig_managers()
    if not managers:
        return
    animation = sys.modules.get("matplotlib.animation")
    kind = animation.Animation if animation else ()
    moving = {id(x._fig): x for x in names.values() if isinstance(x, kind)}  # noqa: SLF001
    for manager in managers:
        figure = manager.canvas.figure
        if id(figure) in moving:
            show_animation(moving[id(figure)])
        else:
            show(figure)
    Gcf.destroy_all()


def show(figure: Any) -> None:
    """Send a figure as a notebook would save it."""
    file = io.StringIO()
    figure.canvas.print_figure(
        file,
        format="svg",
        dpi=figure.dpi,
        bbox_inches="tight",
        facecolor=figure.get_facecolor(),
        edgecolor=figure.get_edgecolor(),
        metadata={"Date": None},
    )
    send("figure", svg=with_greys_named(file.getvalue()))


def with_greys_named(svg: str) -> str:
    """Give images of grey marks without a ground a class, so that dark.js recolours them."""

    def named(match: re.Match[str]) -> str:
        pixels = imread(io.BytesIO(b64decode(match[1])))
        colours, alpha = pixels[..., :3], pixels[..., 3:]
        grey = (
            alpha.size and alpha.min() < 1 and np.ptp(colours, axis=-1).max() <= _GREY
        )
        return '<image class="grey" ' if grey else match[0]

    return _IMAGE.sub(named, svg)


def show_animation(animation: Any) -> None:
    """Send the frames of an animation."""
    from _slides import interval, slides  # noqa: PLC0415 - few cells make an animation

    send("slides", frames=slides(animation), interval=interval(animation))
