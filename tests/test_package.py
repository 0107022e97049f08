"""The package as a whole: what it exports, what it imports, what its pages can rely on."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import importlib.resources
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import lif

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(lif.__file__).parent
ROOMS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")

# What each room may import of lif, beside `checks`. Arrows run one way.
ARROWS = {
    "checks": set[str](),
    "neuron": set[str](),
    "currents": set[str](),
    "membrane": {"neuron"},
    "simulation": {"membrane", "neuron", "compiled"},
    "compiled": {"membrane", "neuron"},
    "exact": {"neuron"},
    "spikes": set[str](),
}
# These stay modules of lif; the top level exports what the others define.
MODULES = {"exact", "spikes"}
PUBLIC = [
    (room, name)
    for room in ROOMS
    if room not in {"checks", "compiled"}  # for the rooms, not for users
    for name in importlib.import_module(f"lif.{room}").__all__
]


def imports(node: ast.AST) -> Iterator[str]:
    """Yield what a module imports, as dotted names, type checking aside."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute here"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from imports(child)


def imported_by(room: str) -> set[str]:
    """Return what one room imports."""
    return set(imports(ast.parse((FOLDER / f"{room}.py").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_run_one_way(room: str) -> None:
    """Each room imports of lif only what the plan of the house allows."""
    inside = {
        name.split(".")[1] for name in imported_by(room) if name.startswith("lif.")
    }
    allowed = ARROWS[room] | ({"checks"} if room != "checks" else set())
    assert inside <= allowed


@pytest.mark.parametrize("room", ["__init__", *ROOMS])
def test_numpy_is_all_that_is_needed(room: str) -> None:
    """The library imports NumPy and the standard library: no matplotlib, no other package."""
    packages = {name.split(".")[0] for name in imported_by(room)}
    foreign = packages - set(sys.stdlib_module_names) - {"lif", "numpy"}
    assert foreign <= ({"numba"} if room == "compiled" else set())


def test_importing_lif_loads_nothing_heavy() -> None:
    """Beyond what NumPy loads, `import lif` loads itself and light parts of Python."""
    code = """
import json, sys, numpy
before = set(sys.modules)
import lif
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    loaded = {name.split(".")[0] for name in json.loads(output.stdout)}
    assert "lif" in loaded
    assert loaded - set(sys.stdlib_module_names) == {"lif"}
    heavy = {"asyncio", "concurrent", "ctypes", "multiprocessing", "sqlite3", "tkinter"}
    assert not loaded & (heavy | {"unittest", "urllib", "xml"})


def test_a_short_run_does_not_wait_for_a_compiler() -> None:
    """The 150 steps of the lesson, and a hundred thousand, load no numba."""
    code = """
import sys, numpy, lif
for shape in [150, (150, 500), 10**5]:
    lif.run(numpy.full(shape, 1e-10), lif.Neuron(), dt=1e-3)
print("numba" in sys.modules)
"""
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert output.stdout == "False\n"


@pytest.mark.parametrize("room", ROOMS)
def test_all_is_complete_and_sorted(room: str) -> None:
    """A module's `__all__` names everything public that it defines, in order, and no more."""
    module = importlib.import_module(f"lif.{room}")
    defined = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
    }
    defined |= {name for name in vars(module) if re.fullmatch("[A-Z]+", name)}
    assert set(module.__all__) == defined
    assert module.__all__ == sorted(module.__all__)


def test_the_top_level_exports_all_that_is_public() -> None:
    """`lif` exports every public name of its modules, but for those of modules to ask."""
    expected = {name for room, name in PUBLIC if room not in MODULES}
    assert set(lif.__all__) == expected
    assert lif.__all__ == sorted(lif.__all__)
    assert all(hasattr(lif, name) for name in lif.__all__)


def sections(text: str) -> dict[str, str]:
    """Split a numpydoc docstring at its underlined titles."""
    parts = re.split(r"^(\S.*)\n-+\n", text, flags=re.MULTILINE)
    return dict(zip(["Summary", *parts[1::2]], parts[::2], strict=True))


@pytest.mark.parametrize(("room", "name"), PUBLIC)
def test_public_docstrings_are_complete(room: str, name: str) -> None:
    """A docstring has a summary, parameters with units, results, errors and an example."""
    thing: Any = getattr(importlib.import_module(f"lif.{room}"), name)
    found = sections(inspect.getdoc(thing) or "")
    required = {"Summary", "Parameters", "Examples"}
    if inspect.isfunction(thing):
        required |= {"Returns", "Raises", "Notes"}
        documented = re.findall(r"^(\w[\w, ]*) : ", found["Parameters"], re.MULTILINE)
        names = [part.strip() for line in documented for part in line.split(",")]
        assert names == list(inspect.signature(thing).parameters)
    assert required <= set(found)
    assert ">>> import lif\n" in found["Examples"]
    order = ["Parameters", "Returns", "Raises", "Warns", "See Also", "Notes"]
    order += ["References", "Examples"]
    titles = [title for title in found if title != "Summary"]
    assert titles == sorted(titles, key=order.index)


@pytest.mark.parametrize("room", ["__init__", *ROOMS])
def test_every_function_says_what_it_does(room: str) -> None:
    """Every module and every function, private ones included, begins with a sentence."""
    tree = ast.parse((FOLDER / f"{room}.py").read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    overloads = {
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(x) == "overload" for x in node.decorator_list)
    }
    for node in ast.walk(tree):
        if isinstance(node, kinds) and node not in overloads:
            assert (ast.get_docstring(node) or "").strip()


def test_the_version_is_that_of_the_distribution() -> None:
    """`lif.__version__` is what the installed distribution says."""
    assert lif.__version__ == importlib.metadata.version("lif-neuron")
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", lif.__version__)


def test_types_are_shipped() -> None:
    """The marker that tells type checkers to read the annotations is part of the package."""
    assert importlib.resources.files("lif").joinpath("py.typed").is_file()
