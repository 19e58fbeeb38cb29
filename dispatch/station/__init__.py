"""The station command room's web forms."""
