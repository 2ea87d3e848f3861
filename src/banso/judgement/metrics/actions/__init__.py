"""Computing the book."""
