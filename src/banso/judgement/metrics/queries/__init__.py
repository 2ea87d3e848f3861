"""Reading metrics: the catalogue, frames computed from roll-ups, the book."""
