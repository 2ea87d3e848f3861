"""The people of an account: map, gaps and table from what customers, work and usage know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.platform.identity.api import EDIT_ACCOUNTS, Member, allowed
from banso.platform.kit.days import day_of
from banso.platform.tenancy.api import current_workspace
from banso.platform.ui import formats
from banso.record.customers.api import gaps, people_of_account
from banso.record.work.api import last_touch_of_persons
from banso.surfaces.workspace.compose.people_map import drawing
from banso.surfaces.workspace.pages.people import GapLine, PeoplePanel, PersonLine

if TYPE_CHECKING:
    from banso.record.customers.models import Account, Contact

LONG_SILENT = 120
_RELATIONS = {"good": "good", "neutral": "warn", "poor": "risk"}


def people_panel(account: Account, member: Member, *, day: date) -> PeoplePanel:
    """Everybody at an account as of ``day``; a constant number of queries."""
    every = people_of_account(account.pk, with_ended=True)
    here = [one for one in every if one.ends is None or one.ends > day]
    last = last_days([one.person_id for one in every])
    rows = sorted(here, key=lambda one: (-(one.influence or 0), one.person.sort_key, one.pk))
    lines = [_line(one, last, day) for one in rows]
    gone = sorted((one for one in every if one not in here), key=lambda one: one.ends or day, reverse=True)
    found = gaps.gaps([_standing(one, last) for one in every], day)
    names = {one.person_id: one.person.name for one in every}
    return PeoplePanel(
        uid=str(account.uid),
        name=account.name,
        people=lines,
        gone=[_line(one, last, day) for one in gone],
        gaps=[_gap(one, names) for one in found if one.kind != "nobody"],
        reached=sum(gaps.reached_within(last.get(one.person_id), day) for one in here),
        drawing=drawing(rows, last, day) if rows else "",
        add_url=f"{reverse('customers:person_add')}?account={account.uid}" if allowed(member, EDIT_ACCOUNTS) else "",
    )


def last_days(person_ids: Sequence[int]) -> dict[int, date]:
    """The day of the last touch with each person; those never met are left out."""
    zone = current_workspace().timezone
    return {person: day_of(at, zone) for person, at in last_touch_of_persons(person_ids).items()}


def _standing(contact: Contact, last: Mapping[int, date]) -> gaps.Standing:
    return gaps.Standing(
        contact=contact.pk,
        person=contact.person_id,
        role=contact.role,
        influence=contact.influence,
        last_touch=last.get(contact.person_id),
        ended=contact.ends,
    )


def _line(contact: Contact, last: Mapping[int, date], day: date) -> PersonLine:
    met = last.get(contact.person_id)
    days = (day - met).days if met else None
    return PersonLine(
        name=contact.person.name,
        reading=contact.person.reading,
        url=reverse("workspace:person", args=[contact.person.uid]),
        edit_url=reverse("customers:contact_edit", args=[contact.uid]),
        end_url="" if contact.ends else reverse("customers:contact_end", args=[contact.uid]),
        title=" · ".join(one for one in (contact.title, contact.department) if one),
        role=contact.get_role_display() if contact.role else "",
        influence=contact.get_influence_display() if contact.influence else "",
        relation=contact.get_relation_display() if contact.relation else "",
        tone=_RELATIONS.get(contact.relation or "", "outline"),
        last=met,
        days=days,
        is_silent=days is None or days > LONG_SILENT,
        reports_to=contact.reports_to.person.name if contact.reports_to else "",
        ends=contact.ends,
        end_reason=contact.end_reason or "",
    )


def _gap(gap: gaps.Gap, names: Mapping[int, str]) -> GapLine:
    """One gap in words."""
    who = _(", ").join(names.get(one, "") for one in gap.people)
    days = gap.figures.get("days")
    shown = formats.number(days or 0, get_language() or "en")
    match gap.kind:
        case "single_threaded":
            n = gap.figures["reached"]
            text = ngettext(
                "%(n)s person was met within 90 days, of %(known)s known.",
                "%(n)s people were met within 90 days, of %(known)s known.",
                n,
            )
            said = text % {"n": n, "known": gap.figures["known"]}
            title = _("Nobody to talk to") if not n else _("Only one to talk to: %(name)s") % {"name": who}
            return GapLine(icon="git-commit-horizontal", tone="risk", title=title, text=said)
        case "no_decision_maker":
            text = _("Nobody is known who decides about the renewal.")
            return GapLine(icon="circle-help", tone="warn", title=_("No decision maker"), text=text)
        case "no_sponsor":
            return GapLine(
                icon="circle-help",
                tone="warn",
                title=_("No sponsor"),
                text=_("Nobody of the management stands behind the product."),
            )
        case "champion_gone" | "sponsor_gone" | "decision_maker_gone":
            text = ngettext(
                "%(who)s left %(days)s day ago, and nobody has followed.",
                "%(who)s left %(days)s days ago, and nobody has followed.",
                days or 0,
            )
            return GapLine(
                icon="user-x", tone="risk", title=_gone_words(gap.kind), text=text % {"who": who, "days": shown}
            )
        case _:
            if days is None:
                return GapLine(
                    icon="clock-alert",
                    tone="warn",
                    title=_silent_words(gap.kind),
                    text=_("%(who)s: never met.") % {"who": who},
                )
            text = ngettext("%(who)s: last met %(days)s day ago.", "%(who)s: last met %(days)s days ago.", days)
            return GapLine(
                icon="clock-alert", tone="warn", title=_silent_words(gap.kind), text=text % {"who": who, "days": shown}
            )


def _gone_words(kind: str) -> str:
    words = {
        "champion_gone": _("The champion is gone"),
        "sponsor_gone": _("The sponsor is gone"),
        "decision_maker_gone": _("The decision maker is gone"),
    }
    return words[kind]


def _silent_words(kind: str) -> str:
    words = {
        "champion_silent": _("The champion is silent"),
        "sponsor_silent": _("The sponsor is silent"),
        "decision_maker_silent": _("The decision maker is silent"),
    }
    return words[kind]
