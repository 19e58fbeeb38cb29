"""What happened, and what is known."""
