"""The tables of the page of benchmarks: medians, ratios, and who was not there."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the module, which the page finds beside itself."""
    monkeypatch.syspath_prepend(DOCS)
    import benchmark_tables  # noqa: PLC0415 - only now is it found

    return benchmark_tables


def run(name: str, n: int, steps: int, *seconds: float) -> dict[str, Any]:
    """Return what is kept of a contestant's long runs."""
    row = {"contestant": name, "n": n, "steps": steps, "first": 1.0, "peak": 10**8}
    return row | {"seconds": list(seconds)}


@pytest.fixture
def results() -> dict[str, Any]:
    """Return a small benchmark: at one size, NEST is slow, and there is no JAX."""
    return {
        "contestants": ["lif, compiled", "NEST", "JAX", "bare loop", "copy"],
        "versions": {"NEST": {"numpy": "2.1"}, "copy": {"numpy": "2.3"}},
        "failures": [
            {"contestant": "JAX", "n": n, "why": "No module named 'jax'"}
            for n in (1, 1, 500)
        ],
        "startups": {
            "import": [0.002, 0.001, 0.9],
            "run": [0.06],
            "run, no numba": [0.001],
        },
        "shorts": [],
        "runs": [
            run("lif, compiled", 1, 1000, 4e-6, 1.0, 6e-6),
            run("NEST", 1, 100, 9e-6),
            run("bare loop", 1, 1000, 5e-6),
            run("lif, compiled", 500, 1000, 1e-3),
            run("NEST", 500, 1000, 1.5e-3),
            run("bare loop", 500, 1000, 0.2e-3),
        ],
    }


def test_a_neuron_step_takes_the_median(tables: Any, results: dict[str, Any]) -> None:
    """One slow round does not count, and neither does the number of steps."""
    times = tables.run_times(results)
    assert times["lif, compiled", 1] == pytest.approx(6.0)
    assert times["NEST", 1] == pytest.approx(90.0)
    assert times["NEST", 500] == pytest.approx(3.0)


def test_ratios_name_who_was_not_there(tables: Any, results: dict[str, Any]) -> None:
    """A contestant that failed has dashes; one that never was asked has no row."""
    text = tables.by_size(results, tables.run_times(results), "lif, compiled")
    assert text.splitlines() == [
        "| neurons | 1 | 500 |",
        "| --- | ---: | ---: |",
        "| lif, compiled | 1.0 | 1.0 |",
        "| NEST | 15 | 1.5 |",
        "| JAX | – | – |",  # noqa: RUF001 - a dash
        "| bare loop | 0.83 | 0.20 |",
    ]
    told = tables.failures_table(results)
    assert "| JAX | 1, 500 | No module named 'jax' |" in told


def test_fewer_steps_have_a_star(tables: Any, results: dict[str, Any]) -> None:
    """Who took fewer steps than others needs less memory, and is done sooner."""
    assert tables.partial(results) == {("NEST", 1)}
    text = tables.by_size(
        results, tables.peaks(results), marked=tables.partial(results)
    )
    assert r"| NEST | 100\* | 100 |" in text


def test_targets_are_judged(tables: Any, results: dict[str, Any]) -> None:
    """A ratio within its limit holds; above it, or not measured, it does not."""
    found = {target.claim: target for target in tables.targets(results)}
    held = found["compiled / bare loop, n = 1"]
    assert (held.measured, held.holds) == (pytest.approx(1.2), True)
    missed = found["compiled / bare loop, n = 500"]
    assert (missed.measured, missed.holds) == (pytest.approx(5.0), False)
    unknown = found["compiled / copy, n = 10k"]
    assert math.isnan(unknown.measured)
    assert not unknown.holds
    assert found["compiled / fastest peer, n = 500"].measured == pytest.approx(1 / 1.5)
    assert found["import lif, after NumPy"].measured == pytest.approx(2.0)
    assert not found["then 150 steps"].holds


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.0123, "0.012"),
        (1.26, "1.3"),
        (12.4, "12"),
        (1234.5, "1,234"),
        (0.0, "0.0"),
        (math.nan, "nan"),
    ],
)
def test_two_digits(tables: Any, x: float, written: str) -> None:
    """Times are good for no more."""
    assert tables.digits(x) == written


@pytest.mark.parametrize(("n", "written"), [(500, "500"), (10**4, "10k")])
def test_many_neurons_are_counted_in_thousands(
    tables: Any, n: int, written: str
) -> None:
    """A table with five sizes fits on a phone."""
    assert tables.many(n) == written


def test_versions_are_told_once(tables: Any, results: dict[str, Any]) -> None:
    """Environments may differ in a version."""
    assert tables.versions(results) == "numpy 2.1 and 2.3"
