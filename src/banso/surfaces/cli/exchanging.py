"""What ``banso definitions`` does."""

from pathlib import Path

from banso.platform.definitions import api as definitions
from banso.platform.journal.api import acting, try_publish
from banso.platform.tenancy.api import scope
from banso.surfaces.cli.options import now, workspace_of
from banso.surfaces.cli.output import progress, say, show_json


def export(workspace: str, directory: Path, *, as_json: bool) -> None:
    """Write every definition in force below ``directory``."""
    with scope(workspace_of(workspace)):
        written = [str(path) for path in definitions.export(directory)]
    if as_json:
        show_json(written)
    else:
        say(f"{len(written)} files in {directory}")


def check(workspace: str, directory: Path, *, as_json: bool) -> None:
    """Print what differs and what it would do."""
    with scope(workspace_of(workspace)), progress("checking definitions"):
        found = definitions.check(directory)
    _show(found, as_json=as_json)


def apply(workspace: str, directory: Path, reason: str, *, as_json: bool) -> None:
    """Make new versions; whoever computes from them hears of it."""
    with scope(workspace_of(workspace)), acting(actor_id=None, source="cli"), progress("applying definitions"):
        found = definitions.check(directory)
        definitions.apply(directory, author=None, reason=reason, now=now())
        try_publish(now())
    _show(found, as_json=as_json)


def _show(found: list[definitions.Difference], *, as_json: bool) -> None:
    if as_json:
        show_json(
            [
                {
                    "kind": one.kind,
                    "slug": one.slug,
                    "file": one.file,
                    "state": one.state,
                    "changes": one.lines,
                    "impact": one.impact,
                }
                for one in found
            ]
        )
        return
    changed = [one for one in found if one.state != "same"]
    if not changed:
        say("Nothing differs.")
    for one in changed:
        say(f"{one.kind} {one.slug}: {one.state}")
        for line in (*one.lines, *one.impact):
            say(f"  {line}")
