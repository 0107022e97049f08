"""What the page for developers shows: the modules of `lif` and what they import of each other.

A folder of modules is one room. Imports for type checking do not count.
"""

from __future__ import annotations

import ast
from itertools import permutations, product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Point = tuple[float, float]

ROOT = Path(__file__).parents[2]
_LIBRARY = ROOT / "lif"
_EXTENSIONS = ROOT / "docs" / "_ext"
# Sizes in pixels.
_WIDTH, _HEIGHT, _ACROSS, _DOWN = 104, 34, 40, 46
_HEAD = 4


def _imports(node: ast.AST) -> Iterator[str]:
    """Yield the modules of lif that a module imports, type checking aside."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child)


def rooms() -> dict[str, set[str]]:
    """Return what each room imports of the others."""
    found: dict[str, set[str]] = {}
    for file in sorted(_LIBRARY.rglob("*.py")):
        room = file.relative_to(_LIBRARY).with_suffix("").parts[0]
        names = _imports(ast.parse(file.read_text(encoding="utf-8")))
        others = {name.split(".")[1] for name in names if name.startswith("lif.")}
        found.setdefault(room, set()).update(others - {room})
    del found["__init__"]  # it only exports
    return {room: others & set(found) for room, others in found.items()}


def _far(room: str, arrows: dict[str, set[str]]) -> set[str]:
    """Return all rooms to which arrows lead from one, in one or several steps."""
    return {y for other in arrows[room] for y in {other, *_far(other, arrows)}}


def direct(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out the arrows where others lead to the same room by way of a third."""
    return {
        room: others - {y for other in others for y in _far(other, arrows)}
        for room, others in arrows.items()
    }


def _above_ground(room: str, arrows: dict[str, set[str]]) -> int:
    return 1 + max((_above_ground(other, arrows) for other in arrows[room]), default=-1)


def _rows(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Return the rooms in rows from the bottom up, each above all that it imports.

    A room that imports nothing is just below the lowest room that imports it.
    """
    level = {room: _above_ground(room, arrows) for room in arrows}
    for room in [room for room, others in arrows.items() if not others]:
        level[room] = min(level[x] for x in arrows if room in arrows[x]) - 1
    return [[x for x in level if level[x] == k] for k in range(max(level.values()) + 1)]


def _places(rows: Iterable[Sequence[str]]) -> dict[str, Point]:
    """Return the centre of each room; each row, from the bottom up, is in the middle."""
    return {
        room: (
            (k - (len(row) - 1) / 2) * (_WIDTH + _ACROSS),
            -depth * (_HEIGHT + _DOWN),
        )
        for depth, row in enumerate(rows)
        for k, room in enumerate(row)
    }


def _ends(start: Point, end: Point) -> tuple[Point, Point]:
    """Return where an arrow leaves a room and reaches another, each on the other's side."""
    (x, y), (to_x, to_y) = start, end
    aside = _WIDTH / 3 * (to_x - x) / (abs(to_x - x) + _WIDTH)
    return (x + aside, y + _HEIGHT / 2), (to_x - aside, to_y - _HEIGHT / 2)


def _disorder(
    places: dict[str, Point], arrows: dict[str, set[str]]
) -> tuple[int, float]:
    """Return how often an arrow meets a room that is not its end, and all lengths across."""
    met, across = 0, 0.0
    for room, others in arrows.items():
        for other in others:
            (x, y), (to_x, to_y) = _ends(places[room], places[other])
            across += abs(x - to_x)
            for z_x, z_y in places.values():
                for edge in (z_y - _HEIGHT / 2, z_y + _HEIGHT / 2):
                    if y < edge < to_y:
                        at = x + (to_x - x) * (edge - y) / (to_y - y)
                        met += abs(at - z_x) < _WIDTH / 2
    return met, across


def layout(arrows: dict[str, set[str]]) -> dict[str, Point]:
    """Return places in rows, in the order in which the arrows are clearest."""
    orders = product(*(permutations(row) for row in _rows(arrows)))
    return min(map(_places, orders), key=lambda places: _disorder(places, arrows))


def _arrow(start: Point, end: Point) -> str:
    """Draw an arrow from the lower edge of one room to the upper edge of another."""
    (x, y), (to_x, to_y) = _ends(start, end)
    back = to_y - 2 * _HEAD
    head = (
        f"M{to_x - _HEAD:.1f} {back:g}L{to_x:.1f} {to_y:g}L{to_x + _HEAD:.1f} {back:g}"
    )
    return f'<path d="M{x:.1f} {y:g}L{to_x:.1f} {to_y:g}{head}"/>'


def _room(name: str, centre: Point) -> str:
    """Draw a room; the frame of one that is not public is dashed."""
    x, y = centre
    dash = ' stroke-dasharray="4 3"' if name.startswith("_") else ""
    corner = f'x="{x - _WIDTH / 2:g}" y="{y - _HEIGHT / 2:g}"'
    letters = 'fill="currentColor" stroke="none"'
    return (
        f'<rect {corner} width="{_WIDTH}" height="{_HEIGHT}" rx="4"{dash}/>'
        f'<text x="{x:g}" y="{y + 5:g}" {letters}>{name}</text>'
    )


def house() -> str:
    """Draw the rooms in rows, with an arrow from each room to those that it imports."""
    arrows = direct(rooms())
    places = layout(arrows)
    left, top = (min(place[k] for place in places.values()) for k in (0, 1))
    width, height = -2 * left + _WIDTH + 4, -top + _HEIGHT + 4
    corner = f"{left - _WIDTH / 2 - 2:g} {top - _HEIGHT / 2 - 2:g}"
    look = 'font-size="14" text-anchor="middle" fill="none" stroke="currentColor"'
    parts = [f'<svg viewBox="{corner} {width:g} {height:g}" width="{width:g}" {look}>']
    for room, others in arrows.items():
        parts += [_arrow(places[room], places[other]) for other in sorted(others)]
    parts += [_room(*room) for room in places.items()]
    return "".join([*parts, "</svg>"])


def extensions() -> str:
    """Return a table of the site's own extensions of Sphinx, by their docstrings."""
    files = sorted(_EXTENSIONS.glob("*.py"))
    rows = []
    for file in files:
        docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        rows.append(f"| `{file.stem}` | {docstring.splitlines()[0]} |")
    return "\n".join(["| extension | what it is for |", "|---|---|", *rows])
