"""Mails to members: what they choose, when they may come, how they look, and sending them as effects."""
