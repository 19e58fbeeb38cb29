"""A grid of square cells over a plane in metres. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Grid:
    """``x0``, ``y0``: south-west corner, metres; ``size``: side of a cell, metres. Row 0 is the southernmost; cell =
    row · columns + column; arrays over the grid have the shape (rows, columns)."""

    x0: float
    y0: float
    size: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        if not self.size > 0 or self.columns < 1 or self.rows < 1:
            raise ValueError("grid: give a size above 0 and at least one row and column")
        if self.columns * self.rows > MOST_CELLS:
            raise ValueError(
                f"size: cells of {self.size:g} m make {self.columns * self.rows} of them, more than {MOST_CELLS}; "
                "take larger cells or leave out places far away"
            )

    @classmethod
    def around(cls, x: ArrayLike, y: ArrayLike, size: float) -> "Grid":
        """The least grid, its corner a multiple of ``size``, that holds all points."""
        east, north = np.asarray(x, float), np.asarray(y, float)
        if not east.size or not np.isfinite(east).all() or not np.isfinite(north).all():
            raise ValueError("x, y: give at least one point, and numbers only")
        if not size > 0:
            raise ValueError(f"size: give metres above 0, not {size}")
        x0, y0 = (float(np.floor(values.min() / size) * size) for values in (east, north))
        columns, rows = (int((values.max() - low) // size) + 1 for values, low in ((east, x0), (north, y0)))
        return cls(x0, y0, size, columns, rows)

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    def cell_km2(self) -> float:
        return (self.size / 1000) ** 2

    def cell(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.intp]:
        """Index of the cell of each point, −1 outside."""
        column = np.floor((np.asarray(x, float) - self.x0) / self.size)
        row = np.floor((np.asarray(y, float) - self.y0) / self.size)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        index: NDArray[np.intp] = np.where(inside, row * self.columns + column, -1).astype(np.intp)
        return index

    def counts(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Points in each cell, (rows, columns)."""
        at = self.cell(x, y)
        return np.bincount(at[at >= 0], minlength=self.rows * self.columns).reshape(self.shape).astype(np.int64)

    def centres(self) -> NDArray[np.float64]:
        """Middle of each cell, (cells, 2)."""
        rows, columns = np.divmod(np.arange(self.rows * self.columns), self.columns)
        return np.stack([self.x0 + (columns + 0.5) * self.size, self.y0 + (rows + 0.5) * self.size], axis=1)
