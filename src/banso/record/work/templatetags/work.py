"""Rich text in templates: cleaned again on its way out, whatever the database holds."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from banso.record.work.rules.rich_text import clean_html

register = template.Library()

_SIZES = ((1024 * 1024, "MB"), (1024, "KB"))


@register.filter
def rich(html: str) -> SafeString:
    """Stored rich text, with nothing in it but the allowed elements."""
    return mark_safe(clean_html(html))  # noqa: S308 - cleaned here


@register.filter
def file_size(size: Any) -> str:
    """A size for people: ``2.1 MB``; units are written alike in both languages."""
    for unit, name in _SIZES:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
