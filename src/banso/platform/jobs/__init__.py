"""Background work as rows with a lease."""
