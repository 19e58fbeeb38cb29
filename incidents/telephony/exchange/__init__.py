"""A local exchange of simulated telephones: real SIP, persons with habits. For demo, drills and tests."""
