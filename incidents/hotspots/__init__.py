"""Early warning about places: counts, clusters, density, and the scoreboard that says whether they are any good."""
