"""Accounts, their identifiers, owners, end users."""
