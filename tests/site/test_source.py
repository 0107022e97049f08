"""The directive that quotes code: what it takes from a file and what it leaves out."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "docs" / "_ext" / "source.py"
source_of = runpy.run_path(str(SOURCE))["source_of"]

MODULE = '''
@overload
def step(v: int) -> int: ...
@decorated(
    "twice",
)
def step(v):
    """Do a step.

    And more.
    """

    # why
    return v  # what


class State:
    """Remember.

    All of it.
    """

    v: float

    @property
    def shape(self):
        """Say."""
        return ()


class Empty(Exception):
    """Stand for itself."""
'''


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (
            "step",
            '@decorated(\n    "twice",\n)\ndef step(v):\n    # why\n    return v  # what',
        ),
        (
            "State",
            (
                "class State:\n    v: float\n\n    @property\n    def shape(self):\n"
                '        """Say."""\n        return ()'
            ),
        ),
        ("State.shape", '@property\ndef shape(self):\n    """Say."""\n    return ()'),
        ("Empty", 'class Empty(Exception):\n    """Stand for itself."""'),
    ],
)
def test_source(name: str, code: str) -> None:
    """Decorators and comments are shown, long docstrings and overloads are not."""
    assert source_of(MODULE, name) == code


@pytest.mark.parametrize("name", ["", "stop", "State.v", "step.inner"])
def test_no_source(name: str) -> None:
    """A name that is not defined, or not by ``def`` or ``class``, is refused."""
    with pytest.raises(KeyError):
        source_of(MODULE, name)
