"""The notebooks: they say what the pages say, and run where only a reader's packages are."""

from __future__ import annotations

import copy
import posixpath
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jupytext
import nbformat
import pytest
from docutils import nodes
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
LEARN = ROOT / "docs" / "learn"
PAGES = sorted(
    page.relative_to(LEARN).with_suffix("").as_posix()
    for page in LEARN.rglob("*.md")
    if "{code-cell}" in page.read_text(encoding="utf-8")
)

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(ROOT / "docs")
    from _ext import notebooks


# Markdown ------------------------------------------------------------------------------
class Examples:
    """A site of which a test can see what it was asked for."""

    parser = create_md_parser(
        MdParserConfig(enable_extensions={"colon_fence", "dollarmath"}), RendererHTML
    )

    def value(self, expression: str) -> str:
        """Show the expression."""
        return f"value of {expression}"

    def link(self, words: str, address: str) -> str:
        """Show both."""
        return f"<{words or 'title'}|{address}>"

    def read(self, path: str) -> str:
        """Have one file."""
        assert path == "other.md"
        return "no\nSTART yes, {eval}`x` END no"

    def translate(self, message: str) -> str:
        """Know two messages."""
        return {"One {eval}`x` here.": "値は{eval}`x`です。", "Heading": "題"}.get(
            message, message
        )

    def prompt(self, words: str) -> str:
        """Leave it in English."""
        return words

    def source(self, argument: str) -> str:
        """Show the argument."""
        return f"code of {argument}"

    def number(self, label: str) -> int:
        """Have as many equations as the label has letters."""
        return len(label)

    def work(self, key: str) -> tuple[str, str]:
        """Show the key."""
        return f"author of {key}", "1907"


@pytest.mark.parametrize(
    ("myst", "plain"),
    [
        pytest.param(
            ":::{admonition} After *this*\n:class: tip\n\n- one\n- two {eval}`x`\n:::",
            "> **After *this***\n>\n> - one\n> - two value of x",
            id="box",
        ),
        pytest.param(
            "A {term}`spike`, {term}`spikes <spike>`, {cite:p}`x,y` and {cite:t}`x`.",
            "A spike, spikes, (author of x, 1907; author of y, 1907) "
            "and author of x (1907).",
            id="term and cite",
        ),
        pytest.param(
            "By {eq}`eq-v`:\n\n$$\na = b\n$$ (eq-v)\n\nthen",
            "By (4):\n\n$$\na = b\n\\tag{4}\n$$\n\nthen",
            id="equation",
        ),
        pytest.param(
            "```{diagram} circuit\n:alt: A circuit.\n\nWhat {eval}`x` is.\n```",
            "![A circuit.](attachment:circuit.svg)\n\nWhat value of x is.",
            id="diagram",
        ),
        pytest.param("```{note}\nText.\n```", "> **Note**\n>\n> Text.", id="no title"),
        pytest.param(
            "```{seealso} Text,\nmore.\n```",
            "> **See also**\n>\n> Text,\n> more.",
            id="text beside the name",
        ),
        pytest.param(
            "# Heading\n\n- One\n  {eval}`x` here.\n- Two\n\n:::{tip}\nOne {eval}`x`\nhere.\n:::",
            "# 題\n\n- 値はvalue of xです。\n- Two\n\n> **Tip**\n>\n> 値はvalue of xです。",
            id="translated",
        ),
        pytest.param(
            ":::{dropdown} A `<hint>`\nText.\n:::",
            "<details>\n<summary>A <code>&lt;hint&gt;</code></summary>\n\nText.\n\n</details>",
            id="dropdown",
        ),
        pytest.param(
            ":::{admonition} More\n:class: note dropdown\nText.\n:::",
            "<details>\n<summary>More</summary>\n\nText.\n\n</details>",
            id="box that is folded",
        ),
        pytest.param(
            "````{tip}\n```{source} lif/a.py::b\n```\n````",
            "> **Tip**\n>\n> `lif/a.py`:\n>\n> ```python\n> code of lif/a.py::b\n> ```",
            id="source in a box",
        ),
        pytest.param(
            "1. one\n\n   ```{tip}\n   Text.\n   ```\n2. two",
            "1. one\n\n   > **Tip**\n   >\n   > Text.\n2. two",
            id="box in a list",
        ),
        pytest.param(
            "```{include} other.md\n:start-after: START\n:end-before: END\n```",
            "yes, value of x",
            id="part of a file",
        ),
        pytest.param("(name)=\n## Title {eval}`x`", "## Title value of x", id="target"),
        pytest.param("one\n\n% remark\n\ntwo", "one\n\n\ntwo", id="comment"),
        pytest.param(
            '| a | b |\n|---|---|\n| {eval}`f"{x:.1f}"` | {eval}`y` |',
            '| a | b |\n|---|---|\n| value of f"{x:.1f}" | value of y |',
            id="values in a table",
        ),
        pytest.param("{eval}``len(`x`)``", "value of len(`x`)", id="backticks"),
        pytest.param(
            "[](a.md), [`b[0]` {eval}`x`](b.md#c)",
            "<title|a.md>, <`b[0]` value of x|b.md#c>",
            id="links",
        ),
        pytest.param(
            "{py:obj}`lif.run`, {func}`~lif.run`, {class}`it <lif.Neuron>`",
            "`lif.run`, `run()`, `it`",
            id="names",
        ),
        pytest.param("{math}`x_1`", "$x_1$", id="maths as a role"),
    ],
)
def test_markdown_is_plain(myst: str, plain: str) -> None:
    """What only MyST knows is written in what every notebook shows."""
    assert notebooks.plain(myst, Examples()) == plain


