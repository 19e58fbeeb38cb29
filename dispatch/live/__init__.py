"""One socket per console: events and positions."""
