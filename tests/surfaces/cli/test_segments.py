"""``banso segments`` and ``banso signals``."""

import json

import pytest

from banso.judgement.metrics.api import members_of
from banso.judgement.signals.api import Signal
from banso.platform.kit.errors import BansoError, NotFound
from banso.surfaces.cli import segmenting
from tests.surfaces.workspace.conftest import company, morning  # noqa: F401 - fixtures

pytestmark = pytest.mark.requirement("R9", "R34")


def printed(capsys):
    return json.loads(capsys.readouterr().out)


def test_segments_are_listed_with_their_members(morning, capsys):  # noqa: F811
    slug = morning.cast.workspace.slug
    segmenting.show_all(slug, as_json=True)
    assert {row["slug"]: row["members"] for row in printed(capsys)}["gone"] == 1
    segmenting.members(slug, "gone", "", as_json=True)
    assert [row["name"] for row in printed(capsys)] == ["ミナト精機"]
    segmenting.members(slug, "gone", morning.day.isoformat(), as_json=True)
    assert [row["as_of"] for row in printed(capsys)] == [morning.day.isoformat()]
    segmenting.show_one(slug, "gone", as_json=True)
    assert printed(capsys)["filter"] == {"attribute": "days_since_last_event", "op": "ge", "value": 180}
    segmenting.pick(slug, "references", ["青嶺物流"], inside=True, as_json=True)
    assert printed(capsys) == {"segment": "references", "changed": 1}
    assert members_of("references") == [morning.accounts["青嶺物流"].pk]
    segmenting.pick(slug, "references", ["青嶺物流"], inside=False, as_json=False)
    segmenting.show_all(slug, as_json=False)
    with pytest.raises(NotFound):
        segmenting.members(slug, "nobody", "", as_json=True)


def test_signals_are_listed_and_answered(morning, capsys):  # noqa: F811
    slug = morning.cast.workspace.slug
    segmenting.signals(slug, "silence", "open", 10, as_json=True)
    (row,) = printed(capsys)
    assert (row["name"], row["rule"], row["state"]) == ("潮見倉庫", "silence", "open")
    segmenting.answer(slug, row["uid"], "mute", "", 28, as_json=True)
    assert printed(capsys)["state"] == "muted"
    assert Signal.objects.get(uid=row["uid"]).state == "muted"
    segmenting.signals(slug, "", "muted", 10, as_json=False)
    for values in (("guess", "open", 10), ("", "gone", 10), ("", "open", 0)):
        with pytest.raises(BansoError):
            segmenting.signals(slug, *values, as_json=True)
    with pytest.raises(BansoError):
        segmenting.answer(slug, row["uid"], "wrong", "", 28, as_json=True)
