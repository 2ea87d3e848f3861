"""Declared attributes, their current values, and the filter language."""
