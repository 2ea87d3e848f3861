"""Translations: every visible string has its Japanese, in the catalogue of the package that uses it.

    python scripts/messages.py check      missing, fuzzy or unused entries, and differing placeholders, are errors
    python scripts/messages.py update     add what is missing (empty) and drop what is unused
    python scripts/messages.py compile    .po to .mo

English is the msgid. A package is ``banso/<group>/<name>``, or ``banso/config``. Strings come from gettext
calls in Python, from the template tags, and (checked here, kept there) from ``en``/``ja`` pairs in YAML.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "banso"
CATALOGUE = Path("locale/ja/LC_MESSAGES/django.po")

Keyword = tuple[int | tuple[int, str], ...]
KEYWORDS: dict[str, Keyword] = {
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-z]|%[sd]|\{\w*\}")
# No dates and no names: a catalogue changes only where a string does.
HEADER = r"""msgid ""
msgstr ""
"Language: ja\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


@dataclass(frozen=True)
class Entry:
    """One string as a catalogue knows it."""

    context: str | None
    text: str
    plural: str | None

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


Used = dict[Entry, str]


def package_of(path: Path) -> Path:
    """The folder whose catalogue holds the strings of ``path``."""
    parts = path.relative_to(SOURCE).parts
    if len(parts) == 1:
        return SOURCE / "config"
    return SOURCE / parts[0] if parts[0] == "config" or len(parts) == 2 else SOURCE / parts[0] / parts[1]


def _keywords(source: str) -> dict[str, Keyword]:
    """The names under which this module calls gettext and its kin."""
    names = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.name in KEYWORDS:
                    names[alias.asname or alias.name] = KEYWORDS[alias.name]
    return names


def _extract(source: str, keywords: dict[str, Keyword]) -> Iterator[tuple[int, Entry]]:
    stream = io.BytesIO(source.encode())
    found: Any  # one string, several, or none: the annotations of babel know only the second
    for line, function, found, _comments in extract_python(stream, keywords, [], {"encoding": "utf-8"}):
        spec = keywords[str(function)]
        parts = (found,) if isinstance(found, str) else found or ()
        texts = list(filter(None, parts))
        if not texts:
            continue  # called with a variable: its string is marked elsewhere
        context = texts.pop(0) if isinstance(spec[0], tuple) else None
        has_plural = sum(isinstance(part, int) for part in spec) == 2
        if texts:
            yield line, Entry(context, texts[0], texts[1] if has_plural and len(texts) > 1 else None)


def python_entries(path: Path) -> Iterator[tuple[int, Entry]]:
    source = path.read_text(encoding="utf-8")
    keywords = _keywords(source)
    if keywords:
        yield from _extract(source, keywords)


def template_entries(path: Path) -> Iterator[tuple[int, Entry]]:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # In brackets, so that indentation means nothing to the tokenizer.
    yield from _extract(f"({code}\n)", {**KEYWORDS, "_": (1,)})


def used() -> dict[Path, Used]:
    """Every string in use, by package, with the first place that uses it."""
    found: dict[Path, Used] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        if "migrations" in path.parts:
            continue
        entries = python_entries(path) if path.suffix == ".py" else template_entries(path)
        for line, entry in entries:
            place = f"{path.relative_to(ROOT)}:{line}"
            found.setdefault(package_of(path), {}).setdefault(entry, place)
    return found


def read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="ja", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="ja")


def _entry(message: Message) -> Entry:
    text, plural = message.id if isinstance(message.id, tuple | list) else (message.id, None)
    return Entry(message.context, text, plural)


