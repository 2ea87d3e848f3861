"""What a workspace holds, told without anything that may differ between two runs: no ids, no clock."""

import hashlib
import json
from collections import Counter
from typing import Any

from django.conf import settings

from banso.judgement.metrics.models import ComputedDay
from banso.judgement.signals.models import Signal
from banso.platform.attributes.api import attributes_of, rows
from banso.platform.jobs.api import Job, State
from banso.platform.journal.api import Batch, Change
from banso.platform.kit.columns import Columns
from banso.platform.lake import api as lake
from banso.platform.tenancy.api import find_workspace, scope
from banso.record.customers.models import Account, AccountLink, EndUser, ExternalId, Membership
from banso.record.usage.models import QuarantinedRow


def contents(slug: str) -> dict[str, Any]:
    """Everything of the workspace ``slug`` that imports and computing write, ready for JSON."""
    with scope(find_workspace(slug)):
        names = dict(ExternalId.objects.values_list("account_id", "key"))
        return {
            "accounts": _accounts(names),
            "links": sorted(
                [names[link.account_id], names[link.other_id], link.kind, str(link.starts), str(link.ends)]
                for link in AccountLink.objects.all()
            ),
            "people": [EndUser.objects.count(), Membership.objects.count()],
            "journal": _journal(names),
            "batches": _batches(),
            "unfinished": Job.objects.filter(state__in=[State.RUNNING, State.DEAD, State.PAUSED]).count(),
            "quarantine": QuarantinedRow.objects.count(),
            "signals": sorted(
                [one.rule, names[one.account_id], str(one.began), str(one.ended), one.end_reason, str(one.state)]
                for one in Signal.objects.all()
            ),
            "days": sorted([str(one.day), one.accounts, one.versions] for one in ComputedDay.objects.all()),
            **_lake(names),
        }


def _batches() -> dict[str, Any]:
    """What the imports of each file have written. One killed behind its end was followed by one that wrote nothing."""
    written: dict[str, Counter[str]] = {}
    for one in Batch.objects.all():
        counts = Counter(one.report.get("applied", {}))
        fresh = {key: value for key, value in counts.items() if key not in ("unchanged", "duplicate")}
        written.setdefault(one.file_name, Counter()).update(fresh)
        assert one.rows_done == one.rows_total
    return {"written": written, "states": sorted({str(one.state) for one in Batch.objects.all()})}


def _accounts(names: dict[int, str]) -> dict[str, Any]:
    ids = list(Account.objects.values_list("id", flat=True))
    keys = [key for key in attributes_of("account") if key not in ("external_id", "known_since")]
    return {"count": len(ids), "values": {names[row["id"]]: _plain(row) for row in rows("account", ids, keys)}}


def _plain(row: dict[str, Any]) -> dict[str, str]:
    return {
        key: f"{value:.9g}" if isinstance(value, float) else str(value) for key, value in row.items() if key != "id"
    }


def _journal(names: dict[int, str]) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for change in Change.objects.exclude(subject="batch"):
        # Which account it is, and which it names as its parent.
        who = names.get(change.subject_id, "?") if change.subject == "account" else ""
        what = {
            key: [names.get(one, one) if key == "parent" else one for one in pair]
            for key, pair in change.changes.items()
            if key != "known_since"
        }
        found[f"{change.subject} {who} {json.dumps(what, sort_keys=True)} {change.basis}"] += 1
    numbers = Counter(Change.objects.values_list("seq", flat=True))
    return {"rows": dict(found), "unpublished": numbers.pop(None, 0), "twice": sum(numbers.values()) - len(numbers)}


def _lake(names: dict[int, str]) -> dict[str, Any]:
    people = dict(EndUser.objects.values_list("id", "key"))
    with lake.session() as session:
        events = session.fetch(session.table("event"))
        values = session.fetch(session.table("field_value"))
        book = session.fetch(session.table("book"))
    keys = set(zip(events["key_hi"].tolist(), events["key_lo"].tolist(), strict=True))
    parts = lake.LakeFile.objects.filter(ended=None)
    return {
        "events": {"rows": len(events["at"]), "keys": len(keys), "digest": _digest(events, names, people)},
        "published_twice": len(values["seq"])
        - len(set(zip(values["seq"].tolist(), values["attribute"].tolist(), strict=True))),
        "book": {"rows": len(book["day"]), "values": _book(book, names)},
        "lost": [part.path for part in parts if not (settings.LAKE_ROOT / part.path).exists()],
        "part_rows": sum(parts.filter(table="event").values_list("rows", flat=True)),
    }


def _digest(events: Columns, names: dict[int, str], people: dict[int, str]) -> str:
    kept = ("at", "name", "feature", "properties", "source", "basis")
    lines = sorted(
        f"{names[account]} {people.get(user, '')} " + " ".join(str(one) for one in rest)
        for account, user, *rest in zip(
            events["account"].tolist(),
            events["end_user"].tolist(),
            *(events[key].tolist() for key in kept),
            strict=True,
        )
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _book(book: Columns, names: dict[int, str]) -> dict[str, Any]:
    keys = sorted(set(book) - {"account", "day", "batch"})
    place = range(len(book["day"]))
    return {
        f"{book['day'][at]} {names[int(book['account'][at])]}": [f"{float(book[key][at]):.9g}" for key in keys]
        for at in place
    }
