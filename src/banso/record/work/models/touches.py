"""Touches: one interaction between people."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from banso.platform.tenancy.api import WorkspaceModel


class TouchKind(models.TextChoices):
    """How people met."""

    MAIL = "mail", pgettext_lazy("touch", "Mail")
    CALL = "call", pgettext_lazy("touch", "Call")
    MEETING = "meeting", pgettext_lazy("touch", "Meeting")
    VISIT = "visit", pgettext_lazy("touch", "Visit")
    CHAT = "chat", pgettext_lazy("touch", "Chat")


class Direction(models.TextChoices):
    """Who began: they or we."""

    IN = "in", pgettext_lazy("direction", "from the customer")
    OUT = "out", pgettext_lazy("direction", "to the customer")


class Sentiment(models.IntegerChoices):
    """How it felt, in a member's judgement."""

    BAD = -1, pgettext_lazy("sentiment", "bad")
    NEUTRAL = 0, pgettext_lazy("sentiment", "neutral")
    GOOD = 1, pgettext_lazy("sentiment", "good")


class Touch(WorkspaceModel):
    """One interaction at ``at``. What was said stands in :class:`TouchBody`, with a permission of its own.

    ``source`` and ``key`` are set where another system knows it; together they mean it once. A deleted touch keeps
    its row (``deleted_at``) so that deleting can be undone and the past stays what it was.
    """

    kind = models.CharField(max_length=10, choices=TouchKind.choices)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    direction = models.CharField(max_length=5, choices=Direction.choices, null=True)
    subject = models.CharField(max_length=300)
    subject_fold = models.CharField(max_length=300)
    sentiment = models.SmallIntegerField(choices=Sentiment.choices, null=True)
    next_step = models.CharField(max_length=300, null=True)
    author = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=60, default="manual")
    key = models.CharField(max_length=200, null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("subject", "subject_fold", "next_step")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TouchKind.values), name="touch_kind"),
            models.CheckConstraint(
                condition=Q(direction__isnull=True) | Q(direction__in=Direction.values), name="touch_direction"
            ),
            models.CheckConstraint(
                condition=Q(sentiment__isnull=True) | Q(sentiment__in=Sentiment.values), name="touch_sentiment"
            ),
            models.UniqueConstraint(
                fields=["workspace", "source", "key"], condition=Q(key__isnull=False), name="touch_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "account", "-at", "-id"], name="touch_of_account"),
            models.Index(fields=["workspace", "-at", "-id"], name="touch_newest"),
        ]

    def __str__(self) -> str:
        return self.subject


class TouchBody(WorkspaceModel):
    """What was said, as plain text. Apart from the touch, so that a list cannot show it by mistake."""

    touch = models.OneToOneField(Touch, on_delete=models.CASCADE, related_name="body")
    text = models.TextField()
    text_fold = models.TextField(default="")

    personal_data: ClassVar[tuple[str, ...]] = ("text", "text_fold")

    class Meta(WorkspaceModel.Meta):
        pass


class TouchPerson(WorkspaceModel):
    """Who took part: a person of the customer's side, or a member of ours; exactly one of the two."""

    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("customers.Person", on_delete=models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey("identity.Member", on_delete=models.CASCADE, null=True, related_name="+")

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, member__isnull=True) | Q(person__isnull=True, member__isnull=False),
                name="touch_person_one_side",
            ),
            models.UniqueConstraint(
                fields=["touch", "person"], condition=Q(person__isnull=False), name="touch_person_once"
            ),
            models.UniqueConstraint(
                fields=["touch", "member"], condition=Q(member__isnull=False), name="touch_member_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "person"], name="touch_of_person")]
