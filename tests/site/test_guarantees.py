"""The page of guarantees: it quotes every test under its number, and a broken one fails it."""

from __future__ import annotations

import ast
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from _support.proof import worst_shares

from lif.properties._property import PROPERTIES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guarantees.md"
# What several properties or tests have in common.
HELPERS = {
    "lif/properties/steps.py::gaps",
    "lif/properties/runs.py::intervals",
    "tests/test_currents.py::synaptic_size",
    "tests/test_currents.py::synaptic_tolerance",
}


def known() -> dict[int, set[str]]:
    """Return the properties and the tests that belong to each number."""
    found: dict[int, set[str]] = defaultdict(set)
    for name, prop in PROPERTIES.items():
        if prop.guarantee:
            path = prop.function.__module__.replace(".", "/")
            found[prop.guarantee].add(f"{path}.py::{name}")
    for file in sorted((ROOT / "tests").glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for decorator in node.decorator_list:
                mark = ast.unparse(decorator)
                if mark.startswith("pytest.mark.guarantee("):
                    number = int(mark.partition("(")[2].rstrip(")"))
                    found[number].add(f"tests/{file.name}::{node.name}")
    return found


def test_every_guarantee_is_quoted_with_its_tests() -> None:
    """The sections of the page are the guarantees 1 to 40, each with all that belongs to it."""
    parts = re.split(
        r"^### (\d+)\. ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    quoted = {
        int(number): set(re.findall(r"{source} (\S+::\w+)", section)) - HELPERS
        for number, section in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert list(quoted) == list(range(1, 41))
    assert quoted == dict(known())


TESTS = """
import pytest
from judge import within

@pytest.mark.guarantee(3)
@pytest.mark.parametrize("error", [0.25, 0.5])
def test_near(error):
    within(error, 1.0)

@pytest.mark.guarantee(4)
def test_nothing_judged():
    pass

@pytest.mark.guarantee(5)
def test_far():
    within(0.125, 1.0)

def test_no_guarantee():
    within(1.0, 1.0)
"""


def test_the_worst_share_is_that_of_the_tests(tmp_path: Path) -> None:
    """The page tells the largest share of each guarantee; and if one fails, the page fails."""
    tests = tmp_path / "tests"
    tests.mkdir()
    needed = [f"tests/{name}.py" for name in ("conftest", "judge", "worst_shares")]
    for name in (*needed, "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tests / "test_some.py").write_text(TESTS)
    assert worst_shares(tmp_path) == {3: 0.5, 5: 0.125}
    (tests / "test_some.py").write_text(TESTS.replace("0.25", "1.25"))
    with pytest.raises(AssertionError, match=r"test_near\[1.25\]"):
        worst_shares(tmp_path)
