"""A build fails when it should, and no output outlives what it came from.

The site of these tests is small: one page and one example. Its configuration, extensions and
library are copies of the real ones.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

FILES = {
    "docs/index.md": """\
# Home

```{toctree}
page
gallery/index
```
""",
    "docs/page.md": """\
---
file_format: mystnb
---

# Page

Prose about {func}`print <.probe>`.

```{source} tests/test_probe.py::test_probe
```

```{code-cell} ipython3
import lif

print("cell says", lif.probe())
```

It says {eval}`lif.probe()`.

```{py:function} probe()
Documented here.
```
""",
    "gallery/GALLERY_HEADER.rst": """\
Gallery
=======
""",
    "gallery/example.toml": 'figure = "A line that rises."\ncaption = "A line."\n',
    "gallery/example.py": '''\
"""
Example
=======

Prose about :func:`.probe`.
"""

import matplotlib.pyplot as plt

import lif

print("example says", lif.probe())
plt.plot([0, 1])
plt.show()
''',
    "tests/test_probe.py": '''\
def test_probe():
    """Be left out.

    All of it.
    """
    assert lif.probe() == "old"
''',
}
PROBE = '''

def probe():
    """Stand for any function of the library."""
    return "old"
'''


class Site:
    """A small copy of the project."""

    def __init__(
        self, root: Path, build: Callable[..., subprocess.CompletedProcess[str]]
    ) -> None:
        self.root = root
        self._build = build
        for name in (
            "docs/_ext",
            "docs/_static",
            "docs/_support",
            "docs/_templates",
            "docs/_web",
            "lif",
        ):
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=skip)
        for name in ("conf.py", "references.bib"):
            shutil.copy(ROOT / "docs" / name, root / "docs")
        # Small sites do without the Python for the browser: it is 30 MB to be compressed.
        with (root / "docs" / "conf.py").open("a", encoding="utf-8") as file:
            file.write('\nlif_python = ""\n')
        for name, text in FILES.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        with (root / "lif" / "__init__.py").open("a", encoding="utf-8") as file:
            file.write(PROBE)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a file."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def build(self, *options: str) -> str:
        """Build, which must succeed, and return what was said."""
        result = self._build(self.root, *options)
        assert result.returncode == 0, result.stdout
        return result.stdout

    def fail(self, *options: str) -> str:
        """Build, which must fail, and return what was said."""
        result = self._build(self.root, *options)
        assert result.returncode != 0, result.stdout
        return result.stdout

    def source(self, page: str, language: str = "en") -> str:
        """Return a built page."""
        file = self.root / "docs" / "_build" / "html" / language / page
        return file.read_text(encoding="utf-8")

    def text(self, page: str, language: str = "en") -> str:
        """Return a built page without its markup."""
        return html.unescape(re.sub("<[^>]*>", "", self.source(page, language)))


@pytest.fixture
def copy(
    tmp_path: Path, build: Callable[..., subprocess.CompletedProcess[str]]
) -> Site:
    """Return a small copy of the project, not yet built."""
    return Site(tmp_path, build)


def test_the_next_build_follows_a_change_of_what_a_page_runs_or_quotes(
    copy: Site,
) -> None:
    """What is shown is what the library and the tests are now, with nothing wiped between."""
    said = copy.build()
    assert said == ""
    assert "cell says old" in copy.text("page.html")
    assert "example says old" in copy.text("gallery/example.html")
    assert 'assert lif.probe() == "old"' in copy.text("page.html")
    assert "Be left out" not in copy.text("page.html")
    sheets = {"sphinx-design.min.css": ".sd-bg-warning"}
    sheets["styles/pydata-sphinx-theme.css"] = ".alert-success"
    for sheet, rule in sheets.items():
        assert rule not in copy.source(f"_static/{sheet}")

    copy.edit("lif/__init__.py", '"old"', '"new"')
    copy.edit("tests/test_probe.py", '"old"', '"new"')
    copy.edit("docs/page.md", "Prose", '<i class="sd-bg-warning alert-success"></i>')
    copy.build()
    for sheet, rule in sheets.items():
        assert rule in copy.source(f"_static/{sheet}")
    assert "cell says new" in copy.text("page.html")
    assert "example says new" in copy.text("gallery/example.html")
    assert 'assert lif.probe() == "new"' in copy.text("page.html")
    assert "old" not in copy.text("page.html") + copy.text("gallery/example.html")


LOG_OF_ZERO = "import numpy as np; np.log(np.zeros(1))"

# What is wrong with a page: a text of the page above, what stands there instead, and what the
# build says. Sphinx is told that a warning is an error.
FAULTS = {
    "failing_cell": (
        "import lif",
        "import lif; raise OSError('the cell fails')",
        r"WARNING: Executing notebook failed: .*(\n.*)*the cell fails",
    ),
    "warning_in_a_cell": (
        "import lif",
        f"import lif; {LOG_OF_ZERO}",
        r"WARNING: stderr was found in the cell outputs",
    ),
    "reference_to_no_function": (
        "Prose",
        "{func}`lif.nowhere`",
        r"WARNING: py:func reference target not found: lif\.nowhere",
    ),
    "link_to_no_page": ("Prose", "[Prose](nowhere.md)", r"WARNING: .*nowhere\.md"),
    "source_of_no_function": (
        "::test_probe",
        "::test_nothing",
        r"ERROR: source: there is no 'test_nothing' in 'tests/test_probe\.py'",
    ),
    "source_from_no_file": (
        "tests/test_probe.py",
        "tests/test_nothing.py",
        r"ERROR: source: there is no 'test_probe' in 'tests/test_nothing\.py'",
    ),
}


def test_what_is_wrong_on_a_page_fails_the_build(copy: Site) -> None:
    """The build says what is wrong on which page, even if there are several such pages."""
    page = FILES["docs/page.md"].partition("```{py:function}")[0]
    for name, (old, new, _) in FAULTS.items():
        assert old in page
        file = copy.root / "docs" / f"{name}.md"
        file.write_text(page.replace(old, new), encoding="utf-8")
    copy.edit("docs/index.md", "page\n", "page\n" + "\n".join(FAULTS) + "\n")
    copy.edit("gallery/example.py", "Prose", "`nowhere`")
    said = copy.fail()
    for name, (_, _, words) in FAULTS.items():
        assert re.search(rf"{name}\.md(:\d+)?: {words}", said), (name, said)
    words = r"example\.rst:\d+: WARNING: py:obj reference target not found: nowhere"
    assert re.search(words, said), said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param(
            "raise OSError('the example fails')", "the example fails", id="error"
        ),
        pytest.param(LOG_OF_ZERO, "divide by zero encountered in log", id="warning"),
    ],
)
def test_an_example_that_fails_or_warns_fails_the_build(
    copy: Site, code: str, words: str
) -> None:
    """The build stops, and says what is wrong in the example."""
    copy.edit("gallery/example.py", "import lif", f"import lif; {code}")
    assert words in copy.fail()


CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Page"
msgstr "ページ"

msgid "It says {eval}`lif.probe()`."
msgstr "{eval}`lif.probe()`と表示されます。"
"""


def test_a_page_in_another_language_runs_nothing(copy: Site) -> None:
    """It shows what the English page has given, and marks what is not translated."""
    copy.build()
    catalogues = copy.root / "docs" / "locales" / "ja" / "LC_MESSAGES"
    catalogues.mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "locales" / "messages.cfg", catalogues.parents[1])
    (catalogues / "page.po").write_text(CATALOGUE, encoding="utf-8")
    copy.edit("lif/__init__.py", '"old"', '"new"')
    copy.build("ja", "kept")
    page = copy.source("page.html", "ja")
    assert '<html lang="ja"' in page
    assert "ページ</h1>" in page.replace('<a class="headerlink"', "</h1>")
    assert "oldと表示されます。" in copy.text("page.html", "ja")
    assert "cell says old" in copy.text("page.html", "ja")
    assert "example says old" in copy.text("gallery/example.html", "ja")
    assert re.search('<p class="untranslated" lang="en">Prose about ', page)

    copy.edit("docs/page.md", '"cell says"', '"cell now says"')
    said = copy.fail("ja", "kept")
    assert (
        'the cells of page.md have changed: build a site with lif_outputs = "made"'
        in said
    )
