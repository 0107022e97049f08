"""KaTeX renders a formula while the site is built, or the build says what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from _ext.mathematics import Renderer, numbered
from _support import node

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def render() -> Iterator[Renderer]:
    """Return a renderer, whose process ends with the tests."""
    node.install()
    renderer = Renderer()
    yield renderer
    renderer.close()


def test_a_formula_is_there_for_the_eye_and_for_a_screen_reader(
    render: Renderer,
) -> None:
    """MathML says what the hidden HTML shows."""
    html = render(r"\tau_\text{m} \frac{dV}{dt}", display=False)
    assert html.startswith('<span class="katex"><span class="katex-mathml"><math')
    assert '<span class="katex-html" aria-hidden="true">' in html
    assert "<mi>τ</mi>" in html


@pytest.mark.parametrize(
    "tex",
    [
        "a &= b \\\\\nc &= d",
        "a &= b\n\nc &= d",
        r"\begin{aligned} a &= b \end{aligned}",
    ],
)
def test_lines_and_columns_need_no_table_of_their_own(
    tex: str, render: Renderer
) -> None:
    """As in Sphinx's other renderers."""
    html = render(tex, display=True)
    rows = 1 if "begin" in tex else 2
    assert len(re.findall("<mtr>", html)) >= rows


@pytest.mark.parametrize("tex", [r"\unknown", r"\frac{a", "a & b"])
def test_a_wrong_formula_is_named_and_the_next_is_rendered(
    tex: str, render: Renderer
) -> None:
    """A mistake does not end the process."""
    with pytest.raises(ValueError, match=re.escape(repr(tex))):
        render(tex, display=True)
    assert "<mi>V</mi>" in render("V", display=False)


def test_equations_are_counted_through_all_pages() -> None:
    """In the order of the pages, those that are in no table of contents last."""
    found = {
        "c": ("second", 1),
        "d": ("second", 2),
        "e": ("elsewhere", 1),
        "a": ("first", 1),
        "b": ("first", 2),
    }
    expected = {
        label: (page, number)
        for number, (label, (page, _)) in enumerate(sorted(found.items()), start=1)
    }
    once = numbered(found, ["first", "second"])
    assert once == expected
    assert numbered(once, ["first", "second"]) == once
