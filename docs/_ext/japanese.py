"""What Japanese needs: a search by pairs of characters, and headings that break well.

Japanese has no spaces. A dictionary would cut compounds in one way when the site is built and in
another way in the reader's query, so both are cut into pairs of neighbouring letters: a page that
has all pairs of a query very likely has the query.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import budoux
from sphinx import search
from sphinx.parsers import RSTParser
from sphinx.search import SearchLanguage

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.statemachine import StringList
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Kanji and kana, with the signs that stand for a repeated letter or a long vowel; other words.
_JAPANESE = r"\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u4e00-\u9fff"
_PIECES = re.compile(rf"(?P<japanese>[{_JAPANESE}]+)|[A-Za-z0-9_]+")
# What no line begins with.
_CLOSING = tuple("：、。，・ー）」』】〉》")
# Formulas are boxes of their own, before and after which a line may end.
_BEFORE_A_SIGN = re.compile(rf"(</span>)(?=[{''.join(_CLOSING)}])")
_AFTER_A_SIGN = re.compile("（(?=<span)")
_AS_IT_IS = re.compile(r"(<(pre|script|style|svg)\b.*?</\2>)", re.DOTALL)
_JOINER = "\u2060"
_HEADING = re.compile(r"(<h[1-6][^>]*>)(.*?)(</h[1-6]>)", re.DOTALL)
_SPLIT_QUERY = """
var splitQuery = (query) => {
  const pieces = /[JAPANESE]+|[a-z0-9_]+/gi;
  return (query.match(pieces) ?? []).flatMap((piece) =>
    /^\\w/.test(piece) || piece.length < 3
      ? [piece]
      : Array.from({ length: piece.length - 1 }, (_, k) => piece.slice(k, k + 2)),
  );
};
""".replace("JAPANESE", _JAPANESE)


class Japanese(SearchLanguage):
    """Cut Japanese into pairs of letters, and all else into words."""

    lang = "ja"
    language_name = "Japanese"
    js_splitter_code = _SPLIT_QUERY

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return pairs and words."""
        found = []
        for match in _PIECES.finditer(input):
            piece = match[0]
            if match["japanese"] and len(piece) > 1:
                found += [piece[k : k + 2] for k in range(len(piece) - 1)]
            else:
                found.append(piece)
        return found

    def stem(self, word: str) -> str:
        """Return the word in small letters, as the page compares it."""
        return word.lower()


class Parser(RSTParser):
    """Let inline markup stand beside letters in a translated text, which has no spaces."""

    def parse(self, inputstring: str | StringList, document: nodes.document) -> None:
        """Parse a page as Sphinx does, and a translated text with that option."""
        if document["source"].endswith("<translated>"):
            document.settings = document.settings.copy()
            document.settings.character_level_inline_markup = True
        super().parse(inputstring, document)


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def phrases(text: str) -> list[str]:
    """Return the phrases of a text, between which a line may end."""
    if not text.strip():
        return [text]
    found: list[str] = []
    for phrase in _parser().parse(text):
        if found and phrase.startswith(_CLOSING):
            found[-1] += phrase
        else:
            found.append(phrase)
    return found


def with_breaks(heading: str) -> str:
    """Return the HTML of a heading with the places at which its line may end."""

    def broken(match: re.Match[str]) -> str:
        return match[0] if match[1] else "<wbr>".join(phrases(match[0]))

    return re.sub(f"(<[^>]*>)|[^<]*[{_JAPANESE}][^<]*", broken, heading)


def with_joiners(html: str) -> str:
    """Return HTML in which signs of punctuation stay with a formula, and "f–I" in one piece."""

    def joined(text: str) -> str:
        text = _BEFORE_A_SIGN.sub(rf"\1{_JOINER}", text)
        text = _AFTER_A_SIGN.sub(f"（{_JOINER}", text)
        return text.replace("f–I", f"f{_JOINER}–{_JOINER}I")

    start, pieces = 0, []
    for kept in _AS_IT_IS.finditer(html):
        pieces += [joined(html[start : kept.start()]), kept[0]]
        start = kept.end()
    return "".join([*pieces, joined(html[start:])])


def _break_lines(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Let headings of a Japanese page break between phrases, and no line begin with a sign.

    Only here, because the search has to find a heading as a whole.
    """
    if app.config.language == "ja" and "body" in context:
        body = _HEADING.sub(
            lambda match: match[1] + with_breaks(match[2]) + match[3], context["body"]
        )
        context["body"] = with_joiners(body)


def _say_how_many(app: Sphinx, exception: Exception | None) -> None:
    """Let the page of results say how many there are; Sphinx's catalogue has empty words."""
    if exception or app.config.language != "ja" or app.builder.format != "html":
        return
    file = Path(app.outdir) / "_static" / "translations.js"
    text = file.read_text("utf-8")
    start, end = text.index("(") + 1, text.rindex(")")
    catalogue = json.loads(text[start:end])
    for one, said in catalogue["messages"].items():
        if one.startswith("Search finished") and not any(said):
            catalogue["messages"][one] = ["${resultCount}ページ見つかりました。"] * len(
                said
            )
    words = json.dumps(catalogue, ensure_ascii=False)
    file.write_text(text[:start] + words + text[end:], "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of Sphinx's own search for Japanese, and break headings."""
    search.languages["ja"] = Japanese
    app.add_source_parser(Parser, override=True)
    app.connect("html-page-context", _break_lines)
    app.connect("build-finished", _say_how_many)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
