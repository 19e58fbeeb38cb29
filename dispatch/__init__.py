"""The control room, and the project that switches everything on."""
