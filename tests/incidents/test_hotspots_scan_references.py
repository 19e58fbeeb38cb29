"""The scans give what SaTScan gives for the same data: statistic, members, time frame; p within Monte-Carlo error."""

import datetime as dt

import numpy as np
import pytest

from incidents.hotspots.scan import Scope, bernoulli, poisson, space_time_permutation
from tests.incidents import published


def found(scan, names: list[str]):
    """Of each cluster: its places as a set, first and last day, cases, expected (2 digits), statistic (6 digits)."""
    return [
        (
            {names[place] for place in one.places},
            one.first_day,
            one.last_day,
            one.cases,
            round(one.expected, 2),
            round(one.statistic, 6),
        )
        for one in scan.clusters
    ]


def errors(scan, statistic: float, p: float, drawn: int) -> float:
    """Standard errors between ``p``, published from ``drawn`` replications, and ours: 0 when it lies between our shares
    of replications that are stronger, and as strong or stronger (programs differ in whom they let win a draw)."""
    maxima = np.array(scan.maxima)
    stronger, as_strong = (maxima > statistic + 1e-6).mean(), (maxima > statistic - 1e-6).mean()
    nearest = np.clip(p, stronger, as_strong)
    return abs(p - nearest) / np.sqrt(nearest * (1 - nearest) * (1 / drawn + 1 / len(maxima)))


def test_new_york_fever_by_the_prospective_permutation_model():
    names, points = published.places("NYCfever.geo", sphere=True)
    place, day = published.cases("NYCfever.cas", names, published.days_since(dt.date(2001, 11, 1)))
    scan = space_time_permutation(points, place, day, days=24, scope=Scope(max_days=7, max_radius=3000))
    nine = {"11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417"}
    assert found(scan, names) == [
        (nine, 21, 23, 4, 0.67, 3.845418),
        ({"11372"}, 23, 23, 2, 0.16, 3.164201),
        ({"10472"}, 22, 23, 2, 0.29, 2.137259),
    ]
    assert scan.clusters[0].radius == pytest.approx(2900, abs=10)
    for one, p in zip(scan.clusters, (0.242, 0.575, 0.966), strict=True):
        assert errors(scan, one.statistic, p, drawn=207) < 3
    assert scan.clusters[0].recurrence_days == pytest.approx(1 / scan.clusters[0].p)


def test_the_grid_of_predictcode_whose_places_tie_in_distance():
    names, points = published.places("pc_satscan_test1.geo")
    place, day = published.cases("pc_satscan_test1.cas", names, int)
    scan = space_time_permutation(points, place, day, days=1001, scope=Scope(max_days=500))
    assert found(scan, names) == [
        ({"23", "6", "16"}, 993, 1000, 3, 0.42, 3.352053),
        ({"10"}, 962, 1000, 4, 0.96, 2.715606),
    ]
    for one, p in zip(scan.clusters, (0.202, 0.581), strict=True):
        assert errors(scan, one.statistic, p, drawn=248) < 3.5


def test_new_mexico_brain_cancer_by_the_retrospective_poisson_model():
    names, points = published.places("nm.geo", sphere=True)
    cases, expected = published.new_mexico(names)
    scan = poisson(points, cases, expected, scope=Scope(prospective=False, max_days=9, most=3))
    nine = {
        "Torrance",
        "Bernalillo",
        "Valencia",
        "SantaFe",
        "Guadelupe",
        "Socorro",
        "Sandoval",
        "SanMiguel",
        "LosAlamos",
    }
    year = published.NEW_MEXICO.index
    assert found(scan, names) == [
        (nine, year(1985), year(1989), 236, 176.22, 10.979758),
        ({"Chaves"}, year(1988), year(1989), 16, 6.03, 5.684828),
        ({"Curry", "Roosevelt"}, year(1982), year(1983), 13, 5.37, 3.884186),
    ]
    for one, p in zip(scan.clusters, (0.014, 0.692, 0.996), strict=True):
        assert errors(scan, one.statistic, p, drawn=999) < 3
    assert scan.clusters[0].recurrence_days is None


def test_north_humberside_leukaemia_by_the_spatial_bernoulli_model():
    names, points = published.places("NHumberside.geo")
    cases, controls = (published.per_place(f"NHumberside.{kind}", names) for kind in ("cas", "ctl"))
    scan = bernoulli(points, cases, controls, scope=Scope(prospective=False))
    by_strength = sorted(found(scan, names)[:6], key=lambda one: (-one[5], sorted(one[0])))
    assert by_strength == [
        ({"18", "19", "14", "26"}, 0, 0, 4, 1.22, 4.836516),
        ({"170", "173", "172", "169"}, 0, 0, 4, 1.22, 4.836516),
        ({"130", "134", "135", "118", "115", "124"}, 0, 0, 5, 1.83, 3.712697),
        ({"152", "158", "153", "154", "148", "155"}, 0, 0, 5, 1.83, 3.712697),
        ({"3", "4", "5"}, 0, 0, 3, 0.92, 3.609718),
        ({"85", "86", "82"}, 0, 0, 3, 0.92, 3.609718),
    ]
    for statistic, p in ((4.836516, 0.360), (4.836516, 0.583), (3.712697, 0.827), (3.609718, 0.986)):
        assert errors(scan, statistic, p, drawn=139) < 3