@pytest.mark.parametrize(
    "text",
    [
        "`{eval}` and `[](a.md)`, ``x`{eval}`y` ``",
        "$[](a.md)$ for \\$2",
        "$$\n[](a.md)\n$$",
        "```text\n(name)=\n{eval}`x`\n:::{tip}\n```",
        "    {eval}`x`",
        "![words](https://example.org/a.svg)",
        "# Title\n\n- *a*, **b**\n- <https://example.org>\n\n> quotation",
    ],
)
def test_code_and_maths_are_left_alone(text: str) -> None:
    """So is all that is plain already."""
    assert notebooks.plain(text, Examples()) == text


@pytest.mark.parametrize(
    "myst",
    ["```{grid}\n```", "{kbd}`x`", "![words](a.svg)", ":::{code-cell} ipython3\n:::"],
)
def test_what_has_no_form_is_refused(myst: str) -> None:
    """Nothing slips through half translated."""
    with pytest.raises(notebooks.NoFormError):
        notebooks.plain(myst, Examples())


# Links ---------------------------------------------------------------------------------
def app_of_examples(base: str) -> Any:
    """Return as much of Sphinx as a link needs, with a few pages."""
    pages = ("learn/one", "learn/two", "learn/part/three", "learn/index", "other")
    slugs = {"myst_slugs": {"section": (1, "section", "Section")}}
    cells = {"kernelspec": {"name": "python3"}}

    def relfn2path(path: str, page: str) -> tuple[str, str]:
        return (posixpath.normpath(f"{posixpath.dirname(page)}/{path}"),) * 2

    env = SimpleNamespace(
        all_docs=dict.fromkeys(pages, 0.0),
        domaindata={"std": {"labels": {"label": ("other", "label", "Label")}}},
        metadata={page: slugs | (cells if page[-1] in "eo" else {}) for page in pages},
        myst_config=MdParserConfig(),
        path2doc=lambda file: file.rpartition(".")[0],
        relfn2path=relfn2path,
        titles={page: nodes.title("", page.title()) for page in pages},
        srcdir="docs",
        config=SimpleNamespace(locale_dirs=["locales"], language="en"),
    )
    return SimpleNamespace(
        builder=SimpleNamespace(get_target_uri=lambda page: f"{page}.html"),
        config=SimpleNamespace(notebooks_base_url=base),
        env=env,
    )


