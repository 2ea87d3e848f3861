"""Repeatable courses of tasks."""
