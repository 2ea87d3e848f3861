"""What lists and filters may ask about tasks and touches."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.platform.attributes.api import Attribute, Choice, Subject, declare, declare_subject

TASK = "task"
TOUCH = "touch"
"""The names under which attributes and the journal know tasks and touches."""

_TASKS = """
SELECT t.*, CAST(t.priority AS TEXT) AS priority_word, CAST(a.uid AS TEXT) AS account_uid, a.name AS account,
  a.name_fold AS account_fold, a.sort_key AS account_sort, a.tier AS tier, p.name AS person,
  p.name_fold AS person_fold, p.sort_key AS person_sort, m.name AS owner, n.name AS made_by,
  CASE WHEN t.recurrence = '' THEN NULL ELSE 1.0 END AS is_recurring
FROM work_task t
LEFT JOIN customers_account a ON a.id = t.account_id
LEFT JOIN customers_person p ON p.id = t.person_id
LEFT JOIN identity_member m ON m.id = t.owner_id
LEFT JOIN identity_member n ON n.id = t.created_by_id
"""
_TOUCHES = """
SELECT t.*, CAST(t.sentiment AS TEXT) AS sentiment_word, CAST(a.uid AS TEXT) AS account_uid, a.name AS account,
  a.name_fold AS account_fold, a.sort_key AS account_sort, a.tier AS tier, m.name AS author, p.name AS person,
  p.name_fold AS person_fold, p.sort_key AS person_sort
FROM work_touch t
LEFT JOIN customers_account a ON a.id = t.account_id
LEFT JOIN identity_member m ON m.id = t.author_id
LEFT JOIN work_touchperson w ON w.id = (SELECT min(x.id) FROM work_touchperson x
  WHERE x.touch_id = t.id AND x.person_id IS NOT NULL)
LEFT JOIN customers_person p ON p.id = w.person_id
"""
"""Touches with the first person of the customer's side. What was said is not in here: it has its own permission."""


def declare_work() -> None:
    """Tell the registry of attributes; called once at start."""
    _declare_tasks()
    _declare_touches()


def _declare_tasks() -> None:
    declare_subject(Subject(name=TASK, table="work_task", select=_TASKS))
    declare(
        Attribute(
            key="title", subject=TASK, type="text", label=_("Task"), column="title", fold_column="title_fold",
        ),
        *_account_of(TASK),
        _person_of(TASK),
        Attribute(key="owner", subject=TASK, type="text", label=_("Owner"), column="owner"),
        Attribute(key="owner_id", subject=TASK, type="number", label=_("Owner"), column="owner_id"),
        Attribute(key="due", subject=TASK, type="date", label=_("Due"), column="due"),
        Attribute(
            key="state", subject=TASK, type="choice", label=_("State"), column="state",
            choices=(
                Choice("open", pgettext_lazy("task", "open")), Choice("snoozed", pgettext_lazy("task", "later")),
                Choice("done", pgettext_lazy("task", "done")), Choice("cancelled", pgettext_lazy("task", "cancelled")),
            ),
        ),
        Attribute(
            key="priority", subject=TASK, type="choice", label=_("Priority"), column="priority_word",
            choices=(
                Choice("0", pgettext_lazy("priority", "low")), Choice("1", pgettext_lazy("priority", "normal")),
                Choice("2", pgettext_lazy("priority", "high")), Choice("3", pgettext_lazy("priority", "urgent")),
            ),
        ),
        Attribute(
            key="kind", subject=TASK, type="choice", label=_("Kind"), column="kind",
            choices=(
                Choice("todo", pgettext_lazy("task", "To do")), Choice("call", pgettext_lazy("task", "Call")),
                Choice("mail", pgettext_lazy("task", "Mail")), Choice("meeting", pgettext_lazy("task", "Meeting")),
                Choice("check", pgettext_lazy("task", "Check")),
            ),
        ),
        Attribute(key="snoozed_until", subject=TASK, type="date", label=_("Put off until"), column="snoozed_until"),
        Attribute(key="minutes", subject=TASK, type="number", label=_("Minutes"), unit="minutes", column="minutes"),
        Attribute(key="made_by", subject=TASK, type="text", label=_("Made by"), column="made_by"),
        Attribute(
            key="created_at", subject=TASK, type="date", label=_("Made on"), column="created_at", moment=True
        ),
        Attribute(key="done_at", subject=TASK, type="date", label=_("Done on"), column="done_at", moment=True),
    )  # fmt: skip


def _declare_touches() -> None:
    declare_subject(Subject(name=TOUCH, table="work_touch", select=_TOUCHES, hidden_by=("deleted_at",)))
    declare(
        Attribute(key="touch_id", subject=TOUCH, type="number", label=_("Touch"), column="id"),
        Attribute(
            key="subject", subject=TOUCH, type="text", label=_("Subject"),
            column="subject", fold_column="subject_fold",
        ),
        Attribute(
            key="kind", subject=TOUCH, type="choice", label=_("Kind"), column="kind",
            choices=(
                Choice("mail", pgettext_lazy("touch", "Mail")), Choice("call", pgettext_lazy("touch", "Call")),
                Choice("meeting", pgettext_lazy("touch", "Meeting")), Choice("visit", pgettext_lazy("touch", "Visit")),
                Choice("chat", pgettext_lazy("touch", "Chat")),
            ),
        ),
        Attribute(key="at", subject=TOUCH, type="date", label=_("Day"), column="at", moment=True),
        *_account_of(TOUCH),
        _person_of(TOUCH),
        Attribute(key="author", subject=TOUCH, type="text", label=_("By"), column="author"),
        Attribute(
            key="direction", subject=TOUCH, type="choice", label=_("Direction"), column="direction",
            choices=(
                Choice("in", pgettext_lazy("direction", "from the customer")),
                Choice("out", pgettext_lazy("direction", "to the customer")),
            ),
        ),
        Attribute(
            key="sentiment", subject=TOUCH, type="choice", label=_("Felt"), column="sentiment_word",
            choices=(
                Choice("-1", pgettext_lazy("sentiment", "bad")), Choice("0", pgettext_lazy("sentiment", "neutral")),
                Choice("1", pgettext_lazy("sentiment", "good")),
            ),
        ),
        Attribute(key="next_step", subject=TOUCH, type="text", label=_("Next step"), column="next_step"),
        Attribute(key="source", subject=TOUCH, type="text", label=_("Source"), column="source"),
    )  # fmt: skip


def _account_of(subject: str) -> tuple[Attribute, ...]:
    return (
        Attribute(
            key="account", subject=subject, type="text", label=_("Account"),
            column="account", fold_column="account_fold", sort_column="account_sort",
        ),
        Attribute(key="account_uid", subject=subject, type="text", label=_("Account"), column="account_uid"),
        Attribute(
            key="tier", subject=subject, type="choice", label=_("Touch tier"), column="tier",
            choices=(
                Choice("high", _("High touch")), Choice("mid", _("Mid touch")),
                Choice("tech", _("Tech touch")), Choice("community", _("Community")),
            ),
        ),
    )  # fmt: skip


def _person_of(subject: str) -> Attribute:
    return Attribute(
        key="person",
        subject=subject,
        type="text",
        label=_("Person"),
        column="person",
        fold_column="person_fold",
        sort_column="person_sort",
    )