@pytest.mark.parametrize(
    ("words", "address", "link", "link_with_base"),
    [
        ("it", "https://a.org/b.md", "[it](https://a.org/b.md)", None),
        ("", "two.md", "[Learn/Two](two-complete.ipynb)", None),
        ("it", "two.md#section", "[it](two-complete.ipynb)", None),
        ("", "part/three.md", "[Learn/Part/Three](part/three-complete.ipynb)", None),
        ("it", "#section", "it", "[it](https://lif/learn/one.html#section)"),
        ("", "index.md", "Learn/Index", "[Learn/Index](https://lif/learn/index.html)"),
        ("", "../other.rst", "Other", "[Other](https://lif/other.html)"),
        (
            "",
            "../other.md#section",
            "Section",
            "[Section](https://lif/other.html#section)",
        ),
        ("", "../other.md#label", "Label", "[Label](https://lif/other.html#label)"),
        ("it", "../../LICENSE", "it", None),
    ],
)
def test_links(words: str, address: str, link: str, link_with_base: str | None) -> None:
    """To a notebook of the same kind; else to the site, if its address is known."""
    for base, expected in (("", link), ("https://lif/", link_with_base or link)):
        view = notebooks.View(app_of_examples(base), "learn/one", "-complete.ipynb")
        assert view.link(words, address) == expected


def test_values_are_taken_in_order() -> None:
    """An expression that is evaluated twice has two values; a third one is refused."""
    app = app_of_examples("")
    nothing: list[nodes.Node] = []
    evaluated = [(name, value, 1, nothing) for name, value in ("x1", "y2", "x3")]
    app.env.metadata["learn/one"] = {"evaluated": evaluated}
    view = notebooks.View(app, "learn/one", ".ipynb")
    assert [view.value(name) for name in ("y", "x", "x")] == ["2", "1", "3"]
    with pytest.raises(notebooks.NoFormError):
        view.value("x")


# Cells ---------------------------------------------------------------------------------
PAGE = """\
---
file_format: mystnb
---

# Title

```{code-cell} ipython3
---
tags: [remove-input, remove-output]
---
help = 1
```

```{code-cell} ipython3
---
tags: [remove-input]
---
shown()
```

```{code-cell} ipython3
---
mystnb:
  code_prompt_show: Show the code of this figure
  image:
    alt: Words.
tags: [hide-input]
---
draw()
```

```{code-cell} ipython3
---
tags: [exercise-2, remove-output]
---
x = ...
```

```{code-cell} ipython3
---
mystnb:
  code_prompt_show: Show the check
tags: [hide-input, check-2]
---
check(x)
```

:::{dropdown} Hint
Text.
:::

```{code-cell} ipython3
---
mystnb:
  code_prompt_show: Show the solution
tags: [hide-cell, solution-2]
---
x = 1
```

The end.
"""
FOLDED = {"jupyter": {"source_hidden": True}}
BEFORE = [
    ("opening", {}),
    ("# Title", {}),
    ("# The code\nshown()", FOLDED),
    ("# The code of this figure\ndraw()", FOLDED),
]
AFTER = [
    ("# The check\ncheck(x)", FOLDED | {"tags": ["check-2"]}),
    ("<details>\n<summary>Hint</summary>\n\nText.\n\n</details>", {}),
    ("The end.", {}),
]


@pytest.mark.parametrize(
    ("complete", "answer"),
    [
        (False, ("x = ...", {"tags": ["exercise-2"]})),
        (True, ("# The solution\nx = 1", {"tags": ["solution-2"]})),
    ],
)
def test_cells(complete: bool, answer: tuple[str, dict[str, object]]) -> None:  # noqa: FBT001
    """The solution is left out, or fills the cell that the check is about; folds are kept."""
    page = jupytext.reads(PAGE, fmt="md:myst").cells
    made = notebooks.notebook(page, "opening", Examples(), complete=complete)
    assert [(cell.source, dict(cell.metadata)) for cell in made.cells] == [
        *BEFORE,
        answer,
        *AFTER,
    ]


