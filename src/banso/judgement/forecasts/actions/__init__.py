"""Writes: the models of quarters."""
