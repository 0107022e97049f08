"""Tests of the parameters of a neuron: stored as given, read-only, compared by value."""

from __future__ import annotations

import copy
import math
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case, ensembles, fields, neurons_with_t_ref

import lif

Neuron: Any = (
    lif.Neuron
)  # it is given lists here, and its parameters are read as arrays

NAMES = ["tau", "el", "vr", "vth", "r", "t_ref"]


def test_defaults_are_those_of_the_lesson() -> None:
    """Without arguments, a neuron has the parameters of the lesson, and t_ref = 0."""
    assert fields(Neuron()) == {
        "tau": 20e-3,
        "el": -60e-3,
        "vr": -70e-3,
        "vth": -50e-3,
        "r": 100e6,
        "t_ref": 0.0,
    }


@given(neuron=neurons_with_t_ref)
def test_numbers_are_stored_as_floats(neuron: Any) -> None:
    """A parameter that is a number of any type is stored as a float of the same value."""
    for number in (np.float64, np.array):
        other = Neuron(**{name: number(x) for name, x in fields(neuron).items()})
        assert {type(x) for x in fields(other).values()} == {float}
        assert other == neuron
    assert other.shape == ()


@given(case=ensembles(st.integers(0, 5)))
def test_arrays_are_stored_as_read_only_copies(case: Case) -> None:
    """A parameter that is an array is copied, so later changes to the array have no effect."""
    originals = {name: np.array(x) for name, x in fields(case.neuron).items()}
    neuron = Neuron(**originals)
    assert neuron == case.neuron
    for name, x in fields(neuron).items():
        assert x.dtype == np.float64
        assert not x.flags.writeable
        assert not np.shares_memory(x, originals[name])
        assert originals[name].flags.writeable
    assert neuron.shape == np.shape(case.state.v)


@pytest.mark.parametrize(
    "tau",
    [
        [1, 2],
        (1.0, 2.0),
        np.array([1, 2]),
        np.array([1, 2], np.float32),
        np.arange(1.0, 5.0)[::2],
    ],
)
def test_sequences_become_float64_arrays(tau: Any) -> None:
    """Lists, tuples and arrays of any real type are accepted."""
    assert Neuron(tau=tau).tau.tolist() == np.asarray(tau, float).tolist()
    assert Neuron(tau=tau).tau.dtype == np.float64


def test_a_neuron_cannot_be_changed() -> None:
    """A neuron is read-only, and `replace` makes another one, which is checked again."""
    with pytest.raises(FrozenInstanceError):
        Neuron().tau = 1.0
    with pytest.raises(ValueError, match="read-only"):
        Neuron(tau=[1.0, 2.0]).tau[0] = 3.0
    assert replace(Neuron(), t_ref=2e-3) == Neuron(t_ref=2e-3)
    with pytest.raises(ValueError, match="t_ref must be a finite number >= 0, got -1"):
        replace(Neuron(), t_ref=-1)
    with pytest.raises(TypeError):
        Neuron(20e-3)


@pytest.mark.parametrize("name", NAMES)
def test_neurons_are_compared_by_value(name: str) -> None:
    """Neurons are equal, and have equal hashes, if their parameters are equal."""
    x = getattr(Neuron(), name)
    many = Neuron(**{name: [x, x]})
    assert many == Neuron(**{name: np.array([x, x])})
    assert hash(many) == hash(Neuron(**{name: (x, x)}))
    assert hash(Neuron()) == hash(Neuron(**{name: x}))
    for other in (Neuron(**{name: x + 1e-3}), many):
        assert Neuron() != other
        assert hash(Neuron()) != hash(other)
    assert many != Neuron(**{name: [x, x + 1e-3]})
    assert Neuron(**{name: [x]}) != Neuron()
    assert Neuron() != fields(Neuron())


@given(case=ensembles(st.integers(0, 5)))
def test_copied_and_pickled_neurons_are_equal_and_read_only(case: Case) -> None:
    """Copies, and neurons sent to another process, are equal to the original and read-only."""
    for neuron in (Neuron(), case.neuron):
        sent = pickle.loads(pickle.dumps(neuron))  # noqa: S301 (it was made here)
        for other in (sent, copy.copy(neuron), copy.deepcopy(neuron)):
            assert other == neuron
            assert not np.asarray(other.tau).flags.writeable or neuron.shape == ()


def test_a_threshold_may_be_infinite() -> None:
    """With an infinite threshold a membrane is passive, for some neurons or for all."""
    assert Neuron(vth=math.inf).vth == math.inf
    assert Neuron(vth=[-50e-3, math.inf]).shape == (2,)


def test_parameters_have_one_common_length() -> None:
    """Parameters are numbers, or arrays of one length, or of length 1."""
    assert Neuron(tau=[1, 2, 3], el=[-0.06, -0.06, -0.07], r=[1e8]).shape == (3,)
    assert Neuron(tau=[]).shape == (0,)
    with pytest.raises(ValueError, match=r"tau and r must agree .* \(3,\) and \(2,\)"):
        Neuron(tau=[1, 2, 3], el=[-0.06], r=[1e8, 1e8])
