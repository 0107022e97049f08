"""The notebook of an example stands alone: it says what it needs, and has no link that is dead.

sphinx-gallery writes the notebooks, and has no option for this.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_LINK = re.compile(r"\[([^]]+)\]\((?:\.\./)+([^)]+)\)")
_PACKAGES = re.compile(r"`pip install ([^`]+)`")
_START = "**To run this notebook**"
_NOTE = """\
{start}, install `lif` from a copy of the project: `pip install .` in its folder.
The figures need matplotlib, and the notebook needs Jupyter: `pip install {packages}`.

The code is under the BSD 3-Clause licence."""


def stand_alone(notebook: dict[str, Any], address: str = "") -> None:
    """Let links lead to the site at an address, and say what the notebook needs."""
    texts = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    link = rf"[\1]({address}\2)" if address else r"\1"
    for cell in texts:
        cell["source"] = [_LINK.sub(link, "".join(cell["source"]))]
    opening = texts[0]["source"]
    if _START in opening[0]:
        return
    more = _PACKAGES.search(opening[0])
    packages = f"matplotlib jupyterlab{' ' + more[1] if more else ''}"
    opening[0] += "\n" + _NOTE.format(start=_START, packages=packages) + "\n"


def _rewrite(app: Sphinx) -> None:
    for file in (Path(app.srcdir) / "gallery").glob("*/*.ipynb"):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        stand_alone(notebook, app.config.notebooks_base_url)
        file.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Change the notebooks when the examples have run."""
    app.connect("builder-inited", _rewrite, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
