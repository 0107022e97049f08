"""The colours of code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from _ext import highlighting, pictures
from pygments import highlight
from pygments.lexers import PythonLexer

DOCS = Path(__file__).parents[2] / "docs"


def luminances(name: str) -> list[float]:
    """Return the luminances of a colour of the style sheet, for the light and dark page."""
    style = (DOCS / "_static" / "lif.css").read_text("utf-8")
    found = re.findall(rf"--{name}: #(\w{{6}});", style)
    return [pictures._luminance(tuple(bytes.fromhex(digits))) for digits in found]


def test_only_what_stands_out_has_a_colour() -> None:
    """Names and signs are text, also those of Python; what is defined is an element."""
    code = "@cache\ndef f(self): assert len(i)[0] and x  # V"
    html = highlight(code, PythonLexer(), highlighting.Formatter())
    coloured = re.findall(r'<span class="(\w+)">([^<]*)</span>', html)
    kinds = [("k", "def"), ("nf", "f"), ("k", "assert"), ("mi", "0"), ("ow", "and")]
    assert coloured == [*kinds, ("c1", "# V")]
    assert re.sub("<.*?>", "", html).strip() == code


@pytest.mark.parametrize("name", ["keyword", "value", "comment"])
def test_code_has_the_contrast_of_text(name: str) -> None:
    """WCAG asks for 4.5; axe does not judge what lies on a gradient."""
    colours, grounds = luminances(f"lif-{name}"), luminances("pst-color-surface")
    assert len(colours) == len(grounds) == 2
    for pair in zip(colours, grounds, strict=True):
        assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5
