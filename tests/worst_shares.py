"""A plugin of pytest: try the guarantees, and tell how close each one's bound came.

``pytest tests --worst-shares FILE`` runs only the tests that belong to a guarantee, and writes
into a JSON file, for the number of each guarantee, the largest share of a bound that was seen.
The page of guarantees is made so. Guarantees that promise the same bits have no bound.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from judge import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class WorstShares:
    """Remembers each guarantee's largest share of its bound, and writes them at the end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.worst: dict[int, float] = defaultdict(float)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what belongs to no guarantee."""
        items[:] = filter(_number, items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[Any]:
        """Listen while a test runs."""
        with listening() as shares:
            result = yield
        if shares:
            number = _number(item)
            self.worst[number] = max(self.worst[number], *shares)
        return result

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        self.file.write_text(json.dumps(self.worst, sort_keys=True), encoding="utf-8")


def _number(item: pytest.Item) -> int:
    """Return the number of the guarantee that a test belongs to, 0 if to none."""
    marker = item.get_closest_marker("guarantee")
    return marker.args[0] if marker else 0
