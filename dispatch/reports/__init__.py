"""Response reports from the street, their review and return."""
