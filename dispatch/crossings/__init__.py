"""What the control room hears of fences: notes on the consoles, alarms, and the map's layer."""
