"""Runs the cells of a page, and sends the page what they print, draw and return.

The page writes a request into a file and calls `turn`. Texts reach the page by standard output,
and all else as messages: each is a line of JSON that is written to a device.

A cell begins with the names as the cells above it have left them, even if cells below it have
been run in the meantime. So the same cell always gives the same result.
"""

from __future__ import annotations

import ast
import json
import linecache
import sys
import traceback
from pathlib import Path
from typing import Any

from _names import copied

_REQUEST, _PAGE = Path("/request.json"), Path("/dev/page")

_names = sys.modules["__main__"].__dict__
_kept = set(_names)  # what every module has
_before: list[dict[str, Any]] = []  # the names before each step that has been taken


def send(kind: str, **content: Any) -> None:
    """Send a message to the page, after all that has been printed."""
    sys.stdout.flush()
    sys.stderr.flush()
    _PAGE.write_text(json.dumps({"kind": kind, **content}), encoding="utf-8")


def turn() -> None:
    """Run the cell of which the page has written."""
    run(**json.loads(_REQUEST.read_text(encoding="utf-8")))


def run(source: str, name: str = "<cell>", step: int | None = None) -> None:
    """Run a cell as a step of the page, or else among the names as they are."""
    if step is not None:
        go_to(step)
    # A traceback shows the lines of the cell.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        body, last = compiled(source, name)
    except (SyntaxError, ValueError) as error:
        tell(error.with_traceback(None))
        return
    try:
        exec(body, _names)  # noqa: S102 - the reader's own code, in the reader's browser
        if last:
            show_value(eval(last, _names))  # noqa: S307
    except BaseException as error:  # noqa: BLE001 - whatever it is, the page tells it
        # The outermost frame is this function's.
        outer = error.__traceback__
        tell(error.with_traceback(outer and outer.tb_next))
    if figures := sys.modules.get("_figures"):
        figures.show_all(_names)


def compiled(source: str, name: str) -> tuple[Any, Any]:
    """Return the code of a cell, and of its last line if this is an expression to be shown."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return compile(tree, name, "exec"), None
    tree.body.pop()
    body = compile(tree, name, "exec")
    return body, compile(ast.Expression(last.value), name, "eval")


def tell(error: BaseException) -> None:
    """Send what Python says of an error."""
    send("error", text="".join(traceback.format_exception(error)))


def show_value(value: object) -> None:
    """Send the value of a cell's last line, as a notebook shows it."""
    if value is None:
        return
    animation = sys.modules.get("matplotlib.animation")
    if animation and isinstance(value, animation.Animation):
        sys.modules["_figures"].show_animation(value)
    else:
        send("value", text=repr(value))


def go_to(step: int) -> None:
    """Put the names back as they were before a step, or keep them for later."""
    if step < len(_before):
        for name in _names.keys() - _kept:
            del _names[name]
        _names.update(copied(_before[step]))
        del _before[step + 1 :]
    else:
        _before.append(copied({k: x for k, x in _names.items() if k not in _kept}))
