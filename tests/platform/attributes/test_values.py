"""Slots: who gets which, what is written where, and what happens when they are full."""

import numpy as np
import pytest

from banso.platform.attributes import registry
from banso.platform.attributes.api import (
    Attribute,
    BadField,
    BadValue,
    NoRoom,
    attributes_of,
    change_field,
    create_field,
    declare,
    register_provider,
    restore_field,
    retire_field,
    rows,
    select,
    write_custom,
    write_values,
)
from banso.platform.attributes.models import SLOTS, AccountValue, AttributeSlot
from banso.platform.journal.api import Change
from banso.platform.kit.errors import Conflict, NotFound
from banso.platform.tenancy.api import scope
from banso.record.customers.models import Account

pytestmark = pytest.mark.usefixtures("declared")


@pytest.fixture
def ids(workspace, now):
    return [
        Account.objects.create(name=f"A{n}", name_fold=f"a{n}", sort_key=f"a{n}", known_since=now).pk for n in range(3)
    ]


def values_of(ids, key):
    return [row[key] for row in rows("account", ids, [key])]


def test_writing_again_replaces_and_missing_removes(ids):
    assert write_values("account", ids, {"health": [1.0, 2.0, 3.0]}) == 3
    assert write_values("account", ids[::-1], {"health": np.array([np.nan, np.inf, 9.0])}) == 3
    assert values_of(ids, "health") == [9.0, None, None]
    assert AccountValue.objects.count() == 3


def test_other_attributes_stay_as_they_are(ids):
    write_values("account", ids, {"health": [1.0, 2.0, 3.0], "nickname": ["x", "y", "z"]})
    write_values("account", ids[:1], {"nickname": [None]})
    assert values_of(ids, "health") == [1.0, 2.0, 3.0]
    assert values_of(ids, "nickname") == [None, "y", "z"]


def test_ids_that_are_no_accounts_are_left_out(ids):
    assert write_values("account", [10**12, *ids], {"health": [0.0, 1.0, 2.0, 3.0]}) == 3
    assert values_of(ids, "health") == [1.0, 2.0, 3.0]


def test_a_column_of_another_length_is_a_fault(ids):
    with pytest.raises(ValueError, match="2 values for 3 rows"):
        write_values("account", ids, {"health": [1.0, 2.0]})


def test_each_workspace_has_its_own_slots(ids, cast):
    write_values("account", ids, {"spend": [1, 2, 3]})
    with scope(cast.elsewhere):
        write_values("account", [], {"health": []})
        assert AttributeSlot.objects.get().slot == "num_01"
    assert AttributeSlot.objects.get().key == "spend"


def test_full_slots_are_refused_with_the_limit(ids, now):
    for number in range(SLOTS["day"]):
        create_field("account", type="date", label={"en": f"Day {number}"}, now=now)
    with pytest.raises(NoRoom, match="All 20 slots for dates") as caught:
        create_field("account", type="date", label={"en": "One more"}, now=now)
    assert "Retire a field" in caught.value.hint
    assert "one_more" not in attributes_of("account")
    create_field("account", type="number", label={"en": "A number"}, now=now)


def test_a_slot_of_a_retired_field_is_emptied_for_the_next(ids, now):
    for number in range(SLOTS["text"]):
        create_field("account", type="text", label={"en": f"Text {number}"}, now=now)
    write_custom("account", {ids[0]: {"text_7": "left over"}})
    retire_field("account", "text_7", now=now)
    create_field("account", type="text", label={"en": "New"}, now=now)
    assert values_of(ids, "new") == [None] * 3
    assert select("account", {"attribute": "new", "op": "contains", "value": "left"}).total == 0
    with pytest.raises(Conflict, match="made room"):
        restore_field("account", "text_7", now=now)


def test_a_retired_field_comes_back_with_its_values(ids, now):
    create_field("account", type="choice", label={"ja": "地域"}, key="region", now=now, choices=[{"value": "east"}])
    write_custom("account", {ids[1]: {"region": "east"}})
    retire_field("account", "region", now=now)
    assert "region" not in attributes_of("account")
    assert str(restore_field("account", "region", now=now).label) == "地域"
    assert values_of(ids, "region") == [None, "east", None]


def test_a_retired_key_can_be_made_anew_and_begins_empty(ids, now):
    create_field("account", type="text", label={"en": "Kind"}, now=now)
    write_custom("account", {ids[0]: {"kind": "old"}})
    retire_field("account", "kind", now=now)
    create_field("account", type="number", label={"en": "Kind"}, now=now)
    assert attributes_of("account")["kind"].type == "number"
    assert values_of(ids, "kind") == [None] * 3


