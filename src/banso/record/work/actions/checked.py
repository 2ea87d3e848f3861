"""The values that a task may have, and what is said about others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banso.platform.kit.errors import WrongField
from banso.platform.kit.limits import limit
from banso.platform.kit.text import clean, fold
from banso.record.work.models import Priority, TaskKind
from banso.record.work.rules.recurrence import BadRule, normal_rule

TITLE = limit("work.title", 300, "characters")
DETAIL = limit("work.detail", 20_000, "characters")
STEP = 300
MOST_STEPS = limit("work.steps", 50)
MOST_MINUTES = 24 * 60


class BadTask(WrongField):
    """A task cannot be made, or changed, from these values. ``field`` names the one that is wrong."""

    code = "bad_task"
    status = 400

    def __init__(self, message: str, *, field: str = "title", hint: str = "") -> None:
        super().__init__(field, message, hint=hint)


def checked(values: Mapping[str, Any], *, due: date | None) -> dict[str, Any]:
    """``values`` of a task as they are kept; ``due`` is the day that a recurrence starts from.

    Knows title, detail, kind, priority, minutes, recurrence and steps; others pass. Raises :class:`BadTask`.
    """
    found = dict(values)
    if "title" in found:
        found["title"] = _title(found["title"])
        found["title_fold"] = fold(found["title"])[:TITLE]
    if "detail" in found:
        found["detail"] = _detail(found["detail"])
    if found.get("kind", TaskKind.TODO) not in TaskKind.values:
        raise BadTask(_("“%(kind)s” is not a kind of task.") % {"kind": found["kind"]}, field="kind")
    if found.get("priority", Priority.NORMAL) not in Priority.values:
        raise BadTask(_("“%(given)s” is not a priority.") % {"given": found["priority"]}, field="priority")
    minutes = found.get("minutes")
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise BadTask(
            _("A task takes from 1 to %(most)d minutes.") % {"most": MOST_MINUTES},
            field="minutes",
            hint=_("Make several tasks of a longer one."),
        )
    if "recurrence" in found:
        found["recurrence"] = _recurrence(found["recurrence"] or "", due)
    if "steps" in found:
        found["steps"] = _steps(found["steps"])
    return found


def _title(text: str) -> str:
    title = clean(text)
    if title is None:
        raise BadTask(_("The task needs a title."), hint=_("Say in a few words what is to be done."))
    if len(title) > TITLE:
        raise BadTask(
            _("The title of a task is at most %(most)d characters long.") % {"most": TITLE},
            hint=_("Put the details into its steps."),
        )
    return title


def _detail(text: str | None) -> str | None:
    detail = clean(text or "")
    if detail is not None and len(detail) > DETAIL:
        raise BadTask(
            _("The details are at most %(most)d characters long.") % {"most": DETAIL},
            field="detail",
            hint=_("Keep longer texts as a note of the account."),
        )
    return detail


def _recurrence(text: str, due: date | None) -> str:
    try:
        return normal_rule(text, due)
    except BadRule as error:
        raise BadTask(
            _("“%(rule)s” is not a rule for repeating.") % {"rule": text[:60]},
            field="recurrence",
            hint=_("Choose one of the list, or write one like FREQ=WEEKLY;BYDAY=MO."),
        ) from error


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept = [{"title": title, "done": bool(step.get("done"))} for step in steps if (title := clean(str(step["title"])))]
    if len(kept) > MOST_STEPS:
        raise BadTask(
            _("A checklist has at most %(most)d lines.") % {"most": MOST_STEPS},
            field="steps",
            hint=_("Make several tasks of it."),
        )
    for number, step in enumerate(kept, 1):
        if len(str(step["title"])) > STEP:
            raise BadTask(
                _("Line %(number)d of the checklist is longer than %(most)d characters.")
                % {"number": number, "most": STEP},
                field="steps",
                hint=_("Put the details of it into the task."),
            )
    return kept