# The site ------------------------------------------------------------------------------
ENDINGS = {"to fill in": ".ipynb", "complete": "-complete.ipynb"}


@pytest.fixture(params=ENDINGS)
def ending(request: pytest.FixtureRequest) -> str:
    """Return how the names of one kind of notebook end."""
    return ENDINGS[request.param]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    """Return the name of a page with cells."""
    return str(request.param)


def read(site: Path, page: str, ending: str) -> NotebookNode:
    """Read a notebook of the site."""
    file = site / "en" / "learn" / (page + ending)
    notebook: NotebookNode = nbformat.read(file, as_version=nbformat.NO_CONVERT)
    return notebook


@pytest.fixture
def notebook(site: Path, page: str, ending: str) -> NotebookNode:
    """Return one of a page's two notebooks, as the site offers it."""
    return read(site, page, ending)


def markdown(notebook: NotebookNode) -> str:
    """Return the Markdown of a notebook."""
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def prose(text: str) -> str:
    """Return Markdown without its code and its formulas."""
    text = re.sub(
        r"^([> ]*)(```+)\w*$.*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE
    )
    return re.sub(
        r"(?<!`)(`{1,2})(?!`).*?\1|\$\$.+?\$\$|\$.+?\$", "", text, flags=re.DOTALL
    )


def test_a_page_offers_both(site: Path, page: str) -> None:
    """Two links on a page, near its top, are there to download its notebooks."""
    html = (site / "en" / "learn" / f"{page}.html").read_text(encoding="utf-8")
    name = page.rpartition("/")[2]
    links = re.findall(r'<a href="(\S+)" download', html.partition("<h2>")[0])
    assert links == [name + ending for ending in ENDINGS.values()]


def test_only_pages_with_cells_have_notebooks(site: Path) -> None:
    """There is no notebook but two for each of them, and the gallery's."""
    for language in ("en", "ja"):
        found = {
            file.relative_to(site / language).as_posix()
            for file in (site / language).rglob("*.ipynb")
            if "_downloads" not in file.parts
        }
        endings = ENDINGS.values()
        assert found == {f"learn/{x}{ending}" for x in PAGES for ending in endings}


def test_a_notebook_holds_cells_and_nothing_of_the_build(
    site: Path, page: str, ending: str, notebook: NotebookNode
) -> None:
    """It is valid; no output, date or machine is in it, and its bytes follow from its cells."""
    nbformat.validate(notebook)
    assert notebook.metadata == {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    numbers = range(len(notebook.cells))
    assert [cell.id for cell in notebook.cells] == [f"cell-{n}" for n in numbers]
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"jupyter", "tags"}
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
    text = (site / "en" / "learn" / (page + ending)).read_text(encoding="utf-8")
    assert text == nbformat.writes(notebook) + "\n"


def test_a_notebook_begins_with_what_it_needs(notebook: NotebookNode) -> None:
    """Its first cell tells how to install the package, whose course it is, and the licence."""
    first = notebook.cells[0].source
    for words in (
        "pip install .\n",
        "pip install matplotlib jupyterlab",
        "Neuromatch Academy",
        "CC BY 4.0</a>",
    ):
        assert words in first
    assert "this folder" not in first
    cells = "".join(x.source for x in notebook.cells if x.cell_type == "code")
    assert ("[properties]" in first) == ("import lif.properties" in cells)
    assert notebook.cells[1].source.startswith("# ")


MYST = {  # and what it finds
    r"[`:]{3,} *\{": "Text\n\n```{source} lif/a.py::b\n```",
    r":::": "Text\n:::",
    r"\{[\w:-]+\}": "Text {eval}`f'{x:.1f}'`",
    r"^\([\w-]+\)=": "(target)=\n## Title",
    r"^---$": "---\nfile_format: mystnb\n---",
    r"\.(md|rst)\b": "[Text](../page.md#section)",
    r"\]\(\)|\[\]": "[](https://example.org)",
    r"\[\^": "Text[^1]",
    r" object at 0x|<IPython": "<__main__.A object at 0x7f>",
}


