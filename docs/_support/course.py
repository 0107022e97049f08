"""What the pages of the course say of themselves: objectives, minutes, exercises."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from docutils.nodes import make_id

LEARN = Path(__file__).parents[1] / "learn"
ALONE = 4  # minutes for an exercise, as the pages count them
IN_CLASS = 10  # minutes for an exercise with its discussion
SESSION = 90  # minutes


class Page(NamedTuple):
    """A page of the course, as far as it describes itself."""

    name: str
    part: str
    title: str
    objectives: list[str]
    minutes: int
    exercises: list[str]


def pages() -> list[Page]:
    """Return the pages in the order of the course."""
    index = (LEARN / "index.md").read_text(encoding="utf-8")
    tree = r"```\{toctree\}\n:hidden:\n:caption: (.+?)\n(.*?)```"
    return [
        page(part.partition(":")[0], name, (LEARN / f"{name}.md").read_text("utf-8"))
        for part, lines in re.findall(tree, index, re.DOTALL)
        for name in re.findall(r"^[\w-]+$", lines, re.MULTILINE)
    ]


def page(part: str, name: str, text: str) -> Page:
    """Read a page of a part of the course."""
    box = text.partition("After this page you can")[2].partition("\n:::")[0]
    minutes = re.search(r"^About (\d+) minutes", text, re.MULTILINE)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    return Page(
        name,
        part,
        title[1] if title else name,
        re.findall(r"^- (.+)$", box, re.MULTILINE),
        int(minutes[1]) if minutes else 0,
        re.findall(r"^## (Exercise \w+: .+)$", text, re.MULTILINE),
    )


def objectives() -> str:
    """Write the pages, each with what a reader can do afterwards, and its exercises."""
    parts = []
    for one in filter(lambda one: one.objectives, pages()):
        link = f"learn/{one.name}.md"
        parts.append(f"**[{one.title}]({link})**, about {one.minutes} minutes\n")
        parts += [f"- {objective.rstrip(',.;')}" for objective in one.objectives]
        parts += [f"- [{x}]({link}#{make_id(x)})" for x in one.exercises]
        parts.append("")
    return "\n".join(parts)


def hours(part: str = "", exercise: int = ALONE) -> float:
    """Return how many hours a part takes, or the whole course, by the minutes of an exercise."""
    minutes = (
        one.minutes + (exercise - ALONE) * len(one.exercises)
        for one in pages()
        if part in ("", one.part)
    )
    return sum(minutes) / 60


def sessions(part: str) -> int:
    """Return how many sessions of a class a part takes."""
    return math.ceil(hours(part, IN_CLASS) * 60 / SESSION)


def number_of_exercises() -> int:
    """Return the number of exercises."""
    return sum(len(one.exercises) for one in pages())
