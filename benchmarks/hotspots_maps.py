"""Does the density map beat the naive one? Weekly, out of time, cells of 250 m."""

from datetime import date

import numpy as np

from benchmarks.hotspots_data import City
from incidents.hotspots.blend import blended
from incidents.hotspots.scoreboard import SHARES, Step, decide, roll, summary

HEAD = "\n".join(
    [
        "| city, kind | years | cases | area | blended | naive | PAI | PAI naive | lead ± error | last 26 weeks |",
        "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --- |",
    ]
)


def steps(city: City, kind: str, first: date, last: date) -> list[Step]:
    chosen = city.kind == kind
    return roll(
        city.grid.cell(*city.xy[chosen].T),
        city.day[chosen],
        grid=city.grid,
        inside=city.inside,
        methods={"blended": blended},
        first=city.index(first),
        last=city.index(last),
    )


def rows(city: City, kind: str, first: date, last: date) -> str:
    rolled = steps(city, kind, first, last)
    lines = []
    for share in SHARES:
        some = [one for one in rolled if one.share == share]
        score = summary(some)["blended", share]
        whole, lately = decide(some, window=len(some)), decide(some)
        switch = f"{100 * lately.lead:+.1f} ± {100 * lately.lead_error:.1f}, {'on' if lately.on else 'off'}"
        lines.append(
            f"| {city.name}, {kind} | {first.year}–{last.year} | {score.events:,} | {share:.0%} | {score.hit_rate:.1%} "
            f"| {score.baseline_hit_rate:.1%} | {score.pai:.1f} | {score.baseline_pai:.1f} "
            f"| {100 * whole.lead:+.1f} ± {100 * whole.lead_error:.1f} | {switch} |"
        )
    return "\n".join(lines)


def kinds(city: City) -> list[str]:
    """Those whose places are published, most frequent first."""
    names, counts = np.unique(city.kind[np.isfinite(city.xy[:, 0])], return_counts=True)
    return [str(names[index]) for index in np.argsort(-counts) if counts[index] >= 1000]
