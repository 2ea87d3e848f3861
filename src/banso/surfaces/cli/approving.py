"""What ``banso definitions list`` and ``banso definitions approve`` do."""

from __future__ import annotations

from typing import Any

from banso.platform.definitions import api as definitions
from banso.platform.identity.api import members
from banso.platform.journal.api import acting, try_publish
from banso.platform.kit.errors import BansoError, NotFound
from banso.platform.tenancy.api import scope
from banso.surfaces.cli.options import member_called, now, workspace_of
from banso.surfaces.cli.output import say, show_json, show_table


def list_definitions(workspace: str, kind: str, state: str, *, as_json: bool) -> None:
    """Print every definition in force, of one kind or of all, and how it stands."""
    _one_of(kind, [one.kind for one in definitions.kinds()], "a kind of definition")
    _one_of(state, definitions.APPROVAL_STATES, "a state of approval")
    with scope(workspace_of(workspace)):
        kinds = [kind] if kind else [one.kind for one in definitions.kinds()]
        found = [one for name in kinds for _slug, one in sorted(definitions.active(name).items())]
        rows = [row for row in _rows(found) if state in ("", row["state"])]
    if as_json:
        show_json(rows)
        return
    shown = [
        [row["kind"], row["slug"], row["version"], row["owner"], row["state"], row["approved_by"] or ""] for row in rows
    ]
    show_table(["kind", "slug", "version", "owner", "state", "approved by"], shown)


def approve(
    workspace: str, kind: str, slug: str, email: str, *, ask: bool, withdraw: bool, reason: str, as_json: bool
) -> None:
    """Approve the version in force, ask for that, or withdraw the last approval, in a member's name."""
    if ask and withdraw:
        raise BansoError("--ask and --withdraw exclude each other.", hint="Give one of them, or none to approve.")
    with scope(workspace_of(workspace)):
        live, by = definitions.get(kind, slug), member_called(email)
        with acting(actor_id=by.pk, source="cli"):
            if ask:
                definitions.ask_approval(kind, slug, live.version, by=by, now=now())
            elif withdraw:
                last = definitions.standings([live])[kind, slug].approved
                version = last.version if last else live.version
                definitions.withdraw_approval(kind, slug, version, by=by, reason=reason, now=now())
            else:
                definitions.approve(kind, slug, live.version, by=by, now=now())
        try_publish(now())
        row = _rows([live])[0]
    if as_json:
        show_json(row)
    else:
        say(f"{kind} {slug}, version {row['version']}: {row['state']}")


def _rows(found: list[definitions.Definition]) -> list[dict[str, Any]]:
    standings = definitions.standings(found)
    names = {one.pk: one.name for one in members(with_deactivated=True)}
    rows = []
    for one in found:
        standing = standings[one.kind, one.slug]
        given, asked = standing.approved, standing.asked
        rows.append(
            {
                "kind": one.kind,
                "slug": one.slug,
                "version": one.version,
                "name": str(one.name),
                "owner": one.body.get("owner", ""),
                "source": one.source,
                "state": standing.state,
                "approved_version": given.version if given else None,
                "approved_by": names.get(given.approved_by or 0) if given else None,
                "approved_at": given.approved_at.isoformat() if given and given.approved_at else None,
                "asked_by": names.get(asked.asked_by or 0) if asked else None,
                "asked_at": asked.asked_at.isoformat() if asked and asked.asked_at else None,
                "changes": definitions.changes_between(given.body, one.body) if given else [],
            }
        )
    return rows


def _one_of(word: str, words: list[str] | tuple[str, ...], what: str) -> None:
    if word and word not in words:
        raise NotFound(f"“{word}” is not {what}.", hint=", ".join(words))
