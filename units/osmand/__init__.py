"""Phones with Traccar Client, OsmAnd and whatever else speaks their protocol."""
