"""Every address of the product, from its URL patterns: nothing is listed by hand but what stands in addresses.

A new address is tested as soon as it is there: by whom it may be called (test_access.py), and in the browser
(tests/browser/test_pages.py). One with an argument fails there until :data:`ARGUMENTS` says what to put in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Which sample goes into which argument; both tests have one sample of each kind.
ARGUMENTS: dict[str, dict[str, str]] = {
    "account_reset_password_from_key": {"uidb36": "uidb36", "key": "key"},
    **{f"customers:person_{step}": {"uid": "person"} for step in ("archive", "edit", "of")},
    "customers:contact_add": {"uid": "person"},
    **{f"customers:contact_{step}": {"uid": "contact"} for step in ("edit", "end")},
    **{f"customers:partner_{step}": {"account": "account"} for step in ("edit", "of")},
    **{f"customers:watch_{step}": {"account": "account"} for step in ("add", "of")},
    **{f"customers:watch_{step}": {"uid": "watch"} for step in ("delete", "edit")},
    "customers:undo": {"uid": "change"},
    "identity:link": {"token": "token"},
    "identity:words_back": {"uid": "change"},
    "identity:member_deactivate": {"uid": "member"},
    "identity:member_link": {"uid": "member"},
    "identity:member_reactivate": {"uid": "member"},
    "identity:member_role": {"uid": "member"},
    **{f"mail:{step}": {"uid": "effect"} for step in ("hold", "leave", "let_go")},
    "mail:stop": {"token": "stop"},
    "reports:file": {"name": "report", "form": "file_form"},
    **{
        f"reports:{one}_file": {"form": "file_form"}
        for one in ("books", "costs", "forecast", "losses", "months", "orders", "proposals", "renewals", "targets")
    },
    "reports:book_file": {"uid": "member", "form": "file_form"},
    "reports:book": {"uid": "member"},
    **{f"reports:target_{step}": {"uid": "target"} for step in ("delete", "edit")},
    "reports:target_undo": {"uid": "change"},
    **{f"reports:cost_{step}": {"uid": "cost"} for step in ("delete", "edit")},
    "reports:cost_undo": {"uid": "change"},
    **{f"revenue:contract{step}": {"uid": "contract"} for step in ("", "_edit")},
    **{f"revenue:line_{step}": {"uid": "line"} for step in ("amend", "end", "notice", "pause", "take_back")},
    "revenue:contract_new": {"account": "account"},
    "revenue:line_correct": {"uid": "line", "start": "line_start"},
    "revenue:line_new": {"uid": "contract"},
    "revenue:loss": {"uid": "lost_line", "ended_on": "ended_on"},
    "revenue:money_of": {"account": "account"},
    **{f"revenue:renewal{step}": {"uid": "contract", "term_end": "term_end"} for step in ("", "_stage", "_step")},
    "revenue:renewal_close": {"uid": "contract", "term_end": "term_end", "stage": "closing"},
    "revenue:renewal_look": {"uid": "contract", "term_end": "term_end", "months": "look"},
    **{f"revenue:order{step}": {"uid": "order"} for step in ("", "_amend", "_take_back")},
    "revenue:plan_edit": {"uid": "plan"},
    **{f"revenue:proposal{step}": {"uid": "proposal"} for step in ("", "_delete", "_edit", "_stage")},
    "revenue:proposal_close": {"uid": "proposal", "stage": "deciding"},
    "revenue:product_edit": {"uid": "product"},
    "revenue:take_back": {"uid": "change"},
    "signals:answer": {"uid": "signal"},
    "signals:before": {"account": "account", "day": "ended_on"},
    "signals:of_account": {"account": "account"},
    "signals:mute": {"uid": "signal"},
    "signals:signal": {"uid": "signal"},
    **{
        f"workspace:approval_{step}": {"kind": "kind_segment", "slug": "segment", "version": "version"}
        for step in ("ask", "give", "withdraw")
    },
    "workspace:approval_take_back": {"uid": "change"},
    "workspace:definition": {"kind": "kind_segment", "slug": "segment"},
    "workspace:definition_back": {"kind": "kind_segment", "slug": "segment", "version": "version"},
    "workspace:definition_edit": {"kind": "kind_signal", "slug": "rule"},
    "workspace:definition_field_change": {"key": "field"},
    "workspace:definition_field_restore": {"key": "field"},
    "workspace:definition_field_retire": {"key": "field"},
    "workspace:definition_of": {"key": "metric"},
    "workspace:definition_upgrade": {"kind": "kind_segment", "slug": "segment"},
    "workspace:definition_yaml": {"kind": "kind_segment", "slug": "segment"},
    "workspace:segment": {"slug": "segment"},
    "workspace:segment_edit": {"slug": "segment"},
    "workspace:segment_pick": {"slug": "segment"},
    "workspace:segment_unpick": {"slug": "segment"},
    "workspace:segments_of_account": {"uid": "account"},
    "signals:undo": {"uid": "answer"},
    "work:add": {"account": "account"},
    "work:finish": {"uid": "task"},
    "work:inbox_open": {"uid": "inbox"},
    "work:inbox_toggle": {"uid": "inbox"},
    "work:of_account": {"account": "account"},
    "work:reopen": {"uid": "task"},
    "work:snooze": {"uid": "task"},
    "work:step": {"uid": "task", "number": "number"},
    **{f"work:touch{step}": {"uid": "touch"} for step in ("", "_delete", "_edit", "_task")},
    **{f"work:note{step}": {"uid": "note"} for step in ("", "_delete", "_edit", "_task")},
    **{f"work:comment_{step}": {"uid": "comment"} for step in ("delete", "edit")},
    **{f"work:promise_{step}": {"uid": "promise"} for step in ("close", "delete", "edit", "reopen")},
    **{f"work:{kind}_of": {"account": "account"} for kind in ("files", "notes", "promises", "touches")},
    **{f"work:own_view{step}": {"account": "account"} for step in ("", "_edit", "_end")},
    "work:comments": {"subject": "subject", "uid": "account"},
    "work:comment_add": {"subject": "subject", "uid": "account"},
    "work:file": {"uid": "file"},
    "work:file_add": {"subject": "subject", "uid": "account"},
    "work:file_delete": {"uid": "file"},
    "work:promise_new": {"account": "account"},
    "work:take_back": {"uid": "change"},
    "work:feed_calendar": {"token": "calendar"},
    "work:meeting_account": {"uid": "meeting"},
    "work:meeting_hide": {"uid": "meeting"},
    "work:meeting_undo": {"uid": "meeting"},
    "work:meetings_undo": {"uid": "batch"},
    "work:task": {"uid": "task"},
    "work:task_cancel": {"uid": "task"},
    "work:task_edit": {"uid": "task"},
    "work:task_hand_over": {"uid": "task"},
    "work:task_move": {"uid": "task"},
    "work:task_undo": {"uid": "task", "change": "change"},
    "work:tasks_undo": {"uid": "batch"},
    "workspace:account": {"uid": "account"},
    "workspace:account_edit": {"uid": "account"},
    "workspace:account_usage": {"uid": "account"},
    "workspace:account_start": {"uid": "account"},
    "workspace:account_people": {"uid": "account"},
    "workspace:hand_over": {"uid": "account"},
    "workspace:hand_over_undo": {"uid": "change"},
    "workspace:person": {"uid": "person"},
    "workspace:timeline": {"uid": "account"},
    "workspace:timeline_pin": {"uid": "account"},
    "workspace:timeline_person": {"uid": "person"},
    "workspace:member_activity": {"uid": "member"},
    "workspace:quality_rows": {"key": "check"},
    "workspace:timeline_person_pin": {"uid": "person"},
    **{
        f"workspace:import{step}": {"uid": "batch"}
        for step in (
            "",
            "_apply",
            "_choose",
            "_links",
            "_problems",
            "_progress",
            "_resume",
            "_save_mapping",
            "_stop",
            "_undo",
        )
    },
    **{f"workspace:list_{step}": {"noun": "noun"} for step in ("bulk", "bulk_preview", "csv", "filter", "tabs")},
    **{f"workspace:list_bulk_{step}": {"uid": "bulk"} for step in ("progress", "show", "stop", "undo")},
    "workspace:list_dialog": {"noun": "noun", "name": "dialog"},
    "workspace:list_cell": {"noun": "noun", "uid": "account", "key": "list_field"},
    "workspace:list_undo": {"uid": "change"},
    **{f"workspace:view_{step}": {"uid": "view"} for step in ("change", "delete", "restore")},
    **{f"workspace:view_{step}": {"noun": "noun"} for step in ("save", "usual")},
    "workspace:effect_again": {"uid": "effect"},
    "workspace:effect_leave": {"uid": "effect"},
    "workspace:job_cancel": {"uid": "job"},
    "workspace:job_resume": {"uid": "job"},
    "workspace:meeting": {"uid": "meeting"},
    "workspace:mapping_remove": {"uid": "mapping"},
    "workspace:mapping_restore": {"uid": "mapping"},
    "workspace:run_undo": {"uid": "run"},
    "workspace:today_done": {"uid": "account"},
    "workspace:today_snooze": {"uid": "account"},
    "workspace:today_start": {"uid": "account"},
    "workspace:today_wrong": {"uid": "account"},
}
# What an address needs behind its question mark to answer at all.
QUERIES = {
    "reports:filter": "attribute=name&op=contains&value=a",
    "workspace:list_filter": "attribute=name&op=contains&value=a",
    "workspace:proof_panel": "subject=scorecard:starter",
}
FIXED = {
    "field": "no_such_field",
    "kind_segment": "segment",
    "kind_signal": "signal",
    "metric": "events_30d",
    "rule": "silence",
    "segment": "gone",
    "version": "1",
    "check": "no_people",
    "dialog": "filter",
    "closing": "changed",
    "deciding": "won",
    "ended_on": "2026-02-01",
    "line_start": "2025-07-01",
    "list_field": "stage",
    "look": "6",
    "noun": "accounts",
    "number": "0",
    "report": "revenue",
    "file_form": "csv",
    "subject": "account",
    "term_end": "2026-07-01",
    "uidb36": "1",
    "key": "wrong-key",
    **dict.fromkeys(("calendar", "stop", "token"), "no-such-token"),
}
"""Samples that are not things of a workspace."""


@dataclass(frozen=True)
class Route:
    """One address: its name with namespace, the arguments it takes, its view."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def permission(self) -> str | None:
        """What its view asks for; None where allauth or Django decide."""
        return getattr(self.view, "banso_permission", None)

    @property
    def things(self) -> tuple[str, ...]:
        """The kinds of things of a workspace that stand in it."""
        return tuple(kind for kind in ARGUMENTS.get(self.name, {}).values() if kind not in FIXED)

    def address(self, samples: Mapping[str, Any]) -> str:
        """The address about ``samples``."""
        known = FIXED | {kind: str(value) for kind, value in samples.items()}
        if self.arguments and self.name not in ARGUMENTS:
            raise AssertionError(f"tests/surfaces/routes.py: ARGUMENTS does not know {self.name} yet")
        wanted = {name: known[kind] for name, kind in ARGUMENTS.get(self.name, {}).items()}
        query = QUERIES.get(self.name, "")
        return reverse(self.name, kwargs=wanted) + (f"?{query}" if query else "")


def _walk(patterns: list[Any], namespace: str = "") -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            # Reversing needs a name; an address without one could not be tested, or linked to.
            assert pattern.name, f"{pattern.pattern} has no name"
            arguments = tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex)
            yield Route(f"{namespace}{pattern.name}", arguments, pattern.callback)


def routes() -> list[Route]:
    """Every address, by name."""
    return sorted(_walk(get_resolver().url_patterns), key=lambda route: route.name)
