"""Dispatch orders to units and their states."""
