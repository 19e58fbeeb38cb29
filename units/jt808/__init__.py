"""Vehicle terminals by JT/T 808, versions 2011, 2013 and 2019: a TCP gateway."""