def _japanese(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def faults(entries: Used, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with one package's catalogue, a line each."""
    messages = {_entry(message): message for message in catalogue if message.id}
    for entry, place in entries.items():
        message = messages.get(entry)
        if message is None or not all(_japanese(message)) or not _japanese(message):
            yield f"{place}: no Japanese for {entry.text!r}"
        elif message.fuzzy:
            yield f"{place}: fuzzy: {entry.text!r}"
        else:
            allowed = set(PLACEHOLDER.findall(entry.text)) | set(PLACEHOLDER.findall(entry.plural or ""))
            for text in _japanese(message):
                if set(PLACEHOLDER.findall(text)) - allowed or (
                    not entry.plural and set(PLACEHOLDER.findall(text)) != allowed
                ):
                    yield f"{place}: placeholders differ: {entry.text!r} / {text!r}"
    for entry in messages:
        if entry not in entries:
            yield f"unused: {entry.text!r}"


def yaml_faults() -> Iterator[str]:
    """Names in YAML definitions that lack one of the two languages."""
    import yaml

    def walk(node: Any, trail: str) -> Iterator[str]:
        if isinstance(node, dict):
            languages = {key for key in ("en", "ja") if key in node}
            if languages and not all(str(node.get(key) or "").strip() for key in ("en", "ja")):
                yield f"{trail}: both en and ja are needed"
            for key, value in node.items():
                yield from walk(value, f"{trail}.{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                yield from walk(value, f"{trail}[{index}]")

    for path in sorted(SOURCE.rglob("definitions/**/*.yaml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from walk(body, str(path.relative_to(ROOT)))


def disagreements(catalogues: Mapping[Path, Catalog]) -> Iterator[str]:
    """Strings that two apps put into different Japanese: Django merges the catalogues, and one of them would win."""
    said: dict[Any, dict[str, list[str]]] = {}
    for package, catalogue in catalogues.items():
        for message in catalogue:
            if message.id and message.string and any(message.string):
                text = message.string if isinstance(message.string, str) else message.string[-1]
                said.setdefault(_entry(message), {}).setdefault(text, []).append(package.name)
    for entry, texts in said.items():
        if len(texts) > 1:
            shown = ", ".join(f"{text!r} in {' and '.join(apps)}" for text, apps in texts.items())
            yield f"{entry.id!r} is {shown}: one string has one translation; give one of them a context"


def check() -> int:
    found = used()
    packages = set(found) | {path.parents[3] for path in SOURCE.rglob("locale/ja/LC_MESSAGES/django.po")}
    wrong = 0
    for package in sorted(packages):
        lines = list(faults(found.get(package, {}), read(package / CATALOGUE)))
        if lines:
            wrong += len(lines)
            print(f"{package.relative_to(ROOT)}: {len(lines)}", *(f"  {line}" for line in lines), sep="\n")
    catalogues = {package: read(package / CATALOGUE) for package in sorted(packages)}
    for line in (*yaml_faults(), *disagreements(catalogues)):
        wrong += 1
        print(line)
    if wrong:
        print(f"{wrong} faults. `python scripts/messages.py update` adds empty entries to fill in.")
    return int(wrong > 0)


def update() -> int:
    found = used()
    packages = set(found) | {path.parents[3] for path in SOURCE.rglob("locale/ja/LC_MESSAGES/django.po")}
    for package in sorted(packages):
        path = package / CATALOGUE
        before = read(path)
        entries = found.get(package, {})
        known = {_entry(message): message for message in before if message.id}
        if not entries and not known:
            continue
        catalogue = Catalog(locale="ja", charset="utf-8")
        for entry in entries:
            message = known.get(entry)
            flags = message.flags if message else set()
            catalogue.add(entry.id, message.string if message else None, context=entry.context, flags=flags)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(HEADER.encode())
            write_po(file, catalogue, width=110, no_location=True, omit_header=True)
        added = sum(entry not in known for entry in entries)
        dropped = sum(entry not in entries for entry in known)
        if added or dropped:
            print(f"{path.relative_to(ROOT)}: {added} added, {dropped} dropped")
    return 0


def compile_() -> int:
    for path in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3])
        new = target.with_suffix(".mo.new")
        with new.open("wb") as file:
            write_mo(file, catalogue)
        new.replace(target)
    return 0


if __name__ == "__main__":
    commands = {"check": check, "update": update, "compile": compile_}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
