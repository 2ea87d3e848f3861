"""The guide to revenue in both languages: its columns are those of the imports, its commands print what it says."""

import re

import pytest

from banso.connectors.files.contract_rows import Contracts
from banso.connectors.files.cost_rows import Costs
from banso.connectors.files.order_rows import Orders
from banso.connectors.files.rate_rows import Rates
from banso.connectors.files.target_rows import Targets
from tests.architecture import house
from tests.cast import make_workspace

GUIDES = {name: (house.ROOT / "docs" / "guides" / name).read_text(encoding="utf-8")
          for name in ("revenue.md", "revenue.ja.md")}  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R17", "R42", "R44")]


@pytest.mark.parametrize("name", GUIDES)
def test_every_column_of_the_files_is_named(name):
    named = set(re.findall(r"`([a-z_]+)`", GUIDES[name]))
    for kind in (Contracts, Orders, Rates, Targets, Costs):
        assert {field.key for field in kind.fields} <= named, kind.kind


def test_both_guides_show_the_same():
    """What is typed and printed is the same in both languages."""
    blocks = [re.findall(r"```(?:console|csv)\n(.*?)```", text, re.DOTALL) for text in GUIDES.values()]
    assert blocks[0] == blocks[1]


def test_the_commands_print_what_the_guide_says(banso, tmp_path):
    text = GUIDES["revenue.md"]
    whole, late = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (tmp_path / "contracts.csv").write_text(whole, encoding="utf-8")
    (tmp_path / "late.csv").write_text(late, encoding="utf-8")
    make_workspace("guide")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for command, printed in re.findall(r"^\$ banso (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            words = [str(tmp_path / word) if word.endswith(".csv") else word for word in command.split()]
            said = banso(*words)
            assert said.code == 0, said.err
            for line in printed.splitlines():
                assert line.rstrip() in [one.rstrip() for one in (said.out + said.err).splitlines()], command
