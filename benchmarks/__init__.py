"""Figures as ratios to the bare thing, measured in the same run."""
