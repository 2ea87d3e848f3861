"""Many rows of a model inserted at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from banso.platform.tenancy.api import insert_rows, unscoped
from banso.record.revenue.models import FxRate

NAMES = ("base", "quote", "day", "rate", "source", "known_at")


def _rows(now, *days: int) -> list[tuple[object, ...]]:
    return [("EUR", "USD", date(2025, 1, day), 1_100_000_000 + day, "test", now) for day in days]


@pytest.mark.django_db
def test_rows_are_those_that_instances_would_have_been(workspace, now):
    first = FxRate.objects.create(base="EUR", quote="USD", day=date(2024, 1, 1), rate=1, source="x", known_at=now)
    ids = insert_rows(FxRate, NAMES, _rows(now, 3, 1, 2))
    assert insert_rows(FxRate, NAMES, []) == []
    after = FxRate.objects.create(base="EUR", quote="USD", day=date(2026, 1, 1), rate=1, source="x", known_at=now)
    assert first.pk < ids[0] < ids[1] < ids[2] < after.pk
    rows = [FxRate.objects.get(pk=pk) for pk in ids]
    assert [(row.day.day, row.rate, row.known_at, row.batch) for row in rows] == [
        (day, 1_100_000_000 + day, now, None) for day in (3, 1, 2)
    ]
    assert {row.workspace_id for row in rows} == {workspace.pk}
    assert len({row.uid for row in rows}) == 3


@pytest.mark.django_db
def test_constraints_hold(workspace, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(FxRate, NAMES, _rows(now, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_work_outside_of_a_transaction(workspace, now):
    with pytest.raises(TransactionManagementError):
        insert_rows(FxRate, NAMES, _rows(now, 1))
    with unscoped("nothing was written"):
        assert not FxRate.objects.exists()
