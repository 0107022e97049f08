"""Each page of the course as two notebooks: one to fill in, one with the solutions.

They are made from the page itself, and stand beside it in the site. Jupyter, VS Code and Colab
do not know MyST, so its boxes, links and values are written in the Markdown that all of them
read. Neither notebook holds an output, because its reader is meant to run it, and the page shows
the outputs.
"""

from __future__ import annotations

import posixpath
import re
import textwrap
from base64 import b64encode
from collections import defaultdict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import jupytext
import nbformat
from _ext.diagrams import Diagram, picture_of
from _ext.source import Source, source_of
from _ext.words import is_check, prompt, translator
from _support.checks import localized
from docutils import nodes
from docutils.parsers.rst.directives.admonitions import Admonition, Note
from docutils.parsers.rst.directives.misc import Include
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pybtex.database import parse_file
from sphinx.locale import _, admonitionlabels
from sphinx.util import logging
from sphinx_design.dropdown import DropdownDirective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "learn/"
ENDINGS = {False: ".ipynb", True: "-complete.ipynb"}  # is it complete?

_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
_DIRECTIVES: dict[str, type[Directive]] = {
    **dict.fromkeys(admonitionlabels, Note),
    "admonition": Admonition,
    "diagram": Diagram,
    "dropdown": DropdownDirective,
    "include": Include,
    "source": Source,
}
# A reader of notebooks acts on these: Jupyter goes on after a cell that should fail.
_KEPT = re.compile(r"(exercise|check|solution)-|raises-exception$")
_PYTHON = {"attr", "class", "data", "exc", "func", "meth", "mod", "obj"}
_INLINE = re.compile(
    r"\\."  # a sign that stands for itself,
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # code
    r"|\$[^$]+\$"  # and maths are left alone
    r"|\{(?P<role>[\w:]+)\}(?P<quote>`+)(?P<content>.+?)(?P=quote)"
    r"|(?P<picture>!?)\[(?P<words>(?:`[^`]*`|\[[^\]]*\]|[^\[\]`])*)\]\((?P<to>[^()\s]+)\)",
    re.DOTALL,
)

_logger = logging.getLogger(__name__)


class NoFormError(ValueError):
    """Something on a page has no form in a notebook yet."""


# Markdown ------------------------------------------------------------------------------
class Site(Protocol):
    """What the Markdown of a page refers to."""

    parser: MarkdownIt

    def translate(self, message: str) -> str:
        """Return a message of the page in the language of the site."""

    def prompt(self, words: str) -> str:
        """Return what stands on a folded cell."""

    def value(self, expression: str) -> str:
        """Return what the page shows for an expression."""

    def link(self, words: str, address: str) -> str:
        """Return a link, or the words alone; without words, its title."""

    def read(self, path: str) -> str:
        """Return the text of a file, by its path from the page."""

    def source(self, argument: str) -> str:
        """Return the code of ``path::name``."""

    def number(self, label: str) -> int:
        """Return the number of an equation."""

    def work(self, key: str) -> tuple[str, str]:
        """Return the authors and the year of a work in the bibliography."""


def plain(text: str, site: Site) -> str:
    """Translate MyST Markdown."""
    lines = text.splitlines()
    edits: dict[tuple[int, int], str | None] = {}
    for token in site.parser.parse(text):
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "inline":
            block = translated("\n".join(lines[first:last]), token.content, site)
            edits[first, last] = _inline(block, site)
        elif token.type.endswith("fence") and token.info.startswith("{"):
            indent = re.match(" *", lines[first])[0]
            edits[first, last] = textwrap.indent(
                _directive(token.info, token.content, site), indent
            )
        elif token.type == "math_block_label":
            # MathJax and KaTeX show a number that stands in the formula.
            number = rf"\tag{{{site.number(token.info)}}}"
            edits[first, last] = "\n".join([*lines[first : last - 1], number, "$$"])
        elif token.type in {"myst_line_comment", "myst_target"}:
            edits[first, last] = None
    for (first, last), new in sorted(edits.items(), reverse=True):
        lines[first:last] = [] if new is None else new.splitlines()
    return "\n".join(lines)


def translated(block: str, content: str, site: Site) -> str:
    """Put a translation into the place of a text in a block of lines."""
    message = " ".join(line.strip() for line in content.split("\n"))
    words = site.translate(message)
    if words == message:
        return block
    # The lines of the text may be indented, and the first may begin with a mark.
    pattern = r"\n\s*(?:> ?)*".join(
        re.escape(line.strip()) for line in content.split("\n")
    )
    return re.sub(pattern, lambda _match: words, block, count=1)


