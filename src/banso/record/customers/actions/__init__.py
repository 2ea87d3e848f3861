"""Changing accounts: every change of a field is journaled in the transaction that makes it."""
