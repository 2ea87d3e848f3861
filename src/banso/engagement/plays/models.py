"""Plays under way."""

from typing import ClassVar

from django.db import models

from banso.platform.tenancy.api import WorkspaceModel


class PlayRun(WorkspaceModel):
    """A play that a member started for an account, under the version it had then.

    ``signal`` is the signal that called for it, null where none did; a play is started once per signal.
    ``answer`` is what took the account off Today.
    Its tasks carry ``cause = {"play": slug, "version": …, "run": id}``; whether it is over is read from
    them, so that there is one truth.
    """

    play = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    account = models.ForeignKey("customers.Account", on_delete=models.CASCADE, related_name="+")
    signal = models.ForeignKey("signals.Signal", on_delete=models.CASCADE, null=True, related_name="+")
    answer = models.ForeignKey("signals.SignalAnswer", on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey("identity.Member", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    personal_data: ClassVar[tuple[str, ...]] = ()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "play", "signal"],
                condition=models.Q(undone_at__isnull=True),
                name="play_once_a_signal",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "account", "-started_at"], name="run_of_account")]

    def __str__(self) -> str:
        return f"{self.play} {self.account_id}"
