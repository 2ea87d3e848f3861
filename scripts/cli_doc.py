"""The tables of arguments and options in docs/cli.md, from the command itself; the prose around them is by hand.

python scripts/cli_doc.py write     rewrite the tables
python scripts/cli_doc.py check     fail where they are not up to date, or a command has none
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "cli.md"
BLOCK = re.compile(r"<!-- options: (banso [a-z -]+?) -->\n.*?<!-- end -->", re.DOTALL)


def commands() -> dict[str, Any]:
    """Every command by its words, ``banso definitions check`` too."""
    from banso.surfaces.cli.app import app

    return dict(_below("banso", typer.main.get_command(app)))


def _below(trail: str, command: Any) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield trail, command
        return
    for name, one in below.items():
        yield from _below(f"{trail} {name}", one)


def table(command: Any) -> str:
    """One row for each argument and option."""
    lines = ["| | | default |", "|---|---|---|"]
    for one in command.params:
        if one.name == "help":
            continue
        lines.append("| " + " | ".join(_cells(one)) + " |")
    return "\n".join(lines)


def _cells(one: Any) -> tuple[str, str, str]:
    help_text = str(one.help or "").replace("|", "\\|")
    if one.param_type_name == "argument":
        return f"`{one.metavar}`", help_text, "required"
    names = ", ".join(f"`{name}`" for name in sorted((*one.opts, *one.secondary_opts), key=lambda name: -len(name)))
    called = names if one.is_flag else f"{names} `{one.metavar}`"
    if one.required:
        return called, help_text, "required"
    default = "" if one.default in (None, "", False, [], ()) else f"`{str(one.default).lower()}`"
    return called, help_text, default


def render(page: str) -> str:
    """``page`` with every table as the command has it."""
    known = commands()

    def block(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in known:
            raise SystemExit(f"docs/cli.md tells of “{name}”, which is no command")
        return f"<!-- options: {name} -->\n\n{table(known[name])}\n\n<!-- end -->"

    missing = set(known) - {found.group(1) for found in BLOCK.finditer(page)}
    if missing:
        raise SystemExit(f"docs/cli.md has no table for {', '.join(sorted(missing))}")
    return BLOCK.sub(block, page)


def main(command: str) -> int:
    page = PAGE.read_text(encoding="utf-8")
    wanted = render(page)
    if command == "write":
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if page == wanted:
        return 0
    print("docs/cli.md is not up to date: run `make docs`")
    return 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"write", "check"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
