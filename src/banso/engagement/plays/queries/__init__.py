"""Reading plays and their runs. Nothing here writes."""
