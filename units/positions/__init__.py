"""Where everybody is: fixes in, last positions, tracks."""
