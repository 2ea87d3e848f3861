"""Reading accounts and planning changes to them. Nothing here writes."""
