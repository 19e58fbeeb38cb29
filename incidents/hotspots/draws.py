"""Cases as they could have fallen if nothing were going on, one draw function a model. Pure: the generator comes in."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Daily = NDArray[Any]  # int16 or int32
Draw = Callable[[np.random.Generator, int], Daily]


def narrow(total: int) -> type[np.int16] | type[np.int32]:
    """The narrowest type for counts up to ``total``: memory, and therefore time, halves."""
    return np.int16 if total < np.iinfo(np.int16).max else np.int32


def permuted_days(place: NDArray[np.intp], day: NDArray[np.intp], places: int, days: int) -> Draw:
    """The days are dealt out anew among the cases: every place and every day keeps its number of cases. Cases with a
    day below 0 lie before every window and only take part in the dealing."""
    kind = narrow(len(day))

    def draw(generator: np.random.Generator, replications: int) -> Daily:
        drawn = np.zeros(places * days * replications, kind)
        for number in range(replications):
            dealt = generator.permutation(day)
            inside = dealt >= 0
            np.add.at(drawn, (place[inside] * days + dealt[inside]) * replications + number, 1)
        return drawn.reshape(places, days, replications)

    return draw


def multinomial(expected: NDArray[np.float64], total: int) -> Draw:
    """``total`` cases thrown on (places, days) in proportion to what is expected there."""
    share = (expected / expected.sum()).ravel()

    def draw(generator: np.random.Generator, replications: int) -> Daily:
        thrown = generator.multinomial(total, share, size=replications).astype(narrow(total))
        return np.ascontiguousarray(thrown.T).reshape(*expected.shape, replications)

    return draw


def labelled(people: NDArray[np.int64], total: int) -> Draw:
    """``total`` of the ``people`` (places, days; cases and controls) are made the cases."""

    def draw(generator: np.random.Generator, replications: int) -> Daily:
        chosen = generator.multivariate_hypergeometric(people.ravel(), total, size=replications, method="marginals")
        return np.ascontiguousarray(chosen.astype(narrow(total)).T).reshape(*people.shape, replications)

    return draw
