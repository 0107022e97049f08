"""Runs the cells of a page, and sends the page what they print, draw and return.

The page writes a request into a file and calls `turn`. Texts reach the page by standard output,
and all else as messages: each is a line of JSON that is written to a device.

A cell begins with the names as the cells above it have left them, even if cells below it have
been run in the meantime. So the same cell always gives the same result.
"""

import ast
import copy
import json
import linecache
import sys
import traceback
from types import NoneType

_names = sys.modules["__main__"].__dict__
_kept = set(_names)  # what every module has
_before = []  # the names before each step that has been run

_ATOMS = (bool, bytes, complex, float, int, str, NoneType)


def send(kind, **content):
    """Send a message to the page, after all that has been printed."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open("/dev/page", "w", encoding="utf-8") as page:
        json.dump({"kind": kind, **content}, page)


def turn():
    """Run the cell of which the page has written."""
    with open("/request.json", encoding="utf-8") as file:
        run(**json.load(file))


def run(source, name="<cell>", step=None):
    """Run a cell, as step number `step` of the page, or among the names as they are."""
    if step is not None:
        go_to(step)
    # A traceback shows the lines of the cell.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        tree = ast.parse(source, name)
        last = tree.body[-1] if tree.body else None
        shown = isinstance(last, ast.Expr) and not source.rstrip().endswith(";")
        if shown:
            tree.body.pop()
        code = compile(tree, name, "exec")
        value = compile(ast.Expression(last.value), name, "eval") if shown else None
    except (SyntaxError, ValueError) as error:
        tell(error.with_traceback(None))
        return
    try:
        exec(code, _names)
        if shown:
            show_value(eval(value, _names))
    except BaseException as error:
        # The outermost frame is this function's.
        tell(error.with_traceback(error.__traceback__.tb_next))
    figures = sys.modules.get("_figures")
    if figures:
        figures.show_all(_names)


def tell(error):
    """Send what Python says of an error."""
    send("error", text="".join(traceback.format_exception(error)))


def show_value(value):
    """Send the value of a cell's last line, as a notebook shows it."""
    if value is None:
        return
    animation = sys.modules.get("matplotlib.animation")
    if animation and isinstance(value, animation.Animation):
        sys.modules["_figures"].show_animation(value)
    else:
        send("value", text=repr(value))


def go_to(step):
    """Put the names back as they were before a step, or keep them for later."""
    if step < len(_before):
        for name in _names.keys() - _kept:
            del _names[name]
        _names.update(copied(_before[step]))
        del _before[step + 1 :]
    else:
        _before.append(copied({k: x for k, x in _names.items() if k not in _kept}))


def copied(names):
    """Copy what a cell could change: containers, arrays, random generators, the reader's objects.

    What is the same object under two names is so in the copy.
    """
    numpy = sys.modules.get("numpy")
    scalars = (*_ATOMS, numpy.generic) if numpy else _ATOMS
    known = {}

    def made(old):
        """Return a copy, which may still be empty, and the function that fills it."""
        kind = type(old)
        if kind is list:
            if all(issubclass(x, scalars) for x in set(map(type, old))):
                return old.copy(), None
            return (new := []), lambda: new.extend(map(copy_of, old))
        if kind is dict:
            return (new := {}), lambda: new.update(
                {k: copy_of(x) for k, x in old.items()}
            )
        if kind is tuple:
            return tuple(map(copy_of, old)), None
        if kind in (set, bytearray):
            return old.copy(), None
        if numpy and kind is numpy.ndarray:
            return old.copy(), None
        if numpy and "numpy.random" in sys.modules and kind is numpy.random.Generator:
            return copy.deepcopy(old), None
        if (
            kind.__module__ == "__main__"
            and hasattr(old, "__dict__")
            and kind is not type
        ):
            new = object.__new__(kind)
            return new, lambda: vars(new).update(copy_of(vars(old)))
        return old, None

    def copy_of(old):
        if isinstance(old, scalars):
            return old
        if id(old) not in known:
            new, fill = made(old)
            known[id(old)] = (new, old)  # which keeps the old one, and so its id
            if fill:
                fill()
        return known[id(old)][0]

    return {name: copy_of(value) for name, value in names.items()}
