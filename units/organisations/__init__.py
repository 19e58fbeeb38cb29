"""The bureau's tree: who belongs to whom."""
