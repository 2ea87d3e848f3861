"""The page of the revenue forecast."""
