"""The properties that the page of guarantees quotes, tried once more when it is built."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


class _Listener:
    """A plugin of pytest that remembers each guarantee's largest share of its bound."""

    def __init__(self) -> None:
        self.worst: dict[int, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what belongs to no guarantee."""
        items[:] = filter(_number, items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[Any]:
        """Listen while a test runs."""
        from judge import listening  # noqa: PLC0415 - pytest knows where it is

        with listening() as shares:
            result = yield
        if shares:
            number = _number(item)
            self.worst[number] = max(self.worst[number], *shares)
        return result


def _number(item: pytest.Item) -> int:
    """Return the number of the guarantee that a test belongs to, 0 if to none."""
    marker = item.get_closest_marker("guarantee")
    return marker.args[0] if marker else 0


def worst_shares(root: Path = ROOT) -> dict[int, float]:
    """Try all guarantees; return the worst error of each, as a share of its bound.

    Those that ask for the same bits are not in it: they have no bound.
    """
    listener, output = _Listener(), io.StringIO()
    options = ["-q", "-p", "no:cacheprovider", "--capture=no"]
    # The page has imported Hypothesis already, for its tables.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with redirect_stdout(output):
        code = pytest.main(
            [
                *options,
                f"--rootdir={root}",
                str(root / "tests"),
                f"--ignore={root}/tests/site",
            ],
            plugins=[listener],
        )
    if code != 0:
        raise AssertionError(output.getvalue())
    return dict(sorted(listener.worst.items()))


def contents(worst: dict[int, float]) -> str:
    """Return a table of all guarantees: number, claim, and the worst error as a share."""
    page = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    titles = re.findall(r"^### (\d+)\. (.+)$", page, re.MULTILINE)
    rows = [
        f"| {number} | [{title}](#guarantee-{number}) | {_share(worst, int(number))} |"
        for number, title in titles
    ]
    head = (
        "| No. | Promise | Worst error seen, as a share of its bound |\n|--:|:--|--:|"
    )
    return "\n".join((head, *rows))


def _share(worst: dict[int, float], number: int) -> str:
    return f"{100 * worst[number]:.0f} %" if number in worst else "exact"
