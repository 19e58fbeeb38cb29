"""Any past moment as the consoles showed it then, played at any speed."""
