"""The file that keeps what was measured, for the page of benchmarks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "docs" / "benchmarks" / "results.json"


def rounded(x: Any) -> Any:
    """Return times with four digits, which is more than they are good for."""
    if isinstance(x, dict):
        return {name: rounded(value) for name, value in x.items()}
    if isinstance(x, list):
        return [rounded(value) for value in x]
    return float(f"{x:.4g}") if isinstance(x, float) else x


def in_lines(results: dict[str, Any]) -> str:
    """Write JSON, with a list of plain values on one line."""
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    lists = r"\[[^][{}]*\]"
    return re.sub(lists, lambda found: re.sub(r"\s+", " ", found[0]), text)


def save(results: dict[str, Any]) -> None:
    """Write the file."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(in_lines(rounded(results)), encoding="utf-8")
