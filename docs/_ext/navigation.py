"""Helps readers find their way: the course as a path, descriptions of pages, ends of sections.

The directive ``course-path`` lists the pages of one part of the course with what each of them
takes::

    ```{course-path} Part I
    ```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from _ext.words import translator
from _support import course, course_sketches, sketches
from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# How much of a description search engines show.
_DESCRIPTION = 160
# A name of the library as the text of a link.
_FUNCTION = re.compile(r"(?<=>)lif(?:\.\w+)+(?=</a>)")


class CoursePath(SphinxDirective):
    """``course-path`` with one argument, the part's name."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return a numbered list: drawing, title, first objective, minutes and exercises."""
        numbered = list(enumerate(course.pages(), start=1))
        part = [(k, one) for k, one in numbered if one.part == self.arguments[0]]
        if not part:
            msg = f"course-path: no part of the course is called {self.arguments[0]!r}"
            raise self.error(msg)
        lines = []
        for k, one in part:
            exercises = len(one.exercises)
            work = []
            if one.minutes:
                work.append(_("{minutes} minutes").format(minutes=one.minutes))
            if exercises == 1:
                work.append(str(_("1 exercise")))
            elif exercises:
                work.append(_("{number} exercises").format(number=exercises))
            translate = translator(self.env, f"learn/{one.name}")
            takes = f" *{' · '.join(work)}*" if work else ""
            margin = " " * len(f"{k}. ")
            lines += [
                f"{k}. [](/learn/{one.name}.md){takes}\n",
                *(
                    margin
                    + _("You learn to {goal}.").format(goal=goal.rstrip(",.;。"))
                    + "\n"
                    for goal in map(translate, one.objectives[:1])
                ),
            ]
        path = nodes.container("", *self.parse_text_to_nodes("\n".join(lines)))
        path["classes"] = ["course-path"]
        for text in path.findall(nodes.TextElement):
            text["translatable"] = False  # it is in the page's language already
        self.env.note_dependency(course_sketches.__file__)
        for item, (_k, one) in zip(path.findall(nodes.list_item), part, strict=True):
            svg = sketches.svg(course_sketches.of(one.name))
            item.insert(0, nodes.raw("", svg, format="html"))
        return [path]


def _first_sentences(doctree: nodes.document) -> str:
    """Return the text that a page begins with, as far as a search engine shows it."""
    skipped = (nodes.Admonition, nodes.container, addnodes.toctree)
    for paragraph in doctree.findall(nodes.paragraph):
        inside, around = False, paragraph.parent
        while around is not None and not inside:
            inside, around = isinstance(around, skipped), around.parent
        text = paragraph.astext().replace("\n", " ")
        # A translated paragraph keeps its source.
        if inside or not text or paragraph.rawsource.startswith("About "):
            continue
        if len(text) <= _DESCRIPTION:
            return text
        return text[:_DESCRIPTION].rsplit(" ", 1)[0].rstrip(",.;:、。") + " …"
    return ""


def _describe(
    _app: Sphinx,
    page: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the page its description; the way on from a section does not leave it."""
    if doctree is not None:
        context["description"] = _first_sentences(doctree)
    for way in ("prev", "next"):
        link = context.get(way)
        # A link within a section stays in its folder.
        if link and ("/" not in page or link["link"].startswith("../")):
            context[way] = None


def breakable(navigation: Callable[..., object]) -> Callable[..., str]:
    """Let the long name of a function break after a dot or an underscore, and nowhere else."""

    def broken(*arguments: Any, **options: Any) -> str:
        html = str(navigation(*arguments, **options))
        return _FUNCTION.sub(lambda name: re.sub("[._]", r"\g<0><wbr>", name[0]), html)

    return broken


def _break_names(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if "generate_toctree_html" in context:
        context["generate_toctree_html"] = breakable(context["generate_toctree_html"])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and complete every page."""
    app.add_directive("course-path", CoursePath)
    app.connect("html-page-context", _describe)
    app.connect("html-page-context", _break_names, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
