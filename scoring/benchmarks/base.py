"""What a benchmark function has to say about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.classes import ClassSpec, Kind
from scoring.weights import Weights, check_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One kind of benchmark function.

    - `kind`: the word it is stored under; `title`: what people read.
    - `defaults`: the weights of a class, by the kind of the class; kinds that are missing here never count.
    """

    kind: str
    title: str
    defaults: Mapping[Kind, Weights]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of class that take part, as `Settings` wants them."""
        return frozenset(self.defaults)

    def check_weights(self, classes: Sequence[ClassSpec], weights: Mapping[str, Weights]) -> dict[str, Weights]:
        """The checked weights of every class, by class id; see `scoring.weights.check_weights`."""
        return check_weights(classes, weights, defaults=self.defaults)
