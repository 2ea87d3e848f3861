"""Writing events."""
