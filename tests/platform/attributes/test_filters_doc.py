"""docs/filters.md is true: its examples run, its table is the program's."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from banso.platform.attributes.api import OPS, Attribute, Choice, declare, select, tree_from_json
from banso.platform.kit.text import fold
from banso.record.customers.models import Account

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "filters.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def accounts(workspace, declared, now):
    declare(
        Attribute(
            key="tier",
            subject="account",
            type="choice",
            label="Tier",
            column="tier",
            choices=tuple(Choice(one, one) for one in ("high", "mid", "tech", "community")),
        )
    )
    for name, size in (("カブシキ", 100), ("Acme", 10), ("None", None)):
        Account.objects.create(name=name, name_fold=fold(name), sort_key=name, size=size, known_since=now)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_runs(accounts, number):
    select("account", tree_from_json(EXAMPLES[number]), today=date(2026, 3, 31))


def names(tree):
    return list(
        Account.objects.filter(pk__in=select("account", tree).ids).order_by("id").values_list("name", flat=True)
    )


def test_what_the_text_says_of_missing_and_width_is_so(accounts):
    ne, not_eq, not_le = (
        json.loads(example) for example in EXAMPLES if '"size"' in example and "between" not in example
    )
    assert names(ne) == names(not_eq) == ["カブシキ", "None"]
    assert names(not_le) == ["カブシキ", "None"]
    assert names(json.loads(next(one for one in EXAMPLES if "ｶﾌﾞｼｷ" in one))) == ["カブシキ"]


def test_the_table_of_comparisons_is_complete():
    rows = re.findall(r"^\| (\w+) \| ((?:`\w+` ?)+)\|", TEXT, re.MULTILINE)
    assert {kind: tuple(re.findall(r"\w+", ops)) for kind, ops in rows} == OPS