def _inline(text: str, site: Site) -> str:
    def replaced(match: re.Match[str]) -> str:
        if match["role"]:
            return _role(match["role"], match["content"].replace("\n", " "), site)
        if match["to"]:
            if not match["picture"]:
                return site.link(_inline(match["words"], site), match["to"])
            if not urlsplit(match["to"]).scheme:
                msg = f"the picture {match['to']!r}"
                raise NoFormError(msg)
        return match[0]

    return _INLINE.sub(replaced, text)


def _role(name: str, content: str, site: Site) -> str:
    short: dict[str, Callable[[str], str]] = {
        "eq": lambda label: f"({site.number(label)})",
        "eval": site.value,
        "math": lambda formula: f"${formula}$",
    }
    if name in short:
        return short[name](content)
    if name in {"cite:t", "cite:p"}:
        works = [site.work(key.strip()) for key in content.split(",")]
        if name == "cite:t":
            return ", ".join(f"{authors} ({year})" for authors, year in works)
        return "(" + "; ".join(f"{authors}, {year}" for authors, year in works) + ")"
    if name == "term":
        return content.partition("<")[0].strip()
    if (kind := name.removeprefix("py:")) in _PYTHON:
        title, target = re.fullmatch(r"(?:(.*?)\s*<)?([^<>]*)>?", content).groups()
        shown = target.rpartition(".")[2] if target.startswith("~") else target
        brackets = "()" if kind in {"func", "meth"} else ""
        return f"`{title or shown.lstrip('.') + brackets}`"
    msg = f"the role {name!r}"
    raise NoFormError(msg)


def _directive(info: str, content: str, site: Site) -> str:
    name, _, rest = info.removeprefix("{").partition("}")
    if name not in _DIRECTIVES:
        msg = f"the directive {name!r}"
        raise NoFormError(msg)
    parts = parse_directive_text(_DIRECTIVES[name], rest.strip(), content)
    title = " ".join(parts.arguments)
    if name == "source":
        return quoted_code(title, site.source(title))
    if name == "diagram":
        words = site.translate(" ".join(parts.options["alt"].split()))
        caption = plain("\n".join(parts.body), site)
        return f"![{words}](attachment:{title}.svg)\n\n{caption}".rstrip()
    if name == "include":
        start, end = (parts.options.get(x, "") for x in ("start-after", "end-before"))
        return plain(between(site.read(title), start, end), site)
    title = _inline(site.translate(title), site) or str(
        admonitionlabels.get(name, name.title())
    )
    body = plain("\n".join(parts.body), site)
    if name == "dropdown" or "dropdown" in parts.options.get("class", []):
        return folded(title, body)
    return boxed(title, body)


def between(text: str, start: str, end: str) -> str:
    """Return what stands behind a text and before another, if they are given."""
    if start:
        text = text.partition(start)[2]
    return (text.partition(end)[0] if end else text).strip()


