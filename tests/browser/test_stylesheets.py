"""The theme's style sheet, from which the build has taken what no page uses."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from browser.conftest import MODES

if TYPE_CHECKING:
    from browser.conftest import Visit

STYLES = "theme/pydata_sphinx_theme/static/styles"
SHEET = files("pydata_sphinx_theme") / STYLES / "pydata-sphinx-theme.css"

# Takes the whole sheet. Returns which of its selectors match something on the page, or would do
# so while it has the focus or is pointed at; and of these the ones that the page's sheet lacks.
USED = r"""(whole) => {
  function* selectors(rules, around = "") {
    for (const rule of rules) {
      if (rule.selectorText) {
        // Parts of a list are separated by commas that are not within parentheses.
        for (const selector of rule.selectorText.split(/, *(?![^(]*\))/)) {
          yield [selector, `${around}${selector} {${rule.style.cssText}}`];
        }
      } else if (rule.cssRules && !(rule instanceof CSSKeyframesRule)) {
        yield* selectors(rule.cssRules, `${around}${rule.conditionText} `);
      }
    }
  }
  const full = new CSSStyleSheet();
  full.replaceSync(whole);
  const ofTheme = ({ href }) => href?.includes("pydata-sphinx-theme.css");
  const own = [...document.styleSheets].find(ofTheme);
  const kept = new Set([...selectors(own.cssRules)].map(([, text]) => text));
  const parts = "::?(?:before|after|marker|placeholder|selection|-[a-z-]+)";
  const states = ":(?:hover|focus(?:-visible|-within)?|active|visited|checked|disabled|target)";
  const passing = new RegExp(`(?:${parts}|${states})(?![a-z(-])`, "g");
  const matches = (selector) => {
    // What has only such a part or state is some element.
    const lasting = selector.replace(passing, "").replace(/(^|[ >+~])(?=$|[ >+~])/g, "$1*");
    return document.querySelector(CSS.supports(`selector(${lasting})`) ? lasting : selector);
  };
  const used = [...selectors(full.cssRules)].filter(([selector]) => matches(selector));
  return [used.length, used.map(([, text]) => text).filter((text) => !kept.has(text))];
}"""


@pytest.mark.browser("chromium")
@pytest.mark.modes(MODES[:2])
def test_no_rule_is_missing(visit: Visit) -> None:
    """Each rule of the theme that matches something on the page is there."""
    used, missing = visit.page.evaluate(USED, SHEET.read_text("utf-8"))
    assert used > 100
    assert missing == []
