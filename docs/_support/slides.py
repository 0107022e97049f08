"""The frames of an animation on their way from where they are drawn to the page.

Kernels of pages load this module as an extension of IPython.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from _web.python import _slides

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib.animation import Animation

MARK = "<!-- slides -->"
_START, _END = f'{MARK}<script type="application/json">', "</script>"


def carried(animation: Animation) -> str:
    """Return what carries the frames from where they are drawn to where the page is written."""
    frames = _slides.slides(animation)
    content = {"frames": frames, "interval": _slides.interval(animation)}
    # The angle bracket is written so that the data cannot end what carries them.
    text = json.dumps(content).replace("<", "\\u003c")
    return _START + text + _END


def content(carrier: str) -> Any:
    """Return the frames and their interval."""
    return json.loads(carrier.strip().removeprefix(_START).removesuffix(_END))


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Let a page's kernel show animations so."""
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type_by_name("matplotlib.animation", "Animation", carried)
