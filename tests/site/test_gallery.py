"""Each example runs alone, with only what its reader was told to install, and can fail."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _ext.gallery import beside

import lif

if TYPE_CHECKING:
    from filelock import FileLock

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "gallery"
EXAMPLES = sorted(GALLERY.glob("*/*.py"))
TEMPLATE = ROOT / "templates" / "example.py"

# A script that calls plt.show() gets this where there is no screen.
NO_SCREEN = "ignore:FigureCanvasAgg is non-interactive:UserWarning"

each_example = pytest.mark.parametrize(
    "example", [*EXAMPLES, TEMPLATE], ids=lambda file: file.stem
)


def test_the_environment_is_a_readers(python: Path) -> None:
    """Nothing is installed but lif-neuron and matplotlib, and what these two ask for."""
    listing = subprocess.run(
        [python, "-m", "pip", "list", "--not-required", "--format=json"],
        capture_output=True,
        check=True,
    )
    names = {package["name"] for package in json.loads(listing.stdout)}
    # pip and setuptools come with the environment
    assert names - {"pip", "setuptools"} == {"lif-neuron", "matplotlib"}


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(python: Path, one_cluster: FileLock, tmp_path: Path) -> Run:
    """Return what runs Python as the reader of an example would."""

    def run(example: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
        text = example.read_text(encoding="utf-8")
        # Some ask for more: that is installed here, and not in the reader's environment.
        interpreter = sys.executable if "``pip install" in text else python
        with one_cluster if "LocalCluster(" in text else nullcontext():
            return subprocess.run(
                [interpreter, "-I", "-W", "error", "-W", NO_SCREEN, *arguments],
                cwd=tmp_path,
                env=os.environ | {"MPLBACKEND": "agg"},
                capture_output=True,
                text=True,
                timeout=300,  # it hangs; others may run at the same time
                check=False,
            )

    return run


@each_example
def test_example(example: Path, run: Run, tmp_path: Path) -> None:
    """The example runs from any folder without a warning, and what it claims holds."""
    copy = shutil.copy(example, tmp_path)
    result = run(example, copy)
    assert (result.returncode, result.stderr) == (0, "")


# Runs some scripts one after the other, and tells of which the assertion fails. Another error
# ends it. One process for all scripts imports matplotlib once.
RUN_ALL = """
import runpy, sys
import matplotlib.pyplot as plt

for script in sys.argv[1:]:
    try:
        runpy.run_path(script, run_name="__main__")
    except AssertionError:
        print("noticed:", script)
    plt.close("all")
"""


@each_example
def test_a_false_claim_is_noticed(example: Path, run: Run, tmp_path: Path) -> None:
    """With the result or its theory a little off, the example's assertion fails."""
    text = example.read_text(encoding="utf-8")
    scripts = []
    for k, (old, new) in enumerate(beside(example)["false"]):
        assert text.count(old) == 1, old
        scripts.append(tmp_path / f"{example.stem}_{k}.py")
        scripts[-1].write_text(text.replace(old, new), encoding="utf-8")
    result = run(example, "-c", RUN_ALL, *scripts)
    assert (result.returncode, result.stderr) == (0, "")
    noticed = [x for x in result.stdout.splitlines() if x.startswith("noticed:")]
    assert noticed == [f"noticed: {script}" for script in scripts]


@each_example
def test_what_is_beside_an_example(example: Path) -> None:
    """It has words and a caption for its figure, and ways to make its claim false."""
    found = beside(example)
    needed = {"figure", "caption", "false"}
    assert needed <= set(found) <= needed | {"thumbnail"}
    assert found["figure"].strip()
    assert re.fullmatch(r"[^\n]+\.", found["caption"])
    assert len(found["caption"].split()) <= 22, found["caption"]
    assert found["false"]


def test_nothing_is_left_of_an_example_that_is_gone() -> None:
    """Each of these files has its script."""
    assert {x.with_suffix(".py") for x in GALLERY.glob("*/*.toml")} == set(EXAMPLES)


def test_every_example_has_its_place() -> None:
    """None is left out of the order, and none is listed that is gone."""
    orders = tomllib.loads((GALLERY / "order.toml").read_text(encoding="utf-8"))
    listed = [f"{section}/{name}" for section in orders for name in orders[section]]
    assert sorted(listed) == [f"{file.parent.name}/{file.stem}" for file in EXAMPLES]


# The form ------------------------------------------------------------------------------
@each_example
def test_an_example_is_short(example: Path) -> None:
    """It has at most 60 lines of code, its texts and comments not counted."""
    source = example.read_bytes()
    tree = ast.parse(source)
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    no_code = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING}
    no_code |= {tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    with example.open("rb") as file:
        lines = {
            line
            for token in tokenize.tokenize(file.readline)
            if token.type not in no_code
            for line in range(token.start[0], token.end[0] + 1)
        }
    assert len(lines - docstrings) <= 60


@each_example
def test_an_example_has_the_form_of_all(example: Path) -> None:
    """A short title, a plain sentence, a claim, the course, a figure, a proof and trials."""
    text = example.read_text(encoding="utf-8")
    opening = ast.get_docstring(ast.parse(text)) or ""
    title, summary, claim, *_ = opening.split("\n\n")
    assert len(title.splitlines()[0].split()) <= 7
    # The gallery shows this sentence with the thumbnail, where a formula would not be rendered.
    assert re.fullmatch(r"[A-Z][^\n:`*=]+(: [^\n:`*=]+)?\.", summary)
    assert re.fullmatch(r"\*\*Claim: [^*]+\.\*\*", claim)
    course = re.search(r"`([^`]+) <\.\./\.\./learn/([a-z-]+)\.html>`_\.$", opening)
    assert course
    page = (ROOT / "docs" / "learn" / f"{course[2]}.md").read_text(encoding="utf-8")
    assert f"\n# {course[1]}\n" in page
    assert text.count("plt.show()") == 1
    *_, proof, trials = text.split("\n# %%\n")
    assert proof.startswith("# The proof\n# ---------\n")
    assert re.search(r"^ *assert ", proof, re.MULTILINE)
    heading, _, trials = trials.partition("\n# --------\n")
    assert heading == "# Try this"
    assert len(re.findall(r"^# - ", trials, re.MULTILINE)) == 3
    assert re.fullmatch(r"(# (- |  ).+\n)+", trials)


def test_every_public_function_has_an_example() -> None:
    """A reader of the reference finds the examples that use what he reads about."""
    used = {
        ast.unparse(node)
        for example in EXAMPLES
        for node in ast.walk(ast.parse(example.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    public = {
        f"{module.__name__}.{name}"
        for module in (lif, lif.exact, lif.spikes)
        for name in module.__all__
    }
    # A trace is what `run` returns: nobody makes one.
    assert public - used <= {"lif.Trace"}
