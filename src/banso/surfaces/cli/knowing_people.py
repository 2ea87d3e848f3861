"""What the commands about people and the watch list do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from banso.platform.attributes.api import rows, select
from banso.platform.journal.api import acting
from banso.platform.kit.days import day_of
from banso.platform.kit.errors import NotFound
from banso.platform.tenancy.api import current_workspace, scope
from banso.record.customers import api as customers
from banso.record.customers.api import gaps
from banso.record.work.api import last_touch_of_persons
from banso.surfaces.cli.options import day_option, json_option, now, today_here, workspace_of
from banso.surfaces.cli.output import say, show_json, show_rows, show_table

if TYPE_CHECKING:
    from banso.record.customers.models import Contact, Person, WatchEvent

_KEYS = ("name", "reading", "account", "title", "role", "influence", "relation", "mail")
_YEAR = timedelta(days=365)


def list_people(workspace: str, account: str, filter_json: str, *, as_json: bool) -> None:
    """Print people: everybody that the filter chooses, or those of an account."""
    tree = json_option(filter_json, "--filter")
    with scope(workspace_of(workspace)):
        if account:
            _of_account(account, as_json=as_json)
            return
        found = select(customers.PERSON, tree, sort=(("name", "asc"),), today=today_here())
        listed = [{key: row[key] for key in _KEYS} for row in rows(customers.PERSON, found.ids, _KEYS)]
    show_rows(listed, ("name", "account", "title", "role", "mail"), as_json=as_json)


def _of_account(ref: str, *, as_json: bool) -> None:
    account = customers.get_account(ref)
    every = customers.people_of_account(account.pk, with_ended=True)
    zone = current_workspace().timezone
    last = {pk: day_of(at, zone) for pk, at in last_touch_of_persons([one.person_id for one in every]).items()}
    reach = customers.reachable([one.person_id for one in every])
    people = [
        _contact(one)
        | {"name": one.person.name, "mails": reach[one.person_id].mails, "last_touch": last.get(one.person_id)}
        for one in every
    ]
    standing = [
        gaps.Standing(one.pk, one.person_id, one.role, one.influence, last.get(one.person_id), one.ends)
        for one in every
    ]
    names = {one.person_id: one.person.name for one in every}
    missing: list[dict[str, Any]] = [
        {"kind": gap.kind, "people": [names[pk] for pk in gap.people], **gap.figures}
        for gap in gaps.gaps(standing, today_here())
    ]
    if as_json:
        show_json({"account": account.name, "people": people, "gaps": missing})
        return
    shown = ("name", "title", "role", "influence", "relation", "last_touch", "ends")
    show_table(list(shown), [[row[key] for key in shown] for row in people])
    for gap in missing:
        say(f"gap: {str(gap['kind']).replace('_', ' ')}" + (f" ({', '.join(gap['people'])})" if gap["people"] else ""))


def show(workspace: str, ref: str, *, as_json: bool) -> None:
    """Print one person."""
    with scope(workspace_of(workspace)):
        _show([customers.find_person(ref)], as_json=as_json)


def add(
    workspace: str, name: str, fields: Mapping[str, Any], account: str, about: Mapping[str, Any], *, as_json: bool
) -> None:
    """Make a person, or find the one who has the address, and perhaps a contact."""
    said = {key: value or None for key, value in about.items()}
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"), transaction.atomic():
        known = list(customers.persons_by_mail(fields["mails"]).values())
        person = known[0] if known else customers.create_person(name, now=now(), fields=fields)
        if known and fields["tags"]:
            customers.change_person(person, {"tags": [*person.tag_list, *fields["tags"]]}, now=now())
            person.refresh_from_db()
        if account:
            customers.create_contact(person, customers.get_account(account), now=now(), fields=said)
        _show([person], as_json=as_json)


def end(workspace: str, ref: str, account: str, on: str, reason: str, *, as_json: bool) -> None:
    """End a contact."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        person, where = customers.find_person(ref), customers.get_account(account)
        there = [one for one in customers.people_of_account(where.pk) if one.person_id == person.pk]
        if not there:
            raise NotFound(
                f"{person.name} is no contact of {where.name}.", hint="“banso people show” lists the accounts."
            )
        customers.end_contact(there[0], now=now(), ends=day_option(on, "--on"), end_reason=reason)
        _show([person], as_json=as_json)


def merge(workspace: str, stays: str, other: str, *, dry_run: bool, as_json: bool) -> None:
    """Make one person of two, or only say what that would do."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        own, part = customers.find_person(stays), customers.find_person(other)
        found = customers.preview_persons(own, part)
        fields = {
            one.name: {"stays": one.own, "other": one.other, "takes_other": one.takes_other} for one in found.fields
        }
        if not dry_run:
            customers.merge_persons(own, part, now=now())
        said = {
            "stays": own.name,
            "other": part.name,
            "done": not dry_run,
            "fields": fields,
            "moves": dict(found.moves),
        }
    if as_json:
        show_json(said)
        return
    show_table(["field", "stays", "other"], [[name, one["stays"], one["other"]] for name, one in fields.items()])
    say(f"{part.name} {'would become' if dry_run else 'is'} part of {own.name}.")


def list_watch(workspace: str, account: str, *, as_json: bool) -> None:
    """Print what happened."""
    with scope(workspace_of(workspace)):
        if account:
            events = customers.watch_events_of(customers.get_account(account).pk)
        else:
            events = customers.recent_watch_events(since=today_here() - _YEAR)
        listed = [_event(one) for one in events]
    _show_events(listed, as_json=as_json)


def add_watch(workspace: str, account: str, title: str, kind: str, on: str, url: str, *, as_json: bool) -> None:
    """Note an event."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"):
        fields = {"kind": kind, "day": day_option(on, "--on") or today_here(), "title": title, "url": url or None}
        event = customers.add_watch_event(customers.get_account(account), fields, now=now())
        listed = [_event(event)]
    _show_events(listed, as_json=as_json)


def _show(persons: Sequence[Person], *, as_json: bool) -> None:
    reach = customers.reachable([one.pk for one in persons])
    listed: list[dict[str, Any]] = [
        {
            "id": str(one.uid),
            "name": one.name,
            "reading": one.reading or None,
            "language": one.language,
            "tags": one.tag_list,
            "mails": reach[one.pk].mails,
            "phones": reach[one.pk].phones,
            "keys": reach[one.pk].keys,
            "contacts": [
                {"account": contact.account.name, **_contact(contact)}
                for contact in customers.contacts_of_person(one.pk)
            ],
        }
        for one in persons
    ]
    if as_json:
        show_json(listed[0])
        return
    for row in listed:
        say(f"{row['name']}: {', '.join([*row['mails'], *row['phones'], *row['keys']]) or 'no address'}")
        show_table(
            ["account", "title", "role", "from", "until"],
            [[one["account"], one["title"], one["role"], one["starts"], one["ends"]] for one in row["contacts"]],
        )


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "title": contact.title,
        "department": contact.department,
        "role": contact.role,
        "influence": contact.influence,
        "relation": contact.relation,
        "starts": contact.starts,
        "ends": contact.ends,
        "end_reason": contact.end_reason,
    }


def _event(event: WatchEvent) -> dict[str, Any]:
    return {
        "day": event.day,
        "account": event.account.name,
        "kind": event.kind,
        "title": event.title,
        "detail": event.detail,
        "url": event.url,
    }


def _show_events(listed: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    show_rows(listed, ("day", "account", "kind", "title"), as_json=as_json)
