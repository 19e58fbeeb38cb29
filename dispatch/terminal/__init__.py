"""The field terminal's pages."""
