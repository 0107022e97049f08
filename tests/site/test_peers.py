"""What the page on other simulators says in words is what its tables say."""

from __future__ import annotations

import pytest
from _support import peer_tables as tables

from lif.properties._conventions import WORDS
from lif.properties._property import PROPERTIES

NAMES = ("brian2", "nest", "nengo")


@pytest.mark.parametrize("name", NAMES)
def test_each_neuron_was_judged_by_the_properties_of_today(name: str) -> None:
    """A property that is new, or has another name, needs new tables."""
    today = {p.name for p in PROPERTIES.values() if p.kind.startswith("simulation")}
    rows = tables.judged(name)
    for subject in {row["subject"] for row in rows}:
        assert {row["property"] for row in rows if row["subject"] == subject} == today


@pytest.mark.parametrize("name", NAMES)
def test_conventions_have_the_words_of_today(name: str) -> None:
    """Each convention of the table is one that the report of today may tell."""
    told = {words for some in WORDS.values() for words in some.values()}
    for row in tables.judged(name):
        assert set(row["conventions"].split("; ")) <= told


def test_brian2_and_nest_differ_by_conventions_only() -> None:
    """The page tells no differences of theirs."""
    assert tables.count("brian2", "differs") == tables.count("nest", "differs") == 0


def test_each_difference_of_nengo_follows_its_own_rule() -> None:
    """The page calls them differences of design."""
    differing, explained = tables.by_its_own_rule("nengo")
    assert differing == explained > 0
    assert tables.random_cases("nengo") > 0


def test_nengo_has_its_own_rate_unless_the_refractory_period_is_short() -> None:
    """With a period of a step the two differ by less than a spike in ten seconds."""
    for row in tables.read("nengo_short"):
        formula, spikes = (
            float(row[f"rate {which} (Hz)"])
            for which in ("by nengo.LIF.rates", "of the spikes")
        )
        if float(row["t_ref / dt"]) < 1:
            assert spikes < formula - 0.1
        else:
            assert abs(spikes - formula) < 0.1


def test_each_difference_has_a_case() -> None:
    """A difference comes with lines of Python that run."""
    for row in tables.judged("nengo"):
        assert (row["outcome"] == "differs") == bool(row["case"])
        compile(row["case"], row["property"], "exec")
