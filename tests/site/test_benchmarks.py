"""The tables on the page of benchmarks: medians, ratios, and failures."""

from __future__ import annotations

import math
from typing import Any

import pytest
from _support import benchmark_tables as tables


def run(name: str, n: int, steps: int, *seconds: float) -> dict[str, Any]:
    """Return a row of results for the long runs of an implementation."""
    row = {"implementation": name, "n": n, "steps": steps, "first": 1.0, "peak": 10**8}
    return row | {"seconds": list(seconds)}


def call(name: str, steps: int, **times: list[float]) -> dict[str, Any]:
    """Return a row of results for the separate calls of an implementation."""
    row = {"implementation": name, "n": 500, "steps": steps}
    return row | {"first": [2.0], "second": [0.012], **times}


@pytest.fixture
def results() -> dict[str, Any]:
    """Return small results: NEST has fewer steps at one size, and JAX has failed."""
    return {
        "implementations": ["lif, compiled", "NEST", "JAX", "bare loop", "copy"],
        "versions": {"NEST": {"numpy": "2.1"}, "copy": {"numpy": "2.3"}},
        "failures": [
            {"implementation": "JAX", "n": n, "why": "No module named 'jax'"}
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
        "calls": [
            call("lif", 1000, cached=[0.5, 0.7, 0.6], tenth=[1e-3, 5e-3, 2e-3]),
            call("lif, compiled", 1000, cached=[0.2], tenth=[1e-3]),
            call("NEST", 100, tenth=[0.03]),
        ],
    }


def test_run_time_is_the_median_per_neuron_step(results: dict[str, Any]) -> None:
    """One slow round has no effect, and the time is divided by the number of steps."""
    times = tables.run_times(results)
    assert times["lif, compiled", 1] == pytest.approx(6.0)
    assert times["NEST", 1] == pytest.approx(90.0)
    assert times["NEST", 500] == pytest.approx(3.0)


def test_a_failed_implementation_has_dashes(results: dict[str, Any]) -> None:
    """An implementation that failed has dashes; one that was not measured has no row."""
    text = tables.by_size(results, tables.run_times(results), "lif, compiled")
    assert text.splitlines() == [
        "| neurons | 1 | 500 |",
        "| --- | ---: | ---: |",
        "| lif, compiled | 1.0 | 1.0 |",
        "| NEST | 15 | 1.5 |",
        "| JAX | – | – |",
        "| bare loop | 0.83 | 0.20 |",
    ]
    failures = tables.failures_table(results)
    assert "| JAX | 1, 500 | No module named 'jax' |" in failures


def test_a_star_marks_fewer_steps(results: dict[str, Any]) -> None:
    """Runs with fewer steps cannot be compared with the others in the column."""
    assert tables.partial(results) == {("NEST", 1)}
    text = tables.by_size(
        results, tables.peaks(results), marked=tables.partial(results)
    )
    assert r"| NEST | 100\* | 100 |" in text


def test_calls_are_shown_by_their_medians(results: dict[str, Any]) -> None:
    """A dash stands for a missing cache, and a star for fewer steps."""
    assert tables.call_sizes(results) == [(500, 1000)]
    assert tables.calls_table(results, 500).splitlines() == [
        "| implementation | first (s) | cached (s) | second (ms) | tenth (ms) |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| lif | 2.0 | 0.60 | 12 | 2.0 |",
        "| lif, compiled | 2.0 | 0.20 | 12 | 1.0 |",
        r"| NEST | 2.0\* | – | 12\* | 30\* |",
    ]


def test_an_aim_is_reached_within_its_limit(results: dict[str, Any]) -> None:
    """A ratio that is above its limit, or is missing, does not reach the aim."""
    found = {target.claim: target for target in tables.targets(results)}
    held = found["compiled / bare loop, n = 1"]
    assert held.measured == pytest.approx(1.2)
    assert held.holds
    missed = found["compiled / bare loop, n = 500"]
    assert missed.measured == pytest.approx(5.0)
    assert not missed.holds
    default = found["tenth call, default / compiled, n = 500"]
    assert default.measured == pytest.approx(2.0)
    assert not default.holds
    unknown = found["compiled / copy, n = 10k"]
    assert math.isnan(unknown.measured)
    assert not unknown.holds
    assert found["compiled / fastest peer, n = 500"].measured == pytest.approx(1 / 1.5)
    assert found["import lif, after NumPy"].measured == pytest.approx(2.0)
    assert not found["a run of 150 steps after the import"].holds


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
def test_two_digits(x: float, written: str) -> None:
    """Times are not more accurate than that."""
    assert tables.digits(x) == written


@pytest.mark.parametrize(("n", "written"), [(500, "500"), (10**4, "10k")])
def test_many_neurons_are_written_in_thousands(n: int, written: str) -> None:
    """A table with five sizes must fit on a phone."""
    assert tables.many(n) == written


def test_each_version_is_written_once(results: dict[str, Any]) -> None:
    """A package has two versions if environments differ."""
    assert tables.versions(results) == "numpy 2.1 and 2.3"


def test_the_terminal_shows_every_table() -> None:
    """No implementation is left out of the tables of runs, first results and memory."""
    results = tables.read()
    text = tables.in_text(results)
    for name in tables.PEERS:
        # Two tables of run times, two of first results, memory, and one for each size of calls.
        assert text.count(f"| {name} |") == 5 + len(tables.call_sizes(results)), name
