"""Definitions of figures, beside the figures."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from banso.record.revenue import api as revenue

register = template.Library()


@register.inclusion_tag("reports/_defined.html")
def defined(*keys: str) -> dict[str, Any]:
    """What figures mean, unfolded by one click: name, definition, numerator ÷ denominator, with a way to the whole."""
    return {
        "figures": [
            {"means": revenue.definition_of(key), "url": reverse("workspace:definition", args=[revenue.FIGURE, key])}
            for key in keys
        ]
    }
