"""Colours in code only what stands out: keywords, numbers, strings, comments, definitions.

Names, operators and punctuation have the colour of the text. So they need no elements, of which
a page with much code would have twice as many.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from pygments.formatters import HtmlFormatter
from pygments.token import Name, Operator, Punctuation, Text, Whitespace
from sphinx.highlighting import PygmentsBridge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Kinds below these, such as a decorator or `and`, keep their colours.
_PLAIN = {Name, Operator, Punctuation, Whitespace}


class Formatter(HtmlFormatter[str]):
    """Writes tokens without a colour of their own as text."""

    def format(self, tokensource: Iterable[tuple[Any, str]], outfile: IO[str]) -> None:
        """Write the tokens to a file."""
        tokens = (
            (Text if kind in _PLAIN else kind, text) for kind, text in tokensource
        )
        super().format(tokens, outfile)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx write its code with this formatter."""
    del app
    PygmentsBridge.html_formatter = Formatter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
