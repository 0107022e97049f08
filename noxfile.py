#!/usr/bin/env python3
# /// script
# dependencies = ["nox[uv]>=2025.10.16"]
# ///
"""What developers run: ``nox -l`` lists it, ``nox`` runs all of it, ``nox -s NAME`` one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.10.16"
nox.options.sessions = ["tests", "site_tests", "lint", "types", "coverage", "docs"]
nox.options.error_on_external_run = True
nox.options.download_python = "never"  # what is tested is what is found
# uv installs in seconds what pip installs in a minute.
nox.options.default_venv_backend = "uv|virtualenv"

ROOT = Path(__file__).parent
DIST = ROOT / "dist"
DOCS = ROOT / "docs"
HTML = DOCS / "_build" / "html"
LANGUAGES = ("en", "ja")
# What `live` also tries in Firefox: a few pages with cells, and the explorer.
IN_FIREFOX = (
    "explorer or (course and (steps-in-time or refractory or test-your-neuron))"
)
# A core that has finished its tests takes over some of another's.
ON_ALL_CORES = ["-n", "auto", "--dist=worksteal"]
# The tests of the library are all but these.
OTHERS = ("site", "browser", "live", "package")
LIBRARY = [f"--ignore=tests/{folder}" for folder in OTHERS]
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
# Those of the classifiers, and the next, which becomes one of them once it has passed.
PYTHONS = [*nox.project.python_versions(PROJECT), "3.14"]
# Schemas of check-jsonschema, and the files that must follow them.
SCHEMAS = {
    "vendor.github-workflows": ".github/workflows/*.yml",
    "custom.github-workflows-require-timeout": ".github/workflows/*.yml",
    "vendor.github-actions": ".github/actions/*/action.yml",
    "vendor.github-issue-forms": ".github/ISSUE_TEMPLATE/[!c]*.yml",
    "vendor.github-issue-config": ".github/ISSUE_TEMPLATE/config.yml",
    "vendor.dependabot": ".github/dependabot.yml",
    "vendor.citation-file-format": "CITATION.cff",
}


def install(session: nox.Session, group: str) -> None:
    """Install one dependency group of pyproject.toml."""
    session.install(*nox.project.dependency_groups(PROJECT, group))


def test_with(session: nox.Session, *options: str) -> None:
    """Install the library as the options say, and test it."""
    group = nox.project.dependency_groups(PROJECT, "test")
    session.install("-e", ".", *group, *options)
    session.run("pytest", *LIBRARY, *ON_ALL_CORES, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the library: properties, printed numbers, doctests."""
    test_with(session)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """Test the library with each supported Python that is found here."""
    test_with(session)


@nox.session(python=PYTHONS[0], venv_backend="uv")
def minimum(session: nox.Session) -> None:
    """Test the library with the oldest Python and the oldest packages that it declares."""
    test_with(session, "--resolution=lowest-direct")


@nox.session(venv_backend="uv")
def newest(session: nox.Session) -> None:
    """Test the library with the newest packages, those before their release included."""
    test_with(session, "--prerelease=allow", "--upgrade")


@nox.session
@nox.parametrize("part", ["not built", "built"], ids=["pages", "built"])
def site_tests(session: nox.Session, part: str) -> None:
    """Test pages, gallery and builds that must fail, and then the site as it is built."""
    install(session, "site-test")
    session.install("-e", ".")
    session.run("pytest", "tests/site", "-m", part, *ON_ALL_CORES, *session.posargs)


