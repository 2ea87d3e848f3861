"""Definitions as files: export, check, apply."""

import pytest

from banso.platform.definitions.api import DefinitionsInvalid, active, apply, check, export, get, save
from banso.platform.definitions.models import DefinitionVersion
from banso.platform.kit.errors import BansoError, Conflict

pytestmark = [pytest.mark.usefixtures("workspace"), pytest.mark.requirement("B5")]


def put(world, name, text):
    path = world.out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def edit(world, name, *change):
    path = world.out / name
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")


def applied(world, now):
    return apply(world.out, author=7, reason="from git", now=now)


def test_an_export_applied_again_changes_nothing(world, now):
    written = export(world.out)
    assert [path.relative_to(world.out).as_posix() for path in written] == ["colours/red.yaml", "palettes/warm.yaml"]
    assert written[0].read_text(encoding="utf-8").startswith("# The colour of what needs a hand today.")
    assert [one.state for one in check(world.out)] == ["same", "same"]
    assert applied(world, now) == []
    assert not DefinitionVersion.objects.exists()


def test_a_dry_run_shows_what_changes_and_who_moves_and_changes_nothing(world):
    export(world.out)
    edit(world, "colours/red.yaml", "hue: 0", "hue: 30")
    put(world, "colours/blue.yaml", "slug: blue\nname: {en: Blue, ja: 青}\nhue: 240\n")
    blue, red, _warm = check(world.out)
    assert (red.state, red.lines, red.impact) == ("changed", ("hue: 0 → 30",), ("0 to 30",))
    assert (blue.state, blue.impact, blue.file) == ("new", ("none to 240",), "colours/blue.yaml")
    assert not DefinitionVersion.objects.exists()


def test_applying_makes_versions_of_what_changed_and_keeps_comments(world, now):
    export(world.out)
    edit(world, "colours/red.yaml", "hue: 0", "hue: 30")
    (made,) = applied(world, now)
    assert (made.version, made.author, made.reason) == (2, 7, "from git")
    assert get("colour", "red").body == {"slug": "red", "version": 2, "name": {"en": "Red", "ja": "赤"}, "hue": 30}
    export(world.out)
    text = (world.out / "colours/red.yaml").read_text(encoding="utf-8")
    assert "version: 2" in text
    assert "# degrees" in text
    assert [one.state for one in check(world.out)] == ["same", "same"]


def test_every_fault_of_every_file_is_reported_together(world, now):
    export(world.out)
    put(world, "colours/red.yaml", "slug: red\nname: {en: Red, ja: 赤}\nhue: 400\n")
    put(world, "colours/blue.yaml", "slug: green\nname: {en: Blue}\nhue: 1\n")
    put(world, "colours/grey.yaml", "slug: grey\nslug: grey\n")
    put(world, "colours/pink.yml", "")
    put(world, "colours/noise.yaml", b"\xff\xfe")
    with pytest.raises(DefinitionsInvalid) as caught:
        applied(world, now)
    assert {fault.file for fault in caught.value.faults} == {
        f"colours/{name}" for name in ("red.yaml", "blue.yaml", "grey.yaml", "pink.yml", "noise.yaml")
    }
    assert "colours/grey.yaml: line 2, column 1" in str(caught.value)
    assert "Look at a colour wheel." in str(caught.value)
    assert not DefinitionVersion.objects.exists()


def test_a_name_that_leads_nowhere_is_a_fault(world, now):
    export(world.out)
    edit(world, "palettes/warm.yaml", "[red]", "[red, orange]")
    with pytest.raises(DefinitionsInvalid, match=r"palettes/warm\.yaml: .*colour “orange”"):
        check(world.out)
    put(world, "colours/orange.yaml", "slug: orange\nname: {en: Orange, ja: 橙}\nhue: 40\n")
    assert {one.slug for one in applied(world, now)} == {"orange", "warm"}


def test_what_others_use_cannot_be_taken_out_of_use(world):
    export(world.out)
    edit(world, "colours/red.yaml", "hue: 0", "retired: true\nhue: 0")
    with pytest.raises(DefinitionsInvalid, match="colour “red”"):
        check(world.out)


def test_a_file_from_an_older_version_is_refused(world, now):
    export(world.out)
    body = {"slug": "red", "name": {"en": "Red", "ja": "赤"}, "hue": 10}
    save("colour", body, after=1, author=None, reason="on the page", now=now)
    with pytest.raises(DefinitionsInvalid, match="made from version 1, version 2 is in force"):
        check(world.out)
    edit(world, "colours/red.yaml", "version: 1\n", "")
    assert [one.version for one in applied(world, now)] == [3]


def test_a_file_may_ask_for_a_higher_number(world, now):
    export(world.out)
    edit(world, "colours/red.yaml", "version: 1\nname", "version: 7\nname")
    assert applied(world, now) == []  # a number alone is no change
    edit(world, "colours/red.yaml", "hue: 0", "hue: 1")
    assert [one.version for one in applied(world, now)] == [7]


def test_all_or_nothing(world, now, monkeypatch):
    export(world.out)
    edit(world, "colours/red.yaml", "hue: 0", "hue: 1")
    edit(world, "palettes/warm.yaml", "Warm", "Cosy")
    from banso.platform.definitions import actions

    real, calls = actions.record, []  # type: ignore[attr-defined]

    def fails_at_the_second(**given):
        calls.append(given)
        if len(calls) == 2:
            raise Conflict("the second")
        return real(**given)

    monkeypatch.setattr(actions, "record", fails_at_the_second)
    with pytest.raises(Conflict):
        applied(world, now)
    assert not DefinitionVersion.objects.exists()
    assert active("colour")["red"].source == "shipped"


def test_a_directory_without_definitions_says_what_is_expected(world, tmp_path):
    with pytest.raises(BansoError, match="colours/, palettes/"):
        check(tmp_path / "nowhere")


def test_a_folder_that_cannot_be_written_is_named(world, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BansoError, match="file"):
        export(tmp_path / "file")
