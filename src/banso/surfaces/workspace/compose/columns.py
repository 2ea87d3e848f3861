"""The columns of a file on the page: what they may become, why we think so, what is to be noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from banso.connectors.files.api import CUSTOM_TYPES, KINDS, PROPERTY_TYPES, RECORDS, Column, Options, Problem, Report
from banso.platform.attributes.api import KIND_NAMES, attributes_of
from banso.platform.ui import formats
from banso.record.customers.api import SUBJECT
from banso.surfaces.workspace import pages
from banso.surfaces.workspace.importing import chosen

MOST_CHOICES = 5


def option_groups(kind: str) -> list[pages.OptionGroup]:
    """What a column may become."""
    fields = [pages.Option(f"field:{one.key}", str(one.label)) for one in KINDS[kind].values()]
    groups = [pages.OptionGroup(_("Fields"), fields)]
    if kind == "accounts":
        own = [one for one in attributes_of(SUBJECT).values() if one.source == "custom"]
        if own:
            options = [pages.Option(f"custom:{one.key}", str(one.label)) for one in own]
            groups.append(pages.OptionGroup(_("Your own fields"), options))
    if kind in RECORDS:
        return groups
    heading = _("A new field") if kind == "accounts" else _("A property of the event")
    types = CUSTOM_TYPES if kind == "accounts" else PROPERTY_TYPES
    made = [
        pages.Option(f"create:{type_}", f"{heading}: {name}") for type_, name in KIND_NAMES.items() if type_ in types
    ]
    return [*groups, pages.OptionGroup(heading, made)]


def column_lines(report: Report, options: Options, sent: Mapping[str, str]) -> list[pages.ColumnLine]:
    """Every column of the file; ``sent`` is a form that was just refused, whose choices stay."""
    asked = {one.column: one.message() for one in report.questions if one.code == "ambiguous_dates"}
    faults = Counter(one.column for one in report.problems)
    is_all = len(report.problems) == sum(report.problem_counts.values())
    lines = []
    for column in report.columns:
        order = sent.get(f"order-{column.place}") or options.orders.get(column.header)
        lines.append(
            pages.ColumnLine(
                place=column.place,
                header=column.header,
                examples=_(", ").join(column.examples),
                chosen=sent.get(f"column-{column.place}") or chosen(column) or _suggested(column, report.kind),
                basis=_basis(column),
                confidence=column.confidence,
                filled=column.filled,
                rows=report.rows,
                notes=_notes(column, faults[column.header], is_all=is_all),
                question=asked.get(column.header, ""),
                orders=_orders(order) if order or column.header in asked else (),
                is_open=column.use == "open",
            )
        )
    return lines


def _notes(column: Column, faults: int, *, is_all: bool) -> list[str]:
    notes = []
    if faults:
        shown = formats.number(faults, get_language() or "en")
        notes.append(ngettext("%(n)s fault", "%(n)s faults", faults) % {"n": shown if is_all else f"{shown}+"})
    if column.use == "create" and column.choices:
        notes.append(_(", ").join(column.choices[:MOST_CHOICES]) + (" …" if len(column.choices) > MOST_CHOICES else ""))
    return notes


def _suggested(column: Column, kind: str) -> str:
    """What the form proposes for a column of which nobody has said anything: sending the form says yes to it."""
    return f"create:{column.type}" if column.filled and kind not in RECORDS else "ignore"


def _orders(given: str | None) -> list[pages.Choice]:
    words = {"dmy": _("day/month/year"), "mdy": _("month/day/year"), "ymd": _("year/month/day")}
    return [pages.Choice(order, text, on=order == given) for order, text in words.items()]


def _basis(column: Column) -> str:
    if column.use == "open":
        return _("a proposal: is it right?")
    words = {
        "name": pgettext("basis of a guess", "name"),
        "content": pgettext("basis of a guess", "content"),
        "name_and_content": pgettext("basis of a guess", "name and content"),
        "given": pgettext("basis of a guess", "chosen"),
        "remembered": pgettext("basis of a guess", "as last time"),
    }
    return words.get(column.basis, "")


def question(problem: Problem, kind: str) -> str:
    """What must be said of the file as a whole before it can be applied."""
    if problem.code == "missing_field":
        field = KINDS[kind].get(str(problem.params.get("field")))
        label = str(field.label) if field else str(problem.params.get("field"))
        return _("Choose the column that is “%(field)s”: it is needed.") % {"field": label}
    return problem.message()


def named_fields(kind: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Changed fields by their label, the most frequent first."""
    attributes: Mapping[str, Any] = KINDS[kind] if kind in RECORDS else attributes_of(SUBJECT) if counts else {}
    named = [(str(attributes[key].label) if key in attributes else _named(key), n) for key, n in counts.items()]
    return sorted(named, key=lambda one: -one[1])


def _named(key: str) -> str:
    return _("New accounts") if key == "new_accounts" else key