@pytest.mark.requirement("R16")
def test_custom_fields_of_every_type_keep_what_was_written(ids, now):
    given = {
        "text": "<b>=1+1</b>",
        "number": 2.5,
        "money": 1_200,
        "date": now.date(),
        "bool": False,
        "link": "https://example.com/a?b=1",
    }
    for kind in given:
        create_field("account", type=kind, label={"en": kind, "ja": "欄"}, key=f"my_{kind}", now=now)  # type: ignore[arg-type]
    fields = {f"my_{kind}": value for kind, value in given.items()}
    changed = write_custom("account", {ids[0]: fields, ids[1]: {"my_text": "  "}})
    assert changed == {ids[0]: {key: (None, value) for key, value in fields.items()}}
    assert rows("account", ids[:1], list(fields)) == [{"id": ids[0], **fields}]
    assert write_custom("account", {ids[0]: fields}) == {}
    assert write_custom("account", {ids[0]: {"my_number": None}}) == {ids[0]: {"my_number": (2.5, None)}}


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("number", "many"),
        ("number", float("nan")),
        ("number", True),
        ("money", 1.5),
        ("money", 2**60),
        ("date", "31/03/2026"),
        ("bool", "yes"),
        ("text", 3),
        ("text", "x" * 10_001),
        ("link", "javascript:alert(1)"),
        ("choice", "west"),
    ],
)
def test_a_value_of_another_type_is_refused_and_nothing_is_written(ids, now, type, value):  # noqa: A002
    create_field("account", type=type, label={"en": "Field"}, now=now, choices=[{"value": "east"}])
    create_field("account", type="text", label={"en": "Other"}, now=now)
    with pytest.raises(BadValue, match="field"):
        write_custom("account", {ids[0]: {"other": "x"}, ids[1]: {"field": value}})
    assert values_of(ids, "other") == [None] * 3


def test_only_custom_fields_of_own_accounts_can_be_written(ids, now, cast):
    create_field("account", type="text", label={"en": "Field"}, now=now)
    with pytest.raises(NotFound):
        write_custom("account", {ids[0]: {"health": 3.0}})
    with scope(cast.elsewhere):
        create_field("account", type="text", label={"en": "Field"}, now=now)
        with pytest.raises(NotFound):
            write_custom("account", {ids[0]: {"field": "x"}})


def test_keys_come_from_latin_labels_and_are_never_taken_twice(workspace, now):
    label = {"en": "Région / Zone"}
    assert create_field("account", type="text", label=label, now=now).key == "region_zone"
    assert create_field("account", type="text", label=label, now=now).key == "region_zone_2"
    assert create_field("account", type="text", label={"ja": "地域"}, now=now).key == "field"
    assert create_field("account", type="text", label={"ja": "業種", "en": "Health"}, now=now).key == "health_2"
    with pytest.raises(Conflict, match="health"):
        create_field("account", type="text", label=label, key="health", now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Bad Key"},
        {"label": {"en": " "}},
        {"label": {"en": "x" * 201}},
        {"type": "colour"},
        {"type": "choice", "choices": [{"value": ""}]},
        {"type": "choice", "choices": [{"value": "a"}, {"value": "a"}]},
        {"type": "choice", "choices": [{"value": str(n)} for n in range(201)]},
    ],
)
def test_a_field_that_cannot_be_is_refused(workspace, now, wrong):
    with pytest.raises(BadField):
        create_field("account", **({"type": "text", "label": {"en": "Field"}, "now": now} | wrong))


def test_making_renaming_and_retiring_is_in_the_journal(workspace, now):
    create_field("account", type="choice", label={"en": "Area"}, now=now, choices=[{"value": "east"}])
    change_field("account", "area", now=now, label={"en": "Region", "ja": "地域"}, unit="-")
    with pytest.raises(BadField, match="east"):
        change_field("account", "area", now=now, choices=[{"value": "west"}])
    change_field("account", "area", now=now, choices=[{"value": "east"}, {"value": "west", "ja": "西"}])
    retire_field("account", "area", now=now)
    told = [sorted(change.changes) for change in Change.objects.filter(subject="attribute").order_by("id")]
    assert told == [["exists", "label", "type"], ["label", "unit"], ["choices"], ["exists"]]
    with pytest.raises(NotFound):
        retire_field("account", "area", now=now)


def test_a_declared_attribute_hides_a_custom_field_of_its_key_without_touching_it(ids, now):
    create_field("account", type="number", label={"en": "Reach"}, now=now)
    write_custom("account", {ids[0]: {"reach": 7.0}})
    register_provider(
        "metrics",
        lambda _workspace: [Attribute(key="reach", subject="account", type="number", label="Reach", source="metric")],
    )
    write_values("account", ids, {"reach": [1.0, 2.0, 3.0]})
    assert values_of(ids, "reach") == [1.0, 2.0, 3.0]
    registry._providers.clear()
    assert values_of(ids, "reach") == [7.0, None, None]


def test_a_declaration_that_changed_its_type_begins_anew(ids):
    write_values("account", ids, {"health": [1.0, 2.0, 3.0]})
    registry._declared["account"].pop("health")
    declare(Attribute(key="health", subject="account", type="text", label="Health"))
    assert values_of(ids, "health") == [None] * 3
    write_values("account", ids, {"health": ["a", None, "c"]})
    assert values_of(ids, "health") == ["a", None, "c"]


def test_declaring_twice_is_a_fault(workspace):
    with pytest.raises(registry.BadDeclaration):
        declare(Attribute(key="health", subject="account", type="text", label="Other"))
    with pytest.raises(registry.BadDeclaration):
        declare(Attribute(key="x", subject="planet", type="text", label="Other"))
