"""Corrections to the HTML of other extensions that a screen reader would read out wrongly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.locale import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_MENDS = {
    # myst-nb: one label over all hidden cells, in place of the words that each one shows
    ' aria-label="Toggle hidden content"': "",
    # docutils: a role that is deprecated, and that a list may not hold
    ' role="doc-biblioentry"': ' role="listitem"',
}

# sphinx.ext.viewcode: lists that stand in a list, and not in one of its items
_INNER_LIST = re.compile(r"(?<=</li>)\s*</?ul>(?=\s*(<li>|</?ul>))")


def _mend(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    for wrong, right in _MENDS.items():
        if "body" in context:
            context["body"] = context["body"].replace(wrong, right)
    if page == "_modules/index":
        context["body"] = _INNER_LIST.sub("", context["body"])
    if "generate_toctree_html" in context:
        context["generate_toctree_html"] = _named(context["generate_toctree_html"])


def _named(navigation: Callable[..., object]) -> Callable[..., str]:
    """Give a name to the buttons that unfold the navigation; the theme gives them none."""

    def named(*arguments: Any, **options: Any) -> str:
        html = str(navigation(*arguments, **options))
        label = _("Pages of this section")
        return html.replace("<summary>", f'<summary aria-label="{label}">')

    return named


def setup(app: Sphinx) -> ExtensionMetadata:
    """Mend every page."""
    app.connect("html-page-context", _mend, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
