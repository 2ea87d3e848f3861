"""Signals, what people answered to them, and up to which day they are told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class SignalState(models.TextChoices):
    """Where a signal stands; see :class:`Signal`."""

    OPEN = "open", pgettext_lazy("signal", "open")
    ENDED = "ended", pgettext_lazy("signal", "ended")
    DISMISSED = "dismissed", pgettext_lazy("signal", "dismissed")
    MUTED = "muted", pgettext_lazy("signal", "muted")


class EndReason(models.TextChoices):
    """Why a signal ended."""

    RETURNED = "returned", _("use returned")
    RECOVERED = "recovered", _("use recovered")
    NEW_LEVEL = "new_level", _("the lower use is usual now")
    STARTED = "started", _("first use")
    GONE = "gone", _("no use for half a year")
    CORRECTED = "corrected", _("facts that came later show that it was not so")
    RULE_CHANGED = "rule_changed", _("the rule was changed")
    TOUCHED = "touched", _("a touch was made")
    WIDENED = "widened", _("a second person was met")
    QUIET = "quiet", _("too few touches to say so")
    FOUND = "found", _("somebody has the role now")
    NOBODY = "nobody", _("nobody is known there any more")
    REACHED = "reached", _("a sponsor was met")
    LEFT = "left", _("nobody has the role any more")
    KEPT = "kept", _("the promise was kept or withdrawn")
    AGREED = "agreed", _("view and score agree again")
    EXPIRED = "expired", _("the view expired")
    PAST = "past", _("enough time has passed")
    OUT_OF_SCOPE = "out_of_scope", _("the account left the segment")


class Signal(WorkspaceModel):
    """Something that began for an account under one version of a rule.

    It holds from the end of ``began`` and no more at the end of ``ended``. States: *open* holds and
    wants an answer; *muted* holds, but somebody wanted to hear nothing of this rule for this account
    until ``muted_until``; *dismissed* was answered "does not matter" or "wrong" and stays so, also after
    it has ended; *ended* holds no more. ``evidence`` is what the rule saw, days as ISO text.
    """

    rule = models.CharField(max_length=64)
    rule_version = models.PositiveIntegerField()
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    began = models.DateField()
    ended = models.DateField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True, default="")
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=SignalState.choices, default=SignalState.OPEN)
    muted_until = models.DateField(null=True)
    found_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "rule", "account", "began"], name="signal_once"),
            models.CheckConstraint(condition=models.Q(state__in=SignalState.values), name="signal_state"),
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True) | models.Q(ended__gt=models.F("began")),
                name="signal_ends_after",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["open", "muted"], ended__isnull=False),
                name="signal_open_has_no_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "state", "-began"], name="signal_by_state"),
            models.Index(fields=["workspace", "account", "-began"], name="signal_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.account_id} {self.began}"


class AnswerKind(models.TextChoices):
    """What a member said to a signal, or to an account on Today."""

    RIGHT = "right", pgettext_lazy("answer", "right")
    WRONG = "wrong", pgettext_lazy("answer", "wrong")
    DISMISS = "dismiss", pgettext_lazy("answer", "does not matter")
    DONE = "done", pgettext_lazy("answer", "done")
    SNOOZE = "snooze", pgettext_lazy("answer", "later")
    MUTE = "mute", pgettext_lazy("answer", "muted")
    START = "start", pgettext_lazy("answer", "play started")


class SignalAnswer(WorkspaceModel):
    """One answer of one member.

    With ``signal`` it is about that signal, without about the account's place on Today (*done*,
    *snooze*, *start*, *wrong*). *right* and *wrong* count in the precision of the rule; ``because`` says
    why. ``until`` is the day up to which a *snooze* or *mute* holds. ``before`` is the signal's state that the answer
    changed. An answer taken back has ``undone_at`` and counts for nothing.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, null=True, related_name="answers")
    kind = models.CharField(max_length=10, choices=AnswerKind.choices)
    because = models.TextField(blank=True, default="")
    until = models.DateField(null=True)
    before = models.CharField(max_length=10, blank=True, default="")
    member = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("because",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=AnswerKind.values), name="answer_kind"),
            models.CheckConstraint(
                condition=models.Q(signal__isnull=False) | models.Q(kind__in=["done", "snooze", "start", "wrong"]),
                name="answer_to_signal",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "account", "-at"], name="answer_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id}"


class Telling(WorkspaceModel):
    """Signals were told as of ``day``, at ``at``, under these versions of the rules."""

    day = models.DateField()
    at = models.DateTimeField()
    versions = models.JSONField(default=dict)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "day"], name="telling_once")]

    def __str__(self) -> str:
        return str(self.day)


class RuleRecall(WorkspaceModel):
    """How many of the ``losses`` of use up to ``day`` a version of a rule had ``seen`` in time; derived, one a rule."""

    rule = models.CharField(max_length=63)
    version = models.PositiveIntegerField()
    day = models.DateField()
    losses = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "rule"], name="one_recall_a_rule"),
            models.CheckConstraint(condition=models.Q(seen__lte=models.F("losses")), name="seen_of_losses"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.seen}/{self.losses}"