@nox.session
@nox.parametrize("part", ["not timed", "timed"], ids=["pages", "speed"])
def browser(session: nox.Session, part: str) -> None:
    """Test the built site in Chromium and Firefox (``-- --sample``: a few pages, in Chromium)."""
    install(session, "browser")
    # What measures time has the machine for itself.
    cores = ON_ALL_CORES if part == "not timed" else []
    session.run("pytest", "tests/browser", "-m", part, *cores, *session.posargs)
    if part == "not timed" and "--sample" not in session.posargs:
        pages = ("tests/browser/test_every_page.py", "--sample", *session.posargs)
        session.run("pytest", *pages, "--browser", "firefox")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, spelling and Markdown (``-- fix`` mends what it can)."""
    install(session, "lint")
    if "fix" in session.posargs:
        session.run("ruff", "check", "--fix", ".")
        session.run("ruff", "format", ".")
        session.run("rumdl", "check", "--fix", ".")
    else:
        session.run("ruff", "check", ".")
        session.run("ruff", "format", "--check", ".")
        session.run("rumdl", "check", ".")
    session.run("codespell")


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy."""
    install(session, "types")
    session.install("-e", ".")
    session.run("mypy")


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure branch coverage of the library; less than 100 % fails."""
    install(session, "coverage")
    session.install("-e", ".")
    # What is compiled cannot be traced: here it runs as plain Python. A few examples of each
    # property reach every line; the session `tests` tries more of them.
    session.run(
        *("coverage", "run", "-m", "pytest", *LIBRARY, "-q"),
        "--ignore=tests/test_bench.py",  # it tests other modules, in other processes
        *session.posargs,
        env={"NUMBA_DISABLE_JIT": "1", "HYPOTHESIS_PROFILE": "quick"},
    )
    session.run("coverage", "report")


@nox.session
def package(session: nox.Session) -> None:
    """Build wheel and source archive into dist/ and test them (``-- v1.2.3``: for this tag)."""
    install(session, "package")
    shutil.rmtree(DIST, ignore_errors=True)
    session.run("python", "-m", "build", "--installer=uv", "--outdir", str(DIST))
    files = [str(file) for file in DIST.iterdir()]
    for tag in session.posargs:
        if not all(f"-{tag.removeprefix('v')}" in file for file in files):
            session.error(f"the tag {tag} is not the version of {files}")
    session.run("pytest", "--noconftest", "tests/package")
    session.run("check-wheel-contents", str(DIST))
    session.run("twine", "check", "--strict", *files)
    session.run("cffconvert", "--validate")


@nox.session
def audit(session: nox.Session) -> None:
    """Ask the package index for known weaknesses of what the project installs."""
    install(session, "dev")
    session.install("pip-audit")
    session.run("pip-audit", "--strict", "--progress-spinner=off")


@nox.session
def automation(session: nox.Session) -> None:
    """Check what runs the checks: workflows, their rights, forms and hooks."""
    install(session, "automation")
    for schema, pattern in SCHEMAS.items():
        files = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob(pattern))
        session.run("check-jsonschema", "--builtin-schema", schema, *files)
    session.run("zizmor", "--offline", "--pedantic", ".github")
    session.run("pre-commit", "validate-config")


@nox.session
def review(session: nox.Session) -> None:
    """Compare the repository with the Scientific Python guide; exceptions have reasons."""
    session.install("sp-repo-review[cli]>=2025.11.21")
    session.run("repo-review", ".")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in all languages (``-- serve`` shows the English one, and rebuilds it)."""
    install(session, "docs")
    session.install("-e", ".")
    built = [DOCS / "_build" / name for name in ("doctrees", "html")]
    made = (*built, DOCS / "gallery", DOCS / "reference" / "generated")
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    # pyproject.toml is the one place for public addresses.
    address = PROJECT["project"].get("urls", {}).get("Documentation")
    env = {"LIF_SITE_ADDRESS": address} if address else {}
    # A part of this goes to the site; the whole, 280 MB with what it asks for, need not stay.
    runtime = Path(session.create_tmp(), "runtime")
    group = nox.project.dependency_groups(PROJECT, "live")
    session.install("--target", str(runtime), "--no-deps", *group)
    env["PYTHONPATH"] = str(runtime)
    # In one process: kernels that start at the same time may take each other's ports.
    options = {
        language: [
            *("-n", "-W", "--keep-going", "-d", str(built[0] / language)),
            *(str(DOCS), str(HTML / language)),
        ]
        for language in LANGUAGES
    }
    HTML.mkdir(parents=True)
    shutil.copy(DOCS / "_root.html", HTML / "index.html")
    if "serve" in session.posargs:
        install(session, "serve")
        watched = [
            f"--watch={ROOT / name}"
            for name in ("lif", "gallery", "tests", "README.md")
        ]
        # What a build writes among its sources must not start the next one.
        unwatched = [f"--ignore={folder}" for folder in made]
        session.run(
            *("sphinx-autobuild", "--open-browser", *watched, *unwatched),
            *options[LANGUAGES[0]],
            env=env,
        )
    else:
        # The first runs all cells and examples; the others show what came of them.
        for language in LANGUAGES:
            env["LIF_LANGUAGE"] = language
            session.run("sphinx-build", *options[language], env=env)
            env["LIF_OUTPUTS"] = "kept"
        shutil.rmtree(runtime)
        shutil.copy(HTML / "en" / "404.html", HTML)  # hosts look for it at the top
        session.log(f"The site: {(HTML / 'index.html').as_uri()}")


