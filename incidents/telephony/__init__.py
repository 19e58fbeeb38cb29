"""The line to the telephone world: numbers, speech, trunks, one call at a time. Knows nothing of campaigns."""
