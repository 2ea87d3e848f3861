"""How much of the room for attributes a workspace uses, for the page of limits."""

from __future__ import annotations

from django.db.models import Count

from banso.platform.attributes.models import SLOTS, AttributeSlot
from banso.platform.kit.limits import Use, in_use, limit


def _slots(family: str) -> Use:
    """Slots of the fullest subject."""
    rows = AttributeSlot.objects.filter(retired_at=None, slot__startswith=f"{family}_")
    found = rows.order_by().values_list("subject").annotate(n=Count("pk")).order_by("-n", "subject").first()
    return Use(found[1], found[0]) if found else Use(0)


def _choices() -> Use:
    rows = AttributeSlot.objects.filter(custom=True, retired_at=None).only("key", "choices")
    counts = [(len(row.choices), row.key) for row in rows]
    most, key = max(counts, default=(0, ""))
    return Use(most, key)


def register() -> None:
    """Once, when the app is ready."""
    for family, most in SLOTS.items():
        limit(f"fields.{family}", most)
        in_use(f"fields.{family}", lambda family=family: _slots(family))  # type: ignore[misc]
    in_use("fields.choices", _choices)
