"""The colours of code."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from pygments import highlight
from pygments.lexers import PythonLexer

FILE = Path(__file__).parents[2] / "docs" / "_ext" / "highlighting.py"
Formatter = runpy.run_path(str(FILE))["Formatter"]


def test_only_what_stands_out_has_a_colour() -> None:
    """Names and signs are text; keywords, numbers and comments are elements."""
    code = "assert lif.run(i)[0] and x  # V"
    html = highlight(code, PythonLexer(), Formatter())
    coloured = re.findall(r'<span class="(\w+)">([^<]*)</span>', html)
    assert coloured == [("k", "assert"), ("mi", "0"), ("ow", "and"), ("c1", "# V")]
    assert re.sub("<.*?>", "", html).strip() == code
