"""The secret of a calendar feed, and what is kept of it. Pure."""

import hashlib


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
