"""Every limit of the product in words, with what is in use of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.platform.kit.limits import Limit, Use, limit, limits, use_of
from banso.platform.ui import formats
from banso.surfaces.workspace.liststate import SIZES

NEAR = 0.8
"""From this share of a limit on its use is marked."""
_KILO = 1024
# What settings and libraries bound; the constants elsewhere say themselves.
limit("files.upload", settings.UPLOAD_LIMIT, "bytes")
limit("files.form", settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "bytes")
limit("lists.page", max(SIZES))
limit("speed.log_in", 5)
limit("speed.session", settings.SESSION_COOKIE_AGE // 86_400, "days")


@dataclass(frozen=True)
class Line:
    """One limit: ``share`` of it is in use, by ``by``; both are empty where that is not counted."""

    name: str
    label: str
    most: str
    used: str = ""
    by: str = ""
    share: float | None = None
    is_near: bool = False


@dataclass(frozen=True)
class Group:
    """Limits of one part of the product."""

    title: str
    lines: Sequence[Line]


def titles() -> dict[str, str]:
    """The parts of the product, in the order of the page."""
    return {
        "fields": _("Fields of accounts and people"),
        "filters": _("Filters"),
        "lists": _("Lists"),
        "work": _("Touches, notes, tasks"),
        "people": _("People"),
        "meetings": _("Meetings"),
        "tiers": _("Touch tiers"),
        "files": _("Files"),
        "imports": _("Imports"),
        "words": _("Words"),
        "definitions": _("Definitions"),
        "metrics": _("Metrics"),
        "revenue": _("Revenue"),
        "signals": _("Signals"),
        "plays": _("Plays"),
        "jobs": _("Work in the background"),
        "mail": _("Mail"),
        "speed": _("Log-in"),
        "keeping": _("How long things are kept"),
    }


def labels() -> dict[str, str]:
    """What each limit bounds."""
    return {**_of_data(), **_of_work()}


def _of_data() -> dict[str, str]:
    return {
        "fields.num": _("Numbers, amounts and yes/no fields (one subject)"),
        "fields.day": _("Date fields (one subject)"),
        "fields.text": _("Text and choice fields (one subject)"),
        "fields.choices": _("Choices of a field"),
        "fields.label": _("Length of a field’s name"),
        "fields.length": _("Length of a text"),
        "fields.tags": _("Tags of an account or a person"),
        "filters.depth": _("Conditions inside of conditions"),
        "filters.conditions": _("Conditions of a filter"),
        "filters.choices": _("Values of “is one of”"),
        "filters.bytes": _("Size of a filter"),
        "filters.text": _("Length of a text in a condition"),
        "filters.sort": _("Attributes to sort by"),
        "lists.columns": _("Columns of a list"),
        "lists.folded": _("Folded groups of a list"),
        "lists.views": _("Saved views of one member, of a list"),
        "lists.view_name": _("Length of a view’s name"),
        "lists.page": _("Rows of a page"),
        "lists.timeline": _("Items of a timeline that come at once"),
        "lists.today": _("Accounts on everybody’s Today"),
        "lists.quarantine": _("Rows of a page of the quarantine"),
        "lists.cases": _("Cases of a back-test that are listed"),
        "lists.note": _("Length of the reason of a change of many"),
        "definitions.bytes": _("Size of a definition"),
        "definitions.depth": _("Levels of a definition"),
        "definitions.values": _("Values of a definition"),
        "definitions.files": _("Definitions that are taken in at once"),
        "definitions.name": _("Length of a name"),
        "metrics.days": _("Length of a window"),
        "revenue.goal": _("Length of a goal of a customer"),
        "revenue.groups": _("Groups of a report"),
        "revenue.loss_note": _("Length of a note on a loss"),
        "revenue.next_step": _("Length of a renewal’s next step"),
        "revenue.notice_days": _("Days of notice of a contract"),
        "revenue.periods": _("Periods of a line"),
        "revenue.policy_days": _("Days of grace and of unpaid time"),
        "revenue.product_name": _("Length of a product’s or plan’s name"),
        "revenue.proposal_note": _("Length of a note on a proposal"),
        "revenue.proposal_reason": _("Length of a reason why a proposal was lost"),
        "revenue.reasons": _("Reasons of losses"),
        "revenue.checkpoints": _("Checkpoints of a renewal"),
        "revenue.checkpoint_months": _("Months from a checkpoint to the end of a term"),
        "words.length": _("Length of a word that a thing is called by"),
    }


def _of_work() -> dict[str, str]:
    return {
        "work.subject": _("Length of a touch’s subject"),
        "work.body": _("Length of what was said"),
        "work.people": _("People of a touch"),
        "work.title": _("Length of a task’s title"),
        "work.detail": _("Length of a task’s details"),
        "work.steps": _("Steps of a checklist"),
        "work.promise": _("Length of a promise"),
        "work.reason": _("Length of the reason of an own view"),
        "work.pins": _("Pinned items of a timeline"),
        "work.note": _("Length of a note"),
        "work.bulk": _("Tasks that are changed at once"),
        "work.view_days": _("How long an own view may hold"),
        "people.addresses": _("Addresses of a person, of each kind"),
        "meetings.bytes": _("Size of a calendar file"),
        "meetings.events": _("Meetings of a calendar file"),
        "meetings.occurrences": _("Repetitions of one meeting that are read"),
        "meetings.attendees": _("Attendees of a meeting"),
        "tiers.days": _("Cadence of a tier"),
        "jobs.failures": _("Attempts of work in the background before it is given up"),
        "mail.sends": _("Attempts of a message before it is given up"),
        "mail.failures": _("Attempts of a mail before it is given up"),
        "mail.waiting": _("Mails of one type that wait for one member"),
        "files.attachment": _("Size of an attached file"),
        "files.at_once": _("Files that are sent at once"),
        "files.kept": _("Files of an account"),
        "files.upload": _("Size of a file to import"),
        "files.form": _("Size of a form without its files"),
        "imports.problems": _("Problems of an import that are listed"),
        "imports.row": _("Size of a row"),
        "signals.snooze": _("How long something can be put off"),
        "plays.days": _("How far ahead a step may lie"),
        "speed.log_in": _("Wrong passwords in five minutes, for one address"),
        "speed.session": _("How long a log-in lasts without use"),
        "keeping.deleted": _("How long what was deleted can be brought back"),
    }


def limit_groups() -> list[Group]:
    """Every limit of the product; one query for each that is counted."""
    known = labels()
    words = titles()
    found: dict[str, list[Line]] = {title: [] for title in words}
    for one in limits():
        found.setdefault(one.name.partition(".")[0], []).append(_line(one, known.get(one.name, one.name)))
    return [Group(words.get(title, title), lines) for title, lines in found.items() if lines]


def _line(one: Limit, label: str) -> Line:
    use = use_of(one.name)
    if use is None:
        return Line(one.name, label, said(one.most, one.unit))
    share = use.n / one.most
    by = {"account": _("accounts"), "person": _("people")}.get(use.by, use.by)
    return Line(one.name, label, said(one.most, one.unit), said(use.n, one.unit), by, share, share >= NEAR)


def as_json() -> list[dict[str, object]]:
    """Every limit for programs: name, most, unit, used, by."""
    rows = []
    for one in limits():
        use: Use | None = use_of(one.name)
        row = {"name": one.name, "most": one.most, "unit": one.unit}
        rows.append(row | ({"used": use.n, "by": use.by} if use else {}))
    return rows


def said(n: float, unit: str) -> str:
    """An amount with its unit, in the reader's language."""
    language = get_language() or "en"
    if unit == "bytes":
        size, power = n, 0
        while size >= _KILO and power < 3:
            size, power = size / _KILO, power + 1
        return (
            f"{formats.number(size, language, digits=0 if size == int(size) else 1)} {('B', 'KB', 'MB', 'GB')[power]}"
        )
    units = {
        "characters": ngettext("%(n)s character", "%(n)s characters", int(n)),
        "days": ngettext("%(n)s day", "%(n)s days", int(n)),
        "levels": ngettext("%(n)s level", "%(n)s levels", int(n)),
    }
    return units.get(unit, "%(n)s") % {"n": formats.number(n, language)}
