"""The pages members work in."""
