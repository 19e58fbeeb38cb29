"""GCJ-02: where map products move a position to, and back."""

import pytest

from maps.datum.gcj02 import to_gcj02, to_wgs84

# Published pairs of the open implementations (eviltransform's tests): WGS-84, then GCJ-02; each lon, lat.
PAIRS = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
]


@pytest.mark.parametrize(("true", "shown"), PAIRS)
def test_known_pairs_come_out_both_ways(true, shown):
    assert to_gcj02(*true) == pytest.approx(shown, abs=1e-7)
    assert to_wgs84(*shown) == pytest.approx(true, abs=1e-7)


def test_there_and_back_is_a_millimetre():
    for lon in range(74, 135, 3):
        for lat in range(4, 54, 3):
            assert to_wgs84(*to_gcj02(lon + 0.123, lat + 0.456)) == pytest.approx((lon + 0.123, lat + 0.456), abs=1e-8)


def test_outside_of_china_nothing_moves():
    assert to_gcj02(7.42, 43.735) == to_wgs84(7.42, 43.735) == (7.42, 43.735)
