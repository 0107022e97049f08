"""What a property is, and how Hypothesis looks for a counterexample."""

from __future__ import annotations

from inspect import getdoc
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, reject, settings, target
from hypothesis import example as add_example
from hypothesis import seed as set_seed

from lif.properties._subject import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from lif.properties._subject import Subject


class Property(NamedTuple):
    """A statement about functions of some kind, with everything that is needed to try it."""

    function: Callable[..., None]
    kind: str
    guarantee: int
    strategies: dict[str, SearchStrategy[Any]]
    examples: list[dict[str, Any]]

    @property
    def name(self) -> str:
        """The name of the property, as `only` takes it."""
        return self.function.__name__

    @property
    def sentence(self) -> str:
        """The property as a sentence."""
        return (getdoc(self.function) or "").splitlines()[0]

    def attempt(self, subject: Subject, examples: int, seed: int) -> float | None:
        """Look for a counterexample; raise for the smallest one that is found.

        Returns the largest error as a fraction of its bound, or None if there is no bound.
        """
        shares: list[float] = []

        def attempt(**drawn: Any) -> None:
            """Try one case, and direct the search towards cases with larger errors."""
            subject.shares.clear()
            try:
                self.function(subject, **drawn)
            except UnsupportedError:
                reject()
            subject.tried = True
            if subject.shares:
                shares.append(max(subject.shares))
                target(shares[-1], label="share of the bound")

        # The examples come last, because Hypothesis does not look for smaller cases than these.
        runs = [[Phase.generate, Phase.target, Phase.shrink]]
        runs += [[Phase.explicit]] if self.examples else []
        for phases in runs:
            test = given(**self.strategies)(attempt)
            for one in self.examples:
                test = add_example(**one)(test)
            options = settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=phases,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            )
            set_seed(seed)(options(test))()
        return max(shares, default=None)


PROPERTIES: dict[str, Property] = {}


def holds_for(
    kind: str,
    guarantee: int,
    *,
    examples: tuple[dict[str, Any], ...] = (),
    **strategies: SearchStrategy[Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a property: its kind, the number of its guarantee, and what is drawn for it."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        """Register one function."""
        one = Property(function, kind, guarantee, strategies, list(examples))
        PROPERTIES[one.name] = one
        return function

    return register
