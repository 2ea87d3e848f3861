"""The map of an account's people as a drawing. The same stands in the table below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from banso.platform.ui import formats, svg
from banso.record.customers.api import stakeholders

if TYPE_CHECKING:
    from banso.record.customers.models import Contact

TONES = {"good": "t-good", "neutral": "t-warn", "poor": "t-risk"}
RADII = {"good": 14, "neutral": 6, "poor": 0}
"""Relation is also a shape: round corners, as usual, sharp ones."""
PAD = 10


def drawing(contacts: Sequence[Contact], last: Mapping[int, date], day: date) -> SafeString:
    """Influence upwards, lately met to the left, lines to whom somebody reports."""
    shown = {one.person_id: one.pk for one in contacts}
    days = {one.pk: (day - last[one.person_id]).days for one in contacts if one.person_id in last}
    nodes = [
        stakeholders.Node(
            one.pk,
            one.influence,
            days.get(one.pk),
            # Where two accounts were merged, the chief may be known by another contact of the same person.
            shown.get(one.reports_to.person_id) if one.reports_to else None,
        )
        for one in contacts
    ]
    found = stakeholders.layout(nodes)
    by_key = {one.pk: one for one in contacts}
    body = [_grid(found), *(_line(path) for path in found.lines)]
    body += [_person(by_key[place.key], place, days.get(place.key)) for place in found.places]
    label = _("Map of the people. The table below has the same content.")
    drawn = svg.tag(
        "svg",
        *body,
        class_="w-full",
        viewBox=f"0 0 {found.width:g} {found.height:g}",
        role="group",
        aria_label=label,
    )
    return mark_safe(drawn)  # noqa: S308 – every value went through escape()


def _grid(found: stakeholders.Layout) -> str:
    heads = [
        _("within 30 days"), _("31–90 days"), _("91–180 days"), _("longer or never"),
    ]  # fmt: skip
    rows = [pgettext("influence", "high"), pgettext("influence", "middle"), pgettext("influence", "low")]
    words = [
        svg.text(
            head,
            stakeholders.LEFT + column * stakeholders.STEP + stakeholders.CELL / 2,
            18,
            text_anchor="middle",
        )
        for column, head in enumerate(heads)
    ]
    words.append(svg.text(_("Influence"), 2, 18))
    words += [
        svg.text(row, 24, top + tall / 2 + 4, text_anchor="middle")
        for row, (top, tall) in zip(rows, found.rows, strict=True)
    ]
    cells = [
        svg.tag(
            "rect",
            x=stakeholders.LEFT + column * stakeholders.STEP,
            y=top,
            width=stakeholders.CELL,
            height=tall,
            rx=6,
            opacity=0.45,
        )
        for top, tall in found.rows
        for column in range(4)
    ]
    return svg.tag("g", *words, font_size=11, fill="currentColor", class_="text-muted-foreground") + svg.tag(
        "g", *cells, fill="currentColor", class_="text-muted"
    )


def _line(path: str) -> str:
    return svg.tag(
        "path",
        d=path,
        fill="none",
        stroke="currentColor",
        stroke_width=1.3,
        opacity=0.75,
        class_="text-muted-foreground",
    )


def _person(contact: Contact, place: stakeholders.Place, days: int | None) -> str:
    tone = TONES.get(contact.relation or "", "text-muted-foreground")
    radius = RADII.get(contact.relation or "", 6)
    size = {"width": place.width, "height": place.height, "rx": radius}
    since = formats.number(days, get_language() or "en") if days is not None else "–"
    when = ngettext("%(n)s day", "%(n)s days", days) % {"n": since} if days is not None else since
    role = contact.get_role_display() if contact.role else ""
    first, second = 20, place.height - 14
    title = " · ".join(
        one
        for one in (
            contact.person.name,
            contact.title or "",
            role,
            _("relation: %(relation)s") % {"relation": contact.get_relation_display()} if contact.relation else "",
            when,
        )
        if one
    )
    room = place.width - 2 * PAD
    parts = [
        svg.tag("rect", **size, class_="text-background", fill="currentColor"),
        svg.tag("rect", **size, class_=tone, fill="none", stroke="currentColor", stroke_width=1.5),
        svg.text(
            _cut(contact.person.name, room - _wide(when, 11) - 6, 13),
            PAD, first, font_size=13, font_weight=600, fill="currentColor",
        ),
        svg.text(when, place.width - PAD, first, font_size=11, text_anchor="end", fill="currentColor", class_=tone),
        svg.text(
            _cut(contact.title or contact.department or "", room - _wide(role, 11) - 6, 11),
            PAD, second, font_size=11, fill="currentColor", class_="text-muted-foreground",
        ),
        svg.text(role, place.width - PAD, second, font_size=11, text_anchor="end", fill="currentColor"),
    ]  # fmt: skip
    box = svg.tag("g", *parts, transform=f"translate({place.x:g} {place.y:g})")
    # A title, not a label: what is cut short in the box is read in full, and shown where the pointer rests.
    full = svg.tag("title", escape(title))
    return svg.tag("a", full, box, href=reverse("customers:contact_edit", args=[contact.uid]))


def _wide(text: str, size: float) -> float:
    """About how wide ``text`` is at a font size."""
    return sum(2 if ord(letter) > 0x2E7F else 1.1 for letter in text) * size / 2


def _cut(text: str, room: float, size: float) -> str:
    if _wide(text, size) <= room:
        return text
    while text and _wide(text + "…", size) > room:
        text = text[:-1]
    return text + "…"
