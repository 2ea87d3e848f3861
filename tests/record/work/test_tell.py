"""What comes into an inbox, and what does not."""

from datetime import timedelta

import pytest

from banso.platform.tenancy.api import scope
from banso.record.work.api import InboxItem, InboxKind, tell, untell
from tests.cast import NOW, Cast


@pytest.fixture(autouse=True)
def here(cast: Cast):
    with scope(cast.workspace):
        yield


def _keys(member) -> list[str]:
    return list(InboxItem.objects.filter(member=member).order_by("pk").values_list("key", flat=True))


@pytest.mark.requirement("R134")
def test_a_thing_is_told_once(cast: Cast):
    first = tell([cast.csm, cast.manager], InboxKind.MENTION, "note:1", actor=cast.owner, now=NOW)
    again = tell([cast.csm], InboxKind.MENTION, "note:1", actor=cast.owner, now=NOW + timedelta(hours=1))
    assert {item.member_id for item in first} == {cast.csm.pk, cast.manager.pk}
    assert again == []
    assert _keys(cast.csm) == ["note:1"]


def test_nobody_is_told_of_what_they_did_themselves(cast: Cast):
    assert tell([cast.csm, cast.csm], InboxKind.ASSIGNMENT, "task:1", actor=cast.csm, now=NOW) == []
    assert _keys(cast.csm) == []


def test_who_cannot_come_in_is_not_told(cast: Cast):
    cast.csm.deactivated_at = NOW
    assert tell([cast.csm], InboxKind.COMMENT, "comment:1", actor=cast.owner, now=NOW) == []


def test_undoing_the_cause_takes_it_out_of_every_inbox(cast: Cast):
    tell([cast.csm, cast.manager], InboxKind.COMMENT, "comment:1", actor=cast.owner, now=NOW)
    tell([cast.csm], InboxKind.COMMENT, "comment:2", actor=cast.owner, now=NOW)
    assert untell("comment:1") == 2
    assert _keys(cast.csm) == ["comment:2"]


def test_long_texts_are_cut_and_an_unknown_kind_is_refused(cast: Cast):
    item = tell([cast.csm], "signal", "s", params={"title": {"en": "x" * 900, "ja": "あ"}, "text": "y" * 900}, now=NOW)[
        0
    ]
    assert (len(item.params["title"]["en"]), item.params["title"]["ja"], len(item.params["text"])) == (500, "あ", 500)
    with pytest.raises(ValueError, match="nonsense"):
        tell([cast.csm], "nonsense", "k", now=NOW)
