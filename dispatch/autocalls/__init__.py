"""Automatic calls (群呼): everybody phoned at once, three attempts, then a named person takes over."""
