"""Identifiers shown outside."""

from uuid import UUID

import uuid6


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, so indexes on it stay compact."""
    return UUID(int=uuid6.uuid7().int)
