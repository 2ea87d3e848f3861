"""Reading the journal: what happened to a subject, and what was true as of a moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import ibis
import ibis.expr.types as ir
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from banso.platform.journal.declarations import FIELD_VALUE
from banso.platform.journal.models import Basis, Batch, Change
from banso.platform.kit.errors import NotFound
from banso.platform.lake.api import LakeSession

ASSUMED = "assumed"
"""The column of :func:`values_as_of` that says whether any value rests on an assumed moment of knowing."""


def history(
    subject: str,
    subject_id: int,
    *,
    fields: Sequence[str] | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Change]:
    """The newest changes of a subject first, published or not; ``before`` is a change's id, for paging.

    ``fields`` keeps only changes that touch one of them.
    """
    rows = Change.objects.filter(subject=subject, subject_id=subject_id).select_related("batch")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if fields is not None:
        rows = rows.filter(changes__has_any_keys=list(fields))
    return list(rows.order_by("-pk")[:limit])


def undone_ids(changes: Sequence[Change]) -> set[int]:
    """Which of ``changes`` (by id) have been undone, at least in part."""
    return set(Change.objects.filter(undoes__in=[change.pk for change in changes]).values_list("undoes_id", flat=True))


def find_change(uid: UUID | str) -> Change:
    """The workspace's change with this ``uid``; raises :class:`NotFound`."""
    try:
        return Change.objects.get(uid=uid)
    except (Change.DoesNotExist, ValidationError) as error:
        raise NotFound(_("There is no such change.")) from error


def find_batch(uid: UUID | str) -> Batch:
    """The workspace's batch with this ``uid``; raises :class:`NotFound`."""
    try:
        return Batch.objects.get(uid=uid)
    except (Batch.DoesNotExist, ValidationError) as error:
        raise NotFound(_("There is no such batch.")) from error


def values_as_of(
    session: LakeSession,
    subject: str,
    attributes: Sequence[str],
    instant: datetime,
    *,
    known_then: bool = True,
) -> ir.Table:
    """What was true of each subject just before ``instant``, from the published journal.

    One row a subject that had any of ``attributes``: ``subject_id``, one text column an attribute (the
    value as JSON; null where there is none; :func:`decode` reads it) and ``assumed``. Of several values the
    one with the latest ``at`` holds, then the one published last. With ``known_then`` only what was
    known before ``instant`` counts, otherwise all that is known now. Pass ``day_end(day)`` for a day.
    """
    moment = ibis.timestamp(instant.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" "))
    facts = session.table(FIELD_VALUE.name)
    facts = facts.filter(facts.subject == subject, facts.attribute.isin(list(attributes)), facts.at < moment)
    if known_then:
        facts = facts.filter(facts.known_at < moment)
    newest = ibis.row_number().over(
        group_by=[facts.subject_id, facts.attribute], order_by=[facts.at.desc(), facts.seq.desc()]
    )
    facts = facts.mutate(place=newest)
    facts = facts.filter(facts.place == 0)
    value = facts.value.nullif("null")
    return facts.group_by("subject_id").aggregate(
        **{name: value.max(where=facts.attribute == name) for name in attributes},
        **{ASSUMED: (facts.basis == Basis.ASSUMED.value).any()},
    )


def values_over_time(session: LakeSession, subject: str, attribute: str) -> ir.Table:
    """Every value that ``attribute`` had of each subject, as it is known now, from the published journal.

    One row a change, in order: ``subject_id``, ``at`` (from when on it holds) and ``value`` (JSON; null for none).
    """
    facts = session.table(FIELD_VALUE.name)
    facts = facts.filter(facts.subject == subject, facts.attribute == attribute)
    facts = facts.order_by(facts.subject_id, facts.at, facts.seq)
    return facts.select(facts.subject_id, facts.at, value=facts.value.nullif("null"))


def decode(texts: Sequence[str | None]) -> list[Any]:
    """A column of :func:`values_as_of` as Python values."""
    # Values repeat; those that could be changed by who gets them are not shared.
    known = {text: json.loads(text) for text in set(texts) if text is not None and text[0] not in "[{"}
    return [None if text is None else known[text] if text in known else json.loads(text) for text in texts]
