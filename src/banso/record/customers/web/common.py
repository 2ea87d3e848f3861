"""What the pages of customers share: forms that keep what was typed, and toasts that take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from banso.platform.journal.api import Change
from banso.platform.ui.api import say
from banso.record.customers.api import CONTACT, DIFFERENT, PERSON, SUBJECT, WATCH

OURS = (PERSON, CONTACT, WATCH, SUBJECT, DIFFERENT)
"""Subjects whose changes the undo of these pages takes back."""


def say_done(request: HttpRequest, text: str, changes: Sequence[Change | None]) -> None:
    """Say what was done, with the way back of all ``changes``, the last first."""
    uids = [str(one.uid) for one in reversed(changes) if one is not None]
    if not uids:
        return
    also = "?" + urlencode([("also", uid) for uid in uids[1:]]) if uids[1:] else ""
    say(request, text, undo=reverse("customers:undo", args=[uids[0]]) + also)


def newest_change(subject: str, subject_id: int) -> Change | None:
    """The change that was just recorded."""
    return Change.objects.filter(subject=subject, subject_id=subject_id).order_by("-pk").first()


def account_url(account: Any) -> str:
    """The page of an account."""
    return reverse("workspace:account", args=[account.uid])


def person_url(person: Any) -> str:
    """The page of a person."""
    return reverse("workspace:person", args=[person.uid])
