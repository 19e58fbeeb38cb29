"""Where units have been: trails, distance and stops, export."""
