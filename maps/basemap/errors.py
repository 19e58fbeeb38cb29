"""What can go wrong with a base map, said so that the reader knows what to do."""


class BasemapError(Exception):
    """The import was refused; the map in use is untouched. The text names the file and the remedy."""
