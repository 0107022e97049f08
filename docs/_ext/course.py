"""The whole course in one file: all notebooks, the wheel of the package and a README.

The wheel makes the course run as long as the package is on no index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sphinx.locale import _

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FOLDER, FILE = "learn", "course.zip"
README = _(
    "Install with: pip install *.whl hypothesis matplotlib jupyterlab\n"
    "Start with: jupyter lab (the order of the pages is that of the site's section Learn)\n"
)
# The time of every file in the archive, so that the same content gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of the package into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run(  # noqa: S603 - our own command
        [*command, str(folder)], cwd=project, check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


def pack(notebooks: list[Path], package: Path, archive: Path) -> None:
    """Write notebooks, package and README into an archive."""
    files = {path.name: path.read_bytes() for path in [*notebooks, package]}
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for name, content in {**files, "README.txt": str(README).encode()}.items():
            zipped.writestr(
                ZipInfo(f"lif-course/{name}", _EPOCH), content, ZIP_DEFLATED
            )


def _write(app: Sphinx, exception: Exception | None) -> None:
    folder = Path(app.outdir) / FOLDER
    notebooks = sorted(folder.glob("*.ipynb"))
    if exception or app.builder.format != "html" or not notebooks:
        return
    with tempfile.TemporaryDirectory() as temporary:
        package = wheel(Path(app.srcdir).parent, Path(temporary))
        pack(notebooks, package, folder / FILE)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Pack when the notebooks have been written."""
    app.connect("build-finished", _write, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