def boxed(title: str, body: str) -> str:
    """Return a quotation with a title."""
    lines = [f"**{title}**", "", *body.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def folded(title: str, body: str) -> str:
    """Return what a click on its title unfolds."""
    # Markdown within HTML is read between empty lines, and not in the title.
    summary = MarkdownIt().renderInline(title)
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def quoted_code(source: str, code: str) -> str:
    """Return code to be read, below the name of its file."""
    return f"`{source.partition('::')[0]}`:\n\n```python\n{code}\n```"


# Cells ---------------------------------------------------------------------------------
def kind(cell: nbformat.NotebookNode) -> tuple[str, str]:
    """Return what a cell is to which exercise, such as ("check", "5")."""
    for tag in cell.metadata.get("tags", []):
        word, _, number = tag.partition("-")
        if word in {"exercise", "check", "solution"}:
            return word, number
    return "", ""


def chosen(
    cells: list[nbformat.NotebookNode], *, complete: bool
) -> Iterator[nbformat.NotebookNode]:
    """Leave the solutions out, or put each in the place of the cell to fill in.

    A cell of which the page shows nothing serves the page alone, and is left out, too.
    """
    solutions = {kind(cell)[1]: cell for cell in cells if kind(cell)[0] == "solution"}
    for cell in cells:
        word, number = kind(cell)
        if word == "exercise" and complete:
            yield solutions[number]
        elif word != "solution" and not hidden(cell):
            yield cell


def hidden(cell: nbformat.NotebookNode) -> bool:
    """Return whether a page shows neither a cell nor what it prints."""
    return {"remove-input", "remove-output"} <= set(cell.metadata.get("tags", []))


def code_cell(cell: nbformat.NotebookNode, site: Site) -> nbformat.NotebookNode:
    """Return a cell as Jupyter folds and tags it, with a check in the language of the site.

    A folded cell shows its first line: that says what it is, as the button on the page does.
    """
    metadata: dict[str, Any] = {}
    source, label = cell.source, cell.metadata.get("mystnb", {}).get("code_prompt_show")
    if {"hide-input", "remove-input"} & set(cell.metadata.get("tags", [])):
        metadata["jupyter"] = {"source_hidden": True}
        label = label or "Show the code"
    if is_check(cell.metadata.get("tags", ()), label or ""):
        source = localized(source, site.translate)
    if label:
        source = f"# {_comment(label, site)}\n{source}"
    if tags := [tag for tag in cell.metadata.get("tags", []) if _KEPT.match(tag)]:
        metadata["tags"] = tags
    return new_code_cell(source, metadata=metadata)


def _comment(label: str, site: Site) -> str:
    """Return what a folded cell holds, by the words of the button that shows it."""
    words = site.prompt(label)
    words = words.removeprefix("Show ").removesuffix("を表示")
    return words[0].upper() + words[1:]


def attachments(text: str) -> dict[str, Any]:
    """Return the diagrams that the Markdown of a cell shows, as nbformat keeps them."""
    found = {
        f"{name}.svg": {"image/svg+xml": standalone(picture_of(name))}
        for name in re.findall(r"\(attachment:(\w+)\.svg\)", text)
    }
    return {"attachments": found} if found else {}


def standalone(svg: str) -> str:
    """Return a diagram as a file: grey, which can be read on white and on black."""
    return b64encode(svg.replace("currentColor", "#808080").encode()).decode()


def notebook(
    cells: list[nbformat.NotebookNode], opening: str, site: Site, *, complete: bool
) -> nbformat.NotebookNode:
    """Return the notebook of a page's cells."""
    made = [new_markdown_cell(opening)]
    for cell in chosen(cells, complete=complete):
        if cell.cell_type == "code":
            made.append(code_cell(cell, site))
        elif cell.cell_type == "markdown":
            text = plain(cell.source, site)
            pictures = attachments(text)
            made.append(new_markdown_cell(text, **pictures))
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"  # by default it is random
    return new_notebook(cells=made, metadata=_METADATA)


# The site ------------------------------------------------------------------------------
def _has_notebooks(env: BuildEnvironment, docname: str) -> bool:
    return docname.startswith(FOLDER) and "kernelspec" in env.metadata[docname]


def _title(env: BuildEnvironment, docname: str, anchor: str) -> str:
    """Return the title of a page, or of a section of it."""
    if not anchor:
        return env.titles[docname].astext()
    slugs = env.metadata[docname].get("myst_slugs", {})
    labels = env.domaindata["std"]["labels"]
    return (slugs.get(anchor) or labels[anchor])[2]


class View:
    """The site, seen from one page; other pages are notebooks with the same ending."""

    def __init__(self, app: Sphinx, docname: str, ending: str) -> None:
        self.parser = create_md_parser(app.env.myst_config, RendererHTML)
        self._app, self._env = app, app.env
        self._docname, self._ending = docname, ending
        self._translate = translator(app.env, docname)
        self._values: dict[str, deque[str]] = defaultdict(deque)
        for expression, text, _line, _nodes in app.env.metadata[docname].get(
            "evaluated", []
        ):
            self._values[expression].append(text)

    def translate(self, message: str) -> str:
        """Look it up in the catalogue of the page."""
        return self._translate(message)

    def prompt(self, words: str) -> str:
        """As the page does."""
        return prompt(words, self._translate)

    def value(self, expression: str) -> str:
        """Take them in order: the same expression may change its value on the way."""
        if not self._values[expression]:
            msg = f"the value of {expression}"
            raise NoFormError(msg)
        return self._values[expression].popleft()

    def link(self, words: str, address: str) -> str:
        """Lead to a notebook if there is one, else to the site if its address is known."""
        if urlsplit(address).scheme:
            return f"[{words}]({address})"
        path, _, anchor = address.partition("#")
        file = self._env.relfn2path(path, self._docname)[1]
        target = self._env.path2doc(file) if path else self._docname
        if target not in self._env.all_docs:
            return words
        words = words or _title(self._env, target, anchor)
        if target != self._docname and _has_notebooks(self._env, target):
            path = posixpath.relpath(target, posixpath.dirname(self._docname))
            return f"[{words}]({path}{self._ending})"
        if base := self._app.config.notebooks_base_url:
            uri = self._app.builder.get_target_uri(target)
            return f"[{words}]({base}{uri}{'#' * bool(anchor)}{anchor})"
        return words

    def read(self, path: str) -> str:
        """Read as ``include`` does."""
        file = self._env.relfn2path(path, self._docname)[1]
        return Path(file).read_text(encoding="utf-8")

    def source(self, argument: str) -> str:
        """Read as ``source`` does."""
        path, _, name = argument.partition("::")
        return source_of((_root(self._app) / path).read_text(encoding="utf-8"), name)

    def number(self, label: str) -> int:
        """Return the number that stands beside the equation on its page."""
        number = self._env.domains.math_domain.get_equation_number_for(label)
        if number is None:
            msg = f"the equation {label!r}"
            raise NoFormError(msg)
        return number

    def work(self, key: str) -> tuple[str, str]:
        """Read the file of the bibliography."""
        file = Path(self._app.srcdir) / self._app.config.bibtex_bibfiles[0]
        entry = parse_file(file).entries.get(key)
        if entry is None:
            msg = f"the work {key!r}"
            raise NoFormError(msg)
        names = [" ".join(x.last_names) for x in entry.persons["author"]]
        authors = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)  # noqa: PLR2004
        return authors, entry.fields["year"]


