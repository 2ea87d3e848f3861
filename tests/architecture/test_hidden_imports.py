"""Imports that no linter sees: by name, by string; and the exceptions, which may not multiply."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture import house

DOTTED = re.compile(r"banso(\.[a-z_]\w*){2,}(\.\w+)?")
# The module that settings live in is the one name that entry points have to know.
ENTRY_POINT = "banso.config.settings"
BY_NAME = {"get_model", "import_string", "import_module", "__import__", "autodiscover_modules"}


def called_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def docstrings(tree: ast.AST) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def imports_by_name(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called_name(node) in BY_NAME:
            yield node.lineno


def foreign_strings(source: str, own: str) -> Iterator[tuple[int, str]]:
    """Dotted paths in ``source`` that lead out of the package ``own`` (``"record.customers"``)."""
    tree = ast.parse(source)
    prose = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            text = node.value
            if DOTTED.fullmatch(text) and text != ENTRY_POINT and not f"{text}.".startswith(f"banso.{own}."):
                yield node.lineno, text


def test_nothing_is_imported_by_name():
    wrong = [
        house.where(path, line)
        for path in house.python_files()
        if house.package_of(path) != "config"
        for line in imports_by_name(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, f"Import it, through its front door: {wrong}"


def test_no_string_leads_to_another_app():
    wrong = [
        f"{house.where(path, line)}: {text}"
        for path in house.python_files()
        if house.package_of(path) != "config"
        for line, text in foreign_strings(path.read_text(encoding="utf-8"), house.package_of(path))
    ]
    assert not wrong, f"A dotted path to another app is an import in disguise: {wrong}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('apps.get_model("health", "Score")', [1]),
        ("model = django.apps.apps.get_model(label)", [1]),
        ('import_string("x.y")', [1]),
        ("apps.get_models()", []),
    ],
)
def test_imports_by_name_are_seen(source, found):
    assert list(imports_by_name(source)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('X = "banso.judgement.health.models.Score"', [(1, "banso.judgement.health.models.Score")]),
        ('X = "banso.judgement.health"', [(1, "banso.judgement.health")]),
        ('name = "banso.record.customers"', []),
        ('"""See banso.judgement.health."""', []),
        ('os.environ.setdefault("S", "banso.config.settings")', []),
    ],
)
def test_foreign_strings_are_seen(source, found):
    assert list(foreign_strings(source, "record.customers")) == found


def test_only_connectors_speak_http():
    """The contracts see libraries; the standard library's own clients they cannot tell from urllib.parse."""
    clients = {"urllib.request", "http.client"}
    wrong = [
        house.where(path, node.lineno)
        for path in house.python_files()
        if not house.package_of(path).startswith("connectors.")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and clients & {alias.name for alias in node.names})
        or (
            isinstance(node, ast.ImportFrom)
            and clients & {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
        )
    ]
    assert not wrong


def test_contracts_have_no_exceptions():
    """More than five would mean that the groups are wrong. Each new one needs an ADR, named here."""
    allowed = {"banso.platform.lake.** -> duckdb", "banso.platform.lake.** -> pyarrow"}
    contracts = house.pyproject()["tool"]["importlinter"]["contracts"]
    assert {line for c in contracts for line in c.get("ignore_imports", [])} <= allowed
