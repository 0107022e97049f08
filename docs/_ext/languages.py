"""Builds the site in several languages: links, words of the scripts, and what is translated.

Each language has a folder of its own. They have the same pages, so a page in another language has
the same address but for the name of that folder.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _support import translations
from sphinx import addnodes
from sphinx.locale import _
from sphinx.transforms import i18n
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NAMES = {"en": "English", "ja": "日本語"}
# The part of a page that needs words for its script.
_SCRIPTED = ('class="live-note"', 'class="explorer"', 'class="course-path')

_logger = logging.getLogger(__name__)


def _lead(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Say where the page is in the other languages."""
    here = app.config.language
    others = []
    for language, name in NAMES.items():
        if page == "404":  # which a host shows at any address
            root = app.config.notfound_urls_prefix.removesuffix(f"{here}/")
            address = f"{root}{language}/index.html"
        else:
            target = app.builder.get_target_uri(page)
            address = f"{context['content_root']}../{language}/{target}"
        others.append({"code": language, "name": name, "href": address})
    context["languages"] = others
    context["language_here"] = here
    # The theme takes these words from its configuration, where nothing translates them.
    context["theme_search_bar_text"] = _("Search this site")


def _bring_words(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Put the translations of what scripts say into the page."""
    body = context.get("body", "")
    if app.config.language == "en" or not any(mark in body for mark in _SCRIPTED):
        return
    words = {text: str(_(text)) for text in translations.interface("_web")}
    data = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c")
    context["body"] += f'<script type="application/json" id="lif-words">{data}</script>'


@cache
def _untranslated_interface() -> list[str]:
    """Return the words of buttons, labels and notes that have no translation."""
    return [
        text
        for text in translations.interface()
        if str(_(text)) == text and text not in translations.SAME
    ]


def _count(app: Sphinx) -> Counter[bool]:
    """Count what is translated, and what is not: messages of pages and of the interface."""
    without = len(_untranslated_interface())
    found = Counter({False: without, True: len(translations.interface()) - without})
    for metadata in app.env.metadata.values():
        found.update(metadata.get("translated", {}))
    return found


def _share(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if app.config.language == "en":
        return
    found = _count(app)
    # Rounded down: it is 100 only if nothing is missing.
    context["translated_percent"] = 100 * found[True] // max(found.total(), 1)


def _report(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.config.language == "en" or app.builder.format != "html":
        return
    found = _count(app)
    pages = sorted(app.env.metadata.items())
    missing = {page: metadata.get("missing", []) for page, metadata in pages}
    missing["sphinx"] = _untranslated_interface()
    report = {
        "translated": found[True],
        "untranslated": found[False],
        "missing": {page: texts for page, texts in missing.items() if texts},
    }
    file = Path(app.outdir) / "translation.json"
    file.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _logger.info("translated: %d of %d messages", found[True], found.total())


def _keep_anchors_of_links() -> None:
    """Let each link of a translated text keep its own anchor.

    Sphinx takes links to the same page for the same link, whatever their anchors are.
    """
    update = i18n._NodeUpdater.update_pending_xrefs  # noqa: SLF001 - it has no other door

    def updated(self: Any) -> None:
        links = list(self.patch.findall(addnodes.pending_xref))
        anchors = [link.get("reftargetid") for link in links]
        update(self)
        for link, anchor in zip(links, anchors, strict=True):
            if "reftargetid" in link:
                link["reftargetid"] = anchor

    i18n._NodeUpdater.update_pending_xrefs = updated  # noqa: SLF001


_keep_anchors_of_links()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Complete every page."""
    app.connect("html-page-context", _lead)
    app.connect("html-page-context", _bring_words)
    app.connect("html-page-context", _share)
    app.connect("build-finished", _report)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
