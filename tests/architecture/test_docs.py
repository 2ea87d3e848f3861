"""What a person may rely on is written down: settings, commands, metrics, front doors, decisions."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

from tests.architecture import house

DOCS = house.ROOT / "docs"
# Names in the environment that the product sets for its own child processes.
PRIVATE = {"BANSO_SUPERVISOR", "DJANGO_SETTINGS_MODULE"}
READ = re.compile(r"""(?:env\.\w+|environ\.get|environ\[|getenv)\(?\s*["']([A-Z][A-Z_]+)["']""")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def settings_read() -> set[str]:
    found = set()
    for path in house.python_files():
        found |= set(READ.findall(path.read_text(encoding="utf-8")))
    return found - PRIVATE


def test_every_setting_is_documented():
    text = page("settings.md")
    assert not {name for name in settings_read() if f"`{name}`" not in text}


def test_no_documented_setting_is_gone():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page("settings.md"), re.MULTILINE))
    assert not documented - settings_read()


def commands(group: typer.Typer, trail: str = "banso") -> Iterator[str]:
    for command in group.registered_commands:
        name = command.name or (command.callback.__name__.replace("_", "-") if command.callback else "")
        yield f"{trail} {name}"
    for sub in group.registered_groups:
        assert sub.typer_instance is not None
        yield from commands(sub.typer_instance, f"{trail} {sub.name or sub.typer_instance.info.name}")


def test_every_command_is_documented():
    text = page("cli.md")
    app = importlib.import_module("banso.surfaces.cli.app").app
    assert not [command for command in commands(app) if command not in text]


def test_every_metric_is_documented():
    text = page("metrics.md")
    folder = house.SOURCE / "judgement" / "metrics" / "definitions"
    slugs = [yaml.safe_load(path.read_text(encoding="utf-8"))["slug"] for path in folder.glob("*.yaml")]
    assert not [slug for slug in slugs if f"`{slug}`" not in text]


def front_doors() -> list[str]:
    paths = [*house.SOURCE.glob("*/*/api.py")]
    paths += [path for path in house.SOURCE.glob("*/*/events.py") if "platform" not in path.parts]
    return sorted(f"banso.{house.package_of(path)}.{path.stem}" for path in paths)


@pytest.mark.parametrize("door", front_doors())
def test_front_doors_are_listed_and_described(door):
    module = importlib.import_module(door)
    assert module.__all__, f"{door} lists what outsiders get"
    assert (module.__doc__ or "").strip()
    bare = []
    for name in module.__all__:
        thing = getattr(module, name)
        described = (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__.startswith("banso.")
        if described and not (vars(thing) if inspect.isclass(thing) else {"__doc__": thing.__doc__}).get("__doc__"):
            bare.append(name)
    assert not bare, f"{door}: say what a caller may rely on: {bare}"


def decisions() -> list[str]:
    return sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))


@pytest.mark.parametrize("name", decisions())
def test_a_decision_is_short_and_whole(name):
    text = page(f"adr/{name}")
    assert len(text.split()) <= 400
    assert re.match(rf"# {name[:4]} .+\n", text), "the title starts with the number"
    assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE)


def test_decisions_are_numbered_without_gaps():
    assert [name[:4] for name in decisions()] == [f"{number:04d}" for number in range(1, len(decisions()) + 1)]


def test_decisions_named_in_the_code_exist():
    numbers = {name[:4] for name in decisions()}
    named = set()
    for path in [*house.python_files(), house.ROOT / "pyproject.toml"]:
        named |= set(re.findall(r"\bADR[ -](\d{4})\b", path.read_text(encoding="utf-8")))
    assert named <= numbers


def links() -> Iterator[tuple[Path, str]]:
    for path in [*DOCS.rglob("*.md"), *house.ROOT.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            yield path, target


def test_links_between_pages_lead_somewhere():
    assert not [f"{house.where(path)}: {to}" for path, to in links() if not (path.parent / to).exists()]


def test_every_dependency_says_why():
    for name in ("requirements.in", "requirements-dev.in"):
        lines = (house.ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line.strip() and not line.startswith(("#", "-r"))]
        assert not [line for line in packages if "#" not in line]
        if name == "requirements.in":
            assert len(packages) <= 45, "45 direct dependencies at most: what does the new one replace?"


def pins(name: str) -> set[str]:
    return set(re.findall(r"^\S+==\S+", (house.ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_what_is_tested_is_what_is_installed():
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_no_committed_file_names_a_package_host():
    """Lock files pin by hash; where the packages come from is each installation's own affair."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (house.ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text) if "==" in block.split("\n")[0])
    lock = house.ROOT / "package-lock.json"
    assert '"resolved"' not in lock.read_text(encoding="utf-8")
