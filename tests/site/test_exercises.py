"""The exercises: each check tells a right answer from none and from typical wrong ones."""

from __future__ import annotations

import copy
import io
import tomllib
from contextlib import redirect_stdout, suppress
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import jupytext
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

Answers = dict[str, list[list[str]]]


def answers(folder: str) -> Answers:
    """Return the answers to each exercise from the files of a folder, one for each page."""
    found: Answers = {}
    for file in sorted(Path(__file__).with_name(folder).glob("*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


# An answer is a whole program, or a text in the solution and what stands there instead. After a
# wrong answer stand words of the hint that fits.
WRONG = answers("wrong_answers")
RIGHT = answers("right_answers")
ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for folder in (ROOT / "docs" / "learn", ROOT / "templates")
    for page in sorted(folder.rglob("*.md"))
    if "exercise-" in page.read_text()
]


class Exercise(NamedTuple):
    """An exercise, and all that the page has defined before it."""

    number: str
    blank: str
    check: str
    solution: str
    wanted: str  # what it should print, if the page says so
    names: dict[str, Any]


def kind(cell: NotebookNode) -> tuple[str, str]:
    """Return what a cell is to which exercise."""
    for tag in cell.metadata.get("tags", []):
        word, _, number = tag.partition("-")
        if word in {"exercise", "check", "solution"}:
            return word, number
    return "", ""


def printed(code: str, names: dict[str, Any]) -> str:
    """Run a cell among some names; return what it prints."""
    output = io.StringIO()
    with redirect_stdout(output):
        exec(code, names)  # noqa: S102 - our own page
    plt.close("all")
    return output.getvalue()


def copied(names: dict[str, Any]) -> dict[str, Any]:
    """Copy names and what they stand for, so that an answer changes nothing for the next."""
    keep = (ModuleType, FunctionType, type)
    own = {name: x for name, x in names.items() if name != "__builtins__"}
    memo = {id(x): x for x in own.values() if isinstance(x, keep)}
    return {name: copy.deepcopy(x, memo) for name, x in own.items()}


def exercises(page: Path) -> Iterator[Exercise]:
    """Run a page, cell by cell; yield its exercises on the way."""
    names: dict[str, Any] = {}
    found: dict[str, str] = {}
    wanted = ""
    for cell in jupytext.read(page, fmt="md:myst").cells:
        if cell.cell_type == "markdown":
            if "## Exercise" in cell.source:
                wanted = ""
            if "```text\n" in cell.source:
                wanted = cell.source.rpartition("```text\n")[2].partition("```")[0]
        else:
            word, number = kind(cell)
            found[word] = cell.source
            if word == "solution":
                yield Exercise(
                    number,
                    found["exercise"],
                    found["check"],
                    found[word],
                    wanted,
                    copied(names),
                )
            if word in {"", "solution"}:
                printed(cell.source, names)


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.stem)
def page(request: pytest.FixtureRequest) -> list[Exercise]:
    """Return the exercises of a page."""
    with pytest.MonkeyPatch.context() as patch, mpl.rc_context():
        plt.switch_backend("agg")
        patch.setattr(plt, "show", lambda: None)
        patch.chdir(request.param.parent)
        return list(exercises(request.param))


def answer(exercise: Exercise, code: str) -> tuple[str, str]:
    """Give an answer; return what it prints, and what the check says to it."""
    names, output = copied(exercise.names), ""
    with suppress(Exception):  # as in a notebook: the check is run all the same
        output = printed(code, names)
    return output, printed(exercise.check, names).strip()


def changed(exercise: Exercise, change: list[str]) -> str:
    """Return an answer: a whole program, or the solution with one text in place of another."""
    if len(change) == 1:
        return change[0]
    old, new = change
    assert exercise.solution.count(old) >= 1, (exercise.number, old)
    return exercise.solution.replace(old, new)


def test_a_right_answer_is_right(page: list[Exercise]) -> None:
    """The solution prints what the page says that it should, and the check says so."""
    for exercise in page:
        output, verdict = answer(exercise, exercise.solution)
        assert verdict.startswith("Right"), (exercise.number, verdict)
        assert exercise.wanted in {"", output}, exercise.number


def test_right_answers_in_other_styles_are_right(page: list[Exercise]) -> None:
    """An answer that is written in another way is right as well."""
    for exercise in page:
        for change in RIGHT.get(exercise.number, []):
            _, verdict = answer(exercise, changed(exercise, change))
            assert verdict.startswith("Right"), (exercise.number, change, verdict)


def test_no_answer_is_not_yet_right(page: list[Exercise]) -> None:
    """To the cell as it stands on the page, the check says what to do."""
    for exercise in page:
        _, verdict = answer(exercise, exercise.blank)
        assert verdict.startswith("Not yet"), exercise.number


def test_wrong_answers_are_told_apart(page: list[Exercise]) -> None:
    """To each of at least two wrong answers, the check gives the hint that fits."""
    for exercise in page:
        verdicts = []
        for *change, words in WRONG[exercise.number]:
            _, verdict = answer(exercise, changed(exercise, change))
            assert words in verdict, (exercise.number, change, verdict)
            assert not verdict.startswith("Right"), (exercise.number, change)
            verdicts.append(verdict)
        assert len(set(verdicts)) >= 2, exercise.number


def test_every_exercise_has_a_hint_and_is_complete() -> None:
    """An exercise has its statement, its cell, a check, a hint and a solution, in this order."""
    numbers = []
    for file in PAGES:
        sections = f"\n{file.read_text(encoding='utf-8')}".split("\n## ")[1:]
        for section in (x for x in sections if x.startswith("Exercise")):
            number = section.removeprefix("Exercise ").partition(":")[0]
            places = [
                section.index(mark)
                for mark in (
                    f"[exercise-{number},",
                    f"check-{number}]",
                    "{dropdown} Hint",
                    f"solution-{number}]",
                )
            ]
            assert places == sorted(places), number
            numbers.append(number)
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == set(WRONG)
