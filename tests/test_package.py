"""The package as a whole: what it exports, imports and documents."""

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
# Every module of the package, as its path without the ending: "neuron", "_engines/floats".
MODULES = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.py")
)
# The other modules of `properties` hold what must be true of a neuron, and no function to call.
PUBLIC_MODULES = [name for name in MODULES if not {"_", "/"} & set(name)]
PUBLIC_MODULES += ["properties"]

# What each module may import of lif. The arrows run one way.
ARROWS = {
    "__init__": {"currents", "exact", "membrane", "neuron", "simulation", "spikes"},
    "neuron": {"_checks"},
    "currents": {"_checks"},
    "membrane": {"_checks", "_state", "neuron"},
    "simulation": {"_checks", "_engines", "_state", "neuron"},
    "exact": {"_checks", "neuron"},
    "spikes": {"_checks"},
    "_state": {"_checks", "neuron"},
    "_checks": set(),
    "_engines/__init__": set(),
    "_engines/floats": {"_engines"},
    "_engines/arrays": {"_engines"},
    "_engines/compiled": {"_engines"},
    # These judge the simulation, so they know nothing of it.
    **{
        name: {"_checks", "currents", "exact", "neuron", "properties"}
        for name in MODULES
        if name.startswith("properties/")
    },
}
# These stay modules of lif; the top level exports what the others define.
NAMESPACES = {"exact", "properties", "spikes"}
PUBLIC = [
    (module, name)
    for module in PUBLIC_MODULES
    for name in importlib.import_module(f"lif.{module}").__all__
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


def imported_by(module: str) -> set[str]:
    """Return what one module imports."""
    text = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    return set(imports(ast.parse(text)))


@pytest.mark.parametrize("module", MODULES)
def test_modules_import_each_other_in_one_direction(module: str) -> None:
    """Each module imports of lif only what the table allows."""
    inside = {
        name.split(".")[1] for name in imported_by(module) if name.startswith("lif.")
    }
    assert inside <= ARROWS[module]


def test_the_table_of_imports_has_no_cycle() -> None:
    """Every module can be read after the modules that it imports."""
    read: set[str] = set()
    left = {
        name.removesuffix("/__init__"): arrows - {name.partition("/")[0]}
        for name, arrows in ARROWS.items()
    }
    while left:
        ready = [name for name, arrows in left.items() if arrows <= read]
        assert ready, f"a cycle among {sorted(left)}"
        read |= set(ready)
        left = {name: arrows for name, arrows in left.items() if name not in ready}


@pytest.mark.parametrize("module", MODULES)
def test_the_library_needs_only_numpy(module: str) -> None:
    """The library imports NumPy and the standard library: no matplotlib, no other package."""
    packages = {name.split(".")[0] for name in imported_by(module)}
    foreign = packages - set(sys.stdlib_module_names) - {"lif", "numpy"}
    extra = {"_engines": {"numba"}, "properties": {"hypothesis"}}
    assert foreign <= extra.get(module.partition("/")[0], set())


def test_importing_lif_loads_nothing_heavy() -> None:
    """`import lif` loads NumPy, lif itself and small modules of Python, nothing else."""
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


def test_short_runs_do_not_load_the_compiler() -> None:
    """Runs of the lesson's 150 steps, and of a hundred thousand, do not import numba."""
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


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_all_is_complete_and_sorted(module: str) -> None:
    """A module's `__all__` names everything public that the module defines, sorted."""
    namespace = importlib.import_module(f"lif.{module}")
    defined = {
        name
        for name, value in vars(namespace).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == namespace.__name__
    }
    defined |= {"State"} if module == "membrane" else set()  # of lif._state
    if module == "properties":  # what is defined behind it
        names = ("Conventions", "Counterexample", "Finding", "Report")
        defined |= set(names)
    assert set(namespace.__all__) == defined
    assert namespace.__all__ == sorted(namespace.__all__)


def test_the_top_level_exports_all_that_is_public() -> None:
    """`lif` exports every public name of its modules, except of those that are namespaces."""
    expected = {name for module, name in PUBLIC if module not in NAMESPACES}
    assert set(lif.__all__) == expected
    assert lif.__all__ == sorted(lif.__all__)
    assert all(hasattr(lif, name) for name in lif.__all__)


def sections(text: str) -> dict[str, str]:
    """Split a numpydoc docstring at its underlined titles."""
    parts = re.split(r"^(\S.*)\n-+\n", text, flags=re.MULTILINE)
    return dict(zip(["Summary", *parts[1::2]], parts[::2], strict=True))


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_public_docstrings_are_complete(module: str, name: str) -> None:
    """A docstring has a summary, parameters with units, results, errors and an example."""
    thing: Any = getattr(importlib.import_module(f"lif.{module}"), name)
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


@pytest.mark.parametrize("module", MODULES)
def test_every_function_has_a_docstring(module: str) -> None:
    """Every module, class and function has a docstring, private ones included."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
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
