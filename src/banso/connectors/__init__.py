"""How outside data comes in."""
