"""Reading signals, answers and Today. Nothing here writes."""
