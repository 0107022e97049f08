"""The mutation test itself: which mutants it makes, and what it says about a toy library."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mutation.faults import mutants, normal_form

TESTS = Path(__file__).parents[1]

LIBRARY = """
LIMIT = 1

def above(x):
    return x > LIMIT
"""
# One mutant for each of these words; each test kills one that the other does not.
ABOVE = """
import lif

def test_two_is_above_the_limit():
    assert lif.above(2)
"""
BELOW = """
import subprocess
import sys

def test_the_limit_itself_is_not_above_in_another_process():
    subprocess.run([sys.executable, "-c", "import lif; assert not lif.above(1)"], check=True)
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Make a project with a small library and two files of tests."""
    for name, text in {
        "lif/__init__.py": LIBRARY,
        "tests/test_above.py": ABOVE,
        "tests/test_below.py": BELOW,
        "tests/mutation/equivalent_mutants.toml": "equivalent = []",
        "pyproject.toml": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[bool, str]:
    """Test the tests of a project; return whether all is well, and what was printed."""
    process = subprocess.run(
        [sys.executable, "-m", "mutation", *arguments],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
    )
    return process.returncode == 0, process.stdout + process.stderr


def table(output: str) -> list[int]:
    """Return the last row: mutants, killed, timeout, equivalent, survived."""
    row = re.findall(r"^all +(.*)$", output, flags=re.MULTILINE)[-1]
    return [int(word) for word in row.split()]


def test_mutants_that_a_test_notices_are_killed(toy: Path) -> None:
    """One test runs the library here, and the other one in a process of its own."""
    well, output = run(toy)
    assert well
    assert table(output) == [3, 3, 0, 0, 0]


def test_a_mutant_survives_once_the_test_that_killed_it_is_deleted(toy: Path) -> None:
    """The outcomes that rest on the other test are kept."""
    run(toy)
    assert "3 mutants, 0 of them to try" in run(toy)[1]
    (toy / "tests" / "test_below.py").unlink()
    well, output = run(toy)
    assert not well
    assert "3 mutants, 1 of them to try" in output
    assert table(output) == [3, 2, 0, 0, 1]
    assert "- return x > LIMIT\n+ return x >= LIMIT\n" in output


def test_every_outcome_is_forgotten_when_the_library_changes(toy: Path) -> None:
    """A comment is no change, and nor is the layout."""
    run(toy)
    path = toy / "lif" / "__init__.py"
    path.write_text(f"# A comment.\n{LIBRARY}", encoding="utf-8")
    assert "3 mutants, 0 of them to try" in run(toy)[1]
    path.write_text(f"{LIBRARY}\nabove(0)\n", encoding="utf-8")
    assert "6 mutants, 6 of them to try" in run(toy)[1]


def test_survivors_are_printed_as_entries_of_the_list(toy: Path) -> None:
    """They count as equivalent with a reason only, and only as long as no test kills them."""
    below = toy / "tests" / "test_below.py"
    below.unlink()
    _, output = run(toy)
    entry = output[output.index("[[") : output.rindex("'''")] + "'''\n"
    listed = toy / "tests" / "mutation" / "equivalent_mutants.toml"
    listed.write_text(entry, encoding="utf-8")
    assert table(run(toy)[1]) == [3, 2, 0, 0, 1]
    listed.write_text(entry.replace('why = "', 'why = "A reason.'), encoding="utf-8")
    well, output = run(toy)
    assert well
    assert table(output) == [3, 2, 0, 1, 0]
    below.write_text(BELOW, encoding="utf-8")
    well, output = run(toy)
    assert not well
    assert "Listed as equivalent, but killed or gone" in output


def test_a_mutant_that_does_not_end_is_ended(toy: Path) -> None:
    """It counts as killed by the time that it takes."""
    loop = "\ndef count(x):\n    while x > 0:\n        x -= 1\n    return x\n"
    (toy / "lif" / "__init__.py").write_text(loop, encoding="utf-8")
    test = "import lif\n\ndef test_count():\n    assert lif.count(3) == 0\n"
    (toy / "tests" / "test_above.py").write_text(test, encoding="utf-8")
    (toy / "tests" / "test_below.py").unlink()
    _, output = run(toy)
    # x = 1 and x += 1 do not end; the others end at a number other than 0.
    assert table(output)[:3] == [5, 3, 2]


def test_tests_must_pass_on_the_unchanged_library(toy: Path) -> None:
    """Otherwise everything would count as killed."""
    (toy / "tests" / "test_wrong.py").write_text("def test_no():\n    assert False\n")
    for _ in range(2):
        well, output = run(toy)
        assert not well
        assert "The tests fail on the unchanged library" in output


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("LIMIT = 1.5", ["LIMIT = None", "LIMIT = 2.5"]),
        ("LIMIT: float = None", ["LIMIT: float = ''"]),
        ("def f(*, x=True): pass", ["def f(*, x=False):"]),
        ("class A:\n    @property\n    def p(self): return 1", ["return 2"]),
        ("@cache\ndef f(): return 'a'", ["return 'XXaXX'"]),
        ("@cached(size=1)\ndef f(): pass", ["@cached(size=None)", "@cached(size=2)"]),
        ("x += y", ["x = y", "x -= y"]),
        ("a and b and c", ["(a or b) and c", "a and b or c"]),
        ("f(a, *b)", ["pass", "f(None, *b)", "f(*b)", "f(a)"]),
        ("x = a if b else c", ["x = None", "x = a", "x = c"]),
        ("g = lambda: 0", ["g = None", "g = lambda: None", "g = lambda: 1"]),
        ("not a", ["a"]),
        ("a is not None", ["a is None"]),
        ("f'{a + b} words'", ["f'{a - b} words'"]),
        ("__all__ = ['a']", []),
        ("if TYPE_CHECKING:\n    A = 1", []),
        ('def f() -> L["a"]:\n    """Words."""', []),
    ],
)
def test_each_kind_of_code_has_its_mutants(source: str, expected: list[str]) -> None:
    """One line differs from the original, where the mutant says."""
    text = normal_form(source)
    found = list(mutants("m", text))
    assert [mutant.after for mutant in found] == expected
    for mutant in found:
        lines, others = text.splitlines(), mutant.text.splitlines()
        assert lines.pop(mutant.line - 1).strip() == mutant.before
        assert others.pop(mutant.line - 1).strip() == mutant.after
        assert lines == others


def test_mutants_have_different_names() -> None:
    """The same change further down is the second one."""
    found = list(
        mutants("m", normal_form("class A:\n    def f(x):\n        -x\n        -x"))
    )
    assert [mutant.where for mutant in found] == ["m.A.f", "m.A.f (2)"]