@pytest.mark.parametrize("pattern", MYST)
def test_no_myst_is_left_over(notebook: NotebookNode, pattern: str) -> None:
    """Whatever only MyST reads has become something that a notebook shows."""
    found = re.compile(f"^.*(?:{pattern}).*$", re.MULTILINE)
    assert found.search(prose(MYST[pattern]))
    assert found.findall(prose(markdown(notebook))) == []


def test_links_lead_to_notebooks_of_the_same_kind(
    site: Path, page: str, ending: str, notebook: NotebookNode
) -> None:
    """From the one to fill in to others to fill in, and from a complete one to complete ones."""
    folder = (site / "en" / "learn" / page).parent
    name, other = page.rpartition("/")[2], "".join(set(ENDINGS.values()) - {ending})
    for address in re.findall(r"\]\(([^)]*)\)", prose(markdown(notebook))):
        if not address.startswith(("https://", "attachment:")):
            assert (folder / address).is_file()
            rest = address.removesuffix(ending)
            assert address == name + other or not rest.endswith(("-complete", ".ipynb"))


def test_the_code_is_that_of_the_page(
    page: str, ending: str, notebook: NotebookNode
) -> None:
    """All that it shows is there in its order, but no solution, or each before its check."""
    kind = notebooks.kind
    cells = jupytext.read(LEARN / f"{page}.md", fmt="md:myst").cells
    solutions = [cell.source for cell in cells if kind(cell)[0] == "solution"]
    missing = "solution" if ending == ENDINGS["to fill in"] else "exercise"
    wanted = [
        cell
        for cell in cells
        if cell.cell_type == "code"
        and kind(cell)[0] != missing
        and not notebooks.hidden(cell)
    ]
    for k, cell in enumerate(wanted):
        if kind(cell)[0] == "solution":
            wanted[k - 1 : k + 1] = cell, wanted[k - 1]
    found = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for new, old in zip(found, wanted, strict=True):
        assert new.source.endswith(old.source)
        assert len(new.source.splitlines()) - len(old.source.splitlines()) <= 1
    there = [any(text in cell.source for cell in notebook.cells) for text in solutions]
    assert set(there) <= {missing == "exercise"}


@pytest.fixture
def run(
    kernels: Path,
    execute: Callable[[NotebookNode, str, Path], NotebookNode],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[list[NotebookNode]], list[str]]:
    """Return what runs cells as a reader would, and tells what the checks among them say."""

    def run(cells: list[NotebookNode]) -> list[str]:
        monkeypatch.setenv("JUPYTER_PATH", str(kernels))
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        execute(nbformat.v4.new_notebook(cells=cells), "reader", tmp_path)
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert outputs
        assert [x.text for x in outputs if x.get("name") == "stderr"] == []
        checks = [cell for cell in cells if notebooks.kind(cell)[0] == "check"]
        return ["".join(x.text for x in check.outputs) for check in checks]

    return run


def test_a_reader_can_run_the_complete_one(
    site: Path, page: str, run: Callable[[list[NotebookNode]], list[str]]
) -> None:
    """With the wheel, matplotlib and Hypothesis no cell fails, and every check says "Right"."""
    said = run(read(site, page, ENDINGS["complete"]).cells)
    assert [text for text in said if not text.startswith("Right")] == []


def test_a_reader_can_run_the_one_to_fill_in(
    site: Path, page: str, run: Callable[[list[NotebookNode]], list[str]]
) -> None:
    """From top to bottom: each check says "Not yet", and "Right" once the cell is filled in."""
    answers = {
        notebooks.kind(cell): cell
        for cell in read(site, page, ENDINGS["complete"]).cells
    }
    cells = []
    for cell in read(site, page, ENDINGS["to fill in"]).cells:
        cells.append(cell)
        word, number = notebooks.kind(cell)
        if word == "check":
            cells += [answers["solution", number], copy.deepcopy(cell)]
    said = run(cells)
    assert [text for text in said[::2] if not text.startswith("Not yet")] == []
    assert [text for text in said[1::2] if not text.startswith("Right")] == []
