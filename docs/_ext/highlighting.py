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

# Names that keep their look, because here they are defined.
_DEFINED = {Name.Class, Name.Function, Name.Function.Magic}


def _plain(kind: Any) -> bool:
    """Return whether a token looks like the text; `and` is an operator that does not."""
    return kind in {Operator, Punctuation, Whitespace} or (
        kind in Name and kind not in _DEFINED
    )


class Formatter(HtmlFormatter[str]):
    """Writes tokens without a colour of their own as text."""

    def format(self, tokensource: Iterable[tuple[Any, str]], outfile: IO[str]) -> None:
        """Write the tokens to a file."""
        tokens = ((Text if _plain(kind) else kind, text) for kind, text in tokensource)
        super().format(tokens, outfile)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx write its code with this formatter."""
    del app
    PygmentsBridge.html_formatter = Formatter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
