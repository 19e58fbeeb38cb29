"""The devices that speak for units, each with a token of its own."""
