"""Words that are not in the text of a page, such as labels and alt texts, in its language.

These are the descriptions of figures and diagrams, the words on folded cells, and what the checks
of exercises say. The catalogue of the page holds them with its text. What a translation does not
have yet stands in English, with a mark.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _support import checks
from docutils import nodes
from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.locale import _
from sphinx.locale import init as init_locale
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

# What stands on most cells that are folded; a few pages have words of their own.
PROMPTS = {
    "Show the code": _("Show the code"),
    "Hide the code": _("Hide the code"),
    "Show the code of this figure": _("Show the code of this figure"),
    "Hide the code of this figure": _("Hide the code of this figure"),
    "Show the check": _("Show the check"),
    "Hide the check": _("Hide the check"),
    "Show the solution": _("Show the solution"),
    "Hide the solution": _("Hide the solution"),
}


def joined(sentences: Iterable[str], language: str) -> str:
    """Put sentences after each other."""
    return ("" if language == "ja" else " ").join(sentences)


def prompt(words: str, translate: Callable[[str], str]) -> str:
    """Return what stands on a folded cell, in the language of the page."""
    return str(PROMPTS[words]) if words in PROMPTS else translate(words)


class Words(addnodes.translatable, nodes.Invisible, nodes.Element):
    """What a page has to say beside its text, for its catalogue."""

    def preserve_original_messages(self) -> None:
        """Do nothing: the messages are those of the node."""

    def extract_original_messages(self) -> Sequence[str]:
        """Return the messages."""
        messages: list[str] = self["messages"]
        return messages

    def apply_translated_message(self, original: str, translated: str) -> None:
        """Do nothing: who uses a message asks for its translation."""


def translator(env: BuildEnvironment, docname: str) -> Callable[[str], str]:
    """Return the function that translates a message of a page."""
    folders = [str(Path(env.srcdir, folder)) for folder in env.config.locale_dirs]
    catalogue, _found = init_locale(folders, env.config.language, docname)
    return lambda message: catalogue.gettext(message) if message else ""


def note(env: BuildEnvironment, *messages: str) -> None:
    """Say that a directive of this page uses messages."""
    env.current_document.setdefault("lif_words", []).extend(messages)


def _cells(document: nodes.document) -> Iterator[nodes.Element]:
    for node in document.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            yield node


def is_check(tags: Iterable[str], label: str) -> bool:
    """Tell whether a cell is the check of an exercise, or holds what checks use."""
    return "checks" in label or any(tag.startswith("check-") for tag in tags)


def _is_check(cell: nodes.Element) -> bool:
    tags = cell["cell_metadata"].get("tags", ())
    return is_check(tags, cell.get("prompt_show", ""))


def description(metadata: dict[str, Any]) -> str:
    """Return the words for the picture of a cell, as a catalogue has them."""
    words = metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    return " ".join(words.split())


def _blocks(cell: nodes.Element, part: str) -> Iterator[nodes.literal_block]:
    for container in cell.findall(nodes.container):
        if container.get("nb_element") == part:
            yield from container.findall(nodes.literal_block)


def words_of(env: BuildEnvironment, document: nodes.document) -> list[str]:
    """Return the words of a page that are no text of it, before they are translated."""
    found = list(env.current_document.get("lif_words", []))
    for cell in _cells(document):
        found.append(description(cell["cell_metadata"]))
        prompts = (cell.get("prompt_show", ""), cell.get("prompt_hide", ""))
        found += (words for words in prompts if words not in PROMPTS)
        if _is_check(cell):
            for block in _blocks(cell, "cell_code_source"):
                found += (one.message for one in checks.sentences(block.astext()))
    return list(dict.fromkeys(filter(None, found)))


class Collect(SphinxTransform):
    """Bring the words of a page to its catalogue."""

    default_priority = 9  # before Sphinx asks nodes for their messages

    def apply(self, **_options: Any) -> None:
        """Put a node with the words at the end of the page."""
        builder = self.env._builder_cls  # noqa: SLF001 - as Sphinx's own transforms ask
        found = words_of(self.env, self.document)
        if issubclass(builder, MessageCatalogBuilder) and found:
            words = Words(messages=found)
            words.source, words.line = self.document["source"], 1
            self.document += words


class Localize(SphinxTransform):
    """Put the words of a page into its language, and mark what is not translated."""

    default_priority = 30  # after Sphinx has translated the text

    def apply(self, **_options: Any) -> None:
        """Change cells, pictures and classes."""
        builder = self.env._builder_cls  # noqa: SLF001 - as above
        if issubclass(builder, MessageCatalogBuilder):
            return
        translate = translator(self.env, self.env.docname)
        words = words_of(self.env, self.document)
        # Asked before the words on the cells are translated.
        cells = [(cell, _is_check(cell)) for cell in _cells(self.document)]
        for cell, is_a_check in cells:
            for name in ("prompt_show", "prompt_hide"):
                if name in cell:
                    cell[name] = prompt(cell[name], translate)
            for image in cell.findall(nodes.image):
                if image.get("alt"):
                    image["alt"] = translate(" ".join(image["alt"].split()))
            if is_a_check:
                self._localize_check(cell, translate)
        self._mark({text: translate(text) != text for text in words})
        self._keep_anchors()

    def _mark(self, words: dict[str, bool]) -> None:
        """Mark what is not translated, and count it with the words that are no text."""
        metadata = self.env.metadata[self.env.docname]
        found = Counter(words.values())
        missing = [text for text, done in words.items() if not done]
        for node in self.document.findall(nodes.TextElement):
            if "translated" not in node or not _has_words(node):
                continue
            found[node["translated"]] += 1
            if not node["translated"]:
                missing.append(node.rawsource or node.astext())
                # docutils makes the second an attribute, lang="en".
                node["classes"] += ["untranslated", "language-en"]
        metadata["translated"], metadata["missing"] = found, missing

    def _keep_anchors(self) -> None:
        """Keep the anchors of the English headings, with the words of the translated ones.

        MyST-Parser takes a translated heading for the only one of the page.
        """
        slugs = getattr(self.document, "myst_slugs", {})
        titles = {
            name: section.next_node(nodes.title).astext()
            for section in self.document.findall(nodes.section)
            for name in section["ids"]
        }
        if slugs:
            self.env.metadata[self.env.docname]["myst_slugs"] = {
                slug: (line, name, titles.get(name, text))
                for slug, (line, name, text) in slugs.items()
            }

    def _localize_check(
        self, cell: nodes.Element, translate: Callable[[str], str]
    ) -> None:
        (source,) = (block.astext() for block in _blocks(cell, "cell_code_source"))
        change = {
            "cell_code_source": partial(checks.localized, translate=translate),
            "cell_code_output": partial(
                checks.said, source=source, translate=translate
            ),
        }
        for part, changed in change.items():
            for block in list(_blocks(cell, part)):
                text = changed(block.astext())
                block.rawsource = text
                block.children = []
                block.append(nodes.Text(text))


def _has_words(node: nodes.Element) -> bool:
    """Tell whether a node is text with letters, and not the head of a file."""
    if not any(map(str.isalpha, node.astext())):
        return False
    around: nodes.Element | None = node
    while around is not None and not isinstance(around, nodes.field_list):
        around = around.parent
    return around is None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Collect and localize."""
    app.add_node(Words)
    app.add_transform(Collect)
    app.add_transform(Localize)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
