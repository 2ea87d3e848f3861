"""What was computed for proof and is kept, so that a page need not compute it again."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class StoredBacktest(WorkspaceModel):
    """A back-test under a key of everything it rests on: question, versions and facts.

    Derived: a row may be removed at any time. When facts or versions change the key changes, and
    the old row is removed with the next one of the same `question`.
    """

    question = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    body = models.JSONField()
    computed_at = models.DateTimeField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "question"], name="proof_one_answer_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.question[:8]} {self.computed_at:%Y-%m-%d}"


class ListedDay(WorkspaceModel):
    """Whom Today named at the end of a past day, from what was known then.

    `accounts` are account ids in the order of the list, `candidates` how many it chose from.
    Derived: it holds while `key`, the versions and facts it rests on, stays the same.
    """

    day = models.DateField()
    key = models.CharField(max_length=64)
    accounts = models.JSONField()
    candidates = models.PositiveIntegerField()

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        abstract = False
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "day"], name="proof_one_list_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {len(self.accounts)}"
