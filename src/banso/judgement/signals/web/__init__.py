"""Fragments of signals: those of an account, and what the buttons of a signal do."""
