"""Scorecards and exact explanation."""
