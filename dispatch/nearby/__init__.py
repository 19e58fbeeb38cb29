"""Nearby quick search (周边快查): what every floor has in a shape, in one answer."""
