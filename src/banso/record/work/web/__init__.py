"""Fragments of work: an account's tasks, and the buttons of a task."""
