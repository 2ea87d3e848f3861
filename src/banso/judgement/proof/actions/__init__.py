"""Writes: back-tests that are kept."""
