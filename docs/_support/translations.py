"""What a translation must keep: numbers, code, formulas, links, and what references lead to.

A message is what Sphinx takes from a page: a paragraph, a title, an entry of a list, in the
markup of its source, which is Markdown (MyST) or reStructuredText.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator


LOCALES = Path(__file__).parents[1] / "locales"

# In Markdown ``{role}`text <target>```, in reStructuredText ``:role:`text <target>```.
_ROLE = re.compile(r"(?:\{([\w:]+)\}|:([\w:]+):)(`+)(?P<content>.+?)\3")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_FORMULA = re.compile(r"(?<!\\)\$\$?([^$]+)\$")
# The words of a link may hold code, but no link; in reStructuredText, `words <target>`_.
_LINK = re.compile(r"\[((?:`[^`]*`|[^\[\]`])*)\]\(([^()\s]+)\)")
_RST_LINK = re.compile(r"`([^`<]+?)\s*<([^>`]+)>`_{1,2}")
_HTML = re.compile(r"<(/?\w+)([^<>]*)>")
# What a program puts into a sentence.
_HOLE = re.compile(r"\{((?:[^{}`]|\{[^{}]*\})*)\}(?!`)")
_TEX = re.compile(r"\\[A-Za-z]{2,}|[_^]\{")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]")
# What may follow a number, as a regular expression.
UNITS = "ms|s|mV|V|pA|nA|A|Hz|kHz|ohm|MΩ|Ω|nF|pF|kB|MB|GB|GiB|%|ns|µs|px|fV"
_SPACED_UNIT = re.compile(rf"[\d\0] (?:{UNITS})(?![A-Za-z])")
# Numbers that English may write as words, and half, twice, once ...
_SMALL = 12
_LARGE = re.compile(
    r"hundred|thousand|million|twenty|thirty|forty|fifty|sixty|eighty|ninety|teen"
)
_TARGET = re.compile(r"(?:.*?\s*<)?([^<>]*)>?", re.DOTALL)
_SHOW_THEIR_TARGET = {"math", "eval", "cite:p", "cite:t"}


class Parts(NamedTuple):
    """What a translation has to keep, and the plain text that is left."""

    kept: Counter[tuple[str, str]]
    text: str


def parts(message: str, *, rst: bool = False) -> Parts:
    """Take a message apart."""
    kept: Counter[tuple[str, str]] = Counter()

    def role(match: re.Match[str]) -> str:
        name, content = match[1] or match[2], match["content"]
        if name in _SHOW_THEIR_TARGET:
            kept[name, content] += 1
            return "\0"
        target = re.fullmatch(_TARGET, content)[1].strip()  # type: ignore[index]
        kept[name, target] += 1
        return content.partition("<")[0] if "<" in content else "\0"

    def code(match: re.Match[str]) -> str:
        kept["code", match[2].strip()] += 1
        return "\0"

    def formula(match: re.Match[str]) -> str:
        kept["formula", match[1].strip()] += 1
        return "\0"

    def link(match: re.Match[str]) -> str:
        kept["link", match[2]] += 1
        return match[1]

    def hole(match: re.Match[str]) -> str:
        kept["hole", match[1]] += 1
        return "\0"

    def tag(match: re.Match[str]) -> str:
        kept["tag", match[1] + " ".join(match[2].split())] += 1
        return ""

    text = _ROLE.sub(role, message)
    text = _RST_LINK.sub(link, text) if rst else _LINK.sub(link, text)
    text = _CODE.sub(code, text)
    text = text if rst else _FORMULA.sub(formula, text)
    if not _TEX.search(text):
        text = _HOLE.sub(hole, text)
    return Parts(kept, _HTML.sub(tag, text))


def in_markdown(docstring: str) -> str:
    """Return a sentence of a docstring as a catalogue of a Markdown page has to write it."""
    return re.sub(r"(?<![`:}])`([^`]+)`(?!`)", r"{py:obj}`\1`", docstring)


def _numbers(text: str) -> Counter[str]:
    return Counter(number.replace(",", "") for number in _NUMBER.findall(text))


def faults(message: str, translation: str, *, rst: bool = False) -> list[str]:
    """Return what is wrong with a translation, in words."""
    if translation == message:  # a formula, a number, a name
        return []
    before, after = parts(message, rst=rst), parts(translation, rst=rst)
    if _TEX.search(before.text):  # a formula of its own, which Sphinx cannot replace
        return ["changes a formula"]
    found = [f"drops {kind}: {what}" for kind, what in (before.kept - after.kept)]
    found += [f"adds {kind}: {what}" for kind, what in (after.kept - before.kept)]
    numbers, others = _numbers(before.text), _numbers(after.text)
    found += [f"drops the number {number}" for number in numbers - others]
    found += [
        f"adds the number {number}"
        for number in others - numbers
        if not _is_a_word(number, before.text)
    ]
    if message.count("**") != translation.count("**"):
        found.append("has other words in bold")
    if not rst and "**" in MarkdownIt().renderInline(after.text):
        found.append(
            "shows ** instead of bold: put no bracket at the edge of what is bold"
        )
    if wide := _WIDE.findall(translation):
        found.append(f"has wide letters or digits: {''.join(wide)}")
    if spaced := _SPACED_UNIT.findall(after.text):
        found.append(f"has a space before a unit: {', '.join(spaced)}")
    return found


def _is_a_word(number: str, text: str) -> bool:
    """Tell whether English may have written a number as a word."""
    if not number.isdecimal():
        return False
    return int(number) <= _SMALL or bool(_LARGE.search(text.lower()))


def catalogue(file: Path) -> Catalog:
    """Read a catalogue."""
    with file.open("rb") as text:
        return read_po(text, locale=file.relative_to(LOCALES).parts[0])


def catalogues(language: str) -> Iterator[tuple[str, Catalog]]:
    """Return the catalogues of a language with the names of their pages."""
    folder = LOCALES / language / "LC_MESSAGES"
    for file in sorted(folder.rglob("*.po")):
        yield file.relative_to(folder).with_suffix("").as_posix(), catalogue(file)


def write_template(folder: Path) -> None:
    """Write the template of a catalogue for what buttons, labels and notes say."""
    template = Catalog(project="lif", charset="utf-8")
    for text in interface():
        template.add(text)
    with (folder / "sphinx.pot").open("wb") as file:
        write_po(file, template, width=0, omit_header=False)


# Words of the interface that are the same in both languages.
SAME = {"{loaded} of {total} MB"}


@cache
def interface(folder: str = "") -> list[str]:
    """Return what buttons, labels and notes say, in English: of all, or of a folder's files."""
    with (LOCALES / "messages.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        LOCALES.parent,
        methods,
        options,
        keywords={"_": None},
        directory_filter=lambda path: Path(path).name not in _NO_SOURCES,
    )
    return sorted({text for name, _, text, *_ in found if name.startswith(folder)})


_NO_SOURCES = {"node_modules", "_build", "tests", "gallery", "locales"}


if __name__ == "__main__":
    write_template(Path(sys.argv[1]))
