"""What the site ships for cells that run in the page, as far as no browser is needed."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from _ext.live import imports
from _support import node, runtime
from _web.python._names import copied

ROOT = Path(__file__).parents[2]


def test_a_change_of_the_original_does_not_change_the_copy() -> None:
    """Lists, dictionaries, sets, arrays and generators are copied, however deep they lie."""
    inner = [1.0, 2.0]
    names: dict[str, Any] = {
        "numbers": [1, 2],
        "deep": {"list": [inner, (inner, {3})]},
        "array": np.zeros(3),
        "rng": np.random.default_rng(1),
    }
    copy = copied(names)
    expected = np.random.default_rng(1).random()
    inner.append(3.0)
    names["numbers"].append(3)
    names["deep"]["list"][1][1].add(4)
    names["array"][0] = 1
    names["rng"].random()
    assert copy["numbers"] == [1, 2]
    assert copy["deep"] == {"list": [[1.0, 2.0], ([1.0, 2.0], {3})]}
    assert not copy["array"].any()
    assert copy["rng"].random() == expected


def test_one_object_with_two_names_is_one_object_in_the_copy() -> None:
    """Aliases stay aliases, and a list may hold itself."""
    one: list[Any] = [[]]
    one.append(one)
    copy = copied({"a": one, "b": one, "c": one[0]})
    assert copy["a"] is copy["b"]
    assert copy["a"] is not one
    assert copy["a"][0] is copy["c"]
    assert copy["a"][1] is copy["a"]


def test_objects_of_the_readers_classes_are_copied_and_all_else_is_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Modules, functions, classes and foreign objects are the same in the copy."""
    own: Any = type("Own", (), {"__module__": "__main__"})
    thing = own()
    monkeypatch.setattr(thing, "values", [1], raising=False)
    foreign = SimpleNamespace(values=[1])
    copy = copied({"own": thing, "class": own, "foreign": foreign, "sys": sys})
    assert isinstance(copy["own"], own)
    assert copy["own"] is not thing
    assert copy["own"].values == [1]
    assert copy["own"].values is not thing.values
    assert copy["class"] is own
    assert copy["foreign"] is foreign
    assert copy["sys"] is sys


def test_an_archive_has_the_same_bytes_whenever_it_is_made() -> None:
    """The name of an archive follows from its content, so it must not depend on the day."""
    contents = {"b/long" + "g" * 90 + "/name": b"1", "a": b""}
    made = runtime.packed(contents)
    assert made == runtime.packed(dict(reversed(contents.items())))
    with tarfile.open(fileobj=io.BytesIO(made), mode="r:gz") as archive:
        files = {x.name: archive.extractfile(x) for x in archive.getmembers()}
        assert {name: file.read() for name, file in files.items() if file} == contents


def test_another_runtime_than_the_pinned_one_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file that does not have the digest of runtime.json ends the build."""
    monkeypatch.setitem(runtime.PIN["sha256"], "python-stdlib.zip", "0" * 64)
    with pytest.raises(RuntimeError, match=r"python-stdlib\.zip is not the file"):
        runtime.artifact("python-stdlib.zip")


def test_a_package_with_a_compiled_part_is_refused() -> None:
    """Such a part cannot run in a page."""
    with pytest.raises(RuntimeError, match="numpy has a compiled part"):
        runtime.distribution("numpy")


@pytest.mark.parametrize(
    ("name", "is_wanted"),
    [
        ("numpy/random/__init__.pyc", True),
        ("numpy/tests/test_ctypeslib.pyc", False),
        ("matplotlib/backends/backend_svg.pyc", True),
        ("matplotlib/backends/backend_qtagg.pyc", False),
        ("PIL/Image.pyc", True),
        ("PIL/ImageQt.pyc", False),
        ("statistics.pyc", True),
        ("_weakrefset.pyc", True),
        ("tkinter/__init__.pyc", False),
        ("pandas/__init__.pyc", False),
        ("numpy-2.5.2.dist-info/METADATA", False),
    ],
)
def test_the_library_holds_what_readers_and_figures_need(
    name: str, *, is_wanted: bool
) -> None:
    """It holds the standard library, NumPy and matplotlib, and nothing of other packages."""
    answer = {"standard": ["statistics", "tkinter"], "figures": ["PIL.Image"]}
    assert runtime.wanted(name, answer) == is_wanted


def test_imports_of_a_program_are_found_wherever_they_stand() -> None:
    """An example that imports anything else does not run in the page."""
    source = "import numpy as np\ndef f():\n    from scipy.special import erf\n"
    assert imports(source) == {"numpy", "scipy"}


def test_the_lock_file_names_no_registry() -> None:
    """The front end can be installed from any registry."""
    lock = (node.WEB / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
