"""``built`` is sent when all tables of a new map stand in ``schema`` and before they are swapped in.

A receiver that keeps look-up tables of its own (the gazetteer) builds them in the same schema with ``cursor``, so that
they change hands in the same instant; raising ``BasemapError`` refuses the import.
"""

from django.dispatch import Signal

built = Signal()  # sender=Basemap, cursor, schema
