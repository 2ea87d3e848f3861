"""Reading events and their roll-ups."""