@nox.session
def translations(session: nox.Session) -> None:
    """Bring new and changed English sentences to the catalogues of translations.

    Build the site before, with ``-s docs``: the sentences are read from what it has kept.
    """
    install(session, "docs")
    session.install("-e", ".")
    session.chdir("docs")
    found = Path("_build", "gettext")
    shutil.rmtree(found, ignore_errors=True)
    doctrees = str(Path("_build", "doctrees", "gettext"))
    env = {"LIF_OUTPUTS": "kept"}
    session.run(
        "sphinx-build", "-b", "gettext", "-d", doctrees, ".", str(found), env=env
    )
    shutil.rmtree(found / "reference" / "generated")  # the reference stays English
    session.run(
        "python", "-m", "_support.translations", str(found), env={"PYTHONPATH": "."}
    )
    for language in LANGUAGES[1:]:
        options = ["-p", str(found), "-d", "locales", "-l", language, "-w", "0"]
        session.run("sphinx-intl", "update", *options)


@nox.session
def release(session: nox.Session) -> None:
    """Refuse a release of the built site in which something is not translated."""
    for language in LANGUAGES[1:]:
        file = HTML / language / "translation.json"
        report = json.loads(file.read_text(encoding="utf-8"))
        for page, texts in report["missing"].items():
            session.warn(
                f"{language}, {page}: {len(texts)} messages, such as {texts[0]!r}"
            )
        if report["untranslated"]:
            session.error(f"{report['untranslated']} messages have no translation")
        session.log(f"{language}: all {report['translated']} messages are translated")


@nox.session
def live(session: nox.Session) -> None:
    """Run the cells of the built site in Chromium, and a few of its pages in Firefox."""
    install(session, "site-test")
    install(session, "browser")
    session.install("-e", ".")
    session.run("npm", "test", "--prefix", "docs/_web")
    session.run("pytest", "tests/live", *session.posargs)
    if not session.posargs:
        session.run("pytest", "tests/live", "--browser", "firefox", "-k", IN_FIREFOX)


@nox.session(venv_backend="venv")
def bench(session: nox.Session) -> None:
    """Time the library, a NumPy loop and other simulators (``-- --quick``: with few steps)."""
    session.install(".[fast]")  # as users have it, by pip, with bytecode
    pythons = {"lif": Path(session.bin) / "python"}
    for peer in ("brian2", "nest", "jax", "nengo"):
        folder = ROOT / session.create_tmp() / peer
        pythons[peer] = folder / Path(session.bin).name / "python"
        # If a peer cannot be installed, the others are measured, and the page says so.
        pip = (str(pythons[peer]), "-m", "pip", "install", "--quiet")
        session.run("python", "-m", "venv", str(folder))
        session.run(
            *(*pip, *nox.project.dependency_groups(PROJECT, peer)),
            external=True,
            success_codes=range(256),
        )
    arguments = [f"{name}={python}" for name, python in pythons.items()]
    options = [*session.posargs, *arguments]
    session.run("python", "tests/bench/conduct.py", *options)
    if "--output" not in session.posargs:
        env = {"PYTHONPATH": str(DOCS)}
        session.run("python", "-m", "_support.benchmark_tables", env=env)


@nox.session
def deep(session: nox.Session) -> None:
    """Search far: 20,000 random examples of each property, on every core (an hour or so)."""
    install(session, "test")
    session.install("-e", ".")
    env = {"HYPOTHESIS_PROFILE": "deep"}
    select = [*LIBRARY, "-m", "hypothesis"]
    session.run("pytest", *select, *ON_ALL_CORES, *session.posargs, env=env)


@nox.session
def mutation(session: nox.Session) -> None:
    """Test the tests: change the library in one place (``-- neuron``: in a module) and run them.

    Outcomes are kept while library and tests stay the same; ``-- --afresh`` forgets them.
    """
    install(session, "coverage")  # which finds the tests that matter for a line
    session.install("-e", ".")
    session.run("pytest", "tests/mutation", "-q")
    # One thread, since this forks; and what is compiled as plain Python.
    env = {
        "HYPOTHESIS_PROFILE": "quick",
        "NUMBA_DISABLE_JIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT / "tests"),
    }
    session.run("python", "-m", "mutation", *session.posargs, env=env)


@nox.session(python="3.11")
@nox.parametrize("peer", ["brian2", "nest", "nengo"])
def peers(session: nox.Session, peer: str) -> None:
    """Compare the library with other simulators and judge these; keep the tables."""
    install(session, peer)
    session.install("-e", ".[properties]")
    env = {"PYTHONPATH": "tests", "PYNEST_QUIET": "1"}
    for table in ("peer", "properties", "default"):
        session.run("python", f"tests/peers/{peer}_{table}.py", env=env)


if __name__ == "__main__":
    nox.main()
