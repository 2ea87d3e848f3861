"""Who stands by what: asked for, approved, changed since, withdrawn; each taken back by the journal."""

from datetime import timedelta

import pytest

from banso.platform.definitions.api import (
    APPROVAL,
    active,
    approve,
    ask_approval,
    roll_back,
    save,
    standings,
    take_upgrade,
    withdraw_approval,
)
from banso.platform.journal.api import Change, acting, undo_change
from banso.platform.kit.errors import BansoError, Conflict, NotAllowed, NotFound
from banso.platform.tenancy.api import scope
from tests.cast import NOW
from tests.platform.definitions.conftest import RED

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture(autouse=True)
def here(cast, world):
    with scope(cast.workspace), acting(actor_id=cast.owner.pk, source="web"):
        yield


def red():
    return standings(active("colour").values())["colour", "red"]


def change_red(cast, hue, days=1):
    now, live = NOW + timedelta(days=days), active("colour")["red"]
    return save(
        "colour", {**live.body, "hue": hue}, after=live.version, author=cast.manager.pk, reason="warmer", now=now
    )


def test_nothing_is_approved_until_somebody_does(cast):
    assert (red().state, red().approved, red().asked) == ("none", None, None)
    made = approve("colour", "red", 1, by=cast.owner, now=NOW)
    assert (red().state, red().approved) == ("approved", made)
    assert made.approved_by == cast.owner.pk
    assert standings(active("palette").values())["palette", "warm"].state == "none"


def test_a_change_is_not_approved_with_what_was(cast):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    change_red(cast, 5)
    assert (red().state, red().approved.version) == ("changed", 1)
    approve("colour", "red", 2, by=cast.owner, now=NOW + timedelta(days=2))
    assert (red().state, red().approved.version) == ("approved", 2)


def test_what_says_the_same_again_is_approved(cast):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    change_red(cast, 5)
    roll_back("colour", "red", 1, author=None, reason="no", now=NOW + timedelta(days=2))
    assert (red().state, red().approved.version) == ("approved", 1)


def test_an_older_approval_does_not_stand_for_a_newer_one(cast):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    change_red(cast, 5)
    approve("colour", "red", 2, by=cast.owner, now=NOW + timedelta(days=2))
    roll_back("colour", "red", 1, author=None, reason="no", now=NOW + timedelta(days=3))
    assert (red().state, red().approved.version) == ("changed", 2)


def test_an_upgrade_is_a_change_too(cast, world):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    world.ship("colours", "red.yaml", RED.replace("version: 1", "version: 2").replace("hue: 0", "hue: 9"))
    assert (red().state, red().approved.body["hue"]) == ("changed", 0)
    # A default that was changed without a new number is no less another.
    world.ship("colours", "red.yaml", RED.replace("hue: 0", "hue: 8"))
    assert red().state == "changed"
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    assert (red().state, red().approved.body["hue"]) == ("approved", 8)


def test_only_the_version_that_was_read_is_approved(cast):
    change_red(cast, 5)
    with pytest.raises(Conflict, match="2"):
        approve("colour", "red", 1, by=cast.owner, now=NOW)
    with pytest.raises(Conflict):
        ask_approval("colour", "red", 1, by=cast.manager, now=NOW)
    approve("colour", "red", 2, by=cast.owner, now=NOW)
    with pytest.raises(Conflict):
        approve("colour", "red", 2, by=cast.owner, now=NOW)
    with pytest.raises(Conflict):
        ask_approval("colour", "red", 2, by=cast.manager, now=NOW)


def test_it_is_asked_for_once_and_answered(cast):
    ask_approval("colour", "red", 1, by=cast.manager, now=NOW)
    assert (red().state, red().asked.asked_by) == ("asked", cast.manager.pk)
    with pytest.raises(Conflict):
        ask_approval("colour", "red", 1, by=cast.manager, now=NOW)
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    assert (red().state, red().approved.asked_by) == ("approved", cast.manager.pk)


def test_a_request_goes_with_its_version(cast):
    ask_approval("colour", "red", 1, by=cast.manager, now=NOW)
    change_red(cast, 5)
    assert red().state == "none"


def test_withdrawn_and_declined(cast):
    with pytest.raises(NotFound):
        withdraw_approval("colour", "red", 1, by=cast.owner, reason="", now=NOW)
    ask_approval("colour", "red", 1, by=cast.manager, now=NOW)
    withdraw_approval("colour", "red", 1, by=cast.owner, reason="not yet", now=NOW)
    assert red().state == "none"
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    withdraw_approval("colour", "red", 1, by=cast.owner, reason="wrong sum", now=NOW)
    assert red().state == "none"
    assert [one.reason for one in Change.objects.filter(subject=APPROVAL).order_by("pk")] == [
        "", "not yet", "", "wrong sum",
    ]  # fmt: skip


def test_each_is_taken_back(cast):
    def undo_last():
        last = Change.objects.filter(subject=APPROVAL, undoes=None).exclude(
            pk__in=Change.objects.exclude(undoes=None).values("undoes")
        )
        assert undo_change(last.latest("pk"), NOW).conflicts == []

    ask_approval("colour", "red", 1, by=cast.manager, now=NOW + timedelta(microseconds=1234))
    approve("colour", "red", 1, by=cast.owner, now=NOW + timedelta(microseconds=5678))
    withdraw_approval("colour", "red", 1, by=cast.owner, reason="", now=NOW)
    undo_last()
    assert red().state == "approved"
    undo_last()
    assert red().state == "asked"
    undo_last()
    assert red().state == "none"


def test_who_may(cast):
    for member in (cast.manager, cast.csm, cast.viewer):
        with pytest.raises(NotAllowed, match=member.name):
            approve("colour", "red", 1, by=member, now=NOW)
    for member in (cast.csm, cast.viewer):
        with pytest.raises(NotAllowed):
            ask_approval("colour", "red", 1, by=member, now=NOW)
    with pytest.raises(NotFound):
        approve("colour", "blue", 1, by=cast.owner, now=NOW)


def test_each_company_approves_for_itself(cast):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    with scope(cast.elsewhere):
        assert red().state == "none"


def test_the_whole_catalogue_takes_one_query(cast, django_assert_num_queries):
    approve("colour", "red", 1, by=cast.owner, now=NOW)
    found = [*active("colour").values(), *active("palette").values()]
    with django_assert_num_queries(1):
        assert len(standings(found)) == 2


def test_a_kind_that_is_fixed_is_approved_and_not_changed(cast, world):
    from banso.platform.definitions.api import DefinitionKind, check, export, register

    folder = world.folder / "rates"
    folder.mkdir()
    (folder / "retention.yaml").write_text(
        "gross:\n  name: {en: Gross, ja: グロス}\nnet:\n  version: 3\n  name: {en: Net, ja: ネット}\n"
    )
    register(DefinitionKind(kind="rate", shipped=folder, validate=lambda _body: None, fixed=True))
    assert [(one.slug, one.version) for one in active("rate").values()] == [("gross", 1), ("net", 3)]
    approve("rate", "net", 3, by=cast.owner, now=NOW)
    assert standings(active("rate").values())["rate", "net"].state == "approved"
    with pytest.raises(BansoError, match="net"):
        save("rate", active("rate")["net"].body, after=3, author=None, reason="x", now=NOW)
    with pytest.raises(BansoError):
        take_upgrade("rate", "net", author=None, reason="x", now=NOW)
    assert {one.parent.name for one in export(world.out)} == {"colours", "palettes"}
    assert {one.kind for one in check(world.out)} == {"colour", "palette"}
