"""The page on the same neuron elsewhere: its code is what was measured, its words are true."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest
from _ext.source import source_of
from _support import peer_tables as tables

from lif.properties._conventions import WORDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "same-neuron-elsewhere.md"
PEERS = ROOT / "tests" / "peers"
FUNCTIONS = {
    "trace_from": "default_neuron.py",
    "from_brian2": "brian2_default.py",
    "from_nest": "nest_default.py",
    "from_nengo": "nengo_default.py",
}
# A row of the table of conventions, what its cell says, and the words of the judge for that.
CONVENTIONS = [
    ("a step is", "exact", WORDS["method"]["exact"]),
    ("the neuron fires if", r"\ge", WORDS["threshold"][">="]),
    ("a spike is stamped", "at the start", WORDS["reported"]["spikes after"]),
    ("$t_\\text{ref}$ counts from", "the start", WORDS["spike_counts"][True]),
    ("$t_\\text{ref}$ is rounded", "down", WORDS["refractory"]["down"]),
]
COLUMNS = {"brian2": 2, "nest": 3, "nengo": 4}


def plain(code: str, name: str) -> str:
    """Return a function without its docstring and its types."""
    (found,) = (
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    if ast.get_docstring(found) is not None:
        del found.body[0]
    for argument in found.args.args:
        argument.annotation = None
    found.returns = None
    return ast.unparse(found)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_page_translates_as_the_measurement_does(name: str) -> None:
    """The functions that a reader copies are those with which the tables were made."""
    cells = jupytext.read(PAGE, fmt="md:myst").cells
    page = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    measured = (PEERS / FUNCTIONS[name]).read_text(encoding="utf-8")
    assert plain(page, name) == plain(measured, name)


@pytest.mark.parametrize("name", COLUMNS)
def test_the_code_of_a_simulator_can_be_copied(name: str) -> None:
    """The quoted function needs no names but those of NumPy, and of the simulator inside it."""
    page = PAGE.read_text(encoding="utf-8")
    path = f"tests/peers/{name}_default.py"
    assert f"```{{source}} {path}::simulate\n```" in page
    code = source_of((ROOT / path).read_text(encoding="utf-8"), "simulate")
    names: dict[str, Any] = {"np": np}
    exec(code, names)  # noqa: S102 - a function of ours, which is not called
    assert callable(names["simulate"])


def conventions() -> dict[str, list[str]]:
    """Return the table of conventions by the first cell of each row."""
    (_, _, rest) = PAGE.read_text(encoding="utf-8").partition("| convention |")
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row for row in rows}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize(("row", "says", "words"), CONVENTIONS)
def test_the_table_of_conventions_says_what_was_found(
    name: str, row: str, says: str, words: str
) -> None:
    """A cell names a convention if the judge has found it for the first of its neurons."""
    found = tables.judged(name)[0]["conventions"].split("; ")
    assert (says in conventions()[row][COLUMNS[name]]) == (words in found)


def test_euler_steps_of_brian2_give_the_spikes_of_lif() -> None:
    """The page says so; with other steps, the first spike under this current is a step late."""
    for row in tables.default_neuron("constant"):
        same = row["spikes"] == row["spikes of lif"] == row["spikes at the same step"]
        assert same == ("Euler" in row["subject"])
        late = 0.0 if same else float(row["dt (s)"])
        assert float(row["first spike - lif (s)"]) == late


def test_potentials_are_those_of_lif_or_exact() -> None:
    """A tenth of the step has a tenth of the Euler error, and what is exact has none."""
    for row in tables.default_neuron():
        bound = float(row["rounding bound (V)"])
        euler = "Euler" in row["subject"]
        assert (float(row["V - lif (V)"]) <= bound) == euler
        assert (float(row["V - exact (V)"]) <= bound) != euler
    for column in ("V - lif (V)", "V - exact (V)"):
        errors = {
            dt: tables.largest(
                [row for row in tables.default_neuron() if row["dt (s)"] == dt], column
            )
            for dt in ("0.001", "0.0001")
        }
        # Of first order: the ratio is 10, apart from a part dt/tau of it, 5 % for long steps.
        assert errors["0.001"] / errors["0.0001"] == pytest.approx(10, rel=0.05)


def test_only_nengo_has_the_exact_interval_and_only_with_a_refractory_period() -> None:
    """All other intervals are whole steps, and longer than the exact one."""
    for row in tables.default_neuron("constant"):
        late, dt = float(row["mean interval - exact (s)"]), float(row["dt (s)"])
        between = row["subject"] == "Nengo" and float(row["t_ref (s)"]) >= dt
        if between:  # the first and the last spike are known to a step
            assert abs(late) <= dt / (int(row["spikes"]) - 1)
        else:
            assert dt / 10 < late < dt
