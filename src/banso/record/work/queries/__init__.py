"""Reading of work. Nothing here writes."""
