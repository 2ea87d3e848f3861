"""Notes, comments and files: what members write down for each other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from banso.platform.tenancy.api import WorkspaceModel


class Note(WorkspaceModel):
    """Rich text about an account or a person, or both.

    ``html`` is cleaned to a short list of elements before it is stored; ``text_fold`` is its folded plain text, for
    searching. A deleted note keeps its row for thirty days.
    """

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.CASCADE, null=True, related_name="+")
    html = models.TextField()
    text_fold = models.TextField()
    author = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    batch = models.BigIntegerField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("html", "text_fold")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="note_about_something"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "account", "-created_at", "-id"], name="note_of_account"),
            models.Index(fields=["workspace", "person", "-created_at", "-id"], name="note_of_person"),
        ]


class Comment(WorkspaceModel):
    """What a member says to a task, a touch, a note or an account (``subject``, ``subject_id``)."""

    SUBJECTS = ("task", "touch", "note", "account")

    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    html = models.TextField()
    author = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("html",)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(subject__in=["task", "touch", "note", "account"]), name="comment_subject"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "subject", "subject_id", "id"], name="comment_of")]


class Attachment(WorkspaceModel):
    """A file kept with an account, perhaps with a note or touch. ``path`` is its place below ``BANSO_HOME/files``.

    ``media_type`` is what the content proved to be, not what the sender said.
    """

    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=500)
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, null=True, related_name="files")
    touch = models.ForeignKey("work.Touch", on_delete=models.CASCADE, null=True, related_name="files")
    uploaded_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ("name", "path")

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "-id"], name="attachment_of_account")]

    def __str__(self) -> str:
        return self.name


class Pin(WorkspaceModel):
    """One item of an account's or a person's timeline that stays on top: ``kind`` and ``item`` name it."""

    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    item = models.UUIDField()
    pinned_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    pinned_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "account", "kind", "item"],
                condition=Q(account__isnull=False),
                name="pin_of_account",
            ),
            models.UniqueConstraint(
                fields=["workspace", "person", "kind", "item"], condition=Q(person__isnull=False), name="pin_of_person"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="pin_on_something"
            ),
        ]
