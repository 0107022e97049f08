"""The player of matplotlib's animations, made a part of the page.

As matplotlib writes it, the player fetches the font of its buttons from another host, shows
nothing without scripts, has no words for its picture and its slider, is wider than a phone,
and gets a new name with each build.

The words for the picture are those of the cell, ``mystnb: image: alt:``, as for any figure;
in the gallery those of figures.toml.
"""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING, Any

from _ext.gallery import words_of_figure
from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_FONT = re.compile(r'<link rel="stylesheet"\s+href="https?://[^"]*font-awesome[^"]*">')
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ICON = re.compile(r'<i class="fa ([\w -]+)"></i>')
_NAME = re.compile(r'id="_anim_img([0-9a-f]{32})"')
_FIRST = re.compile(r'frames\[0\] = "(data:[^"]+)"')

# Each icon by its name in that font: a path in a square of 16 by 16.
_PATHS = {
    "fa-minus": "M2 7h12v2H2z",
    "fa-fast-backward": "M1 2h2v12H1zM9 2v12L3 8zM15 2v12L9 8z",
    "fa-step-backward": "M3 2h2v12H3zM12 2v12L5 8z",
    "fa-play fa-flip-horizontal": "M13 2v12L3 8z",
    "fa-pause": "M3 2h4v12H3zM9 2h4v12H9z",
    "fa-play": "M3 2l10 6-10 6z",
    "fa-step-forward": "M4 2l7 6-7 6zM11 2h2v12h-2z",
    "fa-fast-forward": "M1 2l6 6-6 6zM7 2l6 6-6 6zM13 2h2v12h-2z",
    "fa-plus": "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
}
_LOOK = """<style>
.animation { text-align: center; }
.animation img { max-width: 100%; }
.anim-slider { accent-color: var(--pst-color-primary); max-width: 100%; width: 24rem; }
.anim-buttons { display: flex; flex-wrap: wrap; gap: 0.2rem; justify-content: center;
  margin: 0.5rem 0; }
.anim-buttons button { background: var(--pst-color-surface);
  border: 1px solid var(--pst-color-border); border-radius: 0.25rem;
  color: var(--pst-color-text-base); height: 2.1rem; padding: 0; width: 2.1rem; }
.anim-buttons svg { fill: currentColor; height: 1rem; vertical-align: -0.125em;
  width: 1rem; }
.anim-state label { margin-right: 0.5rem; }
html[data-theme="dark"] .bd-main .bd-content div.cell_output .text_html:has(.animation) {
  background: transparent; color: inherit; padding: 0; }
:is(.anim-slider, .anim-buttons button, .anim-state input):focus-visible {
  outline: 2px solid var(--pst-color-primary); outline-offset: 2px; }
</style>"""
_WORDS = "A frame of the animation that the text describes."


def _icon(match: re.Match[str]) -> str:
    path = _PATHS[match[1]]
    return f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg>'


def mended(player: str, words: str = _WORDS) -> str:
    """Return the HTML of a player that needs nothing from elsewhere.

    ValueError or KeyError if matplotlib has changed what is mended here.
    """
    name, first = _NAME.search(player), _FIRST.search(player)
    if name is None or first is None:
        msg = "this is no player that matplotlib's to_jshtml has made"
        raise ValueError(msg)
    source = first[1].replace("\\\n", "")
    mends = {
        # The first frame is there without scripts, and for the script to find it.
        first[0]: "frames[0] = document.getElementById(img_id).src",
        name[0]: f'{name[0]} alt="{html.escape(words)}" src="{source}"',
        '<div class="animation"': (
            '<div class="animation" role="group" aria-label="Animation"'
        ),
        'class="anim-slider"': 'class="anim-slider" aria-label="Frame"',
        # Enter in a form would load the page again.
        "<form ": '<form onsubmit="return false" ',
    }
    for old, new in mends.items():
        if old not in player:
            msg = f"the player has no {old[:40]!r}"
            raise ValueError(msg)
        player = player.replace(old, new)
    player = _ICON.sub(_icon, _STYLE.sub(_LOOK, _FONT.sub("", player)))
    digest = hashlib.sha256(player.replace(name[1], "").encode()).hexdigest()
    return player.replace(name[1], digest[:12])


def _mend(app: Sphinx, doctree: nodes.document, page: str) -> None:
    players = [
        node
        for node in doctree.findall(nodes.raw)
        if '<div class="animation">' in node.astext()
    ]
    for node in players:
        metadata: dict[str, Any] = {}
        around = node.parent
        while around is not None and not metadata:
            metadata = around.get("cell_metadata", {})
            around = around.parent
        words = metadata.get("mystnb", {}).get("image", {}).get("alt")
        words = words or words_of_figure(app, page) or _WORDS
        node.replace_self(nodes.raw("", mended(node.astext(), words), format="html"))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Mend the players of every page."""
    app.connect("doctree-resolved", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
