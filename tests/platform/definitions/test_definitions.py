"""Definitions in force: shipped ones, own versions, upgrades, history."""

from datetime import timedelta

import pytest

from banso.platform.definitions.api import (
    DefinitionsInvalid,
    Version,
    active,
    get,
    history,
    roll_back,
    save,
    take_upgrade,
    upgrades,
    where_used,
)
from banso.platform.definitions.models import DefinitionVersion
from banso.platform.journal.api import Change
from banso.platform.kit.errors import BansoError, Conflict, NotFound
from banso.platform.tenancy.api import scope
from tests.platform.definitions.conftest import RED

pytestmark = pytest.mark.usefixtures("world", "workspace")
BODY = {"slug": "red", "name": {"en": "Our red", "ja": "うちの赤"}, "hue": 10}


def edit(now, after=1, **changes):
    return save("colour", BODY | changes, after=after, author=7, reason="brighter", now=now)


def test_the_shipped_default_is_in_force_until_there_is_an_own_version(now, settings):
    red = active("colour")["red"]
    assert (red.version, red.source, red.author, red.created_at) == (1, "shipped", None, None)
    own = edit(now)
    assert (own.version, own.source, own.author, own.reason, own.created_at) == (2, "workspace", 7, "brighter", now)
    assert get("colour", "red") == own
    assert get("colour", "red", 1) == red
    assert str(own.name) == "Our red"


def test_each_version_stays_as_it_was(now):
    edit(now)
    edit(now + timedelta(days=1), after=2, hue=20)
    assert [one.body["hue"] for one in history("colour", "red")] == [0, 10, 20]
    assert [one.state for one in history("colour", "red")] == ["active", "retired", "active"]
    assert get("colour", "red", 2).body["hue"] == 10


@pytest.mark.requirement("B3")
def test_the_version_in_force_at_a_past_instant_can_be_asked_for(now):
    edit(now)
    edit(now + timedelta(days=2), after=2, hue=20)
    for days, hue in ((-1, 0), (0, 10), (1, 10), (2, 20), (9, 20)):
        assert active("colour", at=now + timedelta(days=days))["red"].body["hue"] == hue


def test_an_upgraded_default_comes_into_force_where_nothing_was_changed(world, now):
    world.ship("colours", "red.v1.yaml", RED)
    world.ship("colours", "red.yaml", RED.replace("version: 1", "version: 2").replace("hue: 0", "hue: 5"))
    assert active("colour")["red"].body["hue"] == 5
    assert get("colour", "red", 1).body["hue"] == 0  # results that name it can still be explained
    assert upgrades() == []


def test_an_upgraded_default_arrives_as_a_draft_beside_an_own_version(world, now):
    edit(now)
    world.ship("colours", "red.yaml", RED.replace("version: 1", "version: 2").replace("hue: 0", "hue: 5"))
    assert active("colour")["red"].body["hue"] == 10
    assert [(one.version, one.state, one.body["hue"]) for one in upgrades()] == [(2, "draft", 5)]
    assert get("colour", "red", 2).body["hue"] == 10  # what results mean by 2
    taken = take_upgrade("colour", "red", author=7, reason="new default", now=now)
    assert (taken.version, taken.body["hue"], taken.source) == (3, 5, "workspace")
    assert upgrades() == []


def test_keeping_the_own_version_after_an_upgrade_ends_the_offer(world, now):
    edit(now)
    world.ship("colours", "red.yaml", RED.replace("version: 1", "version: 9"))
    assert len(upgrades()) == 1
    assert edit(now, after=2, hue=11).version == 10
    assert upgrades() == []


def test_rolling_back_makes_a_new_version(now):
    edit(now)
    edit(now, after=2, hue=20)
    back = roll_back("colour", "red", 1, author=None, reason="it was better", now=now)
    assert (back.version, back.body["hue"]) == (4, 0)
    assert len(history("colour", "red")) == 4
    assert "# The colour of what needs a hand today." in back.text


def test_taking_a_definition_out_of_use(now):
    edit(now, retired=True)
    assert "red" not in active("colour")
    with pytest.raises(NotFound, match="red"):
        get("colour", "red")
    assert get("colour", "red", 1).body["hue"] == 0
    assert edit(now, after=2).version == 3
    assert "red" in active("colour")


def test_two_editors_do_not_overwrite_each_other(now):
    edit(now)
    with pytest.raises(Conflict, match="meantime"):
        edit(now, after=1, hue=99)
    with pytest.raises(Conflict, match="meantime"):
        edit(now, after=None, hue=99)
    assert get("colour", "red").body["hue"] == 10
    assert DefinitionVersion.objects.count() == 1


def test_a_version_is_in_the_journal(now):
    edit(now)
    change = Change.objects.get(subject="definition")
    assert [body["hue"] for body in change.changes["body"]] == [0, 10]
    assert change.reason == "brighter"


def test_a_reason_is_needed(now):
    with pytest.raises(BansoError, match="reason"):
        save("colour", BODY, after=1, author=7, reason="  ", now=now)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"slug": "Red!"}, "slug"),
        ({"slug": None}, "slug"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": "3"}, "version"),
        ({"name": "Red"}, "name"),
        ({"name": {"en": "Red"}}, "name.ja"),
        ({"name": {"en": " ", "ja": "赤"}}, "name.en"),
        ({"name": {"en": "x" * 201, "ja": "赤"}}, "name.en"),
        ({"description": {"ja": "赤"}}, "description.en"),
        ({"retired": "yes"}, "retired"),
        ({"hue": 400}, "hue"),
    ],
)
def test_a_body_with_a_fault_is_refused(now, changes, path):
    with pytest.raises(DefinitionsInvalid) as caught:
        edit(now, **changes)
    assert path in str(caught.value)
    assert not DefinitionVersion.objects.exists()


def test_another_workspace_keeps_the_default(now, cast):
    edit(now)
    with scope(cast.elsewhere):
        assert active("colour")["red"].source == "shipped"
        assert history("colour", "red")[0].version == 1


def test_who_uses_a_definition():
    assert [str(one.id) for one in where_used("colour", "red")] == ["palette:warm@1"]
    assert where_used("colour", "blue") == []


def test_unknown_things_are_named():
    with pytest.raises(NotFound, match="colour, palette"):
        active("flavour")
    with pytest.raises(NotFound, match="blue"):
        get("colour", "blue")
    with pytest.raises(NotFound, match="version 9"):
        get("colour", "red", 9)


def test_what_is_shipped_must_be_right(world):
    world.ship("colours", "blue.yaml", "slug: green\nversion: 1\nname: {en: Blue, ja: 青}\nhue: 900\n")
    world.ship("colours", "red.v7.yaml", RED)
    with pytest.raises(DefinitionsInvalid) as caught:
        active("colour")
    assert len(caught.value.faults) == 3


def test_a_version_reads_back_from_its_text():
    version = Version("scorecard", "starter", 3)
    assert Version.parse(str(version)) == version
    for text in ("starter", "scorecard:starter", ":x@1", "a:b@c"):
        with pytest.raises(ValueError, match="version|literal"):
            Version.parse(text)
