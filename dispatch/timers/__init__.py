"""Limits on each stage, as rows that fire once."""
