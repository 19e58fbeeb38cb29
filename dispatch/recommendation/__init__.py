"""Who should go, and why."""
