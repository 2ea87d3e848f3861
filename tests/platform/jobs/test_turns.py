"""Work in the background makes room for others that write."""

import pytest
from django.db import connection, transaction

from banso.platform.jobs import turns
from banso.platform.jobs.api import give_way

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets several write at once")


@pytest.fixture
def slept(monkeypatch):
    """How often it made room."""
    found: list[float] = []
    monkeypatch.setattr("banso.platform.jobs.turns.time.sleep", found.append)
    monkeypatch.setattr(turns, "_seen", turns._Seen())
    return found


def versions(monkeypatch, *numbers: int) -> None:
    said = iter(numbers)
    monkeypatch.setattr(turns, "_data_version", lambda: next(said))


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_it_makes_room_while_others_write(monkeypatch, slept):
    versions(monkeypatch, 1, 2, 3, 3)
    for _ in range(4):
        give_way()
    assert slept == [turns.PAUSE] * 3


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_now_and_then_it_finds_out_whether_somebody_waits(monkeypatch, slept):
    versions(monkeypatch, *[0] * 20)
    for _ in range(20):
        give_way()
    assert len(slept) == 20 // turns.EVERY


@pytest.mark.django_db(transaction=True)
def test_not_inside_a_transaction(slept):
    with transaction.atomic():
        for _ in range(20):
            give_way()
    assert slept == []
