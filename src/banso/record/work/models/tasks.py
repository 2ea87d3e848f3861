"""Tasks: one thing for one member to do."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class TaskState(models.TextChoices):
    """Where a task stands: open ⇄ snoozed; both → done or cancelled; done or cancelled → open again."""

    OPEN = "open", pgettext_lazy("task", "open")
    SNOOZED = "snoozed", pgettext_lazy("task", "later")
    DONE = "done", pgettext_lazy("task", "done")
    CANCELLED = "cancelled", pgettext_lazy("task", "cancelled")


UNFINISHED = (TaskState.OPEN, TaskState.SNOOZED)


class TaskKind(models.TextChoices):
    """What one does in it."""

    TODO = "todo", pgettext_lazy("task", "To do")
    CALL = "call", pgettext_lazy("task", "Call")
    MAIL = "mail", pgettext_lazy("task", "Mail")
    MEETING = "meeting", pgettext_lazy("task", "Meeting")
    CHECK = "check", pgettext_lazy("task", "Check")


class Priority(models.IntegerChoices):
    """How soon it matters beside other tasks of the same day."""

    LOW = 0, pgettext_lazy("priority", "low")
    NORMAL = 1, pgettext_lazy("priority", "normal")
    HIGH = 2, pgettext_lazy("priority", "high")
    URGENT = 3, pgettext_lazy("priority", "urgent")


class Task(WorkspaceModel):
    """One thing for ``owner`` to do, mostly about ``account``.

    A *snoozed* task counts as open again from ``snoozed_until`` on; nothing has to wake it.
    ``done_at`` and ``done_by`` are set exactly while it is *done*. ``cause`` says why it exists
    (``{"play": slug, …}``); ``signal_id`` names the signal behind it, if there is one. ``steps`` is a
    checklist: ``[{"title": text, "done": bool}]``. ``recurrence`` is an RRULE (RFC 5545) without a start: finishing
    such a task makes the next one, which names it as ``previous``. ``source`` and ``key`` are set where another system
    knows the task; together they mean it once.
    """

    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, default="")
    detail = models.TextField(null=True)
    kind = models.CharField(max_length=10, choices=TaskKind.choices, default=TaskKind.TODO)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("identity.Member", on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    recurrence = models.CharField(max_length=200, blank=True, default="")
    minutes = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    snoozed_until = models.DateField(null=True)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=60, default="manual")
    key = models.CharField(max_length=200, null=True)
    cause = models.JSONField(default=dict)
    signal_id = models.BigIntegerField(null=True)
    steps = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ("title", "title_fold", "detail", "steps")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="task_state"),
            models.CheckConstraint(condition=models.Q(kind__in=TaskKind.values), name="task_kind"),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="task_priority"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | models.Q(~models.Q(state="done"), done_at__isnull=True, done_by__isnull=True),
                name="task_done_at",
            ),
            models.CheckConstraint(
                condition=models.Q(state="snoozed", snoozed_until__isnull=False)
                | models.Q(~models.Q(state="snoozed"), snoozed_until__isnull=True),
                name="task_snoozed_until",
            ),
            models.UniqueConstraint(
                fields=["previous"],
                condition=models.Q(previous__isnull=False) & ~models.Q(state="cancelled"),
                name="task_next_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "source", "key"], condition=models.Q(key__isnull=False), name="task_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "owner", "state", "due"], name="task_of_member"),
            models.Index(fields=["workspace", "account", "state"], name="task_of_account"),
            models.Index(fields=["workspace", "account", "-created_at", "-id"], name="task_made"),
            models.Index(fields=["workspace", "account", "-done_at", "-id"], name="task_done"),
            models.Index(fields=["workspace", "person"], name="task_about_person"),
            models.Index(fields=["workspace", "signal_id"], name="task_of_signal"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.state not in UNFINISHED

    @property
    def steps_done(self) -> int:
        """How many lines of the checklist are ticked."""
        return sum(bool(step.get("done")) for step in self.steps)

    def is_late(self, today: date) -> bool:
        """Whether it should have been done before ``today``."""
        return self.state == TaskState.OPEN and self.due is not None and self.due < today
