"""The site in Japanese: its translations keep what they must, and its pages are the same pages."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import pytest
from _ext.japanese import _SPLIT_QUERY, Japanese, phrases, with_breaks, with_joiners
from _support import checks, node, translations
from _support.translations import LOCALES, catalogue, catalogues, faults, in_markdown
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from babel.messages import Message
    from babel.messages.catalog import Catalog
    from bs4 import Tag

DOCS = Path(__file__).parents[2] / "docs"
PAGES = dict(catalogues("ja"))
TERMS = tomllib.loads((LOCALES / "ja" / "terms.toml").read_text("utf-8"))["glossary"]
CHECKS = [
    pytest.param(page.stem, cell.source, id=f"{page.stem}-{tag}")
    for page in sorted((DOCS / "learn").glob("*.md"))
    for cell in jupytext.read(page, fmt="md:myst").cells
    for tag in cell.metadata.get("tags", [])
    if tag.startswith("check-")
]


def translated(page: Catalog) -> list[Message]:
    """Return the messages of a catalogue that have a translation."""
    return [message for message in page if message.id and message.string]


# What a translation must keep ----------------------------------------------------------
@pytest.mark.parametrize("page", PAGES)
def test_a_translation_keeps_what_it_must(page: str) -> None:
    """Numbers, code, formulas, links and targets are those of the English message."""
    rst = page.startswith("gallery/")
    # Its summaries are docstrings, whose single backquotes are references.
    english = in_markdown if page == "reference/index" else str
    found = [
        (message.id, message.string, wrong)
        for message in translated(PAGES[page])
        if message.id != message.string
        for wrong in faults(english(str(message.id)), str(message.string), rst=rst)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("message", "translation", "fault"),
    [
        ("It takes 10 ms.", "12msかかります。", "drops the number 10"),
        ("It takes 10 ms.", "10msを12回かかります。", None),  # twelve may be a word
        ("It takes 10 ms.", "10msを45回かかります。", "adds the number 45"),
        ("It takes 10 ms.", "10 msかかります。", "has a space before a unit"),
        ("It takes 10 ms.", "\uff11\uff10msかかります。", "has wide letters or digits"),
        ("Set `vr` to 0.", "`vth`を0にします。", "drops code: vr"),
        ("At $V_k$ it is.", "$V_n$です。", "adds formula: V_n"),
        ("See [it](a.md#b).", "[これ](a.md)です。", "drops link: a.md#b"),
        ("See {eval}`n + 1`.", "{eval}`n`です。", "drops eval: n + 1"),
        ("A {term}`spike`.", "{term}`スパイク <neuron>`。", "drops term: spike"),
        ("A {term}`spike`.", "{term}`スパイク <spike>`。", None),
        ("A {term}`waves <wave>`.", "{term}`波`。", "drops term: wave"),
        ("V is {v[0]:.1f} mV.", "Vは{v[1]:.1f}mVです。", "drops hole: v[0]:.1f"),
        ("A **spike** comes.", "スパイクが来ます。", "has other words in bold"),
        ("A **(spike)** comes.", "A**（スパイク）**が", "shows ** instead of bold"),
        ("\\tau_m \\frac{a}{b}", "\\tau_m \\frac{b}{a}", "changes a formula"),
        ('<a href="b">go</a>', "行く", 'drops tag: ahref="b"'),
        ("It has two parts.", "2つの部分があります。", None),
    ],
    ids=str,
)
def test_a_fault_is_noticed(message: str, translation: str, fault: str | None) -> None:
    """Each way to lose something is told in words, and nothing else is."""
    found = faults(message, translation)
    assert bool(found) == bool(fault)
    assert not fault or any(wrong.startswith(fault) for wrong in found), found


def test_a_gallery_page_is_compared_too() -> None:
    """ReStructuredText has its own marks."""
    message = "See `the page <../a.html>`_ and ``run``, with :math:`\\tau`."
    good = "`ページ <../a.html>`_と``run``、:math:`\\tau`を見てください。"
    assert faults(message, good, rst=True) == []
    assert faults(message, good.replace("a.html", "b.html"), rst=True)
    assert faults(message, good.replace("run", "step"), rst=True)
    assert faults(message, good.replace("\\tau", "\\mu"), rst=True)


# Terms ---------------------------------------------------------------------------------
def test_the_glossary_uses_the_fixed_terms() -> None:
    """Each term of the glossary has the word that the list fixes, and the list has no others."""
    words = {str(x.id): x.string for x in translated(PAGES["glossary"])}
    assert {term: words.get(term) for term in TERMS} == TERMS


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_the_glossary_says_the_fixed_term(page: str) -> None:
    """It says the word, or a part of a compound."""
    for message in translated(PAGES[page]):
        for words, target in re.findall(
            r"\{term\}`([^<`]+) <([^>`]+)>`", str(message.string)
        ):
            fixed = re.sub("（.*）", "", TERMS[target])
            assert fixed in words or words in fixed, (words, target, fixed)


# Checks --------------------------------------------------------------------------------
@pytest.mark.parametrize(("page", "source"), CHECKS)
def test_a_check_in_japanese_is_the_same_program(page: str, source: str) -> None:
    """Only its sentences differ, and a verdict is right in both languages or in none."""
    words = {str(x.id): str(x.string) for x in translated(PAGES[f"learn/{page}"])}
    changed = checks.localized(source, lambda text: words.get(text, text))

    def without_texts(program: str) -> str:
        tree = ast.parse(program)
        for part in ast.walk(tree):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                part.value = ""
            if isinstance(part, ast.JoinedStr):
                holes = [x for x in part.values if isinstance(x, ast.FormattedValue)]
                part.values = sorted(holes, key=ast.dump)
        return ast.dump(tree)

    assert without_texts(changed) == without_texts(source)
    for sentence in checks.sentences(source):
        right = sentence.message.startswith(checks.RIGHT)
        assert words[sentence.message].startswith("正解") == right, sentence.message


def test_what_a_check_has_printed_is_translated() -> None:
    """The values of holes go to their places, wherever these are in the translation."""
    source = 'print(f"Neuron {j} is at {v:.1f} mV.")\nprint("Look at dt.", "A b c.")'
    words = {
        "Neuron {j} is at {v:.1f} mV.": "{v:.1f}mVなのは番号{j}です。",
        "Look at dt.": "dtを。",
    }
    said = checks.said(
        "Neuron 3 is at -60.0 mV.\nLook at dt.\n17\n", source, lambda x: words.get(x, x)
    )
    assert said == "-60.0mVなのは番号3です。\ndtを。\n17\n"


def test_sentences_leave_names_and_docstrings_alone() -> None:
    """They are the strings that are printed for a reader."""
    source = (
        'def f():\n    """Do it now."""\n    return g("v", "b.a") or "Not yet: do."\n'
    )
    assert [x.message for x in checks.sentences(source)] == ["Not yet: do."]
    assert [x.message for x in checks.sentences('x.startswith("Right")')] == ["Right"]


# Japanese text -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("膜電位", ["膜電", "電位"]),
        ("膜", ["膜"]),
        ("前進オイラー法", ["前進", "進オ", "オイ", "イラ", "ラー", "ー法"]),
        ("lif.runを10ms", ["lif", "run", "を", "10ms"]),
        ("f–I曲線、V", ["f", "I", "曲線", "V"]),
        ("", []),
    ],
)
def test_text_and_query_are_cut_in_the_same_way(text: str, pieces: list[str]) -> None:
    """The script of the page cuts a query as the index was cut."""
    assert Japanese({}).split(text) == pieces
    code = f"{_SPLIT_QUERY};console.log(JSON.stringify(splitQuery({json.dumps(text)})))"
    shown = subprocess.run(
        [node.NODE, "-e", code], capture_output=True, check=True, text=True
    )
    assert json.loads(shown.stdout) == pieces


def test_a_heading_breaks_between_phrases() -> None:
    """No letter is lost, no break is within a word, and tags stay whole."""
    title = "発火閾値とリセットの仕組みを確かめる"
    assert "".join(phrases(title)) == title
    assert "リセットの" in phrases(title)
    assert "結果：" in phrases(
        "結果：不応期にあるステップ1"
    )  # no line begins with "："
    heading = f'{title}<a title="この見出しへ">#</a>'
    assert with_breaks(heading).replace("<wbr>", "") == heading
    assert 'title="この見出しへ"' in with_breaks(heading)


def test_signs_of_punctuation_stay_with_formulas() -> None:
    """No line begins with one after a formula or ends with an opening one; code stays the same."""
    html = "値（<span>a</span>）は<span>b</span>、f–I曲線<pre><span>c</span>、</pre>"
    joined = with_joiners(html)
    assert joined.replace("\u2060", "") == html
    assert joined.split("\u2060") == [
        *("値（", "<span>a</span>", "）は<span>b</span>", "、f", "–"),
        "I曲線<pre><span>c</span>、</pre>",
    ]


# The built site ------------------------------------------------------------------------
def soup(file: Path) -> BeautifulSoup:
    """Return a page."""
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def pages(site: Path, language: str) -> list[str]:
    """Return the paths of the pages of a language."""
    folder = site / language
    found = (file for file in folder.rglob("*.html") if "_static" not in file.parts)
    return sorted(file.relative_to(folder).as_posix() for file in found)


def test_both_languages_have_the_same_pages(site: Path) -> None:
    """Each page says its language, and where it is in the other one."""
    assert pages(site, "ja") == pages(site, "en")
    way = re.compile(
        '<(?:link rel="alternate"|a class="nav-link language")'
        '(?=[^>]* href="([^"]*)")(?=[^>]* hreflang="([^"]*)")'
    )
    for language in ("en", "ja"):
        for path in pages(site, language):
            file = site / language / path
            text = file.read_text("utf-8")
            assert f'<html lang="{language}"' in text, path
            ways = way.findall(text)
            # Both addresses in the head, and the link at the top, on phones as well.
            assert len(ways) >= 3, (path, ways)
            for href, code in ways:
                target = site / href[1:] if href.startswith("/") else file.parent / href
                assert target.is_file(), (path, href)
                assert site / code in target.resolve().parents, (path, href)


def _code(page: BeautifulSoup) -> list[str]:
    """Return the code of a page, but for checks and what they use."""
    blocks = page.select("article .cell_input pre, article div.highlight-Python pre")

    def is_check(block: Tag) -> bool:
        cell = block.find_parent("div", class_="cell")
        words = str(cell) if cell else ""
        return "tag_check-" in words or "checks" in words

    return [block.get_text() for block in blocks if not is_check(block)]


def test_code_and_formulas_are_the_same(site: Path) -> None:
    """A page in Japanese has the same code, formulas, links and figures as in English."""
    for path in pages(site, "en"):
        if path.startswith(("genindex", "search", "reference/")):
            continue
        english, japanese = (soup(site / x / path) for x in ("en", "ja"))
        blocks = _code(english)
        assert [x for x in _code(japanese) if x in blocks] == blocks, path
        formulas = [
            sorted(x.get_text() for x in page.select("article annotation"))
            for page in (english, japanese)
        ]
        assert formulas[0] == formulas[1], path
        links = [
            sorted(
                str(x["href"]) for x in page.select("article a[href]:not(.language)")
            )
            for page in (english, japanese)
        ]
        links[1] = [link.replace("../en/_static", "_static") for link in links[1]]
        assert sorted(links[1]) == links[0], path
        figures = [
            [Path(str(x["src"])).name for x in page.select("article img")]
            for page in (english, japanese)
        ]
        assert figures[0] == figures[1], path


def test_outputs_are_the_same(site: Path) -> None:
    """What a cell has printed stands in both languages, but for what checks say in words."""
    boxes = "article .cell_output pre, article .sphx-glr-script-out pre"
    for path in pages(site, "en"):
        english, japanese = (
            [box.get_text() for box in soup(site / x / path).select(boxes)]
            for x in ("en", "ja")
        )
        assert len(english) == len(japanese), path
        for one, other in zip(english, japanese, strict=True):
            assert one == other or re.search("[ぁ-ん]", other), path


def test_notebooks_of_examples_are_the_same(site: Path) -> None:
    """In Japanese they have the code and the formulas of the English ones, and Japanese text."""
    found = sorted((site / "en" / "_downloads").glob("*/*.ipynb"))
    assert found
    for english in found:
        japanese = site / "ja" / english.relative_to(site / "en")
        cells = [json.loads(x.read_text("utf-8"))["cells"] for x in (english, japanese)]
        code, texts = (
            [
                ["".join(x["source"]) for x in some if x["cell_type"] == kind]
                for some in cells
            ]
            for kind in ("code", "markdown")
        )
        assert code[0] == code[1], english.name
        formulas = [sorted(re.findall(r"\$[^$]+\$", "\n".join(some))) for some in texts]
        assert formulas[0] == formulas[1], english.name
        assert len(texts[0]) == len(texts[1])
        for text in texts[1]:
            assert re.search("[ぁ-ん]", text), text
            assert not re.search(r":math:|>`_|:download:", text), text


def test_no_mark_of_markdown_is_left(site: Path) -> None:
    """No role, no bold and no link stands there as its source."""
    left = re.compile(r"\*\*|\{(?:term|eval|cite|py|doc|ref)[:\w]*\}|\]\(|`_|:math:|``")
    for path in pages(site, "ja"):
        article = soup(site / "ja" / path).select_one("article")
        if article is None or path.startswith("reference/"):
            continue
        for code in article.select("pre, code, script, style, svg, annotation"):
            code.decompose()
        assert left.findall(article.get_text()) == [], path


def test_what_is_missing_is_reported(site: Path) -> None:
    """The report counts what is translated, and names the rest; the site shows the share."""
    report = json.loads((site / "ja" / "translation.json").read_text("utf-8"))
    missing = sum(len(texts) for texts in report["missing"].values())
    assert report["untranslated"] == missing
    marked = [
        mark
        for path in pages(site, "ja")
        for mark in re.findall(
            '<[^>]*class="[^"]*untranslated[^>]*>',
            (site / "ja" / path).read_text("utf-8"),
        )
    ]
    assert bool(marked) <= bool(missing)
    assert all('lang="en"' in mark for mark in marked)
    share = 100 * report["translated"] // (report["translated"] + missing)
    assert (
        f"{share}%"
        in soup(site / "ja" / "index.html").select("footer.bd-footer")[0].get_text()
    )


def test_catalogues_have_no_page_of_the_reference() -> None:
    """It stays English, but for the summaries in its index."""
    assert [name for name in PAGES if name.startswith("reference/")] == [
        "reference/index"
    ]
    interface = catalogue(LOCALES / "ja" / "LC_MESSAGES" / "sphinx.po")
    assert {x.id: x.string for x in interface}["Run"] == "実行"


def test_the_interface_is_found() -> None:
    """Buttons of scripts, notes of extensions and templates are among its messages."""
    found = translations.interface()
    assert {"Run all", "What runs here?", "Code:", "Regular firing"} <= set(found)
    assert set(translations.interface("_web")) < set(found)
