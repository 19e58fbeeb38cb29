"""The simulated city: units that drive, calls that come."""
