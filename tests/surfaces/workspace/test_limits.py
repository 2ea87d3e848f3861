"""The page of limits forgets none."""

import ast
import re

import pytest
from django.urls import get_resolver, reverse

from banso.platform.kit.limits import Use, in_use, limit, limits, use_of
from banso.surfaces.workspace.compose import limits as compose
from tests.architecture import house
from tests.cast import browser_of

NAMED_AS_LIMIT = re.compile(r"^_?(MOST|MAX)(_|$)|_LIMIT$")
# Constants that are named so and bound nothing that anybody could run into, by module and name.
NO_LIMIT = {
    "banso.config.settings": "the page reads it there",
    "banso.record.work.jobs": "how much a mail lists",
    "banso.connectors.files.numbers": "what an integer of the database holds",
    "banso.judgement.forecasts": "room of a computation",
    "banso.judgement.proof": "how much a page lists",
    "banso.judgement.signals.queries": "how much a sentence lists",
    "banso.platform.definitions.checks": "versions count up by one",
    "banso.platform.definitions.exchange": "how many problems are listed",
    "banso.platform.attributes.filters": "follows from the depth",
    "banso.platform.lake": "room of an engine",
    "banso.platform.attributes.mirror": "room of a copy",
    "banso.engagement.plays.rules": "minutes of a day",
    "banso.record.work.actions.checked": "minutes of a day",
    "banso.record.work.actions.tell": "how much is told",
    "banso.record.work.queries": "how much a panel lists",
    "banso.record.work.web": "how much a form proposes",
    "banso.record.customers.queries": "how much is proposed",
    "banso.record.customers.rules": "how much is proposed",
    "banso.record.customers.web": "how much is proposed",
    "banso.surfaces.workspace.compose": "how much a panel lists",
    "banso.surfaces.workspace.lists": "how much a list proposes",
    "banso.connectors.demo": "how much is made up",
    "banso.connectors.files.contract_values": "what an integer of the database holds",
    "banso.judgement.reports": "how much a page lists",
    "banso.platform.mail.waiting": "how much a page lists",
    "banso.record.revenue.actions": "what an integer of the database holds",
    "banso.record.revenue.queries": "how much a panel lists",
    "banso.record.revenue.web": "what an integer of the database holds, and how much a chart lists",
    "banso.surfaces.workspace.views": "how much a form proposes",
    "banso.surfaces.workspace.palette": "how much is proposed",
}


def constants() -> list[tuple[str, str, bool]]:
    """Module, name, and whether it is a limit, of each constant that is named like one."""
    found = []
    for path in sorted(house.SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Name) and NAMED_AS_LIMIT.search(target.id):
                    value = getattr(node, "value", None)
                    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id
                    module = ".".join(("banso", *path.relative_to(house.SOURCE).with_suffix("").parts))
                    found.append((module, target.id, called == "limit"))
    return found


@pytest.mark.requirement("B20")
def test_constants_that_are_named_like_limits_are_registered():
    unknown = [
        f"{module}.{name}"
        for module, name, is_limit in constants()
        if not is_limit and not any(module == one or module.startswith(f"{one}.") for one in NO_LIMIT)
    ]
    assert not unknown, f"write X = limit(…) of banso.platform.kit.limits, or say in NO_LIMIT why not: {unknown}"


@pytest.mark.requirement("B20")
def test_every_limit_has_words():
    get_resolver().url_patterns  # noqa: B018 - every page is loaded
    known = compose.labels()
    assert not [one.name for one in limits() if one.name not in known and not one.name.startswith("test.")]
    assert not set(known) - {one.name for one in limits()}
    assert {name.partition(".")[0] for name in known} <= set(compose.titles())


def test_use_is_shown_and_marked_when_it_nears(cast):
    limit("test.things", 10)
    in_use("test.things", lambda: Use(9, "青嶺物流"))
    assert use_of("test.things") == Use(9, "青嶺物流")
    lines = {line.name: line for group in compose.limit_groups() for line in group.lines}
    assert lines["test.things"].is_near
    assert not lines["work.pins"].is_near
    for member in (cast.owner, cast.viewer):
        answer = browser_of(member).get(reverse("workspace:limits"))
        assert answer.status_code == 200
        assert "青嶺物流" in answer.content.decode()


def test_amounts_are_said_with_their_unit():
    assert compose.said(25 * 1024 * 1024, "bytes") == "25 MB"
    assert compose.said(1, "days") == "1 day"
    assert compose.said(300, "characters") == "300 characters"


def test_a_name_means_one_limit():
    limit("test.once", 5)
    with pytest.raises(ValueError, match=r"test\.once"):
        limit("test.once", 6)
