"""Density and Gi*: the published z-scores, mass that stays, and chance that is called chance."""

import csv
import json

import numpy as np
import pytest
from scipy import sparse

from incidents.hotspots.density import kernel_density
from incidents.hotspots.gistar import gi_star, gi_star_of, hotspots
from incidents.hotspots.grid import Grid
from tests.maps.extracts import shared


def test_gi_star_of_areas_is_that_of_pysal():
    given = json.loads(shared("gistar_reference", "esda_docstring.json").read_text())
    points = np.array(given["points"], float)
    near = np.linalg.norm(points[:, None] - points[None], axis=2) <= given["threshold"]
    weights = sparse.csr_array(near.astype(float))
    assert gi_star_of(given["y"], weights) == pytest.approx(np.array(given["docstring_Gstar_B"]), abs=1e-9)
    # A row of weights may be given in any unit; esda answers otherwise for its row-standardised ones.
    shares = sparse.csr_array(near / near.sum(axis=1, keepdims=True))
    assert gi_star_of(given["y"], shares) == pytest.approx(gi_star_of(given["y"], weights))


def test_gi_star_of_a_grid_is_that_of_pysal_for_vancouver():
    with shared("gistar_reference", "vancouver_tfv2022_grid500_gistar.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts, expected = np.zeros((28, 32)), np.zeros((28, 32))
    for row in rows:
        counts[int(row["row"]), int(row["col"])] = float(row["count"])
        expected[int(row["row"]), int(row["col"])] = float(row["gistar_z"])
    z = gi_star(counts)
    assert z == pytest.approx(expected, abs=1e-9)
    assert ((z > 1.96).sum(), round(float(z.max()), 2)) == (43, 21.71)
    hot = hotspots(counts, q=0.05)
    assert 20 <= hot.significant.sum() < 43  # fewer than without regard to how many cells were looked at
    assert hot.z[hot.significant].min() > hot.z[~hot.significant].max()


def test_cells_outside_the_area_take_no_part():
    some = np.random.default_rng(1)
    counts = some.poisson(3, (12, 12)).astype(float)
    inside = np.zeros((20, 20), bool)
    inside[4:16, 4:16] = True
    larger = np.full((20, 20), 999.0)
    larger[4:16, 4:16] = counts
    z = gi_star(larger, inside=inside)
    assert z[inside].reshape(12, 12) == pytest.approx(gi_star(counts))
    assert np.isnan(z[~inside]).all()


def test_pure_chance_is_seldom_called_a_hotspot_and_a_flat_map_never():
    some = np.random.default_rng(2)
    called = [hotspots(some.poisson(4, (30, 30))).significant.any() for _ in range(60)]
    assert np.mean(called) <= 0.2
    assert not hotspots(np.full((9, 9), 4)).significant.any()


def test_density_keeps_the_number_of_cases_and_peaks_where_they_are():
    grid = Grid(0, 0, 100, 60, 50)
    some = np.random.default_rng(3)
    x, y = some.normal(3000, 150, 400), some.normal(2000, 150, 400)
    for adaptive in (False, True):
        density = kernel_density(grid, x, y, adaptive=adaptive)
        assert density.sum() * grid.cell_km2 == pytest.approx(400, rel=0.01)
        row, column = np.unravel_index(density.argmax(), density.shape)
        assert (abs(column - 29.5), abs(row - 19.5)) <= (2, 2)
    assert kernel_density(grid, [], []).max() == 0


def test_a_grid_knows_its_cells_and_refuses_what_would_fill_the_memory():
    grid = Grid.around([1050, 2999], [250, 420], 100)
    assert (grid.x0, grid.y0, grid.shape) == (1000, 200, (3, 20))
    assert grid.cell([1000, 2999, 999], [200, 499, 300]).tolist() == [0, 59, -1]
    assert grid.centres()[21].tolist() == [1150, 350]
    assert grid.counts([1010, 1020, 1500], [210, 220, 450]).tolist()[0][0] == 2
    with pytest.raises(ValueError, match="size: cells of 1 m make"):
        Grid.around([0, 5_000_000], [0, 5_000_000], 1)
    with pytest.raises(ValueError, match="x, y: give at least one point"):
        Grid.around([], [], 100)
