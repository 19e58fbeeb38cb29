"""A load of positions on any running Muster, through its public API and sockets only."""
