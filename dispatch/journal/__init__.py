"""What was done and read, append-only and sealed."""
