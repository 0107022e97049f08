"""The results of the benchmark as a file, which the page of benchmarks reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).absolute().parents[2] / "docs" / "_data" / "benchmarks.json"


def rounded(x: Any) -> Any:
    """Round every float to four significant digits; times are not more accurate."""
    if isinstance(x, dict):
        return {name: rounded(value) for name, value in x.items()}
    if isinstance(x, list):
        return [rounded(value) for value in x]
    return float(f"{x:.4g}") if isinstance(x, float) else x


def in_lines(results: dict[str, Any]) -> str:
    """Return the results as JSON in which a list of plain values takes one line."""
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    lists = r"\[[^][{}]*\]"
    return re.sub(lists, lambda found: re.sub(r"\s+", " ", found[0]), text)


def save(results: dict[str, Any], file: Path = FILE) -> None:
    """Write the results into a file."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(in_lines(rounded(results)), encoding="utf-8")
