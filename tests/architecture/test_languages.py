"""Japanese stands in catalogues and definitions, not in code; where code must know some, it is listed."""

import ast
import re
from collections.abc import Iterator

from tests.architecture import house

TRANSLATES = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")  # kana and kanji

# Files and folders whose strings are data and not words to the user, each with its reason. A stale entry fails.
DATA = {
    "src/banso/config/settings.py": "a language is offered under its own name",
    "src/banso/connectors/demo/": "names of fictional companies",
    "src/banso/connectors/files/": "how files write columns, days, numbers and yes or no",
    "src/banso/platform/kit/text.py": "folds kana and marks",
    "src/banso/platform/kit/words.py": "the standard words, which are looked for in translated texts",
    "src/banso/record/customers/rules/duplicates.py": "legal forms of companies, honorifics",
    "src/banso/platform/ui/formats.py": "units of large amounts, which the other language has no words for",
}


def japanese(source: str) -> Iterator[int]:
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in prose:
            continue
        if isinstance(node.value, str) and JAPANESE.search(node.value):
            yield node.lineno


def found() -> dict[str, list[int]]:
    lines = {house.where(path): list(japanese(path.read_text(encoding="utf-8"))) for path in house.python_files()}
    return {path: at for path, at in lines.items() if at}


def test_japanese_stands_in_catalogues():
    wrong = {path: lines for path, lines in found().items() if not path.startswith(tuple(DATA))}
    assert not wrong, f"Use gettext and the app's catalogue, or list the file with its reason: {wrong}"


def test_no_words_hide_in_an_f_string():
    """The collector of scripts/messages.py does not look inside them, so that they would stay English."""
    wrong = [
        house.where(path, call.lineno)
        for path in house.python_files()
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and TRANSLATES.fullmatch(call.func.id)
    ]
    assert not wrong, f"Put the translated words into a variable first: {wrong}"


def test_the_list_is_not_stale():
    assert not [entry for entry in DATA if not any(path.startswith(entry) for path in found())]
