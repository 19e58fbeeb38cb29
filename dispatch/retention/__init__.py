"""How long things are kept: one table, enforced by the clock, written to the journal."""