def _root(app: Sphinx) -> Path:
    return Path(app.srcdir).parent


def _readme(app: Sphinx, readme: str, docname: str, start: str, end: str) -> str:
    """Return a part of the README in the words of the page that includes it."""
    site = View(app, docname, ENDINGS[False])
    return plain(between(readme, start, end), site)


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write all notebooks, since they tell each other's titles."""
    pages = sorted(name for name in app.env.all_docs if _has_notebooks(app.env, name))
    if exception or app.builder.format != "html" or not pages:
        return
    readme = (_root(app) / "README.md").read_text(encoding="utf-8")
    for docname in pages:
        page = jupytext.read(Path(app.env.doc2path(docname)), fmt="md:myst")
        for complete, ending in ENDINGS.items():
            about = {
                "complete": complete,
                "other": posixpath.basename(docname) + ENDINGS[not complete],
                "install": _readme(
                    app, readme, "how-to/first-run", "\n## Install\n", "\n## "
                ),
                "hypothesis": any("lif.properties" in x.source for x in page.cells),
                "credits": _readme(
                    app, readme, "learn/index", "<!-- credits -->", "<!-- /credits -->"
                ),
            }
            opening = app.builder.templates.render("notebook.md", about)
            site = View(app, docname, ending)
            try:
                made = notebook(page.cells, opening, site, complete=complete)
            except NoFormError as error:
                _logger.warning("no form in a notebook: %s", error, location=docname)
                continue
            file = Path(app.outdir) / (docname + ending)
            file.write_text(nbformat.writes(made) + "\n", encoding="utf-8")


def _offer(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put links to a page's notebooks below the box that it begins with."""
    if app.builder.format != "html" or not _has_notebooks(app.env, docname):
        return
    name = posixpath.basename(docname)
    words = _(
        "Download this page as a {to_fill_in}notebook to fill in{end} or as a {complete}notebook "
        "with the solutions{end}."
    ).format(
        to_fill_in=f'<a href="{name}{ENDINGS[False]}" download>',
        complete=f'<a href="{name}{ENDINGS[True]}" download>',
        end="</a>",
    )
    links = f"<p>{words}</p>"
    section = next(doctree.findall(nodes.section))  # its title is its first child
    place = 2 if isinstance(section[1], nodes.Admonition) else 1
    section.insert(place, nodes.raw("", links, format="html"))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Offer and write the notebooks."""
    app.add_config_value("notebooks_base_url", "", "html")
    app.connect("doctree-resolved", _offer)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
