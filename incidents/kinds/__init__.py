"""Categories, types, levels, guided questions, guidance cards and required responses."""
