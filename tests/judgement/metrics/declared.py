"""Bodies of metrics with everything but what a test is about."""

from typing import Any


def declared(slug: str, **body: Any) -> dict[str, Any]:
    text = {"en": "text", "ja": "文"}
    return {
        "slug": slug,
        "version": 1,
        "name": text,
        "description": text,
        "formula": text,
        "subject": "account",
        "unit": "events",
        "fact": "event",
        "direction": "neutral",
        "owner": "tests",
        **body,
    }
