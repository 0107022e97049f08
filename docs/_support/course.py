"""What the pages of the course say of themselves: objectives, minutes, exercises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from docutils.nodes import make_id

LEARN = Path(__file__).parents[1] / "learn"


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
    parts: list[tuple[str, str]] = re.findall(
        r"```\{toctree\}\n:hidden:\n:caption: (.+?)\n(.*?)```", index, re.DOTALL
    )
    return [
        page(name, part, (LEARN / f"{name}.md").read_text(encoding="utf-8"))
        for part, tree in parts
        for name in re.findall(r"^[\w-]+$", tree, re.MULTILINE)
        if part.startswith("Part")
    ]


def page(name: str, part: str, text: str) -> Page:
    """Read a page."""
    box = text.partition("After this page you can")[2].partition("\n:::")[0]
    minutes = re.search(r"^About (\d+) minutes", text, re.MULTILINE)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    return Page(
        name,
        part,
        title[1] if title else name,
        [x.rstrip(",.;") for x in re.findall(r"^- (.+)$", box, re.MULTILINE)],
        int(minutes[1]) if minutes else 0,
        re.findall(r"^## (Exercise \w+: .+)$", text, re.MULTILINE),
    )


def objectives() -> str:
    """Write the pages, each with what a reader can do afterwards, and its exercises."""
    parts = []
    for one in filter(lambda one: one.objectives, pages()):
        link = f"learn/{one.name}.html"
        parts.append(f"**[{one.title}]({link})**, about {one.minutes} minutes\n")
        parts += [f"- {objective}" for objective in one.objectives]
        parts += [f"- [{x}]({link}#{make_id(x)})" for x in one.exercises]
        parts.append("")
    return "\n".join(parts)


def hours() -> float:
    """Return how many hours the whole course takes."""
    return sum(one.minutes for one in pages()) / 60


def number_of_exercises() -> int:
    """Return the number of exercises."""
    return sum(len(one.exercises) for one in pages())
