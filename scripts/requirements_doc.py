"""docs/requirements.md: every row of the product's promises, its state, and the tests that show it.

    python scripts/requirements_doc.py write     rewrite the page
    python scripts/requirements_doc.py check     fail where the page or a state is not true

Names, states and pages come from docs/requirements.toml; tests from the ``requirement`` marks, read by AST, so that
a row cannot name a test that is not there.
"""

import ast
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATES = ROOT / "docs" / "requirements.toml"
PAGE = ROOT / "docs" / "requirements.md"

SECTIONS = {
    "R1": "Data, integration, the whole view of an account",
    "R19": "Health, early warning, prediction",
    "R42": "Revenue, churn, governance of metrics",
    "R70": "Voice of the customer, loyalty",
    "R86": "Success, value, fit",
    "R114": "Life cycle, work, touch tiers",
    "R146": "Communication, content",
    "R156": "Self-service, education, community, in the product",
    "R171": "Analytics and AI",
    "B1": "Beyond the field",
}
INTRODUCTION = """# Requirements

<!-- Written by scripts/requirements_doc.py from docs/requirements.toml and the marks on the tests. -->

A row *works* when a person can use it in the running product, on real data, in Japanese and in English. *Partly*
names what is missing. The tests are those marked with the row: `pytest.mark.requirement("R19")`.

"""


@dataclass
class Row:
    """One promise."""

    id: str
    name: str
    state: str
    missing: str = ""
    page: str = ""
    tests: list[str] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        if self.state not in {"works", "partly", "not yet"}:
            yield f"{self.id}: “{self.state}” is no state"
        if self.state == "works" and not (self.page and self.tests):
            yield f"{self.id}: a row that works names its page and is shown by a test"
        if self.state == "partly" and not self.missing:
            yield f"{self.id}: a row that works partly says what is missing"
        if self.state == "not yet" and self.tests:
            yield f"{self.id}: tests show it, so it is at least partly there: {self.tests[0]}"


def _marked_rows(node: ast.AST) -> Iterator[str]:
    """The rows named in ``pytest.mark.requirement(…)`` anywhere below ``node``."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.requirement"):
            yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def marks_of(source: str) -> Iterator[tuple[str, str]]:
    """(row, name of the test in the file) of every mark in one test file; a mark may stand on file or class."""

    def walk(body: list[ast.stmt], trail: tuple[str, ...], above: set[str]) -> Iterator[tuple[str, str]]:
        shared = set(above)
        for node in body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                shared |= set(_marked_rows(node.value))
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            rows = shared.union(*(set(_marked_rows(decorator)) for decorator in node.decorator_list), set())
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, (*trail, node.name), rows)
            elif node.name.startswith("test"):
                yield from ((row, "::".join((*trail, node.name))) for row in rows)

    yield from walk(ast.parse(source).body, (), set())


def read_rows() -> dict[str, Row]:
    """Every row with its state and tests; raises ``SystemExit`` naming a mark on a row that does not exist."""
    rows = {key: Row(key, **value) for key, value in tomllib.loads(STATES.read_text(encoding="utf-8")).items()}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for row, test in marks_of(path.read_text(encoding="utf-8")):
            if row not in rows:
                sys.exit(f"{path.relative_to(ROOT)}: {test} is marked with {row}, which is no row")
            rows[row].tests.append(f"{path.relative_to(ROOT)}::{test}")
    return rows


def _tests_cell(tests: list[str]) -> str:
    """The tests by file: ``health/test_rules.py`` (3), each a link."""
    files: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        path, _, name = test.partition("::")
        files[path].append(name)
    return "<br>".join(
        f"[{path.removeprefix('tests/')}](../{path}): {', '.join(f'`{name}`' for name in names)}"
        for path, names in files.items()
    )


def render(rows: dict[str, Row]) -> str:
    counts = Counter(row.state for row in rows.values())
    parts = [INTRODUCTION, ", ".join(f"{counts[state]} {state}" for state in ("works", "partly", "not yet")), ".\n"]
    for row in rows.values():
        if row.id in SECTIONS:
            parts.append(
                f"\n## {SECTIONS[row.id]}\n\n| row | capability | state | page | tests |\n|---|---|---|---|---|\n"
            )
        state = f"{row.state}: {row.missing}" if row.missing else row.state
        cells = (row.id, row.name, state, row.page, _tests_cell(row.tests))
        parts.append(re.sub(" +", " ", "| " + " | ".join(cells) + " |\n"))
    return "".join(parts)


def main(command: str) -> int:
    rows = read_rows()
    page = render(rows)
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
        return 0
    faults = [fault for row in rows.values() for fault in row.faults()]
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        faults.append("docs/requirements.md is not up to date: run `make docs`")
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"write", "check"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
