"""The catalogue of metrics, their compiler, the book."""
